"""How the checking of quotes does on generated cases: what it says by kind of case, where, and how fast."""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from evaluation.quote_cases import ALTERATIONS, TRUE_SHAPES, QuoteCase, quote_cases
from ingest.catalogue.records import WholeDocument
from ingest.document import TEXT_VERSION, Document, Thesis, pages_of
from ingest.file_work import AnyReading
from ingest.files import file_digest
from ingest.language import detect_language
from ingest.reading import read_document
from retrieval.changes import ChangeKind
from retrieval.quote_check import QuoteChecker
from retrieval.verdict import Verdict, VerdictKind

CALLED = {
    "a digit changed": ChangeKind.NUMBER,
    "a negation dropped": ChangeKind.NEGATION,
    "a negation added": ChangeKind.NEGATION,
}
"""Changes that a verdict must call by their name."""

MANY = 100
TIMED = 200


@dataclass(frozen=True, slots=True)
class KindFigures:
    """One kind of case: how often each verdict was given, how many were wrong, how many on the right page."""

    kind: str
    cases: int
    verdicts: Counter[VerdictKind]
    wrong: tuple[QuoteCase, ...]
    located: int
    right_page: int
    called: int | None
    milliseconds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QuotesBenchmark:
    """All kinds; the time to make the texts ready, and milliseconds a quote among ``many`` texts."""

    kinds: tuple[KindFigures, ...]
    theses: int
    ready_seconds: float
    among_many: tuple[float, ...]
    many: int
    many_ready_seconds: float


def run(documents: Sequence[WholeDocument], count: int, seed: int, many: int = MANY) -> QuotesBenchmark:
    """Check every case against all documents; then some for their time among ``many`` texts."""
    checker = QuoteChecker(documents)
    ready = _ready(checker)
    by_kind: defaultdict[str, list[tuple[QuoteCase, Verdict, float]]] = defaultdict(list)
    for case in quote_cases(documents, count, seed):
        start = time.perf_counter()
        verdict = checker.check(case.quote, case.claimed)
        by_kind[case.kind].append((case, verdict, 1000 * (time.perf_counter() - start)))
    among_many, many_ready = _among_many(documents, seed, many)
    return QuotesBenchmark(
        tuple(_figures(kind, checked) for kind, checked in by_kind.items()),
        len(documents),
        ready,
        among_many,
        many,
        many_ready,
    )


def read_documents(files: Sequence[Path], reading: AnyReading) -> list[WholeDocument]:
    """The PDFs as documents, without a library; one that cannot be read raises what is wrong with it."""
    documents = []
    for file in files:
        name = file.stem
        read = read_document(name, name, reading.read(file))
        found = read.metadata
        language = detect_language(read.text)
        thesis = Thesis(name, found.title, found.authors, found.year, None, None, language, (name,))
        document = Document(name, name, 1, file.name, file_digest(file), read.text, TEXT_VERSION, read.warnings)
        documents.append(WholeDocument(thesis, document, read.pages, read.sections))
    return documents


def is_sound(result: QuotesBenchmark) -> bool:
    """Whether no altered quote was accepted, and every true one that was found stands on its page."""
    true = [each for each in result.kinds if each.kind in TRUE_SHAPES]
    altered = [each for each in result.kinds if each.kind not in TRUE_SHAPES]
    return not any(each.wrong for each in altered) and all(each.right_page == each.located for each in true)


def _ready(checker: QuoteChecker) -> float:
    start = time.perf_counter()
    checker.check("satu kalimat yang tidak ada di mana pun")
    return time.perf_counter() - start


def _figures(kind: str, checked: Sequence[tuple[QuoteCase, Verdict, float]]) -> KindFigures:
    located = [(case, verdict) for case, verdict, _ in checked if verdict.citations]
    called = CALLED.get(kind)
    return KindFigures(
        kind,
        len(checked),
        Counter(verdict.kind for _, verdict, _ in checked),
        tuple(case for case, verdict, _ in checked if verdict.kind not in case.expected),
        len(located),
        sum(_on_right_page(case, verdict) for case, verdict in located),
        None if called is None else sum(any(c.change is called for c in v.changes) for _, v, _ in checked),
        tuple(spent for _, _, spent in checked),
    )


