"""The library's cleaning, and rows to clean."""

from datetime import datetime, timedelta, timezone as zones
from unittest import mock

from dateutil.relativedelta import relativedelta
from djtriggers.logic import clean_triggers
from djtriggers.models import Trigger, TriggerResult

from billing.models import Breakfast, Letter, LetterCopy, PayBill, Payment, Receipt, Reminder, ReminderLog


def seed(boundary):
    """Triggers of each type processed around a time or never, with all that belongs to them by any way."""
    boundary = datetime.fromisoformat(boundary)
    moments = [-timedelta(days=300), -timedelta(microseconds=1), timedelta(0), timedelta(microseconds=1), None]
    for number, moment in enumerate(moments):
        row = {
            "date_received": boundary - timedelta(days=400),
            "date_processed": None if moment is None else boundary + moment,
            "successful": [True, False, None][number % 3],
            "number_of_tries": number,
        }
        breakfast = Breakfast.objects.create(source="hotel$8", **row)
        bill = PayBill.objects.create(amount=number, recipient="zürich ☕", **row)
        letter = Letter.objects.create(body="dear all", **row)
        reminder = Reminder.objects.create(level=number, **row)
        for trigger in (breakfast, bill, letter, reminder):
            for _ in range(number % 3):
                TriggerResult.objects.create(trigger=trigger, result=f"result {number}")
            Receipt.objects.create(trigger=trigger)
            # Of a letter or a reminder it is theirs; else it only has the same number.
            LetterCopy.objects.create(trigger_ptr_id=trigger.pk)
            ReminderLog.objects.create(reminder_id=trigger.pk)
            ReminderLog.objects.create(reminder_id=trigger.pk)
    Receipt.objects.create()


def pay():
    """Rows that refer to bills."""
    for bill in PayBill.objects.all():
        Payment.objects.create(bill=bill)


def clean(now, keeps_types=False, tables=None):
    """The library's cleaning with its default age, at a time.

    keeps_types: without the flaw that a row read through the base class has no type.
    tables: pairs of a type and its table, instead of the settings' map.
    Returns the number removed, or the name of what was raised."""
    with mock.patch("djtriggers.logic.timezone.now", lambda: datetime.fromisoformat(now)):
        with mock.patch.object(Trigger, "__init__", _keeping_type if keeps_types else Trigger.__init__):
            try:
                return clean_triggers(type_to_table=None if tables is None else dict(tables))
            except Exception as error:
                return type(error).__name__


def two_months_before(instants):
    """What the library calls two months ago."""
    return [_text(datetime.fromisoformat(instant) - relativedelta(months=2)) for instant in instants]


_init = Trigger.__init__


def _keeping_type(self, *args, **kwargs):
    _init(self, *args, **kwargs)
    if self.typed is None:
        names = [field.attname for field in self._meta.concrete_fields]
        self.trigger_type = kwargs.get("trigger_type") or dict(zip(names, args)).get("trigger_type")


def _text(moment):
    return moment.astimezone(zones.utc).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
