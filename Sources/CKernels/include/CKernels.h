#pragma once
#include <stddef.h>
#include <stdint.h>

/// The widest vector instructions that the kernels may use on this machine.
/// 0: what the compiler takes for granted, 1: AVX2 and FMA, 2: AVX-512 with VNNI.
int32_t ck_level(void);

/// Copies a block of `shape[0] × … × shape[rank-1]` elements of `size` bytes (1, 2, 4 or 8).
/// Strides are in bytes and may be zero (source) or negative.
void ck_copy_strided(
    ptrdiff_t rank, const ptrdiff_t *shape, const void *source, const ptrdiff_t *source_strides,
    void *target, const ptrdiff_t *target_strides, ptrdiff_t size);
