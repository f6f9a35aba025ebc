#define _GNU_SOURCE
#define NCURSES_WIDECHAR 1

#include <curses.h>

#include "CNcurses.h"
#include "internal.h"

// Codes of our own, above those of ncurses.
enum { CODE_PASTE_BEGIN = 2001, CODE_PASTE_END, CODE_FOCUS_IN, CODE_FOCUS_OUT, CODE_MOUSE };

void keys_define(void) {
  define_key("\033[200~", CODE_PASTE_BEGIN);
  define_key("\033[201~", CODE_PASTE_END);
  define_key("\033[I", CODE_FOCUS_IN);
  define_key("\033[O", CODE_FOCUS_OUT);
  // ncurses' own mouse stops at column 223 where terminfo lists the older coding (tmux, screen).
  define_key("\033[<", CODE_MOUSE);
}

static int32_t key_of(wint_t code) {
  if (code > KEY_F0 && code <= KEY_F0 + 63) return TERMINAL_KEY_F0 + (int32_t)(code - KEY_F0);
  switch (code) {
    case KEY_UP: return TERMINAL_KEY_UP;
    case KEY_DOWN: return TERMINAL_KEY_DOWN;
    case KEY_LEFT: return TERMINAL_KEY_LEFT;
    case KEY_RIGHT: return TERMINAL_KEY_RIGHT;
    case KEY_HOME: return TERMINAL_KEY_HOME;
    case KEY_END: return TERMINAL_KEY_END;
    case KEY_PPAGE: return TERMINAL_KEY_PAGE_UP;
    case KEY_NPAGE: return TERMINAL_KEY_PAGE_DOWN;
    case KEY_IC: return TERMINAL_KEY_INSERT;
    case KEY_DC: return TERMINAL_KEY_DELETE;
    case KEY_BACKSPACE: return TERMINAL_KEY_BACKSPACE;
    case KEY_BTAB: return TERMINAL_KEY_BACK_TAB;
    case KEY_ENTER: return TERMINAL_KEY_ENTER;
    case CODE_PASTE_BEGIN: return TERMINAL_KEY_PASTE_BEGIN;
    case CODE_PASTE_END: return TERMINAL_KEY_PASTE_END;
    case CODE_FOCUS_IN: return TERMINAL_KEY_FOCUS_IN;
    case CODE_FOCUS_OUT: return TERMINAL_KEY_FOCUS_OUT;
    case CODE_MOUSE: return TERMINAL_KEY_MOUSE;
    default: return TERMINAL_KEY_OTHER;
  }
}

int32_t terminal_next_key(void) {
  wint_t code;
  switch (get_wch(&code)) {
    case OK: return (int32_t)code;
    case KEY_CODE_YES: return key_of(code);
    default: return TERMINAL_KEY_NONE;
  }
}
