"""The one writer of a library: a lock file for stores in its folder, a lock in the server for a served catalogue.

Both end with the process that holds them. A library with a store of each kind takes both.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection

from ingest.catalogue.schema import open_engine, storage_errors, try_writer_lock
from ingest.errors import LibraryInUse
from ingest.places import LibraryPlace, Server

LOCK_FILE = "writer.lock"

PATIENCE_SECONDS = 3.0
"""The server notices only after a moment that a process that held the lock was killed."""


class WriterLock:
    """Held from its making to ``release``. Raises LibraryInUse where another process holds it.

    What the lock of the place ``beside`` holds already is not locked again.
    """

    def __init__(self, place: LibraryPlace, beside: LibraryPlace | None = None) -> None:
        with ExitStack() as held:
            if _has_files(place) and not (beside and _has_files(beside) and beside.folder == place.folder):
                _lock_folder(held, place.folder)
            if isinstance(place.catalogue, Server) and not (beside and beside.catalogue == place.catalogue):
                _lock_server(held, place.catalogue)
            self._held = held.pop_all()

    def release(self) -> None:
        self._held.close()


def _has_files(place: LibraryPlace) -> bool:
    return isinstance(place.catalogue, Path) or isinstance(place.vectors, Path)


def _lock_folder(held: ExitStack, folder: Path) -> None:
    with storage_errors(folder):
        lock = FileLock(folder / LOCK_FILE)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LibraryInUse(folder) from None
    held.callback(lock.release)


def _lock_server(held: ExitStack, server: Server) -> None:
    """The lock lives as long as its connection, which is therefore used for nothing else."""
    with storage_errors(server):
        engine = open_engine(server)
        held.callback(engine.dispose)
        connection: Connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        held.callback(connection.close)
        end = time.monotonic() + PATIENCE_SECONDS
        while not try_writer_lock(connection):
            if time.monotonic() > end:
                raise LibraryInUse(server)
            time.sleep(0.1)
