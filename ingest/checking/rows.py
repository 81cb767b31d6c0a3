"""Mending rows: those that refer to nothing deleted, those that say something wrong of others set right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.catalogue.fulltext import is_sound, recount, unindex_passages
from ingest.catalogue.tables import (
    LIVE,
    documents,
    library_state,
    passages,
    theses,
    unsettled_vectors,
)
from ingest.checking.difference import Difference, Kind
from ingest.checking.texts import foreign_keys, orphaned, owned_unsettled


def mend_rows(connection: Connection, differences: Sequence[Difference]) -> None:
    """Mend what concerns rows alone, in the caller's transaction."""
    ids = {difference.kind: difference.ids for difference in differences}
    if Kind.OWNED_UNSETTLED in ids:
        _keep_owned(connection)
    if (
        Kind.ROWS_ORPHANED in ids and Kind.DOCUMENT_ORPHANED not in ids
    ):  # else what a backup may bring back would lose its rows
        _delete_orphans(connection)
    if Kind.PASSAGES_STRAY in ids:
        _delete_passages(connection, ids[Kind.PASSAGES_STRAY])
    if Kind.FULL_TEXT_EXTRA in ids:
        unindex_passages(connection, ids[Kind.FULL_TEXT_EXTRA])
    if Kind.FULL_TEXT_COUNTS in ids:
        recount(connection)
    if Kind.COUNTER_BEHIND in ids:
        last = select(func.coalesce(func.max(passages.c.id), 0) + 1).scalar_subquery()
        connection.execute(update(library_state).values(next_passage_id=last))
    if Kind.THESIS_STATE in ids:
        live = select(documents.c.thesis_id).where(documents.c.state == LIVE)
        now = datetime.now(UTC).replace(tzinfo=None)
        connection.execute(update(theses).where(theses.c.id.in_(live)).values(removed_at=None))
        gone = theses.c.removed_at.is_(None) & theses.c.id.not_in(live)
        connection.execute(update(theses).where(gone).values(removed_at=now))


def _keep_owned(connection: Connection) -> None:
    """Take ids that passages own out of the ranges whose vectors are to be deleted."""
    owned = set(owned_unsettled(connection))
    for row in connection.execute(select(unsettled_vectors)).all():
        within = [id_ for id_ in range(row.first, row.end) if id_ in owned]
        if not within:
            continue
        connection.execute(delete(unsettled_vectors).where(unsettled_vectors.c.id == row.id))
        rest = [id_ for id_ in range(row.first, row.end) if id_ not in owned]
        for id_ in rest:
            values = {"collection": row.collection, "first": id_, "end": id_ + 1}
            connection.execute(insert(unsettled_vectors).values(values))


def _delete_orphans(connection: Connection) -> None:
    """Rows whose owner is gone, and then those that these owned. Documents stay: their text is all that there is of them."""
    for table, key in foreign_keys():
        if table is documents:
            continue
        if table is passages:
            _delete_passages(
                connection, connection.execute(select(passages.c.id).where(orphaned(table, key))).scalars().all()
            )
        else:
            connection.execute(delete(table).where(orphaned(table, key)))


def _delete_passages(connection: Connection, ids: Sequence[int]) -> None:
    """With their full text; their vectors are nobody's then."""
    collection = connection.execute(select(library_state.c.collection)).scalar_one()
    for id_ in ids:
        connection.execute(delete(passages).where(passages.c.id == id_))
        values = {"collection": collection, "first": id_, "end": id_ + 1}
        connection.execute(insert(unsettled_vectors).values(values))
    if is_sound(connection):
        unindex_passages(connection, ids)
