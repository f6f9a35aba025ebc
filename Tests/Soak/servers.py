"""Throwaway servers of the installed Debian packages, on 127.0.0.1."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time


class SoakFailure(Exception):
    """Why the soak itself can't go on."""


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


class Server:
    """A process that is ready once it answers; `command`, `answers` and `log` are its subclass's."""

    patience = 60

    def __init__(self):
        self.process = None
        self.identity = {}

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                **self.identity)
        end = time.monotonic() + self.patience
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > end:
                with open(self.log, errors="replace") as log:
                    raise SoakFailure(f"{self.command[0]} does not start:\n{log.read()[-2000:]}")
            time.sleep(0.05)

    def end(self, number):
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait()


class PostgresServer(Server):
    def __init__(self, directory):
        super().__init__()
        found = glob.glob("/usr/lib/postgresql/*/bin/postgres")
        if not found:
            raise SoakFailure("No PostgreSQL server is installed: apt-get install postgresql")
        self.binaries = os.path.dirname(max(found, key=lambda path: int(path.split("/")[4])))
        self.port = free_port()
        self.home = os.path.join(directory, "postgres")
        self.log = os.path.join(directory, "postgres.log")
        os.mkdir(self.home, 0o700)
        # Neither initdb nor postgres runs as root.
        if os.geteuid() == 0:
            postgres = pwd.getpwnam("postgres")
            os.chmod(directory, 0o755)
            os.chown(self.home, postgres.pw_uid, postgres.pw_gid)
            self.identity = {"user": postgres.pw_uid, "group": postgres.pw_gid, "extra_groups": []}
        self.data = os.path.join(self.home, "data")
        # What was committed must outlive the server, not the machine: no fsync, but never an asynchronous commit.
        self.command = [
            f"{self.binaries}/postgres", "-D", self.data, "-p", str(self.port), "-h", "127.0.0.1", "-k", self.home,
            "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=on",
            "-c", "shared_buffers=32MB",
        ]

    def start(self):
        if not os.path.isdir(self.data):
            made = subprocess.run(
                [f"{self.binaries}/initdb", "-D", self.data, "-U", "postgres", "--auth=trust", "--no-sync",
                 "-E", "UTF8", "--locale=C.UTF-8"],
                capture_output=True, text=True, cwd="/", **self.identity)
            if made.returncode:
                raise SoakFailure(f"initdb: {made.stderr}")
        super().start()

    def url(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def answers(self):
        asked = ["psql", "-XqAt", "-d", self.url("postgres"), "-c", "SELECT 1"]
        return subprocess.run(asked, capture_output=True, stdin=subprocess.DEVNULL).returncode == 0

    def create_database(self, name):
        subprocess.run(
            ["psql", "-Xq", "-d", self.url("postgres"), "-c", f"CREATE DATABASE {name}"], check=True,
            stdin=subprocess.DEVNULL)

    def stop_at_once(self):
        """An immediate shutdown: every connection breaks, and the next start recovers."""
        self.end(signal.SIGQUIT)

    kill = stop_at_once


class RedisServer(Server):
    def __init__(self, directory):
        super().__init__()
        program = shutil.which("redis-server")
        if not program:
            raise SoakFailure("No Redis server is installed: apt-get install redis-server")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.log = os.path.join(directory, "redis.log")
        self.command = [
            program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", directory, "--save", "",
            "--appendonly", "no", "--daemonize", "no",
        ]

    def answers(self):
        return self.ask("PING") == ["PONG"]

    def ask(self, *words):
        """A command's answer, by line; empty where there is none."""
        run = subprocess.run(["redis-cli", "-u", self.url, *words], capture_output=True, text=True)
        return run.stdout.split("\n")[:-1] if run.returncode == 0 else []

    def kill(self):
        """All keys are lost."""
        self.end(signal.SIGKILL)
