"""What is done to processors and servers while they work."""

import signal
import time
from dataclasses import dataclass

from database import DatabaseFailure


@dataclass
class Disturbance:
    name: str
    # Of the processor that it was done to; None for a server.
    pid: int | None
    began: float
    ended: float

    def __str__(self):
        whose = f" of {self.pid}" if self.pid else ""
        return f"{self.name}{whose}, {self.ended - self.began:.1f} s"

    def touches(self, first, last):
        return self.began <= last and self.ended >= first


class Faults:
    """One after another, with a moment of peace between two."""

    # How often each comes.
    WEIGHTS = {"kill": 6, "cut": 4, "stop": 3, "long-stop": 3, "drain": 2, "postgres": 3, "redis": 2}
    NAMES = list(WEIGHTS)

    def __init__(self, soak, generator, database):
        self.soak = soak
        self.generator = generator
        self.database = database
        self.lease = soak.options.lease
        self.done = []
        # What went wrong meanwhile, in a sentence each.
        self.sentences = []

    def go_on(self, until):
        names = self.soak.options.only or self.NAMES
        while self._wait(self.generator.uniform(1, 6), until):
            name = self.generator.choices(names, [self.WEIGHTS[name] for name in names])[0]
            getattr(self, "_" + name.replace("-", "_"))(self.generator.choice(self.soak.processors))

    def of(self, *names):
        return [fault for fault in self.done if fault.name in names]

    def _wait(self, seconds, until):
        """False once the time is over."""
        end = min(time.monotonic() + seconds, until)
        while time.monotonic() < end:
            time.sleep(0.1)
            self._watch()
        return end < until

    def _watch(self):
        """Nothing that is done here is a reason for a processor to end by itself."""
        for processor in self.soak.processors:
            if processor.code is not None:
                self.sentences.append(
                    f"{processor.name} ended by itself with {processor.code}: {processor.last_words()}")
                processor.start()

    def _kill(self, processor):
        with self._noted("kill", processor):
            processor.kill()
        processor.start()

    def _cut(self, processor):
        with self._noted("cut", processor):
            try:
                self.database.rows(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    f"WHERE application_name = '{processor.name}'")
            except DatabaseFailure as failure:
                self.sentences.append(f"The soak's own connection failed: {failure}")

    def _stop(self, processor):
        """Too short for a lease to end that is renewed at a third of it."""
        self._freeze("stop", processor, self.generator.uniform(0.1, 0.5) * self.lease)

    def _long_stop(self, processor):
        self._freeze("long-stop", processor, self.generator.uniform(1.5, 2.5) * self.lease)

    def _freeze(self, name, processor, seconds):
        with self._noted(name, processor):
            processor.send(signal.SIGSTOP)
            time.sleep(seconds)
            processor.send(signal.SIGCONT)

    def _drain(self, processor):
        limit = 45
        with self._noted("drain", processor):
            code = processor.drain(limit)
        if code != 0:
            how = f"did not end within {limit} s of" if code is None else f"ended with {code} after"
            self.sentences.append(f"{processor.name} {how} SIGTERM: {processor.last_words()}")
            processor.kill()
        processor.start()

    def _postgres(self, _):
        with self._noted("postgres"):
            self.soak.postgres.stop_at_once()
            time.sleep(self._outage())
            self.soak.postgres.start()

    def _redis(self, _):
        with self._noted("redis"):
            self.soak.redis.kill()
            time.sleep(self._outage())
            self.soak.redis.start()

    def _outage(self):
        return self.generator.choice([0, 0, 0.5, 1.5]) * self.lease

    def _noted(self, name, processor=None):
        return _Noting(self.done, name, processor and processor.pid)


class _Noting:
    def __init__(self, done, name, pid):
        self.done, self.name, self.pid = done, name, pid

    def __enter__(self):
        self.began = time.time()

    def __exit__(self, *_):
        self.done.append(Disturbance(self.name, self.pid, self.began, time.time()))
