"""`triggertop process`, as a supervisor would run it."""

import json
import os
import signal
import subprocess

from servers import SoakFailure


class Processor:
    def __init__(self, name, program, handlers, url, directory):
        self.name = name
        self.log = os.path.join(directory, f"{name}.log")
        self.program = program
        self.options = ["--database", url, "--config", handlers.configuration]
        # The name is by which its connections are found.
        self.environment = {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"), "HOME": directory, "LANG": "C.UTF-8", "TZ": "UTC",
            "PGAPPNAME": name,
        }
        self.directory = directory
        self.process = None
        self.starts = 0

    def call(self, *words):
        """Another of the program's commands on the same queue; its output.

        - Raises: `SoakFailure` where it fails."""
        run = subprocess.run(
            [self.program, *words, *self.options], env=self.environment | {"PGAPPNAME": "soak"},
            capture_output=True, text=True, stdin=subprocess.DEVNULL, start_new_session=True)
        if run.returncode:
            raise SoakFailure(f"triggertop {' '.join(words)} ended with {run.returncode}: {run.stderr.strip()}")
        return run.stdout

    def start(self):
        self.starts += 1
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.program, "process", "--json", *self.options], env=self.environment, cwd=self.directory,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

    @property
    def pid(self):
        return self.process.pid

    @property
    def code(self):
        """Negative after a signal; None while it runs."""
        return self.process.poll() if self.process else None

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        if self.process and self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def drain(self, limit):
        """How it ended; None where it did not, in so many seconds."""
        self.send(signal.SIGTERM)
        try:
            return self.process.wait(limit)
        except subprocess.TimeoutExpired:
            return None

    def events(self):
        """What it told, by kind; what is no event is told under "other"."""
        told = {}
        with open(self.log, errors="replace") as log:
            for line in log:
                try:
                    event = json.loads(line)
                    told.setdefault(event["event"], []).append(event["text"])
                except (ValueError, KeyError):
                    told.setdefault("other", []).append(line.rstrip())
        return told

    def last_words(self):
        with open(self.log, errors="replace") as log:
            return " / ".join(log.read().split("\n")[-4:]).strip(" /")[-400:]


def leftovers(directory):
    """Ends what still runs of a soak, and names it."""
    found = []
    for entry in os.listdir("/proc"):
        if not entry.isdigit() or int(entry) == os.getpid():
            continue
        try:
            with open(f"/proc/{entry}/cmdline") as file:
                command = file.read().replace("\0", " ").strip()
            if f"{directory}/" in command:
                found.append(f"{entry} ({command[:60]})")
                os.kill(int(entry), signal.SIGKILL)
        except OSError:
            pass
    return found
