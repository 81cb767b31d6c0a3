"""What each stage of a search takes, by the clock and by the processor."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

import numpy as np

import retrieval.search
from retrieval.search import PassageSearch

WHOLE = "whole search"


@dataclass(frozen=True, slots=True)
class Taken:
    """Milliseconds on the clock and of the processor; the first have what other programs took in them."""

    clock: float
    processor: float

    @classmethod
    def since(cls, begun: Taken) -> Taken:
        now = cls.now()
        return cls(now.clock - begun.clock, now.processor - begun.processor)

    @classmethod
    def now(cls) -> Taken:
        return cls(1000 * time.perf_counter(), 1000 * time.process_time())


class Stages:
    """What each stage took, call by call and question by question."""

    def __init__(self) -> None:
        self.of: dict[str, list[Taken]] = defaultdict(list)
        self._now: dict[str, list[Taken]] = defaultdict(list)
        self._names: list[str] = []

    @contextmanager
    def watching(self, search: PassageSearch) -> Iterator[None]:
        """Times every call of a stage of this search."""
        library = search.library
        owners: list[tuple[Any, str]] = [
            (search, "understand"),
            (search.embedder, "encode_question"),
            (library.vectors, "nearest"),
            (library.vectors, "fetch"),
            *((library.catalogue, name) for name in CATALOGUE_STAGES),
            (retrieval.search, "interactions"),
        ]
        self._names = [name for _, name in owners]
        with ExitStack() as patches:
            for owner, name in owners:
                patches.enter_context(patch.object(owner, name, self._timed(getattr(owner, name), name)))
            yield

    def _timed(self, function: Callable[..., Any], name: str) -> Callable[..., Any]:
        def timed(*arguments: Any, **named: Any) -> Any:
            begun = Taken.now()
            try:
                return function(*arguments, **named)
            finally:
                self._now[name].append(Taken.since(begun))

        return timed

    def close_question(self, **wholes: Taken) -> None:
        """Note a question's stages, and what was timed as a whole, with blanks for underscores in its name."""
        for name in self._names:
            calls = self._now[name]
            self.of[name].append(Taken(sum(c.clock for c in calls), sum(c.processor for c in calls)))
        for name, taken in wholes.items():
            self.of[name.replace("_", " ")].append(taken)
        self._now.clear()

    def forget(self) -> None:
        """Begin anew: what was timed so far warmed things up."""
        self.of.clear()

    def print_table(self) -> None:
        """A Markdown table of every stage's median and 95th percentile."""
        print("| | clock, p50 | clock, p95 | processor, p50 | processor, p95 |\n|---|---|---|---|---|")
        for name, taken in self.of.items():
            print(f"| {name.replace('_', ' ')} | " + " | ".join(f"{each:.1f}" for each in quantiles(taken)) + " |")


CATALOGUE_STAGES = ("term_frequencies", "lexical_search", "index_terms", "token_vectors", "passages")


def quantiles(taken: Sequence[Taken]) -> list[float]:
    """Median and 95th percentile on the clock, then of the processor, in milliseconds."""
    both = ([each.clock for each in taken], [each.processor for each in taken])
    return [float(np.quantile(values, share)) for values in both for share in (0.5, 0.95)]
