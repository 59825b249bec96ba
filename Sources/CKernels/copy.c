#include <string.h>

#include "CKernels.h"

/// Copies one row; `s` and `t` are the strides of source and target in bytes.
#define ROW(type)                                            \
  for (ptrdiff_t i = 0; i < n; i++)                          \
    *(type *)(target + i * t) = *(const type *)(source + i * s);

static void copy_row(
    ptrdiff_t n, const char *source, ptrdiff_t s, char *target, ptrdiff_t t, ptrdiff_t size) {
  if (s == size && t == size) {
    memcpy(target, source, (size_t)(n * size));
    return;
  }
  switch (size) {
    case 1: ROW(uint8_t) break;
    case 2: ROW(uint16_t) break;
    case 4: ROW(uint32_t) break;
    case 8: ROW(uint64_t) break;
  }
}

void ck_copy_strided(
    ptrdiff_t rank, const ptrdiff_t *shape, const void *source, const ptrdiff_t *source_strides,
    void *target, const ptrdiff_t *target_strides, ptrdiff_t size) {
  if (rank == 0) {
    memcpy(target, source, (size_t)size);
  } else if (rank == 1) {
    copy_row(*shape, source, *source_strides, target, *target_strides, size);
  } else {
    for (ptrdiff_t i = 0; i < *shape; i++)
      ck_copy_strided(
          rank - 1, shape + 1, (const char *)source + i * *source_strides, source_strides + 1,
          (char *)target + i * *target_strides, target_strides + 1, size);
  }
}
