/* A driver of Sluice with a device that is a program: the Versatile Tensor Accelerator in its
 * default configuration, written from the layout of its instructions and what they mean.
 *
 *   cc -O2 -shared -fPIC -I . -o vta.so vta.c
 *
 * where `sluice_driver.h` is what `driver header sluice_driver.h` writes. It is here to be read and
 * to be changed into a driver of your own; it does one thing after the other and is not fast.
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sluice_driver.h"

enum { UOP, WGT, INP, ACC, OUT, ACC8 };             /* codes of memories */
enum { LOAD, STORE, GEMM, FINISH, ALU };            /* opcodes */
enum { MIN, MAX, ADD, SHR, MUL };                   /* what the vector unit does */
enum { LOADER, COMPUTER, STORER, UNITS };           /* units */
enum { L2C, C2L, C2S, S2C, QUEUES };                /* queues of tokens */
enum { BLOCK = 16, UOPS = 8192, WGTS = 1024, INPS = 2048, ACCS = 2048 };

typedef struct {
  uint8_t *dram;
  uint64_t dram_begin, dram_end;
  uint32_t uop[UOPS];
  int8_t wgt[WGTS][BLOCK][BLOCK]; /* rows are outputs */
  int8_t inp[INPS][BLOCK];
  int32_t acc[ACCS][BLOCK];
  int tokens[QUEUES];
  uint64_t where[8]; /* which memory of the description each code is */
  uint64_t memories;
  char said[160];
} Device;

typedef struct {
  uint64_t low, high;
} Word;

/* The bits `[lsb, lsb + width)` of an instruction; no field lies across its middle. */
static uint32_t bits(Word word, int lsb, int width) {
  uint64_t half = lsb < 64 ? word.low >> lsb : word.high >> (lsb - 64);
  return (uint32_t)(half & ((1ull << width) - 1));
}

static const char *say(Device *device, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(device->said, sizeof device->said, format, arguments);
  va_end(arguments);
  return device->said;
}

/* Where `count` bytes of DRAM are; NULL where they are not. */
static uint8_t *at(Device *device, uint64_t address, uint64_t count) {
  if (address < device->dram_begin || address > device->dram_end) return NULL;
  if (count > device->dram_end - address) return NULL;
  return device->dram + (address - device->dram_begin);
}

/* ---- Loads and stores ---- */

typedef struct {
  uint32_t memory, sram, dram, rows, columns, stride, top, bottom, left, right;
} Transfer;

static Transfer transfer_of(Word word) {
  return (Transfer){
      .memory = bits(word, 7, 3),   .sram = bits(word, 10, 16),    .dram = bits(word, 26, 32),
      .rows = bits(word, 64, 16),   .columns = bits(word, 80, 16), .stride = bits(word, 96, 16),
      .top = bits(word, 112, 4),    .bottom = bits(word, 116, 4),  .left = bits(word, 120, 4),
      .right = bits(word, 124, 4)};
}

/* Puts one element into a memory; one of zeros where `source` is NULL. */
static void put(Device *device, uint32_t memory, uint32_t index, const uint8_t *source) {
  switch (memory) {
    case UOP:
      if (source) memcpy(&device->uop[index], source, 4);
      else device->uop[index] = 0;
      break;
    case WGT:
      if (source) memcpy(device->wgt[index], source, sizeof device->wgt[index]);
      else memset(device->wgt[index], 0, sizeof device->wgt[index]);
      break;
    case INP:
      if (source) memcpy(device->inp[index], source, BLOCK);
      else memset(device->inp[index], 0, BLOCK);
      break;
    case ACC:
      if (source) memcpy(device->acc[index], source, BLOCK * 4);
      else memset(device->acc[index], 0, BLOCK * 4);
      break;
    case ACC8:
      for (int lane = 0; lane < BLOCK; lane++)
        device->acc[index][lane] = source ? (int8_t)source[lane] : 0;
      break;
  }
}

static const char *load(Device *device, Word word) {
  static const uint32_t size[] = {4, BLOCK * BLOCK, BLOCK, BLOCK * 4, 0, BLOCK};
  static const uint32_t depth[] = {UOPS, WGTS, INPS, ACCS, 0, ACCS};
  Transfer t = transfer_of(word);
  if (t.columns == 0) return NULL;
  if (t.memory > ACC8 || t.memory == OUT) return say(device, "no memory %u is loaded", t.memory);
  uint32_t width = t.left + t.columns + t.right, height = t.top + t.rows + t.bottom;
  if (t.sram + (uint64_t)width * height > depth[t.memory])
    return say(device, "a load leaves memory %u", t.memory);
  uint32_t index = t.sram;
  for (uint32_t row = 0; row < height; row++) {
    int has_row = row >= t.top && row < t.top + t.rows;
    for (uint32_t column = 0; column < width; column++, index++) {
      const uint8_t *source = NULL;
      if (has_row && column >= t.left && column < t.left + t.columns) {
        uint64_t element =
            t.dram + (uint64_t)(row - t.top) * t.stride + (column - t.left);
        uint64_t address = (uint32_t)(element * size[t.memory]);
        source = at(device, address, size[t.memory]);
        if (!source) return say(device, "a load reads DRAM at 0x%llx", (unsigned long long)address);
      }
      put(device, t.memory, index, source);
    }
  }
  return NULL;
}

