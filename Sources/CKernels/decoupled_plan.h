#pragma once
#include "DecoupledKernels.h"

/// Two indices that go together, of the first and the second memory that a list is about.
typedef struct {
  uint32_t a, b;
} dk_pair;

/// A nest as acc[d + m.a + n.a] += sum over k of inp[s + m.b + k.a] · wgt[w + n.b + k.b], for each
/// (d, s, w) of `outer`. Destinations of one tile, all m and n, differ. Indices wrap.
struct dk_plan {
  uint32_t m_count, n_count, k_count, outer_count;
  dk_pair *m, *n, *k;
  dk_uop *outer;

  /// The least destination of a tile, and whether all others follow it without a gap.
  uint32_t low;
  int is_run;

  /// The losses of the shadow when it had all weights; 0 if it never had.
  uint64_t packed_at;

  /// The same as offsets in units of 4 bytes, where rows of an element are rows more, and vectors
  /// of columns are columns more.
  struct dk_block *block;

  /// If there are some, the nest is no such product, and they are all there is: its steps, those
  /// with the same weight together. Sums wrap, so that the order makes no difference, and weights
  /// are most of what is read.
  uint32_t step_count;
  dk_uop *steps;
};

struct dk_shadow;

/// - Returns: NULL if the nest is not one of affine loops, or not worth it.
/// - Cost: O(micro-ops + destinations).
struct dk_plan *dk_plan_make(const dk_shape *shape, const struct dk_shadow *shadow);

/// - Returns: NULL if the order makes no difference for the time, either.
/// - Cost: O(steps + depth of weights).
struct dk_plan *dk_plan_of_steps(const dk_shape *shape, const struct dk_shadow *shadow);

void dk_plan_free(struct dk_plan *plan);
