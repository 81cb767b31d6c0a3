"""Conversations are kept turn by turn, found again, and nobody else's."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config

from ingest.catalogue.conversations import MAX_TITLE, Conversations, KeptTurn, Owner, TurnOutcome
from ingest.catalogue.feedback import Feedback, GivenAnswer, Opinion
from ingest.catalogue.schema import MIGRATIONS, open_engine
from ingest.catalogue.store import Catalogue
from ingest.errors import DiskFull, NoSuchConversation
from ingest.places import CATALOGUE_FILE

ANI, BUDI = Owner("browser:ani"), Owner("browser:budi")
FIRST = KeptTurn("1" * 32, "Apa hambatan kerja sama?", answer_id="a" * 32, words="Anggaran 100% terbatas.")
SECOND = KeptTurn(
    "2" * 32, "Lalu di Wameo?", understood="Lalu di Wameo? (hambatan)", limits=("2019",), filters={"first_year": 2019}
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    Catalogue.open(tmp_path / CATALOGUE_FILE).close()
    return tmp_path / CATALOGUE_FILE


@pytest.fixture
def kept(path: Path) -> Conversations:
    return Conversations(path)


def shown(turn: KeptTurn) -> KeptTurn:
    """The turn as it is read back: what only the search looks at is not."""
    return replace(turn, words="")


def test_a_conversation_is_read_back_in_order_and_named_after_its_first_question(kept: Conversations) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    assert kept.keep(ANI, id_, SECOND, "id") == id_
    found = kept.conversation(ANI, id_)
    assert found.turns == (shown(FIRST), shown(SECOND))
    assert (found.title, found.language) == ("Apa hambatan kerja sama?", "id")


def test_a_turn_that_ends_or_is_asked_again_keeps_its_place(kept: Conversations) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    kept.keep(ANI, id_, SECOND, "id")
    answered = replace(FIRST, outcome=TurnOutcome.ANSWERED, answer={"form": 1, "answer": {"a": [1, "é"]}})
    kept.keep(ANI, id_, answered, "id")
    assert kept.conversation(ANI, id_).turns == (shown(answered), shown(SECOND))


def test_two_pages_with_the_same_conversation_lose_no_turn(path: Path) -> None:
    id_ = Conversations(path).keep(ANI, None, FIRST, "id")
    for number in range(3, 7):
        Conversations(path).keep(ANI, id_, KeptTurn(str(number) * 32, f"Pertanyaan {number}"), "id")
    asked = [turn.asked for turn in Conversations(path).conversation(ANI, id_).turns]
    assert asked == [FIRST.asked, *(f"Pertanyaan {number}" for number in range(3, 7))]


def test_a_turn_that_is_taken_out_leaves_the_others(kept: Conversations) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    kept.keep(ANI, id_, SECOND, "id")
    kept.take_out(ANI, id_, SECOND.id)
    kept.take_out(ANI, id_, SECOND.id)
    assert kept.conversation(ANI, id_).turns == (shown(FIRST),)


def test_an_opinion_comes_with_the_answer_that_it_is_of(kept: Conversations, path: Path) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    given = GivenAnswer("a" * 32, FIRST.asked, "id", "answered", "x", (), None, "verbatim", "e5")
    Feedback(path).keep(Opinion(given, liked=False))
    assert kept.conversation(ANI, id_).turns[0].liked is False
    kept.keep(ANI, id_, replace(FIRST, answer_id="b" * 32), "id")
    assert kept.conversation(ANI, id_).turns[0].liked is None


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Kedua", "Apa hambatan kerja sama?"]),
        ("HAMBATAN", ["Apa hambatan kerja sama?"]),
        ("terbatas anggaran", ["Apa hambatan kerja sama?"]),
        ("wameo kedua", ["Kedua"]),
        ("100%", ["Apa hambatan kerja sama?"]),
        ("%", ["Apa hambatan kerja sama?"]),
        ("_", []),
        ("terbatas wameo", []),
    ],
)
def test_questions_answers_and_titles_are_searched_word_by_word(
    kept: Conversations, words: str, found: list[str]
) -> None:
    kept.keep(ANI, None, FIRST, "id")
    second = kept.keep(ANI, None, SECOND, "id")
    kept.rename(ANI, second, "Kedua")
    kept.keep(ANI, second, SECOND, "id")
    kept.keep(BUDI, None, replace(FIRST, id="9" * 32), "id")
    assert [each.title for each in kept.listed(ANI, words)] == found


def test_a_name_is_one_line_of_limited_length_and_never_none(kept: Conversations) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    kept.rename(ANI, id_, "  Bab \n 2 ")
    kept.rename(ANI, id_, "   ")
    assert kept.conversation(ANI, id_).title == "Bab 2"
    kept.rename(ANI, id_, "x" * 500)
    assert kept.conversation(ANI, id_).title == "x" * MAX_TITLE


@pytest.mark.parametrize(
    "attempt",
    [
        lambda kept, id_: kept.conversation(BUDI, id_),
        lambda kept, id_: kept.keep(BUDI, id_, SECOND, "id"),
        lambda kept, id_: kept.keep(BUDI, id_, FIRST, "id"),
        lambda kept, id_: kept.take_out(BUDI, id_, FIRST.id),
        lambda kept, id_: kept.rename(BUDI, id_, "Milik saya"),
        lambda kept, id_: kept.delete(BUDI, id_),
        lambda kept, _: kept.conversation(ANI, "f" * 32),
        lambda kept, _: kept.delete(ANI, "f" * 32),
    ],
)
def test_a_stranger_is_told_what_is_told_of_nothing_and_changes_nothing(
    kept: Conversations, attempt: Callable[[Conversations, str], Any]
) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    before = kept.conversation(ANI, id_), kept.listed(ANI)
    with pytest.raises(NoSuchConversation):
        attempt(kept, id_)
    kept.delete_all(BUDI)
    assert kept.listed(BUDI) == []
    assert (kept.conversation(ANI, id_), kept.listed(ANI)) == before


def test_a_turn_of_another_conversation_is_not_written_over(kept: Conversations) -> None:
    id_ = kept.keep(ANI, None, FIRST, "id")
    own = kept.keep(BUDI, None, SECOND, "id")
    with pytest.raises(NoSuchConversation):
        kept.keep(BUDI, own, replace(FIRST, asked="Diganti"), "id")
    assert kept.conversation(ANI, id_).turns == (shown(FIRST),)
    assert kept.conversation(BUDI, own).turns == (shown(SECOND),)


def test_what_is_deleted_is_gone_with_its_turns(kept: Conversations, path: Path) -> None:
    for owner, number in ((ANI, "3"), (ANI, "4"), (BUDI, "5")):
        last = kept.keep(owner, None, KeptTurn(number * 32, "Rahasia " + number), "id")
    first, second = kept.listed(ANI)
    kept.delete(ANI, first.id)
    assert [each.id for each in kept.listed(ANI)] == [second.id]
    kept.delete_all(ANI)
    assert kept.listed(ANI) == []
    assert [each.id for each in kept.listed(BUDI)] == [last]
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT asked FROM conversation_turns").fetchall() == [("Rahasia 5",)]


def test_the_sweep_takes_what_nobody_has_gone_on_with(kept: Conversations, path: Path) -> None:
    old = kept.keep(ANI, None, FIRST, "id")
    new = kept.keep(ANI, None, SECOND, "id")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE conversations SET changed_at = '2020-01-01 00:00:00.000000' WHERE id = ?", (old,))
    assert kept.sweep(30) == 1
    assert [each.id for each in kept.listed(ANI)] == [new]


def test_only_the_digest_of_a_browser_s_secret_is_stored(kept: Conversations, path: Path) -> None:
    secret = "k" * 43
    owner = Owner.of_token(secret)
    assert owner is not None
    kept.keep(owner, None, FIRST, "id")
    kept.listed(owner)
    assert secret.encode() not in b"".join(file.read_bytes() for file in path.parent.glob(path.name + "*"))


@pytest.mark.parametrize("token", [None, "", "k" * 42, "k" * 44, "k" * 42 + "'", "é" * 43])
def test_what_is_no_secret_of_ours_owns_nothing(token: str | None) -> None:
    assert Owner.of_token(token) is None


def test_a_full_disk_is_told(kept: Conversations, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy import event

    from ingest.catalogue import conversations as module

    def small(where: Path) -> Any:
        engine = open_engine(where)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=1"))
        return engine

    monkeypatch.setattr(module, "open_engine", small)
    with pytest.raises(DiskFull):
        kept.keep(ANI, None, replace(FIRST, words="x" * 2_000_000), "id")


def test_a_library_of_before_gets_the_tables_and_keeps_what_it_has(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / CATALOGUE_FILE)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.execution_options(write=True).begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0006")
    with engine.execution_options(write=True).begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO theses (id, title, authors, year, language) VALUES ('t', 'Kota Kembar', '[\"Ani\"]', 2020, 'id')"
        )
        connection.exec_driver_sql(
            "INSERT INTO documents (id, thesis_id, part, file_name, source_path, sha256, text, text_version, warnings, state,"
            " added_at) VALUES ('d', 't', 1, 'a.pdf', '/a.pdf', 'x', 'Kota itu besar.', 1, '[]', 'live', '2026-01-01 00:00:00.000000')"
        )
    engine.dispose()
    catalogue = Catalogue.open(tmp_path / CATALOGUE_FILE)
    assert [entry.thesis.title for entry in catalogue.entries()] == ["Kota Kembar"]
    catalogue.close()
    kept = Conversations(tmp_path / CATALOGUE_FILE)
    assert kept.conversation(ANI, kept.keep(ANI, None, FIRST, "id")).turns == (shown(FIRST),)
