"""A library grown to as many passages as a measurement needs, out of its own theses.

Each copy of the theses has ids and a title of its own and the same texts; the vectors of its passages are shifted a little,
so that the stores have the size and the kind of content that many theses would give them (random vectors would
say nothing of a graph search). Sentence and token vectors are those of the original. Rows are copied within the database,
since reading them anew would take days. A measurement's library is not to be kept for other use: it has no PDFs for the copies.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, func, insert, literal, select, update

from ingest.catalogue.fulltext import indexed_rows, put_rows
from ingest.catalogue.fulltext_index import IndexRow
from ingest.catalogue.tables import documents, library_state, pages, passages, sections, theses
from ingest.embedding import unit
from ingest.library import Library
from ingest.vectors import VectorRow

SHIFT = 0.02
"""Standard deviation of what is added to each number of a vector, whose own is 0.05: a cosine of about 0.93."""

COPIES_AT_ONCE = 10
"""Copies of the library that are written together."""

KEPT_IN_AN_ID = 26
"""Characters of an id that say what was copied; those in front of them say which copy it is."""

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class OriginalRows:
    """What is copied: the live passages of a library that was not enlarged yet, with vectors and full text.

    Copies have the passage ids from ``next_id`` on.
    """

    rows: tuple[VectorRow, ...]
    indexed: tuple[IndexRow, ...]
    next_id: int

    @classmethod
    def of(cls, library: Library) -> OriginalRows:
        collection = library.catalogue.state().collection
        assert collection is not None
        ids = sorted(library.catalogue.passage_ids())
        with library.catalogue.engine.connect() as connection:
            next_id = connection.execute(select(library_state.c.next_passage_id)).scalar_one()
            indexed = indexed_rows(connection, ids)
        return cls(tuple(library.vectors.rows(collection, ids)), tuple(indexed), next_id)

    def __len__(self) -> int:
        return len(self.rows)

    def shift_of_ids(self, copy: int) -> int:
        """What the copy's passage ids are above those of the originals; copies count from 1, 0 are the originals."""
        lowest, highest = self.rows[0].id, self.rows[-1].id
        return 0 if copy == 0 else self.next_id - lowest + (copy - 1) * (highest - lowest + 1)

    def vectors(self, copy: int) -> Array:
        """The vectors of a copy's passages, the same each time, shape (n, d)."""
        own = np.array([row.vector for row in self.rows], dtype=np.float32)
        if copy == 0:
            return own
        return unit(own + np.random.default_rng(copy).normal(0, SHIFT, own.shape).astype(np.float32))


def enlarge(library: Library, originals: OriginalRows, passages_wanted: int) -> Iterator[int]:
    """Add copies until the library, open for writing, has so many passages or a few more; how many there are so far."""
    collection, count = library.catalogue.state().collection, library.catalogue.count_passages()
    assert collection is not None
    while count < passages_wanted:
        next_copy, left = count // len(originals), -(-(passages_wanted - count) // len(originals))
        vectors: list[VectorRow] = []
        with library.catalogue.engine.execution_options(write=True).begin() as connection:
            for copy in range(next_copy, next_copy + min(COPIES_AT_ONCE, left)):
                vectors += _copy(connection, originals, copy)
        library.vectors.add_rows(collection, vectors)
        count += len(vectors)
        yield count


def original_of(document_id: str) -> str:
    """What a document's original and all its copies have in common.

    >>> original_of("000012" + 26 * "a") == original_of("fedcba" + 26 * "a")
    True
    """
    return document_id[-KEPT_IN_AN_ID:]


def _copy(connection: Connection, originals: OriginalRows, copy: int) -> list[VectorRow]:
    """One more copy of everything in the catalogue; its vectors."""
    shift, ids = originals.shift_of_ids(copy), [row.id for row in originals.rows]
    is_original = passages.c.id.in_(ids)
    of_these = select(passages.c.document_id).where(is_original).distinct().scalar_subquery()
    of_theses = select(documents.c.thesis_id).where(documents.c.id.in_(of_these)).distinct().scalar_subquery()
    own, title = _of_copy(copy, documents.c.id), theses.c.title + f" {copy}"
    _add(connection, theses, theses.c.id.in_(of_theses), id=_of_copy(copy, theses.c.id), title=title)
    thesis = _of_copy(copy, documents.c.thesis_id)
    _add(connection, documents, documents.c.id.in_(of_these), id=own, thesis_id=thesis, sha256=own)
    for table in (pages, sections):
        _add(connection, table, table.c.document_id.in_(of_these), document_id=_of_copy(copy, table.c.document_id))
    document = _of_copy(copy, passages.c.document_id)
    _add(connection, passages, is_original, id=passages.c.id + shift, document_id=document)
    put_rows(connection, [row._replace(passage_id=row.passage_id + shift) for row in originals.indexed])
    beyond = {"next_passage_id": ids[-1] + shift + 1, "revision": library_state.c.revision + 1}
    connection.execute(update(library_state).values(beyond))
    return [
        VectorRow(row.id + shift, f"{copy:06d}{original_of(row.thesis_id)}", row.kind, vector)
        for row, vector in zip(originals.rows, originals.vectors(copy), strict=True)
    ]


def _of_copy(copy: int, column: Any) -> Any:
    """An id as the copy bears it."""
    return literal(f"{copy:06d}") + func.substr(column, func.length(column) - KEPT_IN_AN_ID + 1)


def _add(connection: Connection, table: Table, condition: Any, **changed: Any) -> None:
    """The table's rows that meet the condition once more, with some columns changed."""
    values = [changed.get(column.name, column) for column in table.c]
    connection.execute(insert(table).from_select([column.name for column in table.c], select(*values).where(condition)))
