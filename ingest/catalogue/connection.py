"""Short transactions of a catalogue that need no writer's lock: of people, their sessions and their collections."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Connection

from ingest.catalogue.schema import open_engine, storage_errors
from ingest.catalogue.store import Catalogue
from ingest.places import LibraryPlace, Store


class CatalogueConnection:
    """Connections to a catalogue whose tables are up to date, kept for the next transaction. Any thread may use them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._engine = open_engine(store)

    @classmethod
    def open(cls, place: LibraryPlace) -> Self:
        """To the catalogue of a library, which is made, or brought up to date, where it is not yet."""
        with storage_errors(place.folder, writing=True):
            place.folder.mkdir(parents=True, exist_ok=True)
        Catalogue.open(place.catalogue).close()
        return cls(place.catalogue)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        with storage_errors(self._store), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Raises DiskFull where nothing can be written."""
        with (
            storage_errors(self._store, writing=True),
            self._engine.execution_options(write=True).begin() as connection,
        ):
            yield connection

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def now() -> datetime:
    """The time as the catalogue keeps it: UTC, without saying so."""
    return datetime.now(UTC).replace(tzinfo=None)
