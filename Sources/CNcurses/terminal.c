#define _GNU_SOURCE
// Without it the wide-character half of curses.h is not declared.
#define NCURSES_WIDECHAR 1

#include <curses.h>
#include <term.h>

#include <langinfo.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "CNcurses.h"
#include "internal.h"

static const char FALLBACK_TERM[] = "xterm-256color";
static const char REPORTS_ON[] = "\033[?2004h\033[?1004h";
static const char REPORTS_OFF[] = "\033[?2004l\033[?1004l";
// Presses, releases and drags, with coordinates of any size.
static const char MOUSE_ON[] = "\033[?1002h\033[?1006h";
static const char MOUSE_OFF[] = "\033[?1006l\033[?1002l";
// Milliseconds that giving the terminal back may take.
enum { LAST_WORDS = 1000 };

static SCREEN *screen;
static bool is_utf8;
static bool is_mouse_on;
static bool is_linux_console;
// Has cursor keys sent as terminfo lists them, and the way back; "" where there is no such thing.
static const char *keypad_on = "";
static const char *keypad_off = "";

// ---- What a crash must send ------------------------------------------------------------------------------

const char *terminal_capability(const char *name) {
  const char *value = tigetstr(name);
  return value == (char *)-1 ? NULL : value;
}

static char restoring[512];
static int restoring_count;

static int collect(int byte) {
  if (restoring_count < (int)sizeof restoring) restoring[restoring_count++] = (char)byte;
  return byte;
}

static void collect_capability(const char *name) {
  const char *value = terminal_capability(name);
  if (value != NULL) tputs(value, 1, collect);
}

// Prepared in advance, as tputs may not be called from a signal handler.
static void prepare_guard(void) {
  restoring_count = 0;
  for (const char *c = MOUSE_OFF; *c; c++) collect(*c);
  for (const char *c = REPORTS_OFF; *c; c++) collect(*c);
  collect_capability("sgr0");
  collect_capability("op");
  collect_capability("cnorm");
  collect_capability("rmkx");
  collect_capability("rmcup");
  collect('\r');
  collect('\n');
  guard_prepare(restoring, restoring_count);
}

// ---- Life ------------------------------------------------------------------------------------------------

// LC_CTYPE alone: LC_NUMERIC would change how numbers are parsed.
static void choose_locale(void) {
  const char *chosen = setlocale(LC_CTYPE, "");
  if (chosen != NULL) {
    is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  } else {
    // A locale that is not installed here, as is usual over SSH: its name still tells what the terminal shows.
    const char *name = getenv("LC_ALL");
    if (name == NULL || *name == '\0') name = getenv("LC_CTYPE");
    if (name == NULL || *name == '\0') name = getenv("LANG");
    is_utf8 = name != NULL && (strcasestr(name, "utf-8") != NULL || strcasestr(name, "utf8") != NULL);
  }
  // ncurses asks wcwidth, which knows ASCII only outside a UTF-8 locale.
  if (strcmp(nl_langinfo(CODESET), "UTF-8") != 0) setlocale(LC_CTYPE, "C.UTF-8");
}

// The name by which terminfo knows the terminal, or NULL.
static const char *known_term(void) {
  const char *names[] = {getenv("TERM"), FALLBACK_TERM};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    int status;
    if (names[i] != NULL && *names[i] != '\0' && setupterm(names[i], STDOUT_FILENO, &status) == OK) return names[i];
  }
  return NULL;
}

static const char *capability(const char *name) {
  const char *value = terminal_capability(name);
  return value == NULL ? "" : value;
}

static void enter_screen(void) {
  modes_raw();
  terminal_fit();
  terminal_invalidate();
  refresh();
  output_take_canvas();
  output_put_text(keypad_on);
  output_put_text(REPORTS_ON);
  if (is_mouse_on) output_put_text(MOUSE_ON);
}

// Whether the terminal has taken all of it.
static bool leave_screen(void) {
  if (is_mouse_on) output_put_text(MOUSE_OFF);
  output_put_text(REPORTS_OFF);
  output_put_text(keypad_off);
  endwin();
  output_take_canvas();
  bool is_done = output_drain(LAST_WORDS);
  modes_restore();
  return is_done;
}

