"""Who may sign in: names, roles and hashes of passwords. Like conversations they are no part of what a search sees."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.catalogue.assigning import folded_name
from ingest.catalogue.connection import CatalogueConnection, now
from ingest.catalogue.conversations import Owner, delete_conversations
from ingest.catalogue.tables import collection_readers, people, sessions
from ingest.errors import InvalidName, NoSuchPerson, PersonExists
from ingest.password_hashes import check_strength, hashed

LONGEST_NAME = 60
"""Characters of the name of a person or a collection."""


class Role(StrEnum):
    """What a person may do: a reader asks, checks and reads; a librarian also changes the library and evaluates."""

    READER = "reader"
    LIBRARIAN = "librarian"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in, unless ``disabled``."""

    id: str
    name: str
    role: Role
    disabled: bool = False

    @property
    def is_librarian(self) -> bool:
        return self.role is Role.LIBRARIAN

    @property
    def owner(self) -> Owner:
        """Whose their conversations are."""
        return Owner.of_person(self.id)


class People:
    """The people of a catalogue. Names count without capitals; raises NoSuchPerson for a name that nobody has."""

    def __init__(self, connection: CatalogueConnection) -> None:
        self._connection = connection

    def add(self, name: str, password: str, role: Role = Role.READER) -> Person:
        """Raises InvalidName, PersonExists, PasswordTooShort."""
        person = Person(uuid4().hex, checked_name(name), role)
        check_strength(password, name)
        values = {"id": person.id, "name": person.name, "folded_name": folded_name(name), "role": role.value}
        secret = hashed(password)
        with self._connection.writing() as connection:
            if _found(connection, name) is not None:
                raise PersonExists(person.name)
            connection.execute(insert(people).values(**values, password_hash=secret, disabled=False, added_at=now()))
        return person

    def listed(self) -> list[Person]:
        """Everybody, by name."""
        with self._connection.reading() as connection:
            rows = connection.execute(select(people).order_by(people.c.folded_name)).mappings()
            return [person_of(row) for row in rows]

    def anybody(self) -> bool:
        """Whether there is somebody who may sign in."""
        with self._connection.reading() as connection:
            able = select(func.count()).select_from(people).where(people.c.disabled.is_(False))
            return connection.execute(able).scalar_one() > 0

    def set_password(self, name: str, password: str) -> None:
        """Whoever is signed in by the old one is so no longer. Raises PasswordTooShort."""
        check_strength(password, name)
        self._change(name, password_hash=hashed(password))

    def set_role(self, name: str, role: Role) -> None:
        self._change(name, ends_sessions=False, role=role.value)

    def set_disabled(self, name: str, disabled: bool) -> None:
        """Nobody who is disabled can sign in or is signed in; all that is theirs stays."""
        self._change(name, disabled=disabled)

    def remove(self, name: str) -> None:
        """Forget somebody, with their conversations and their rights. Another person of the name inherits nothing."""
        with self._connection.writing() as connection:
            id_ = _required(connection, name)
            delete_conversations(connection, Owner.of_person(id_))
            for table in (sessions, collection_readers):
                connection.execute(delete(table).where(table.c.person_id == id_))
            connection.execute(delete(people).where(people.c.id == id_))

    def _change(self, name: str, *, ends_sessions: bool = True, **values: Any) -> None:
        with self._connection.writing() as connection:
            id_ = _required(connection, name)
            connection.execute(update(people).where(people.c.id == id_).values(**values))
            if ends_sessions:
                connection.execute(delete(sessions).where(sessions.c.person_id == id_))


def person_of(row: Mapping[Any, Any]) -> Person:
    """A row of the table."""
    return Person(row["id"], row["name"], Role(row["role"]), row["disabled"])


def person_ids(connection: Connection, names: tuple[str, ...]) -> list[str]:
    """The ids of people by their names. Raises NoSuchPerson."""
    return [_required(connection, name) for name in names]


def checked_name(name: str) -> str:
    """A name as it is kept. Raises InvalidName for one that is empty, long or not printable.

    >>> checked_name("  Ani   Wulandari ")
    'Ani Wulandari'
    """
    shown = " ".join(name.split())
    if not shown or len(shown) > LONGEST_NAME or not shown.isprintable() or not re.search(r"\w", shown):
        raise InvalidName(name[:LONGEST_NAME], LONGEST_NAME)
    return shown


def _found(connection: Connection, name: str) -> str | None:
    return connection.execute(select(people.c.id).where(people.c.folded_name == folded_name(name))).scalar()


def _required(connection: Connection, name: str) -> str:
    found = _found(connection, name)
    if found is None:
        raise NoSuchPerson(name)
    return found
