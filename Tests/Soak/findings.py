"""What is wrong after a soak, and its figures."""

from collections import Counter

from handlers import Handlers
from rows import read_rows

# What clocks and machines under load may differ by, in seconds.
TOLERANCE = 0.2


class Findings:
    def __init__(self, lease, firing, faults, database):
        self.lease = lease
        self.firing = firing
        self.faults = faults
        self.database = database
        self.sentences = list(faults.sentences)
        self.figures = {}
        # A trigger of a sentence, and what became of it.
        self.examples, self.stories = {}, {}
        self.effects = None
        self.began = faults.done[0].began if faults.done else 0

    def wrong(self, sentence):
        self.sentences.append(sentence)

    def wrong_of(self, ids, what):
        """A sentence about triggers; what became of the first of them stands below it."""
        ids = sorted(ids)
        if ids:
            names = ", ".join(map(str, ids[:5])) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")
            self.sentences.append(f"{len(ids)} × {what}: {names}")
            self.examples[self.sentences[-1]] = ids[0]

    def check(self, effects, processors):
        self.effects = effects
        rows = read_rows(self.database)
        self._check_rows(rows)
        self._check_charges(rows)
        self._check_repeats()
        self._check_late(rows)
        self._check_orphans()
        self.stories = {sentence: self._story(id) for sentence, id in self.examples.items()}
        told = Counter()
        for processor in processors:
            told.update({kind: len(texts) for kind, texts in processor.events().items()})
        done = Counter(fault.name for fault in self.faults.done)
        self.figures |= {
            "fired": f"{len(self.firing.fired)} answered, {self.firing.doubtful} calls without an answer, "
                     f"{len(rows)} rows",
            "ends": f"{sum(row.successful for row in rows.values())} succeeded, "
                    f"{sum(row.is_given_up for row in rows.values())} given up, "
                    f"{sum(row.is_parked for row in rows.values())} put off for good",
            "disturbances": ", ".join(f"{done[name]} {name}" for name in self.faults.NAMES),
            "processors": f"{sum(processor.starts for processor in processors)} started",
            "told": ", ".join(f"{count} {kind}" for kind, count in sorted(told.items())),
        }

    def __str__(self):
        width = max(map(len, self.figures), default=0)
        lines = [f"{name:{width}}  {text}" for name, text in self.figures.items()]
        for sentence in self.sentences:
            lines += [f"WRONG: {sentence}"] + self.stories.get(sentence, [])
        return "\n".join(lines + ([] if self.sentences else ["Nothing is wrong."]))

    def _story(self, id):
        """What happened to a trigger and to processors and servers meanwhile, in seconds from the first disturbance."""
        runs = self.effects.of(id)
        moments = [(run.began, f"{run.type} {id} is begun by {run.processor}") for run in runs]
        moments += [(run.ended, f"it ends with {run.code}") for run in runs if run.ended]
        attempts = self.database.rows(
            "SELECT extract(epoch FROM started_at + duration), number || ' is recorded: ' || outcome || ' '"
            "|| coalesce(error_type || ', ' || message, '') FROM triggertop_attempt WHERE trigger_id = " + str(id))
        moments += [(float(moment), f"try {text}") for moment, text in attempts]
        if moments:
            first, last = min(moments)[0] - self.lease, max(moments)[0] + 1
            moments += [(fault.began, str(fault)) for fault in self.faults.done if fault.touches(first, last)]
        return [f"    {moment - self.began:8.3f} {what}" for moment, what in sorted(moments)]

    def _check_rows(self, rows):
        every = rows.values()
        self.wrong_of(set(self.firing.fired) - rows.keys(), "fired and answered, but not there any more")
        ended = [row for row in every if row.processed is not None]
        self.wrong_of(
            (row.id for row in every if row.is_parked != (row.type == "soak_parked" and row.processed is None)),
            "put off for good without having asked for it, or the other way round")
        good = lambda id: {str(run.pid) for run in self.effects.of(id) if run.code == 0}
        done = [row for row in ended if row.successful]
        self.wrong_of((row.id for row in done if not good(row.id)), "recorded as done, but no run of it succeeded")
        self.wrong_of((row.id for row in done if len(row.results) > 1), "its result recorded more than once")
        self.wrong_of((row.id for row in done if not row.results), "recorded as done without its result")
        self.wrong_of(
            (row.id for row in done if not set(row.results) <= good(row.id)), "recorded with a result of no run of it")
        self.wrong_of(
            (row.id for row in done if row.type == "soak_failing"), "recorded as done, though it always fails")
        self.wrong_of(
            (row.id for row in every if row.results and not row.successful), "a result recorded, but not its success")
        self.wrong_of(
            (row.id for row in ended if not row.successful and row.tries != Handlers.tries),
            f"given up, but not at {Handlers.tries} tries")
        self.wrong_of((row.id for row in every if row.attempts["succeeded"] > 1), "more than one success recorded")
        self.wrong_of(
            (row.id for row in every if row.attempts["failed"] != row.tries),
            "not as many failed attempts recorded as tries counted")
        doubled = "SELECT epoch FROM triggertop_attempt WHERE epoch IS NOT NULL GROUP BY epoch HAVING count(*) > 1"
        for epoch in self.database.column(doubled):
            self.wrong(f"Two attempts are recorded for the epoch {epoch}.")

    def _check_charges(self, rows):
        """The run that was recorded as a success, or that put it off for good, is no try."""
        free = lambda row: row.successful or row.is_parked
        self.wrong_of(
            (row.id for row in rows.values() if row.tries > len(self.effects.of(row.id)) - free(row)),
            "more tries counted than runs begun that may have failed")
        self.wrong_of(
            (row.id for row in rows.values() if row.tries < self._failures(row.id)),
            "fewer tries counted than runs that failed")

    def _failures(self, id):
        """Failed runs but for those whose processor died or stood still before another began."""
        runs = self.effects.of(id)
        nexts = [run.began for run in runs[1:]] + [float("inf")]
        return sum(
            run.code not in (None, 0, 75)
            and not any(fault.pid == run.processor and fault.touches(run.began - 1, next)
                        for fault in self.faults.of("kill", "long-stop"))
            for run, next in zip(runs, nexts))

    def _check_repeats(self):
        """A success is repeated, and what was under way is begun again, only where a processor died or stood still."""
        repeated, cut_off, overlapping, wrong = 0, 0, 0, set()
        for runs in self.effects.runs.values():
            for last, run in zip(runs, runs[1:]):
                if last.asks_for_another:
                    continue
                repeated += last.code == 0
                cut_off += last.code is None
                overlapping += last.ended is not None and last.ended > run.began
                if not self._is_explained(last, run):
                    wrong.add(run.id)
        self.wrong_of(wrong, "run again, though the processor that ran it neither died nor stood still")
        self.figures["effects"] = (
            f"{len(self.effects.all)} begun, {repeated} repeated after a success, "
            f"{cut_off} begun again after they were cut off, {overlapping} beside another run of theirs")

    def _is_explained(self, last, run):
        # A handler writes down that it begins a moment after it was begun.
        faults = [fault for fault in self.faults.of("kill", "long-stop") if fault.touches(last.began - 1, run.began)]
        return any(
            fault.pid == last.processor or (fault.name == "long-stop" and fault.pid == run.processor)
            for fault in faults)

    def _check_late(self, rows):
        """One that stood still may have been just about to begin: with each of its slots, not with more."""
        late, wrong = Counter(), set()
        for run in self.effects.all:
            processed = rows[run.id].processed if run.id in rows else None
            if processed is None or run.began < processed + TOLERANCE:
                continue
            stops = [place for place, fault in enumerate(self.faults.done)
                     if fault.name in ("stop", "long-stop") and fault.pid == run.processor
                     and fault.ended - TOLERANCE <= run.began <= fault.ended + 1]
            if not stops:
                wrong.add(run.id)
            else:
                late[stops[0]] += 1
                if late[stops[0]] > Handlers.concurrency:
                    wrong.add(run.id)
        self.wrong_of(wrong, "begun after its end was recorded")
        self.figures["begun late"] = f"{sum(late.values())} by processors that had stood still"

    def _check_orphans(self):
        killed = {fault.pid: fault.began for fault in self.faults.of("kill")}
        self.wrong_of(
            {run.id for run in self.effects.all
             if run.processor in killed and (run.ended or 0) > killed[run.processor] + 2},
            "its handler went on for more than two seconds after its processor was killed")
