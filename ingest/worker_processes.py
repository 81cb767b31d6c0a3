"""Workers as processes of this machine, each with a model of its own (some 1.4 GB) and its share of the cores."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection

from ingest.child_process import ChildProcess, serve_requests
from ingest.errors import KutipError
from ingest.workforce import Bench, LostWorkerError, Made, Task, Workbench, cores


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """Asks for the identity of the model."""


@dataclass(frozen=True, slots=True)
class Done:
    made: Made | str


@dataclass(frozen=True, slots=True)
class Failed:
    """``error`` is the fault of the file or the model; without one it is a fault of ours, told by ``trace``."""

    error: KutipError | None
    trace: str = ""


Reply = Done | Failed


def process_workers(count: int, bench: Bench) -> list[ProcessWorker]:
    """So many workers; none is started yet."""
    return [ProcessWorker(bench) for _ in range(count)]


def threads_of_each(count: int) -> int:
    """The cores of this machine shared among so many workers.

    >>> threads_of_each(10_000)
    1
    """
    return max(1, cores() // count)


class ProcessWorker:
    """A ``Worker`` in a process of its own."""

    def __init__(self, bench: Bench) -> None:
        self._child = ChildProcess("kutip-worker", serve, bench, has_children=True)

    def fingerprint(self) -> str:
        return str(self._ask(Fingerprint()))

    def do(self, task: Task) -> Made:
        made = self._ask(task)
        assert not isinstance(made, str)
        return made

    def stop(self) -> None:
        self._child.close()

    def _ask(self, request: Fingerprint | Task) -> Made | str:
        try:
            self._child.send(request)
            reply: Reply | None = self._child.receive(None)
        except RuntimeError as error:  # it did not start, or was stopped for good
            raise LostWorkerError(str(error)) from error
        if reply is None:
            raise LostWorkerError("the process ended")
        if isinstance(reply, Done):
            return reply.made
        raise reply.error or RuntimeError(reply.trace)


def serve(connection: Connection, bench: Bench) -> None:
    """The worker's side. The model is loaded by the first request, so that what is wrong with it can be told."""
    signal.signal(signal.SIGTERM, _end)
    bench_open: list[Workbench] = []

    def reply(request: Fingerprint | Task) -> Iterator[Reply]:
        try:
            if not bench_open:
                bench_open.append(bench.open())
            bench_here = bench_open[0]
            yield Done(bench_here.embedder.fingerprint if isinstance(request, Fingerprint) else bench_here.do(request))
        except KutipError as error:
            yield Failed(error)
        except Exception:  # noqa: BLE001 (the parent raises it)
            yield Failed(None, traceback.format_exc())

    try:
        serve_requests(connection, None, lambda: None, reply)
    finally:
        for each in bench_open:
            each.close()


def _end(number: int, frame: object) -> None:
    """Leave by way of ``finally``, so that the reading process ends as well."""
    raise SystemExit(128 + number)
