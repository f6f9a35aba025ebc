"""What the queue says of each trigger."""

from collections import Counter
from dataclasses import dataclass


@dataclass
class Row:
    id: int
    type: str
    # When it was processed; None where it was not.
    processed: float | None
    successful: bool
    is_parked: bool
    tries: int
    results: list
    # Recorded attempts, by outcome.
    attempts: Counter

    @property
    def is_given_up(self):
        return self.processed is not None and not self.successful


def read_rows(database):
    """By id."""
    results, attempts = {}, {}
    for id, text in database.rows("SELECT trigger_id, result FROM djtriggers_triggerresult"):
        results.setdefault(int(id), []).append(text)
    for id, outcome in database.rows("SELECT trigger_id, outcome FROM triggertop_attempt"):
        attempts.setdefault(int(id), Counter())[outcome] += 1
    rows = database.rows(
        "SELECT id, trigger_type, extract(epoch FROM date_processed), coalesce(successful, false), "
        "coalesce(process_after = 'infinity', false), number_of_tries FROM djtriggers_trigger")
    return {
        int(id): Row(
            int(id), type, float(processed) if processed else None, successful == "t", is_parked == "t", int(tries),
            results.get(int(id), []), attempts.get(int(id), Counter()))
        for id, type, processed, successful, is_parked, tries in rows
    }
