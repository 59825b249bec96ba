// The blocked product, for the vectors of one level. Whoever includes this defines
//   NAME            the function
//   TARGET          its attributes
//   VECTOR, LANES   a vector of as many int32_t
//   ROWS            of a tile
//   UNITS           of a row of an input, in most products
//   BIASED          whether there are corrections
//   DOT(c, x, w)    c + the products of the values in each 4 bytes of x and w

#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wpsabi"
#define INLINE TARGET static inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
// Two rounds in one halve the counting. More are slower, above all where another thread has a share
// of what the core decodes.
#define TWICE _Pragma("clang loop unroll_count(2)")

INLINE VECTOR CONCAT(load_, NAME)(const int32_t *from) {
  VECTOR v;
  memcpy(&v, from, sizeof v);
  return v;
}

/// What is added to the sums of a tile for 4 bytes of each of its rows, of which the first is at
/// `x`; those of row i are `step` * i further on, or at `apart[i]` where there is no step.
INLINE void CONCAT(unit_, NAME)(VECTOR (*c)[4], int rows, int vectors, const int32_t *x,
                                ptrdiff_t step, const int32_t *const *apart, size_t at,
                                const int32_t *const *w, size_t wat) {
  VECTOR y[4];
  UNROLL for (int j = 0; j < vectors; j++) y[j] = CONCAT(load_, NAME)(w[j] + wat);
  UNROLL for (int i = 0; i < rows; i++) {
    const VECTOR v = (apart ? apart[i] : x + i * step)[at] - (VECTOR){0};
    UNROLL for (int j = 0; j < vectors; j++) c[i][j] = DOT(c[i][j], v, y[j]);
  }
}

/// `rows` rows times `vectors` vectors of columns. Where rows follow each other, one pointer stands
/// for all of them: there are not enough registers for one each.
INLINE void CONCAT(tile_, NAME)(const struct dk_block *b, uint32_t units, int follow, int rows,
                                int vectors, const dk_pair *m, const dk_pair *n,
                                const VECTOR *start) {
  VECTOR c[ROWS][4];
  const int32_t *x[ROWS], *w[4];
  UNROLL for (int i = 0; i < rows; i++) {
    x[i] = b->x + (int32_t)m[i].b;
    UNROLL for (int j = 0; j < vectors; j++) c[i][j] = start[j];
  }
  UNROLL for (int j = 0; j < vectors; j++) w[j] = b->w + (int32_t)n[j].b;
  const int32_t *const *apart = follow ? NULL : x;
  for (const dk_pair *k = b->k, *end = k + b->k_count; k < end; k++) {
    const size_t xk = (size_t)(int32_t)k->a, wk = (size_t)(int32_t)k->b;
    TWICE for (uint32_t u = 0; u < units; u++)
      CONCAT(unit_, NAME)(c, rows, vectors, x[0], units, apart, xk + u, w, wk + u * LANES);
  }
  UNROLL for (int i = 0; i < rows; i++) {
    int32_t *row = b->c + (int32_t)m[i].a;
    UNROLL for (int j = 0; j < vectors; j++) {
      const VECTOR sum = CONCAT(load_, NAME)(row + (int32_t)n[j].a) + c[i][j];
      memcpy(row + (int32_t)n[j].a, &sum, sizeof sum);
    }
  }
}

/// A tile that finds out whether its rows follow each other.
INLINE void CONCAT(any_, NAME)(const struct dk_block *b, uint32_t units, int rows, int vectors,
                               const dk_pair *m, const dk_pair *n, const VECTOR *start) {
  int follow = 1;
  UNROLL for (int i = 1; i < rows; i++) follow &= m[i].b == m[0].b + (uint32_t)i * units;
  if (follow)
    CONCAT(tile_, NAME)(b, units, 1, rows, vectors, m, n, start);
  else
    CONCAT(tile_, NAME)(b, units, 0, rows, vectors, m, n, start);
}

/// All rows, for a strip of vectors of columns. What is left of tiles goes into few others, as each
/// reads all weights again.
INLINE void CONCAT(strip_, NAME)(const struct dk_block *b, uint32_t units, int vectors,
                                 const dk_pair *n) {
  VECTOR start[4] = {0};
#if BIASED
  for (uint32_t k = 0; k < b->k_count; k++)
    UNROLL for (int j = 0; j < vectors; j++)
      start[j] += CONCAT(load_, NAME)(b->corrections +
                                      (int32_t)(n[j].b + b->k[k].b) / (int32_t)units);
#endif
  const dk_pair *m = b->m, *end = m + b->m_count;
  // Four vectors of columns are for few rows.
  if (vectors == 4) {
    for (; m < end; m++) CONCAT(tile_, NAME)(b, units, 1, 1, vectors, m, n, start);
    return;
  }
  for (; end - m >= ROWS; m += ROWS) CONCAT(any_, NAME)(b, units, ROWS, vectors, m, n, start);
  if (end - m >= 4) {
    CONCAT(any_, NAME)(b, units, 4, vectors, m, n, start);
    m += 4;
  }
  if (end - m >= 2) {
    CONCAT(any_, NAME)(b, units, 2, vectors, m, n, start);
    m += 2;
  }
  if (m < end) CONCAT(tile_, NAME)(b, units, 1, 1, vectors, m, n, start);
}

TARGET void NAME(const struct dk_block *b) {
  uint32_t n = 0;
  if (b->units == UNITS) {
    if (b->m_count < ROWS / 2)
      for (; n + 4 <= b->n_count; n += 4) CONCAT(strip_, NAME)(b, UNITS, 4, b->n + n);
    for (; n + 2 <= b->n_count; n += 2) CONCAT(strip_, NAME)(b, UNITS, 2, b->n + n);
    if (n < b->n_count) CONCAT(strip_, NAME)(b, UNITS, 1, b->n + n);
  } else {
    const uint32_t units = b->units;
    for (; n < b->n_count; n++) CONCAT(strip_, NAME)(b, units, 1, b->n + n);
  }
}

#pragma clang diagnostic pop
#undef INLINE
#undef UNROLL
#undef TWICE
#undef NAME
#undef TARGET
#undef VECTOR
#undef LANES
#undef ROWS
#undef UNITS
#undef BIASED
#undef DOT
