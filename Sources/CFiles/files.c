#define _GNU_SOURCE
#include "CFiles.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#ifdef __linux__
#include <linux/magic.h>
#include <sys/vfs.h>
#endif

int cf_exchange(const char *one, const char *other) {
#ifdef RENAME_EXCHANGE
  return renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE);
#else
  (void)one;
  (void)other;
  errno = ENOSYS;
  return -1;
#endif
}

bool cf_is_nameless_pipe(int file) {
#ifdef PIPEFS_MAGIC
  struct statfs status;
  return fstatfs(file, &status) == 0 && status.f_type == PIPEFS_MAGIC;
#else
  (void)file;
  return false;
#endif
}
