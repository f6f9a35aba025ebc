"""What shows the library's flaws, each on the library as it is."""

import logging
import pkgutil
import sys
import types
from datetime import timedelta
from unittest import mock

from django.core.management import call_command
from django.test import override_settings
from django.utils import timezone
from djtriggers.logic import process_triggers
from djtriggers.management import commands
from djtriggers.models import Trigger
from redis import Redis
from redis.exceptions import LockError

from billing.models import Breakfast, PayBill, note

HELD = {}


def one_round(ahead=0, **settings):
    """One round over all that is due, with the clock so many seconds ahead. Returns the name of what ended it early."""
    with override_settings(**settings), mock.patch("djtriggers.logic.timezone.now", _clock(ahead)):
        return _raised(process_triggers)


def round_of_untyped():
    """A round in a project with a type written as Python 3 programmers write it, which ignores __metaclass__."""

    class Untyped(Trigger):
        class Meta:
            proxy = True
            app_label = "billing"

        typed = "untyped"

        def _process(self, dictionary={}):
            note(self)

    return one_round()


def hold(trigger_id):
    """Reads a breakfast as a round does that lists all that is due before it begins."""
    HELD[trigger_id] = Breakfast.objects.get(pk=trigger_id)


def run_held(trigger_id):
    return _raised(HELD[trigger_id].process)


def save_held(trigger_id):
    HELD[trigger_id].save()


def edit(trigger_id, source, process_after):
    """As Django's admin does it, only the columns named."""
    Trigger.objects.filter(pk=trigger_id).update(source=source, process_after=process_after)


def arguments(trigger_id, dictionary):
    """What a trigger sees of the arguments it is given."""
    seen = []
    with mock.patch.object(Breakfast, "_process", lambda self, dictionary: seen.append(dictionary)):
        Breakfast.objects.get(pk=trigger_id).process(dictionary=dict(dictionary))
    return seen


def read_through_base(trigger_id):
    """The type of a row read through the base class, and what saving it raises."""
    trigger = Trigger.objects.get(pk=trigger_id)
    return [trigger.trigger_type, _raised(trigger.save)]


def run(model, trigger_id, times=1, result=None, logger=None, **settings):
    """Runs a trigger with a result and a logger. Returns what the last run raised, and all that was logged."""
    lines = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append([record.levelname, record.getMessage()])
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    kind = {"Breakfast": Breakfast, "PayBill": PayBill}[model]
    with override_settings(**settings), mock.patch.object(Breakfast, "_process", lambda self, dictionary: result):
        for _ in range(times):
            raised = _raised(kind.objects.get(pk=trigger_id).process, logger=logger)
    logging.getLogger().removeHandler(handler)
    return [raised, lines]


def raise_lock_error(trigger_id):
    """What the caller learns where the trigger itself raises a LockError."""
    with mock.patch.object(Breakfast, "_process", side_effect=LockError("the till's own lock")):
        return _raised(Breakfast.objects.get(pk=trigger_id).process)


def lose_lock(trigger_id, redis_url):
    """What the caller learns where the lock is lost while the trigger runs."""

    def lose(self, dictionary):
        Redis.from_url(redis_url).delete(f"djtriggers-{trigger_id}")

    with mock.patch.object(Breakfast, "_process", lose):
        return _raised(Breakfast.objects.get(pk=trigger_id).process)


def sources(*parts):
    """What get_source makes of parts that set_source was given, and of none."""
    trigger = Breakfast()
    trigger.set_source(*parts)
    return [trigger.get_source(), _raised(Breakfast().get_source)]


def command_failures():
    """The library's management commands, each with what it raises."""
    names = [module.name for module in pkgutil.iter_modules(commands.__path__)]
    return {name: _raised(call_command, name) for name in names}


def send_all():
    """One round that hands all that is due to Celery."""
    import worker  # noqa: F401, binds the task to the broker

    return one_round(DJTRIGGERS_ASYNC_HANDLING=True)


def counted(is_async=False):
    """What a round tells statsd."""
    calls = []
    client = types.SimpleNamespace(incr=calls.append, timing=lambda name, value: calls.append(name))
    module = types.ModuleType("django_statsd.clients")
    module.statsd = client
    package = types.ModuleType("django_statsd")
    with mock.patch.dict(sys.modules, {"django_statsd": package, "django_statsd.clients": module}):
        with override_settings(DJTRIGGERS_ASYNC_HANDLING=is_async):
            if is_async:
                import worker  # noqa: F401, binds the task to the broker
            _raised(process_triggers, use_statsd=True)
    return calls


def _clock(ahead):
    now = timezone.now
    return lambda: now() + timedelta(seconds=ahead)


def _raised(function, *arguments, **fields):
    try:
        function(*arguments, **fields)
    except BaseException as error:
        return type(error).__name__
