#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "tile.h"

enum { ROWS = 8, COLUMNS = 32 };

#define UNROLL _Pragma("clang loop unroll(full)")
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))

AVX512 void tile_float_avx512(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates) {
  const float *x = a, *y = b;
  __m512 sums[ROWS][2];
  UNROLL for (int i = 0; i < ROWS; i++) sums[i][0] = sums[i][1] = _mm512_setzero_ps();
  for (ptrdiff_t k = 0; k < depth; k++, x += ROWS, y += COLUMNS) {
    __m512 y0 = _mm512_load_ps(y), y1 = _mm512_load_ps(y + 16);
    UNROLL for (int i = 0; i < ROWS; i++) {
      __m512 xi = _mm512_set1_ps(x[i]);
      sums[i][0] = _mm512_fmadd_ps(xi, y0, sums[i][0]);
      sums[i][1] = _mm512_fmadd_ps(xi, y1, sums[i][1]);
    }
  }
  UNROLL for (int i = 0; i < ROWS; i++) {
    float *row = (float *)c + i * stride;
    if (accumulates) {
      sums[i][0] = _mm512_add_ps(sums[i][0], _mm512_loadu_ps(row));
      sums[i][1] = _mm512_add_ps(sums[i][1], _mm512_loadu_ps(row + 16));
    }
    _mm512_storeu_ps(row, sums[i][0]);
    _mm512_storeu_ps(row + 16, sums[i][1]);
  }
}

AVX512 void tile_integer_avx512(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates) {
  const int16_t *x = a, *y = b;
  __m512i sums[ROWS][2];
  UNROLL for (int i = 0; i < ROWS; i++) sums[i][0] = sums[i][1] = _mm512_setzero_si512();
  for (ptrdiff_t k = 0; k < depth; k++, x += 2 * ROWS, y += 2 * COLUMNS) {
    __m512i y0 = _mm512_load_si512(y), y1 = _mm512_load_si512(y + 32);
    UNROLL for (int i = 0; i < ROWS; i++) {
      int32_t pair;
      memcpy(&pair, x + 2 * i, 4);
      __m512i xi = _mm512_set1_epi32(pair);
      sums[i][0] = _mm512_dpwssd_epi32(sums[i][0], xi, y0);
      sums[i][1] = _mm512_dpwssd_epi32(sums[i][1], xi, y1);
    }
  }
  UNROLL for (int i = 0; i < ROWS; i++) {
    int32_t *row = (int32_t *)c + i * stride;
    if (accumulates) {
      sums[i][0] = _mm512_add_epi32(sums[i][0], _mm512_loadu_si512(row));
      sums[i][1] = _mm512_add_epi32(sums[i][1], _mm512_loadu_si512(row + 16));
    }
    _mm512_storeu_si512(row, sums[i][0]);
    _mm512_storeu_si512(row + 16, sums[i][1]);
  }
}
#endif
