// What the files of this module share with each other.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

// guard.c: giving the terminal back when the process dies, and keeping standard error off the screen.
void guard_prepare(const char *restoring_bytes, int count);
void guard_arm(void);
// Also shows what was caught of standard error; not on a terminal that is stuck.
void guard_disarm(bool is_stuck);
// While the process is stopped there is nothing to give back.
void guard_pause(void);
void guard_resume(void);
// Keeps what was caught of standard error from growing without end.
void guard_trim(void);

// modes.c
void modes_keep(void);
void modes_raw(void);
// To what was kept. Safe in a signal handler.
void modes_restore(void);

// output.c: bytes for the terminal. What it doesn't take at once waits, and is sent by output_flush.
bool output_open(void);
void output_close(void);
// Where ncurses is to write: memory, from which output_take_canvas fetches.
FILE *output_canvas(void);
void output_take_canvas(void);
void output_drop_canvas(void);
// To be polled for writing while something waits.
int output_descriptor(void);
bool output_is_waiting(void);
void output_flush(void);
void output_put(const char *bytes, size_t count);
void output_put_text(const char *text);
// Waits until all is sent, and says whether it is.
bool output_drain(int limit_milliseconds);
// Past all that waits; gives up after that time, and says so. Safe in a signal handler.
bool output_say(const char *bytes, size_t count, int limit_milliseconds);

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
