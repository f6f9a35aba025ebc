#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "CNcurses.h"
#include "internal.h"

static const int HANDLED[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGTSTP, SIGCONT};
enum { HANDLED_COUNT = sizeof HANDLED / sizeof *HANDLED };

static struct sigaction previous[HANDLED_COUNT];
static int signal_pipe[2] = {-1, -1};
// Never closed: a thread may wake a terminal that has just been closed.
static int wake_event = -1;

// The first that asked for the end, or 0.
static volatile sig_atomic_t ending;

// One byte a signal, read by terminal_wait.
static void on_signal(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  if (ending == 0 && (number == SIGINT || number == SIGTERM || number == SIGHUP)) ending = number;
  (void)!write(signal_pipe[1], &byte, 1);
  errno = saved;
}

bool signals_open(void) {
  if (wake_event < 0) wake_event = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
  if (wake_event < 0 || pipe2(signal_pipe, O_NONBLOCK | O_CLOEXEC) != 0) return false;
  ending = 0;
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  for (int i = 0; i < HANDLED_COUNT; i++) {
    sigaction(HANDLED[i], &action, &previous[i]);
    // nohup means it.
    if (HANDLED[i] == SIGHUP && previous[i].sa_handler == SIG_IGN) sigaction(SIGHUP, &previous[i], NULL);
  }
  return true;
}

void signals_close(void) {
  for (int i = 0; i < HANDLED_COUNT; i++) sigaction(HANDLED[i], &previous[i], NULL);
  close(signal_pipe[0]);
  close(signal_pipe[1]);
  signal_pipe[0] = signal_pipe[1] = -1;
}

void signals_stop_group(void) {
  struct sigaction ours;
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(SIGTSTP, &standard, &ours);
  // The group, not the process: a script that started us must stop too, or the shell never gets the terminal.
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &ours, NULL);
}

static terminal_events read_signals(terminal_events events) {
  bool is_resized = false;
  bool is_continued = false;
  unsigned char bytes[64];
  ssize_t count;
  while ((count = read(signal_pipe[0], bytes, sizeof bytes)) > 0) {
    for (ssize_t i = 0; i < count; i++) {
      switch (bytes[i]) {
        case SIGINT:
        case SIGTERM: events.interrupts++; break;
        case SIGHUP: events.is_gone = true; break;
        case SIGTSTP: events.is_stopping = true; break;
        case SIGWINCH: is_resized = true; break;
        case SIGCONT: is_continued = true; break;
      }
    }
  }
  // However many came, once is enough.
  if (is_continued) terminal_retake();
  else if (is_resized) terminal_fit();
  return events;
}

terminal_events terminal_wait(int timeout_milliseconds) {
  terminal_events events = {0};
  struct pollfd polled[] = {
    {.fd = STDIN_FILENO, .events = POLLIN},
    {.fd = wake_event, .events = POLLIN},
    {.fd = signal_pipe[0], .events = POLLIN},
    {.fd = output_is_waiting() ? output_descriptor() : -1, .events = POLLOUT},
  };
  // Interrupted by a signal: its byte lies in the pipe already.
  if (poll(polled, 4, timeout_milliseconds) < 0) {
    for (int i = 0; i < 4; i++) polled[i].revents = i == 2 ? POLLIN : 0;
  }
  if (polled[0].revents & (POLLHUP | POLLERR | POLLNVAL)) events.is_gone = true;
  events.has_input = polled[0].revents & POLLIN;
  if (polled[3].revents) output_flush();
  if (polled[1].revents & POLLIN) {
    uint64_t count;
    (void)!read(wake_event, &count, sizeof count);
  }
  return polled[2].revents & POLLIN ? read_signals(events) : events;
}

ptrdiff_t terminal_read(uint8_t *bytes, size_t capacity) {
  ssize_t count;
  do count = read(STDIN_FILENO, bytes, capacity);
  while (count < 0 && errno == EINTR);
  return count < 0 && errno == EAGAIN ? 0 : count == 0 ? -1 : count;
}

int terminal_ending_signal(void) { return ending; }

void terminal_wake(void) {
  uint64_t one = 1;
  (void)!write(wake_event, &one, sizeof one);
}
