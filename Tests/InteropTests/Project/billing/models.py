"""Trigger types of both kinds: a proxy without data, and one with a table of its own."""

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
