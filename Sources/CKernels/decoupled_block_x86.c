#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "decoupled_block.h"

#define UNROLL _Pragma("clang loop unroll(full)")
#define CONCAT2(a, b) a##b
#define CONCAT(a, b) CONCAT2(a, b)

typedef int32_t eight __attribute__((vector_size(32)));
typedef int32_t sixteen __attribute__((vector_size(64)));

#define AVX2 __attribute__((target("avx2")))

/// The sums of eight numbers of each of two vectors, as eight numbers of each: of the four in each
/// half of `p[r]`, which belong to columns 2r and 2r + 1.
AVX2 static inline __m256i sums_of_columns(const __m256i *p) {
  const __m256i low = _mm256_hadd_epi32(p[0], p[1]), high = _mm256_hadd_epi32(p[2], p[3]);
  // Columns 0 2 4 6 in the low half, 1 3 5 7 in the high one.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  return _mm256_permutevar8x32_epi32(_mm256_hadd_epi32(low, high), order);
}

/// p += the products of two columns of weights with `x`, of which nothing is -128: the sizes of the
/// weights as unsigned bytes times the inputs with the signs of the weights. Two products are less
/// than 2^15.
AVX2 static inline __m256i two_columns(__m256i p, __m256i x, const int8_t *w) {
  const __m256i y = _mm256_loadu_si256((const __m256i *)w);
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(y), _mm256_sign_epi8(x, y));
  return _mm256_add_epi32(p, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}

AVX2 void dk_row_avx2(uint32_t count, const dk_pair *k, const int8_t *inp, const int8_t *wgt,
                      int32_t *acc) {
  __m256i p[8];
  UNROLL for (int r = 0; r < 8; r++) p[r] = _mm256_setzero_si256();
  for (uint32_t i = 0; i < count; i++) {
    const int8_t *from = inp + (ptrdiff_t)(int32_t)k[i].a * 16;
    const int8_t *w = wgt + (ptrdiff_t)(int32_t)k[i].b * 256;
    const __m256i x = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)from));
    UNROLL for (int r = 0; r < 8; r++) p[r] = two_columns(p[r], x, w + 32 * r);
  }
  __m256i *c = (__m256i *)(void *)acc;
  _mm256_storeu_si256(c, _mm256_add_epi32(_mm256_loadu_si256(c), sums_of_columns(p)));
  _mm256_storeu_si256(c + 1, _mm256_add_epi32(_mm256_loadu_si256(c + 1), sums_of_columns(p + 4)));
}

#define NAME dk_block_avx2
#define TARGET __attribute__((target("avx2")))
#define VECTOR eight
#define LANES 8
#define ROWS 6
#define UNITS 8
#define BIASED 0
#define DOT(c, x, w) ((c) + (eight)_mm256_madd_epi16((__m256i)(x), (__m256i)(w)))
#include "decoupled_block_body.h"

#define NAME dk_block_vnni
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#define VECTOR sixteen
#define LANES 16
#define ROWS 8
#define UNITS 4
#define BIASED 1
#define DOT(c, x, w) ((sixteen)_mm512_dpbusd_epi32((__m512i)(c), (__m512i)(x), (__m512i)(w)))
#include "decoupled_block_body.h"
#endif
