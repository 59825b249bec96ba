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
  case DK_SHIFT_FIVE:
    for (uint32_t l = 0; l < n; l++) x[l] = shifted(x[l], ((y[l * step] & 31) ^ 16) - 16, 0);
    break;
  case DK_SHIFT_RIGHT:
    for (uint32_t l = 0; l < n; l++) x[l] = shifted(x[l], y[l * step] & 31, 0);
    break;
  case DK_SHIFT_LEFT:
    for (uint32_t l = 0; l < n; l++) x[l] = shifted(x[l], -(y[l * step] & 31), 0);
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

typedef __m256i eight;

DK_TARGET_AVX2 DK_INLINE eight load(const int32_t *p) {
  return _mm256_loadu_si256((const __m256i *)(const void *)p);
}

DK_TARGET_AVX2 DK_INLINE void save(int32_t *p, eight x) {
  _mm256_storeu_si256((__m256i *)(void *)p, x);
}

/// Shifts each number by its own amount. The instructions shift everything out where it is large.
DK_TARGET_AVX2 DK_INLINE eight shift(eight x, eight by, eight bits) {
  const eight amount = _mm256_and_si256(_mm256_abs_epi32(by), bits);
  const eight right = _mm256_srav_epi32(x, amount), left = _mm256_sllv_epi32(x, amount);
  return _mm256_castps_si256(_mm256_blendv_ps(
      _mm256_castsi256_ps(right), _mm256_castsi256_ps(left), _mm256_castsi256_ps(by)));
}

/// One operation on elements of 16, each of which is read before it is written: where a step reads
/// what an earlier one wrote, it is there.
#define VECTOR_LOOPS(NAME, RESULT)                                                             \
  DK_TARGET_AVX2 DK_INLINE void NAME##_step(int32_t *c, eight y0, eight y1, eight bits) {      \
    (void)bits;                                                                                \
    eight x = load(c), y = y0;                                                                 \
    save(c, RESULT);                                                                           \
    x = load(c + 8), y = y1;                                                                   \
    save(c + 8, RESULT);                                                                       \
  }                                                                                            \
  DK_TARGET_AVX2 static void NAME(const dk_nest *n, const dk_uop *uops, const dk_vector *v,    \
                                  int32_t *acc, uint32_t *stamps) {                            \
    const eight bits = _mm256_set1_epi32(v->saturates ? -1 : 31);                              \
    const eight number = _mm256_set1_epi32(v->immediate);                                      \
    const uint32_t tag = n->tag;                                                               \
    const int isRun = n->uop_count == 1 && n->first == 0 && n->count % n->inner_count == 0;    \
    if (v->has_immediate && isRun) {                                                           \
      DK_FOR_EACH_RUN(n, uops, {                                                               \
        stamps[d] = tag;                                                                       \
        NAME##_step(acc + d * 16, number, number, bits);                                       \
      });                                                                                      \
    } else if (v->has_immediate) {                                                             \
      DK_FOR_EACH_STEP(n, uops, {                                                              \
        stamps[d] = tag;                                                                       \
        NAME##_step(acc + d * 16, number, number, bits);                                       \
      });                                                                                      \
    } else if (isRun) {                                                                        \
      DK_FOR_EACH_RUN(n, uops, {                                                               \
        stamps[d] = tag;                                                                       \
        NAME##_step(acc + d * 16, load(acc + s * 16), load(acc + s * 16 + 8), bits);           \
      });                                                                                      \
    } else {                                                                                   \
      DK_FOR_EACH_STEP(n, uops, {                                                              \
        stamps[d] = tag;                                                                       \
        NAME##_step(acc + d * 16, load(acc + s * 16), load(acc + s * 16 + 8), bits);           \
      });                                                                                      \
    }                                                                                          \
  }

VECTOR_LOOPS(minimum, _mm256_min_epi32(x, y))
VECTOR_LOOPS(maximum, _mm256_max_epi32(x, y))
VECTOR_LOOPS(sum, _mm256_add_epi32(x, y))
VECTOR_LOOPS(shifted_by, shift(x, y, bits))
VECTOR_LOOPS(product, _mm256_mullo_epi32(x, y))

DK_TARGET_AVX2 static void clear_avx2(const dk_nest *nest, const dk_uop *uops, int32_t *acc,
                                      uint32_t *stamps) {
  const eight zero = _mm256_setzero_si256();
  const uint32_t tag = nest->tag;
  DK_FOR_EACH_STEP(nest, uops, {
    stamps[d] = tag;
    save(acc + d * 16, zero);
    save(acc + d * 16 + 8, zero);
  });
}

#endif

void dk_alu(int32_t level, const dk_nest *nest, const dk_uop *uops, const dk_vector *vector,
            int32_t *acc, uint32_t *stamps) {
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && vector->lanes == 16) {
    switch (vector->operation) {
    case DK_MIN: return minimum(nest, uops, vector, acc, stamps);
    case DK_MAX: return maximum(nest, uops, vector, acc, stamps);
    case DK_ADD: return sum(nest, uops, vector, acc, stamps);
    case DK_SHIFT: return shifted_by(nest, uops, vector, acc, stamps);
    case DK_MULTIPLY: return product(nest, uops, vector, acc, stamps);
    default: break;
    }
  }
#endif
  (void)level;
  alu(nest, uops, vector, acc, stamps);
}

void dk_results(const int32_t *acc, const uint32_t *stamps, size_t low, size_t high, uint32_t tag,
                uint32_t lanes, uint32_t width, uint8_t *out, uint32_t *out_stamps) {
  for (size_t n = low; n < high; n++) {
    if (stamps[n] != tag) continue;
    for (uint32_t l = 0; l < lanes; l++) {
      const uint32_t value = (uint32_t)acc[n * lanes + l];
      for (uint32_t b = 0; b < width; b++) out[(n * lanes + l) * width + b] = (uint8_t)(value >> 8 * b);
    }
    out_stamps[n] = tag;
  }
}

void dk_clear(int32_t level, const dk_nest *nest, const dk_uop *uops, uint32_t lanes, int32_t *acc,
              uint32_t *stamps) {
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && lanes == 16) return clear_avx2(nest, uops, acc, stamps);
#endif
  (void)level;
  DK_FOR_EACH_STEP(nest, uops, {
    stamps[d] = nest->tag;
    for (uint32_t l = 0; l < lanes; l++) acc[d * lanes + l] = 0;
  });
}
