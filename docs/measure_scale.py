"""The curve of a search over library sizes: time by stage, recall of the graph search, filters, memory, disk.

    python -m docs.measure_scale LIBRARY FOLDER --passages 10000 100000 1000000 --questions FILE …

A copy of the library in FOLDER grows (``docs/enlarged_library.py``) from one size to the next, and is measured at each. What is there
already is gone on with. A million passages take 36 GB of disk.
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docs.enlarged_library import OriginalRows, enlarge
from docs.search_stages import Stages, Taken, quantiles
from evaluation.questions import read_questions
from ingest.document import SectionKind
from ingest.embedding import load_embedder
from ingest.library import Library
from retrieval.opening import open_search
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import PassageSearch
from settings import load_settings

WARM_UP = 20
FILTERED = 40
"""Questions that are asked within each filter."""

NEAREST = 10
"""Neighbours that are compared with those of an exact search."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_scale")
    parser.add_argument("library", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--passages", type=int, nargs="+", required=True)
    parser.add_argument("--questions", type=Path, nargs="+", required=True)
    options = parser.parse_args()
    settings = load_settings()
    embedder = load_embedder(settings.embedding_model, settings.models)
    questions = [question.text for question in read_questions(options.questions)]
    with Library.read(options.library) as source:
        originals = OriginalRows.of(source)
    place = options.folder / "library"
    if not place.exists():
        shutil.copytree(options.library, place)
    for passages in sorted(options.passages):
        _grow(place, originals, passages)
        before = _resident_mb()
        with Library.read(place) as library:
            search = open_search(library, embedder, settings)
            print(f"\n## {library.catalogue.count_passages():,} passages, {len(questions)} questions, milliseconds\n")
            _print_times(search, questions)
            _print_filters(search, questions[:FILTERED])
            print(f"\nMemory: {_resident_mb():.0f} MB, {_resident_mb() - before:.0f} of them since it was opened.")
            _print_disk(library, originals)
            _print_recall(search, originals, questions)


def _grow(place: Path, originals: OriginalRows, passages: int) -> None:
    with Library.write(place) as library:
        before, begun, processor = library.catalogue.count_passages(), time.monotonic(), time.process_time()
        count = max(enlarge(library, originals, passages), default=before)
        if count > before:
            took, used = time.monotonic() - begun, time.process_time() - processor
            print(f"Grown from {before:,} to {count:,}: {(count - before) / took:.0f} passages a second,", end=" ")
            print(
                f"{(count - before) / used:.0f} a second of the processor (rows and vectors, without reading and embedding)."
            )


def _print_times(search: PassageSearch, questions: Sequence[str]) -> None:
    begun = Taken.now()
    search.search(search.understand(questions[0]))
    first, stages = Taken.since(begun), Stages()
    with stages.watching(search):
        for at, question in enumerate([*questions[:WARM_UP], *questions]):
            begun = Taken.now()
            search.search(search.understand(question))
            stages.close_question(whole_search=Taken.since(begun))
            if at == WARM_UP - 1:
                stages.forget()
    stages.print_table()
    print(f"\nThe first question after opening: {first.clock:.0f} ms, {first.processor:.0f} of the processor.\n")


def _print_filters(search: PassageSearch, questions: Sequence[str]) -> None:
    theses = sorted({entry.thesis.id for entry in search.library.catalogue.entries()})
    kinds = frozenset(entry for entry in _kinds(search) if entry.value != "body")
    scopes = {
        "no filter": EVERYTHING,
        "one thesis": Scope(chosen=frozenset(theses[:1])),
        "every tenth thesis": Scope(chosen=frozenset(theses[::10])),
        "not the body": Scope(kinds=kinds),
    }
    print("| filter | clock, p50 | clock, p95 | processor, p50 | processor, p95 |\n|---|---|---|---|---|")
    for name, scope in scopes.items():
        taken = []
        for question in questions:
            begun = Taken.now()
            search.search(search.understand(question), scope)
            taken.append(Taken.since(begun))
        print(f"| {name} | " + " | ".join(f"{each:.1f}" for each in quantiles(taken)) + " |")


def _kinds(search: PassageSearch) -> frozenset[SectionKind]:
    first = next(iter(search.library.catalogue.entries())).document_id
    return frozenset(section.kind for section in search.library.catalogue.whole_document(first).sections)


def _print_disk(library: Library, originals: OriginalRows) -> None:
    count = library.catalogue.count_passages()
    tokens = library.catalogue.token_vectors([row.id for row in originals.rows])
    of_tokens = sum(len(each.to_bytes()) for each in tokens.values()) / len(originals) * count
    catalogue = (library.folder / "catalogue.sqlite3").stat().st_size
    vectors = sum(file.stat().st_size for file in (library.folder / "vectors").rglob("*") if file.is_file())
    print(
        f"Disk: catalogue {catalogue / 1e9:.2f} GB, {of_tokens / 1e9:.2f} of them token vectors; vectors {vectors / 1e9:.2f} GB;"
        f" {(catalogue + vectors) / count / 1000:.1f} kB a passage, {(catalogue + vectors - of_tokens) / count / 1000:.1f} without"
        " token vectors."
    )


def _print_recall(search: PassageSearch, originals: OriginalRows, questions: Sequence[str]) -> None:
    collection = search.library.catalogue.state().collection
    assert collection is not None
    queries = np.array([search.embedder.encode_question(question).vector for question in questions])
    copies = search.library.catalogue.count_passages() // len(originals)
    exact = _exact_nearest(originals, copies, queries)
    found = [set(search.library.vectors.nearest(collection, query, 100).ids[:NEAREST]) for query in queries]
    recalls = [len(own & set(right)) / NEAREST for own, right in zip(found, exact, strict=True)]
    print(
        f"Recall@{NEAREST} of the graph search beside an exact one: {np.mean(recalls):.4f} (lowest {min(recalls):.1f})."
    )


def _exact_nearest(originals: OriginalRows, copies: int, queries: NDArray[np.float32]) -> list[list[int]]:
    """The ids of the nearest passages of each query, by comparing it with all vectors."""
    ids = np.array([row.id for row in originals.rows])
    best_ids = np.zeros((len(queries), 0), np.int64)
    best = np.zeros((len(queries), 0), np.float32)
    for copy in range(copies):
        similarities = queries @ originals.vectors(copy).T
        own = np.broadcast_to(ids + originals.shift_of_ids(copy), similarities.shape)
        best, best_ids = np.hstack([best, similarities]), np.hstack([best_ids, own])
        kept = np.argpartition(-best, NEAREST, axis=1)[:, :NEAREST]
        best, best_ids = np.take_along_axis(best, kept, 1), np.take_along_axis(best_ids, kept, 1)
    nearest: list[list[int]] = best_ids.tolist()
    return nearest


def _resident_mb() -> float:
    """Memory of this process now (Linux)."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * 4096 / 1e6


if __name__ == "__main__":
    main()
