"""Whether the vectors and the full text hold exactly the passages that answer, each with what is filtered by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from ingest.catalogue.fulltext import counts_agree, indexed_ids, indexed_rows, stems
from ingest.catalogue.tables import LIVE, documents, library_state, passages, theses, unsettled_vectors
from ingest.catalogue.tsvector import LONGEST
from ingest.checking.difference import Difference, Kind
from ingest.language import Language
from ingest.vectors import VectorRow, Vectors

AT_ONCE = 500
"""Passages that are compared at once."""

NEAR_ONE = 1e-3
"""By how much the length of a vector may differ from 1: half a model's rounding, not a torn file."""


@dataclass(frozen=True, slots=True)
class IndexedPassages:
    """What the catalogue says of the passages that answer: of each id its document, thesis and kind."""

    collection: str
    owners: Mapping[int, tuple[str, str, str]]
    names: Mapping[str, str]
    of_thesis: Mapping[str, tuple[str, ...]]
    unsettled: frozenset[int]
    staged: frozenset[int]

    @classmethod
    def of(cls, connection: Connection) -> IndexedPassages:
        state = connection.execute(select(library_state)).one()
        columns = (passages.c.id, passages.c.document_id, documents.c.thesis_id, passages.c.kind, passages.c.generation)
        joined = select(*columns).join(documents, documents.c.id == passages.c.document_id)
        found = connection.execute(joined.where(documents.c.state == LIVE)).all()
        names = {}
        of_thesis: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for row in connection.execute(select(documents).where(documents.c.state == LIVE)):
            names[row.id] = row.file_name
            of_thesis[row.thesis_id] += (row.id,)
        ranges = connection.execute(select(unsettled_vectors).where(unsettled_vectors.c.collection == state.collection))
        return cls(
            collection=str(state.collection),
            owners={row[0]: (row[1], row[2], row[3]) for row in found if row[4] == state.generation},
            names=names,
            of_thesis=of_thesis,
            unsettled=frozenset(id_ for row in ranges for id_ in range(row.first, row.end)),
            staged=frozenset(row[0] for row in found if row[4] != state.generation),
        )

    def by_document(self, kind: Kind, ids: Iterable[int]) -> Iterator[Difference]:
        """One difference for each document that owns some of the ids."""
        of_document: defaultdict[str, list[int]] = defaultdict(list)
        for id_ in sorted(ids):
            of_document[self.owners[id_][0]].append(id_)
        for document_id, own in of_document.items():
            yield Difference(kind, self.names[document_id], len(own), (document_id,), tuple(own))


def vector_differences(known: IndexedPassages, vectors: Vectors) -> Iterator[Difference]:
    """Each passage has its vector, of length 1 and with its thesis and kind, and no other vector is there."""
    collections = vectors.collections()
    if others := set(collections) - {known.collection}:
        yield Difference(Kind.COLLECTIONS_EXTRA, count=len(others))
    if known.collection not in collections:
        yield Difference(Kind.COLLECTION_LOST, known.collection)
        return
    there = vectors.ids(known.collection)
    extra = there - set(known.owners)
    if unfinished := extra & known.unsettled:
        yield Difference(Kind.VECTORS_UNFINISHED, count=len(unfinished))
    if unexplained := sorted(extra - known.unsettled):
        yield _extra(known, vectors, unexplained)
    yield from known.by_document(Kind.VECTORS_LOST, set(known.owners) - there)
    ids = sorted(there & set(known.owners))
    differing: list[int] = []
    dimension = 0
    for at in range(0, len(ids), AT_ONCE):
        for row in vectors.rows(known.collection, ids[at : at + AT_ONCE]):
            dimension = dimension or len(row.vector)
            if not _agrees(row, known, dimension):
                differing.append(row.id)
    yield from known.by_document(Kind.VECTORS_DIFFER, differing)


def _extra(known: IndexedPassages, vectors: Vectors, ids: list[int]) -> Difference:
    """Vectors that nothing explains: their passages may have been lost, so what is there of their theses is to be cut anew."""
    of_theses = {
        row.thesis_id
        for at in range(0, len(ids), AT_ONCE)
        for row in vectors.rows(known.collection, ids[at : at + AT_ONCE])
    }
    concerned = tuple(id_ for thesis_id in sorted(of_theses) for id_ in known.of_thesis.get(thesis_id, ()))
    return Difference(Kind.VECTORS_EXTRA, count=len(ids), document_ids=concerned, ids=tuple(ids))


def _agrees(row: VectorRow, known: IndexedPassages, dimension: int) -> bool:
    _, thesis_id, kind = known.owners[row.id]
    length = float(np.linalg.norm(row.vector))
    return (
        (row.thesis_id, row.kind) == (thesis_id, kind) and len(row.vector) == dimension and abs(length - 1) < NEAR_ONE
    )


def full_text_differences(connection: Connection, known: IndexedPassages) -> Iterator[Difference]:
    """Each passage is indexed by the stems of its text, and nothing else is. Of a full text that is sound."""
    if not counts_agree(connection):
        yield Difference(Kind.FULL_TEXT_COUNTS)
    there = indexed_ids(connection)
    if extra := sorted(there - set(known.owners) - known.staged):
        yield Difference(Kind.FULL_TEXT_EXTRA, count=len(extra), ids=tuple(extra))
    yield from known.by_document(Kind.FULL_TEXT_LOST, set(known.owners) - there)
    of_document: defaultdict[str, list[int]] = defaultdict(list)
    for id_, (document_id, _, _) in known.owners.items():
        if id_ in there:
            of_document[document_id].append(id_)
    for document_id, ids in of_document.items():
        yield from known.by_document(Kind.FULL_TEXT_DIFFERS, _differing(connection, document_id, ids))


def _differing(connection: Connection, document_id: str, ids: Collection[int]) -> list[int]:
    columns = select(documents.c.text, theses.c.language).outerjoin(theses, theses.c.id == documents.c.thesis_id)
    row = connection.execute(columns.where(documents.c.id == document_id)).one()
    if row.language is None:  # its thesis is gone, which is said elsewhere
        return []
    language: Language = "id" if row.language == "id" else "en"
    places = {
        each.id: (each.start, each.end)
        for each in connection.execute(
            select(passages.c.id, passages.c.start, passages.c.end).where(passages.c.document_id == document_id)
        )
    }
    differing = []
    for indexed in indexed_rows(connection, sorted(ids)):
        start, end = places[indexed.passage_id]
        expected = [term[:LONGEST] for term in stems(row.text[start:end], language)]
        if [term[:LONGEST] for term in indexed.body] != expected:
            differing.append(indexed.passage_id)
    return differing
