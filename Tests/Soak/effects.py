"""What handlers did, as they wrote it down themselves."""

from dataclasses import dataclass


@dataclass
class Run:
    id: int
    type: str
    began: float
    pid: int
    # Of the processor that began it.
    processor: int
    ended: float | None = None
    code: int | None = None

    @property
    def asks_for_another(self):
        """It failed, was put off, or was killed at its time limit."""
        return self.code not in (None, 0) or (self.type == "soak_hanging" and self.code is None)


class Effects:
    """Runs by trigger, in the order in which they began."""

    def __init__(self, path):
        self.runs = {}
        # Lines that are none: a handler that was killed while it wrote.
        self.torn = 0
        underway = {}
        with open(path, errors="replace") as file:
            for line in file:
                self._read(line.split(), underway)
        for runs in self.runs.values():
            runs.sort(key=lambda run: run.began)

    def _read(self, words, underway):
        try:
            kind, (id, pid, processor, code) = words[0], (int(words[place]) for place in (1, 3, 4, 6))
            time, type = float(words[2]), words[5]
        except (IndexError, ValueError):
            self.torn += 1
            return
        if kind == "begin":
            run = Run(id, type, time, pid, processor)
            underway[id, pid] = run
            self.runs.setdefault(id, []).append(run)
        elif (id, pid) in underway:
            run = underway.pop((id, pid))
            run.ended, run.code = time, code

    def of(self, id):
        return self.runs.get(id, [])

    @property
    def all(self):
        return [run for runs in self.runs.values() for run in runs]
