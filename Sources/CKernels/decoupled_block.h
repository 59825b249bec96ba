#pragma once
#include "decoupled_plan.h"

/// A product with all offsets worked out: `c[m.a + n.a] += x[m.b + k.a] · w[n.b + k.b]`, where m
/// goes over rows and n over vectors of columns. Offsets count 4 bytes.
struct dk_block {
  uint32_t m_count, n_count, k_count;
  dk_pair *m, *n, *k;

  /// How many units of 4 bytes a row of an input has.
  uint32_t units;
  const int32_t *x, *w, *corrections;
  int32_t *c;
};

/// What a level has: so many values in 4 bytes, so many columns in a vector; whether inputs are
/// taken 128 too large, which the corrections take off again.
typedef struct {
  uint32_t unit, lanes;
  int is_biased;
  void (*multiply)(const struct dk_block *);
} dk_engine;

dk_engine dk_engine_of(int32_t level);

/// Factors as the kernels of a level read them: of inputs, `unit` values in 4 bytes; of weights,
/// for each vector of columns, the units of each column side by side.
struct dk_shadow {
  dk_engine engine;
  int32_t level;
  uint32_t rows, columns, depth, units;

  /// - Units: elements.
  uint32_t weight_depth, input_depth;

  /// How often weights were lost, counted from 1.
  uint64_t losses;

  /// Whether `weights` has a weight as it is, and what is to be added to its sums.
  uint8_t *has_weight;
  int32_t *weights, *corrections;

  /// `inputs` has those from `low` to before `high`.
  int32_t *inputs;
  uint32_t low, high;
};

void dk_block_portable(const struct dk_block *block);
void dk_block_emulated(const struct dk_block *block);
void dk_block_avx2(const struct dk_block *block);
void dk_block_vnni(const struct dk_block *block);
void dk_block_neon(const struct dk_block *block);

/// acc += sum over k of inp[k.a] · wgt[k.b], for elements of 16 and weights of 16 x 16. What is
/// `missing` is the same for all weights.
void dk_row_avx2(uint32_t count, const dk_pair *k, const int8_t *inp, const int8_t *wgt,
                 int32_t missing, int32_t *acc);
int32_t dk_row_missing_avx2(uint32_t count, const dk_pair *k, const int8_t *inp);

/// Puts 16 values of each of 8 columns, `depth` apart, in order: widened, pairs of a column side by
/// side with those of the others.
void dk_pack_avx2(const int8_t *from, size_t depth, int32_t *to);
