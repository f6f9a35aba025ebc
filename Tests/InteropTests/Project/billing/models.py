"""Trigger types of both kinds, proxies without data and those with a table of their own; and what refers to them."""

import os

from django.db import models
from djtriggers.exceptions import ProcessLaterError
from djtriggers.models import Trigger, TriggerBase


def note(trigger):
    """Appends the id of a run to a file, so that a test can count runs whoever made them."""
    path = os.environ.get("RUNS")
    if path:
        with open(path, "a") as runs:
            runs.write(f"python {trigger.pk}\n")


class Breakfast(Trigger, metaclass=TriggerBase):
    class Meta:
        proxy = True

    typed = "breakfast"

    def _process(self, dictionary={}):
        note(self)
        return "eggs"


class PayBill(Trigger, metaclass=TriggerBase):
    typed = "pay_bill"

    amount = models.IntegerField()
    recipient = models.TextField()
    fee = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    urgent = models.BooleanField(default=False)
    due_on = models.DateField(null=True)

    def _process(self, dictionary={}):
        note(self)
        if self.amount < 0:
            raise ValueError("a bill can't be negative")
        if self.amount == 0:
            raise ProcessLaterError(self.process_after)
        return self.recipient


class Letter(Trigger, metaclass=TriggerBase):
    typed = "letter"

    body = models.TextField()

    def _process(self, dictionary={}):
        note(self)


class Reminder(Trigger, metaclass=TriggerBase):
    typed = "reminder"

    level = models.IntegerField()

    def _process(self, dictionary={}):
        note(self)


class LetterCopy(models.Model):
    """Belongs to a letter by DJTRIGGERS_TYPE_TO_TABLE alone: no foreign key tells."""

    trigger_ptr_id = models.BigIntegerField()


class ReminderLog(models.Model):
    """Belongs to a reminder by DJTRIGGERS_TYPE_TO_TABLE alone, by a column of another name."""

    reminder_id = models.BigIntegerField()


class Payment(models.Model):
    """Goes with its bill."""

    bill = models.ForeignKey(PayBill, on_delete=models.CASCADE)


class Receipt(models.Model):
    """Outlives its trigger."""

    trigger = models.ForeignKey(Trigger, null=True, on_delete=models.SET_NULL)
