#include "CYardstick.h"
#include <stdlib.h>
#include <string.h>

uint64_t yard_gemm(const yard_nest *n, const uint32_t *uops, const int8_t *inp, const int8_t *wgt,
                   int32_t *acc) {
  uint64_t count = 0;
  for (uint32_t o = 0; o < n->outer; o++)
    for (uint32_t i = 0; i < n->inner; i++)
      for (uint32_t u = n->begin; u < n->end; u++) {
        uint32_t d = (uops[u] & 2047) + o * n->dst_outer + i * n->dst_inner;
        uint32_t s = (uops[u] >> 11 & 2047) + o * n->src_outer + i * n->src_inner;
        uint32_t w = (uops[u] >> 22) + o * n->wgt_outer + i * n->wgt_inner;
        for (int c = 0; c < 16; c++) {
          int32_t sum = acc[d * 16 + c];
          for (int k = 0; k < 16; k++) sum += inp[s * 16 + k] * wgt[w * 256 + c * 16 + k];
          acc[d * 16 + c] = sum;
        }
        count += 256;
      }
  return count;
}

static int32_t compute(int operation, int32_t x, int32_t y) {
  switch (operation) {
  case 0: return x < y ? x : y;
  case 1: return x > y ? x : y;
  case 2: return (int32_t)((uint32_t)x + (uint32_t)y);
  case 3: return y >= 0 ? x >> (y & 31) : (int32_t)((uint32_t)x << (-y & 31));
  default: return (int32_t)((uint32_t)x * (uint32_t)y);
  }
}

uint64_t yard_alu(const yard_nest *n, const uint32_t *uops, int operation, int uses_immediate,
                  int32_t immediate, int32_t *acc) {
  uint64_t count = 0;
  for (uint32_t o = 0; o < n->outer; o++)
    for (uint32_t i = 0; i < n->inner; i++)
      for (uint32_t u = n->begin; u < n->end; u++) {
        uint32_t d = (uops[u] & 2047) + o * n->dst_outer + i * n->dst_inner;
        uint32_t s = (uops[u] >> 11 & 2047) + o * n->src_outer + i * n->src_inner;
        for (int l = 0; l < 16; l++) {
          int32_t y = uses_immediate ? immediate : acc[s * 16 + l];
          acc[d * 16 + l] = compute(operation, acc[d * 16 + l], y);
        }
        count += 16;
      }
  return count;
}

uint64_t yard_load(const uint8_t *dram, uint8_t *sram, uint32_t rows, uint32_t columns,
                   uint32_t stride, uint32_t bytes) {
  for (uint32_t y = 0; y < rows; y++)
    memcpy(sram + (size_t)y * columns * bytes, dram + (size_t)y * stride * bytes,
           (size_t)columns * bytes);
  return (uint64_t)rows * columns * bytes;
}

uint64_t yard_load_widening(const int8_t *dram, int32_t *sram, uint32_t rows, uint32_t columns,
                            uint32_t stride) {
  for (uint32_t y = 0; y < rows; y++)
    for (uint32_t x = 0; x < columns * 16; x++)
      sram[y * columns * 16 + x] = dram[y * stride * 16 + x];
  return (uint64_t)rows * columns * 16;
}

uint64_t yard_store(int8_t *dram, const int32_t *sram, uint32_t rows, uint32_t columns,
                    uint32_t stride) {
  for (uint32_t y = 0; y < rows; y++)
    for (uint32_t x = 0; x < columns * 16; x++)
      dram[y * stride * 16 + x] = (int8_t)sram[y * columns * 16 + x];
  return (uint64_t)rows * columns * 16;
}

/// An instruction in a queue, as its word.
typedef struct {
  uint64_t low, high;
} word;

/// One unit: its instructions in order, and the next of them.
typedef struct {
  word *queue;
  uint64_t head, count;
} unit;

static uint64_t bits(word w, int lsb, int width) {
  uint64_t value = lsb >= 64 ? w.high >> (lsb - 64) : w.low >> lsb;
  return value & ((1ull << width) - 1);
}

enum { POPS = 3, PUSHES = 5 };

