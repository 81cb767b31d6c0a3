"""Collections: theses under a name that all may read, or only the people who are named. A thesis is in one at most."""

from __future__ import annotations

from collections.abc import Collection as Some
from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from ingest.catalogue.assigning import collection_id, folded_name, required_collection
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import checked_name, person_ids
from ingest.catalogue.tables import collection_readers, collection_theses, collections, people, theses
from ingest.errors import CollectionExists, CollectionNotEmpty


@dataclass(frozen=True, slots=True)
class ListedCollection:
    """A collection, how many theses it has, and who may read it where it is not open to all."""

    name: str
    is_open: bool
    theses: int
    readers: tuple[str, ...]


class Collections:
    """The collections of a catalogue. Names count without capitals; raises NoSuchCollection, and NoSuchPerson."""

    def __init__(self, connection: CatalogueConnection) -> None:
        self._connection = connection

    def add(self, name: str, *, is_open: bool = False) -> None:
        """A collection without theses; nobody is named as its reader yet. Raises InvalidName, CollectionExists."""
        values = {"id": uuid4().hex, "name": checked_name(name), "folded_name": folded_name(name), "is_open": is_open}
        with self._connection.writing() as connection:
            if collection_id(connection, name) is not None:
                raise CollectionExists(name)
            connection.execute(insert(collections).values(values))

    def remove(self, name: str) -> None:
        """Raises CollectionNotEmpty: its theses would be open to all."""
        with self._connection.writing() as connection:
            id_ = required_collection(connection, name)
            held = select(func.count()).select_from(collection_theses).where(collection_theses.c.collection_id == id_)
            if count := connection.execute(held).scalar_one():
                raise CollectionNotEmpty(name, count)
            connection.execute(delete(collection_readers).where(collection_readers.c.collection_id == id_))
            connection.execute(delete(collections).where(collections.c.id == id_))

    def set_open(self, name: str, is_open: bool) -> None:
        with self._connection.writing() as connection:
            id_ = required_collection(connection, name)
            connection.execute(update(collections).where(collections.c.id == id_).values(is_open=is_open))

    def allow(self, name: str, readers: tuple[str, ...]) -> None:
        """Let people read it, besides those who may already."""
        with self._connection.writing() as connection:
            id_ = required_collection(connection, name)
            wanted = set(person_ids(connection, readers))
            there = select(collection_readers.c.person_id).where(collection_readers.c.collection_id == id_)
            new = wanted - set(connection.execute(there).scalars())
            if new:
                rows = [{"collection_id": id_, "person_id": person} for person in sorted(new)]
                connection.execute(insert(collection_readers), rows)

    def deny(self, name: str, readers: tuple[str, ...]) -> None:
        """Let people no longer read it, unless it is open to all."""
        with self._connection.writing() as connection:
            id_ = required_collection(connection, name)
            own = collection_readers.c
            ids = person_ids(connection, readers)
            connection.execute(delete(collection_readers).where(own.collection_id == id_, own.person_id.in_(ids)))

    def assign(self, name: str, thesis_ids: Some[str]) -> None:
        """Put theses into it, and take them out of the collection that they are in."""
        with self._connection.writing() as connection:
            id_ = required_collection(connection, name)
            _take_out(connection, thesis_ids)
            rows = [{"thesis_id": thesis, "collection_id": id_} for thesis in sorted(set(thesis_ids))]
            if rows:
                connection.execute(insert(collection_theses), rows)

    def release(self, thesis_ids: Some[str]) -> None:
        """Take theses out of their collections, so that all may read them."""
        with self._connection.writing() as connection:
            _take_out(connection, thesis_ids)

    def listed(self) -> list[ListedCollection]:
        """All of them, by name."""
        held = collection_theses.c.collection_id == collections.c.id
        counted = select(func.count()).select_from(collection_theses).where(held).scalar_subquery()
        with self._connection.reading() as connection:
            rows = connection.execute(select(collections, counted.label("theses")).order_by(collections.c.folded_name))
            return [
                ListedCollection(row["name"], row["is_open"], row["theses"], _readers(connection, row["id"]))
                for row in rows.mappings().all()
            ]

    def of_theses(self) -> dict[str, str]:
        """The name of the collection of each thesis that is in one."""
        its = collections.c.id == collection_theses.c.collection_id
        with self._connection.reading() as connection:
            rows = connection.execute(select(collection_theses.c.thesis_id, collections.c.name).join(collections, its))
            return {row[0]: row[1] for row in rows}

    def hidden_from(self, person_id: str) -> frozenset[str]:
        """The theses that a person may not see: those in collections that are neither open nor theirs to read."""
        hidden = select(collection_theses.c.thesis_id).where(
            collection_theses.c.collection_id.in_(_closed_to(person_id))
        )
        with self._connection.reading() as connection:
            return frozenset(connection.execute(hidden).scalars())

    def visible_to(self, person_id: str) -> frozenset[str] | None:
        """The theses that a person may see, at one moment; None, which is all, where no collection is closed to them.

        What comes in later is not among them, whichever collection it goes into.
        """
        closed = _closed_to(person_id)
        hidden = select(collection_theses.c.thesis_id).where(collection_theses.c.collection_id.in_(closed))
        seen = select(theses.c.id).where(theses.c.removed_at.is_(None), theses.c.id.not_in(hidden))
        with self._connection.reading() as connection:
            if connection.execute(closed.limit(1)).first() is None:
                return None
            return frozenset(connection.execute(seen).scalars())


def _closed_to(person_id: str) -> Select[tuple[str]]:
    """The collections that a person may not read."""
    own = select(collection_readers.c.collection_id).where(collection_readers.c.person_id == person_id)
    return select(collections.c.id).where(collections.c.is_open.is_(False), collections.c.id.not_in(own))


def _take_out(connection: Connection, thesis_ids: Some[str]) -> None:
    connection.execute(delete(collection_theses).where(collection_theses.c.thesis_id.in_(sorted(set(thesis_ids)))))


def _readers(connection: Connection, collection_id: str) -> tuple[str, ...]:
    own = collection_readers.c
    names = select(people.c.name).join(collection_readers, own.person_id == people.c.id)
    return tuple(
        connection.execute(names.where(own.collection_id == collection_id).order_by(people.c.folded_name)).scalars()
    )
