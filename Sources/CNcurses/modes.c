// How the terminal's driver treats input and output. Never waiting for what is still to be written.
#define _GNU_SOURCE

#include <termios.h>
#include <unistd.h>

#include "internal.h"

static struct termios original;
static bool has_original;

void modes_keep(void) { has_original = tcgetattr(STDIN_FILENO, &original) == 0; }

void modes_raw(void) {
  if (!has_original) return;
  struct termios raw = original;
  raw.c_iflag &= ~(tcflag_t)(BRKINT | ICRNL | INLCR | IGNCR | INPCK | ISTRIP | IXON | PARMRK);
  raw.c_oflag &= ~(tcflag_t)OPOST;
  raw.c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | IEXTEN | ISIG);
  raw.c_cflag = (raw.c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void modes_restore(void) {
  if (has_original) tcsetattr(STDIN_FILENO, TCSANOW, &original);
}
