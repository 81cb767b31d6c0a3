"""Kutip and another pipeline side by side, in one process and one run, so that their ratios mean something.

Each round builds both from nothing, in turns; then both are asked the same questions, in turns. The machine's mood
falls on both alike, and what is left of it shows in the ratios of the single rounds.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np

from evaluation.page_hits import CUTOFFS, HitRate, Retrieved, first_right_rank, hit_rates
from evaluation.questions import SetQuestion
from ingest.document import pages_of
from ingest.embedding import Embedder
from ingest.library import Library
from ingest.opening import open_reading
from ingest.pipeline import Outcome, add_files
from retrieval import answer as answering
from retrieval.question import understand
from retrieval.search import PassageSearch
from settings import Settings

ROUNDS = 2
REPEATS = 3
"""How often each question is timed."""

WARM_UP = 3
"""Questions asked before the clock counts: the first search reads the index from disk."""

OWN_QUESTIONS = 30
"""Where no question set is given, so many beginnings of passages are searched for, to time it."""

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


class KutipPipeline:
    """Kutip itself, in a library of its own."""

    def __init__(self, embedder: Embedder, settings: Settings) -> None:
        self._embedder = embedder
        self._settings = settings
        self._search: PassageSearch | None = None

    def ingest(self, files: Sequence[Path], folder: Path) -> Ingested:
        """As ``python -m ingest add`` does it, with the start of the process that reads PDFs."""
        self.close()
        begun = time.perf_counter()
        with Library.write(folder) as library, open_reading(self._settings) as reading:
            reports = list(add_files(library, self._embedder, reading, files))
        seconds = time.perf_counter() - begun
        self._search = PassageSearch(Library.read(folder), self._embedder, self._settings.dense_weight)
        refused = sum(report.outcome is Outcome.REFUSED for report in reports)
        pages, passages = sum(report.pages for report in reports), sum(report.passages for report in reports)
        return Ingested(seconds, len(reports) - refused, refused, pages, passages)

    def search(self, question: str, count: int) -> Searched:
        search = self._opened
        begun = time.perf_counter()
        ranking = search.search(understand(question), count=count)
        seconds = time.perf_counter() - begun
        passages = [hit.stored.passage for hit in ranking.hits]
        wholes = search.library.catalogue.whole_documents(ranking.document_ids)
        return Searched(
            seconds,
            tuple(
                Retrieved(
                    wholes[passage.document_id].document.file_name,
                    tuple(
                        page.index for page in pages_of(wholes[passage.document_id].pages, passage.start, passage.end)
                    ),
                )
                for passage in passages
            ),
        )

    def answer(self, question: str) -> float | None:
        """The seconds of a verbatim answer, its search included; None where Kutip abstains."""
        found = answering.answer(self._opened, question, threshold=self._settings.answer_threshold)
        return found.total_seconds if found.outcome is answering.Outcome.ANSWERED else None

    def beginnings(self, count: int) -> list[str]:
        """The first words of passages spread evenly over the library, to search for where there are no questions."""
        catalogue = self._opened.library.catalogue
        ids = sorted(catalogue.passage_ids())
        stored = catalogue.passages(ids[:: max(1, len(ids) // count)][:count])
        texts = []
        for found in stored.values():
            whole = catalogue.whole_document(found.passage.document_id)
            words = whole.document.text[found.passage.start : found.passage.end].split()
            texts.append(" ".join(words[:12]))
        return [text for text in texts if any(map(str.isalnum, text))]

    def close(self) -> None:
        if self._search is not None:
            self._search.library.close()
            self._search = None

    @property
    def _opened(self) -> PassageSearch:
        assert self._search is not None
        return self._search


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
class Round:
    """One ingest of both."""

    kutip_first: bool
    kutip: Ingested
    stock: Ingested

    @property
    def ratio(self) -> float:
        """Kutip's pages a second over the other's."""
        return self.kutip.pages_a_second / self.stock.pages_a_second


@dataclass(frozen=True, slots=True)
class PageHits:
    """The hit rates of both over one group of questions: a language, or ``all``."""

    group: str
    kutip: tuple[HitRate, ...]
    stock: tuple[HitRate, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """``latency`` of the verbatim answers among ``questions``; the others were abstained from."""

    latency: Latency
    questions: int


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Everything that one run measured. ``pages_a_passage`` is the mean over the passages found."""

    corpus: str
    machine: str
    packages: dict[str, str]
    stock_model: str
    rounds: tuple[Round, ...]
    kutip_search: Latency
    stock_search: Latency
    answers: Answers | None
    page_hits: tuple[PageHits, ...]
    kutip_pages_a_passage: float
    stock_pages_a_passage: float

    @property
    def ingest_ratio(self) -> float:
        """Kutip's pages a second over the other's, all rounds together."""
        return self.total(lambda round_: round_.kutip) / self.total(lambda round_: round_.stock)

    def total(self, side: Callable[[Round], Ingested]) -> float:
        """Pages a second of one side, all rounds together."""
        ingested = [side(round_) for round_ in self.rounds]
        return sum(each.pages for each in ingested) / sum(each.seconds for each in ingested)


