"""Many workers that each read **and** embed files, for a pipeline that writes what they made in the order of the files.

What a worker is, this module does not know: a process of this machine (``worker_processes.py``) or an actor of a cluster
(``ray_workers.py``). Each has a ``Workbench``: a model and a reading process of its own. A worker that is lost with its
task is replaced and the task given out once more; lost again, its file is refused.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Protocol, Self

from ingest.document import Section
from ingest.embedding import Embedder, EncodedPassages
from ingest.errors import KutipError, WorkerLost, WorkersDiffer, WorkersNotStarted
from ingest.file_work import MadeEncoding, OnPage, ReadFile, TextEncoding
from ingest.passages import Cut
from ingest.pdf import PdfLimits, PdfReading

AHEAD_OF_EACH = 2
"""Files that are worked on or ready, for each worker: so that none waits for the writer, and little is held in memory."""

TRIES = 2
"""How often a task is given out before its file is refused."""


@dataclass(frozen=True, slots=True)
class ReadTask:
    """A file to read; with ``encode`` also to encode, under the title that it gives itself."""

    path: Path
    stem: str
    password: str | None = None
    encode: bool = False


@dataclass(frozen=True, slots=True)
class EncodeTask:
    """A text to encode under a title."""

    path: Path
    text: str
    title: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class UnlockTask:
    """A copy to write that opens without the password."""

    path: Path
    password: str
    copy: Path


Task = ReadTask | EncodeTask | UnlockTask
Made = ReadFile | MadeEncoding | None


@dataclass(frozen=True, slots=True)
class Bench:
    """How a worker sets up: picklable, opened where the worker is. ``threads`` are those that its model may use."""

    open_embedder: Callable[[], Embedder]
    limits: PdfLimits
    threads: int

    def open(self) -> Workbench:
        """Load the model. Raises as ``load_embedder`` does."""
        os.environ["RAYON_NUM_THREADS"] = str(self.threads)  # the tokenizer's, read when it first works
        embedder = self.open_embedder()
        import torch

        torch.set_num_threads(self.threads)
        return Workbench(embedder, PdfReading(self.limits))


@dataclass(frozen=True, slots=True)
class Workbench:
    """What a worker works with."""

    embedder: Embedder
    reading: PdfReading

    def do(self, task: Task) -> Made:
        """Raises an UnreadablePdf or PathNotFound where the file is at fault."""
        match task:
            case ReadTask():
                file = ReadFile.of(self.reading.read(task.path, task.password), task.stem)
                if not task.encode:
                    return file
                made = TextEncoding(self.embedder, file.reading.text, file.own_title, file.reading.sections).made()
                return ReadFile(file.document_id, file.reading, file.references, file.bare_pages, file.own_title, made)
            case EncodeTask():
                return TextEncoding(self.embedder, task.text, task.title, task.sections).made()
            case UnlockTask():
                self.reading.unlock(task.path, task.password, task.copy)
                return None

    def close(self) -> None:
        self.reading.stop()


class LostWorkerError(Exception):
    """The worker ended before it had done its task."""


class Worker(Protocol):
    """Does one task at a time; started by its first, and anew by the next after it was lost."""

    def fingerprint(self) -> str:
        """The identity of its model. Raises LostWorkerError, or what is wrong with the model."""

    def do(self, task: Task) -> Made:
        """Raises LostWorkerError, or what the workbench raised."""

    def stop(self) -> None:
        """End it, also in the middle of a task."""


@dataclass(frozen=True, slots=True)
class ComingEncoding:
    """An encoding that a worker is making."""

    future: Future[Made]

    def cuts(self) -> Sequence[Cut]:
        return self._made().cuts()

    def groups(self) -> Iterable[EncodedPassages]:
        return self._made().groups()

    def _made(self) -> MadeEncoding:
        made = self.future.result()
        assert isinstance(made, MadeEncoding)
        return made


@dataclass
class Workforce:
    """A ``FileWork`` of many workers. Use ``with``: all of them are loaded at the beginning, and ended at the end."""

    workers: Sequence[Worker]
    fingerprint: str = field(default="", init=False)
    _idle: SimpleQueue[Worker] = field(default_factory=SimpleQueue, init=False)
    _expected: dict[Path, Future[Made]] = field(default_factory=dict, init=False)

    def __enter__(self) -> Self:
        """Raises WorkersDiffer, WorkersNotStarted, or what is wrong with the model."""
        self._pool = ThreadPoolExecutor(len(self.workers), "kutip-workers")
        for worker in self.workers:
            self._idle.put(worker)
        try:
            found = tuple(dict.fromkeys(self._pool.map(lambda worker: worker.fingerprint(), self.workers)))
            if len(found) > 1:
                raise WorkersDiffer(found)
        except LostWorkerError as error:
            self._end()
            raise WorkersNotStarted(str(error)) from error
        except KutipError:
            self._end()
            raise
        self.fingerprint = found[0]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def ahead(self) -> int:
        return AHEAD_OF_EACH * len(self.workers)

    def expect(self, path: Path, *, alone: bool) -> None:
        """See ``FileWork.expect``."""
        if path not in self._expected:
            self._expected[path] = self._begin(ReadTask(path, path.stem, encode=alone))

    def read(self, path: Path, stem: str, password: str | None, on_page: OnPage) -> ReadFile:
        """See ``FileWork.read``; ``on_page`` is told once, at the end."""
        future = self._expected.pop(path, None) if password is None else None
        made = (future or self._begin(ReadTask(path, stem, password, encode=True))).result()
        assert isinstance(made, ReadFile)
        on_page(len(made.reading.pages), len(made.reading.pages))
        return made

    def encode(self, path: Path, text: str, title: str, sections: Sequence[Section]) -> ComingEncoding:
        """See ``FileWork.encode``."""
        return ComingEncoding(self._begin(EncodeTask(path, text, title, tuple(sections))))

    def unlock(self, path: Path, password: str, copy: Path) -> None:
        self._begin(UnlockTask(path, password, copy)).result()

    def _begin(self, task: Task) -> Future[Made]:
        return self._pool.submit(self._do, task)

    def _do(self, task: Task) -> Made:
        for _ in range(TRIES):
            worker = self._idle.get()
            try:
                return worker.do(task)
            except LostWorkerError:
                continue
            finally:
                self._idle.put(worker)
        raise WorkerLost(task.path)

    def _end(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self.workers:
            worker.stop()
        self._pool.shutdown(wait=True)


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
