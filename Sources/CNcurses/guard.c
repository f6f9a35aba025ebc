// When the process dies of a signal or a trap, the terminal is given back and what there is to say stays to be read.
//
// Swift ends by SIGILL or SIGTRAP after a line on standard error. On the alternate screen that line would vanish with
// the screen, so standard error goes to memory while the terminal is ours, and is shown afterwards.
#define _GNU_SOURCE

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "CNcurses.h"
#include "internal.h"

enum { CAUGHT_SHOWN = 8 * 1024, CAUGHT_LIMIT = 1024 * 1024 };
// What a terminal may take for it. Then the process ends, told or not.
enum { LAST_WORDS = 1000 };

static struct sigaction previous[NSIG];
static bool is_ours[NSIG];
static const char *restoring;
static int restoring_count;
static volatile sig_atomic_t is_active;
// Swift's own backtracer, run after ours if the user set SWIFT_BACKTRACE. By default it would wait half a minute for
// a key, and it reads its settings before main.
static bool is_chaining;
static char program[128] = "The program";

void terminal_name_program(const char *name) {
  strncpy(program, name, sizeof program - 1);
}

// Once the terminal has not taken something in time, it is told nothing more.
static volatile sig_atomic_t is_deaf;

static void say_bytes(const char *bytes, size_t count) {
  if (!is_deaf) is_deaf = !output_say(bytes, count, LAST_WORDS);
}

static void say(const char *text) { say_bytes(text, strlen(text)); }

// ---- Standard error --------------------------------------------------------------------------------------

static int real_error = -1;
static int caught = -1;

static bool is_same_terminal(int one, int other) {
  struct stat a, b;
  return isatty(one) && isatty(other) && fstat(one, &a) == 0 && fstat(other, &b) == 0 && a.st_rdev == b.st_rdev;
}

static void catch_error(void) {
  // A file, a pipe or another terminal hurts nobody.
  if (!is_same_terminal(STDERR_FILENO, STDOUT_FILENO)) return;
  caught = memfd_create("stderr", MFD_CLOEXEC);
  if (caught < 0) return;
  // Appending, so that trimming works whoever writes.
  fcntl(caught, F_SETFL, O_APPEND);
  real_error = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (real_error >= 0) dup2(caught, STDERR_FILENO);
}

// Safe in a signal handler.
static void show_caught(void) {
  if (real_error < 0) return;
  struct stat status;
  off_t size = fstat(caught, &status) == 0 ? status.st_size : 0;
  off_t offset = size > CAUGHT_SHOWN ? size - CAUGHT_SHOWN : 0;
  char bytes[1024];
  ssize_t count;
  while ((count = pread(caught, bytes, sizeof bytes, offset)) > 0) {
    say_bytes(bytes, (size_t)count);
    offset += count;
  }
  dup2(real_error, STDERR_FILENO);
}

static void release_error(bool is_stuck) {
  if (real_error < 0) return;
  if (!is_stuck) show_caught();
  // Whatever is still to be said must not wait for a terminal that takes nothing.
  int nowhere = is_stuck ? open("/dev/null", O_WRONLY | O_CLOEXEC) : -1;
  if (is_stuck) dup2(nowhere, STDERR_FILENO);
  if (nowhere >= 0) close(nowhere);
  close(real_error);
  close(caught);
  real_error = caught = -1;
}

void guard_trim(void) {
  struct stat status;
  if (caught >= 0 && fstat(caught, &status) == 0 && status.st_size > CAUGHT_LIMIT) (void)!ftruncate(caught, 0);
}

// ---- Dying -----------------------------------------------------------------------------------------------

// What a fault of the program ends by; others are sent.
static const char *fault_name(int number) {
  switch (number) {
    case SIGILL: return "SIGILL (a trap)";
    case SIGTRAP: return "SIGTRAP (a trap)";
    case SIGSEGV: return "SIGSEGV (a bad address)";
    case SIGBUS: return "SIGBUS (a bad address)";
    case SIGFPE: return "SIGFPE (bad arithmetic)";
    case SIGABRT: return "SIGABRT (given up)";
    case SIGSYS: return "SIGSYS (a bad system call)";
    default: return NULL;
  }
}

static void say_number(int number) {
  char digits[3] = {(char)('0' + number / 10), (char)('0' + number % 10), 0};
  say(number < 10 ? digits + 1 : digits);
}

static void say_farewell(int number) {
  const char *fault = fault_name(number);
  say(program);
  if (fault != NULL) {
    say(" died of ");
    say(fault);
    say(is_chaining ? ".\n" : ". Started with SWIFT_BACKTRACE=enable=yes,interactive=no it says where.\n");
    return;
  }
  say(" was ended by signal ");
  say_number(number);
  const char *name = sigabbrev_np(number);
  if (name != NULL) {
    say(", SIG");
    say(name);
  }
  say(".\n");
}

static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  if (is_active) {
    is_active = 0;
    say_bytes(restoring, (size_t)restoring_count);
    modes_restore();
    show_caught();
    say_farewell(number);
  }
  struct sigaction action = {.sa_handler = SIG_DFL};
  if (is_chaining && is_ours[number]) action = previous[number];
  sigaction(number, &action, NULL);
  // A fault happens again on return, now with the right action and the right place; a signal that was sent does not.
  if (info->si_code <= 0) raise(number);
}

void guard_prepare(const char *bytes, int count) {
  restoring = bytes;
  restoring_count = count;
  is_deaf = 0;
  is_active = 1;
}

// Whether a signal would end the process, and nobody else sees to it.
static bool is_fatal(int number) {
  switch (number) {
    case SIGKILL: case SIGSTOP:
    // Seen to by signals.c.
    case SIGINT: case SIGTERM: case SIGHUP: case SIGWINCH: case SIGTSTP: case SIGCONT:
    // These end nothing by default; SIGPIPE is for the program to ignore.
    case SIGCHLD: case SIGURG: case SIGTTIN: case SIGTTOU: case SIGPIPE:
      return false;
  }
  if (fault_name(number) != NULL || number == SIGQUIT) return true;
  // Somebody's handler, or somebody's wish that nothing happens, stays.
  struct sigaction present;
  return sigaction(number, NULL, &present) == 0 && present.sa_handler == SIG_DFL;
}

void guard_arm(void) {
  is_chaining = getenv("SWIFT_BACKTRACE") != NULL;
  // A stack overflow leaves no stack to handle it on. This thread's only: others are not expected to recurse.
  static char stack[64 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternate, NULL);
  struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (int number = 1; number < NSIG; number++) {
    is_ours[number] = is_fatal(number) && sigaction(number, &action, &previous[number]) == 0;
  }
  catch_error();
}

void guard_disarm(bool is_stuck) {
  is_active = 0;
  for (int number = 1; number < NSIG; number++) {
    if (is_ours[number]) sigaction(number, &previous[number], NULL);
    is_ours[number] = false;
  }
  release_error(is_stuck);
}

void guard_pause(void) { is_active = 0; }

void guard_resume(void) { is_active = 1; }
