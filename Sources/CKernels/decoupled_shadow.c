#include <stdlib.h>
#include <string.h>

#include "CKernels.h"
#include "decoupled_block.h"
#include "decoupled_loops.h"

#if defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

int32_t dk_level(void) {
#if defined(__aarch64__) && defined(__linux__)
  return getauxval(AT_HWCAP) & (1 << 20) ? DK_NEON : DK_PORTABLE;
#elif defined(__aarch64__) && defined(__APPLE__)
  return DK_NEON;
#else
  return ck_level();
#endif
}

dk_engine dk_engine_of(int32_t level) {
  switch (level) {
#if defined(__x86_64__)
  case DK_AVX2: return (dk_engine){2, 8, 0, dk_block_avx2};
  case DK_VNNI: return (dk_engine){4, 16, 1, dk_block_vnni};
#endif
#if defined(__aarch64__)
  case DK_NEON: return (dk_engine){4, 4, 0, dk_block_neon};
#endif
  case DK_EMULATED_VNNI: return (dk_engine){4, 16, 1, dk_block_emulated};
  default: return (dk_engine){2, 4, 0, dk_block_portable};
  }
}

static size_t whole(size_t bytes) { return (bytes + 64) & ~(size_t)63; }

dk_shadow *dk_shadow_make(int32_t level, uint32_t rows, uint32_t columns, uint32_t depth,
                          uint32_t inputs, uint32_t weights) {
  const dk_engine engine = dk_engine_of(level);
  if (columns % engine.lanes || depth % engine.unit) return NULL;
  dk_shadow *s = calloc(1, sizeof *s);
  if (!s) return NULL;
  const uint32_t units = depth / engine.unit;
  s->engine = engine;
  s->level = level;
  s->rows = rows;
  s->columns = columns;
  s->depth = depth;
  s->units = units;
  s->weight_depth = weights;
  s->input_depth = inputs;
  s->losses = 1;
  s->has_weight = calloc(weights, 1);
  s->weights = aligned_alloc(64, whole((size_t)weights * columns * units * 4));
  s->corrections = calloc((size_t)weights * columns, 4);
  s->inputs = aligned_alloc(64, whole((size_t)inputs * rows * units * 4));
  if (s->has_weight && s->weights && s->corrections && s->inputs) return s;
  dk_shadow_free(s);
  return NULL;
}

void dk_shadow_free(dk_shadow *s) {
  if (!s) return;
  free(s->has_weight);
  free(s->weights);
  free(s->corrections);
  free(s->inputs);
  free(s);
}

void dk_shadow_lose_weights(dk_shadow *s, size_t low, size_t high) {
  memset(s->has_weight + low, 0, high - low);
  s->losses++;
}

void dk_shadow_lose_inputs(dk_shadow *s, size_t low, size_t high) {
  if (low < s->high && high > s->low) s->low = s->high = 0;
}

/// Puts a vector of columns of a weight into the order in which it is read.
static void pack_vector(const dk_shadow *s, const int8_t *from, int32_t *to) {
  const uint32_t unit = s->engine.unit, depth = s->depth;
  uint32_t k = 0;
#if defined(__x86_64__)
  if (s->level == DK_AVX2)
    for (; k + 16 <= depth; k += 16, to += 64) dk_pack_avx2(from + k, depth, to);
#endif
  for (; k < depth; k += unit)
    for (uint32_t l = 0; l < s->engine.lanes; l++, to++) {
      const int8_t *x = from + (size_t)l * depth + k;
      if (unit == 4)
        memcpy(to, x, 4);
      else
        *to = (int32_t)((uint32_t)x[1] << 16 | (uint16_t)x[0]);
    }
}

/// The same for one weight, columns x depth.
static void pack(dk_shadow *s, const int8_t *wgt, uint32_t index) {
  const uint32_t lanes = s->engine.lanes;
  const int8_t *from = wgt + (size_t)index * s->columns * s->depth;
  int32_t *to = s->weights + (size_t)index * s->columns * s->units;
  for (uint32_t v = 0; v < s->columns; v += lanes)
    pack_vector(s, from + (size_t)v * s->depth, to + (size_t)v * s->units);
  if (s->engine.is_biased)
    for (uint32_t c = 0; c < s->columns; c++) {
      int32_t sum = 0;
      for (uint32_t k = 0; k < s->depth; k++) sum += from[c * s->depth + k];
      s->corrections[(size_t)index * s->columns + c] = -128 * sum;
    }
  s->has_weight[index] = 1;
}

/// Makes sure that the inputs from `low` to `high` are there.
static void widen(dk_shadow *s, const int8_t *inp, uint32_t low, uint32_t high) {
  if (low >= s->low && high <= s->high) return;
  const size_t size = (size_t)s->rows * s->depth, count = (high - low) * size;
  const int8_t *from = inp + low * size;
  if (s->engine.unit == 2) {
    int16_t *to = (int16_t *)(void *)s->inputs + low * size;
    for (size_t i = 0; i < count; i++) to[i] = from[i];
  } else if (s->engine.is_biased) {
    uint8_t *to = (uint8_t *)(void *)s->inputs + low * size;
    for (size_t i = 0; i < count; i++) to[i] = (uint8_t)from[i] ^ 0x80;
  } else {
    memcpy((uint8_t *)(void *)s->inputs + low * size, from, count);
  }
  s->low = low;
  s->high = high;
}

/// Stamps the destinations of a tile: a run of them at once where all follow each other.
static void stamp(const struct dk_plan *plan, uint32_t d, uint32_t *stamps, uint32_t tag) {
  if (plan->is_run) {
    const uint32_t first = d + plan->low;
    return dk_stamp(stamps + first, (size_t)plan->m_count * plan->n_count, tag);
  }
  for (uint32_t n = 0; n < plan->n_count; n++)
    for (uint32_t m = 0; m < plan->m_count; m++)
      stamps[(uint32_t)(d + plan->m[m].a + plan->n[n].a)] = tag;
}

