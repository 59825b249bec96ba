// A process of its own in which a shared library runs that knows no other protection than that.
//
// The process is a copy of this one that runs nothing but the code of this target and the library;
// it has no terminal, no files of this one, and ends when this one does.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What the process is asked to do. `CD_OPEN` finds in the window what the device is to be, 64-bit
// numbers first: first address, behind the last one, bytes of an instruction, count of memories,
// and for each of them bytes of an element and depth; then texts that end with 0: name, version,
// names of memories.
enum { CD_LOAD, CD_OPEN, CD_WRITE, CD_RUN, CD_READ, CD_CLOSE };

typedef struct {
  uint32_t operation, memory;
  uint64_t address, count;
} cd_request;

// What came of it. What is no success has a text at the beginning of the window.
enum {
  CD_DONE,
  CD_REFUSED,
  CD_CANNOT_LOAD,
  CD_NO_TABLE,
  CD_WRONG_MAGIC,
  CD_WRONG_VERSION,
  CD_WRONG_SIZE,
  CD_NO_FUNCTION
};

typedef struct {
  uint32_t status, expected;
  uint64_t number;
} cd_answer;

typedef struct cd_driver cd_driver;

// Starts the process; nothing is loaded before it is asked to. Null, and `errno`, where the system
// refuses. `window` is how many bytes go to and fro at once, at least 65536.
cd_driver *cd_start(const char *path, size_t window);

// Where the bytes are that go to and fro, which both see.
unsigned char *cd_window(cd_driver *driver);

// Returns 0, or -1 where the process is gone.
int cd_send(cd_driver *driver, cd_request request);

// Waits for an answer that long. Returns 1 where it is there, 0 where it is not, -1 where the
// process is gone.
int cd_wait(cd_driver *driver, int milliseconds, cd_answer *answer);

// Ends the process, if it has not ended. Returns the signal that ended it, or -1 minus its exit
// code.
int cd_end(cd_driver *driver);

// The last bytes that the library has printed; returns how many.
size_t cd_printed(cd_driver *driver, char *text, size_t size);

// After `cd_end`.
void cd_free(cd_driver *driver);
