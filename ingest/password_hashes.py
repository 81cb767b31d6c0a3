"""Passwords of people as argon2id hashes (RFC 9106), which alone are stored; checking one takes the same time for anybody."""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from ingest.errors import PasswordTooShort

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST = 10
"""Characters of a password at least."""

AT_ONCE = 2
"""Passwords that are hashed at the same time: each takes ``MEMORY_KB`` and a processor."""

MEMORY_KB, PASSES = 19 * 1024, 2
"""What a hash costs: OWASP's least for argon2id, some hundredths of a second."""

_TURNS = threading.BoundedSemaphore(AT_ONCE)


def check_strength(password: str, name: str) -> None:
    """Raise PasswordTooShort for a password that is shorter than ``LEAST`` or is the person's own name."""
    if len(password) < LEAST or password.casefold().strip() == name.casefold().strip():
        raise PasswordTooShort(LEAST)


def hashed(password: str) -> str:
    """The hash to be stored, with a salt of its own."""
    with _TURNS:
        return _hasher().hash(_same(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether a password is the one of this hash. Without a hash (nobody of that name) it takes as long, and is not.

    >>> stored = hashed("rahasia sekali")
    >>> matches(stored, "rahasia sekali"), matches(stored, "rahasia"), matches(None, "rahasia sekali")
    (True, False, False)
    """
    from argon2.exceptions import VerifyMismatchError

    with _TURNS:
        try:
            is_same = _hasher().verify(stored or _nobodys(), _same(password))
        except VerifyMismatchError:
            return False
    return is_same and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether a hash costs less than hashes do now."""
    return _hasher().check_needs_rehash(stored)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KB, parallelism=1)


@cache
def _nobodys() -> str:
    return _hasher().hash("the password of nobody")


def _same(password: str) -> str:
    """Keyboards compose letters in different ways."""
    return normalize("NFC", password)
