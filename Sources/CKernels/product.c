#include <string.h>

#include "tile.h"

/// How many units of depth are packed at once: a panel of B stays in the first cache.
enum { DEPTH = 192 };

typedef struct {
  ptrdiff_t rows, columns;
  tile_kernel *on_floats, *on_integers;
} engine;

static engine engine_of(int32_t level) {
#if defined(__x86_64__)
  if (level >= 2) return (engine){8, 32, tile_float_avx512, tile_integer_avx512};
  if (level >= 1) return (engine){6, 16, tile_float_avx2, tile_integer_avx2};
#endif
  (void)level;
  return (engine){4, 8, tile_float_portable, tile_integer_portable};
}

static ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

static ptrdiff_t tiles(ptrdiff_t count, ptrdiff_t size) { return (count + size - 1) / size; }

/// How many units of 4 bytes stand for `k` elements.
static ptrdiff_t units(int32_t type, ptrdiff_t k) { return type == CK_FLOAT ? k : (k + 1) / 2; }

ptrdiff_t ck_tile_rows(int32_t level) { return engine_of(level).rows; }

ptrdiff_t ck_tile_columns(int32_t level) { return engine_of(level).columns; }

ptrdiff_t ck_packed_bytes(int32_t level, int32_t type, ptrdiff_t m, ptrdiff_t k) {
  ptrdiff_t rows = engine_of(level).rows;
  return tiles(m, rows) * rows * units(type, k) * 4;
}

ptrdiff_t ck_scratch_bytes(int32_t level) { return engine_of(level).columns * DEPTH * 4; }

/// Element `i` of integers of `type`.
static inline int16_t element(int32_t type, const void *data, ptrdiff_t i) {
  return type == CK_INT8 ? ((const int8_t *)data)[i] : ((const uint8_t *)data)[i];
}

void ck_pack(
    int32_t level, int32_t type, ptrdiff_t m, ptrdiff_t k, ptrdiff_t m0, ptrdiff_t m1,
    const void *a, ptrdiff_t row, ptrdiff_t column, const int32_t *zeros, void *packed) {
  ptrdiff_t rows = engine_of(level).rows, depth = units(type, k);
  (void)m;
  for (ptrdiff_t top = m0; top < m1; top += rows) {
    ptrdiff_t height = least(rows, m1 - top);
    char *panel = (char *)packed + top * depth * 4;
    memset(panel, 0, (size_t)(rows * depth * 4));
    for (ptrdiff_t i = 0; i < height; i++) {
      if (type == CK_FLOAT) {
        const float *source = (const float *)a + (top + i) * row;
        float *target = (float *)panel + i;
        for (ptrdiff_t j = 0; j < k; j++) target[j * rows] = source[j * column];
      } else {
        int16_t *target = (int16_t *)panel + 2 * i;
        int16_t zero = (int16_t)zeros[top + i];
        for (ptrdiff_t j = 0; j < k; j++)
          target[(j / 2) * 2 * rows + j % 2] =
              (int16_t)(element(type, a, (top + i) * row + j * column) - zero);
      }
    }
  }
}

/// Packs `count` rows of B from `rows` on and `width` columns into [count][tile] floats.
static void pack_floats(
    const float *b, const ptrdiff_t *rows, ptrdiff_t count, const ptrdiff_t *columns,
    ptrdiff_t width, ptrdiff_t tile, float *out) {
  if (width < tile) memset(out, 0, (size_t)(count * tile) * sizeof(float));
  if (columns[width - 1] - columns[0] == width - 1) {
    for (ptrdiff_t k = 0; k < count; k++, out += tile)
      memcpy(out, b + rows[k] + columns[0], (size_t)width * sizeof(float));
  } else if (rows[count - 1] - rows[0] == count - 1) {
    for (ptrdiff_t j = 0; j < width; j++) {
      const float *source = b + columns[j] + rows[0];
      for (ptrdiff_t k = 0; k < count; k++) out[k * tile + j] = source[k];
    }
  } else {
    for (ptrdiff_t k = 0; k < count; k++, out += tile) {
      const float *source = b + rows[k];
      for (ptrdiff_t j = 0; j < width; j++) out[j] = source[columns[j]];
    }
  }
}

