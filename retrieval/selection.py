"""Which passages a scope holds, as runs of their ids: a million passages are some ten thousand runs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.records import PassageRun
from retrieval.scope import Scope

Ids = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Selection:
    """Ranges [first, end) of passage ids that do not overlap, in order."""

    firsts: Ids
    ends: Ids

    @cached_property
    def size(self) -> int:
        """How many passages it holds."""
        return int((self.ends - self.firsts).sum())

    def ids(self) -> Ids:
        """All of them, in order.

        >>> Selection(np.array([3, 9]), np.array([5, 10])).ids().tolist()
        [3, 4, 9]
        """
        lengths = self.ends - self.firsts
        before = np.cumsum(lengths) - lengths
        ids: Ids = np.arange(self.size, dtype=np.int64) + np.repeat(self.firsts - before, lengths)
        return ids

    def holds(self, ids: Ids) -> NDArray[np.bool_]:
        """Which of the ids it holds.

        >>> Selection(np.array([3, 9]), np.array([5, 10])).holds(np.array([9, 2, 4, 5])).tolist()
        [True, False, True, False]
        """
        if not len(self.firsts):
            return np.zeros(len(ids), np.bool_)
        at = np.searchsorted(self.firsts, ids, side="right") - 1
        return (at >= 0) & (ids < self.ends[np.maximum(at, 0)])


@dataclass(frozen=True, slots=True, eq=False)
class _Codes:
    """A name for each run, as the number of its place in a list of names."""

    numbers: Mapping[str, int]
    of_runs: NDArray[np.int32]

    @classmethod
    def of(cls, names: Sequence[str]) -> Self:
        numbers = {name: at for at, name in enumerate(dict.fromkeys(names))}
        return cls(numbers, np.fromiter((numbers[name] for name in names), np.int32, len(names)))

    def are(self, allowed: Sequence[str]) -> NDArray[np.bool_]:
        """Which runs bear one of the names."""
        is_allowed = np.zeros(len(self.numbers), np.bool_)
        is_allowed[[self.numbers[name] for name in allowed if name in self.numbers]] = True
        return is_allowed[self.of_runs]


@dataclass(frozen=True, slots=True, eq=False)
class PassageRuns:
    """All passages of a library in runs, in order of their ids; a run's passages are of one thesis and kind."""

    all: Selection
    theses: _Codes
    kinds: _Codes

    @classmethod
    def of(cls, runs: Iterable[PassageRun]) -> Self:
        """From the catalogue's runs, in any order."""
        ordered = sorted(runs, key=lambda run: run.first)
        ends = np.array([run.end for run in ordered], np.int64)
        every = Selection(np.array([run.first for run in ordered], np.int64), ends)
        return cls(every, _Codes.of([run.thesis_id for run in ordered]), _Codes.of([run.kind for run in ordered]))

    def within(self, scope: Scope) -> Selection:
        """The passages that the scope lets be found.

        >>> runs = PassageRuns.of([PassageRun("a", "body", 1, 4), PassageRun("b", "body", 4, 6)])
        >>> runs.within(Scope(visible=frozenset({"b"}))).ids().tolist()
        [4, 5]
        """
        chosen = np.ones(len(self.all.firsts), np.bool_)
        for codes, allowed in ((self.theses, scope.thesis_ids()), (self.kinds, scope.kind_names())):
            if allowed is not None:
                chosen &= codes.are(allowed)
        return Selection(self.all.firsts[chosen], self.all.ends[chosen])
