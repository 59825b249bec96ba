#pragma once
#include "CKernels.h"

/// A kernel adds `depth` products to a tile of C, or sets the tile to their sum.
/// `a` is [depth][rows], `b` is [depth][columns], in units of 4 bytes: a float or two int16.
typedef void tile_kernel(
    ptrdiff_t depth, const void *a, const void *b, void *c, ptrdiff_t stride, int accumulates);

tile_kernel tile_float_portable, tile_integer_portable;
#if defined(__x86_64__)
tile_kernel tile_float_avx2, tile_integer_avx2;
tile_kernel tile_float_avx512, tile_integer_avx512;
#endif
