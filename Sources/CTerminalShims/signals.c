#define _GNU_SOURCE
#include "CTerminalShims.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static int wake[2] = {-1, -1};
static atomic_int counts[NSIG];

static void count_signal(int signal) {
  int saved = errno;
  atomic_fetch_add(&counts[signal], 1);
  char byte = 0;
  ssize_t ignored = write(wake[1], &byte, 1);
  (void)ignored;
  errno = saved;
}

static void handle(int signal, void (*handler)(int), int flags) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

int ct_signals_install(void) {
  if (wake[0] < 0 && pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
  static const int counted[] = {SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP};
  // Whoever started us may have had them blocked, as threads of a pool do.
  sigset_t open;
  sigemptyset(&open);
  for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) sigaddset(&open, counted[i]);
  sigprocmask(SIG_UNBLOCK, &open, NULL);
  for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
    struct sigaction now;
    sigaction(counted[i], NULL, &now);
    // What whoever started us wants ignored stays ignored, as `nohup` does with SIGHUP.
    if (now.sa_handler == SIG_IGN && counted[i] == SIGHUP) continue;
    handle(counted[i], count_signal, counted[i] == SIGWINCH || counted[i] == SIGCONT ? SA_RESTART : 0);
  }
  return 0;
}

int ct_signals_take(int signal) { return atomic_exchange(&counts[signal], 0); }

bool ct_signals_has(int signal) {
  return atomic_load_explicit(&counts[signal], memory_order_relaxed) != 0;
}

void ct_signals_hold_stop(bool held) { handle(SIGTSTP, held ? count_signal : SIG_DFL, 0); }

void ct_signals_stop_now(void) {
  struct sigaction before;
  sigaction(SIGTSTP, NULL, &before);
  handle(SIGTSTP, SIG_DFL, 0);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &before, NULL);
}

int ct_signals_wait(int fd, int milliseconds) {
  struct pollfd polled[2] = {{fd, POLLIN, 0}, {wake[0], POLLIN, 0}};
  int count = poll(polled, wake[0] >= 0 ? 2 : 1, milliseconds);
  if (count < 0 && errno != EINTR) return -1;
  if (count == 0) return 0;
  if (count > 0 && !(polled[1].revents & POLLIN)) return 1;
  char bytes[64];
  while (wake[0] >= 0 && read(wake[0], bytes, sizeof bytes) > 0) {}
  return 2;
}

void ct_signals_die(int signal) {
  handle(signal, SIG_DFL, 0);
  raise(signal);
}

static char leave[512];
static struct termios modes;
static volatile sig_atomic_t has_modes;

static void restore_and_die(int signal) {
  ssize_t ignored = write(STDOUT_FILENO, leave, strlen(leave));
  (void)ignored;
  if (has_modes) tcsetattr(STDIN_FILENO, TCSANOW, &modes);
  ct_signals_die(signal);
}

void ct_restore_on_crash(const char *sequence) {
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGQUIT};
  static struct sigaction before[sizeof crashes / sizeof *crashes];
  if (sequence) {
    strncpy(leave, sequence, sizeof leave - 1);
    has_modes = tcgetattr(STDIN_FILENO, &modes) == 0;
  }
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
    if (sequence) {
      struct sigaction action;
      memset(&action, 0, sizeof action);
      action.sa_handler = restore_and_die;
      action.sa_flags = SA_RESETHAND | SA_NODEFER;
      sigaction(crashes[i], &action, &before[i]);
    } else {
      sigaction(crashes[i], &before[i], NULL);
    }
  }
}
