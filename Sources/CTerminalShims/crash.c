#define _GNU_SOURCE
#include "CTerminalShims.h"

#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

static char leave[512];
static struct termios modes;
static volatile sig_atomic_t has_modes;

void ct_remember_modes(void) { has_modes = tcgetattr(STDIN_FILENO, &modes) == 0; }

void ct_leave_with(const char *sequence) {
  size_t length = sequence ? strnlen(sequence, sizeof leave - 1) : 0;
  // In this order a crash meanwhile finds the end of it.
  leave[length] = 0;
  memcpy(leave, sequence ? sequence : "", length);
}

static void put(int file, const char *text) {
  ssize_t ignored = write(file, text, strlen(text));
  (void)ignored;
}

void ct_restore_terminal(void) {
  // Who is in the background may not change the terminal, and would be stopped.
  signal(SIGTTOU, SIG_IGN);
  put(STDOUT_FILENO, leave);
  if (has_modes) tcsetattr(STDIN_FILENO, TCSANOW, &modes);
}

// What was carried out, a line each; the line that is carried out begins at `last`.
enum { LOG_SIZE = 1 << 20 };
static char *log_text;
static size_t log_length, last;

// The line of a script that is carried out; empty where none is.
static char inner[256];

// Copies as much of `text` as there is room for, whole.
static void copy(char *target, size_t size, const char *text) {
  size_t length = strnlen(text, size - 1);
  memcpy(target, text, length);
  target[length] = 0;
}

void ct_note_line(const char *line) {
  size_t length = strlen(line);
  inner[0] = 0;
  if (!log_text && !(log_text = malloc(LOG_SIZE))) return;
  // Of a long session the newest lines are kept, of a long line its beginning.
  if (length > LOG_SIZE / 4) length = LOG_SIZE / 4;
  if (log_length + length + 1 > LOG_SIZE) {
    size_t half = LOG_SIZE / 2;
    while (half < log_length && log_text[half - 1] != '\n') half++;
    memmove(log_text, log_text + half, log_length - half);
    log_length -= half;
  }
  last = log_length;
  memcpy(log_text + log_length, line, length);
  log_length += length;
  log_text[log_length++] = '\n';
}

void ct_note_inner_line(const char *line) { copy(inner, sizeof inner, line); }

static char state_folder[PATH_MAX];
static char working_folder[PATH_MAX];

// The name of a signal that ends a program.
static const char *name_of(int signal) {
  switch (signal) {
    case SIGSEGV: return "SIGSEGV";
    case SIGBUS: return "SIGBUS";
    case SIGILL: return "SIGILL";
    case SIGFPE: return "SIGFPE";
    case SIGABRT: return "SIGABRT";
    default: return "SIGTRAP";
  }
}

static void make_folders(char *path) {
  for (char *slash = path + 1; *slash; slash++) {
    if (*slash != '/') continue;
    *slash = 0;
    mkdir(path, 0700);
    *slash = '/';
  }
  mkdir(path, 0700);
}

// Appends the digits of `number`.
static void append_number(char *text, size_t size, unsigned long number, unsigned base) {
  char digits[24];
  int count = 0;
  do digits[count++] = "0123456789abcdef"[number % base]; while (number /= base);
  size_t length = strlen(text);
  while (count > 0 && length + 1 < size) text[length++] = digits[--count];
  text[length] = 0;
}

// Opens a new file for what led to the end, and puts its name into `path`.
static int open_reproducer(char *path, size_t size) {
  // A process may have the number that one before it had.
  enum { MOST = 100 };
  const char *places[] = {state_folder, "/tmp"};
  for (int place = 0; place < 2; place++) {
    if (!places[place][0] || strlen(places[place]) + 64 > size) continue;
    strcpy(path, places[place]);
    if (place == 0) make_folders(path);
    strcat(path, "/crash-");
    append_number(path, size, (unsigned long)getpid(), 10);
    size_t length = strlen(path);
    for (unsigned long number = 1; number <= MOST; number++) {
      path[length] = 0;
      if (number > 1) {
        strcat(path, "-");
        append_number(path, size, number, 10);
      }
      strcat(path, ".sluice");
      int file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (file >= 0) return file;
      if (errno != EEXIST) break;
    }
  }
  return -1;
}

