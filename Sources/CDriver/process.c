#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "driver.h"

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

// A file without a name; -1 where the system has none.
static int nameless_file(void) {
#if defined(__linux__)
  return memfd_create("printed", MFD_CLOEXEC);
#else
  return -1;
#endif
}

static void close_on_exec(int file) { fcntl(file, F_SETFD, FD_CLOEXEC); }

cd_driver *cd_start(const char *path, size_t window) {
  cd_driver *driver = calloc(1, sizeof *driver);
  if (!driver) return NULL;
  int talk[2] = {-1, -1}, life[2] = {-1, -1};
  driver->path = strdup(path);
  driver->size = window;
  driver->window =
      mmap(NULL, window, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  driver->log = nameless_file();
  if (!driver->path || driver->window == MAP_FAILED) goto failed;
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, talk) || pipe(life)) goto failed;
  for (int end = 0; end < 2; end++) {
    close_on_exec(talk[end]);
    close_on_exec(life[end]);
  }
  driver->talk = talk[0];
  driver->life = life[1];
  driver->process = fork();
  if (driver->process < 0) goto failed;
  if (driver->process == 0) cd_serve(driver, talk[1], life[0]);
  close(talk[1]);
  close(life[0]);
  return driver;

failed:;
  int reason = errno;
  for (int end = 0; end < 2; end++) {
    if (talk[end] >= 0) close(talk[end]);
    if (life[end] >= 0) close(life[end]);
  }
  if (driver->log >= 0) close(driver->log);
  if (driver->window != MAP_FAILED) munmap(driver->window, window);
  free(driver->path);
  free(driver);
  errno = reason;
  return NULL;
}

unsigned char *cd_window(cd_driver *driver) { return driver->window; }

int cd_send(cd_driver *driver, cd_request request) {
  const char *bytes = (const char *)&request;
  for (size_t done = 0; done < sizeof request;) {
    ssize_t count = send(driver->talk, bytes + done, sizeof request - done, MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return -1;
    done += (size_t)count;
  }
  return 0;
}

int cd_wait(cd_driver *driver, int milliseconds, cd_answer *answer) {
  struct pollfd polled = {.fd = driver->talk, .events = POLLIN};
  int ready = poll(&polled, 1, milliseconds);
  if (ready == 0 || (ready < 0 && errno == EINTR)) return 0;
  if (ready < 0) return -1;
  char *bytes = (char *)answer;
  for (size_t done = 0; done < sizeof *answer;) {
    ssize_t count = read(driver->talk, bytes + done, sizeof *answer - done);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return -1;
    done += (size_t)count;
  }
  return 1;
}

int cd_end(cd_driver *driver) {
  if (driver->has_ended) return driver->end;
  // One that has ended by itself is not waited for yet: the signal comes too late for it.
  kill(driver->process, SIGKILL);
  int status = 0;
  while (waitpid(driver->process, &status, 0) < 0 && errno == EINTR) continue;
  driver->has_ended = 1;
  driver->end = WIFSIGNALED(status) ? WTERMSIG(status) : -1 - WEXITSTATUS(status);
  return driver->end;
}

size_t cd_printed(cd_driver *driver, char *text, size_t size) {
  if (driver->log < 0) return 0;
  off_t end = lseek(driver->log, 0, SEEK_END);
  if (end <= 0) return 0;
  off_t begin = end > (off_t)size ? end - (off_t)size : 0;
  ssize_t count = pread(driver->log, text, (size_t)(end - begin), begin);
  return count > 0 ? (size_t)count : 0;
}

void cd_free(cd_driver *driver) {
  cd_end(driver);
  close(driver->talk);
  close(driver->life);
  if (driver->log >= 0) close(driver->log);
  munmap(driver->window, driver->size);
  free(driver->path);
  free(driver);
}
