#include "CKernels.h"

#if defined(__x86_64__)
#define AVX2 __attribute__((target("avx2,fma")))
#endif
#define INLINE static inline __attribute__((always_inline))

/// Where what is summed over lies side by side in both factors.
INLINE void row_times_rows(
    int adds, ptrdiff_t length, ptrdiff_t columns, const int8_t *restrict a,
    const int8_t *restrict b, ptrdiff_t column, int32_t *restrict c) {
  for (ptrdiff_t n = 0; n < columns; n++, b += column) {
    uint32_t sum = adds ? (uint32_t)c[n] : 0;
    for (ptrdiff_t k = 0; k < length; k++) sum += (uint32_t)((int32_t)a[k] * b[k]);
    c[n] = (int32_t)sum;
  }
}

/// Where the numbers of a row of the right factor lie side by side, for as many as registers hold.
INLINE void row_times_block(
    int adds, ptrdiff_t length, ptrdiff_t columns, const int8_t *restrict a, ptrdiff_t a_step,
    const int8_t *restrict b, ptrdiff_t step, int32_t *restrict c) {
  uint32_t sums[16] = {0};
  if (adds)
    for (ptrdiff_t n = 0; n < columns; n++) sums[n] = (uint32_t)c[n];
  for (ptrdiff_t k = 0; k < length; k++) {
    const int32_t factor = a[k * a_step];
    for (ptrdiff_t n = 0; n < columns; n++) sums[n] += (uint32_t)(factor * b[k * step + n]);
  }
  for (ptrdiff_t n = 0; n < columns; n++) c[n] = (int32_t)sums[n];
}

INLINE void row_times_any(
    int adds, ptrdiff_t length, ptrdiff_t columns, const int8_t *a, ptrdiff_t a_step,
    const int8_t *b, ptrdiff_t step, ptrdiff_t column, int32_t *c) {
  for (ptrdiff_t n = 0; n < columns; n++) {
    uint32_t sum = adds ? (uint32_t)c[n] : 0;
    for (ptrdiff_t k = 0; k < length; k++)
      sum += (uint32_t)((int32_t)a[k * a_step] * b[k * step + n * column]);
    c[n] = (int32_t)sum;
  }
}

INLINE void multiply_rows(const ck_bytes *p, int adds) {
  const int8_t *a = p->a;
  int32_t *c = p->c;
  for (ptrdiff_t m = 0; m < p->rows; m++, a += p->a_row, c += p->c_row) {
    if (p->a_step == 1 && p->b_step == 1) {
      if (p->length == 16)
        row_times_rows(adds, 16, p->columns, a, p->b, p->b_column, c);
      else
        row_times_rows(adds, p->length, p->columns, a, p->b, p->b_column, c);
    } else if (p->b_column == 1) {
      ptrdiff_t n = 0;
      for (; n + 16 <= p->columns; n += 16)
        row_times_block(adds, p->length, 16, a, p->a_step, p->b + n, p->b_step, c + n);
      if (n < p->columns)
        row_times_block(
            adds, p->length, p->columns - n, a, p->a_step, p->b + n, p->b_step, c + n);
    } else {
      row_times_any(
          adds, p->length, p->columns, a, p->a_step, p->b, p->b_step, p->b_column, c);
    }
  }
}

INLINE void multiply(const ck_bytes *p) {
  if (p->adds)
    multiply_rows(p, 1);
  else
    multiply_rows(p, 0);
}

#if defined(__x86_64__)
AVX2 static void multiply_avx2(const ck_bytes *p) { multiply(p); }
#endif

void ck_multiply_bytes(int32_t level, const ck_bytes *product) {
#if defined(__x86_64__)
  // Wider vectors are no faster: sums of 16 columns are all that is in flight.
  if (level >= 1) return multiply_avx2(product);
#endif
  multiply(product);
}
