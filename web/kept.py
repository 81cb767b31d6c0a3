"""What the page made for somebody and may be asked for again: by an unguessable key, in memory, the latest only.

Where people sign in, each has their own alone, and no longer than they may see all theses that it was made from.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ingest.errors import NoLongerKept
from retrieval.matrix import Matrix
from retrieval.verify import DraftReport
from web.rights import Rights

Value = TypeVar("Value")

MOST = 60
"""Results that are kept of a kind; the oldest give way."""


class Kept(Generic[Value]):
    """Values by keys that only those know who made them.

    >>> kept = Kept[str](most=1)
    >>> first = kept.keep("a")
    >>> kept.get(first), len(first)
    ('a', 22)
    >>> second = kept.keep("b")
    >>> kept.get(first)
    Traceback (most recent call last):
    ingest.errors.NoLongerKept
    """

    def __init__(self, most: int = MOST, rights: Rights | None = None) -> None:
        self._most = most
        self._rights = rights
        self._values: dict[str, _Made[Value]] = {}
        self._lock = threading.Lock()

    def keep(self, value: Value, key: str = "") -> str:
        """Keep a value under a new key, or instead of what a key stands for; returns the key."""
        key = key or secrets.token_urlsafe(16)
        made = _Made(value, *self._asking())
        with self._lock:
            self._values[key] = made
            while len(self._values) > self._most:
                del self._values[next(iter(self._values))]
        return key

    def get(self, key: str) -> Value:
        """Raises NoLongerKept."""
        with self._lock:
            made = self._values.get(key)
        person, hidden = self._asking()
        if made is None or made.person != person or not hidden <= made.hidden:
            raise NoLongerKept
        return made.value

    def _asking(self) -> tuple[str | None, frozenset[str]]:
        """Who is asking, and what they may not see."""
        person = self._rights.person if self._rights else None
        return (person.id, self._rights.hidden()) if self._rights and person else (None, frozenset())


@dataclass(frozen=True, slots=True)
class _Made(Generic[Value]):
    """A value, for whom it was made, and which theses they could not see."""

    value: Value
    person: str | None
    hidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class KeptResults:
    """The drafts that were checked and the matrices that were filled since the app was started."""

    checks: Kept[DraftReport] = field(default_factory=Kept)
    matrices: Kept[Matrix] = field(default_factory=Kept)

    @classmethod
    def by_rights(cls, rights: Rights) -> KeptResults:
        """Each for whom it was made."""
        return cls(Kept(rights=rights), Kept(rights=rights))
