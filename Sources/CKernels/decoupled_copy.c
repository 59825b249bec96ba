#include "CKernels.h"
#include "decoupled_loops.h"
#include <string.h>

/// The low `width` bytes (1 or 2) of each number.
DK_INLINE void narrow(const int32_t *from, uint8_t *to, size_t count, uint32_t width) {
  if (width == 1) {
    for (size_t n = 0; n < count; n++) to[n] = (uint8_t)from[n];
    return;
  }
  uint16_t *halves = (uint16_t *)(void *)to;
  for (size_t n = 0; n < count; n++) {
    const uint16_t half = (uint16_t)from[n];
    memcpy(halves + n, &half, 2);
  }
}

/// Signed numbers of `width` bytes (1 or 2).
DK_INLINE void widen(const uint8_t *from, int32_t *to, size_t count, uint32_t width) {
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

#if defined(__x86_64__)
/// The low bytes of 32 numbers at a time.
DK_TARGET_AVX2 DK_INLINE size_t narrow_avx2(const int32_t *from, uint8_t *to, size_t count) {
  const __m256i low = _mm256_set1_epi32(0xff);
  const __m256i order = _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7);
  size_t n = 0;
  for (; n + 32 <= count; n += 32) {
    __m256i x[4];
    for (int i = 0; i < 4; i++)
      x[i] = _mm256_and_si256(low, _mm256_loadu_si256((const __m256i *)(from + n + 8 * i)));
    const __m256i bytes = _mm256_packus_epi16(_mm256_packus_epi32(x[0], x[1]),
                                              _mm256_packus_epi32(x[2], x[3]));
    _mm256_storeu_si256((__m256i *)(to + n), _mm256_permutevar8x32_epi32(bytes, order));
  }
  for (; n + 16 <= count; n += 16) {
    __m128i x[4];
    for (int i = 0; i < 4; i++)
      x[i] = _mm_and_si128(_mm256_castsi256_si128(low),
                           _mm_loadu_si128((const __m128i *)(from + n + 4 * i)));
    _mm_storeu_si128((__m128i *)(to + n), _mm_packus_epi16(_mm_packus_epi32(x[0], x[1]),
                                                          _mm_packus_epi32(x[2], x[3])));
  }
  return n;
}

DK_TARGET_AVX2 DK_INLINE size_t widen_avx2(const uint8_t *from, int32_t *to, size_t count) {
  size_t n = 0;
  for (; n + 16 <= count; n += 16) {
    const __m128i x = _mm_loadu_si128((const __m128i *)(from + n));
    _mm256_storeu_si256((__m256i *)(to + n), _mm256_cvtepi8_epi32(x));
    _mm256_storeu_si256((__m256i *)(to + n + 8), _mm256_cvtepi8_epi32(_mm_srli_si128(x, 8)));
  }
  return n;
}
#endif

/// Copies rows of the same bytes between two places; the common sizes without a call for each.
DK_INLINE void copy_rows(uint8_t *to, size_t to_stride, const uint8_t *from, size_t from_stride,
                         size_t bytes, size_t rows) {
#define ROWS_OF(size)                                                                          \
  case size:                                                                                   \
    for (; rows > 0; rows--, to += to_stride, from += from_stride) memcpy(to, from, size);     \
    return
  switch (bytes) {
    ROWS_OF(4);
    ROWS_OF(16);
    ROWS_OF(32);
    ROWS_OF(64);
    ROWS_OF(256);
  default:
    for (; rows > 0; rows--, to += to_stride, from += from_stride) memcpy(to, from, bytes);
  }
#undef ROWS_OF
}

#if defined(__x86_64__)
DK_TARGET_AVX2 static void narrow_rows_avx2(uint8_t *to, size_t to_stride, const uint8_t *from,
                                            size_t from_stride, size_t count, size_t rows) {
  for (; rows > 0; rows--, to += to_stride, from += from_stride) {
    const int32_t *numbers = (const int32_t *)(const void *)from;
    const size_t done = narrow_avx2(numbers, to, count);
    narrow(numbers + done, to + done, count - done, 1);
  }
}

DK_TARGET_AVX2 static void widen_rows_avx2(uint8_t *to, size_t to_stride, const uint8_t *from,
                                           size_t from_stride, size_t count, size_t rows) {
  for (; rows > 0; rows--, to += to_stride, from += from_stride) {
    int32_t *numbers = (int32_t *)(void *)to;
    const size_t done = widen_avx2(from, numbers, count);
    widen(from + done, numbers + done, count - done, 1);
  }
}
#endif

