"""Starts sessions of `project.py` quickly: what takes long to import is imported once, and each session is a fork.

It is asked as `project.py` is, by one command: `begin`. A session's settings come from its own environment, so nothing
is imported here that looks at them."""

import json
import os
import signal
import sys

import celery.app.base  # noqa: F401
import dateutil.relativedelta  # noqa: F401
import django.core.management  # noqa: F401
import django.db.backends.postgresql.base  # noqa: F401
import django.db.backends.sqlite3.base  # noqa: F401
import django.db.migrations.executor  # noqa: F401
import django.db.models  # noqa: F401
import django.test  # noqa: F401
import django.urls  # noqa: F401
import kombu.transport.redis  # noqa: F401
import redis  # noqa: F401


def begin(asker, source, sink, environment):
    """A session that reads and writes what the asking process has open under these numbers. Returns its process."""
    opened, told = os.pipe()
    child = os.fork()
    if child == 0:
        status = 1
        try:
            for number, end, mode in ((0, source, os.O_RDONLY), (1, sink, os.O_WRONLY), (2, sink, os.O_WRONLY)):
                descriptor = os.open(f"/proc/{asker}/fd/{end}", mode)
                os.dup2(descriptor, number)
                os.close(descriptor)
            os.close(opened)
            os.close(told)
            serve(environment)
            status = 0
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stdout.flush()
            os._exit(status)
    os.close(told)
    os.read(opened, 1)
    os.close(opened)
    return child


def serve(environment):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # The server's may have read on already.
    sys.stdin = open(0, encoding="utf-8", closefd=False)
    os.environ.update(environment)
    import project

    project.serve()


if __name__ == "__main__":
    # Nobody waits for sessions: they leave nothing behind when they end.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        _, *arguments = json.loads(line)
        print("=> " + json.dumps(begin(*arguments)), flush=True)
