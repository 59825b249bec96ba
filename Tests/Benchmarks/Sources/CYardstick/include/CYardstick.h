#pragma once
#include <stddef.h>
#include <stdint.h>

// Plain loops in C, as a simple functional simulator has them: the yardstick of the machine.

typedef struct {
  uint32_t begin, end, outer, inner;
  uint32_t dst_outer, dst_inner, src_outer, src_inner, wgt_outer, wgt_inner;
} yard_nest;

/// acc[dst] += inp[src] * transposed wgt[wgt], 1x16 times 16x16; a micro-op has 11, 11 and 10 bits.
/// - Returns: the multiplications and additions.
uint64_t yard_gemm(const yard_nest *nest, const uint32_t *uops, const int8_t *inp,
                   const int8_t *wgt, int32_t *acc);

/// acc[dst] = acc[dst] op (immediate or acc[src]): 0 min, 1 max, 2 add, 3 shift right, 4 multiply.
/// - Returns: the numbers computed.
uint64_t yard_alu(const yard_nest *nest, const uint32_t *uops, int operation, int uses_immediate,
                  int32_t immediate, int32_t *acc);

/// Copies rows of elements of `bytes` from DRAM into a dense block.
uint64_t yard_load(const uint8_t *dram, uint8_t *sram, uint32_t rows, uint32_t columns,
                   uint32_t stride, uint32_t bytes);

/// The same of bytes that become numbers of 32 bits, 16 to an element.
uint64_t yard_load_widening(const int8_t *dram, int32_t *sram, uint32_t rows, uint32_t columns,
                            uint32_t stride);

/// Copies the low bytes of numbers to DRAM.
uint64_t yard_store(int8_t *dram, const int32_t *sram, uint32_t rows, uint32_t columns,
                    uint32_t stride);

/// Five instructions, one element each, again and again, with a queue and token counters for each
/// unit: load, load, multiply, maximum, store.
uint64_t yard_pipeline(uint64_t count, const uint8_t *dram, uint8_t *out, int8_t *inp, int8_t *wgt,
                       int32_t *acc);

/// Instructions that do nothing, decoded from their words; with tokens between two units, or all
/// on one.
uint64_t yard_idle(uint64_t count, int uses_tokens);

/// Products of signed bytes in registers alone, added exactly, by one of two sequences of
/// instructions; where there is an instruction for it, both are that.
/// - Returns: the products; 0 where this machine has no such sequence.
uint64_t yard_peak(uint64_t rounds, int sequence);
