"""What readers thought is kept beside whatever else happens to the library."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from ingest.catalogue import feedback as module
from ingest.catalogue.feedback import MAX_NOTE, Complaint, Feedback, GivenAnswer, Opinion
from ingest.catalogue.schema import MIGRATIONS, open_engine
from ingest.catalogue.store import Catalogue
from ingest.document import Span
from ingest.errors import DiskFull, LibraryInUse
from ingest.library import Library
from ingest.places import CATALOGUE_FILE, Server, Store
from tests.servers import PostgresServer

ANSWER = GivenAnswer(
    id="a" * 32,
    question="Apa hambatan kerja sama kota?",
    language="id",
    outcome="answered",
    text="“Anggaran terbatas.” [1]",
    citations=(Span("d1", 1, 20, 38), Span("d2", 2, 5, 9)),
    theses=("t1",),
    mode="verbatim",
    model="e5",
)
DISLIKED = Opinion(ANSWER, False, Complaint.WRONG_PAGE, "halaman <b>lain</b>")


@pytest.fixture(params=["SQLite", "PostgreSQL"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "PostgreSQL":
        postgres: PostgresServer = request.getfixturevalue("postgres")
        return Server(postgres.new_catalogue())
    Catalogue.open(tmp_path / CATALOGUE_FILE).close()
    return tmp_path / CATALOGUE_FILE


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Catalogue.open(tmp_path / CATALOGUE_FILE).close()
    return tmp_path / CATALOGUE_FILE


def test_an_opinion_is_read_back_as_it_was_given(store: Store) -> None:
    everywhere = Opinion(replace(ANSWER, id="b" * 32, theses=None, citations=(), outcome="abstained"), True)
    Feedback(store).keep(DISLIKED)
    Feedback(store).keep(everywhere)
    assert Feedback(store).opinions() == [DISLIKED, everywhere]
    assert Feedback(store).opinions(liked=False) == [DISLIKED]


def test_the_last_opinion_of_an_answer_counts(store: Store) -> None:
    Feedback(store).keep(Opinion(ANSWER, True))
    Feedback(store).keep(DISLIKED)
    assert Feedback(store).opinions() == [DISLIKED]


def test_a_long_note_is_cut(store: Store) -> None:
    Feedback(store).keep(replace(DISLIKED, note="x" * 10_000))
    assert len(Feedback(store).opinions()[0].note) == MAX_NOTE


def test_a_nul_in_a_note_becomes_a_blank(store: Store) -> None:
    Feedback(store).keep(replace(DISLIKED, note="salah\0halaman"))
    assert Feedback(store).opinions()[0].note == "salah halaman"


def test_it_is_kept_while_another_process_holds_the_writers_lock_and_no_reader_is_told(tmp_path: Path) -> None:
    with Library.write(tmp_path) as library:
        before = library.catalogue.state()
        Feedback(tmp_path / CATALOGUE_FILE).keep(DISLIKED)
        assert library.catalogue.state() == before
        assert Feedback(tmp_path / CATALOGUE_FILE).opinions() == [DISLIKED]


def test_a_library_that_may_only_be_read_is_told_so(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "open_engine", lambda at: create_engine(f"sqlite:///file:{at}?mode=ro&uri=true"))
    with pytest.raises(DiskFull) as caught:
        Feedback(path).keep(DISLIKED)
    assert "readonly" in caught.value.reason


def test_a_database_that_stays_locked_is_in_use_not_broken(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.catalogue.schema.BUSY_SECONDS", 0.1)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LibraryInUse):
        Feedback(path).keep(DISLIKED)
    other.close()


def test_a_library_from_before_keeps_its_theses_and_can_take_opinions(tmp_path: Path) -> None:
    path = tmp_path / CATALOGUE_FILE
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with open_engine(path).execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql("INSERT INTO theses (id, title, authors, language) VALUES ('t', 'Kota', '[]', 'id')")
    Catalogue.open(path).close()
    with sqlite3.connect(path) as connection_now:
        assert connection_now.execute("SELECT title FROM theses").fetchall() == [("Kota",)]
    Feedback(path).keep(DISLIKED)
    assert Feedback(path).opinions() == [DISLIKED]
