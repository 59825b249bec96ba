#define _GNU_SOURCE
#include "CTerminalShims.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static int ended_by;

int ct_editor_ended_by(void) { return ended_by; }

// Takes the signals that have come; tells whether the line is to end.
static bool handle_signals(EditLine *editor) {
  if (ct_signals_take(SIGTSTP)) {
    el_set(editor, EL_PREP_TERM, 0);
    ct_signals_stop_now();
    ct_signals_take(SIGCONT);
    el_set(editor, EL_PREP_TERM, 1);
    ct_signals_take(SIGWINCH);
    el_resize(editor);
    el_set(editor, EL_REFRESH);
  }
  if (ct_signals_take(SIGCONT)) {
    // The editor believes that the terminal is still raw, so it has to be told twice.
    el_set(editor, EL_PREP_TERM, 0);
    el_set(editor, EL_PREP_TERM, 1);
    el_resize(editor);
    el_set(editor, EL_REFRESH);
  }
  if (ct_signals_take(SIGWINCH)) el_resize(editor);
  static const int last[] = {SIGINT, SIGTERM, SIGHUP};
  for (int i = 0; i < 3; i++) {
    if (!ct_signals_has(last[i])) continue;
    if (last[i] == SIGINT) ct_signals_take(SIGINT);
    ended_by = last[i];
    return true;
  }
  return false;
}

static int length_of_sequence(unsigned char first) {
  if (first < 0xc2) return 1;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 1;
}

static wchar_t decoded(const unsigned char *bytes, int count) {
  static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  uint32_t scalar = bytes[0] & masks[count];
  if (count == 1 && bytes[0] >= 0x80) return 0xfffd;
  for (int i = 1; i < count; i++) {
    if ((bytes[i] & 0xc0) != 0x80) return 0xfffd;
    scalar = (scalar << 6) | (bytes[i] & 0x3f);
  }
  return scalar > 0x10ffff || (scalar >= 0xd800 && scalar < 0xe000) ? 0xfffd : (wchar_t)scalar;
}

// Reads one character for the editor while signals are waited for too.
static int read_character(EditLine *editor, wchar_t *character) {
  unsigned char bytes[4];
  int have = 0, need = 1;
  ended_by = 0;
  while (have < need) {
    if (handle_signals(editor)) {
      errno = EINTR;
      return -1;
    }
    int ready = ct_signals_wait(STDIN_FILENO, -1);
    if (ready == 2) continue;
    if (ready < 0) return -1;
    ssize_t count = read(STDIN_FILENO, bytes + have, 1);
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count <= 0) return (int)count;
    if (have == 0) need = length_of_sequence(bytes[0]);
    have++;
  }
  *character = decoded(bytes, need);
  return 1;
}

EditLine *ct_editor_open(const char *program) {
  EditLine *editor = el_init(program, stdin, stdout, stderr);
  if (!editor) return NULL;
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_GETCFN, read_character);
  return editor;
}

int ct_editor_set_prompt(EditLine *editor, ct_prompt_function prompt, char escape) {
  return el_set(editor, EL_PROMPT_ESC, prompt, escape);
}

int ct_editor_set_client(EditLine *editor, void *client) {
  return el_set(editor, EL_CLIENTDATA, client);
}

void *ct_editor_client(EditLine *editor) {
  void *client = NULL;
  el_get(editor, EL_CLIENTDATA, &client);
  return client;
}

int ct_editor_add_function(
  EditLine *editor, const char *name, const char *help, ct_key_function function
) {
  return el_set(editor, EL_ADDFN, name, help, function);
}

int ct_editor_bind(EditLine *editor, const char *key, const char *command) {
  return el_set(editor, EL_BIND, key, command, NULL);
}

int ct_editor_set_history(EditLine *editor, History *lines) {
  return el_set(editor, EL_HIST, history, lines);
}

int ct_editor_prepare(EditLine *editor, int raw) { return el_set(editor, EL_PREP_TERM, raw); }

int ct_editor_refresh(EditLine *editor) { return el_set(editor, EL_REFRESH); }

void ct_editor_write(const char *text) {
  fputs(text, stdout);
  fflush(stdout);
}

int ct_history_set_size(History *lines, int size) {
  HistEvent event;
  return history(lines, &event, H_SETSIZE, size);
}

int ct_history_set_unique(History *lines, int unique) {
  HistEvent event;
  return history(lines, &event, H_SETUNIQUE, unique);
}

int ct_history_enter(History *lines, const char *line) {
  HistEvent event;
  return history(lines, &event, H_ENTER, line);
}

FILE *ct_stdin(void) { return stdin; }

FILE *ct_stdout(void) { return stdout; }

int ct_scalar_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

bool ct_prepare_locale(void) {
  setlocale(LC_ALL, "");
  setlocale(LC_NUMERIC, "C");
  if (strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return true;
  setlocale(LC_CTYPE, "C.UTF-8");
  return false;
}
