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
// The same, and leaves these lines to be read.
void terminal_close_saying(const char *words);
// What a death of the process is said to be the death of, such as "triggertop 1.2".
void terminal_name_program(const char *name);
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
  int32_t foreground;  // index into the palette, or red, green and blue; -1: the terminal's own
  int32_t background;
  uint16_t attributes;
} terminal_cell;

void terminal_size(int *width, int *height);
// How many colours the terminal has, or 0.
int terminal_colors(void);
// Whether a colour is not an index into a palette, but red, green and blue by eight bits.
bool terminal_has_direct_colors(void);
// What terminfo says of the terminal, such as "kcuu1"; NULL where it says nothing.
const char *terminal_capability(const char *name);
// Whether it can show all of Unicode: the codeset of the user's locale is UTF-8.
bool terminal_is_utf8(void);
// Replaces cells of a row. A wide cell covers the column after its own too.
void terminal_put(int row, const terminal_cell *cells, size_t count);
// Sends to the terminal what has changed. A column below 0 hides the cursor.
void terminal_flush(int cursor_column, int cursor_row);
// Whether the terminal has not yet taken all that was sent. A frame should wait until it has.
bool terminal_is_busy(void);
// Has the next flush send everything.
void terminal_invalidate(void);
void terminal_set_mouse(bool is_on);
// Puts text on the clipboard by OSC 52; base64 must be plain base64.
void terminal_copy(const char *base64);

// ---- Input -----------------------------------------------------------------------------------------------

typedef struct {
  bool has_input;  // terminal_read will tell
  bool is_stopping;  // somebody sent SIGTSTP: answer with terminal_suspend
  bool is_gone;  // the terminal hung up
  int interrupts;  // how many SIGINT and SIGTERM came
} terminal_events;

// Blocks until something happens, terminal_wake is called or time is up; below 0 means no limit. Meanwhile sends what
// the terminal did not take at once. terminal_size and terminal_is_busy may have changed afterwards.
terminal_events terminal_wait(int timeout_milliseconds);
// Ends a wait that is under way, or else the next. Any thread, and signal handlers, may call it.
void terminal_wake(void);
// The bytes that lie waiting, at least one if there is input; below 0 at the end of input.
ptrdiff_t terminal_read(uint8_t *bytes, size_t capacity);
// The first of SIGINT, SIGTERM and SIGHUP that came since the terminal was opened, or 0. Still known once it is closed.
int terminal_ending_signal(void);
