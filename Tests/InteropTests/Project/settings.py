"""A Django project that uses django-triggers as its documentation says; servers come from the environment."""

import os

SECRET_KEY = "interoperation tests"
USE_TZ = True
TIME_ZONE = "UTC"
INSTALLED_APPS = ["djtriggers", "billing"]
DEFAULT_AUTO_FIELD = os.environ.get("AUTO_FIELD", "django.db.models.AutoField")
if "BigAutoField" in DEFAULT_AUTO_FIELD:
    # The library's migrations name AutoField; from the models alone Django makes bigint keys.
    MIGRATION_MODULES = {"djtriggers": None, "billing": None}

if "SQLITE_PATH" in os.environ:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["SQLITE_PATH"]}}
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ.get("PGHOST", ""),
            "PORT": os.environ.get("PGPORT", ""),
            "USER": os.environ.get("PGUSER", ""),
            "NAME": os.environ.get("PGDATABASE", ""),
        }
    }

DJTRIGGERS_REDIS_URL = os.environ.get("REDIS_URL", "none")
DJTRIGGERS_ASYNC_HANDLING = False
DJTRIGGERS_CELERY_TASK_MAX_RETRIES = 0
DJTRIGGERS_TYPE_TO_TABLE = {
    "pay_bill": "billing_paybill",
    "letter": ("billing_letter", "billing_lettercopy"),
    "reminder": (("billing_reminderlog", "reminder_id"), "billing_reminder"),
}
DJTRIGGERS_LOGGERS = (
    "djtriggers.loggers.database.DatabaseLogger",
    "djtriggers.loggers.database.DatabaseSerializeLogger",
)

CELERY_BROKER_URL = os.environ.get("REDIS_URL", "")