/// Where numbers of the two sides differ in size: `count` of them in each row.
static void narrow_rows(int32_t level, uint32_t width, uint8_t *to, size_t to_stride,
                        const uint8_t *from, size_t from_stride, size_t count, size_t rows) {
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && width == 1)
    return narrow_rows_avx2(to, to_stride, from, from_stride, count, rows);
#endif
  (void)level;
  for (; rows > 0; rows--, to += to_stride, from += from_stride)
    narrow((const int32_t *)(const void *)from, to, count, width);
}

static void widen_rows(int32_t level, uint32_t width, uint8_t *to, size_t to_stride,
                       const uint8_t *from, size_t from_stride, size_t count, size_t rows) {
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && width == 1)
    return widen_rows_avx2(to, to_stride, from, from_stride, count, rows);
#endif
  (void)level;
  for (; rows > 0; rows--, to += to_stride, from += from_stride)
    widen(from, (int32_t *)(void *)to, count, width);
}

/// Sets the elements of 0 around the rows from `first` to `end`, of `width` elements.
static void clear_edges(uint8_t *cells, const dk_transfer *t, const dk_site *at, uint32_t first,
                        uint32_t end, size_t width) {
  const size_t size = t->sram_bytes, row = width * size;
  for (uint32_t y = first; y < end; y++) {
    uint8_t *target = cells + at->sram + y * row;
    if (y < t->top || y >= t->top + t->rows) {
      memset(target, 0, row);
      continue;
    }
    memset(target, 0, t->left * size);
    memset(target + (t->left + t->columns) * size, 0, t->right * size);
  }
}

/// A load where it is one row, of `count` elements from `first` on.
static void load_dense(int32_t level, uint8_t *cells, const dk_transfer *t, const dk_site *at,
                       size_t first, size_t count, uint32_t tag) {
  const size_t size = t->sram_bytes;
  uint8_t *target = cells + at->sram + first * size;
  const uint8_t *source = cells + at->dram + first * t->dram_bytes;
  uint32_t *stamps = (uint32_t *)(void *)(cells + at->stamps) + first;
  if (count == 1)
    *stamps = tag;
  else
    dk_stamp(stamps, count, tag);
  if (t->dram_bytes == size)
    memcpy(target, source, count * size);
  else
    widen_rows(level, t->value_bytes, target, 0, source, 0, count * t->lanes, 1);
}

static void load_rows(int32_t level, uint8_t *cells, const dk_transfer *t, const dk_site *at,
                      uint32_t first, uint32_t end, uint32_t tag) {
  const size_t width = (size_t)t->left + t->columns + t->right;
  const size_t row = width * t->sram_bytes;
  dk_stamp((uint32_t *)(void *)(cells + at->stamps) + first * width, (end - first) * width, tag);
  if (t->top | t->bottom | t->left | t->right) clear_edges(cells, t, at, first, end, width);
  if (first < t->top) first = t->top;
  if (end > t->top + t->rows) end = t->top + t->rows;
  if (first >= end) return;
  uint8_t *target = cells + at->sram + first * row + (size_t)t->left * t->sram_bytes;
  const uint8_t *source = cells + at->dram + (first - t->top) * t->stride;
  const size_t columns = t->columns, rows = end - first;
  if (t->dram_bytes == t->sram_bytes)
    copy_rows(target, row, source, t->stride, columns * t->sram_bytes, rows);
  else
    widen_rows(level, t->value_bytes, target, row, source, t->stride, columns * t->lanes, rows);
}

void dk_load(int32_t level, uint8_t *cells, const dk_transfer *t, const dk_site *at,
             uint32_t first, uint32_t end, uint32_t tag) {
  if (!t->is_dense) return load_rows(level, cells, t, at, first, end, tag);
  const size_t row = t->columns;
  load_dense(level, cells, t, at, first * row, (end - first) * row, tag);
}

void dk_store(int32_t level, uint8_t *cells, const dk_transfer *t, const dk_site *at,
              uint32_t first, uint32_t end) {
  const size_t row = (size_t)t->columns * t->sram_bytes;
  size_t columns = t->columns, rows = end - first;
  const uint8_t *source = cells + at->sram + first * row;
  uint8_t *target = cells + at->dram + first * t->stride;
  if (t->is_dense) {
    columns *= rows;
    rows = 1;
  }
  if (t->dram_bytes == t->sram_bytes)
    copy_rows(target, t->stride, source, row, columns * t->sram_bytes, rows);
  else
    narrow_rows(level, t->value_bytes, target, t->stride, source, row, columns * t->lanes, rows);
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
