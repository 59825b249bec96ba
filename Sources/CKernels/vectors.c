#include <string.h>

#include "CKernels.h"

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#define AVX512 __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#endif
#define INLINE static inline __attribute__((always_inline))

enum { LANES = 64 };

INLINE void row_times_matrix(
    ptrdiff_t k, ptrdiff_t count, const float *a, const float *b, ptrdiff_t row, float *c) {
  for (ptrdiff_t start = 0; start < count; start += LANES) {
    ptrdiff_t width = count - start < LANES ? count - start : LANES;
    float sums[LANES] = {0};
    if (width == LANES) {
      for (ptrdiff_t i = 0; i < k; i++) {
        const float *source = b + i * row + start;
        for (int j = 0; j < LANES; j++) sums[j] += a[i] * source[j];
      }
    } else {
      for (ptrdiff_t i = 0; i < k; i++) {
        const float *source = b + i * row + start;
        for (ptrdiff_t j = 0; j < width; j++) sums[j] += a[i] * source[j];
      }
    }
    for (ptrdiff_t j = 0; j < width; j++) c[start + j] += sums[j];
  }
}

INLINE void row_times_columns(
    ptrdiff_t k, ptrdiff_t count, const float *a, const float *b, ptrdiff_t column, float *c) {
  for (ptrdiff_t n = 0; n < count; n++, b += column) {
    float sums[LANES] = {0};
    ptrdiff_t i = 0;
    for (; i + LANES <= k; i += LANES)
      for (int j = 0; j < LANES; j++) sums[j] += a[i + j] * b[i + j];
    for (; i < k; i++) sums[i % LANES] += a[i] * b[i];
    for (int width = LANES / 2; width > 0; width /= 2)
      for (int j = 0; j < width; j++) sums[j] += sums[j + width];
    c[n] += sums[0];
  }
}

INLINE void add_scaled_float(
    ptrdiff_t count, float factor, const float *restrict x, ptrdiff_t step, float *restrict c) {
  if (step == 1)
    for (ptrdiff_t i = 0; i < count; i++) c[i] += factor * x[i];
  else
    for (ptrdiff_t i = 0; i < count; i++) c[i] += factor * x[i * step];
}

#define ADD_SCALED(type, step)                                                 \
  {                                                                            \
    const type *restrict source = x;                                           \
    for (ptrdiff_t i = 0; i < count; i++)                                      \
      c[i] += (uint32_t)factor * (uint32_t)((int32_t)source[i * step] - zero); \
  }

INLINE void add_scaled_integer(
    int32_t type, ptrdiff_t count, int32_t factor, const void *x, int32_t zero, ptrdiff_t step,
    uint32_t *restrict c) {
  if (type == CK_INT8) {
    if (step == 1) ADD_SCALED(int8_t, 1) else ADD_SCALED(int8_t, step)
  } else {
    if (step == 1) ADD_SCALED(uint8_t, 1) else ADD_SCALED(uint8_t, step)
  }
}

/// Defines ck_NAME, which calls NAME as compiled for the level.
#if defined(__x86_64__)
#define DEFINE(name, parameters, arguments)                      \
  AVX512 static void name##_avx512 parameters { name arguments; } \
  AVX2 static void name##_avx2 parameters { name arguments; }     \
  static void name##_portable parameters { name arguments; }
#define CALL(name, arguments)                   \
  if (level >= 2)                               \
    name##_avx512 arguments;                    \
  else if (level >= 1)                          \
    name##_avx2 arguments;                      \
  else                                          \
    name##_portable arguments;
#else
#define DEFINE(name, parameters, arguments) \
  static void name##_portable parameters { name arguments; }
#define CALL(name, arguments) (void)level, name##_portable arguments;
#endif

DEFINE(
    row_times_matrix,
    (ptrdiff_t k, ptrdiff_t count, const float *a, const float *b, ptrdiff_t row, float *c),
    (k, count, a, b, row, c))

void ck_row_times_matrix(
    int32_t level, ptrdiff_t k, ptrdiff_t count, const float *a, const float *b, ptrdiff_t row,
    float *c) {
  CALL(row_times_matrix, (k, count, a, b, row, c))
}

DEFINE(
    row_times_columns,
    (ptrdiff_t k, ptrdiff_t count, const float *a, const float *b, ptrdiff_t column, float *c),
    (k, count, a, b, column, c))

void ck_row_times_columns(
    int32_t level, ptrdiff_t k, ptrdiff_t count, const float *a, const float *b,
    ptrdiff_t column, float *c) {
  CALL(row_times_columns, (k, count, a, b, column, c))
}

DEFINE(
    add_scaled_float,
    (ptrdiff_t count, float factor, const float *x, ptrdiff_t step, float *c),
    (count, factor, x, step, c))

void ck_add_scaled_float(
    int32_t level, ptrdiff_t count, float factor, const float *x, ptrdiff_t step, float *c) {
  CALL(add_scaled_float, (count, factor, x, step, c))
}

DEFINE(
    add_scaled_integer,
    (int32_t type, ptrdiff_t count, int32_t factor, const void *x, int32_t zero, ptrdiff_t step,
     uint32_t *c),
    (type, count, factor, x, zero, step, c))

void ck_add_scaled_integer(
    int32_t level, int32_t type, ptrdiff_t count, int32_t factor, const void *x, int32_t zero,
    ptrdiff_t step, int32_t *c) {
  CALL(add_scaled_integer, (type, count, factor, x, zero, step, (uint32_t *)c))
}
