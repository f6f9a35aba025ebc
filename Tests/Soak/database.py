"""The queue's tables, past the program that is tested."""

import subprocess

from servers import SoakFailure


class DatabaseFailure(SoakFailure):
    """No answer: whether the statement was carried out is unknown."""


class Database:
    def __init__(self, url):
        self.url = url

    def rows(self, sql):
        """The last statement's rows, as texts; the empty text is also NULL."""
        run = subprocess.run(
            ["psql", "-XqAt", "-F", "\x1f", "-R", "\x1e", "-v", "ON_ERROR_STOP=1", "-d", self.url, "-c", sql],
            capture_output=True, text=True, stdin=subprocess.DEVNULL)
        if run.returncode:
            raise DatabaseFailure(run.stderr.strip())
        text = run.stdout.removesuffix("\n").removesuffix("\x1e")
        return [row.split("\x1f") for row in text.split("\x1e")] if text else []

    def column(self, sql):
        return [row[0] for row in self.rows(sql)]

    def number(self, sql):
        return int(self.column(sql)[0])
