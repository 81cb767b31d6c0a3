"""Recall of the graph search beside an exact one, by the number of vectors and by the breadth of the search.

    python -m docs.measure_recall LIBRARY … --passages 10000 100000 1000000 --ef-search 200 800 --questions FILE …

The vectors are those of the libraries' passages, and copies of them that are moved apart as real passages are: by the
difference of two other passages, drawn at random, so that they keep the shape of the cloud (a cosine of about 0.93 with the
original). Noise that is alike in all directions would not: it makes a shell around each original, which no text does. The
vectors are put into a Chroma store of Kutip's own making, in a folder that is deleted at the end (3 GB for a million).
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docs.search_stages import Taken, quantiles
from evaluation.questions import read_questions
from ingest.embedding import load_embedder, unit
from ingest.library import Library
from ingest.vectors import Vectors
from settings import load_settings

MOVED = 0.55
"""Share of the difference of two passages that is added to a copy."""

NEIGHBOURS, ASKED_FOR = 10, 100
"""Neighbours that are compared, and those that a search asks for."""

AT_ONCE = 10_000

Array = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_recall")
    parser.add_argument("libraries", type=Path, nargs="+")
    parser.add_argument("--passages", type=int, nargs="+", required=True)
    parser.add_argument("--ef-search", type=int, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    settings = load_settings()
    embedder = load_embedder(settings.embedding_model, settings.models)
    questions = [question.text for question in read_questions(options.questions)]
    queries = np.array([embedder.encode_question(question).vector for question in questions])
    originals = np.vstack([_vectors(folder) for folder in options.libraries])
    print(
        f"{len(originals):,} passages of {len(options.libraries)} libraries, {len(queries)} questions, milliseconds\n"
    )
    print(f"| vectors | breadth | recall@{NEIGHBOURS} | lowest | clock, p50 | clock, p95 | processor, p50 | p95 |")
    print("|---|---|---|---|---|---|---|---|")
    for passages in options.passages:
        with tempfile.TemporaryDirectory() as folder:
            _measure(Path(folder), originals, queries, passages, options.ef_search)


def _measure(folder: Path, originals: Array, queries: Array, passages: int, breadths: Sequence[int]) -> None:
    store = Vectors(folder)
    store.make_collection("passages")
    exact = _add(store, originals, queries, passages)
    for breadth in breadths:
        store.tune("passages", breadth)
        store.close()
        store = Vectors(folder)
        store.nearest("passages", queries[0], ASKED_FOR)  # reads the graph
        recalls, taken = [], []
        for query, right in zip(queries, exact, strict=True):
            begun = Taken.now()
            found = store.nearest("passages", query, ASKED_FOR).ids[:NEIGHBOURS]
            taken.append(Taken.since(begun))
            recalls.append(len(set(found) & right) / NEIGHBOURS)
        times = " | ".join(f"{each:.1f}" for each in quantiles(taken))
        print(f"| {passages:,} | {breadth} | {np.mean(recalls):.4f} | {min(recalls):.1f} | {times} |", flush=True)
    store.close()


def _add(store: Vectors, originals: Array, queries: Array, passages: int) -> list[set[int]]:
    """Fill the store; the ids of the nearest passages of each query, by comparing it with all vectors."""
    begun, before = time.monotonic(), time.process_time()
    best, ids = np.full((len(queries), 0), -1, np.float32), np.zeros((len(queries), 0), np.int64)
    first = 0
    for vectors in _copies(originals, passages):
        store.add("passages", range(first, first + len(vectors)), vectors, "t", ["body"] * len(vectors))
        similarities = queries @ vectors.T
        best = np.hstack([best, similarities])
        ids = np.hstack([ids, np.broadcast_to(np.arange(first, first + len(vectors)), similarities.shape)])
        kept = np.argsort(-best, axis=1)[:, :NEIGHBOURS]
        best, ids = np.take_along_axis(best, kept, 1), np.take_along_axis(ids, kept, 1)
        first += len(vectors)
    took, used = time.monotonic() - begun, time.process_time() - before
    print(f"<!-- {passages:,} vectors added in {took:.0f} s, {used:.0f} of the processors -->", flush=True)
    return [set(row) for row in ids.tolist()]


def _copies(originals: Array, passages: int) -> Iterator[Array]:
    """The originals, then copies of them, until there are so many."""
    left, copy = passages, 0
    while left > 0:
        own = originals if not copy else _moved(originals, copy)
        for at in range(0, min(left, len(own)), AT_ONCE):
            yield own[at : min(at + AT_ONCE, left)]
        left, copy = left - len(own), copy + 1


def _moved(originals: Array, copy: int) -> Array:
    """A copy, the same each time."""
    random = np.random.default_rng(copy)
    one, other = random.permutation(len(originals)), random.permutation(len(originals))
    return unit(originals + MOVED * (originals[one] - originals[other]))


def _vectors(folder: Path) -> Array:
    with Library.read(folder) as library:
        collection = library.catalogue.state().collection
        assert collection is not None
        rows = library.vectors.rows(collection, sorted(library.catalogue.passage_ids()))
        return np.array([row.vector for row in rows], np.float32)


if __name__ == "__main__":
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    main()
