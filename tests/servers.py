"""Real servers for the tests: PostgreSQL and Chroma's, on loopback, in a temporary folder, gone with the tests.

Where PostgreSQL is not installed, tests skip with that reason; in continuous integration (CI=true, or by ``.ci/run``) they
fail.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Self

import psutil
import pytest

from ingest.catalogue.store import Catalogue
from ingest.places import Server

MUST = ("CI", "TESTS_NEED_SERVERS")
"""Where one of these variables is set to "true", the servers must be there."""

START_SECONDS = 60


def missing(reason: str) -> None:
    """Skip for this reason, or fail where servers must be there."""
    if "true" in map(os.environ.get, MUST):
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class PostgresServer:
    """A cluster of its own, in a folder that its user may enter (pytest closes its own to others).

    PostgreSQL's programs refuse to run as root, so root runs them as another user.
    """

    def __init__(self) -> None:
        programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        found = shutil.which("initdb")
        if not programs and found is None:
            missing("PostgreSQL is not installed (Debian: apt-get install postgresql)")
        self._programs = programs[-1] if programs else Path(str(found)).parent
        self._folder = Path(tempfile.mkdtemp(prefix="kutip-postgres-"))
        self._as = _as_another_user(self._folder)
        self.port = free_port()
        self._template: str | None = None
        self._run(
            "initdb", "-D", str(self._folder / "data"), "-U", "kutip", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"
        )
        self.start()

    def start(self) -> None:
        options = f"-c listen_addresses=127.0.0.1 -c unix_socket_directories= -p {self.port} -c fsync=off -c full_page_writes=off"
        self._control("start", "-o", options, "-l", str(self._folder / "log"))

    def stop(self) -> None:
        """Gone at once, as after a crash."""
        self._control("stop", "-m", "immediate")

    def pause(self) -> None:
        """All of its processes: connections are taken, and nothing is answered."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        """To the server first, lest it begins another process meanwhile."""
        own = psutil.Process(int((self._folder / "data" / "postmaster.pid").read_text().split()[0]))
        for process in (own, *own.children(recursive=True)):
            process.send_signal(number)

    def new_database(self, template: str = "template0") -> str:
        """The address of a new database: empty, or a copy of another one's tables."""
        name = f"kutip_{uuid.uuid4().hex[:12]}"
        self.execute("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._address(name)

    def new_catalogue(self) -> str:
        """The address of a catalogue without documents, made by copying one, which is faster than migrating."""
        if self._template is None:
            address = self.new_database()
            Catalogue.open(Server(address)).close()
            self._template = address.rpartition("/")[2]
        address = self.new_database(self._template)
        self.execute(
            address.rpartition("/")[2], "UPDATE library_state SET identity = replace(gen_random_uuid()::text, '-', '')"
        )
        return address

    def execute(self, database: str, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._address(database).replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(statement.encode())

    def _address(self, database: str) -> str:
        return f"postgresql+psycopg://kutip@127.0.0.1:{self.port}/{database}"

    def _control(self, action: str, *more: str) -> None:
        self._run("pg_ctl", action, "-w", "-s", "-D", str(self._folder / "data"), *more)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as, str(self._programs / program), *arguments]
        done = subprocess.run(
            command, cwd="/", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
        )
        assert done.returncode == 0, done.stdout.decode()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        shutil.rmtree(self._folder)


def _as_another_user(folder: Path) -> list[str]:
    if os.geteuid() != 0:
        return []
    user = "postgres" if _is_user("postgres") else "nobody"
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]


def _is_user(name: str) -> bool:
    import pwd

    return any(each.pw_name == name for each in pwd.getpwall())


class ChromaServer:
    """``chroma run``, with one port for its life."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "chroma"
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        command = [str(program), "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)]
        environment = {**os.environ, "ANONYMIZED_TELEMETRY": "False"}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(self._answers)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def pause(self) -> None:
        """It takes connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        self._process.send_signal(signal.SIGCONT)

    def _answers(self) -> bool:
        assert self._process.poll() is None, "chroma run has ended"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while not true():
        assert time.monotonic() < end, "a server did not start"
        time.sleep(0.05)
