#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "decoupled_block.h"
#include "decoupled_bytes.h"

#define CONCAT2(a, b) a##b
#define CONCAT(a, b) CONCAT2(a, b)

typedef int32_t eight __attribute__((vector_size(32)));
typedef int32_t sixteen __attribute__((vector_size(64)));

DK_TARGET_AVX2 int32_t dk_row_missing_avx2(uint32_t count, const dk_pair *k, const int8_t *inp) {
  __m256i missing = _mm256_setzero_si256();
  for (uint32_t i = 0; i < count; i++) {
    const dk_bytes x = dk_bytes_of(inp + (ptrdiff_t)(int32_t)k[i].a * 16);
    missing = _mm256_add_epi64(missing, dk_bytes_missing(x));
  }
  return _mm_cvtsi128_si32(_mm256_castsi256_si128(dk_bytes_all(missing)));
}

DK_TARGET_AVX2 void dk_row_avx2(uint32_t count, const dk_pair *k, const int8_t *inp,
                                const int8_t *wgt, int32_t missing, int32_t *acc) {
  __m256i p[DK_BYTES_VECTORS];
  DK_EACH_VECTOR p[r] = _mm256_setzero_si256();
  for (uint32_t i = 0; i < count; i++) {
    const dk_bytes x = dk_bytes_of(inp + (ptrdiff_t)(int32_t)k[i].a * 16);
    const int8_t *w = wgt + (ptrdiff_t)(int32_t)k[i].b * 256;
    DK_EACH_VECTOR p[r] = _mm256_add_epi32(p[r], dk_bytes_dot(x, w + 32 * r));
  }
  dk_bytes_add(acc, p, _mm256_set1_epi32(missing));
  dk_bytes_add(acc + 8, p + 4, _mm256_set1_epi32(missing));
}

DK_TARGET_AVX2 void dk_pack_avx2(const int8_t *from, size_t depth, int32_t *to) {
  // Rows are columns of weights, then 2, then 4 of them side by side in each half, then 8.
  __m256i a[8], b[8];
  DK_EACH_VECTOR a[r] = _mm256_cvtepi8_epi16(_mm_loadu_si128((const __m128i *)(from + r * depth)));
  DK_EACH_VECTOR b[r] = r % 2 ? _mm256_unpackhi_epi32(a[r - 1], a[r])
                              : _mm256_unpacklo_epi32(a[r], a[r + 1]);
  DK_EACH_VECTOR {
    const int first = r / 4 * 4 + r % 4 / 2;
    a[r] = r % 2 ? _mm256_unpackhi_epi64(b[first], b[first + 2])
                 : _mm256_unpacklo_epi64(b[first], b[first + 2]);
  }
  DK_EACH_VECTOR {
    const __m256i unit = r < 4 ? _mm256_permute2x128_si256(a[r], a[r + 4], 0x20)
                               : _mm256_permute2x128_si256(a[r - 4], a[r], 0x31);
    _mm256_storeu_si256((__m256i *)(to + 8 * r), unit);
  }
}

#define NAME dk_block_avx2
#define TARGET DK_TARGET_AVX2
#define VECTOR eight
#define LANES 8
#define ROWS 6
#define UNITS 8
#define BIASED 0
#define DOT(c, x, w) ((c) + (eight)_mm256_madd_epi16((__m256i)(x), (__m256i)(w)))
#include "decoupled_block_body.h"

#define NAME dk_block_vnni
#define TARGET DK_TARGET_VNNI
#define VECTOR sixteen
#define LANES 16
#define ROWS 8
#define UNITS 4
#define BIASED 1
#define DOT(c, x, w) ((sixteen)_mm512_dpbusd_epi32((__m512i)(c), (__m512i)(x), (__m512i)(w)))
#include "decoupled_block_body.h"
#endif