static const char *store(Device *device, Word word) {
  Transfer t = transfer_of(word);
  if (t.columns == 0) return NULL;
  if (t.memory != OUT) return say(device, "no memory %u is stored", t.memory);
  if (t.sram + (uint64_t)t.rows * t.columns > ACCS) return "a store leaves the accumulator";
  for (uint32_t row = 0; row < t.rows; row++)
    for (uint32_t column = 0; column < t.columns; column++) {
      const int32_t *sums = device->acc[t.sram + row * t.columns + column];
      uint64_t element = t.dram + (uint64_t)row * t.stride + column;
      uint64_t address = (uint32_t)(element * BLOCK);
      uint8_t *target = at(device, address, BLOCK);
      if (!target) return say(device, "a store writes DRAM at 0x%llx", (unsigned long long)address);
      for (int lane = 0; lane < BLOCK; lane++) target[lane] = (uint8_t)sums[lane];
    }
  return NULL;
}

/* ---- Products and vectors ---- */

typedef struct {
  uint32_t reset, begin, end, outer, inner;
  uint32_t to_outer, to_inner, from_outer, from_inner, weight_outer, weight_inner;
} Nest;

static Nest nest_of(Word word) {
  return (Nest){.reset = bits(word, 7, 1),
                .begin = bits(word, 8, 13),
                .end = bits(word, 21, 14),
                .outer = bits(word, 35, 14),
                .inner = bits(word, 49, 14),
                .to_outer = bits(word, 64, 11),
                .to_inner = bits(word, 75, 11),
                .from_outer = bits(word, 86, 11),
                .from_inner = bits(word, 97, 11),
                .weight_outer = bits(word, 108, 10),
                .weight_inner = bits(word, 118, 10)};
}

static void multiply(Device *device, uint32_t to, uint32_t from, uint32_t weight) {
  for (int output = 0; output < BLOCK; output++) {
    int32_t sum = 0;
    for (int input = 0; input < BLOCK; input++)
      sum += device->inp[from][input] * device->wgt[weight][output][input];
    device->acc[to][output] = (int32_t)((uint32_t)device->acc[to][output] + (uint32_t)sum);
  }
}

/* To the right where the amount is positive, to the left where it is not. */
static int32_t shift(int32_t value, int64_t amount) {
  if (amount > 31) return value < 0 ? -1 : 0;
  if (amount < -31) return 0;
  return amount >= 0 ? value >> amount : (int32_t)((uint32_t)value << -amount);
}

static int32_t vector(uint32_t operation, int32_t a, int32_t b, int is_immediate) {
  switch (operation) {
    case MIN: return a < b ? a : b;
    case MAX: return a > b ? a : b;
    case ADD: return (int32_t)((uint32_t)a + (uint32_t)b);
    case SHR:
      if (is_immediate) return shift(a, b);
      return b >= 0 ? shift(a, b % 32) : shift(a, -(int64_t)(-(uint32_t)b % 32));
    default: return (int32_t)((uint32_t)a * (uint32_t)b);
  }
}

static const char *compute(Device *device, Word word, int is_product) {
  Nest n = nest_of(word);
  uint32_t operation = bits(word, 108, 3), is_immediate = bits(word, 111, 1);
  int32_t immediate = (int16_t)bits(word, 112, 16);
  if (!is_product && operation > MUL) return say(device, "no operation is %u", operation);
  for (uint32_t outer = 0; outer < n.outer; outer++)
    for (uint32_t inner = 0; inner < n.inner; inner++)
      for (uint32_t index = n.begin; index < n.end; index++) {
        if (index >= UOPS) return "there is no such micro-op";
        uint32_t uop = device->uop[index];
        uint32_t to = (uop & 0x7ff) + outer * n.to_outer + inner * n.to_inner;
        uint32_t from = (uop >> 11 & 0x7ff) + outer * n.from_outer + inner * n.from_inner;
        uint32_t weight = (uop >> 22) + outer * n.weight_outer + inner * n.weight_inner;
        if (to >= ACCS) return say(device, "there is no accumulator %u", to);
        if (is_product && n.reset) {
          memset(device->acc[to], 0, sizeof device->acc[to]);
        } else if (is_product) {
          if (from >= INPS || weight >= WGTS) return "a product reads what is not there";
          multiply(device, to, from, weight);
        } else {
          if (!is_immediate && from >= ACCS) return say(device, "there is no accumulator %u", from);
          for (int lane = 0; lane < BLOCK; lane++) {
            int32_t other = is_immediate ? immediate : device->acc[from][lane];
            device->acc[to][lane] =
                vector(operation, device->acc[to][lane], other, (int)is_immediate);
          }
        }
      }
  return NULL;
}

