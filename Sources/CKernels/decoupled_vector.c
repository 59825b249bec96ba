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

DK_APART void alu(const dk_nest *nest, const dk_uop *uops, const dk_vector *v, int32_t *acc,
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

/// What an operation makes of two vectors.
DK_TARGET_AVX2 DK_INLINE eight result(int32_t operation, eight x, eight y, eight bits) {
  const eight five = _mm256_and_si256(y, _mm256_set1_epi32(31)), sign = _mm256_set1_epi32(16);
  switch (operation) {
  case DK_MIN: return _mm256_min_epi32(x, y);
  case DK_MAX: return _mm256_max_epi32(x, y);
  case DK_ADD: return _mm256_add_epi32(x, y);
  case DK_SHIFT: return shift(x, y, bits);
  case DK_SHIFT_FIVE: return shift(x, _mm256_sub_epi32(_mm256_xor_si256(five, sign), sign), bits);
  case DK_SHIFT_RIGHT: return _mm256_srav_epi32(x, five);
  case DK_SHIFT_LEFT: return _mm256_sllv_epi32(x, five);
  default: return _mm256_mullo_epi32(x, y);
  }
}

/// The other operands of steps that follow each other: one number, or elements of 16.
typedef struct {
  const int32_t *from;
  eight number, bits;
} operands;

/// The number of an instruction. Only one of the operations shifts by more than there are bits.
DK_TARGET_AVX2 DK_INLINE operands operands_of(const dk_vector *v, int32_t operation) {
  const int32_t bits = v->saturates && operation == DK_SHIFT ? -1 : 31;
  return (operands){NULL, _mm256_set1_epi32(v->immediate), _mm256_set1_epi32(bits)};
}

DK_TARGET_AVX2 DK_INLINE eight operand(operands y, size_t at) {
  return y.from ? load(y.from + at) : y.number;
}

/// One element, which is read before it is written.
DK_TARGET_AVX2 DK_INLINE void one_element(int32_t operation, int32_t *c, operands y) {
  const eight y0 = operand(y, 0), y1 = operand(y, 8);
  save(c, result(operation, load(c), y0, y.bits));
  save(c + 8, result(operation, load(c + 8), y1, y.bits));
}

/// Elements that follow each other, two at a time: the second of two reads nothing that the first
/// one writes.
DK_TARGET_AVX2 DK_INLINE void elements(int32_t operation, int32_t *c, operands y, size_t count) {
  for (; count >= 2; count -= 2, c += 32) {
    eight x[4];
    for (int i = 0; i < 4; i++)
      x[i] = result(operation, load(c + 8 * i), operand(y, 8 * i), y.bits);
    for (int i = 0; i < 4; i++) save(c + 8 * i, x[i]);
    if (y.from) y.from += 32;
  }
  if (count) one_element(operation, c, y);
}

/// One inner loop from the elements `d` and `s` on.
DK_TARGET_AVX2 DK_INLINE void run(int32_t operation, const dk_nest *nest, operands y, int32_t *acc,
                                  uint32_t *stamps, size_t d, size_t s) {
  const uint32_t tag = nest->tag, by = nest->dst_inner, count = nest->inner_count;
  const size_t step = y.from ? nest->src_inner : 0;
  if (y.from) y.from += s * 16;
  if (by == 1 && (!y.from || (step == 1 && d != s + 1))) {
    dk_stamp(stamps + d, count, tag);
    return elements(operation, acc + d * 16, y, count);
  }
  for (uint32_t i = 0; i < count; i++, d += by) {
    stamps[d] = tag;
    one_element(operation, acc + d * 16, y);
    if (y.from) y.from += step * 16;
  }
}

DK_TARGET_AVX2 DK_INLINE void all_runs(int32_t operation, const dk_nest *nest, const dk_uop *uops,
                                       operands y, int32_t *acc, uint32_t *stamps) {
  const uint64_t runs = dk_whole_runs(nest);
  if (runs == 0) {
    const uint32_t tag = nest->tag;
    DK_FOR_EACH_STEP(nest, uops, {
      operands here = y;
      if (y.from) here.from = acc + s * 16;
      stamps[d] = tag;
      one_element(operation, acc + d * 16, here);
    });
    return;
  }
  for (uint64_t o = 0; o < runs; o++)
    run(operation, nest, y, acc, stamps, o * nest->dst_outer + uops->dst,
        o * nest->src_outer + uops->src);
}

DK_TARGET_AVX2 static void one_step(const dk_nest *nest, const dk_uop *uop, const dk_vector *v,
                                    int32_t *acc, uint32_t *stamps) {
  operands y = operands_of(v, v->operation);
  if (!v->has_immediate) y.from = acc + (size_t)uop->src * 16;
  int32_t *c = acc + (size_t)uop->dst * 16;
  stamps[uop->dst] = nest->tag;
  switch (v->operation) {
  case DK_MIN: return one_element(DK_MIN, c, y);
  case DK_MAX: return one_element(DK_MAX, c, y);
  case DK_ADD: return one_element(DK_ADD, c, y);
  case DK_SHIFT: return one_element(DK_SHIFT, c, y);
  case DK_SHIFT_FIVE: return one_element(DK_SHIFT_FIVE, c, y);
  case DK_SHIFT_RIGHT: return one_element(DK_SHIFT_RIGHT, c, y);
  case DK_SHIFT_LEFT: return one_element(DK_SHIFT_LEFT, c, y);
  default: return one_element(DK_MULTIPLY, c, y);
  }
}

/// A function for each operation, in which the other operand is known to be of one kind.
#define OPERATION(NAME, WHICH)                                                                 \
  DK_TARGET_AVX2 DK_APART void NAME(const dk_nest *nest, const dk_uop *uops, const dk_vector *v, \
                                    int32_t *acc, uint32_t *stamps) {                          \
    operands y = operands_of(v, WHICH);                                                        \
    if (v->has_immediate) return all_runs(WHICH, nest, uops, y, acc, stamps);                  \
    y.from = acc;                                                                              \
    all_runs(WHICH, nest, uops, y, acc, stamps);                                               \
  }

OPERATION(minimum, DK_MIN)
OPERATION(maximum, DK_MAX)
OPERATION(sum, DK_ADD)
OPERATION(shifted_by, DK_SHIFT)
OPERATION(shifted_by_five, DK_SHIFT_FIVE)
OPERATION(shifted_right, DK_SHIFT_RIGHT)
OPERATION(shifted_left, DK_SHIFT_LEFT)
OPERATION(product, DK_MULTIPLY)

/// Clears elements that follow each other.
DK_TARGET_AVX2 DK_INLINE void clear_run(size_t d, size_t count, uint32_t tag, int32_t *acc,
                                        uint32_t *stamps) {
  const eight zero = _mm256_setzero_si256();
  dk_stamp(stamps + d, count, tag);
  for (int32_t *c = acc + d * 16, *end = c + count * 16; c < end; c += 16) {
    save(c, zero);
    save(c + 8, zero);
  }
}

DK_TARGET_AVX2 DK_APART void clear_avx2(const dk_nest *nest, const dk_uop *uops, int32_t *acc,
                                        uint32_t *stamps) {
  const uint32_t tag = nest->tag;
  const uint64_t runs = nest->dst_inner == 1 ? dk_whole_runs(nest) : 0;
  for (uint64_t o = 0; o < runs; o++)
    clear_run(o * nest->dst_outer + uops->dst, nest->inner_count, tag, acc, stamps);
  if (runs) return;
  DK_FOR_EACH_STEP(nest, uops, {
    const eight zero = _mm256_setzero_si256();
    stamps[d] = tag;
    save(acc + d * 16, zero);
    save(acc + d * 16 + 8, zero);
  });
}

DK_TARGET_AVX2 static void clear_one(const dk_nest *nest, const dk_uop *uop, int32_t *acc,
                                     uint32_t *stamps) {
  int32_t *c = acc + (size_t)uop->dst * 16;
  stamps[uop->dst] = nest->tag;
  save(c, _mm256_setzero_si256());
  save(c + 8, _mm256_setzero_si256());
}

#endif

void dk_alu(int32_t level, const dk_nest *nest, const dk_uop *uops, const dk_vector *vector,
            int32_t *acc, uint32_t *stamps) {
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && vector->lanes == 16) {
    if (dk_is_one_step(nest)) return one_step(nest, uops, vector, acc, stamps);
    switch (vector->operation) {
    case DK_MIN: return minimum(nest, uops, vector, acc, stamps);
    case DK_MAX: return maximum(nest, uops, vector, acc, stamps);
    case DK_ADD: return sum(nest, uops, vector, acc, stamps);
    case DK_SHIFT: return shifted_by(nest, uops, vector, acc, stamps);
    case DK_SHIFT_FIVE: return shifted_by_five(nest, uops, vector, acc, stamps);
    case DK_SHIFT_RIGHT: return shifted_right(nest, uops, vector, acc, stamps);
    case DK_SHIFT_LEFT: return shifted_left(nest, uops, vector, acc, stamps);
    default: return product(nest, uops, vector, acc, stamps);
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

DK_APART void clear(const dk_nest *nest, const dk_uop *uops, uint32_t lanes, int32_t *acc,
                    uint32_t *stamps) {
  DK_FOR_EACH_STEP(nest, uops, {
    stamps[d] = nest->tag;
    for (uint32_t l = 0; l < lanes; l++) acc[d * lanes + l] = 0;
  });
}

void dk_clear(int32_t level, const dk_nest *nest, const dk_uop *uops, uint32_t lanes, int32_t *acc,
              uint32_t *stamps) {
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && lanes == 16)
    return dk_is_one_step(nest) ? clear_one(nest, uops, acc, stamps)
                                : clear_avx2(nest, uops, acc, stamps);
#endif
  (void)level;
  clear(nest, uops, lanes, acc, stamps);
}
