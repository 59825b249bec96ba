#pragma once
#include <stddef.h>
#include <stdint.h>

/// A micro-op with its fields apart: elements of the destination, the source and the weights.
typedef struct {
  uint32_t dst, src, wgt;
} dk_uop;

/// Two loops around a run of micro-ops, of which the steps `first` to `first + count` are done.
/// Step `(o * inner_count + i) * uop_count + u` adds `o * outer + i * inner` to the indices of
/// micro-op `u`. The caller has checked that every index is in range.
typedef struct {
  uint64_t first, count;
  uint32_t uop_count, inner_count;
  uint32_t dst_outer, dst_inner, src_outer, src_inner, wgt_outer, wgt_inner;
  /// Written to the stamp of each destination.
  uint32_t tag;
} dk_nest;

/// Where a field of a micro-op is.
typedef struct {
  uint32_t lsb;
  uint64_t mask;
} dk_field;

/// How the micro-ops of a machine are encoded: the bytes of one (1, 2, 4 or 8, little endian) and
/// the fields of destination, source and weights.
typedef struct {
  uint32_t width;
  dk_field fields[3];
} dk_encoding;

/// Takes `count` micro-ops apart.
void dk_decode(const uint8_t *bytes, size_t count, const dk_encoding *encoding, dk_uop *out);

/// Elements of a memory from `low` to before `high`.
typedef struct {
  ptrdiff_t low, high;
} dk_span;

/// Pages of the cells from `first` to `last`.
typedef struct {
  uint32_t first, last;
} dk_pages;

/// The pages that so many bytes are in, of which there is at least one.
dk_pages dk_pages_of(size_t start, size_t bytes);

/// - Units: bytes.
enum { DK_PAGE = 4096 };

/// A nest that is the same for any instruction with these numbers, and what was found out about
/// it when its micro-ops were looked at last. All zero at first, but for what the caller fills in.
typedef struct {
  /// Filled in by the caller: loops, the micro-ops that there are, and the depth that each index
  /// has to stay below (`UINT64_MAX`: any).
  dk_nest loops;
  uint32_t outer_count, first_uop;
  uint64_t limits[3];

  /// The micro-ops as they were, encoded and apart.
  uint8_t *bytes;
  dk_uop *uops;
  uint32_t is_decoded;

  /// When it was prepared last; 0 for never.
  uint64_t prepared_at;

  /// Whether an index may be out of range, and the smallest and the largest of each.
  uint32_t is_bad;
  uint64_t low[3], high[3];

  /// The same as far as there are elements, of each index and of the micro-ops; the pages with the
  /// destinations and with their stamps.
  dk_span spans[3], uop_span;
  dk_pages pages, stamp_pages;

  /// The nest as a blocked product; `plan_state` is 0 as long as nobody has tried.
  struct dk_plan *plan;
  uint32_t plan_state;
} dk_shape;

/// Looks at the micro-ops of a nest, of which the memory of micro-ops is `memory`.
/// - Returns: the bytes that were allocated.
/// - Cost: O(bytes of micro-ops) if they are as they were, otherwise O(micro-ops).
size_t dk_prepare(dk_shape *shape, const uint8_t *memory, const dk_encoding *encoding);

/// Frees what a shape holds; it is then as if never prepared.
void dk_forget(dk_shape *shape);

/// acc[dst] += inp[src] * transposed wgt[wgt], where inp is rows x depth, wgt columns x depth and
/// acc rows x columns; sums wrap.
void dk_gemm(int32_t level, const dk_nest *nest, const dk_uop *uops, uint32_t rows,
             uint32_t columns, uint32_t depth, const int8_t *inp, const int8_t *wgt, int32_t *acc,
             uint32_t *stamps);

/// Which kernels there are: what the compiler takes for granted, AVX2, AVX-512 with VNNI, NEON with
/// dot products. The emulated one computes as VNNI does, anywhere, for tests.
enum { DK_PORTABLE, DK_AVX2, DK_VNNI, DK_NEON, DK_EMULATED_VNNI };

/// The best that this machine has.
int32_t dk_level(void);

/// Inputs and weights in the order in which blocked products read them, as far as they were needed.
typedef struct dk_shadow dk_shadow;

