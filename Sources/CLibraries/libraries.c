#define _GNU_SOURCE

#include "CLibraries.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

int cl_make_folder(char *path, long size) {
  const char *root = getenv("TMPDIR");
  if (!root || !*root) root = "/tmp";
  int count = snprintf(path, (size_t)size, "%s/sluice-XXXXXX", root);
  if (count < 0 || count >= size) return ENAMETOOLONG;
  return mkdtemp(path) ? 0 : errno;
}

void cl_remove_file(const char *path) { unlink(path); }

void cl_remove_folder(const char *path) { rmdir(path); }

int cl_start(const char *words, const char *log) {
  char *text = strdup(words);
  if (!text) return -ENOMEM;
  size_t lines = 1;
  for (char *c = text; *c; c++) lines += *c == '\n';
  char **list = calloc(lines + 1, sizeof *list);
  if (!list) return free(text), -ENOMEM;
  size_t count = 0;
  for (char *rest = text, *word; (word = strsep(&rest, "\n"));) list[count++] = word;

  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, 1, log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  posix_spawn_file_actions_adddup2(&files, 1, 2);
  pid_t process;
  int error = posix_spawnp(&process, list[0], &files, NULL, list, environ);
  posix_spawn_file_actions_destroy(&files);
  free(list);
  free(text);
  return error ? -error : process;
}

static int exit_status(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool cl_wait(int process, int milliseconds, int *status) {
  for (int waited = 0;; waited += 2) {
    int found;
    pid_t ended = waitpid(process, &found, WNOHANG);
    if (ended == process) return *status = exit_status(found), true;
    if (ended < 0 && errno != EINTR) return *status = 127, true;
    if (waited >= milliseconds) return false;
    poll(NULL, 0, 2);
  }
}

void cl_end(int process) {
  kill(process, SIGKILL);
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
}

void *cl_open(const char *path, char *error, long size) {
  // Threads of a library that spin while they wait would take the processors from this program.
  setenv("OMP_WAIT_POLICY", "passive", 0);
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *said = dlerror();
    snprintf(error, (size_t)size, "%s", said ? said : "");
  }
  return library;
}

void cl_close(void *library) { dlclose(library); }

void *cl_symbol(void *library, const char *name) { return dlsym(library, name); }

int cl_call(void *function, void *const *tensors) {
  int (*call)(void *const *);
  memcpy(&call, &function, sizeof call);
  return call(tensors);
}
