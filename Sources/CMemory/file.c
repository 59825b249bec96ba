#if defined(__linux__)
#define _GNU_SOURCE
#include <sys/mman.h>
#endif

#include "CMemory.h"

int cm_file(void) {
#if defined(__linux__)
  return memfd_create("cells", MFD_CLOEXEC);
#else
  return -1;
#endif
}