def run(
    kutip: KutipPipeline,
    stock: Pipeline,
    *,
    stock_model: str,
    corpus: Path,
    files: Sequence[Path],
    questions: Sequence[SetQuestion],
    on_step: Callable[[str], None] = lambda step: None,
) -> Benchmark:
    """Measure both over the files. Only answerable questions with evidence count for the page hits."""
    with tempfile.TemporaryDirectory(prefix="kutip-benchmark-", ignore_cleanup_errors=True) as folder:
        try:
            rounds = tuple(
                _round(at, kutip, stock, files=files, folder=Path(folder), on_step=on_step) for at in range(ROUNDS)
            )
            on_step("searching")
            texts = [question.text for question in questions] or kutip.beginnings(OWN_QUESTIONS)
            found = _search_in_turns(kutip, stock, texts)
            on_step("answering")
            times = [kutip.answer(text) for text in texts]
        finally:
            kutip.close()
            stock.close()
    answered = [seconds for seconds in times if seconds is not None]
    return Benchmark(
        corpus=str(corpus),
        machine=f"{os.cpu_count()} processors, {platform.machine()}, Python {platform.python_version()}",
        packages={name: version(name) for name in PACKAGES},
        stock_model=stock_model,
        rounds=rounds,
        kutip_search=Latency.of(found.kutip_seconds),
        stock_search=Latency.of(found.stock_seconds),
        answers=Answers(Latency.of(answered), len(texts)) if answered else None,
        page_hits=tuple(_page_hits(questions, found)),
        kutip_pages_a_passage=_pages_a_passage(found.kutip),
        stock_pages_a_passage=_pages_a_passage(found.stock),
    )


def _round(
    at: int,
    kutip: KutipPipeline,
    stock: Pipeline,
    *,
    files: Sequence[Path],
    folder: Path,
    on_step: Callable[[str], None],
) -> Round:
    """Both ingests; who goes first changes with every round."""
    kutip_first = at % 2 == 0
    done: dict[bool, Ingested] = {}
    for is_kutip in (kutip_first, not kutip_first):
        on_step(f"ingest {at + 1} of {ROUNDS}: {'Kutip' if is_kutip else 'stock'}")
        pipeline: Pipeline = kutip if is_kutip else stock
        done[is_kutip] = pipeline.ingest(files, folder / f"{'kutip' if is_kutip else 'stock'}-{at}")
        on_step(f"  {done[is_kutip].pages} pages in {done[is_kutip].seconds:.1f} s")
    return Round(kutip_first, done[True], done[False])


@dataclass(frozen=True, slots=True)
class _Found:
    kutip: list[tuple[Retrieved, ...]]
    stock: list[tuple[Retrieved, ...]]
    kutip_seconds: list[float]
    stock_seconds: list[float]


