#pragma once
#include "decoupled_loops.h"

#if defined(__x86_64__)

/// Rows of 16 inputs times weights of 16 x 16 as they are, from bytes.
///
/// The instruction multiplies unsigned by signed bytes, and adds two products in 16 bits. So sizes
/// of inputs are multiplied by weights with the signs of the inputs. With all bits flipped, and not
/// negated, as there is no 128, a weight w counts as -w - 1: each product with a negative input is
/// short of its size, whatever the column. Two products are at least -2^15 and less than 2^15.
enum { DK_BYTES_VECTORS = 8 };
#define DK_EACH_VECTOR _Pragma("clang loop unroll(full)") for (int r = 0; r < DK_BYTES_VECTORS; r++)

/// Sixteen inputs, twice: their sizes, and all bits where they are negative.
typedef struct {
  __m256i size, sign;
} dk_bytes;

DK_TARGET_AVX2 DK_INLINE dk_bytes dk_bytes_of(const int8_t *from) {
  const __m256i x = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)from));
  return (dk_bytes){_mm256_abs_epi8(x), _mm256_cmpgt_epi8(_mm256_setzero_si256(), x)};
}

/// What the products of a row are short of, in four parts of 64 bits, of which two are to be added.
DK_TARGET_AVX2 DK_INLINE __m256i dk_bytes_missing(dk_bytes x) {
  return _mm256_sad_epu8(_mm256_and_si256(x.size, x.sign), _mm256_setzero_si256());
}

/// Their sum, for each column.
DK_TARGET_AVX2 DK_INLINE __m256i dk_bytes_all(__m256i missing) {
  return _mm256_shuffle_epi32(
      _mm256_add_epi32(missing, _mm256_shuffle_epi32(missing, 0x4e)), 0xa0);
}

/// The products with the weights of two columns, four numbers of each, not added up yet.
DK_TARGET_AVX2 DK_INLINE __m256i dk_bytes_dot(dk_bytes x, const int8_t *two_columns) {
  const __m256i w = _mm256_loadu_si256((const __m256i *)two_columns);
  const __m256i pairs = _mm256_maddubs_epi16(x.size, _mm256_xor_si256(w, x.sign));
  return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

/// The numbers of two vectors added up to two of each, in each half: of `a`, then of `b`. To blend
/// is not for the units that move bytes across, which are the busiest.
DK_TARGET_AVX2 DK_INLINE __m256i dk_bytes_fold(__m256i a, __m256i b) {
  return _mm256_add_epi32(_mm256_blend_epi32(a, b, 0xcc), _mm256_alignr_epi8(b, a, 8));
}

/// acc += the sums of eight columns, from four vectors, and what was missing.
DK_TARGET_AVX2 DK_INLINE void dk_bytes_add(int32_t *acc, const __m256i *p, __m256i missing) {
  const __m256i sums = _mm256_hadd_epi32(dk_bytes_fold(p[0], p[1]), dk_bytes_fold(p[2], p[3]));
  // Columns 0 2 4 6 in the low half, 1 3 5 7 in the high one.
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  __m256i *c = (__m256i *)acc;
  const __m256i before = _mm256_add_epi32(_mm256_loadu_si256(c), missing);
  _mm256_storeu_si256(c, _mm256_add_epi32(before, _mm256_permutevar8x32_epi32(sums, order)));
}

#endif
