#include <stdlib.h>

#include "decoupled_block.h"
#include "decoupled_loops.h"

/// Weights of so few bytes are near whatever the order.
enum { MOST_STEPS = 1 << 16, NEAR_BYTES = 1 << 15 };

/// Makes of how often each weight is used where its steps begin.
/// - Returns: how many weights are used.
static uint32_t add_up(uint32_t *begins, uint32_t count) {
  uint32_t used = 0, sum = 0;
  for (uint32_t w = 0; w < count; w++) {
    const uint32_t uses = begins[w];
    used += uses > 0;
    begins[w] = sum;
    sum += uses;
  }
  return used;
}

/// Writes the steps of `nest` to where those of their weights begin.
/// - Returns: whether it is worth it: each weight has some steps, and all together are not near.
static int sort(const dk_nest *nest, const dk_shape *shape, const dk_shadow *shadow,
                uint32_t *begins, dk_uop *steps) {
  DK_FOR_EACH_STEP(nest, shape->uops, {
    (void)d;
    begins[w]++;
  });
  const uint64_t used = add_up(begins, shadow->weight_depth);
  if (nest->count < 2 * used || used * shadow->columns * shadow->depth < NEAR_BYTES) return 0;
  DK_FOR_EACH_STEP(nest, shape->uops, {
    steps[begins[w]++] = (dk_uop){(uint32_t)d, (uint32_t)s, (uint32_t)w};
  });
  return 1;
}

struct dk_plan *dk_plan_of_steps(const dk_shape *shape, const dk_shadow *shadow) {
  dk_nest nest = shape->loops;
  nest.first = 0;
  nest.count = (uint64_t)nest.uop_count * nest.inner_count * shape->outer_count;
  if (nest.count > MOST_STEPS) return NULL;
  struct dk_plan *plan = calloc(1, sizeof *plan + nest.count * sizeof(dk_uop));
  uint32_t *begins = calloc(shadow->weight_depth, sizeof *begins);
  if (plan && begins) {
    plan->step_count = (uint32_t)nest.count;
    plan->steps = (dk_uop *)(plan + 1);
    if (sort(&nest, shape, shadow, begins, plan->steps)) {
      free(begins);
      return plan;
    }
  }
  free(begins);
  free(plan);
  return NULL;
}
