"""The nearest passages of a scope, found rightly however small a share of the library it is.

A graph search that passes over what is outside the scope finds next to nothing of a small one: of the hundred nearest
passages of one thesis among 100,000 a tenth, among a million none (docs/scale.md). So a small scope is compared passage by
passage, and for a large one the graph is asked for as many neighbours as the scope's share makes necessary.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from ingest.library import Library
from ingest.vectors import Neighbours
from retrieval.scope import EVERYTHING, Scope
from retrieval.selection import PassageRuns, Selection

COMPARED = 10_000
"""Passages of a scope that are compared one by one at most; their vectors are read once."""

KEPT = 40_000
"""Vectors of small scopes that are kept in memory (1.5 kB each), those asked for last."""

SPARE = 2.0
"""So many times the neighbours that a large scope's share lets expect: what a question is about is not spread evenly."""

FURTHEST = 20_000
"""Neighbours that the graph is asked for at most."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Compared:
    """The ids of a small scope and its vectors, shape (n, d)."""

    ids: NDArray[np.int64]
    vectors: Array


class NearestPassages:
    """Of one state of a library: the passages of ``generation``, whose vectors ``collection`` holds."""

    def __init__(self, library: Library, generation: int, collection: str) -> None:
        self.library, self.generation, self.collection = library, generation, collection
        self._runs: PassageRuns | None = None
        self._compared: OrderedDict[Scope, _Compared] = OrderedDict()
        self._lock = Lock()

    def selection(self, scope: Scope) -> Selection:
        """The passages of a scope."""
        return self._read_runs().within(scope)

    def _read_runs(self) -> PassageRuns:
        with self._lock:
            if self._runs is None:
                self._runs = PassageRuns.of(self.library.catalogue.passage_runs(self.generation))
        return self._runs

    def find(self, query: Array, count: int, scope: Scope = EVERYTHING) -> Neighbours:
        """The ``count`` nearest by cosine to a unit vector, shape (d,); fewer where the scope has fewer, or where more than
        ``FURTHEST`` passages outside it are nearer."""
        if scope == EVERYTHING:
            return self.library.vectors.nearest(self.collection, query, count)
        selection = self.selection(scope)
        if selection.size <= COMPARED:
            return self._compare(query, count, scope, selection)
        return self._sift(query, count, selection)

    def _compare(self, query: Array, count: int, scope: Scope, selection: Selection) -> Neighbours:
        known = self._vectors(scope, selection)
        if not len(known.ids):
            return Neighbours((), ())
        similarities = known.vectors @ query
        best = np.lexsort((known.ids, -similarities))[:count]
        return Neighbours(tuple(known.ids[best].tolist()), tuple(similarities[best].tolist()))

    def _vectors(self, scope: Scope, selection: Selection) -> _Compared:
        """A scope's vectors, read once as long as it is among those asked for last."""
        with self._lock:
            if scope in self._compared:
                self._compared.move_to_end(scope)
                return self._compared[scope]
        found = self.library.vectors.fetch(self.collection, selection.ids().tolist())
        ids = sorted(found)
        compared = _Compared(np.array(ids, np.int64), np.array([found[id_] for id_ in ids], np.float32))
        with self._lock:
            self._compared[scope] = compared
            while sum(len(each.ids) for each in self._compared.values()) > KEPT:
                self._compared.popitem(last=False)
        return compared

    def _sift(self, query: Array, count: int, selection: Selection) -> Neighbours:
        """Those of the scope among ever more neighbours."""
        passages = self._read_runs().all.size
        most = min(passages, FURTHEST)
        asked = min(most, int(SPARE * count * passages / selection.size) + 1)
        while True:
            near = self.library.vectors.nearest(self.collection, query, asked)
            held = np.flatnonzero(selection.holds(np.array(near.ids, np.int64)))[:count]
            if len(held) == count or asked == most:
                return Neighbours(tuple(near.ids[at] for at in held), tuple(near.similarities[at] for at in held))
            asked = min(most, 4 * asked)
