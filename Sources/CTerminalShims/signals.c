#define _GNU_SOURCE
#include "CTerminalShims.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int wake[2] = {-1, -1};
static atomic_int counts[NSIG];
static sem_t demands;

// The signal that the program should have obeyed by ending: a second ^C while the first was not
// taken, or what ends a program; 0 where there is none.
static int unobeyed(void) {
  if (atomic_load(&counts[SIGHUP])) return SIGHUP;
  if (atomic_load(&counts[SIGTERM])) return SIGTERM;
  return atomic_load(&counts[SIGINT]) > 1 ? SIGINT : 0;
}

static void count_signal(int signal) {
  int saved = errno;
  atomic_fetch_add(&counts[signal], 1);
  if (unobeyed()) sem_post(&demands);
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

static void *watch(void *unused);

// Begins to watch whether signals are obeyed, on a thread that itself gets none.
static void begin_to_watch(void) {
  sigset_t all, before;
  sigfillset(&all);
  if (sem_init(&demands, 0, 0) != 0) return;
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  if (pthread_create(&thread, NULL, watch, NULL) == 0) pthread_detach(thread);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// A write to a pipe that nobody reads, or beyond the length that files may have, then fails like
// any other; a program that is started by this one does not inherit a handler as it would inherit
// that the signal is ignored.
static void do_nothing(int signal) { (void)signal; }

// A file that is opened later must not become a standard stream.
static void hold_standard_streams(void) {
  for (int file = 0; file < 3; file++) {
    if (fcntl(file, F_GETFD) >= 0) continue;
    // Reads from it end at once, and writes to it fail.
    int empty = open("/dev/null", O_RDONLY);
    if (empty > file) close(empty);
  }
}

int ct_signals_install(void) {
  if (wake[0] < 0) {
    hold_standard_streams();
    if (pipe2(wake, O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    begin_to_watch();
    handle(SIGPIPE, do_nothing, SA_RESTART);
    handle(SIGXFSZ, do_nothing, SA_RESTART);
  }
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

// How long a program may take to obey.
enum { PATIENCE = 2000, PAUSE = 20 };

static void *watch(void *unused) {
  (void)unused;
  for (;;) {
    while (sem_wait(&demands) != 0) {}
    int signal = unobeyed();
    for (int waited = 0; waited < PATIENCE && signal; waited += PAUSE) {
      nanosleep(&(struct timespec){0, PAUSE * 1000000L}, NULL);
      signal = unobeyed();
    }
    if (!signal) continue;
    ct_restore_terminal();
    static const char text[] = "\nerror: interrupted, and it did not stop\n";
    ssize_t ignored = write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    if (signal == SIGINT) _exit(130);
    sigset_t open;
    sigemptyset(&open);
    sigaddset(&open, signal);
    handle(signal, SIG_DFL, 0);
    kill(getpid(), signal);
    pthread_sigmask(SIG_UNBLOCK, &open, NULL);
    _exit(128 + signal);
  }
}