/// - Returns: NULL if products of this size have no blocked kernel.
dk_shadow *dk_shadow_make(int32_t level, uint32_t rows, uint32_t columns, uint32_t depth,
                          uint32_t inputs, uint32_t weights);
void dk_shadow_free(dk_shadow *shadow);

/// Says that elements from `low` to before `high` change.
void dk_shadow_lose_weights(dk_shadow *shadow, size_t low, size_t high);
void dk_shadow_lose_inputs(dk_shadow *shadow, size_t low, size_t high);

/// As dk_gemm for all steps of a nest, of which every index is in range, as a blocked product.
/// - Returns: whether it is one; if not, nothing was done.
int dk_multiply(dk_shadow *shadow, dk_shape *shape, uint32_t tag, const int8_t *inp,
                const int8_t *wgt, int32_t *acc, uint32_t *stamps);

/// acc[dst] = 0.
void dk_clear(int32_t level, const dk_nest *nest, const dk_uop *uops, uint32_t lanes, int32_t *acc,
              uint32_t *stamps);

enum {
  DK_MIN, DK_MAX, DK_ADD,
  /// To the right by amounts above 0, to the left by those below.
  DK_SHIFT,
  DK_MULTIPLY,
  /// By the low five bits of the amount, which are signed, or which all go right, or left.
  DK_SHIFT_FIVE, DK_SHIFT_RIGHT, DK_SHIFT_LEFT
};

/// What one vector instruction computes.
typedef struct {
  uint32_t lanes;
  /// One of `DK_MIN` …
  int32_t operation;
  int32_t has_immediate, immediate;
  /// Whether a shift by more bits than there are shifts them all out, or only its low bits count.
  int32_t saturates;
} dk_vector;

/// acc[dst] = acc[dst] op immediate, or op acc[src].
void dk_alu(int32_t level, const dk_nest *nest, const dk_uop *uops, const dk_vector *vector,
            int32_t *acc, uint32_t *stamps);

/// out[n] = the low `width` bytes (1 or 2) of acc[n], for each n from `low` to `high` that has the
/// stamp `tag`, which out[n] gets, too.
void dk_results(const int32_t *acc, const uint32_t *stamps, size_t low, size_t high, uint32_t tag,
                uint32_t lanes, uint32_t width, uint8_t *out, uint32_t *out_stamps);

/// A copy between rows in DRAM and a dense block of elements of a memory, wherever these are: what
/// many instructions have in common.
typedef struct {
  /// Offsets into the cells of the memory: of its first element, and of the stamp of that.
  size_t memory_sram, memory_stamps;

  /// - Units: bytes between two rows in DRAM.
  size_t stride;

  /// Rows and elements that are copied, and those of 0 around them.
  uint32_t rows, columns, top, bottom, left, right;

  /// - Units: bytes of one element; values of one element; bytes of one value in DRAM.
  uint32_t sram_bytes, dram_bytes, lanes, value_bytes;

  /// Whether rows follow each other without room on either side, so that they are one.
  uint32_t is_dense;

  /// The memory, and the slot with its cells.
  uint32_t memory, slot;

  /// How many elements of the memory are written or read.
  size_t count;

  /// - Units: bytes of DRAM from the first to the last; bytes that the counters of the memory count.
  size_t extent;
  ptrdiff_t counted;
} dk_transfer;

/// Where a copy is: offsets into the cells of the first byte in DRAM, of the first element and of
/// its stamp.
typedef struct {
  size_t dram, sram, stamps;
} dk_site;

/// Copies the rows from `first` to `end`, with those of 0, from DRAM; stamps them with `tag`.
void dk_load(int32_t level, uint8_t *cells, const dk_transfer *transfer, const dk_site *place,
             uint32_t first, uint32_t end, uint32_t tag);

/// Copies the rows from `first` to `end` to DRAM.
void dk_store(int32_t level, uint8_t *cells, const dk_transfer *transfer, const dk_site *place,
              uint32_t first, uint32_t end);

/// A hash of the bytes that begins with `seed`.
uint64_t dk_hash(const uint8_t *bytes, size_t count, uint64_t seed);
