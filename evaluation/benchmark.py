"""Kutip and other pipelines side by side, in one process and one run, so that their ratios mean something.

Each round builds all of them from nothing, in turns; then all are asked the same questions, in turns. The machine's mood
falls on all alike, and what is left of it shows in the ratios of the single rounds.
"""

from __future__ import annotations

import os
import platform
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np

from evaluation.page_hits import CUTOFFS, HitRate, Retrieved, first_right_rank, hit_rates
from evaluation.questions import SetQuestion

ROUNDS = 2
REPEATS = 3
"""How often each question is timed."""

WARM_UP = 3
"""Questions asked before the clock counts: the first search reads the index from disk."""

OWN_QUESTIONS = 30
"""Where no question set is given, so many beginnings of passages are searched for, to time it."""

SAMPLE_SECONDS = 0.05
"""How often the memory in use is looked at."""

PACKAGES = ("torch", "sentence-transformers", "chromadb", "langchain-chroma", "langchain-text-splitters", "pypdf")


@dataclass(frozen=True, slots=True)
class Ingested:
    """A whole ingest: reading, cutting, embedding and storing; the model was loaded before."""

    seconds: float
    files: int
    refused: int
    pages: int
    passages: int

    @property
    def pages_a_second(self) -> float:
        return self.pages / self.seconds


@dataclass(frozen=True, slots=True)
class Searched:
    """The passages found, best first, and the seconds of the search alone."""

    seconds: float
    retrieved: tuple[Retrieved, ...]


class Pipeline(Protocol):
    """What is compared. ``ingest`` makes a new index in the folder; ``search`` asks the last one made."""

    def ingest(self, files: Sequence[Path], folder: Path) -> Ingested: ...

    def search(self, question: str, count: int) -> Searched: ...

    def close(self) -> None: ...


class AnsweringPipeline(Pipeline, Protocol):
    """A pipeline that also answers, as the first of a benchmark does."""

    def answer(self, question: str) -> float | None:
        """The seconds of an answer; None where it abstains."""

    def beginnings(self, count: int) -> list[str]:
        """Beginnings of passages, to search for where there are no questions."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Percentiles in milliseconds over ``times`` measurements."""

    p50: float
    p95: float
    times: int

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Latency:
        """The percentiles, linear between the measurements.

        >>> Latency.of([0.001, 0.002, 0.003])
        Latency(p50=2.0, p95=2.9, times=3)
        """
        p50, p95 = (round(float(value), 3) for value in np.quantile(seconds, (0.5, 0.95)) * 1000)
        return cls(p50, p95, len(seconds))


@dataclass(frozen=True, slots=True)
class Ingest:
    """One ingest of one side: its place in the round's order from 0, and the most memory that it took, in MB, above
    what the process held when it began (the models of all sides among it)."""

    place: int
    done: Ingested
    memory_mb: float


