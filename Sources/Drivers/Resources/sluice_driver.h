/* sluice_driver.h, version 1: what a shared library offers so that Sluice can run programs on the
 * device behind it. A driver includes this file and defines one table, `sluice_driver`:
 *
 *   const struct sluice_driver sluice_driver = {
 *     SLUICE_DRIVER_HEAD, 0, my_open, my_write, my_run, my_read, my_close };
 *
 *   cc -shared -fPIC -o my_driver.so my_driver.c
 *
 * Sluice calls the functions one at a time, in a process of its own that it ends when it is done or
 * when the user asks it to. Every function but `close` returns NULL, or a sentence that says what
 * is wrong and stays valid until the next call. What a driver prints is shown where it fails.
 */
#ifndef SLUICE_DRIVER_H
#define SLUICE_DRIVER_H

#include <stdint.h>

#define SLUICE_DRIVER_VERSION 1
#define SLUICE_DRIVER_HEAD \
  {'s', 'l', 'u', 'i', 'c', 'e', 'd', 0}, SLUICE_DRIVER_VERSION, sizeof(struct sluice_driver)

/* In `flags`: `read` knows the memories on the chip, not DRAM alone. */
#define SLUICE_READS_MEMORIES 1u

/* The `memory` that is DRAM. */
#define SLUICE_DRAM 0xffffffffu

/* A memory on the chip, as the description of the accelerator has it; views are left out. */
struct sluice_memory {
  const char *name;
  uint64_t element_bytes, depth;
};

/* What the driver is to be: valid until `close`. */
struct sluice_target {
  const char *name, *version;                 /* of the description */
  uint64_t dram_begin, dram_end;              /* the addresses of bytes that are used */
  uint64_t instruction_bytes;                 /* 0 where instructions have several widths */
  uint64_t memory_count;
  const struct sluice_memory *memories;
};

struct sluice_driver {
  char magic[8];
  uint32_t version, size;
  uint64_t flags;

  /* Makes the device ready, as after a reset: memories on the chip hold 0, no tokens are left. */
  const char *(*open)(const struct sluice_target *target, void **device);

  /* Puts bytes into DRAM. */
  const char *(*write)(void *device, uint64_t address, const void *bytes, uint64_t count);

  /* Runs `count` instructions that stand in DRAM from `address` on, the last of which finishes, and
   * returns when it has. Memories on the chip keep what they hold from one run to the next. */
  const char *(*run)(void *device, uint64_t address, uint64_t count);

  /* Gets bytes of DRAM, or of the memory with that number; `address` counts bytes. */
  const char *(*read)(void *device, uint32_t memory, uint64_t address, void *bytes, uint64_t count);

  void (*close)(void *device);
};

extern
#ifdef __cplusplus
  "C"
#endif
  const struct sluice_driver sluice_driver;

#endif
