#include "CKernels.h"
#include "decoupled_loops.h"
#include <string.h>

DK_INLINE int32_t shifted(int32_t x, int32_t by, int32_t saturates) {
  const int isLeft = by < 0;
  const uint32_t amount = isLeft ? 0u - (uint32_t)by : (uint32_t)by;
  if (saturates && amount > 31) return isLeft ? 0 : x >> 31;
  return isLeft ? (int32_t)((uint32_t)x << (amount & 31)) : x >> (amount & 31);
}

/// Each of the operations is a loop of its own, so that the compiler makes vectors of it.
DK_INLINE void compute(const dk_vector *v, int32_t *x, const int32_t *y, uint32_t step) {
  const uint32_t n = v->lanes;
  switch (v->operation) {
  case DK_MIN:
    for (uint32_t l = 0; l < n; l++) x[l] = y[l * step] < x[l] ? y[l * step] : x[l];
    break;
  case DK_MAX:
    for (uint32_t l = 0; l < n; l++) x[l] = y[l * step] > x[l] ? y[l * step] : x[l];
    break;
  case DK_ADD:
    for (uint32_t l = 0; l < n; l++) x[l] = (int32_t)((uint32_t)x[l] + (uint32_t)y[l * step]);
    break;
  case DK_SHIFT:
    for (uint32_t l = 0; l < n; l++) x[l] = shifted(x[l], y[l * step], v->saturates);
    break;
  default:
    for (uint32_t l = 0; l < n; l++) x[l] = (int32_t)((uint32_t)x[l] * (uint32_t)y[l * step]);
    break;
  }
}

DK_INLINE void alu(const dk_nest *nest, const dk_uop *uops, const dk_vector *v, int32_t *acc,
                   uint32_t *stamps) {
  const int32_t immediate = v->immediate;
  if (v->has_immediate) {
    DK_FOR_EACH_STEP(nest, uops, {
      stamps[d] = nest->tag;
      compute(v, acc + d * v->lanes, &immediate, 0);
    });
  } else {
    DK_FOR_EACH_STEP(nest, uops, {
      stamps[d] = nest->tag;
      compute(v, acc + d * v->lanes, acc + s * v->lanes, 1);
    });
  }
}

#if defined(__x86_64__)
DK_AVX2 static void alu_avx2(const dk_nest *nest, const dk_uop *uops, const dk_vector *v,
                             int32_t *acc, uint32_t *stamps) {
  if (v->lanes == 16) {
    const dk_vector sixteen = {16, v->operation, v->has_immediate, v->immediate, v->saturates};
    alu(nest, uops, &sixteen, acc, stamps);
  } else {
    alu(nest, uops, v, acc, stamps);
  }
}
#endif

void dk_alu(const dk_nest *nest, const dk_uop *uops, const dk_vector *vector, int32_t *acc,
            uint32_t *stamps) {
#if defined(__x86_64__)
  if (ck_level() >= 1) return alu_avx2(nest, uops, vector, acc, stamps);
#endif
  alu(nest, uops, vector, acc, stamps);
}

void dk_decode(const uint8_t *bytes, size_t count, uint32_t width, dk_field dst, dk_field src,
               dk_field wgt, dk_uop *out) {
  for (size_t n = 0; n < count; n++) {
    uint64_t word = 0;
    for (uint32_t b = 0; b < width; b++) word |= (uint64_t)bytes[n * width + b] << (8 * b);
    out[n].dst = (uint32_t)((word >> dst.lsb) & dst.mask);
    out[n].src = (uint32_t)((word >> src.lsb) & src.mask);
    out[n].wgt = (uint32_t)((word >> wgt.lsb) & wgt.mask);
  }
}

void dk_narrow(const int32_t *from, uint8_t *to, size_t count, uint32_t width) {
  if (width == 1) {
    for (size_t n = 0; n < count; n++) to[n] = (uint8_t)from[n];
    return;
  }
  for (size_t n = 0; n < count; n++) {
    const uint16_t half = (uint16_t)from[n];
    memcpy(to + 2 * n, &half, 2);
  }
}

void dk_widen(const uint8_t *from, int32_t *to, size_t count, uint32_t width) {
  if (width == 1) {
    for (size_t n = 0; n < count; n++) to[n] = (int8_t)from[n];
    return;
  }
  for (size_t n = 0; n < count; n++) {
    int16_t half;
    memcpy(&half, from + 2 * n, 2);
    to[n] = half;
  }
}

uint64_t dk_hash(const uint8_t *bytes, size_t count, uint64_t seed) {
  const uint64_t prime = 0x100000001b3;
  uint64_t lanes[4] = {seed, seed ^ 1, seed ^ 2, seed ^ 3};
  size_t at = 0;
  for (; at + 32 <= count; at += 32)
    for (int l = 0; l < 4; l++) {
      uint64_t word;
      memcpy(&word, bytes + at + 8 * l, 8);
      lanes[l] = (lanes[l] ^ word) * prime;
      lanes[l] ^= lanes[l] >> 29;
    }
  uint64_t hash = seed ^ count;
  for (int l = 0; l < 4; l++) hash = (hash ^ lanes[l]) * prime;
  for (; at < count; at++) hash = (hash ^ bytes[at]) * prime;
  return hash;
}
