"""The library's side of a comparison: `bench.py WORK COUNT` does it, and prints the seconds that it took without the
start, and the bytes that PostgreSQL wrote ahead meanwhile."""

import multiprocessing
import os
import sys
import time
from urllib.parse import urlsplit

import django
from django.conf import settings

database = urlsplit(os.environ["DATABASE_URL"])
if database.scheme == "sqlite":
    address = {"ENGINE": "django.db.backends.sqlite3", "NAME": database.path}
else:
    address = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": database.hostname,
        "PORT": database.port,
        "USER": database.username,
        "NAME": database.path.lstrip("/"),
    }
settings.configure(
    USE_TZ=True,
    INSTALLED_APPS=["djtriggers"],
    DATABASES={"default": address},
    # What does not begin with redis switches locks off.
    DJTRIGGERS_REDIS_URL=os.environ.get("REDIS_URL", "none"),
)
django.setup()

from django.db import connection
from djtriggers.logic import clean_triggers, process_triggers
from djtriggers.models import Trigger, TriggerBase


class Breakfast(Trigger, metaclass=TriggerBase):
    class Meta:
        proxy = True
        app_label = "djtriggers"

    typed = "breakfast"

    def _process(self, dictionary={}):
        return None


# Each makes itself ready, and returns what is timed.


def process(count):
    return process_triggers


def fire(numbers):
    for number in numbers:
        Breakfast(source=f"order${number}").save()


def fire_each(count):
    return lambda: fire(range(count))


def fire_by_eight(count):
    """Processes, since threads would wait for each other; each with a connection of its own."""
    callers = 8
    begin = multiprocessing.Barrier(callers + 1)

    def call(first):
        connection.ensure_connection()
        begin.wait()
        fire(range(first, count, callers))

    # A connection can't be shared with those that are forked.
    connection.close()
    processes = [multiprocessing.Process(target=call, args=(first,)) for first in range(callers)]
    for process in processes:
        process.start()

    def run():
        begin.wait()
        for process in processes:
            process.join()

    return run


def fire_all(count):
    return lambda: Breakfast.objects.bulk_create(Breakfast(source=f"order${number}") for number in range(count))


def clean(count):
    return clean_triggers


def written_ahead():
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_wal_insert_lsn() - '0/0'")
        return cursor.fetchone()[0]


run = globals()[sys.argv[1]](int(sys.argv[2]))
connection.ensure_connection()
before = written_ahead()
started = time.perf_counter()
run()
seconds = time.perf_counter() - started
print(seconds, written_ahead() - before)
