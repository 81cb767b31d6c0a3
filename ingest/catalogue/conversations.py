"""Conversations as they were shown: each with its owner, turn by turn. Nobody else's can be read, changed or deleted.

Like opinions they are no part of what a search sees: a turn is one short transaction that raises no revision and needs no
writer's lock. What an answer is made of is the reader's side of the house; here it is a value in JSON, kept as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any, cast
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from ingest.catalogue.schema import open_engine, storage_errors
from ingest.catalogue.tables import conversation_turns, conversations, feedback
from ingest.errors import NoSuchConversation
from ingest.language import Language
from ingest.places import Store

MAX_TITLE = 120
"""Characters of a title."""

_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a conversation is: a person's who has signed in, or else a browser's. ``key`` alone is stored."""

    key: str

    @classmethod
    def of_person(cls, person_id: str) -> Owner:
        """
        >>> Owner.of_person("0a").key
        'person:0a'
        """
        return cls(f"person:{person_id}")

    @classmethod
    def of_token(cls, token: str | None) -> Owner | None:
        """The owner whose browser holds this secret (32 random bytes); None for what is no such secret.

        The secret itself is not stored: whoever reads the catalogue cannot pass for its owners.

        >>> owner = Owner.of_token("A" * 43)
        >>> owner is not None and "AAAA" not in owner.key
        True
        >>> Owner.of_token("guess") is None
        True
        """
        if token is None or not _TOKEN.fullmatch(token):
            return None
        return cls(f"browser:{sha256(token.encode('ascii')).hexdigest()}")


class TurnOutcome(StrEnum):
    """What became of a question in a conversation. ``OPEN`` until it ends: so a page that is gone leaves it."""

    OPEN = "open"
    ANSWERED = "answered"
    ABSTAINED = "abstained"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A question and what was shown below it.

    ``answer`` is the answer's value in JSON, None where there is none and ``message`` says why. ``limits`` are the filters in
    the words that were shown. ``words`` are those that the search of conversations looks at besides the question's.
    """

    id: str
    asked: str
    understood: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)
    limits: tuple[str, ...] = ()
    outcome: TurnOutcome = TurnOutcome.OPEN
    message: str = ""
    answer: Mapping[str, Any] | None = None
    answer_id: str = ""
    words: str = ""
    liked: bool | None = None


@dataclass(frozen=True, slots=True)
class ListedConversation:
    """One line of an owner's list."""

    id: str
    title: str
    language: Language
    changed_at: datetime
    turns: int


@dataclass(frozen=True, slots=True)
class KeptConversation:
    """A conversation with its turns, the oldest first."""

    id: str
    title: str
    language: Language
    turns: tuple[KeptTurn, ...]


