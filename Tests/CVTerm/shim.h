// A terminal emulator, and what Swift cannot import of pseudo-terminals.
#pragma once

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vterm.h>

// Starts `path` with a terminal of its own; returns its process and puts our end into `master`.
static inline pid_t ct_spawn_in_terminal(
  const char *path, char *const arguments[], char *const environment[], int rows, int columns,
  int *master
) {
  struct winsize size = {(unsigned short)rows, (unsigned short)columns, 0, 0};
  pid_t child = forkpty(master, NULL, NULL, &size);
  if (child == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    for (int signal_number = 1; signal_number < 32; signal_number++) signal(signal_number, SIG_DFL);
    for (int file = 3; file < 256; file++) close(file);
    execve(path, arguments, environment);
    _exit(127);
  }
  if (child > 0) {
    fcntl(*master, F_SETFD, FD_CLOEXEC);
    fcntl(*master, F_SETFL, fcntl(*master, F_GETFL) | O_NONBLOCK);
  }
  return child;
}

static inline int ct_resize_terminal(int master, int rows, int columns) {
  struct winsize size = {(unsigned short)rows, (unsigned short)columns, 0, 0};
  return ioctl(master, TIOCSWINSZ, &size);
}

static inline bool ct_is_default_color(VTermColor color) {
  return VTERM_COLOR_IS_DEFAULT_FG(&color);
}