static const char *last_part(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// Says where `frame` is: a function, if it is known, and a place in the program or in a library.
static void put_frame(int file, void *frame) {
  Dl_info info;
  char offset[40] = "+0x";
  if (!dladdr(frame, &info) || !info.dli_fname) {
    put(file, "an unknown place");
    return;
  }
  if (info.dli_sname) {
    put(file, info.dli_sname);
    put(file, " in ");
  }
  append_number(offset, sizeof offset, (unsigned long)((char *)frame - (char *)info.dli_fbase), 16);
  put(file, last_part(info.dli_fname));
  put(file, offset);
}

// The first of the frames that belongs to this program and not to a library.
static int first_of_program(void *const *frames, int first, int count) {
  Dl_info mine, info;
  if (!dladdr((void *)put_frame, &mine)) return first;
  for (int i = first; i < count; i++) {
    if (dladdr(frames[i], &info) && info.dli_fbase == mine.dli_fbase) return i;
  }
  return first;
}

static void write_reproducer(int file, int signal, void *const *frames, int first, int count) {
  put(file, "# sluice was ended by ");
  put(file, name_of(signal));
  put(file, " in the last of these lines.\n");
  if (inner[0]) {
    put(file, "# in the script: ");
    put(file, inner);
    put(file, "\n");
  }
  put(file, "# in the folder: ");
  put(file, working_folder);
  for (int i = first; i < count; i++) {
    put(file, "\n# at: ");
    put_frame(file, frames[i]);
  }
  put(file, "\n");
  for (size_t done = 0; done < log_length;) {
    ssize_t written = write(file, log_text + done, log_length - done);
    if (written <= 0) break;
    done += (size_t)written;
  }
  close(file);
}

// What is said of a line on the screen.
static void put_line(const char *text, size_t length) {
  enum { MOST = 120 };
  size_t shown = length > MOST ? MOST : length;
  // A character is not cut.
  while (shown < length && shown > 0 && (text[shown] & 0xc0) == 0x80) shown--;
  put(STDERR_FILENO, " in `");
  ssize_t ignored = write(STDERR_FILENO, text, shown);
  (void)ignored;
  put(STDERR_FILENO, shown < length ? "…`" : "`");
}

static void tell(int signal) {
  static char path[PATH_MAX + 64];
  static void *frames[64];
  // The first ones are this function, its caller and what the system called that with.
  enum { OWN = 3 };
  int count = backtrace(frames, 64);
  int first = count > OWN ? OWN : 0;
  int file = open_reproducer(path, sizeof path);
  if (file >= 0) write_reproducer(file, signal, frames, first, count);
  put(STDERR_FILENO, "\nerror: internal error: ");
  put(STDERR_FILENO, name_of(signal));
  if (inner[0]) put_line(inner, strlen(inner));
  if (log_length > last) put_line(log_text + last, log_length - last - 1);
  if (count > first) {
    put(STDERR_FILENO, "\n  note: it was at ");
    put_frame(STDERR_FILENO, frames[first_of_program(frames, first, count)]);
  }
  if (file >= 0) {
    put(STDERR_FILENO, "\n  hint: please report it with the file `");
    put(STDERR_FILENO, path);
    put(STDERR_FILENO, "`, which has what led to it; `source` does that again");
  }
  put(STDERR_FILENO, "\n");
}

static void end_by_crash(int signal) {
  static volatile sig_atomic_t has_begun;
  if (!has_begun) {
    has_begun = 1;
    ct_restore_terminal();
    tell(signal);
  }
  _exit(CT_INTERNAL_ERROR);
}

static void end_by_quit(int signal) {
  ct_restore_terminal();
  ct_signals_die(signal);
}

static void handle(int signal, void (*handler)(int)) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  sigaction(signal, &action, NULL);
}

void ct_watch_crashes(const char *folder) {
  static char stack[1 << 18];
  stack_t alternate = {.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
  sigaltstack(&alternate, NULL);
  if (folder) copy(state_folder, sizeof state_folder, folder);
  if (!getcwd(working_folder, sizeof working_folder)) working_folder[0] = 0;
  // What it needs is loaded now.
  void *frame;
  Dl_info info;
  if (backtrace(&frame, 1) > 0) dladdr(frame, &info);
  static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP};
  // Whoever started the program may have blocked some.
  sigset_t open;
  sigemptyset(&open);
  for (size_t i = 0; i < sizeof crashes / sizeof *crashes; i++) {
    handle(crashes[i], end_by_crash);
    sigaddset(&open, crashes[i]);
  }
  pthread_sigmask(SIG_UNBLOCK, &open, NULL);
  handle(SIGQUIT, end_by_quit);
}
