// All that Swift needs of ncurses and of Linux's terminals, with none of their types in sight.
//
// There is one terminal: standard input and output. Every function belongs to the thread that opened it, but for
// terminal_wake, which any thread may call.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// ---- Life ------------------------------------------------------------------------------------------------

typedef enum {
  TERMINAL_OPENED,
  TERMINAL_ALREADY_OPEN,
  TERMINAL_NOT_A_TTY,   // standard input or output is a pipe or a file
  TERMINAL_NO_CURSOR,   // TERM names a terminal whose cursor cannot be moved, such as dumb
  TERMINAL_UNKNOWN,     // terminfo knows neither TERM nor xterm-256color
  TERMINAL_FAILED,      // no descriptors left; errno says more
} terminal_outcome;

// Takes the terminal over: raw mode, alternate screen, bracketed paste, focus reports, signal handlers.
// Also keeps what is written to standard error off the screen until the terminal is given back.
terminal_outcome terminal_open(void);
// Gives the terminal back, and shows what went to standard error meanwhile. Harmless if it is not open.
void terminal_close(void);
// Gives the terminal back, stops the process group as Ctrl-Z does, and takes it over again once continued.
void terminal_suspend(void);

// ---- Drawing ---------------------------------------------------------------------------------------------

enum { TERMINAL_CELL_SCALARS = 5 };  // a base and up to four marks

enum {
  TERMINAL_BOLD = 1 << 0,
  TERMINAL_DIM = 1 << 1,
  TERMINAL_UNDERLINE = 1 << 2,
  TERMINAL_REVERSE = 1 << 3,
};

typedef struct {
  uint32_t scalars[TERMINAL_CELL_SCALARS];  // ended by 0 if there are fewer
  int32_t column;
  int16_t foreground;  // index into the palette, or -1: the terminal's own
  int16_t background;
  uint16_t attributes;
} terminal_cell;

void terminal_size(int *width, int *height);
// How many colours the terminal has, or 0.
int terminal_colors(void);
// Whether it can show all of Unicode: the codeset of the user's locale is UTF-8.
bool terminal_is_utf8(void);
// Replaces cells of a row. A wide cell covers the column after its own too.
void terminal_put(int row, const terminal_cell *cells, size_t count);
// Sends to the terminal what has changed. A column below 0 hides the cursor.
void terminal_flush(int cursor_column, int cursor_row);
// Has the next flush send everything.
void terminal_invalidate(void);
void terminal_set_mouse(bool is_on);
// Puts text on the clipboard by OSC 52; base64 must be plain base64.
void terminal_copy(const char *base64);

// ---- Input -----------------------------------------------------------------------------------------------

typedef struct {
  bool has_keys;  // terminal_next_key will tell
  bool is_stopping;  // somebody sent SIGTSTP: answer with terminal_suspend
  bool is_gone;  // the terminal hung up
  int interrupts;  // how many SIGINT and SIGTERM came
} terminal_events;

// Blocks until something happens, terminal_wake is called or time is up; below 0 means no limit.
// terminal_size may have changed afterwards.
terminal_events terminal_wait(int timeout_milliseconds);
// Ends a wait that is under way, or else the next. Any thread, and signal handlers, may call it.
void terminal_wake(void);

// Keys that are no character. What is not listed comes as TERMINAL_KEY_OTHER.
enum {
  TERMINAL_KEY_NONE = -1,
  TERMINAL_KEY_OTHER = 0x200000,  // above all of Unicode
  TERMINAL_KEY_UP,
  TERMINAL_KEY_DOWN,
  TERMINAL_KEY_LEFT,
  TERMINAL_KEY_RIGHT,
  TERMINAL_KEY_HOME,
  TERMINAL_KEY_END,
  TERMINAL_KEY_PAGE_UP,
  TERMINAL_KEY_PAGE_DOWN,
  TERMINAL_KEY_INSERT,
  TERMINAL_KEY_DELETE,
  TERMINAL_KEY_BACKSPACE,
  TERMINAL_KEY_BACK_TAB,
  TERMINAL_KEY_ENTER,
  TERMINAL_KEY_PASTE_BEGIN,
  TERMINAL_KEY_PASTE_END,
  TERMINAL_KEY_FOCUS_IN,
  TERMINAL_KEY_FOCUS_OUT,
  TERMINAL_KEY_MOUSE,  // then come the characters of an SGR report: button;column;row and M or m
  TERMINAL_KEY_F0,     // F1 is one more
};

// The next character (its scalar value) or key that lies waiting, or TERMINAL_KEY_NONE. Blocks for at most the
// 25 ms that tell Escape from the start of a sequence.
int32_t terminal_next_key(void);
