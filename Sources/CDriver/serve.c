#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__linux__)
#include <stdio_ext.h>
#include <sys/syscall.h>
#endif

#include "../Drivers/Resources/sluice_driver.h"
#include "driver.h"

// The library, once it is loaded, and its device, once it is open.
struct service {
  const struct cd_driver *driver;
  const struct sluice_driver *table;
  void *device;
  struct sluice_target target;
  struct sluice_memory *memories;
  char *texts;
};

// Closes every file from `first` to `last`.
static void close_range_of(unsigned first, unsigned last) {
  if (first > last) return;
#if defined(__linux__) && defined(SYS_close_range)
  if (syscall(SYS_close_range, first, last, 0) == 0) return;
#endif
  for (unsigned file = first; file <= last && file < 4096; file++) close((int)file);
}

// Leaves nothing open but these two files, in this order.
static void close_others(int one, int other) {
  unsigned low = (unsigned)(one < other ? one : other);
  unsigned high = (unsigned)(one < other ? other : one);
  if (low > 3) close_range_of(3, low - 1);
  close_range_of(low + 1, high - 1);
  close_range_of(high + 1, ~0u);
}

// Lets the system end this process when the other side closes the pipe, whatever this one does.
static void end_with(int life) {
#if defined(F_SETSIG) && defined(O_ASYNC)
  fcntl(life, F_SETOWN, getpid());
  fcntl(life, F_SETSIG, SIGKILL);
  fcntl(life, F_SETFL, O_ASYNC | O_NONBLOCK);
  char byte;
  // It may have been closed before.
  if (read(life, &byte, 1) == 0) _exit(0);
#else
  (void)life;
#endif
}

// Gives up everything that this process has of the one that it is a copy of.
static void leave_home(const struct cd_driver *driver, int talk, int life) {
  setpgid(0, 0);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  struct rlimit no_core = {0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
#if defined(__linux__)
  // What was not written yet is for the other process to write.
  __fpurge(stdout);
  __fpurge(stderr);
#endif
  int log = driver->log, pair[2];
  if (pipe(pair) == 0) {
    close(pair[1]);
    dup2(pair[0], 0);
    dup2(log >= 0 ? log : pair[0], 1);
    dup2(log >= 0 ? log : pair[0], 2);
  }
  setvbuf(stdout, NULL, _IOLBF, 0);
  close_others(talk, life);
  end_with(life);
}

// Reads all of it; 0, or -1 where the other side is gone.
static int receive(int file, void *target, size_t size) {
  for (size_t done = 0; done < size;) {
    ssize_t count = read(file, (char *)target + done, size - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return -1;
    done += (size_t)count;
  }
  return 0;
}

// An answer whose text stands in the window.
static cd_answer refuse(const struct service *service, uint32_t status, const char *text) {
  unsigned char *window = service->driver->window;
  size_t length = text ? strnlen(text, 4095) : 0;
  memcpy(window, text ? text : "", length);
  window[length] = 0;
  return (cd_answer){.status = status};
}

static cd_answer result(const struct service *service, const char *problem) {
  return problem ? refuse(service, CD_REFUSED, problem) : (cd_answer){.status = CD_DONE};
}

static cd_answer load(struct service *service) {
  void *library = dlopen(service->driver->path, RTLD_NOW | RTLD_LOCAL);
  if (!library) return refuse(service, CD_CANNOT_LOAD, dlerror());
  const struct sluice_driver *table = dlsym(library, "sluice_driver");
  if (!table) return refuse(service, CD_NO_TABLE, dlerror());
  const struct sluice_driver expected = {.version = SLUICE_DRIVER_VERSION};
  const struct {
    char magic[8];
    uint32_t version, size;
  } head = {SLUICE_DRIVER_HEAD};
  if (memcmp(table->magic, head.magic, sizeof head.magic))
    return refuse(service, CD_WRONG_MAGIC, "");
  if (table->version != expected.version)
    return (cd_answer){CD_WRONG_VERSION, expected.version, table->version};
  if (table->size != head.size) return (cd_answer){CD_WRONG_SIZE, head.size, table->size};
  const char *missing = !table->open    ? "open"
                        : !table->write ? "write"
                        : !table->run   ? "run"
                        : !table->read  ? "read"
                        : !table->close ? "close"
                                        : NULL;
  if (missing) return refuse(service, CD_NO_FUNCTION, missing);
  service->table = table;
  return (cd_answer){.status = CD_DONE, .number = table->flags};
}

// Takes the next text out of the window's copy.
static const char *next_text(char **rest) {
  const char *text = *rest;
  *rest += strlen(text) + 1;
  return text;
}

static cd_answer open_device(struct service *service, uint64_t count) {
  const unsigned char *window = service->driver->window;
  uint64_t numbers[4];
  memcpy(numbers, window, sizeof numbers);
  uint64_t memories = numbers[3];
  size_t head = sizeof numbers + memories * 16;
  service->memories = calloc(memories + 1, sizeof *service->memories);
  service->texts = calloc(1, count - head + 1);
  if (!service->memories || !service->texts) return refuse(service, CD_REFUSED, "out of memory");
  memcpy(service->texts, window + head, count - head);
  char *rest = service->texts;
  struct sluice_target *target = &service->target;
  target->name = next_text(&rest);
  target->version = next_text(&rest);
  target->dram_begin = numbers[0];
  target->dram_end = numbers[1];
  target->instruction_bytes = numbers[2];
  target->memory_count = memories;
  target->memories = service->memories;
  for (uint64_t index = 0; index < memories; index++) {
    uint64_t pair[2];
    memcpy(pair, window + sizeof numbers + index * 16, sizeof pair);
    service->memories[index] = (struct sluice_memory){next_text(&rest), pair[0], pair[1]};
  }
  return result(service, service->table->open(target, &service->device));
}

static cd_answer perform(struct service *service, cd_request request) {
  const struct sluice_driver *table = service->table;
  void *window = service->driver->window, *device = service->device;
  switch (request.operation) {
    case CD_LOAD: return load(service);
    case CD_OPEN: return open_device(service, request.count);
    case CD_WRITE:
      return result(service, table->write(device, request.address, window, request.count));
    case CD_RUN: return result(service, table->run(device, request.address, request.count));
    case CD_READ:
      return result(
          service, table->read(device, request.memory, request.address, window, request.count));
    case CD_CLOSE: table->close(device); return (cd_answer){.status = CD_DONE};
    default: return refuse(service, CD_REFUSED, "there is no such request");
  }
}

_Noreturn void cd_serve(const struct cd_driver *driver, int talk, int life) {
  struct service service = {.driver = driver};
  leave_home(driver, talk, life);
  cd_request request;
  while (receive(talk, &request, sizeof request) == 0) {
    cd_answer answer = perform(&service, request);
    fflush(stdout);
    if (write(talk, &answer, sizeof answer) != (ssize_t)sizeof answer) break;
  }
  _exit(0);
}