terminal_outcome terminal_open(void) {
  if (screen != NULL) return TERMINAL_ALREADY_OPEN;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return TERMINAL_NOT_A_TTY;
  choose_locale();
  const char *term = known_term();
  if (term == NULL) return TERMINAL_UNKNOWN;
  if (terminal_capability("cup") == NULL) return TERMINAL_NO_CURSOR;

  // Before newterm: ncurses leaves signals alone that have a handler.
  if (!signals_open()) return TERMINAL_FAILED;
  if (!output_open()) {
    signals_close();
    return TERMINAL_FAILED;
  }
  modes_keep();
  guard_arm();
  // ncurses draws into memory: it would wait, or spin, for a terminal that takes nothing.
  screen = newterm(term, output_canvas(), stdin);
  if (screen == NULL) {
    guard_disarm(false);
    output_close();
    signals_close();
    return TERMINAL_UNKNOWN;
  }
  is_linux_console = strncmp(term, "linux", 5) == 0;
  prepare_guard();
  static bool is_registered;
  if (!is_registered) is_registered = atexit(terminal_close) == 0;

  keypad_on = capability("smkx");
  keypad_off = capability("rmkx");
  nonl();
  // Else doupdate stops half-way through a frame when keys wait.
  typeahead(-1);
  curs_set(0);
  if (has_colors()) {
    start_color();
    use_default_colors();
  }
  enter_screen();
  return TERMINAL_OPENED;
}

void terminal_close(void) { terminal_close_saying(""); }

void terminal_close_saying(const char *words) {
  if (screen == NULL) return;
  bool is_stuck = !leave_screen();
  if (!is_stuck) output_say(words, strlen(words), LAST_WORDS);
  guard_disarm(is_stuck);
  delscreen(screen);
  screen = NULL;
  is_mouse_on = false;
  output_close();
  signals_close();
}

void terminal_suspend(void) {
  if (screen == NULL) return;
  leave_screen();
  guard_pause();
  signals_stop_group();
  guard_resume();
  enter_screen();
}

void terminal_retake(void) {
  // Whoever had the terminal meanwhile may have left any mode: ncurses is to send all of them again.
  endwin();
  output_drop_canvas();
  enter_screen();
}

// ---- Drawing ---------------------------------------------------------------------------------------------

void terminal_fit(void) {
  struct winsize window;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_row == 0 || window.ws_col == 0) return;
  if (is_term_resized(window.ws_row, window.ws_col)) resizeterm(window.ws_row, window.ws_col);
}

void terminal_size(int *width, int *height) {
  *width = COLS;
  *height = LINES;
}

int terminal_colors(void) { return has_colors() ? COLORS : 0; }

bool terminal_has_direct_colors(void) {
  // Said in three ways, of which the last two name the bits of each part.
  return tigetflag("RGB") > 0 || tigetnum("RGB") > 0 || terminal_capability("RGB") != NULL;
}

bool terminal_is_utf8(void) { return is_utf8; }

static attr_t attributes_of(const terminal_cell *cell) {
  attr_t attributes = A_NORMAL;
  if (cell->attributes & TERMINAL_BOLD) attributes |= A_BOLD;
  if (cell->attributes & TERMINAL_DIM) attributes |= A_DIM;
  if (cell->attributes & TERMINAL_UNDERLINE) attributes |= A_UNDERLINE;
  if (cell->attributes & TERMINAL_REVERSE) attributes |= A_REVERSE;
  return attributes;
}

// The terminal's own colours where there is no such pair left.
static int pair_of(const terminal_cell *cell) {
  if (cell->foreground < 0 && cell->background < 0) return 0;
  int pair = alloc_pair(cell->foreground, cell->background);
  return pair < 0 ? 0 : pair;
}

void terminal_put(int row, const terminal_cell *cells, size_t count) {
  for (size_t i = 0; i < count; i++) {
    const terminal_cell *cell = &cells[i];
    wchar_t text[TERMINAL_CELL_SCALARS + 1] = {0};
    for (int k = 0; k < TERMINAL_CELL_SCALARS; k++) text[k] = (wchar_t)cell->scalars[k];
    int pair = pair_of(cell);
    cchar_t shown;
    if (setcchar(&shown, text, attributes_of(cell), 0, &pair) == ERR) setcchar(&shown, L"?", A_NORMAL, 0, NULL);
    mvadd_wchnstr(row, cell->column, &shown, 1);
  }
}

void terminal_flush(int cursor_column, int cursor_row) {
  guard_trim();
  if (cursor_column >= 0) move(cursor_row, cursor_column);
  curs_set(cursor_column >= 0 ? 1 : 0);
  wnoutrefresh(stdscr);
  doupdate();
  output_take_canvas();
}

bool terminal_is_busy(void) { return output_is_waiting(); }

void terminal_invalidate(void) { clearok(curscr, TRUE); }

void terminal_set_mouse(bool is_on) {
  if (is_on == is_mouse_on) return;
  is_mouse_on = is_on;
  output_put_text(is_on ? MOUSE_ON : MOUSE_OFF);
}

void terminal_copy(const char *base64) {
  // The Linux console has no clipboard and would print the text.
  if (is_linux_console) return;
  output_put_text("\033]52;c;");
  output_put_text(base64);
  output_put_text("\a");
}
