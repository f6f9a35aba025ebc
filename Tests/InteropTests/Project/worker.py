"""The project's Celery application: `celery -A worker worker`."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django
from celery import Celery

django.setup()

app = Celery("interop")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["djtriggers"])
