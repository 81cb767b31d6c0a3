"""Measures an ingest: pages a second in one process and with workers, memory, and the disk that each part takes.

    python -m docs.measure_ingest FOLDER [--workers 1 2] [--rounds 2] [--ray ADDRESS] [--theses 1000 1000000]

With ``--theses`` each measurement is followed by what so many theses of 150 pages would take by its figures, on paper.

Adds every PDF under the folder to a new library, by each way in turns, since other programs on the machine would otherwise favour
one. The time runs from when the model is loaded. Memory is the sum over all processes (PSS on Linux: what they share counts once).
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from ingest.file_work import FileWork, OwnWork
from ingest.library import Library
from ingest.opening import open_embedder, open_reading, open_workforce
from ingest.pipeline import Outcome, add_files_by, find_pdfs
from settings import Settings, load_settings

THESIS_PAGES = 150
"""The length of a usual thesis."""

INDEX_BYTES = 384 * 4 + 260 + 8 + 60
"""A passage in the HNSW index: its vector, 64 neighbours on the lowest level, its label, a share of the upper levels."""


@dataclass
class Memory:
    """The most memory that this process and its children took together, in bytes, looked at twice a second."""

    most: int = 0
    _ended: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        while not self._ended.wait(0.5):
            total = 0
            own = psutil.Process()
            for process in [own, *own.children(recursive=True)]:
                try:
                    info = process.memory_full_info()
                except psutil.Error:  # it has just ended
                    continue
                total += getattr(info, "pss", info.rss)
            self.most = max(self.most, total)

    def end(self) -> None:
        self._ended.set()


def processor_seconds() -> float:
    """What this process, its children and what has ended of them have had of the processors so far."""
    total = 0.0
    own = psutil.Process()
    for process in [own, *own.children(recursive=True)]:
        try:
            times = process.cpu_times()
        except psutil.Error:  # it has just ended
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


@contextmanager
def opened(way: str, settings: Settings, ray: str | None) -> Iterator[FileWork]:
    """Who works: "one process", or that many workers."""
    if way == "one process":
        with open_reading(settings) as reading:
            yield OwnWork(open_embedder(settings), reading)
    else:
        with open_workforce(settings, int(way), ray) as force:
            yield force


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_ingest")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--workers", nargs="*", default=["1", "2"], metavar="N")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--ray", metavar="ADDRESS")
    parser.add_argument("--theses", nargs="*", type=int, default=[], metavar="N")
    parser.add_argument("--way", help=argparse.SUPPRESS)  # one measurement, in a process of its own
    options = parser.parse_args()
    settings, files = load_settings(), find_pdfs([options.folder])
    if options.way:
        measure(options.way, settings, files, options.ray, options.theses)
        return
    ways = [*([] if options.ray else ["one process"]), *options.workers]
    for at in range(options.rounds):
        for way in ways if at % 2 == 0 else reversed(ways):
            subprocess.run([sys.executable, "-m", "docs.measure_ingest", *sys.argv[1:], "--way", way], check=True)


def measure(way: str, settings: Settings, files: list[Path], ray: str | None, theses: list[int]) -> None:
    name = way if way == "one process" else f"{way} workers{' of Ray' if ray else ''}"
    memory = Memory()
    watching = threading.Thread(target=memory.watch)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        with opened(way, settings, ray) as work, Library.write(Path(folder)) as library:
            ready = time.perf_counter()
            before, own_before = processor_seconds(), time.process_time()
            watching.start()
            reports = list(add_files_by(work, library, files))
            ended = time.perf_counter()
            memory.end()
            watching.join()
            spent, own = processor_seconds() - before, time.process_time() - own_before
        added = [report for report in reports if report.outcome is Outcome.ADDED]
        pages, passages = sum(report.pages for report in added), sum(report.passages for report in added)
        seconds = ended - ready
        print(
            f"{name}: {len(added)} files, {pages} pages, {passages} passages in {seconds:.1f} s "
            f"({ready - began:.1f} s to load): {pages / seconds:.1f} pages a second, {passages / seconds:.1f} passages, "
            f"{memory.most / 1e6:.0f} MB, {spent:.0f} s of processors, {own:.1f} s of them in the process that writes"
        )
        sizes = {name: size / passages for name, size in disk(Path(folder))}
        print(f"  on disk, bytes a passage: {', '.join(f'{name} {size:,.0f}' for name, size in sizes.items())}")
    for count in theses:
        all_pages, all_passages = count * THESIS_PAGES, count * THESIS_PAGES * passages / pages
        print(
            f"  {count:,} theses: {all_passages:,.0f} passages; {all_pages * (spent - own) / pages / 3600:,.0f} hours of one core to "
            f"read and embed, {all_passages * own / passages / 3600:,.0f} hours of the one that writes; "
            f"{all_passages * sum(sizes.values()) / 1e9:,.0f} GB on disk; {all_passages * INDEX_BYTES / 1e9:,.1f} GB of "
            "memory for the index of vectors"
        )


def disk(library: Path) -> Iterator[tuple[str, int]]:
    """The bytes of each part of a library."""
    parts = {"catalogue": "catalogue.*", "vectors": "vectors/**/*", "PDFs": "files/*"}
    for name, pattern in parts.items():
        yield name, sum(file.stat().st_size for file in library.glob(pattern) if file.is_file())


if __name__ == "__main__":
    main()
