"""Signing in: a password against its hash, few times only, and the session that a browser or a program holds the token of.

A session ends so long after it began, however it is used; and at once when its person's password changes, or the person is
disabled or removed. Failed attempts are counted in the catalogue, so that all processes of the app count together, and
neither a name that nobody has nor a wrong password can be told apart by what is said or how long it takes.
"""

from __future__ import annotations

import math
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import Connection, delete, func, insert, select, update

from ingest.catalogue.assigning import folded_name
from ingest.catalogue.connection import CatalogueConnection, now
from ingest.catalogue.people import Person, person_ids, person_of
from ingest.catalogue.tables import people, sessions, sign_in_attempts
from ingest.errors import TooManyAttempts, WrongNameOrPassword
from ingest.password_hashes import hashed, is_outdated, matches

WINDOW = timedelta(minutes=15)
"""So long a failed attempt counts."""

MOST_OF_A_NAME = 8
"""Failed attempts that a name has within the window, from wherever they come."""

MOST_OF_AN_ADDRESS = 40
"""Failed attempts of one address: a whole faculty may come from one."""


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What an attempt counts for: the name that was given, and the address that it came from."""

    name: str
    address: str

    @property
    def limits(self) -> tuple[tuple[str, int], ...]:
        return (self.name, MOST_OF_A_NAME), (self.address, MOST_OF_AN_ADDRESS)


class Sessions:
    """The sessions of a catalogue's people."""

    def __init__(self, connection: CatalogueConnection, lifetime: timedelta) -> None:
        self._connection, self.lifetime = connection, lifetime

    def sign_in(self, name: str, password: str, address: str) -> str:
        """The token of a new session. Raises WrongNameOrPassword, or TooManyAttempts without looking at the password."""
        attempt = _Attempt(f"name:{_digest(folded_name(name))}", f"address:{network_of(address)}")
        self._count(attempt)  # before the password is looked at, so that many at once are no more than the limit
        with self._connection.reading() as connection:
            found = (
                connection.execute(select(people).where(people.c.folded_name == folded_name(name))).mappings().first()
            )
        secret = found["password_hash"] if found else None
        if not matches(secret, password) or found is None or found["disabled"]:
            raise WrongNameOrPassword
        with self._connection.writing() as connection:
            same = (people.c.id == found["id"], people.c.password_hash == secret, people.c.disabled.is_(False))
            if connection.execute(select(people.c.id).where(*same)).scalar() is None:  # changed meanwhile
                raise WrongNameOrPassword
            if is_outdated(found["password_hash"]):
                connection.execute(update(people).where(*same).values(password_hash=hashed(password)))
            _forgive(connection, attempt)
            return self._begin(connection, found["id"], self.lifetime)

    def begin(self, name: str, lifetime: timedelta) -> str:
        """The token of a session without a password, for a program of this person's. Raises NoSuchPerson."""
        with self._connection.writing() as connection:
            return self._begin(connection, person_ids(connection, (name,))[0], lifetime)

    def person(self, token: str) -> Person | None:
        """Who holds this token; None once the session has ended."""
        its = sessions.c.token_sha256 == _digest(token)
        able = people.c.disabled.is_(False)
        with self._connection.reading() as connection:
            joined = select(people).join(sessions, sessions.c.person_id == people.c.id)
            row = connection.execute(joined.where(its, able, sessions.c.ends_at > now())).mappings().first()
        return None if row is None else person_of(row)

    def sign_out(self, token: str) -> None:
        """End the session; one that has ended already is no error."""
        with self._connection.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_sha256 == _digest(token)))

    def _begin(self, connection: Connection, person_id: str, lifetime: timedelta) -> str:
        token, began = secrets.token_urlsafe(32), now()
        connection.execute(delete(sessions).where(sessions.c.ends_at <= began))
        values = {"token_sha256": _digest(token), "person_id": person_id, "begun_at": began}
        connection.execute(insert(sessions).values(**values, ends_at=began + lifetime))
        return token

    def _count(self, attempt: _Attempt) -> None:
        """Count an attempt as a failed one. Raises TooManyAttempts, which is no attempt itself."""
        tried = now()
        with self._connection.writing() as connection:
            own = sign_in_attempts.c
            connection.execute(delete(sign_in_attempts).where(own.tried_at <= tried - WINDOW))
            for who, most in attempt.limits:
                times = connection.execute(select(func.count(), func.min(own.tried_at)).where(own.who == who)).one()
                if times[0] >= most:
                    raise TooManyAttempts(_minutes_until(times[1] + WINDOW, tried))
            connection.execute(insert(sign_in_attempts), [{"who": who, "tried_at": tried} for who, _ in attempt.limits])


def network_of(address: str) -> str:
    """What counts as one address: of IPv6 the network, since a household has all addresses in it.

    >>> network_of("203.0.113.7"), network_of("2001:db8::1") == network_of("2001:db8::2"), network_of("testclient")
    ('203.0.113.7', True, 'testclient')
    """
    try:
        found = ip_address(address)
    except ValueError:  # a socket of the system, or no address at all
        return address[:60]
    if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(found)


def _forgive(connection: Connection, attempt: _Attempt) -> None:
    """Whoever has signed in has no failed attempts; of the address's only this one is taken back."""
    own = sign_in_attempts.c
    connection.execute(delete(sign_in_attempts).where(own.who == attempt.name))
    latest = select(func.max(own.id)).where(own.who == attempt.address).scalar_subquery()
    connection.execute(delete(sign_in_attempts).where(own.id == latest))


def _minutes_until(end: datetime, start: datetime) -> int:
    return max(1, math.ceil((end - start) / timedelta(minutes=1)))


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
