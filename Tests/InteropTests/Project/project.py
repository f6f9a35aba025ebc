"""What the tests ask of the Python side: `python project.py COMMAND ARGUMENT…`, answers as JSON on stdout."""

import json
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django

django.setup()

from django.core.management import call_command
from django.utils import timezone
from djtriggers.locking import redis_lock
from djtriggers.logic import clean_triggers, process_triggers
from djtriggers.models import Trigger, TriggerResult
from djtriggers.tasks import process_trigger

from billing.models import Breakfast, PayBill


def migrate():
    """The library's own migrations, and tables for the models here."""
    call_command("migrate", verbosity=0, interactive=False)


def fire(kind, count="1"):
    """Fires triggers as an application does."""
    fired = []
    for number in range(int(count)):
        trigger = Breakfast() if kind == "breakfast" else PayBill(amount=5 + number, recipient="zürich ☕")
        trigger.set_source("invoice", number)
        trigger.save()
        fired.append(trigger.pk)
    return fired


def process():
    """One round over all that is due."""
    process_triggers()


def process_one(model, trigger_id):
    """Runs one trigger, and tells what was raised."""
    try:
        {"Breakfast": Breakfast, "PayBill": PayBill}[model].objects.get(pk=trigger_id).process()
    except Exception as error:
        return type(error).__name__


def show(trigger_id):
    """A trigger as Python reads it."""
    row = Trigger.objects.filter(pk=trigger_id).values().first()
    if row is None:
        return None
    row = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in row.items()}
    row["results"] = list(TriggerResult.objects.filter(trigger_id=trigger_id).values_list("result", flat=True))
    child = PayBill.objects.filter(pk=trigger_id).first()
    if child is not None:
        row["data"] = {"amount": child.amount, "recipient": child.recipient, "fee": child.fee and str(child.fee)}
    return row


def hold(trigger_id):
    """Takes the library's lock, says so, and keeps it until a line comes on stdin."""
    with redis_lock(f"djtriggers-{trigger_id}", blocking_timeout=0):
        print("held", flush=True)
        sys.stdin.readline()


def abandon(trigger_id):
    """Takes the library's lock and dies with it, as a killed worker does."""
    redis_lock(f"djtriggers-{trigger_id}", blocking_timeout=0).__enter__()
    os._exit(0)


def clean():
    """The library's own cleaning of what is older than now."""
    return clean_triggers(expiration_dt=timezone.now())


def send(app, model, trigger_id):
    """Puts the library's own message on the broker."""
    import worker  # noqa: F401, binds the task to the broker

    process_trigger.apply_async((int(trigger_id), app, model), {"use_statsd": False}, max_retries=0)


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])), flush=True)
