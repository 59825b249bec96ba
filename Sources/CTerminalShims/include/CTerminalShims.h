// What Swift cannot import from libedit and ncurses (variadic functions, macros, globals), and what
// has to be C because it runs in a signal handler. Every function is plain and has no policy.
#pragma once

#ifndef NCURSES_WIDECHAR
#define NCURSES_WIDECHAR 1
#endif

#include <stdio.h>
#include <histedit.h>
#include <curses.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <wchar.h>

// libedit: typed forms of el_set, el_get and history.

typedef char *(*ct_prompt_function)(EditLine *);
typedef unsigned char (*ct_key_function)(EditLine *, int);

EditLine *ct_editor_open(const char *program);
int ct_editor_set_prompt(EditLine *editor, ct_prompt_function prompt, char escape);
int ct_editor_set_client(EditLine *editor, void *client);
void *ct_editor_client(EditLine *editor);
int ct_editor_add_function(
  EditLine *editor, const char *name, const char *help, ct_key_function function);
int ct_editor_bind(EditLine *editor, const char *key, const char *command);
// Has the editor take the size that the terminal has now, before it shows a line.
void ct_editor_take_size(EditLine *editor);
int ct_editor_set_history(EditLine *editor, History *history);
// Makes the terminal raw (1) or as it was (0).
int ct_editor_prepare(EditLine *editor, int raw);
int ct_editor_refresh(EditLine *editor);
void ct_editor_write(const char *text);

int ct_history_set_size(History *history, int size);
int ct_history_set_unique(History *history, int unique);
int ct_history_enter(History *history, const char *line);

// Why the last read of the editor ended before its line did: 0, SIGINT, SIGTERM or SIGHUP.
int ct_editor_ended_by(void);

// Signals: handlers count and write one byte to a pipe.

// Installs handlers for SIGINT, SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGPIPE and SIGXFSZ; returns 0
// or -1.
//
// From then on a thread ends the process, the terminal as it was, where SIGTERM, SIGHUP or a second
// SIGINT has not been obeyed after two seconds.
int ct_signals_install(void);
// How often `signal` has come since it was last taken; taking makes that zero.
int ct_signals_take(int signal);
bool ct_signals_has(int signal);
// Whether SIGTSTP is counted (true) or stops the process at once (false).
void ct_signals_hold_stop(bool held);
// Stops this process as an uncaught SIGTSTP would; returns when it continues.
void ct_signals_stop_now(void);
// Waits for input on `fd` or for a signal: 1 = input, 2 = signal, 0 = timeout, -1 = error.
int ct_signals_wait(int fd, int milliseconds);

// Ends the process as the default action of `signal` would.
void ct_signals_die(int signal);

// Remembers the modes of the terminal, which whatever ends the process by force restores.
void ct_remember_modes(void);

// From now on whatever ends the process by force writes `sequence` to the terminal; NULL: nothing.
void ct_leave_with(const char *sequence);
// Gives the terminal back as it was; for signal handlers too.
void ct_restore_terminal(void);

// What the process exits with where it is ended by a crash.
enum { CT_INTERNAL_ERROR = 7 };

// From now on a crash gives the terminal back, says on standard error in which line and where, and
// leaves the lines that led to it in a file in `folder`, or in /tmp where it cannot be there.
void ct_watch_crashes(const char *folder);
// Remembers a line that is carried out now, or one of the script that this line has carried out.
void ct_note_line(const char *line);
void ct_note_inner_line(const char *line);

// ncurses: what the importer drops.

enum ct_attributes { CT_BOLD = 1, CT_DIM = 2, CT_UNDERLINE = 4, CT_REVERSE = 8 };

// Prepares the terminal for a screen: keys one at a time, signals kept, no echo.
void ct_screen_prepare(void);
void ct_screen_enable_mouse(bool enabled);
// Writes one character with its combining scalars at a place of the screen.
int ct_screen_put(
  int row, int column, const uint32_t *scalars, int count, int attributes, int pair);
int ct_screen_rows(void);
int ct_screen_columns(void);
int ct_screen_colors(void);
int ct_screen_pairs(void);
// The size that the terminal says it has now; false where it does not say.
bool ct_terminal_size(int *rows, int *columns);
void ct_screen_clear_next(void);
void ct_screen_erase(void);
void ct_screen_refresh(void);
// One key: OK and a scalar, KEY_CODE_YES and a code of ncurses, or ERR.
int ct_screen_key(uint32_t *key);
// The number of function key `code`, or 0.
int ct_function_key(int code);

enum ct_mouse_action { CT_MOUSE_NONE, CT_MOUSE_PRESS, CT_MOUSE_WHEEL_UP, CT_MOUSE_WHEEL_DOWN };
int ct_screen_mouse(int *row, int *column);

// The whole text that leaves a screen of this terminal, or NULL.
const char *ct_terminal_leave_sequence(void);
// What the terminal's description says: -2 = no description, -1 = no colour, else how many.
int ct_terminal_colors(void);
// Whether the terminal can put its cursor anywhere.
bool ct_terminal_has_cursor_addressing(void);

FILE *ct_stdin(void);
FILE *ct_stdout(void);
int ct_scalar_width(uint32_t scalar);
// Takes the user's locale, but UTF-8 for characters; tells whether the user's own was UTF-8.
bool ct_prepare_locale(void);
