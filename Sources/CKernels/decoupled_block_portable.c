#include <string.h>

#include "decoupled_block.h"

#define CONCAT2(a, b) a##b
#define CONCAT(a, b) CONCAT2(a, b)

typedef int32_t four __attribute__((vector_size(16)));
typedef int32_t sixteen __attribute__((vector_size(64)));

/// Pairs of 16-bit numbers: the shifts take them apart.
static inline four dot_pairs(four c, four x, four w) {
  return c + (four)((x << 16) >> 16) * ((w << 16) >> 16) + (x >> 16) * (w >> 16);
}

#define NAME dk_block_portable
#define TARGET
#define VECTOR four
#define LANES 4
#define ROWS 4
#define UNITS 8
#define BIASED 0
#define DOT(c, x, w) dot_pairs(c, x, w)
#include "decoupled_block_body.h"

// Vectors that the compiler has no registers for are passed in memory, within this file only.
#pragma clang diagnostic ignored "-Wpsabi"

/// What the instruction of AVX-512 VNNI does: unsigned times signed bytes, four at a time.
static inline sixteen dot_bytes(sixteen c, sixteen x, sixteen w) {
  typedef uint32_t unsigneds __attribute__((vector_size(64)));
  for (int byte = 0; byte < 4; byte++) {
    const int left = 24 - 8 * byte;
    c += (sixteen)((unsigneds)(x << left) >> 24) * ((w << left) >> 24);
  }
  return c;
}

#define NAME dk_block_emulated
#define TARGET
#define VECTOR sixteen
#define LANES 16
#define ROWS 8
#define UNITS 4
#define BIASED 1
#define DOT(c, x, w) dot_bytes(c, x, w)
#include "decoupled_block_body.h"