/// Makes sure that the weights of a tile are there.
static void pack_tile(dk_shadow *s, const struct dk_plan *plan, uint32_t first, const int8_t *wgt) {
  for (uint32_t n = 0; n < plan->n_count; n++)
    for (uint32_t k = 0; k < plan->k_count; k++) {
      const uint32_t w = first + plan->n[n].b + plan->k[k].b;
      if (!s->has_weight[w]) pack(s, wgt, w);
    }
}

/// The same for all tiles, unless none was lost since the last time.
static void pack_all(dk_shadow *s, struct dk_plan *plan, const int8_t *wgt) {
  if (plan->packed_at == s->losses) return;
  for (uint32_t o = 0; o < plan->outer_count; o++) pack_tile(s, plan, plan->outer[o].wgt, wgt);
  plan->packed_at = s->losses;
}

static void multiply_tile(dk_shadow *s, const struct dk_plan *plan, dk_uop at, int32_t *acc) {
  struct dk_block block = *plan->block;
  block.x = s->inputs + (size_t)at.src * s->rows * s->units;
  block.w = s->weights + (size_t)at.wgt * s->columns * s->units;
  block.corrections = s->corrections + (size_t)at.wgt * s->columns;
  block.c = acc + (size_t)at.dst * s->rows * s->columns;
  s->engine.multiply(&block);
}

/// Row by row from the weights as they are, which is faster where each is read few times.
static void multiply_rows(const struct dk_plan *plan, dk_uop at, const int8_t *inp,
                          const int8_t *wgt, int32_t *acc) {
#if defined(__x86_64__)
  for (uint32_t m = 0; m < plan->m_count; m++) {
    const int8_t *x = inp + (size_t)(uint32_t)(at.src + plan->m[m].b) * 16;
    const int32_t missing = dk_row_missing_avx2(plan->k_count, plan->k, x);
    for (uint32_t n = 0; n < plan->n_count; n++) {
      const uint32_t d = at.dst + plan->m[m].a + plan->n[n].a, w = at.wgt + plan->n[n].b;
      dk_row_avx2(plan->k_count, plan->k, x, wgt + (size_t)w * 256, missing,
                  acc + (size_t)d * 16);
    }
  }
#endif
  (void)plan, (void)at, (void)inp, (void)wgt, (void)acc;
}

/// Whether products of this size have kernels that read factors as they are.
static int has_rows(const dk_shadow *s) {
  return s->level == DK_AVX2 && s->rows == 1 && s->columns == 16 && s->depth == 16;
}

/// Whether rows are so few that weights are not packed for them.
static int goes_by_rows(const dk_shadow *s, const struct dk_plan *plan) {
  return has_rows(s) && plan->m_count < 4;
}

/// Whether a blocked product is worth its preparations.
static int is_worth_it(const dk_shadow *s, const dk_shape *shape, const struct dk_plan *plan) {
  const uint64_t rows = shape->high[1] - shape->low[1] + 1;
  const uint64_t tile = (uint64_t)plan->m_count * plan->n_count * plan->k_count;
  if (goes_by_rows(s, plan)) return plan->k_count >= 3;
  return tile >= 12 && rows <= 8 * tile * plan->outer_count;
}

/// What was tried for a shape. Steps are sorted when they are done a second time: once takes longer
/// than it saves.
enum { TRIED_NOTHING, TRIED_PRODUCT, TRIED_ALL };

static void make_plan(const dk_shadow *s, dk_shape *shape) {
  if (shape->plan || shape->plan_state == TRIED_ALL) return;
  if (shape->plan_state == TRIED_PRODUCT) {
    shape->plan_state = TRIED_ALL;
    shape->plan = dk_plan_of_steps(shape, s);
    return;
  }
  shape->plan_state = TRIED_PRODUCT;
  struct dk_plan *plan = dk_plan_make(shape, s);
  if (plan && is_worth_it(s, shape, plan))
    shape->plan = plan;
  else
    dk_plan_free(plan);
}

static void multiply_steps(const dk_shadow *s, const struct dk_plan *plan, uint32_t tag,
                           const int8_t *inp, const int8_t *wgt, int32_t *acc, uint32_t *stamps) {
  const uint32_t count = plan->step_count;
  const dk_nest nest = {.count = count, .uop_count = count, .inner_count = 1, .tag = tag};
  dk_gemm(s->level, &nest, plan->steps, s->rows, s->columns, s->depth, inp, wgt, acc, stamps);
}

int dk_multiply(dk_shadow *s, dk_shape *shape, uint32_t tag, const int8_t *inp, const int8_t *wgt,
                int32_t *acc, uint32_t *stamps) {
  make_plan(s, shape);
  struct dk_plan *plan = shape->plan;
  if (!plan) return 0;
  if (plan->steps) {
    multiply_steps(s, plan, tag, inp, wgt, acc, stamps);
    return 1;
  }
  const int by_rows = goes_by_rows(s, plan);
  if (!by_rows) {
    widen(s, inp, (uint32_t)shape->low[1], (uint32_t)shape->high[1] + 1);
    pack_all(s, plan, wgt);
  }
  for (uint32_t o = 0; o < plan->outer_count; o++) {
    const dk_uop at = plan->outer[o];
    if (by_rows)
      multiply_rows(plan, at, inp, wgt, acc);
    else
      multiply_tile(s, plan, at, acc);
    stamp(plan, at.dst, stamps, tag);
  }
  return 1;
}
