#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "tile.h"

enum { ROWS = 6, COLUMNS = 16 };

#define UNROLL _Pragma("clang loop unroll(full)")

__attribute__((target("avx2,fma"))) void tile_float_avx2(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates) {
  const float *x = a, *y = b;
  __m256 sums[ROWS][2];
  UNROLL for (int i = 0; i < ROWS; i++) sums[i][0] = sums[i][1] = _mm256_setzero_ps();
  for (ptrdiff_t k = 0; k < depth; k++, x += ROWS, y += COLUMNS) {
    __m256 y0 = _mm256_load_ps(y), y1 = _mm256_load_ps(y + 8);
    UNROLL for (int i = 0; i < ROWS; i++) {
      __m256 xi = _mm256_broadcast_ss(x + i);
      sums[i][0] = _mm256_fmadd_ps(xi, y0, sums[i][0]);
      sums[i][1] = _mm256_fmadd_ps(xi, y1, sums[i][1]);
    }
  }
  UNROLL for (int i = 0; i < ROWS; i++) {
    float *row = (float *)c + i * stride;
    if (accumulates) {
      sums[i][0] = _mm256_add_ps(sums[i][0], _mm256_loadu_ps(row));
      sums[i][1] = _mm256_add_ps(sums[i][1], _mm256_loadu_ps(row + 8));
    }
    _mm256_storeu_ps(row, sums[i][0]);
    _mm256_storeu_ps(row + 8, sums[i][1]);
  }
}

__attribute__((target("avx2,fma"))) void tile_integer_avx2(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates) {
  const int16_t *x = a, *y = b;
  __m256i sums[ROWS][2];
  UNROLL for (int i = 0; i < ROWS; i++) sums[i][0] = sums[i][1] = _mm256_setzero_si256();
  for (ptrdiff_t k = 0; k < depth; k++, x += 2 * ROWS, y += 2 * COLUMNS) {
    __m256i y0 = _mm256_load_si256((const __m256i *)y);
    __m256i y1 = _mm256_load_si256((const __m256i *)(y + 16));
    UNROLL for (int i = 0; i < ROWS; i++) {
      int32_t pair;
      memcpy(&pair, x + 2 * i, 4);
      __m256i xi = _mm256_set1_epi32(pair);
      sums[i][0] = _mm256_add_epi32(sums[i][0], _mm256_madd_epi16(xi, y0));
      sums[i][1] = _mm256_add_epi32(sums[i][1], _mm256_madd_epi16(xi, y1));
    }
  }
  UNROLL for (int i = 0; i < ROWS; i++) {
    __m256i *row = (__m256i *)((int32_t *)c + i * stride);
    if (accumulates) {
      sums[i][0] = _mm256_add_epi32(sums[i][0], _mm256_loadu_si256(row));
      sums[i][1] = _mm256_add_epi32(sums[i][1], _mm256_loadu_si256(row + 1));
    }
    _mm256_storeu_si256(row, sums[i][0]);
    _mm256_storeu_si256(row + 1, sums[i][1]);
  }
}
#endif
