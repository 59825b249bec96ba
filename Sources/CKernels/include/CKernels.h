#pragma once
#include <stddef.h>
#include <stdint.h>

/// The widest vector instructions that the kernels may use on this machine.
/// 0: what the compiler takes for granted, 1: AVX2 and FMA, 2: AVX-512 with VNNI.
int32_t ck_level(void);
