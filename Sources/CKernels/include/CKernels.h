#pragma once
#include <stddef.h>
#include <stdint.h>

#include "DecoupledEngine.h"

/// The widest vector instructions that the kernels may use on this machine.
/// 0: what the compiler takes for granted, 1: AVX2 and FMA, 2: AVX-512 with VNNI.
int32_t ck_level(void);

/// Copies a block of `shape[0] × … × shape[rank-1]` elements of `size` bytes (1, 2, 4 or 8).
/// Strides are in bytes and may be zero (source) or negative.
void ck_copy_strided(
    ptrdiff_t rank, const ptrdiff_t *shape, const void *source, const ptrdiff_t *source_strides,
    void *target, const ptrdiff_t *target_strides, ptrdiff_t size);

/// What the elements of a factor are.
enum { CK_FLOAT = 0, CK_INT8 = 1, CK_UINT8 = 2 };

/// A product C = A · B, or C += A · B: floats in float, integers exactly in int32 (wrapping).
///
/// B is read through tables, B[k][n] = b[rows[k] + columns[n]], so that an image is a matrix of
/// windows without being copied. Offsets are in elements.
typedef struct {
  int32_t level;          // as given by ck_level(), or less
  int32_t type;           // of the elements of b
  int32_t accumulates;    // whether C has values that are added to
  ptrdiff_t m, n, k;
  const void *a;          // as ck_pack gives it
  const void *b;
  const ptrdiff_t *rows;     // k offsets
  const ptrdiff_t *columns;  // n offsets, increasing
  const int32_t *zeros;      // n numbers that are subtracted from the columns of B; integers only
  void *c;                // floats or int32
  ptrdiff_t stride;       // between the rows of C, in elements
} ck_product;

/// The extents of the tile of C that the kernel of a level computes at once.
ptrdiff_t ck_tile_rows(int32_t level);
ptrdiff_t ck_tile_columns(int32_t level);

/// The bytes that ck_pack writes for a factor A of m × k elements.
ptrdiff_t ck_packed_bytes(int32_t level, int32_t type, ptrdiff_t m, ptrdiff_t k);

/// Packs the rows m0 ..< m1 of A, A[m][k] = a[m * row + k * column]; m0 is a multiple of the tile.
/// `zeros` has a number for each row that is subtracted from integers.
void ck_pack(
    int32_t level, int32_t type, ptrdiff_t m, ptrdiff_t k, ptrdiff_t m0, ptrdiff_t m1,
    const void *a, ptrdiff_t row, ptrdiff_t column, const int32_t *zeros, void *packed);

/// The bytes of scratch memory, at a multiple of 64, that ck_multiply needs.
ptrdiff_t ck_scratch_bytes(int32_t level);

/// Computes the block m0 ..< m1, n0 ..< n1 of C; m0 is a multiple of the tile.
void ck_multiply(
    const ck_product *product, ptrdiff_t m0, ptrdiff_t m1, ptrdiff_t n0, ptrdiff_t n1,
    void *scratch);

/// c[n] += sum over k of a[k] * b[k * row + n], for n in 0 ..< count.
void ck_row_times_matrix(
    int32_t level, ptrdiff_t k, ptrdiff_t count, const float *a, const float *b, ptrdiff_t row,
    float *c);

/// c[n] += sum over k of a[k] * b[n * column + k], for n in 0 ..< count.
void ck_row_times_columns(
    int32_t level, ptrdiff_t k, ptrdiff_t count, const float *a, const float *b,
    ptrdiff_t column, float *c);

/// c[i] += factor * x[i * step], for i in 0 ..< count.
void ck_add_scaled_float(
    int32_t level, ptrdiff_t count, float factor, const float *x, ptrdiff_t step, float *c);

/// c[i] += factor * (x[i * step] - zero), wrapping; x is of `type`.
void ck_add_scaled_integer(
    int32_t level, int32_t type, ptrdiff_t count, int32_t factor, const void *x, int32_t zero,
    ptrdiff_t step, int32_t *c);

/// A product of matrices of bytes with signs, C[m][n] = sum over k of A[m][k] · B[k][n], or that
/// added to C, wrapping: A[m][k] = a[m * a_row + k * a_step], B[k][n] = b[k * b_step + n * b_column],
/// C[m][n] = c[m * c_row + n].
typedef struct {
  ptrdiff_t rows, columns, length;
  const int8_t *a, *b;
  ptrdiff_t a_row, a_step, b_step, b_column;
  int32_t *c;
  ptrdiff_t c_row;
  int32_t adds;
} ck_bytes;

void ck_multiply_bytes(int32_t level, const ck_bytes *product);