def _on_right_page(case: QuoteCase, verdict: Verdict) -> bool:
    """Whether the verdict's first place, or another that it names, begins on the page that the words came from."""
    pages = {page.index for page in pages_of(case.document.pages, case.start, case.end)}
    named = (*verdict.citations, *verdict.also)
    return any(each.span.document_id == case.document.document.id and each.pages[0].index in pages for each in named)


def _among_many(documents: Sequence[WholeDocument], seed: int, count: int) -> tuple[tuple[float, ...], float]:
    """Milliseconds a quote among ``count`` texts of the same paragraphs in other orders."""
    chance = random.Random(seed)
    many = [_shuffled(documents[at % len(documents)], chance, at) for at in range(count)]
    checker = QuoteChecker(many)
    ready = _ready(checker)
    spent = []
    for case in quote_cases(documents, TIMED, seed + 1):
        start = time.perf_counter()
        checker.check(case.quote)
        spent.append(1000 * (time.perf_counter() - start))
    return tuple(spent), ready


def _shuffled(whole: WholeDocument, chance: random.Random, number: int) -> WholeDocument:
    paragraphs = whole.document.text.split("\n")
    chance.shuffle(paragraphs)
    joined = "\n".join(paragraphs)
    id_ = f"{whole.document.id}-{number}"
    pages = (replace(whole.pages[0], document_id=id_, start=0, end=len(joined)),)
    return WholeDocument(
        replace(whole.thesis, id=id_), replace(whole.document, id=id_, thesis_id=id_, text=joined), pages, ()
    )


HEAD = ("", "cases", "exact", "altered", "elsewhere", "not found", "wrong", "page", "called", "p50 ms", "p95 ms")
WIDTHS = (30, 6, 6, 8, 10, 10, 6, 8, 8, 7, 0)


def rows(result: QuotesBenchmark) -> Iterator[tuple[str, ...]]:
    """The table, a kind a row."""
    yield HEAD
    for each in result.kinds:
        verdicts = (VerdictKind.EXACT, VerdictKind.ALTERED, VerdictKind.ELSEWHERE, VerdictKind.NOT_FOUND)
        yield (
            each.kind,
            str(each.cases),
            *(str(each.verdicts[kind]) for kind in verdicts),
            str(len(each.wrong)),
            _share(each.right_page, each.located),
            "" if each.called is None else _share(each.called, each.cases),
            f"{np.percentile(each.milliseconds, 50):.1f}",
            f"{np.percentile(each.milliseconds, 95):.1f}",
        )


def notes(result: QuotesBenchmark) -> Iterator[str]:
    """The figures that count, one line each."""
    true = [each for each in result.kinds if each.kind in TRUE_SHAPES]
    altered = [each for each in result.kinds if each.kind not in TRUE_SHAPES]
    words = [each for each in altered if each.kind in ALTERATIONS or each.kind == "two sentences stitched"]
    accepted = sum(each.verdicts[VerdictKind.EXACT] for each in altered)
    accepted += sum(each.verdicts[VerdictKind.ELSEWHERE] for each in words)
    found = sum(each.verdicts[VerdictKind.EXACT] for each in true)
    total = sum(each.cases for each in true)
    yield f"Altered quotes accepted as exact: {accepted} of {sum(each.cases for each in altered)}."
    yield f"True quotes found: {found} of {total} ({_share(found, total)}); on the right page: " + _share(
        sum(each.right_page for each in true), sum(each.located for each in true)
    )
    yield f"{result.theses} theses made ready in {result.ready_seconds:.2f} s; {result.many} texts in {result.many_ready_seconds:.1f} s."
    p50, p95 = np.percentile(result.among_many, [50, 95])
    yield f"A quote among {result.many} texts: {p50:.1f} ms (p50), {p95:.1f} ms (p95), {max(result.among_many):.1f} ms at most."


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""
