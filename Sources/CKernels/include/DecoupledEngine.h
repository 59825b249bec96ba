#pragma once
#include "DecoupledKernels.h"

/// What an instruction does: `DK_IDLE` nothing but taking and putting tokens.
enum { DK_LOAD, DK_STORE, DK_GEMM, DK_CLEAR, DK_ALU, DK_IDLE, DK_FINISH };

/// Something may be wrong with an instruction that can be told without looking at micro-ops; its
/// micro-ops reach behind the end of their memory; it has more than `DK_MOST_STEPS`, which are not
/// done at once.
enum { DK_SUSPECT = 1, DK_CLIPPED = 2, DK_LONG = 4 };
enum { DK_MOST_STEPS = 1 << 16 };

/// What running needs of one instruction, worked out before.
typedef struct {
  uint8_t raw_kind, unit;

  /// Why it can not be run without a look at it: `DK_SUSPECT` …; mostly 0. And whether it has a
  /// flag that leads to no queue.
  uint8_t flags, is_unbound;

  /// A bit for each token queue that it pops, and that it pushes.
  uint32_t pops, pushes;

  /// Where in the tables its transfer or its shape is; its vector operation in theirs, or the first
  /// element of a transfer in its memory.
  uint32_t detail, operand;

  /// How much work each of its steps is, and how many there are.
  uint32_t step_work;
  ptrdiff_t steps;

  /// Of a transfer: the offset into the cells of the first byte in DRAM.
  size_t dram;
} dk_record;

/// Where a memory lies in the cells; its number is that of the numbers kept for it.
typedef struct {
  uint32_t number, depth, bytes;
  size_t offset, stamps;
} dk_memory;

/// A program, the memories that it runs on, and where the numbers of the state are. Whoever made it
/// keeps what it points to.
typedef struct {
  const dk_record *records;
  const dk_transfer *transfers;
  const dk_vector *vectors;
  dk_encoding encoding;

  /// For each unit its instructions in order, with INT32_MAX behind them, how many fit its queue
  /// (NULL: any number), and room for an instruction.
  uint32_t units;
  const int32_t *const *lists;
  const ptrdiff_t *queue_depths;
  ptrdiff_t *candidates;

  /// For each token queue how many it holds at most.
  const ptrdiff_t *token_depths;

  int32_t level;
  uint32_t rows, columns, depth, lanes;
  dk_memory micro_ops, inputs, weights, sums;

  /// Where results stand that have cells of their own; `result_width` is 0 if none have.
  dk_memory results;
  uint32_t result_width;

  /// How much work an instruction is besides its steps.
  ptrdiff_t instruction_work;

  /// All memories, and a bit for each page that was written; factors as kernels read them, or NULL.
  uint8_t *cells;
  uint64_t *dirty;
  dk_shadow *shadow;

  /// Nests; the bytes that they hold, and at most; grows when micro-ops may have changed.
  dk_shape *shapes;
  size_t shape_count, shape_bytes, most_shape_bytes;
  uint64_t epoch;

  /// Numbers of the state: bits of the queues that hold something and that are full; how many
  /// instructions have finished and were fetched, which one finished last, the work and the steps
  /// that were done.
  ptrdiff_t *available, *full, *finished, *fetched, *last_finished, *work, *gemm_steps, *alu_steps;

  /// The same for each unit: how many have finished, and how many were fetched; for each queue; for
  /// each slot, the last instruction to write and to read and where; for each memory.
  ptrdiff_t *heads, *queued, *pushed, *popped, *writes, *reads, *loaded, *stored;

  /// For each place in the order of finishing the instruction; for each instruction how many had
  /// finished when it began.
  int32_t *finishing, *beginning;
} dk_machine;

/// Says that pages of the cells change: sets their bits.
void dk_will_write(uint64_t *dirty, dk_pages pages);

/// Says that micro-ops and factors may be others than they were.
void dk_forget_preparations(dk_machine *m);

/// Frees what was found out about nests.
void dk_forget_shapes(dk_machine *m);

/// Whether an instruction is a nest of which an index may be out of range, with its micro-ops as
/// they are now.
int dk_is_bad(dk_machine *m, uint32_t index);

/// Takes the tokens of an instruction.
void dk_begin(dk_machine *m, uint32_t index);

/// Does the steps from `first` to before `end` of an instruction that has begun; all of them are in
/// range.
void dk_do(dk_machine *m, uint32_t index, ptrdiff_t first, ptrdiff_t end);

/// Puts the tokens of an instruction of which all steps are done.
void dk_finish(dk_machine *m, uint32_t index);

/// Puts instructions up to before `end` into the queues of their units, as far as there is room.
void dk_fetch(dk_machine *m, ptrdiff_t end);

/// Why `dk_run` came back: everything asked for is done; no instruction can go on; somebody has to
/// look at the next one, because it may be wrong or is long.
enum { DK_DONE, DK_STUCK, DK_LOOK };

/// Runs instructions of a stream that ends before `stream_end`, each time the first that can, until
/// `end` have finished or `work` more is done.
int dk_run(dk_machine *m, ptrdiff_t stream_end, ptrdiff_t end, ptrdiff_t work);