class Conversations:
    """The conversations kept by the catalogue at a place, whose tables are up to date.

    Every method goes by the owner. Raises NoSuchConversation alike for what does not exist and for what is another's, and
    DiskFull where nothing can be written.
    """

    def __init__(self, place: Store) -> None:
        self._place = place

    def keep(self, owner: Owner, conversation_id: str | None, turn: KeptTurn, language: Language) -> str:
        """Keep a turn as it is shown now, in the place of an earlier form of it; the conversation's id.

        Without an id a new conversation begins, named after the question.
        """
        now = _now()
        with self._connected(write=True) as connection:
            if conversation_id is None:
                conversation_id = uuid4().hex
                values = {
                    "id": conversation_id,
                    "owner": owner.key,
                    "title": title_of(turn.asked),
                    "language": language,
                }
                connection.execute(insert(conversations).values(begun_at=now, changed_at=now, **values))
            else:
                self._change(connection, owner, conversation_id, changed_at=now)
            self._keep_turn(connection, conversation_id, turn, now)
        return conversation_id

    def take_out(self, owner: Owner, conversation_id: str, turn_id: str) -> None:
        """Take a turn out; one that is gone already is no error."""
        with self._connected(write=True) as connection:
            self._change(connection, owner, conversation_id, changed_at=_now())
            own = conversation_turns.c.conversation_id == conversation_id
            connection.execute(delete(conversation_turns).where(own, conversation_turns.c.id == turn_id))

    def conversation(self, owner: Owner, conversation_id: str) -> KeptConversation:
        """A conversation with its turns, and what was thought of each answer."""
        with self._connected() as connection:
            its = select(conversations).where(_owned(owner, conversation_id))
            found = connection.execute(its).mappings().first()
            if found is None:
                raise NoSuchConversation
            turns = connection.execute(
                select(conversation_turns, feedback.c.liked)
                .outerjoin(feedback, feedback.c.answer_id == conversation_turns.c.answer_id)
                .where(conversation_turns.c.conversation_id == conversation_id)
                .order_by(conversation_turns.c.position)
            ).mappings()
            kept = tuple(map(_turn, turns))
        return KeptConversation(found["id"], found["title"], cast("Language", found["language"]), kept)

    def listed(self, owner: Owner, words: str = "") -> list[ListedConversation]:
        """The owner's conversations, the latest first: those whose title, questions or answers hold every word."""
        own = conversation_turns.c.conversation_id == conversations.c.id
        statement = (
            select(conversations, select(func.count()).where(own).scalar_subquery().label("turn_count"))
            .where(conversations.c.owner == owner.key)
            .order_by(conversations.c.changed_at.desc(), conversations.c.id)
        )
        for word in words.casefold().split():
            in_turn = select(conversation_turns.c.id).where(own, _holds(conversation_turns.c.found_by, word)).exists()
            statement = statement.where(or_(in_turn, _holds(func.lower(conversations.c.title), word)))
        with self._connected() as connection:
            return [
                ListedConversation(
                    row["id"],
                    row["title"],
                    cast("Language", row["language"]),
                    row["changed_at"].replace(tzinfo=UTC),
                    row["turn_count"],
                )
                for row in connection.execute(statement).mappings()
            ]

    def rename(self, owner: Owner, conversation_id: str, title: str) -> None:
        """Give a conversation another title; without words it keeps the one that it has."""
        shown = " ".join(title.split())[:MAX_TITLE]
        with self._connected(write=True) as connection:
            self._change(connection, owner, conversation_id, **({"title": shown} if shown else {"id": conversation_id}))

    def delete(self, owner: Owner, conversation_id: str) -> None:
        with self._connected(write=True) as connection:
            self._change(connection, owner, conversation_id, changed_at=_now())
            _delete(connection, conversations.c.id == conversation_id)

    def delete_all(self, owner: Owner) -> None:
        with self._connected(write=True) as connection:
            delete_conversations(connection, owner)

    def sweep(self, days: int) -> int:
        """Delete what nobody has gone on with for so many days; how many there were."""
        with self._connected(write=True) as connection:
            return _delete(connection, conversations.c.changed_at < _now() - timedelta(days=days))

    def _keep_turn(self, connection: Connection, conversation_id: str, turn: KeptTurn, now: datetime) -> None:
        own = conversation_turns.c
        where = connection.execute(select(own.conversation_id).where(own.id == turn.id)).scalar()
        if where is None:
            its = own.conversation_id == conversation_id
            last = connection.execute(select(func.max(own.position)).where(its)).scalar_one()
            place = {"conversation_id": conversation_id, "position": (last or 0) + 1, "asked_at": now}
            connection.execute(insert(conversation_turns).values(id=turn.id, **place, **_values(turn)))
        elif where == conversation_id:
            connection.execute(update(conversation_turns).where(own.id == turn.id).values(_values(turn)))
        else:
            raise NoSuchConversation

    def _change(self, connection: Connection, owner: Owner, conversation_id: str, **values: Any) -> None:
        changed = update(conversations).where(_owned(owner, conversation_id)).values(**values)
        if connection.execute(changed).rowcount == 0:
            raise NoSuchConversation

    @contextmanager
    def _connected(self, *, write: bool = False) -> Iterator[Connection]:
        with storage_errors(self._place, writing=write):
            engine = open_engine(self._place)
            try:
                with engine.execution_options(write=write).begin() as connection:
                    yield connection
            finally:
                engine.dispose()


def title_of(question: str) -> str:
    """What a conversation is called after its first question.

    >>> title_of("  Apa saja\\nhambatannya? ")
    'Apa saja hambatannya?'
    >>> len(title_of("kota " * 100)) <= MAX_TITLE
    True
    """
    words = " ".join(question.split())
    if len(words) <= MAX_TITLE:
        return words
    return (
        words[: MAX_TITLE - 2].rpartition(" ")[0].strip() + " …" if " " in words[: MAX_TITLE - 2] else words[:MAX_TITLE]
    )


def _owned(owner: Owner, conversation_id: str) -> ColumnElement[bool]:
    return and_(conversations.c.id == conversation_id, conversations.c.owner == owner.key)


def _holds(column: Any, word: str) -> ColumnElement[bool]:
    return cast("ColumnElement[bool]", column.contains(word, autoescape=True))


def _delete(connection: Connection, condition: ColumnElement[bool]) -> int:
    ids = select(conversations.c.id).where(condition)
    connection.execute(delete(conversation_turns).where(conversation_turns.c.conversation_id.in_(ids)))
    return connection.execute(delete(conversations).where(condition)).rowcount


def delete_conversations(connection: Connection, owner: Owner) -> None:
    """Delete all of an owner's, within a transaction."""
    _delete(connection, conversations.c.owner == owner.key)


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def _values(turn: KeptTurn) -> dict[str, Any]:
    return {
        "asked": turn.asked,
        "understood": turn.understood,
        "filters": dict(turn.filters),
        "limits": list(turn.limits),
        "outcome": turn.outcome.value,
        "message": turn.message,
        "answer": None if turn.answer is None else dict(turn.answer),
        "answer_id": turn.answer_id,
        "found_by": f"{turn.asked}\n{turn.words}".casefold(),
    }


def _turn(row: Mapping[Any, Any]) -> KeptTurn:
    return KeptTurn(
        id=row["id"],
        asked=row["asked"],
        understood=row["understood"],
        filters=row["filters"],
        limits=tuple(row["limits"]),
        outcome=TurnOutcome(row["outcome"]),
        message=row["message"],
        answer=row["answer"],
        answer_id=row["answer_id"],
        liked=row["liked"],
    )
