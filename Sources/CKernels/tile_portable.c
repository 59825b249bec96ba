#include <string.h>

#include "tile.h"

enum { ROWS = 4, COLUMNS = 8 };

void tile_float_portable(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates) {
  const float *x = a, *y = b;
  float sums[ROWS][COLUMNS] = {{0}};
  for (ptrdiff_t k = 0; k < depth; k++, x += ROWS, y += COLUMNS)
    for (int i = 0; i < ROWS; i++)
      for (int j = 0; j < COLUMNS; j++) sums[i][j] += x[i] * y[j];
  for (int i = 0; i < ROWS; i++) {
    float *row = (float *)c + i * stride;
    for (int j = 0; j < COLUMNS; j++) row[j] = accumulates ? row[j] + sums[i][j] : sums[i][j];
  }
}

void tile_integer_portable(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates) {
  const int16_t *x = a, *y = b;
  uint32_t sums[ROWS][COLUMNS] = {{0}};
  for (ptrdiff_t k = 0; k < depth; k++, x += 2 * ROWS, y += 2 * COLUMNS)
    for (int i = 0; i < ROWS; i++)
      for (int j = 0; j < COLUMNS; j++)
        sums[i][j] += (uint32_t)(x[2 * i] * y[2 * j] + x[2 * i + 1] * y[2 * j + 1]);
  for (int i = 0; i < ROWS; i++) {
    uint32_t *row = (uint32_t *)c + i * stride;
    for (int j = 0; j < COLUMNS; j++) row[j] = accumulates ? row[j] + sums[i][j] : sums[i][j];
  }
}
