"""A benchmark as a table: what, each side, and the first side's ratio to each of the others. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from evaluation.benchmark import Benchmark, Side
from evaluation.page_hits import HitRate

Row = tuple[str, ...]


def head(result: Benchmark) -> Row:
    """The names of the columns."""
    first, *others = result.sides
    return ("", *(side.name for side in result.sides), *(f"{first.name} / {other.name}" for other in others))


def rows(result: Benchmark) -> Iterator[Row]:
    """The table's rows, each as long as its head."""
    sides = result.sides
    yield _figures("ingest, pages a second", sides, lambda side: side.pages_a_second, "{:.2f}")
    for at, _ in enumerate(sides[0].ingests):
        yield _figures(f"  round {at + 1}", sides, partial(_speed, at), "{:.2f}")
    yield _figures("memory for it, MB", sides, lambda side: side.memory_mb, "{:.0f}")
    for name in ("files", "refused", "pages", "passages"):
        counts = (str(getattr(side.ingests[0].done, name)) for side in sides)
        yield (name, *counts, *[""] * (len(sides) - 1))
    yield _figures("search, ms, p50", sides, lambda side: side.search.p50, "{:.1f}")
    yield _figures("search, ms, p95", sides, lambda side: side.search.p95, "{:.1f}")
    yield _figures("pages a passage found", sides, lambda side: side.pages_a_passage, "{:.2f}")
    if result.answers:
        latency, blank = result.answers.latency, [""] * (2 * len(sides) - 2)
        yield ("verbatim answer, ms, p50", f"{latency.p50:.1f}", *blank)
        yield ("verbatim answer, ms, p95", f"{latency.p95:.1f}", *blank)
        yield ("  questions answered", f"{latency.times}/{result.answers.questions}", *blank)
    for at, group in enumerate(sides[0].page_hits):
        for of, rate in enumerate(group.rates):
            rates = [side.page_hits[at].rates[of] for side in sides]
            ratios = (f"{rate.share / other.share:.2f}" if other.hits else "" for other in rates[1:])
            yield (f"right page in first {rate.within}, {group.group}", *map(_rate, rates), *ratios)


def notes(result: Benchmark) -> Iterator[str]:
    """What the table's figures count, one line each."""
    yield f"Corpus {result.corpus}; {result.machine}; " + ", ".join(f"{k} {v}" for k, v in result.packages.items())
    yield "Ingest is reading with pypdf, cutting, embedding and storing; loading the models is excluded for all."
    yield "Memory is the most held above the start of an ingest, the models of all sides held already."
    yield f"Search alone, the question's vector included; {result.sides[0].search.times} measurements each, in turns."
    if result.sides[0].page_hits:
        yield "A passage hits when one of its pages is an evidence page in the named document; no history is used."


def _speed(round_: int, side: Side) -> float:
    return side.ingests[round_].done.pages_a_second


def _figures(name: str, sides: Sequence[Side], value: Callable[[Side], float], form: str) -> Row:
    values = [value(side) for side in sides]
    ratios = (f"{values[0] / other:.2f}" if other else "" for other in values[1:])
    return (name, *(form.format(each) for each in values), *ratios)


def _rate(rate: HitRate) -> str:
    return f"{rate.hits}/{rate.questions}  {100 * rate.share:.1f} %"
