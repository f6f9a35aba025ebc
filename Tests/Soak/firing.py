"""Who fires: applications in Swift by the program, applications in Python by Django's INSERT."""

import threading

from handlers import TYPES
from servers import SoakFailure

# How many at once, and how often.
BURSTS = {1: 50, 3: 30, 10: 15, 100: 4}


class Firing(threading.Thread):
    def __init__(self, database, program, generator, rate):
        super().__init__(daemon=True)
        self.database = database
        self.program = program
        self.generator = generator
        self.pause = sum(size * weight for size, weight in BURSTS.items()) / sum(BURSTS.values()) / rate
        self.over = threading.Event()
        # Ids that were answered: these triggers are there for good.
        self.fired = []
        # Calls without an answer, of which nobody knows.
        self.doubtful = 0

    def run(self):
        while not self.over.wait(self.generator.expovariate(1 / self.pause)):
            size = self._one_of(BURSTS)
            names = [self._one_of({name: weight for name, (weight, _) in TYPES.items()}) for _ in range(size)]
            by_program = size == 1 and self.generator.random() < 0.5
            try:
                self.fired += self._by_program(names[0]) if by_program else self._by_insert(names)
            except SoakFailure:
                self.doubtful += 1

    def end(self):
        """Returns when nothing is on its way any more."""
        self.over.set()
        if self.is_alive():
            self.join()

    def _by_program(self, name):
        after = ["--after", "+2s"] if self.generator.random() < 0.2 else []
        return [int(self.program.call("fire", name, "--source", "soak", *after))]

    def _by_insert(self, names):
        values = ", ".join(f"('{name}', 'soak$insert', now(), 0)" for name in names)
        return [int(id) for id in self.database.column(
            "INSERT INTO djtriggers_trigger (trigger_type, source, date_received, number_of_tries) "
            f"VALUES {values} RETURNING id")]

    def _one_of(self, weights):
        return self.generator.choices(list(weights), list(weights.values()))[0]
