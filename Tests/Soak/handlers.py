"""What the processors run: one shell script, whose behaviour is its trigger's type."""

import os

# By type: how many of a hundred, and what its handler does.
TYPES = {
    "soak_quick": (66, "ends at once"),
    "soak_slow": (12, "sleeps for a second"),
    "soak_long": (2, "sleeps longer than a lease"),
    "soak_shaky": (8, "fails at its first try"),
    "soak_failing": (3, "fails until it is given up"),
    "soak_hanging": (1, "is killed at its time limit at its first try"),
    "soak_later": (7, "is put off at its first run"),
    "soak_parked": (1, "is put off until somebody reschedules it"),
}

# A line a beginning, a line an end, each written at once.
SCRIPT = r"""#!/bin/sh
effects=$1 lease=$2 marks=$3
say() {
  echo "$1 $TRIGGER_ID $(date +%s.%N) $$ $PPID $TRIGGER_TYPE $2" >>"$effects"
}
leave() {
  say end "$1"
  exit "$1"
}
say begin 0
case $TRIGGER_TYPE in
  soak_slow) sleep 1 ;;
  soak_long) sleep "$((lease * 3 / 2))" ;;
  soak_shaky) [ "$TRIGGER_TRIES" -gt 0 ] || leave 1 ;;
  soak_failing) leave 3 ;;
  soak_hanging) [ "$TRIGGER_TRIES" -gt 0 ] || sleep 100 ;;
  soak_later)
    if [ ! -e "$marks/$TRIGGER_ID" ]; then
      : >"$marks/$TRIGGER_ID"
      echo 2
      leave 75
    fi
    ;;
  soak_parked)
    echo infinity
    leave 75
    ;;
esac
# The result, by which the run that was recorded is known again.
echo "$$"
leave 0
"""

CONFIGURATION = """\
redis_url = "{redis}"
result_logger = "DatabaseLogger"
tries_before_error = {tries}

[processor]
concurrency = {concurrency}
lease = "{lease}s"
grace = "30s"
backoff_base = "1s"
backoff_limit = "2s"
"""


class Handlers:
    tries = 5
    concurrency = 4

    def __init__(self, directory, lease, redis):
        self.effects = os.path.join(directory, "effects")
        self.configuration = os.path.join(directory, "config.toml")
        script = os.path.join(directory, "handler")
        marks = os.path.join(directory, "put-off")
        os.mkdir(marks)
        with open(script, "w") as file:
            file.write(SCRIPT)
        os.chmod(script, 0o755)
        open(self.effects, "w").close()
        with open(self.configuration, "w") as file:
            file.write(CONFIGURATION.format(
                redis=redis, tries=self.tries, concurrency=self.concurrency, lease=lease))
            for name in TYPES:
                file.write(f'\n[handlers.{name}]\ncommand = ["{script}", "{self.effects}", "{lease}", "{marks}"]\n')
                if name == "soak_hanging":
                    file.write('timeout = "1s"\n')
