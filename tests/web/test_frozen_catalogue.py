"""A PostgreSQL server that hangs: questions get their sentence in time and are answered again; what takes long is not cut off."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.conversations import Conversations, KeptTurn, Owner
from ingest.catalogue.people import People
from ingest.catalogue.schema import is_made, open_engine, storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import CatalogueUnreachable
from ingest.explain import explain
from ingest.library import Library
from ingest.places import LibraryPlace, Server
from retrieval.search import PassageSearch
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples
from tests.servers import ChromaServer, PostgresServer
from web.open_library import OpenLibrary

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="SIGSTOP")

QUESTION = "Apa hambatan kerja sama kota kembar?"
OWNER = Owner("browser:ani")


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.catalogue.schema.STATEMENT_SECONDS", 2)
    monkeypatch.setattr("ingest.catalogue.schema.CONNECT_SECONDS", 2)
    monkeypatch.setattr("ingest.catalogue.postgresql.PING_SECONDS", 0.5)
    monkeypatch.setattr("ingest.catalogue.postgresql.CLIENT_SECONDS", 0.5)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    """One that no other test needs meanwhile."""
    with PostgresServer() as own:
        yield own


@contextmanager
def frozen(server: PostgresServer) -> Iterator[None]:
    server.pause()
    try:
        yield
    finally:
        server.go_on()


def found(search: PassageSearch) -> list[int]:
    return [hit.stored.passage.id for hit in search.search(search.understand(QUESTION)).hits]


def test_a_question_is_told_and_answered_again_when_the_server_goes_on(server: PostgresServer, tmp_path: Path) -> None:
    place = LibraryPlace.of(tmp_path / "library", server.new_database())
    build_samples(place, HashingEmbedder())
    with Library.read(place) as library, CatalogueConnection.open(place) as connection:
        search, conversations = PassageSearch(library, HashingEmbedder(), 0.8), Conversations(place.catalogue)
        before = found(search)
        asked: list[Callable[[], Any]] = [
            lambda: found(search),
            lambda: Library.read(place),
            lambda: is_made(place.catalogue),
            lambda: conversations.keep(OWNER, None, KeptTurn("a" * 32, QUESTION), "id"),
            lambda: People(connection).listed(),
        ]
        with frozen(server):
            for ask in asked:
                with pytest.raises(CatalogueUnreachable) as caught:
                    ask()
                assert "PostgreSQL" in explain(caught.value, "id")
        assert found(search) == before
        for ask in asked[2:]:
            ask()
        Library.read(place).close()
        assert [each.title for each in conversations.listed(OWNER)] == [QUESTION]


def test_a_server_that_hangs_in_the_middle_of_a_statement_is_given_up(server: PostgresServer) -> None:
    store = Server(server.new_database())
    engine = open_engine(store)
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
        with frozen(server), pytest.raises(CatalogueUnreachable) as caught, storage_errors(store):
            connection.execute(text("SELECT 2"))
        assert "no answer within" in caught.value.reason
    with engine.connect() as connection:  # what the first one was asked is not taken for the answer to this
        assert connection.execute(text("SELECT 3")).scalar_one() == 3
    engine.dispose()


def test_a_statement_that_somebody_waits_for_ends_in_time_and_one_of_a_long_change_does_not(
    server: PostgresServer,
) -> None:
    store = Server(server.new_database())
    long = text("SELECT pg_sleep(3.5)")
    reading, changing = open_engine(store), open_engine(store, patient=True)
    with reading.connect() as connection, pytest.raises(CatalogueUnreachable) as caught, storage_errors(store):
        connection.execute(long)
    assert "statement timeout" in caught.value.reason
    with changing.execution_options(write=True).begin() as connection:
        connection.execute(long)
    with Catalogue(store).engine.connect() as connection:
        connection.execute(long)
    reading.dispose()
    changing.dispose()


def test_who_waited_behind_another_is_told_with_it(
    server: PostgresServer, chroma: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty people would otherwise find out one after the other."""
    settings = Settings(library=tmp_path / "library", catalogue=server.new_database(), vectors=chroma.url)
    build_samples(
        LibraryPlace.of(settings.library, settings.catalogue.get_secret_value(), chroma.url), HashingEmbedder()
    )
    library = OpenLibrary(settings, HashingEmbedder())
    library.answer(QUESTION)
    tries, told = [0], list[CatalogueUnreachable]()
    understand = PassageSearch.understand

    def counted(search: PassageSearch, *given: Any, **named: Any) -> Any:
        tries[0] += 1
        return understand(search, *given, **named)

    monkeypatch.setattr(PassageSearch, "understand", counted)

    def ask() -> None:
        with pytest.raises(CatalogueUnreachable) as caught:
            library.answer(QUESTION)
        told.append(caught.value)

    with frozen(server):
        threads = [threading.Thread(target=ask) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(told) == 20
    assert tries == [1]
    assert library.answer(QUESTION).question.text == QUESTION
    library.close()
