// What goes to the terminal, without ever waiting for it: a terminal that takes nothing (a hung line, a stopped
// multiplexer) must not keep the process from hearing its signals.
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

// The terminal once more: whether writing may block belongs to what was opened, and standard output is shared with the
// shell and everybody else.
static int descriptor = -1;
// Where ncurses writes: a file in memory.
static int canvas = -1;
static FILE *canvas_stream;

static char *waiting;
static size_t waiting_start, waiting_end, waiting_capacity;

bool output_open(void) {
  int flags = O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC;
  descriptor = open("/proc/self/fd/1", flags);
  // The terminal belongs to another user, as after su: its other name is open to whom it controls.
  if (descriptor < 0 && tcgetsid(STDOUT_FILENO) == getsid(0)) descriptor = open("/dev/tty", flags);
  // Better a terminal that may block than none.
  if (descriptor < 0) descriptor = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  canvas = memfd_create("screen", MFD_CLOEXEC);
  canvas_stream = canvas < 0 ? NULL : fdopen(canvas, "w");
  if (descriptor >= 0 && canvas_stream != NULL) return true;
  output_close();
  return false;
}

void output_close(void) {
  if (canvas_stream != NULL) fclose(canvas_stream);
  else if (canvas >= 0) close(canvas);
  if (descriptor >= 0) close(descriptor);
  free(waiting);
  descriptor = canvas = -1;
  canvas_stream = NULL;
  waiting = NULL;
  waiting_start = waiting_end = waiting_capacity = 0;
}

FILE *output_canvas(void) { return canvas_stream; }

int output_descriptor(void) { return descriptor; }

bool output_is_waiting(void) { return waiting_end > waiting_start; }

void output_flush(void) {
  while (output_is_waiting()) {
    ssize_t written = write(descriptor, waiting + waiting_start, waiting_end - waiting_start);
    if (written > 0) waiting_start += (size_t)written;
    else if (errno == EAGAIN) return;
    // The terminal is gone: poll will say so.
    else if (errno != EINTR) break;
  }
  waiting_start = waiting_end = 0;
}

// Room for more, or NULL where there is no memory.
static char *grow(size_t count) {
  if (waiting_start > 0) {
    memmove(waiting, waiting + waiting_start, waiting_end - waiting_start);
    waiting_end -= waiting_start;
    waiting_start = 0;
  }
  if (waiting_end + count > waiting_capacity) {
    char *larger = realloc(waiting, waiting_end + count);
    if (larger == NULL) return NULL;
    waiting = larger;
    waiting_capacity = waiting_end + count;
  }
  return waiting + waiting_end;
}

void output_put(const char *bytes, size_t count) {
  char *room = grow(count);
  if (room == NULL) return;
  memcpy(room, bytes, count);
  waiting_end += count;
  output_flush();
}

void output_put_text(const char *text) { output_put(text, strlen(text)); }

void output_take_canvas(void) {
  struct stat status;
  if (fstat(canvas, &status) != 0 || status.st_size == 0) return;
  char *room = grow((size_t)status.st_size);
  ssize_t count = room == NULL ? 0 : pread(canvas, room, (size_t)status.st_size, 0);
  if (count > 0) waiting_end += (size_t)count;
  output_drop_canvas();
  output_flush();
}

void output_drop_canvas(void) {
  (void)!ftruncate(canvas, 0);
  lseek(canvas, 0, SEEK_SET);
}

// ---- Last words ------------------------------------------------------------------------------------------

static int milliseconds_until(const struct timespec *end) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  long left = (end->tv_sec - now.tv_sec) * 1000 + (end->tv_nsec - now.tv_nsec) / 1000000;
  return left > 0 ? (int)left : 0;
}

static struct timespec after_milliseconds(int limit) {
  struct timespec end;
  clock_gettime(CLOCK_MONOTONIC, &end);
  end.tv_sec += limit / 1000;
  end.tv_nsec += limit % 1000 * 1000000L;
  return end;
}

bool output_drain(int limit_milliseconds) {
  struct timespec end = after_milliseconds(limit_milliseconds);
  for (output_flush(); output_is_waiting(); output_flush()) {
    int left = milliseconds_until(&end);
    struct pollfd polled = {.fd = descriptor, .events = POLLOUT};
    if (left == 0 || (poll(&polled, 1, left) <= 0 && errno != EINTR)) return !output_is_waiting();
  }
  return true;
}

bool output_say(const char *bytes, size_t count, int limit_milliseconds) {
  struct timespec end = after_milliseconds(limit_milliseconds);
  while (count > 0) {
    ssize_t written = write(descriptor, bytes, count);
    if (written > 0) {
      bytes += written;
      count -= (size_t)written;
      continue;
    }
    if (errno == EINTR) continue;
    int left = milliseconds_until(&end);
    struct pollfd polled = {.fd = descriptor, .events = POLLOUT};
    if (errno != EAGAIN || left == 0 || poll(&polled, 1, left) == 0) return false;
  }
  return true;
}
