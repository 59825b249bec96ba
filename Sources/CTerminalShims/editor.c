#define _GNU_SOURCE
#include "CTerminalShims.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int ended_by;

int ct_editor_ended_by(void) { return ended_by; }

// The editor keeps an image of the screen. Where a line takes more rows than the screen has, and
// where the screen has become smaller, it writes outside of that image. So it is told that there are
// more rows than any line takes: it never scrolls its image, and the terminal scrolls itself.
static int known_rows, known_columns;

// So long may the line be before it is to be looked whether the rows suffice.
static size_t safe_length;

static ct_prompt_function shown_prompt;

// The most cells that the editor shows a character as: `\U+xxxxx`.
enum { MOST_CELLS = 8 };

static int cells_of(wchar_t character) {
  if (character < 0x20 || character == 0x7f) return 2;
  int width = wcwidth(character);
  // The editor gives a cell to what has no width.
  return width < 0 ? MOST_CELLS : width == 0 ? 1 : width;
}

// How many cells the text takes, without what stands between two \1.
static int cells_of_prompt(const char *text) {
  int cells = 0;
  bool is_escape = false;
  mbstate_t state = {0};
  while (*text) {
    wchar_t character;
    size_t count = mbrtowc(&character, text, MB_CUR_MAX, &state);
    if (count == 0 || count > MB_CUR_MAX) break;
    text += count;
    if (character == 1) {
      is_escape = !is_escape;
    } else if (!is_escape) {
      cells += cells_of(character);
    }
  }
  return cells;
}

// How many rows the prompt and the characters up to `end` reach down where there are so many columns,
// if of each row so many cells stay empty.
static long rows_up_to(EditLine *editor, const wchar_t *end, int columns, int empty) {
  int usable = columns > empty + 1 ? columns - empty : 1;
  long rows = 0, cells = shown_prompt ? cells_of_prompt(shown_prompt(editor)) : 0;
  for (const wchar_t *at = el_wline(editor)->buffer; at < end; at++) {
    if (*at == L'\n') {
      rows += cells / usable + 1;
      cells = 0;
    } else {
      cells += *at == L'\t' ? 8 - cells % 8 : cells_of(*at);
    }
  }
  return rows + cells / usable;
}

static void set_capability(EditLine *editor, const char *name, long value) {
  char text[16];
  snprintf(text, sizeof text, "%ld", value);
  el_set(editor, EL_SETTC, name, text, NULL);
}

// Sees to it that there are more rows than the line takes; whether the image is a new one.
static bool make_room(EditLine *editor) {
  const LineInfoW *info = el_wline(editor);
  size_t length = (size_t)(info->lastchar - info->buffer);
  // A wide character that does not fit leaves the last cell of its row empty.
  long needed = rows_up_to(editor, info->lastchar, known_columns, 1) + 4;
  bool is_new = needed + MOST_CELLS > known_rows;
  if (is_new) {
    // The editor takes no more digits than seven.
    known_rows = (int)(needed > 4000000 ? 9999999 : 2 * needed + 4 * MOST_CELLS);
    set_capability(editor, "li", known_rows);
  }
  int rows_of_character = known_columns > MOST_CELLS ? 1 : MOST_CELLS;
  safe_length = length + (size_t)(known_rows - needed) / (size_t)rows_of_character;
  return is_new;
}

static char *prompt_of(EditLine *editor) {
  static char nothing[1];
  // The editor asks for it before it draws.
  make_room(editor);
  return shown_prompt ? shown_prompt(editor) : nothing;
}

void ct_editor_take_size(EditLine *editor) {
  int rows = 24, columns = 80;
  ct_terminal_size(&rows, &columns);
  if (columns < 2) columns = 2;
  if (columns == known_columns) return;
  known_columns = columns;
  // Nothing is drawn between these, and with one row the new columns take no room.
  set_capability(editor, "li", 1);
  set_capability(editor, "co", columns);
  known_rows = 0;
  make_room(editor);
}

// Shows the line anew, whose cursor is so many rows below its prompt now.
static void show_anew(EditLine *editor, long row) {
  int rows = 24, columns = 80;
  ct_terminal_size(&rows, &columns);
  if (row > rows - 1) row = rows - 1;
  if (row > 0) fprintf(stdout, "\033[%ldA", row);
  fputs("\r\033[J", stdout);
  // The editor takes the place where the cursor is for that of the prompt.
  el_set(editor, EL_REFRESH);
}

static long row_of_cursor(EditLine *editor, int columns) {
  return rows_up_to(editor, el_wline(editor)->cursor, columns, 0);
}

// Shows the line where the terminal has got another size.
static void resize(EditLine *editor) {
  long before = row_of_cursor(editor, known_columns);
  ct_editor_take_size(editor);
  long after = row_of_cursor(editor, known_columns);
  // Some terminals break lines anew and others do not; what is above the prompt is to stay.
  show_anew(editor, before < after ? before : after);
}

// Sees to it that there is room for what is typed next.
static void make_room_for_more(EditLine *editor) {
  const LineInfoW *info = el_wline(editor);
  if ((size_t)(info->lastchar - info->buffer) <= safe_length) return;
  if (make_room(editor)) show_anew(editor, row_of_cursor(editor, known_columns));
}

// Shows the line where others have had the terminal, wherever its cursor is.
static void come_back(EditLine *editor) {
  ct_signals_take(SIGWINCH);
  ct_editor_take_size(editor);
  show_anew(editor, 0);
}

// Takes the signals that have come; tells whether the line is to end.
static bool handle_signals(EditLine *editor) {
  if (ct_signals_take(SIGTSTP)) {
    el_set(editor, EL_PREP_TERM, 0);
    ct_signals_stop_now();
    ct_signals_take(SIGCONT);
    el_set(editor, EL_PREP_TERM, 1);
    come_back(editor);
  }
  if (ct_signals_take(SIGCONT)) {
    // The editor believes that the terminal is still raw, so it has to be told twice.
    el_set(editor, EL_PREP_TERM, 0);
    el_set(editor, EL_PREP_TERM, 1);
    come_back(editor);
  }
  if (ct_signals_take(SIGWINCH)) resize(editor);
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
  make_room_for_more(editor);
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
  known_columns = 0;
  ct_editor_take_size(editor);
  el_set(editor, EL_SIGNAL, 0);
  el_set(editor, EL_EDITOR, "emacs");
  el_set(editor, EL_GETCFN, read_character);
  return editor;
}

int ct_editor_set_prompt(EditLine *editor, ct_prompt_function prompt, char escape) {
  shown_prompt = prompt;
  return el_set(editor, EL_PROMPT_ESC, prompt_of, escape);
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
