#include "CKernels.h"
#include <stdlib.h>
#include <string.h>

#include "decoupled_plan.h"

void dk_decode(const uint8_t *bytes, size_t count, const dk_encoding *encoding, dk_uop *out) {
  const uint32_t width = encoding->width;
  const dk_field *f = encoding->fields;
  for (size_t n = 0; n < count; n++) {
    uint64_t word = 0;
    for (uint32_t b = 0; b < width; b++) word |= (uint64_t)bytes[n * width + b] << (8 * b);
    out[n].dst = (uint32_t)((word >> f[0].lsb) & f[0].mask);
    out[n].src = (uint32_t)((word >> f[1].lsb) & f[1].mask);
    out[n].wgt = (uint32_t)((word >> f[2].lsb) & f[2].mask);
  }
}

static void extend(dk_shape *s, int part, uint32_t low, uint32_t high, uint32_t outer,
                   uint32_t inner) {
  const uint64_t os = s->outer_count ? s->outer_count - 1 : 0;
  const uint64_t is = s->loops.inner_count ? s->loops.inner_count - 1 : 0;
  s->low[part] = low < high ? low : high;
  s->high[part] = high + os * outer + is * inner;
  if (s->high[part] >= s->limits[part]) s->is_bad = 1;
}

static void find_extents(dk_shape *s) {
  uint32_t low[3] = {UINT32_MAX, UINT32_MAX, UINT32_MAX}, high[3] = {0, 0, 0};
  for (uint32_t n = 0; n < s->loops.uop_count; n++) {
    const uint32_t at[3] = {s->uops[n].dst, s->uops[n].src, s->uops[n].wgt};
    for (int p = 0; p < 3; p++) {
      if (at[p] < low[p]) low[p] = at[p];
      if (at[p] > high[p]) high[p] = at[p];
    }
  }
  const dk_nest *l = &s->loops;
  s->is_bad = 0;
  extend(s, 0, low[0], high[0], l->dst_outer, l->dst_inner);
  extend(s, 1, low[1], high[1], l->src_outer, l->src_inner);
  extend(s, 2, low[2], high[2], l->wgt_outer, l->wgt_inner);
}

size_t dk_prepare(dk_shape *s, const uint8_t *memory, const dk_encoding *encoding) {
  const size_t count = s->loops.uop_count, width = encoding->width;
  const uint8_t *source = memory + (size_t)s->first_uop * width;
  if (s->is_decoded && memcmp(s->bytes, source, count * width) == 0) return 0;
  size_t allocated = 0;
  if (!s->bytes) {
    allocated = count * (width + sizeof(dk_uop)) + 1;
    s->bytes = malloc(count * width + 1);
    s->uops = malloc(count * sizeof(dk_uop) + 1);
    if (!s->bytes || !s->uops) abort();
  }
  memcpy(s->bytes, source, count * width);
  dk_decode(source, count, encoding, s->uops);
  find_extents(s);
  dk_plan_free(s->plan);
  s->plan = NULL;
  s->plan_state = 0;
  s->is_decoded = 1;
  return allocated;
}

void dk_forget(dk_shape *s) {
  free(s->bytes);
  free(s->uops);
  dk_plan_free(s->plan);
  s->bytes = NULL;
  s->uops = NULL;
  s->plan = NULL;
  s->is_decoded = s->plan_state = s->prepared_at = 0;
}
