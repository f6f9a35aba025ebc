// What the files of this module share with each other.
#pragma once

#include <stdbool.h>

// guard.c: giving the terminal back when the process dies, and keeping standard error off the screen.
void guard_prepare(const char *restoring_bytes, int count);
void guard_arm(void);
// Also shows what was caught of standard error.
void guard_disarm(void);
// While the process is stopped there is nothing to give back.
void guard_pause(void);
void guard_resume(void);
// Keeps what was caught of standard error from growing without end.
void guard_trim(void);

// signals.c: signals and wake-ups as descriptors that poll understands.
bool signals_open(void);
void signals_close(void);
// Stops the process group by SIGTSTP's default action; returns once it is continued.
void signals_stop_group(void);

// terminal.c
// Follows the window's size.
void terminal_fit(void);
// Sets the modes and paints anew after somebody else stopped and continued the process.
void terminal_retake(void);

// keys.c: teaches ncurses the sequences that terminfo does not list; after newterm.
void keys_define(void);
