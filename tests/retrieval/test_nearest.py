"""The nearest passages of a scope are those that comparing with all of them finds, in either way of looking."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.catalogue.records import PassageRun
from ingest.document import SectionKind
from ingest.library import Library
from ingest.places import LibraryPlace
from retrieval import nearest
from retrieval.nearest import Array, NearestPassages
from retrieval.scope import EVERYTHING, Scope
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples
from tests.servers import PostgresServer

QUERY: Array = HashingEmbedder().encode_question("hambatan kerja sama kota").vector


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("nearest") / "library"
    build_samples(folder, HashingEmbedder())
    with Library.read(folder) as library:
        yield library


def nearest_of(library: Library) -> NearestPassages:
    state = library.catalogue.state()
    assert state.collection is not None
    return NearestPassages(library, state.generation, state.collection)


def compared_one_by_one(library: Library, scope: Scope) -> dict[int, float]:
    """Every passage of the scope with its cosine."""
    collection = library.catalogue.state().collection
    assert collection is not None
    stored = library.catalogue.passages(sorted(library.catalogue.passage_ids()))
    allowed = [
        id_
        for id_, each in stored.items()
        if (scope.chosen is None or each.thesis_id in scope.chosen)
        and (scope.kinds is None or each.kind in scope.kinds)
    ]
    return {id_: float(vector @ QUERY) for id_, vector in library.vectors.fetch(collection, allowed).items()}


def scopes(library: Library) -> list[Scope]:
    one, two, _ = sorted(entry.thesis.id for entry in library.catalogue.entries())
    body = frozenset({SectionKind.BODY})
    return [
        Scope(chosen=frozenset({one})),
        Scope(chosen=frozenset({one, two}), kinds=body),
        Scope(kinds=body),
        Scope(kinds=frozenset(SectionKind) - body),
    ]


@pytest.mark.parametrize("most_compared", [0, nearest.COMPARED], ids=["by the graph", "one by one"])
def test_the_nearest_of_a_scope_are_found(
    library: Library, most_compared: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nearest, "COMPARED", most_compared)
    for scope in scopes(library):
        right = compared_one_by_one(library, scope)
        assert right
        for count in (3, 1000):
            found = nearest_of(library).find(QUERY, count, scope)
            assert len(found.ids) == min(count, len(right))
            best = sorted(right.values(), reverse=True)[:count]
            assert list(found.similarities) == pytest.approx(best, abs=1e-5)
            assert [right[id_] for id_ in found.ids] == pytest.approx(best, abs=1e-5)


def test_a_scope_that_holds_nothing_finds_nothing(library: Library) -> None:
    for scope in (Scope(chosen=frozenset()), Scope(visible=frozenset({"unknown"})), Scope(kinds=frozenset())):
        assert nearest_of(library).find(QUERY, 10, scope).ids == ()


def test_no_limit_is_the_graph_s_own_search(library: Library) -> None:
    found = nearest_of(library).find(QUERY, 5, EVERYTHING)
    right = compared_one_by_one(library, EVERYTHING)
    assert list(found.ids) == sorted(right, key=lambda id_: -right[id_])[:5]


def test_more_neighbours_are_asked_for_until_enough_are_of_the_scope(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The farthest passages of all are a scope that the first neighbours hold nothing of."""
    everything = compared_one_by_one(library, EVERYTHING)
    ordered = sorted(everything, key=lambda id_: -everything[id_])
    thesis_of = library.catalogue.theses_of_passages(ordered)
    farthest = thesis_of[ordered[-1]]
    monkeypatch.setattr(nearest, "COMPARED", 0)
    monkeypatch.setattr(nearest, "SPARE", 0.01)
    found = nearest_of(library).find(QUERY, 5, Scope(chosen=frozenset({farthest})))
    assert list(found.ids) == [id_ for id_ in ordered if thesis_of[id_] == farthest][:5]


def test_the_vectors_of_a_scope_are_read_once_and_kept_while_there_is_room(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    fetch = library.vectors.fetch

    def counted(collection: str, ids: Sequence[int]) -> dict[int, Array]:
        read.append(len(ids))
        return fetch(collection, ids)

    monkeypatch.setattr(library.vectors, "fetch", counted)
    one, other = scopes(library)[0], scopes(library)[3]
    passages = nearest_of(library)
    for scope in (one, one, other, one):
        passages.find(QUERY, 3, scope)
    sizes = [passages.selection(scope).size for scope in (one, other)]
    assert read == sizes
    monkeypatch.setattr(nearest, "KEPT", max(sizes))
    read.clear()
    passages = nearest_of(library)
    for scope in (one, other, one):
        passages.find(QUERY, 3, scope)
    assert read == [*sizes, sizes[0]]


def runs_one_by_one(library: Library) -> set[PassageRun]:
    stored = sorted(library.catalogue.passages(sorted(library.catalogue.passage_ids())).items())
    runs: list[PassageRun] = []
    documents: list[str] = []
    for id_, each in stored:
        last = runs[-1] if runs else None
        goes_on = last and last[:2] == (each.thesis_id, each.kind) and documents[-1] == each.passage.document_id
        if last and goes_on and last.end == id_:
            runs[-1] = last._replace(end=id_ + 1)
        else:
            runs.append(PassageRun(each.thesis_id, each.kind, id_, id_ + 1))
            documents.append(each.passage.document_id)
    return set(runs)


def test_the_catalogue_tells_its_passages_in_runs(library: Library) -> None:
    state = library.catalogue.state()
    runs = library.catalogue.passage_runs(state.generation)
    assert set(runs) == runs_one_by_one(library)
    assert 3 < len(runs) < library.catalogue.count_passages()
    assert library.catalogue.passage_runs(state.generation + 1) == []


def test_so_does_one_in_postgresql(postgres: PostgresServer, tmp_path: Path) -> None:
    place = LibraryPlace.of(tmp_path / "served", postgres.new_catalogue())
    build_samples(place, HashingEmbedder())
    with Library.read(place) as library:
        runs = library.catalogue.passage_runs(library.catalogue.state().generation)
        assert set(runs) == runs_one_by_one(library)
        assert not np.setdiff1d([run.kind for run in runs], [kind.value for kind in SectionKind]).size
