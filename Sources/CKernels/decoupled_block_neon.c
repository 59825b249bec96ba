#if defined(__aarch64__)
#include <arm_neon.h>
#include <string.h>

#include "decoupled_block.h"

#define CONCAT2(a, b) a##b
#define CONCAT(a, b) CONCAT2(a, b)

typedef int32_t four __attribute__((vector_size(16)));

#define NAME dk_block_neon
#define TARGET __attribute__((target("dotprod")))
#define VECTOR four
#define LANES 4
#define ROWS 8
#define UNITS 4
#define BIASED 0
#define DOT(c, x, w) ((four)vdotq_s32((int32x4_t)(c), (int8x16_t)(x), (int8x16_t)(w)))
#include "decoupled_block_body.h"
#endif
