#pragma once
#include "DecoupledKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define DK_TARGET_AVX2 __attribute__((target("avx2")))
#define DK_TARGET_VNNI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vnni")))
#endif

/// Whether the kernels of a level may use AVX2.
#define DK_HAS_AVX2(level) ((level) == DK_AVX2 || (level) == DK_VNNI)
#define DK_INLINE static inline __attribute__((always_inline))

/// Runs the block with `d`, `s` and `w`, the indices of each step of `nest`, in order.
#define DK_FOR_EACH_STEP(nest, uops, ...)                                                      \
  do {                                                                                         \
    uint64_t left = (nest)->count, at = (nest)->uop_count ? (nest)->first / (nest)->uop_count : 0; \
    uint32_t u = (nest)->uop_count ? (uint32_t)((nest)->first % (nest)->uop_count) : 0;         \
    uint64_t o = (nest)->inner_count ? at / (nest)->inner_count : 0;                           \
    uint64_t i = (nest)->inner_count ? at % (nest)->inner_count : 0;                           \
    while (left > 0) {                                                                         \
      uint64_t run = (nest)->uop_count - u;                                                    \
      if (run > left) run = left;                                                              \
      const uint64_t db = o * (nest)->dst_outer + i * (nest)->dst_inner;                       \
      const uint64_t sb = o * (nest)->src_outer + i * (nest)->src_inner;                       \
      const uint64_t wb = o * (nest)->wgt_outer + i * (nest)->wgt_inner;                       \
      for (const dk_uop *p = (uops) + u, *e = p + run; p < e; p++) {                           \
        const size_t d = db + p->dst, s = sb + p->src, w = wb + p->wgt;                        \
        (void)s; (void)w;                                                                      \
        __VA_ARGS__                                                                            \
      }                                                                                        \
      left -= run;                                                                             \
      u = 0;                                                                                   \
      if (++i == (nest)->inner_count) { i = 0; o++; }                                          \
    }                                                                                          \
  } while (0)

/// The same without `w` for a nest with one micro-op of which whole inner loops are done.
#define DK_FOR_EACH_RUN(nest, uops, ...)                                                       \
  do {                                                                                         \
    const uint64_t rounds = (nest)->count / (nest)->inner_count;                               \
    for (uint64_t o = 0; o < rounds; o++) {                                                    \
      size_t d = o * (nest)->dst_outer + (uops)->dst, s = o * (nest)->src_outer + (uops)->src; \
      (void)s;                                                                                 \
      for (uint32_t i = 0; i < (nest)->inner_count; i++) {                                     \
        __VA_ARGS__                                                                            \
        d += (nest)->dst_inner;                                                                \
        s += (nest)->src_inner;                                                                \
      }                                                                                        \
    }                                                                                          \
  } while (0)
