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

/// Takes `count` micro-ops of `width` bytes (1, 2, 4 or 8, little endian) apart.
void dk_decode(const uint8_t *bytes, size_t count, uint32_t width, dk_field dst, dk_field src,
               dk_field wgt, dk_uop *out);

/// acc[dst] += inp[src] * transposed wgt[wgt], where inp is rows x depth, wgt columns x depth and
/// acc rows x columns; sums wrap.
void dk_gemm(const dk_nest *nest, const dk_uop *uops, uint32_t rows, uint32_t columns,
             uint32_t depth, const int8_t *inp, const int8_t *wgt, int32_t *acc, uint32_t *stamps);

/// acc[dst] = 0.
void dk_clear(const dk_nest *nest, const dk_uop *uops, uint32_t lanes, int32_t *acc,
              uint32_t *stamps);

enum { DK_MIN, DK_MAX, DK_ADD, DK_SHIFT, DK_MULTIPLY };

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
void dk_alu(const dk_nest *nest, const dk_uop *uops, const dk_vector *vector, int32_t *acc,
            uint32_t *stamps);

/// The low `width` bytes (1 or 2) of each number.
void dk_narrow(const int32_t *from, uint8_t *to, size_t count, uint32_t width);

/// Signed numbers of `width` bytes (1 or 2).
void dk_widen(const uint8_t *from, int32_t *to, size_t count, uint32_t width);

/// A hash of the bytes that begins with `seed`.
uint64_t dk_hash(const uint8_t *bytes, size_t count, uint64_t seed);
