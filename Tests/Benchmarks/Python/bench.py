"""The library's side of a comparison: `bench.py WORK COUNT` does it, and prints the seconds it took without the start."""

import os
import sys
import time
from urllib.parse import urlsplit

import django
from django.conf import settings

database = urlsplit(os.environ["DATABASE_URL"])
settings.configure(
    USE_TZ=True,
    INSTALLED_APPS=["djtriggers"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": database.hostname,
            "PORT": database.port,
            "USER": database.username,
            "NAME": database.path.lstrip("/"),
        }
    },
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


def process(count):
    process_triggers()


def fire_each(count):
    for number in range(count):
        Breakfast(source=f"order${number}").save()


def fire_all(count):
    Breakfast.objects.bulk_create(Breakfast(source=f"order${number}") for number in range(count))


def clean(count):
    clean_triggers()


work = globals()[sys.argv[1]]
connection.ensure_connection()
started = time.perf_counter()
work(int(sys.argv[2]))
print(time.perf_counter() - started)
