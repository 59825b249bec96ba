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

/// For what is kept out of its caller, because it would take all registers there.
#define DK_APART static __attribute__((noinline))

/// Where a step is in its nest.
typedef struct {
  uint64_t outer, inner;
  uint32_t uop;
} dk_place;

/// The place of the first step. Most nests begin with step 0; a division takes as long as a step.
DK_INLINE dk_place dk_first_place(const dk_nest *nest) {
  if (nest->first == 0) return (dk_place){0, 0, 0};
  const uint64_t at = nest->first / nest->uop_count;
  return (dk_place){at / nest->inner_count, at % nest->inner_count,
                    (uint32_t)(nest->first % nest->uop_count)};
}

/// Runs the block with `d`, `s` and `w`, the indices of each step of `nest`, in order.
#define DK_FOR_EACH_STEP(nest, uops, ...)                                                      \
  do {                                                                                         \
    uint64_t left = (nest)->count;                                                             \
    dk_place at = dk_first_place(nest);                                                        \
    while (left > 0) {                                                                         \
      uint64_t run = (nest)->uop_count - at.uop;                                               \
      if (run > left) run = left;                                                              \
      const uint64_t db = at.outer * (nest)->dst_outer + at.inner * (nest)->dst_inner;         \
      const uint64_t sb = at.outer * (nest)->src_outer + at.inner * (nest)->src_inner;         \
      const uint64_t wb = at.outer * (nest)->wgt_outer + at.inner * (nest)->wgt_inner;         \
      for (const dk_uop *uop = (uops) + at.uop, *end = uop + run; uop < end; uop++) {          \
        const size_t d = db + uop->dst, s = sb + uop->src, w = wb + uop->wgt;                  \
        (void)s; (void)w;                                                                      \
        __VA_ARGS__                                                                            \
      }                                                                                        \
      left -= run;                                                                             \
      at.uop = 0;                                                                              \
      if (++at.inner == (nest)->inner_count) { at.inner = 0; at.outer++; }                     \
    }                                                                                          \
  } while (0)

/// Whether a nest is its first step and no other: as many are, finding that out is all that may be
/// done before.
DK_INLINE int dk_is_one_step(const dk_nest *nest) { return nest->count == 1 && nest->first == 0; }

/// How many whole inner loops of one micro-op a nest does; 0 if it does anything else.
DK_INLINE uint64_t dk_whole_runs(const dk_nest *nest) {
  if (nest->uop_count != 1 || nest->first != 0) return 0;
  if (nest->count == nest->inner_count) return 1;
  return nest->inner_count && nest->count % nest->inner_count == 0
             ? nest->count / nest->inner_count
             : 0;
}

/// Stamps elements that follow each other.
DK_INLINE void dk_stamp(uint32_t *stamps, size_t count, uint32_t tag) {
  for (size_t i = 0; i < count; i++) stamps[i] = tag;
}
