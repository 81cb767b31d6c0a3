"""What the page made for somebody and may be asked for again: by an unguessable key, in memory, the latest only."""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ingest.errors import NoLongerKept
from retrieval.matrix import Matrix
from retrieval.verify import DraftReport

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

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._values: dict[str, Value] = {}
        self._lock = threading.Lock()

    def keep(self, value: Value, key: str = "") -> str:
        """Keep a value under a new key, or instead of what a key stands for; returns the key."""
        key = key or secrets.token_urlsafe(16)
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._most:
                del self._values[next(iter(self._values))]
        return key

    def get(self, key: str) -> Value:
        """Raises NoLongerKept."""
        with self._lock:
            if key not in self._values:
                raise NoLongerKept
            return self._values[key]


@dataclass(frozen=True, slots=True)
class KeptResults:
    """The drafts that were checked and the matrices that were filled since the app was started."""

    checks: Kept[DraftReport] = field(default_factory=Kept)
    matrices: Kept[Matrix] = field(default_factory=Kept)