@dataclass(frozen=True, slots=True)
class GroupHits:
    """The hit rates over one group of questions: a language, or ``all``."""

    group: str
    rates: tuple[HitRate, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """All that was measured of one pipeline. ``pages_a_passage`` is the mean over the passages found."""

    name: str
    ingests: tuple[Ingest, ...]
    search: Latency
    page_hits: tuple[GroupHits, ...]
    pages_a_passage: float

    @property
    def pages_a_second(self) -> float:
        """All rounds together."""
        return sum(each.done.pages for each in self.ingests) / sum(each.done.seconds for each in self.ingests)

    @property
    def memory_mb(self) -> float:
        """The most of any round."""
        return max(each.memory_mb for each in self.ingests)


@dataclass(frozen=True, slots=True)
class Answers:
    """``latency`` of the verbatim answers among ``questions``; the others were abstained from."""

    latency: Latency
    questions: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Everything that one run measured. The first side is the one that the others are compared with."""

    corpus: str
    machine: str
    packages: dict[str, str]
    sides: tuple[Side, ...]
    answers: Answers | None


def run(
    first: AnsweringPipeline,
    others: dict[str, Pipeline],
    *,
    name: str = "Kutip",
    corpus: Path,
    files: Sequence[Path],
    questions: Sequence[SetQuestion],
    on_step: Callable[[str], None] = lambda step: None,
) -> Benchmark:
    """Measure all over the files. Only answerable questions with evidence count for the page hits."""
    sides: dict[str, Pipeline] = {name: first, **others}
    with tempfile.TemporaryDirectory(prefix="kutip-benchmark-", ignore_cleanup_errors=True) as folder:
        try:
            ingests = _ingest_in_turns(sides, files, Path(folder), on_step)
            on_step("searching")
            texts = [question.text for question in questions] or first.beginnings(OWN_QUESTIONS)
            found = _search_in_turns(sides, texts)
            on_step("answering")
            times = [first.answer(text) for text in texts]
        finally:
            for pipeline in sides.values():
                pipeline.close()
    answered = [seconds for seconds in times if seconds is not None]
    return Benchmark(
        corpus=str(corpus),
        machine=f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}",
        packages={package: version(package) for package in PACKAGES},
        sides=tuple(
            Side(
                side,
                tuple(ingests[side]),
                Latency.of(found[side].seconds),
                tuple(_page_hits(questions, found[side].retrieved)),
                _pages_a_passage(found[side].retrieved),
            )
            for side in sides
        ),
        answers=Answers(Latency.of(answered), len(texts)) if answered else None,
    )


def _ingest_in_turns(
    sides: dict[str, Pipeline], files: Sequence[Path], folder: Path, on_step: Callable[[str], None]
) -> dict[str, list[Ingest]]:
    """Every round, each side's ingest; who goes first changes with every round."""
    ingests: dict[str, list[Ingest]] = {name: [] for name in sides}
    for round_ in range(ROUNDS):
        order = list(sides) if round_ % 2 == 0 else list(reversed(sides))
        for place, name in enumerate(order):
            on_step(f"ingest {round_ + 1} of {ROUNDS}: {name}")
            with _memory() as memory:
                done = sides[name].ingest(files, folder / f"{list(sides).index(name)}-{round_}")
            ingests[name].append(Ingest(place, done, memory.used_mb))
            on_step(f"  {done.pages} pages in {done.seconds:.1f} s")
    return ingests


class _Memory:
    """The most memory that this process and its children held above what they held at the start."""

    def __init__(self) -> None:
        self._start = self._peak = self._now()

    def look(self) -> None:
        self._peak = max(self._peak, self._now())

    @property
    def used_mb(self) -> float:
        return (self._peak - self._start) / 2**20

    def _now(self) -> int:
        import psutil

        own = psutil.Process()
        held = 0
        for process in (own, *own.children(recursive=True)):
            try:
                held += process.memory_info().rss
            except psutil.Error:
                continue  # a child that has just ended holds nothing
        return held


@contextmanager
def _memory() -> Iterator[_Memory]:
    memory, over = _Memory(), threading.Event()

    def watch() -> None:
        while not over.wait(SAMPLE_SECONDS):
            memory.look()

    watcher = threading.Thread(target=watch, name="kutip-memory", daemon=True)
    watcher.start()
    try:
        yield memory
    finally:
        over.set()
        watcher.join()


@dataclass(frozen=True, slots=True)
class _Found:
    retrieved: list[tuple[Retrieved, ...]]
    seconds: list[float]


def _search_in_turns(sides: dict[str, Pipeline], texts: Sequence[str]) -> dict[str, _Found]:
    """What each finds for each text, and every measurement of the repeats."""
    count = max(CUTOFFS)
    for text in texts[:WARM_UP]:
        for pipeline in sides.values():
            pipeline.search(text, count)
    found = {name: _Found([], []) for name in sides}
    for repeat in range(REPEATS):
        for at, text in enumerate(texts):
            for name in list(sides) if (at + repeat) % 2 == 0 else list(reversed(sides)):
                searched = sides[name].search(text, count)
                found[name].seconds.append(searched.seconds)
                if repeat == 0:
                    found[name].retrieved.append(searched.retrieved)
    return found


def _page_hits(questions: Sequence[SetQuestion], found: Sequence[tuple[Retrieved, ...]]) -> Iterator[GroupHits]:
    counted = [at for at, question in enumerate(questions) if question.answerable and question.evidence]
    for group in ("all", "id", "en"):
        own = [at for at in counted if group in ("all", questions[at].language)]
        if own:
            ranks = [first_right_rank(found[at], questions[at].evidence_pages) for at in own]
            yield GroupHits(group, hit_rates(ranks))


def _pages_a_passage(found: Sequence[tuple[Retrieved, ...]]) -> float:
    return float(np.mean([len(passage.page_indexes) for passages in found for passage in passages]))
