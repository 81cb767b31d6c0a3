"""What the stores raise, as errors of ours: a disk that takes nothing, a lock, a server that is away, a broken store."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from ingest.errors import (
    CatalogueUnreachable,
    DiskFull,
    IndexDamaged,
    KutipError,
    LibraryChanged,
    LibraryInUse,
    LibraryUnreadable,
    VectorsUnreachable,
)
from ingest.places import Server, Store

BUSY_SECONDS = 15
"""How long a statement waits for another process's transaction."""

_DISK_WORDS = (
    "disk is full",
    "disk I/O error",
    "readonly database",
    "unable to open database file",
    "No space left",
    "File too large",
)

_FULL_TEXT = ("passage_text", "passage_terms", "passage_totals")
"""The tables of the full text, which is made again from the texts."""

_DAMAGED_WORDS = ("malformed", "not a database", "does not exist", "corrupt")
"""What Chroma says of a folder that it cannot write because it is damaged, not because the disk takes nothing."""

_FULL_OR_READ_ONLY = ("53100", "25006", "42501")
"""PostgreSQL's codes for a full disk, a server that only reads, and a missing right."""

_AWAY = ("08", "57P", "57014", "53300", "28", "3D000")
"""… and for a server that cannot be reached, shuts down, takes too long, has no more connections, or knows no such user or database."""


@contextmanager
def storage_errors(store: Store, *, writing: bool = False) -> Iterator[None]:
    """Turn what a store raises into the tree of errors.

    ``writing``: the store is asked to write, so that a refusal without a plain reason (Chroma's on a full disk)
    is a failed write.
    """
    try:
        yield
    except KutipError:
        raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM):
            raise DiskFull(store, error.strerror or str(error)) from error
        if isinstance(store, Server):
            raise VectorsUnreachable(store, str(error)) from error
        raise
    except DBAPIError as error:
        raise (_of_server(store, error) if isinstance(store, Server) else _of_database(store, error)) from error
    except NoConnectionFree as error:  # all of them wait for a server that does not answer
        if isinstance(store, Server):
            raise CatalogueUnreachable(store, str(error).split(" (Background")[0]) from error
        raise
    except sqlite3.Error as error:
        if isinstance(store, Server):
            raise
        raise _of_file(store, str(error)) from error
    except Exception as error:  # Chroma's errors and its client's have no common base
        raised = _of_chroma(store, error, writing)
        if raised is None:
            raise
        raise raised from error


def _of_database(path: Path, error: DBAPIError) -> KutipError:
    reason = str(error.orig)
    found = _of_file(path, reason)
    if isinstance(found, LibraryUnreadable) and any(name in f"{error.statement} {reason}" for name in _FULL_TEXT):
        return IndexDamaged(path, reason)
    return found


def _of_file(path: Path, reason: str) -> KutipError:
    if any(word in reason for word in _DISK_WORDS):
        return DiskFull(path, reason)
    if "database is locked" in reason:
        return LibraryInUse(path)
    return LibraryUnreadable(path, reason)


def _of_server(server: Server, error: DBAPIError) -> KutipError:
    reason = str(error.orig).strip().split("\n")[0]
    code = getattr(error.orig, "sqlstate", None)
    if code == "55P03":
        return LibraryInUse(server)
    if code in _FULL_OR_READ_ONLY:
        return DiskFull(server, reason)
    if code == "42P01" and any(name in reason for name in _FULL_TEXT):
        return IndexDamaged(server, reason)
    no_code = code is None and type(error.orig).__name__ in ("OperationalError", "ConnectionTimeout", "InterfaceError")
    if no_code or error.connection_invalidated or (code or "").startswith(_AWAY):
        return CatalogueUnreachable(server, reason)
    return LibraryUnreadable(server, reason)


def _of_chroma(store: Store, error: Exception, writing: bool) -> KutipError | None:
    package, reason = type(error).__module__.partition(".")[0], str(error).strip()
    if isinstance(store, Server):
        if package == "chromadb" and type(error).__name__ == "NotFoundError":
            return LibraryChanged(store)  # another process has swapped collections since the catalogue was asked
        if package in ("httpx", "httpcore", "chromadb") or "Could not connect" in reason:
            return VectorsUnreachable(store, reason or type(error).__name__)
        return None
    if package != "chromadb":
        return None
    if writing and not any(word in reason for word in _DAMAGED_WORDS):
        return DiskFull(store, reason)
    found = _of_file(store, reason)
    return IndexDamaged(store, reason) if isinstance(found, LibraryUnreadable) else found
