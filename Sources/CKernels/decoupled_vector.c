#include "CKernels.h"
#include "decoupled_loops.h"

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

void dk_alu(int32_t level, const dk_nest *nest, const dk_uop *uops, const dk_vector *vector,
            int32_t *acc, uint32_t *stamps) {
#if defined(__x86_64__)
  if (level >= 1) return alu_avx2(nest, uops, vector, acc, stamps);
#endif
  (void)level;
  alu(nest, uops, vector, acc, stamps);
}
