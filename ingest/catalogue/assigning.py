"""Which collection a thesis goes into in the transaction that makes it answer, so that nobody sees it before it is there."""

from __future__ import annotations

from collections.abc import Collection as Some
from unicodedata import normalize

from sqlalchemy import Connection, insert, select

from ingest.catalogue.tables import collection_theses, collections
from ingest.errors import NoSuchCollection


def folded_name(name: str) -> str:
    """What a name is found by: neither capitals nor blanks around it count.

    >>> folded_name("  Ani  Wulandari ")
    'ani wulandari'
    """
    return normalize("NFC", " ".join(name.split())).casefold()


def collection_id(connection: Connection, name: str) -> str | None:
    """The id of the collection of that name; None where there is none."""
    return connection.execute(select(collections.c.id).where(collections.c.folded_name == folded_name(name))).scalar()


def required_collection(connection: Connection, name: str) -> str:
    """The id of the collection of that name. Raises NoSuchCollection."""
    found = collection_id(connection, name)
    if found is None:
        raise NoSuchCollection(name)
    return found


def assign_swapped_in(connection: Connection, thesis_id: str, before: Some[str], name: str | None) -> None:
    """Put a thesis that is swapped in into its collection, unless it is in one.

    It is that of the theses to which its files belonged ``before``, one that is not open if there are several: a file that
    only some may read does not become open to all by standing in another thesis. Else it is the one of this ``name``, if
    any. Raises NoSuchCollection.
    """
    own = collection_theses.c
    if connection.execute(select(own.collection_id).where(own.thesis_id == thesis_id)).scalar() is not None:
        return
    kept = select(own.collection_id).join(collections, collections.c.id == own.collection_id)
    kept = kept.where(own.thesis_id.in_(sorted(before))).order_by(collections.c.is_open, collections.c.folded_name)
    into = connection.execute(kept).scalars().first()
    if into is None and name:
        into = required_collection(connection, name)
    if into is not None:
        connection.execute(insert(collection_theses).values(thesis_id=thesis_id, collection_id=into))