/* ---- Units and tokens ---- */

/* The queues that the flags `pop_prev`, `pop_next`, `push_prev`, `push_next` of a unit mean. */
static const int flags[UNITS][4] = {
    [LOADER] = {-1, C2L, -1, L2C},
    [COMPUTER] = {L2C, S2C, C2L, C2S},
    [STORER] = {C2S, -1, S2C, -1}};

static int unit_of(Word word) {
  uint32_t opcode = bits(word, 0, 3), memory = bits(word, 7, 3);
  if (opcode == STORE) return STORER;
  return opcode == LOAD && (memory == INP || memory == WGT) ? LOADER : COMPUTER;
}

static int has_tokens(const Device *device, Word word) {
  for (int pop = 0; pop < 2; pop++) {
    int queue = flags[unit_of(word)][pop];
    if (bits(word, 3 + pop, 1) && queue >= 0 && device->tokens[queue] == 0) return 0;
  }
  return 1;
}

static const char *perform(Device *device, Word word) {
  switch (bits(word, 0, 3)) {
    case LOAD: return load(device, word);
    case STORE: return store(device, word);
    case GEMM: return compute(device, word, 1);
    case ALU: return compute(device, word, 0);
    case FINISH: return NULL;
    default: return say(device, "no instruction has the opcode %u", bits(word, 0, 3));
  }
}

static const char *execute(Device *device, Word word) {
  const int *queues = flags[unit_of(word)];
  for (int pop = 0; pop < 2; pop++)
    if (bits(word, 3 + pop, 1) && queues[pop] >= 0) device->tokens[queues[pop]]--;
  const char *problem = perform(device, word);
  for (int push = 2; push < 4; push++)
    if (bits(word, 3 + push, 1) && queues[push] >= 0) device->tokens[queues[push]]++;
  return problem;
}

/* ---- The interface ---- */

static void close_device(void *given) {
  Device *device = given;
  if (device) free(device->dram);
  free(device);
}

static const char *open_device(const struct sluice_target *target, void **given) {
  static const char *const names[] = {"uop", "wgt", "inp", "acc"};
  if (target->instruction_bytes != 16) return "instructions have 128 bits here";
  Device *device = calloc(1, sizeof *device);
  if (!device) return "there is no memory for the device";
  device->dram_begin = target->dram_begin;
  device->dram_end = target->dram_end;
  device->dram = calloc(1, target->dram_end - target->dram_begin + 1);
  device->memories = target->memory_count;
  for (int code = 0; code < 8; code++) device->where[code] = SLUICE_DRAM;
  for (uint64_t index = 0; index < target->memory_count; index++)
    for (int code = 0; code < 4; code++)
      if (!strcmp(target->memories[index].name, names[code])) device->where[code] = index;
  if (!device->dram) {
    close_device(device);
    return "there is no memory for DRAM";
  }
  *given = device;
  return NULL;
}

static const char *write_dram(void *given, uint64_t address, const void *bytes, uint64_t count) {
  uint8_t *target = at(given, address, count);
  if (!target) return "this is no DRAM of the device";
  memcpy(target, bytes, count);
  return NULL;
}

static const char *read_memory(void *given, uint32_t memory, uint64_t address, void *bytes,
                               uint64_t count) {
  Device *device = given;
  if (memory == SLUICE_DRAM) {
    const uint8_t *source = at(device, address, count);
    if (!source) return "this is no DRAM of the device";
    memcpy(bytes, source, count);
    return NULL;
  }
  const void *const places[] = {device->uop, device->wgt, device->inp, device->acc};
  const uint64_t sizes[] = {sizeof device->uop, sizeof device->wgt, sizeof device->inp,
                            sizeof device->acc};
  for (int code = 0; code < 4; code++)
    if (device->where[code] == memory && address <= sizes[code] && count <= sizes[code] - address) {
      memcpy(bytes, (const uint8_t *)places[code] + address, count);
      return NULL;
    }
  return "there is no such memory";
}

/* Each unit runs its instructions in order, as far as there are tokens for them. */
static const char *run(void *given, uint64_t address, uint64_t count) {
  Device *device = given;
  if (count > (1u << 28) || !at(device, address, count * 16)) return "the program is not in DRAM";
  const uint8_t *program = at(device, address, count * 16);
  uint64_t next[UNITS] = {0}, left = count;
  while (left > 0) {
    uint64_t before = left;
    for (int unit = 0; unit < UNITS; unit++)
      for (; next[unit] < count; next[unit]++) {
        Word word;
        memcpy(&word, program + next[unit] * 16, sizeof word);
        if (unit_of(word) != unit) continue;
        if (!has_tokens(device, word)) break;
        const char *problem = execute(device, word);
        if (problem) return problem;
        left--;
      }
    if (left == before) return "every unit waits for a token that does not come";
  }
  return NULL;
}

const struct sluice_driver sluice_driver = {
    SLUICE_DRIVER_HEAD, SLUICE_READS_MEMORIES, open_device, write_dram, run, read_memory,
    close_device};
