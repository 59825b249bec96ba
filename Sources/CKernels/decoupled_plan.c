#include "decoupled_block.h"
#include <stdlib.h>
#include <string.h>

/// A loop whose body moves by (dst, src, wgt) each time.
typedef struct {
  uint32_t count;
  dk_uop by;
} level;

enum { MOST_LEVELS = 8, MOST_TILES = 1 << 16 };

static dk_uop difference(dk_uop a, dk_uop b) {
  return (dk_uop){a.dst - b.dst, a.src - b.src, a.wgt - b.wgt};
}

static int equal(dk_uop a, dk_uop b) {
  return a.dst == b.dst && a.src == b.src && a.wgt == b.wgt;
}

/// Splits a list of micro-ops into loops, innermost first, and leaves one micro-op in `uops`.
/// - Returns: how many loops there are; -1 if it is no nest of loops.
static int split(dk_uop *uops, uint32_t count, level *levels) {
  int found = 0;
  while (count > 1) {
    if (found == MOST_LEVELS - 2) return -1;
    const dk_uop by = difference(uops[1], uops[0]);
    uint32_t run = 2;
    while (run < count && equal(difference(uops[run], uops[run - 1]), by)) run++;
    if (count % run) return -1;
    for (uint32_t i = run; i < count; i += run)
      for (uint32_t j = 1; j < run; j++)
        if (!equal(difference(uops[i + j], uops[i + j - 1]), by)) return -1;
    levels[found++] = (level){run, by};
    for (uint32_t i = 1; i < count / run; i++) uops[i] = uops[i * run];
    count /= run;
  }
  return found;
}

/// Makes `count` copies of the list, each moved by (a, b) from the one before.
static void repeat(dk_pair *list, uint32_t *filled, uint32_t count, uint32_t a, uint32_t b) {
  const uint32_t n = *filled;
  for (uint32_t i = n; i < n * count; i++)
    list[i] = (dk_pair){list[i - n].a + a, list[i - n].b + b};
  *filled = n * count;
}

/// Whether all destinations of a tile differ; finds out, too, whether they are a run.
static int are_distinct(struct dk_plan *plan, uint64_t depth) {
  if ((uint64_t)plan->m_count * plan->n_count > depth) return 0;
  int64_t low = 0, high = 0;
  for (int side = 0; side < 2; side++) {
    const dk_pair *list = side ? plan->n : plan->m;
    int64_t least = 0, most = 0;
    for (uint32_t i = 0; i < (side ? plan->n_count : plan->m_count); i++) {
      const int32_t at = (int32_t)list[i].a;
      if (at < least) least = at;
      if (at > most) most = at;
    }
    low += least;
    high += most;
  }
  if (high - low >= (int64_t)depth) return 0;
  plan->low = (uint32_t)low;
  plan->is_run = high - low + 1 == (int64_t)plan->m_count * plan->n_count;
  uint8_t *seen = calloc((size_t)(high - low) + 1, 1);
  int distinct = seen != NULL;
  for (uint32_t m = 0; distinct && m < plan->m_count; m++)
    for (uint32_t n = 0; n < plan->n_count; n++) {
      uint8_t *at = seen + ((int64_t)(int32_t)(plan->m[m].a + plan->n[n].a) - low);
      if (*at) distinct = 0;
      *at = 1;
    }
  free(seen);
  return distinct;
}

static struct dk_plan *allocate(const level *levels, int count) {
  uint64_t sizes[4] = {1, 1, 1, 1};
  for (int i = 0; i < count; i++) {
    const dk_uop by = levels[i].by;
    sizes[by.dst == 0 ? 2 : by.wgt == 0 ? 0 : by.src == 0 ? 1 : 3] *= levels[i].count;
  }
  uint64_t bytes = sizeof(struct dk_plan);
  for (int i = 0; i < 4; i++) {
    if (sizes[i] > MOST_TILES) return NULL;
    bytes += sizes[i] * (i == 3 ? sizeof(dk_uop) : sizeof(dk_pair));
  }
  struct dk_plan *plan = calloc(1, bytes);
  if (!plan) return NULL;
  plan->m = (dk_pair *)(plan + 1);
  plan->n = plan->m + sizes[0];
  plan->k = plan->n + sizes[1];
  plan->outer = (dk_uop *)(plan->k + sizes[2]);
  plan->m_count = plan->n_count = plan->k_count = plan->outer_count = 1;
  return plan;
}

