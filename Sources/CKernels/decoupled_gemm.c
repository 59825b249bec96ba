#include "decoupled_bytes.h"

DK_APART void gemm_any(const dk_nest *nest, const dk_uop *uops, uint32_t rows, uint32_t columns,
                       uint32_t depth, const int8_t *inp, const int8_t *wgt, int32_t *acc,
                       uint32_t *stamps) {
  DK_FOR_EACH_STEP(nest, uops, {
    const int8_t *a = inp + s * rows * depth, *b = wgt + w * columns * depth;
    int32_t *c = acc + d * rows * columns;
    stamps[d] = nest->tag;
    for (uint32_t r = 0; r < rows; r++)
      for (uint32_t n = 0; n < columns; n++) {
        uint32_t sum = (uint32_t)c[r * columns + n];
        for (uint32_t k = 0; k < depth; k++)
          sum += (uint32_t)((int32_t)a[r * depth + k] * (int32_t)b[n * depth + k]);
        c[r * columns + n] = (int32_t)sum;
      }
  });
}

#if defined(__x86_64__)

DK_TARGET_AVX2 DK_INLINE void step_1x16x16_avx2(const int8_t *inp, const int8_t *wgt,
                                                int32_t *acc) {
  const dk_bytes x = dk_bytes_of(inp);
  const __m256i missing = dk_bytes_all(dk_bytes_missing(x));
  __m256i p[DK_BYTES_VECTORS];
  DK_EACH_VECTOR p[r] = dk_bytes_dot(x, wgt + 32 * r);
  dk_bytes_add(acc, p, missing);
  dk_bytes_add(acc + 8, p + 4, missing);
}

DK_TARGET_AVX2 DK_APART void gemm_1x16x16_avx2(const dk_nest *nest, const dk_uop *uops,
                                             const int8_t *inp, const int8_t *wgt, int32_t *acc,
                                             uint32_t *stamps) {
  const uint32_t tag = nest->tag;
  DK_FOR_EACH_STEP(nest, uops, {
    stamps[d] = tag;
    step_1x16x16_avx2(inp + s * 16, wgt + w * 256, acc + d * 16);
  });
}

DK_TARGET_AVX2 static void gemm_one_1x16x16_avx2(const dk_nest *nest, const dk_uop *uop,
                                                 const int8_t *inp, const int8_t *wgt, int32_t *acc,
                                                 uint32_t *stamps) {
  stamps[uop->dst] = nest->tag;
  step_1x16x16_avx2(inp + (size_t)uop->src * 16, wgt + (size_t)uop->wgt * 256,
                    acc + (size_t)uop->dst * 16);
}

/// The instruction multiplies unsigned by signed bytes: weights are taken 128 too large, and 128
/// times the inputs is taken off again.
DK_TARGET_VNNI DK_APART void gemm_1x16x16_vnni(const dk_nest *nest, const dk_uop *uops,
                                               const int8_t *inp, const int8_t *wgt, int32_t *acc,
                                               uint32_t *stamps) {
  const __m512i bias = _mm512_set1_epi32((int32_t)0x80808080);
  const __m512i zero = _mm512_setzero_si512();
  const __m512i order =
      _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  DK_FOR_EACH_STEP(nest, uops, {
    const __m512i x = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(inp + s * 16)));
    const __m512i excess = _mm512_sub_epi32(zero, _mm512_dpbusd_epi32(zero, bias, x));
    __m512i q[4];
    for (int r = 0; r < 4; r++)
      q[r] = _mm512_dpbusd_epi32(
          excess, _mm512_xor_si512(_mm512_loadu_si512(wgt + w * 256 + 64 * r), bias), x);
    const __m512i a =
        _mm512_add_epi32(_mm512_unpacklo_epi32(q[0], q[1]), _mm512_unpackhi_epi32(q[0], q[1]));
    const __m512i b =
        _mm512_add_epi32(_mm512_unpacklo_epi32(q[2], q[3]), _mm512_unpackhi_epi32(q[2], q[3]));
    const __m512i sum =
        _mm512_add_epi32(_mm512_unpacklo_epi64(a, b), _mm512_unpackhi_epi64(a, b));
    int32_t *c = acc + d * 16;
    stamps[d] = nest->tag;
    _mm512_storeu_si512(
        c, _mm512_add_epi32(_mm512_loadu_si512(c), _mm512_permutexvar_epi32(order, sum)));
  });
}

#endif

void dk_gemm(int32_t level, const dk_nest *nest, const dk_uop *uops, uint32_t rows,
             uint32_t columns, uint32_t depth, const int8_t *inp, const int8_t *wgt, int32_t *acc,
             uint32_t *stamps) {
#if defined(__x86_64__)
  if (rows == 1 && columns == 16 && depth == 16) {
    if (level == DK_VNNI) return gemm_1x16x16_vnni(nest, uops, inp, wgt, acc, stamps);
    if (level == DK_AVX2 && dk_is_one_step(nest))
      return gemm_one_1x16x16_avx2(nest, uops, inp, wgt, acc, stamps);
    if (level == DK_AVX2) return gemm_1x16x16_avx2(nest, uops, inp, wgt, acc, stamps);
  }
#endif
  (void)level;
  gemm_any(nest, uops, rows, columns, depth, inp, wgt, acc, stamps);
}
