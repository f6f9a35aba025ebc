// When the process dies of a trap, the terminal is given back and the message stays to be read.
//
// Swift ends by SIGILL or SIGTRAP after a line on standard error. On the alternate screen that line would vanish with
// the screen, so standard error goes to memory while the terminal is ours, and is shown afterwards.
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "internal.h"

static const int FATAL[] = {SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE, SIGSYS, SIGQUIT};
enum { FATAL_COUNT = sizeof FATAL / sizeof *FATAL };
enum { CAUGHT_SHOWN = 8 * 1024, CAUGHT_LIMIT = 1024 * 1024 };

static struct sigaction previous[FATAL_COUNT];
static struct termios original;
static bool has_original;
static const char *restoring;
static int restoring_count;
static volatile sig_atomic_t is_active;
// Swift's own backtracer, run after ours if the user set SWIFT_BACKTRACE. By default it would wait half a minute for
// a key, and it reads its settings before main.
static bool is_chaining;

// ---- Standard error --------------------------------------------------------------------------------------

static int real_error = -1;
static int caught = -1;

static void catch_error(void) {
  if (!isatty(STDERR_FILENO)) return;  // a file or a pipe hurts nobody
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
    (void)!write(real_error, bytes, (size_t)count);
    offset += count;
  }
  dup2(real_error, STDERR_FILENO);
}

static void release_error(void) {
  if (real_error < 0) return;
  show_caught();
  close(real_error);
  close(caught);
  real_error = caught = -1;
}

void guard_trim(void) {
  struct stat status;
  if (caught >= 0 && fstat(caught, &status) == 0 && status.st_size > CAUGHT_LIMIT) (void)!ftruncate(caught, 0);
}

// ---- Dying -----------------------------------------------------------------------------------------------

static void on_fatal(int number, siginfo_t *info, void *context) {
  (void)context;
  if (is_active) {
    is_active = 0;
    (void)!write(STDOUT_FILENO, restoring, (size_t)restoring_count);
    if (has_original) tcsetattr(STDIN_FILENO, TCSANOW, &original);
    show_caught();
  }
  struct sigaction action = {.sa_handler = SIG_DFL};
  for (int i = 0; i < FATAL_COUNT; i++) {
    if (FATAL[i] == number && is_chaining) action = previous[i];
  }
  sigaction(number, &action, NULL);
  // A fault happens again on return, now with the right action and the right place; a signal that was sent does not.
  if (info->si_code <= 0) raise(number);
}

void guard_prepare(const char *bytes, int count) {
  restoring = bytes;
  restoring_count = count;
  is_active = 1;
}

void guard_arm(void) {
  has_original = tcgetattr(STDIN_FILENO, &original) == 0;
  is_chaining = getenv("SWIFT_BACKTRACE") != NULL;
  // A stack overflow leaves no stack to handle it on. This thread's only: others are not expected to recurse.
  static char stack[64 * 1024];
  stack_t alternate = {.ss_sp = stack, .ss_size = sizeof stack};
  sigaltstack(&alternate, NULL);
  struct sigaction action = {.sa_sigaction = on_fatal, .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(FATAL[i], &action, &previous[i]);
  catch_error();
}

void guard_disarm(void) {
  is_active = 0;
  for (int i = 0; i < FATAL_COUNT; i++) sigaction(FATAL[i], &previous[i], NULL);
  release_error();
}

void guard_pause(void) { is_active = 0; }

void guard_resume(void) { is_active = 1; }
