"""The end of a soak: what is fired is worked off, and what processors leave in tables and in Redis is looked at."""

import time

UNPROCESSED = "date_processed IS NULL AND process_after IS DISTINCT FROM 'infinity'"
CLAIMS = "SELECT kind || ' of trigger ' || trigger_id FROM triggertop_claim ORDER BY trigger_id"


class Settling:
    # Without any progress; leases, pauses after failures and holds are all far shorter.
    patience = 60

    def __init__(self, soak, database, findings):
        self.soak = soak
        self.database = database
        self.findings = findings
        self.lease = soak.options.lease

    def run(self):
        self._work_off()
        # Idle processors clear up with each beat.
        self._expect("no claim with nothing to do", lambda: self.database.column(CLAIMS), 3 * self.lease)
        self._forget_the_dead()
        self._drain()
        self._expect("no claim once all are drained", lambda: self.database.column(CLAIMS), 0)
        self._expect("no registration once all are drained", self._registered, 0)
        keys = lambda: self.soak.redis.ask("--scan", "--pattern", "djtriggers-*")
        self._expect("no key in Redis once all are drained", keys, 0)

    def _work_off(self):
        last, since = None, time.monotonic()
        while True:
            now = self.database.rows(
                f"SELECT count(*), coalesce(sum(number_of_tries), 0) FROM djtriggers_trigger WHERE {UNPROCESSED}")[0]
            if now[0] == "0":
                return
            if now != last:
                last, since = now, time.monotonic()
            if time.monotonic() - since > self.patience:
                break
            time.sleep(0.5)
        stuck = self.database.column(f"SELECT id FROM djtriggers_trigger WHERE {UNPROCESSED} ORDER BY id")
        self.findings.wrong_of(map(int, stuck), f"not worked off, without any progress for {self.patience} s")

    def _forget_the_dead(self):
        """Registrations of the killed are kept for a day: here it is made to be over."""
        pids = ", ".join(str(processor.pid) for processor in self.soak.processors)
        self.database.rows(
            f"UPDATE triggertop_processor SET seen_at = now() - interval '2 days' WHERE pid NOT IN ({pids})")
        old = "SELECT id FROM triggertop_processor WHERE seen_at < now() - interval '1 day'"
        self._expect(
            "no registration of a processor that was last seen two days ago", lambda: self.database.column(old), 30)

    def _registered(self):
        return self.database.column(
            "SELECT host || ':' || pid FROM triggertop_processor WHERE seen_at > now() - interval '1 day'")

    def _drain(self):
        for processor in self.soak.processors:
            code = processor.drain(45)
            if code != 0:
                how = "did not end" if code is None else f"ended with {code}"
                self.findings.wrong(
                    f"{processor.name} {how} after SIGTERM with nothing to do: {processor.last_words()}")

    def _expect(self, what, found, seconds):
        """Nothing is to be found, at the latest after so many seconds."""
        end = time.monotonic() + seconds
        while (left := found()) and time.monotonic() < end:
            time.sleep(0.2)
        if left:
            self.findings.wrong(f"Expected {what}, but there {'is' if len(left) == 1 else 'are'} {len(left)}: "
                                + ", ".join(left[:5]) + ("…" if len(left) > 5 else ""))