def _search_in_turns(kutip: Pipeline, stock: Pipeline, texts: Sequence[str]) -> _Found:
    """What both find for each text, and every measurement of the repeats."""
    count = max(CUTOFFS)
    for text in texts[:WARM_UP]:
        kutip.search(text, count)
        stock.search(text, count)
    found = _Found([], [], [], [])
    sides = ((kutip, found.kutip, found.kutip_seconds), (stock, found.stock, found.stock_seconds))
    for repeat in range(REPEATS):
        for at, text in enumerate(texts):
            for pipeline, retrieved, seconds in sides if (at + repeat) % 2 == 0 else reversed(sides):
                searched = pipeline.search(text, count)
                seconds.append(searched.seconds)
                if repeat == 0:
                    retrieved.append(searched.retrieved)
    return found


def _page_hits(questions: Sequence[SetQuestion], found: _Found) -> Iterator[PageHits]:
    counted = [at for at, question in enumerate(questions) if question.answerable and question.evidence]
    evidence = [question.evidence_pages for question in questions]
    for group in ("all", "id", "en"):
        own = [at for at in counted if group in ("all", questions[at].language)]
        if own:
            kutip, stock = (
                hit_rates([first_right_rank(side[at], evidence[at]) for at in own])
                for side in (found.kutip, found.stock)
            )
            yield PageHits(group, kutip, stock)


def _pages_a_passage(found: Sequence[tuple[Retrieved, ...]]) -> float:
    return float(np.mean([len(passage.page_indexes) for passages in found for passage in passages]))


def rows(result: Benchmark) -> Iterator[tuple[str, str, str, str]]:
    """The table: what, Kutip, stock, Kutip / stock."""
    first = result.rounds[0]
    yield "", "Kutip", f"stock ({result.stock_model})", "Kutip / stock"
    yield (
        "ingest, pages a second",
        f"{result.total(lambda round_: round_.kutip):.2f}",
        f"{result.total(lambda round_: round_.stock):.2f}",
        f"{result.ingest_ratio:.2f}",
    )
    for at, each in enumerate(result.rounds, 1):
        yield (
            f"  round {at}, {'Kutip' if each.kutip_first else 'stock'} first",
            f"{each.kutip.pages_a_second:.2f}  ({each.kutip.seconds:.1f} s)",
            f"{each.stock.pages_a_second:.2f}  ({each.stock.seconds:.1f} s)",
            f"{each.ratio:.2f}",
        )
    for name in ("files", "refused", "pages", "passages"):
        yield name, str(getattr(first.kutip, name)), str(getattr(first.stock, name)), ""
    for name, kutip, stock in (
        ("search, ms, p50", result.kutip_search.p50, result.stock_search.p50),
        ("search, ms, p95", result.kutip_search.p95, result.stock_search.p95),
    ):
        yield name, f"{kutip:.1f}", f"{stock:.1f}", f"{kutip / stock:.2f}"
    yield "pages a passage found", f"{result.kutip_pages_a_passage:.2f}", f"{result.stock_pages_a_passage:.2f}", ""
    if result.answers:
        latency = result.answers.latency
        yield "verbatim answer, ms, p50", f"{latency.p50:.1f}", "", ""
        yield "verbatim answer, ms, p95", f"{latency.p95:.1f}", "", ""
        yield "  questions answered", f"{latency.times}/{result.answers.questions}", "", ""
    for hits in result.page_hits:
        for kutip_rate, stock_rate in zip(hits.kutip, hits.stock, strict=True):
            yield (
                f"right page in first {kutip_rate.within}, {hits.group}",
                _rate(kutip_rate),
                _rate(stock_rate),
                f"{kutip_rate.share / stock_rate.share:.2f}" if stock_rate.hits else "",
            )


def notes(result: Benchmark) -> Iterator[str]:
    """What the table's figures count, one line each."""
    yield f"Corpus {result.corpus}; {result.machine}; " + ", ".join(f"{k} {v}" for k, v in result.packages.items())
    yield "Ingest is reading with pypdf, cutting, embedding and storing; loading the model is excluded for both."
    yield f"Search alone, the question's vector included; {result.kutip_search.times} measurements each, in turns."
    if result.page_hits:
        yield "A passage hits when one of its pages is an evidence page in the named document; no history is used."


def _rate(rate: HitRate) -> str:
    return f"{rate.hits}/{rate.questions}  {100 * rate.share:.1f} %"
