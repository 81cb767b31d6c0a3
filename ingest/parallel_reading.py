"""Several reading processes at work: files that come next are read while others are embedded, a single one by halves.

Each process has limits of its own on time and memory, as in ``pdf.py``; the threads here only wait for them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self

from ingest.pdf import PdfLimits, PdfReading, RawPdf

WORKERS = 2
"""Reading processes: reading takes a fraction of the time that embedding takes, so more would only take its cores."""

READ_AHEAD = 2
"""Files that are read while one is embedded."""

MIN_BYTES_TO_DIVIDE = 100_000
"""A smaller file is read by one process: the other one would take longer to start than to read its half."""

TOLD_EVERY = 0.2
"""Seconds between two reports of the progress of a file that is read ahead."""


@dataclass
class _Job:
    """A file being read: pages done so far, of the total."""

    future: Future[RawPdf]
    done: int = 0
    total: int = 0

    def tell(self, done: int, total: int) -> None:
        self.done, self.total = done, total


class ParallelReading:
    """Reads like ``PdfReading``; files that were announced by ``expect`` are read in the background.

    >>> with ParallelReading(PdfLimits()) as reading:  # doctest: +SKIP
    ...     reading.expect(Path("next.pdf"))
    ...     raw = reading.read(Path("thesis.pdf"))
    """

    def __init__(self, limits: PdfLimits, workers: int = WORKERS) -> None:
        self._readings = [PdfReading(limits) for _ in range(workers)]
        self._idle: SimpleQueue[PdfReading] = SimpleQueue()
        for reading in self._readings:
            self._idle.put(reading)
        self._pool = ThreadPoolExecutor(workers, "kutip-reading")
        self._jobs: dict[Path, _Job] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reading in self._readings:
            reading.close()
        self._pool.shutdown(wait=True, cancel_futures=True)
        for reading in self._readings:
            reading.stop()

    def expect(self, path: Path) -> None:
        """Begin to read a file that will be asked for; what is wrong with it is raised when it is."""
        if path not in self._jobs:
            self._jobs[path] = self._begin(path, None, (0, 1))

    def read(
        self, path: Path, password: str | None = None, on_page: Callable[[int, int], None] | None = None
    ) -> RawPdf:
        """The file's pages. Raises what ``PdfReading.read`` raises."""
        expected = self._jobs.pop(path, None) if password is None else None
        if expected is not None:
            return _result([expected], on_page)
        alone = not self._jobs and len(self._readings) > 1 and _is_long(path)
        shares = [(at, len(self._readings)) for at in range(len(self._readings))] if alone else [(0, 1)]
        parts = _result_parts([self._begin(path, password, share) for share in shares], on_page)
        return replace(parts[0], pages=tuple(page for part in parts for page in part.pages))

    def unlock(self, path: Path, password: str, copy: Path) -> None:
        """``PdfReading.unlock`` by a process that is free."""
        reading = self._idle.get()
        try:
            reading.unlock(path, password, copy)
        finally:
            self._idle.put(reading)

    def _begin(self, path: Path, password: str | None, share: tuple[int, int]) -> _Job:
        job = _Job(Future())
        job.future = self._pool.submit(self._read, path, password, share, job)
        return job

    def _read(self, path: Path, password: str | None, share: tuple[int, int], job: _Job) -> RawPdf:
        reading = self._idle.get()
        try:
            return reading.read(path, password, job.tell, share)
        finally:
            self._idle.put(reading)


def _result(jobs: list[_Job], on_page: Callable[[int, int], None] | None) -> RawPdf:
    return _result_parts(jobs, on_page)[0]


def _result_parts(jobs: list[_Job], on_page: Callable[[int, int], None] | None) -> list[RawPdf]:
    """Wait for all parts of one file, telling how far they are; raises the first one's error."""
    futures = [job.future for job in jobs]
    while wait(futures, TOLD_EVERY).not_done:
        if on_page is not None and any(job.total for job in jobs):
            on_page(sum(job.done for job in jobs), sum(job.total for job in jobs))
    parts = [future.result() for future in futures]
    if on_page is not None:
        pages = sum(len(part.pages) for part in parts)
        on_page(pages, pages)
    return parts


def _is_long(path: Path) -> bool:
    return path.is_file() and path.stat().st_size >= MIN_BYTES_TO_DIVIDE
