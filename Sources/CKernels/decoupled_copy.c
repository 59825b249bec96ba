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
DK_TARGET_AVX2 static size_t narrow_avx2(const int32_t *from, uint8_t *to, size_t count) {
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

DK_TARGET_AVX2 static size_t widen_avx2(const uint8_t *from, int32_t *to, size_t count) {
  size_t n = 0;
  for (; n + 16 <= count; n += 16) {
    const __m128i x = _mm_loadu_si128((const __m128i *)(from + n));
    _mm256_storeu_si256((__m256i *)(to + n), _mm256_cvtepi8_epi32(x));
    _mm256_storeu_si256((__m256i *)(to + n + 8), _mm256_cvtepi8_epi32(_mm_srli_si128(x, 8)));
  }
  return n;
}
#endif

static void narrow_any(int32_t level, const int32_t *from, uint8_t *to, size_t count,
                       uint32_t width) {
  size_t done = 0;
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && width == 1) done = narrow_avx2(from, to, count);
#endif
  (void)level;
  narrow(from + done, to + done * width, count - done, width);
}

static void widen_any(int32_t level, const uint8_t *from, int32_t *to, size_t count,
                      uint32_t width) {
  size_t done = 0;
#if defined(__x86_64__)
  if (DK_HAS_AVX2(level) && width == 1) done = widen_avx2(from, to, count);
#endif
  (void)level;
  widen(from + done * width, to + done, count - done, width);
}

/// A copy of few bytes without a call.
DK_INLINE void copy(uint8_t *to, const uint8_t *from, size_t count) {
  switch (count) {
  case 4: memcpy(to, from, 4); return;
  case 16: memcpy(to, from, 16); return;
  case 64: memcpy(to, from, 64); return;
  default: memcpy(to, from, count);
  }
}

DK_INLINE void stamp(uint32_t *stamps, size_t count, uint32_t tag) {
  for (size_t n = 0; n < count; n++) stamps[n] = tag;
}

/// One row of the block: 0, what is copied, 0.
DK_INLINE void load_row(int32_t level, uint8_t *cells, const dk_transfer *t, uint32_t line,
                        uint8_t *target) {
  const size_t left = (size_t)t->left * t->sram_bytes, right = (size_t)t->right * t->sram_bytes;
  const size_t middle = (size_t)t->columns * t->sram_bytes;
  const uint8_t *source = cells + t->dram + line * t->stride;
  if (left) memset(target, 0, left);
  if (t->dram_bytes == t->sram_bytes)
    copy(target + left, source, middle);
  else
    widen_any(level, source, (int32_t *)(void *)(target + left), (size_t)t->columns * t->lanes,
              t->value_bytes);
  if (right) memset(target + left + middle, 0, right);
}

void dk_load(int32_t level, uint8_t *cells, const dk_transfer *t, uint32_t first, uint32_t end,
             uint32_t tag) {
  const size_t width = (size_t)t->left + t->columns + t->right;
  const size_t row = width * t->sram_bytes;
  uint8_t *target = cells + t->sram + first * row;
  stamp((uint32_t *)(void *)(cells + t->stamps) + first * width, (end - first) * width, tag);
  const int isDense =
      t->left + t->right == 0 && t->stride == row && t->dram_bytes == t->sram_bytes;
  if (isDense && first >= t->top && end <= t->top + t->rows) {
    copy(target, cells + t->dram + (first - t->top) * row, (end - first) * row);
    return;
  }
  for (uint32_t y = first; y < end; y++, target += row) {
    if (y < t->top || y >= t->top + t->rows)
      memset(target, 0, row);
    else
      load_row(level, cells, t, y - t->top, target);
  }
}

void dk_store(int32_t level, uint8_t *cells, const dk_transfer *t, uint32_t first, uint32_t end) {
  const uint8_t *source = cells + t->sram + (size_t)first * t->columns * t->sram_bytes;
  uint8_t *target = cells + t->dram + first * t->stride;
  size_t columns = t->columns;
  uint32_t rows = end - first;
  // Rows without room between them are one; a row that the next one overlaps is not.
  if (t->stride == columns * t->dram_bytes) {
    columns *= rows;
    rows = 1;
  }
  for (; rows > 0; rows--) {
    if (t->dram_bytes == t->sram_bytes)
      copy(target, source, columns * t->dram_bytes);
    else
      narrow_any(level, (const int32_t *)(const void *)source, target, columns * t->lanes,
                 t->value_bytes);
    source += columns * t->sram_bytes;
    target += t->stride;
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
