#include "CYardstick.h"

#if defined(__x86_64__)
#include <immintrin.h>

enum { CHAINS = 10 };
#define UNROLL _Pragma("clang loop unroll(full)")

/// Sixteen products in two instructions: pairs of 16-bit numbers, then a sum.
__attribute__((target("avx2"))) static uint64_t peak_pairs(uint64_t rounds) {
  __m256i c[CHAINS], x = _mm256_set1_epi16(3), y = _mm256_set1_epi16(5);
  UNROLL for (int i = 0; i < CHAINS; i++) c[i] = _mm256_setzero_si256();
  for (uint64_t n = 0; n < rounds; n++)
    UNROLL for (int i = 0; i < CHAINS; i++) {
      __m256i p;
      __asm__ volatile("vpmaddwd %1, %2, %0" : "=x"(p) : "x"(x), "x"(y));
      c[i] = _mm256_add_epi32(c[i], p);
    }
  UNROLL for (int i = 0; i < CHAINS; i++) __asm__ volatile("" : "+x"(c[i]));
  return rounds * CHAINS * 16;
}

/// Thirty-two products in four instructions: signs moved to one factor, pairs, pairs of them, sum.
__attribute__((target("avx2"))) static uint64_t peak_bytes(uint64_t rounds) {
  __m256i c[CHAINS], x = _mm256_set1_epi8(3), y = _mm256_set1_epi8(5);
  const __m256i one = _mm256_set1_epi16(1);
  UNROLL for (int i = 0; i < CHAINS; i++) c[i] = _mm256_setzero_si256();
  for (uint64_t n = 0; n < rounds; n++)
    UNROLL for (int i = 0; i < CHAINS; i++) {
      __m256i p;
      __asm__ volatile("vpsignb %1, %2, %0" : "=x"(p) : "x"(x), "x"(y));
      __asm__ volatile("vpmaddubsw %1, %2, %0" : "=x"(p) : "x"(p), "x"(y));
      c[i] = _mm256_add_epi32(c[i], _mm256_madd_epi16(p, one));
    }
  UNROLL for (int i = 0; i < CHAINS; i++) __asm__ volatile("" : "+x"(c[i]));
  return rounds * CHAINS * 32;
}

__attribute__((target("avx512f,avx512vnni"))) static uint64_t peak_vnni(uint64_t rounds) {
  __m512i c[CHAINS], x = _mm512_set1_epi8(3), y = _mm512_set1_epi8(5);
  UNROLL for (int i = 0; i < CHAINS; i++) c[i] = _mm512_setzero_si512();
  for (uint64_t n = 0; n < rounds; n++)
    UNROLL for (int i = 0; i < CHAINS; i++) {
      c[i] = _mm512_dpbusd_epi32(c[i], x, y);
      __asm__ volatile("" : "+v"(c[i]));
    }
  return rounds * CHAINS * 64;
}

uint64_t yard_peak(uint64_t rounds, int sequence) {
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512vnni")) return peak_vnni(rounds);
  if (!__builtin_cpu_supports("avx2")) return 0;
  return sequence == 0 ? peak_pairs(rounds) : peak_bytes(rounds);
}
#else
uint64_t yard_peak(uint64_t rounds, int sequence) {
  (void)rounds, (void)sequence;
  return 0;
}
#endif