/// Gives each loop its place: what does not move the destination is summed over, what does not
/// move the weights goes over rows, what does not move the source over columns.
static void place(struct dk_plan *plan, level l) {
  const dk_uop by = l.by;
  if (by.dst == 0) return repeat(plan->k, &plan->k_count, l.count, by.src, by.wgt);
  if (by.wgt == 0) return repeat(plan->m, &plan->m_count, l.count, by.dst, by.src);
  if (by.src == 0) return repeat(plan->n, &plan->n_count, l.count, by.dst, by.wgt);
  const uint32_t n = plan->outer_count;
  for (uint32_t i = n; i < n * l.count; i++) {
    const dk_uop last = plan->outer[i - n];
    plan->outer[i] = (dk_uop){last.dst + by.dst, last.src + by.src, last.wgt + by.wgt};
  }
  plan->outer_count = n * l.count;
}

/// Works out offsets.
/// - Returns: whether there was room.
static int make_block(struct dk_plan *plan, const dk_shadow *s) {
  const uint32_t vectors = s->columns / s->engine.lanes;
  const uint32_t m_count = plan->m_count * s->rows, n_count = plan->n_count * vectors;
  const size_t pairs = (size_t)m_count + n_count + plan->k_count;
  struct dk_block *block = calloc(1, sizeof *block + pairs * sizeof(dk_pair));
  if (!block) return 0;
  *block = (struct dk_block){.m_count = m_count, .n_count = n_count, .k_count = plan->k_count,
                             .units = s->units};
  block->m = (dk_pair *)(block + 1);
  block->n = block->m + m_count;
  block->k = block->n + n_count;
  const uint32_t sums = s->rows * s->columns, row = s->units;
  const uint32_t weight = s->columns * s->units, vector = s->engine.lanes;
  for (uint32_t i = 0; i < m_count; i++) {
    const dk_pair m = plan->m[i / s->rows];
    const uint32_t r = i % s->rows;
    block->m[i] = (dk_pair){m.a * sums + r * s->columns, (m.b * s->rows + r) * row};
  }
  for (uint32_t i = 0; i < n_count; i++) {
    const dk_pair n = plan->n[i / vectors];
    const uint32_t v = i % vectors;
    block->n[i] = (dk_pair){n.a * sums + v * vector, n.b * weight + v * vector * s->units};
  }
  for (uint32_t i = 0; i < plan->k_count; i++)
    block->k[i] = (dk_pair){plan->k[i].a * s->rows * row, plan->k[i].b * weight};
  plan->block = block;
  return 1;
}

struct dk_plan *dk_plan_make(const dk_shape *shape, const dk_shadow *shadow) {
  const dk_nest *loops = &shape->loops;
  level levels[MOST_LEVELS];
  dk_uop *uops = malloc(loops->uop_count * sizeof(dk_uop));
  if (!uops) return NULL;
  memcpy(uops, shape->uops, loops->uop_count * sizeof(dk_uop));
  int count = split(uops, loops->uop_count, levels);
  const dk_uop first = uops[0];
  free(uops);
  if (count < 0) return NULL;
  const dk_uop inner = {loops->dst_inner, loops->src_inner, loops->wgt_inner};
  const dk_uop outer = {loops->dst_outer, loops->src_outer, loops->wgt_outer};
  if (loops->inner_count > 1) levels[count++] = (level){loops->inner_count, inner};
  if (shape->outer_count > 1) levels[count++] = (level){shape->outer_count, outer};
  struct dk_plan *plan = allocate(levels, count);
  if (!plan) return NULL;
  plan->outer[0] = first;
  for (int i = 0; i < count; i++) place(plan, levels[i]);
  if (are_distinct(plan, shape->limits[0]) && make_block(plan, shadow)) return plan;
  free(plan);
  return NULL;
}

void dk_plan_free(struct dk_plan *plan) {
  if (plan) free(plan->block);
  free(plan);
}
