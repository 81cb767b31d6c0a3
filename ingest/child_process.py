"""A child process that serves requests: the parent's side and the frame of the child's. Knows no library.

Broken PDFs hang and crash the libraries that read them, so those run in a child under a memory limit while
the parent keeps the clock. The child says ``Ready`` once it has imported its library; after that a request
is any picklable value, and what it is answered with is between the two modules that use this one.
"""

from __future__ import annotations

import logging
import multiprocessing
import signal
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")

END_SECONDS = 5.0
"""What a child with children of its own has to end them, once it is told to end."""

START_SECONDS = 60.0
"""Starting the child and importing its library may be slow on a cold disk; a file's own clock starts after it."""


@dataclass(frozen=True, slots=True)
class Ready:
    """Sent once, when the library is imported: the clock of the first file starts here."""


class ChildProcess(Generic[Given]):
    """One child at a time, started when it is first needed and again after it was stopped or has died.

    ``serve`` runs in the child as ``serve(connection, given)``, ``given`` being its limit of memory, say; it must be a
    function of a module. One that ``has_children`` is asked to end (SIGTERM) before it is killed, so that it can end them.
    """

    def __init__(
        self, name: str, serve: Callable[[Connection, Given], None], given: Given, *, has_children: bool = False
    ) -> None:
        self._name = name
        self._serve = serve
        self._given = given
        self._has_children = has_children
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None
        self._closed = False

    def start(self) -> None:
        """See to it that a child runs and is ready. Raises RuntimeError after ``close``."""
        if self._closed:
            raise RuntimeError(f"the process {self._name} was closed")
        if self._process is None or not self._process.is_alive():
            self.stop()
            self._start()

    def send(self, request: object) -> None:
        """Give the child a request; a child that has just died is replaced first."""
        self.start()
        assert self._connection is not None
        try:
            self._connection.send(request)
        except OSError:  # it died between the look and the sending
            self.stop()
            self._start()
            self._connection.send(request)

    def receive(self, seconds: float | None) -> Any | None:
        """The next reply, or None when the child is out of time (None: it has all it takes) or has died; then it is stopped."""
        assert self._connection is not None
        try:
            if self._connection.poll(seconds):
                return self._connection.recv()
        except (EOFError, OSError):
            if self._closed:
                raise RuntimeError(f"the process {self._name} was closed") from None
            # else it died, of the memory limit most likely; the caller books the loss
        self.stop()
        return None

    def stop(self) -> None:
        """Kill the child, if there is one, and forget what it still had to send."""
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._kill(self._process)
            self._process.join()
        self._process = self._connection = None

    def close(self) -> None:
        """Kill the child and start no other; a thread that waits for it ends in a RuntimeError. ``stop`` clears up."""
        self._closed = True
        process = self._process
        if process is not None:
            self._kill(process)

    def _kill(self, process: BaseProcess) -> None:
        if self._has_children:
            process.terminate()
            process.join(END_SECONDS)
        process.kill()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        daemon = not self._has_children  # multiprocessing lets no daemon have children
        process = context.Process(target=self._serve, args=(theirs, self._given), daemon=daemon, name=self._name)
        process.start()
        self._process, self._connection = process, ours
        theirs.close()
        if self._closed:
            self.stop()
            raise RuntimeError(f"the process {self._name} was closed")
        if not isinstance(self.receive(START_SECONDS), Ready):
            raise RuntimeError(f"the process {self._name} did not start")


def serve_requests(
    connection: Connection,
    memory_bytes: int | None,
    prepare: Callable[[], object],
    replies: Callable[[Any], Iterable[object]],
) -> None:
    """The child's loop: ``prepare`` (import the library), say so, answer requests until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle; it ends this process in order
    logging.disable(logging.CRITICAL)
    prepare()
    if memory_bytes is not None:
        _limit_memory(memory_bytes)  # after the import, so that the limit is for the file alone
    with suppress(EOFError, ConnectionError):  # the parent has hung up, or was killed: nobody is there to be told
        connection.send(Ready())
        while True:
            for reply in replies(connection.recv()):
                connection.send(reply)


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "linux":  # elsewhere RLIMIT_AS is absent or not kept
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