/// Runs units in turn as far as tokens go; `run` does what an instruction does.
static uint64_t run_units(unit *units, int count, int64_t *tokens,
                          void (*run)(int, word, void *), void *context) {
  uint64_t done = 0;
  for (int moved = 1; moved;) {
    moved = 0;
    for (int u = 0; u < count; u++)
      while (units[u].head < units[u].count) {
        word w = units[u].queue[units[u].head];
        int64_t *before = &tokens[u], *after = &tokens[(u + 1) % count];
        if (bits(w, POPS, 1) && *before == 0) break;
        if (bits(w, POPS, 1)) --*before;
        run(u, w, context);
        if (bits(w, PUSHES, 1)) ++*after;
        units[u].head++;
        done++;
        moved = 1;
      }
  }
  return done;
}

/// The same again and again, so that filling the queues is not what takes time.
static uint64_t run_again(unit *units, int count, void (*run)(int, word, void *), void *context) {
  uint64_t done = 0;
  for (int round = 0; round < 20; round++) {
    int64_t tokens[3] = {0, 0, 0};
    for (int u = 0; u < count; u++) units[u].head = 0;
    done += run_units(units, count, tokens, run, context);
  }
  return done;
}

typedef struct {
  const uint8_t *dram;
  uint8_t *out;
  int8_t *inp, *wgt;
  int32_t *acc;
} memories;

static void run_one(int u, word w, void *context) {
  memories *m = context;
  const yard_nest one = {0, 1, 1, 1, 0, 0, 0, 0, 0, 0};
  const uint32_t uop = 0;
  switch (bits(w, 0, 3)) {
  case 0:
    if (bits(w, 7, 3) == 2)
      yard_load(m->dram, (uint8_t *)m->inp, 1, (uint32_t)bits(w, 80, 16), 1, 16);
    else
      yard_load(m->dram, (uint8_t *)m->wgt, 1, (uint32_t)bits(w, 80, 16), 1, 256);
    break;
  case 1: yard_store((int8_t *)m->out, m->acc, 1, (uint32_t)bits(w, 80, 16), 1); break;
  case 2: yard_gemm(&one, &uop, m->inp, m->wgt, m->acc); break;
  case 4: yard_alu(&one, &uop, 1, 1, 0, m->acc); break;
  default: break;
  }
  (void)u;
}

static word make(uint64_t opcode, uint64_t memory, uint64_t columns, int pops, int pushes) {
  return (word){opcode | (uint64_t)pops << POPS | (uint64_t)pushes << PUSHES | memory << 7,
                columns << 16};
}

uint64_t yard_pipeline(uint64_t count, const uint8_t *dram, uint8_t *out, int8_t *inp, int8_t *wgt,
                       int32_t *acc) {
  memories m = {dram, out, inp, wgt, acc};
  unit units[3];
  for (int u = 0; u < 3; u++) units[u] = (unit){malloc(2 * count * sizeof(word)), 0, 0};
  for (uint64_t i = 0; i < count; i++) {
    units[0].queue[units[0].count++] = make(0, 2, 1, i > 0, 0);
    units[0].queue[units[0].count++] = make(0, 1, 1, 0, 1);
    units[1].queue[units[1].count++] = make(2, 0, 0, 1, 0);
    units[1].queue[units[1].count++] = make(4, 0, 0, 0, 1);
    units[2].queue[units[2].count++] = make(1, 4, 1, 1, 1);
  }
  uint64_t done = run_again(units, 3, run_one, &m);
  for (int u = 0; u < 3; u++) free(units[u].queue);
  return done;
}

uint64_t yard_idle(uint64_t count, int uses_tokens) {
  memories m = {0};
  uint8_t none[256] = {0};
  m.dram = none;
  m.inp = (int8_t *)none;
  unit units[2];
  for (int u = 0; u < 2; u++) units[u] = (unit){malloc(count * sizeof(word)), 0, 0};
  for (uint64_t i = 0; i < count; i++) {
    unit *u = &units[uses_tokens ? i & 1 : 0];
    u->queue[u->count++] = make(0, 2, 0, uses_tokens && i > 0, uses_tokens);
  }
  uint64_t done = run_again(units, 2, run_one, &m);
  for (int u = 0; u < 2; u++) free(units[u].queue);
  return done;
}