/// Packs one row of B less the columns' zeros into every other of `width` int16.
static inline void pack_row(
    int32_t type, const void *b, ptrdiff_t row, const ptrdiff_t *columns, const int32_t *zeros,
    ptrdiff_t width, int16_t *out) {
  if (type == CK_INT8) {
    const int8_t *source = (const int8_t *)b + row;
    for (ptrdiff_t j = 0; j < width; j++) out[2 * j] = (int16_t)(source[columns[j]] - zeros[j]);
  } else {
    const uint8_t *source = (const uint8_t *)b + row;
    for (ptrdiff_t j = 0; j < width; j++) out[2 * j] = (int16_t)(source[columns[j]] - zeros[j]);
  }
}

/// Packs `count` rows of B from `rows` on and `width` columns into [count / 2][tile] pairs.
static void pack_integers(
    const ck_product *p, const ptrdiff_t *rows, ptrdiff_t count, ptrdiff_t n, ptrdiff_t width,
    ptrdiff_t tile, int16_t *out) {
  if (width < tile || count % 2) memset(out, 0, (size_t)((count + 1) / 2 * tile) * 4);
  for (ptrdiff_t k = 0; k < count; k++)
    pack_row(
        p->type, p->b, rows[k], p->columns + n, p->zeros + n, width,
        out + (k / 2) * 2 * tile + k % 2);
}

/// Computes one tile, through memory of its own where the tile is not whole.
static void compute_tile(
    tile_kernel *kernel, const engine *e, ptrdiff_t depth, const void *a, const void *b,
    const ck_product *p, ptrdiff_t m, ptrdiff_t n, ptrdiff_t height, ptrdiff_t width,
    int accumulates) {
  char *c = (char *)p->c + (m * p->stride + n) * 4;
  if (height == e->rows && width == e->columns) {
    kernel(depth, a, b, c, p->stride, accumulates);
    return;
  }
  float whole[8 * 32];
  for (ptrdiff_t i = 0; accumulates && i < height; i++)
    memcpy(whole + i * e->columns, c + i * p->stride * 4, (size_t)width * 4);
  kernel(depth, a, b, whole, e->columns, accumulates);
  for (ptrdiff_t i = 0; i < height; i++)
    memcpy(c + i * p->stride * 4, whole + i * e->columns, (size_t)width * 4);
}

void ck_multiply(
    const ck_product *p, ptrdiff_t m0, ptrdiff_t m1, ptrdiff_t n0, ptrdiff_t n1, void *scratch) {
  engine e = engine_of(p->level);
  tile_kernel *kernel = p->type == CK_FLOAT ? e.on_floats : e.on_integers;
  ptrdiff_t whole = units(p->type, p->k), per_unit = p->type == CK_FLOAT ? 1 : 2;
  for (ptrdiff_t u = 0; u < whole; u += DEPTH) {
    ptrdiff_t depth = least(DEPTH, whole - u), k = u * per_unit;
    ptrdiff_t count = least(depth * per_unit, p->k - k);
    for (ptrdiff_t n = n0; n < n1; n += e.columns) {
      ptrdiff_t width = least(e.columns, n1 - n);
      char *panel = (char *)scratch;
      if (p->type == CK_FLOAT)
        pack_floats(
            p->b, p->rows + k, count, p->columns + n, width, e.columns, (float *)panel);
      else
        pack_integers(p, p->rows + k, count, n, width, e.columns, (int16_t *)panel);
      for (ptrdiff_t m = m0; m < m1; m += e.rows)
        compute_tile(
            kernel, &e, depth, (const char *)p->a + (m * whole + u * e.rows) * 4, panel, p, m, n,
            least(e.rows, m1 - m), width, p->accumulates || u > 0);
    }
  }
}
