"""What the tests ask of the Python side: one JSON list [COMMAND, ARGUMENT…] a line, one line of JSON behind an arrow for each answer."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from djtriggers.locking import redis_lock
from djtriggers.logic import process_triggers
from djtriggers.models import Trigger, TriggerResult
from djtriggers.tasks import process_trigger

import cleaning
import flaws
from billing.models import Breakfast, Letter, PayBill, Reminder

MODELS = {model.__name__: model for model in (Breakfast, Letter, PayBill, Reminder)}
HELD = {}


def migrate():
    """The library's own migrations, and tables for the models here."""
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)


def adopt():
    """Takes over tables that somebody else made for the library, and makes those of the models here."""
    call_command("migrate", "djtriggers", fake=True, verbosity=0)
    call_command("migrate", verbosity=0)


def use(database):
    """Works on another database of the same server, or on another file, from now on."""
    connection.close()
    connection.settings_dict["NAME"] = database


def leave():
    """Closes the connection, until the next command needs it."""
    connection.close()


def dump():
    """All rows by table, as the database orders and holds them."""
    rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            if table != "django_migrations":
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
                names = [column[0] for column in cursor.description]
                rows[table] = [dict(zip(names, row)) for row in cursor.fetchall()]
    return rows


def catalog():
    """The statements by which SQLite keeps the library's tables and indexes, by name."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE tbl_name LIKE 'djtriggers%' AND sql IS NOT NULL")
        return dict(cursor.fetchall())


def fire(model, count=1, **fields):
    """Fires triggers as an application does."""
    fired = []
    for number in range(count):
        trigger = MODELS[model](**fields)
        trigger.set_source("invoice", number)
        trigger.save()
        fired.append(trigger.pk)
    return fired


def process():
    """One round over all that is due. Returns how many are left."""
    process_triggers()
    return Trigger.objects.filter(date_processed__isnull=True).count()


def process_one(model, trigger_id):
    """Runs one trigger, and tells what was raised."""
    try:
        MODELS[model].objects.get(pk=trigger_id).process()
    except Exception as error:
        return type(error).__name__


def show(trigger_id):
    """A trigger as Python reads it, with its child row and results."""
    row = Trigger.objects.filter(pk=trigger_id).values().first()
    if row is None:
        return None
    child = PayBill.objects.filter(pk=trigger_id).values("amount", "recipient", "fee", "urgent", "due_on").first()
    row["data"] = child
    row["results"] = list(TriggerResult.objects.filter(trigger_id=trigger_id).values_list("result", flat=True))
    return row


def take(trigger_id):
    """Takes the library's lock, and keeps it until it is given back or this process dies."""
    lock = redis_lock(f"djtriggers-{trigger_id}", blocking_timeout=0)
    lock.__enter__()
    HELD[trigger_id] = lock


def give(trigger_id):
    HELD.pop(trigger_id).__exit__(None, None, None)


def age(days):
    """Lets everything that is processed have been processed so many days ago."""
    return Trigger.objects.filter(date_processed__isnull=False).update(
        date_processed=timezone.now() - timezone.timedelta(days=days)
    )


def send(model, trigger_id):
    """Puts the library's own message on the broker."""
    import worker  # noqa: F401, binds the task to the broker

    process_trigger.apply_async((trigger_id, "billing", model), {"use_statsd": False}, max_retries=0)


def call(command, *arguments):
    fields = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
    positional = arguments[:-1] if fields else arguments
    function = globals().get(command) or getattr(cleaning, command, None) or getattr(flaws, command)
    return "=> " + json.dumps(function(*positional, **fields), default=str, ensure_ascii=False)


def serve():
    for line in sys.stdin:
        print(call(*json.loads(line)), flush=True)
