#define _GNU_SOURCE
#include "CTerminalShims.h"

#include <string.h>
#include <sys/ioctl.h>
#include <term.h>
#include <unistd.h>

void ct_screen_prepare(void) {
  cbreak();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  intrflush(stdscr, FALSE);
  meta(stdscr, TRUE);
  leaveok(stdscr, FALSE);
}

void ct_screen_enable_mouse(bool enabled) {
  mouseinterval(0);
  mousemask(enabled ? ALL_MOUSE_EVENTS : 0, NULL);
}

int ct_screen_put(
  int row, int column, const uint32_t *scalars, int count, int attributes, int pair
) {
  wchar_t text[CCHARW_MAX + 1];
  if (count > CCHARW_MAX) count = CCHARW_MAX;
  for (int i = 0; i < count; i++) text[i] = (wchar_t)scalars[i];
  text[count] = 0;
  attr_t attrs = A_NORMAL;
  if (attributes & CT_BOLD) attrs |= A_BOLD;
  if (attributes & CT_DIM) attrs |= A_DIM;
  if (attributes & CT_UNDERLINE) attrs |= A_UNDERLINE;
  if (attributes & CT_REVERSE) attrs |= A_REVERSE;
  cchar_t cell;
  int extended = pair;
  if (setcchar(&cell, text, attrs, (short)pair, &extended) == ERR) return ERR;
  return mvadd_wch(row, column, &cell);
}

int ct_screen_rows(void) { return LINES; }

int ct_screen_columns(void) { return COLS; }

int ct_screen_colors(void) { return has_colors() ? COLORS : 0; }

int ct_screen_pairs(void) { return COLOR_PAIRS; }

bool ct_terminal_size(int *row_count, int *column_count) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || !size.ws_row || !size.ws_col) return false;
  *row_count = size.ws_row;
  *column_count = size.ws_col;
  return true;
}

void ct_screen_clear_next(void) { clearok(stdscr, TRUE); }

void ct_screen_erase(void) { werase(stdscr); }

void ct_screen_refresh(void) {
  wnoutrefresh(stdscr);
  doupdate();
}

int ct_screen_key(uint32_t *key) {
  wint_t code = 0;
  int kind = wget_wch(stdscr, &code);
  *key = (uint32_t)code;
  return kind;
}

int ct_function_key(int code) {
  return code > KEY_F0 && code <= KEY_F(63) ? code - KEY_F0 : 0;
}

int ct_screen_mouse(int *row, int *column) {
  MEVENT event;
  if (getmouse(&event) != OK) return CT_MOUSE_NONE;
  *row = event.y;
  *column = event.x;
  if (event.bstate & BUTTON4_PRESSED) return CT_MOUSE_WHEEL_UP;
  if (event.bstate & BUTTON5_PRESSED) return CT_MOUSE_WHEEL_DOWN;
  return event.bstate & (BUTTON1_PRESSED | BUTTON1_CLICKED) ? CT_MOUSE_PRESS : CT_MOUSE_NONE;
}

static void append_capability(char *text, size_t size, const char *name) {
  const char *value = tigetstr(name);
  if (!value || value == (char *)-1) return;
  // Delays such as $<2> are for terminals that a crash handler need not wait for.
  size_t length = strlen(text);
  while (*value && length + 1 < size) {
    if (value[0] == '$' && value[1] == '<') {
      while (*value && *value != '>') value++;
      if (*value) value++;
      continue;
    }
    text[length++] = *value++;
  }
  text[length] = 0;
}

const char *ct_terminal_leave_sequence(void) {
  static char text[512];
  text[0] = 0;
  const char *mouse = tigetstr("kmous");
  if (mouse && mouse != (char *)-1) strcpy(text, "\033[?1006;1000l");
  append_capability(text, sizeof text, "sgr0");
  append_capability(text, sizeof text, "cnorm");
  append_capability(text, sizeof text, "rmkx");
  append_capability(text, sizeof text, "rmcup");
  return text;
}

int ct_terminal_colors(void) {
  int problem = 0;
  if (setupterm(NULL, STDOUT_FILENO, &problem) == ERR) return -2;
  return tigetnum("colors");
}

bool ct_terminal_has_cursor_addressing(void) {
  int problem = 0;
  if (setupterm(NULL, STDOUT_FILENO, &problem) == ERR) return false;
  const char *address = tigetstr("cup");
  return address && address != (char *)-1;
}
