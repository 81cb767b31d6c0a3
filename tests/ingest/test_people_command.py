"""``python -m ingest users`` and ``collections``: as they are called, and what they say."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People, Role
from ingest.catalogue.sessions import Sessions
from ingest.library import Library
from ingest.places import LibraryPlace
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples

PASSWORD = "empat kata yang panjang"


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KUTIP_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    (tmp_path / "password").write_text(PASSWORD + "\n", "utf-8")
    return tmp_path / "library"


def opened(library: Path) -> CatalogueConnection:
    return CatalogueConnection.open(LibraryPlace.of(library))


def test_somebody_is_added_listed_changed_and_removed(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = ["--password-file", str(library.parent / "password")]
    assert main(["users", "add", "Ani", "--role", "librarian", *file]) == 0
    assert main(["users", "add", "Budi", *file]) == 0
    assert main(["users", "role", "budi", "librarian"]) == 0
    assert main(["users", "disable", "budi"]) == 0
    capsys.readouterr()
    assert main(["users", "list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split() for line in listed] == [["Ani", "librarian"], ["Budi", "librarian", "disabled"]]
    assert main(["users", "enable", "budi"]) == 0
    assert main(["users", "remove", "Budi"]) == 0
    with opened(library) as connection:
        assert [(each.name, each.role) for each in People(connection).listed()] == [("Ani", Role.LIBRARIAN)]
        assert Sessions(connection, timedelta(days=1)).sign_in("ani", PASSWORD, "::1")


def test_a_password_comes_from_standard_input_and_is_not_shown(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\nmore"))
    assert main(["users", "add", "Ani", "--password-file", "-"]) == 0
    shown = capsys.readouterr()
    assert PASSWORD not in shown.out + shown.err


def test_without_a_terminal_or_a_file_no_password_is_taken(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD))
    assert main(["users", "add", "Ani"]) == 1
    assert "--password-file" in capsys.readouterr().err
    assert main(["users", "add", "Ani", "--password-file", str(library.parent / "no file")]) == 1


def test_a_password_is_typed_twice(
    library: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    typed = iter([PASSWORD, PASSWORD + "?", PASSWORD, PASSWORD])
    monkeypatch.setattr("ingest.people_command.getpass", lambda prompt, stream: next(typed))
    assert main(["users", "add", "Ani"]) == 1
    assert main(["users", "add", "Ani"]) == 0


def test_a_token_is_printed_alone_on_its_line(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["users", "add", "Ani", "--password-file", str(library.parent / "password")])
    capsys.readouterr()
    assert main(["users", "token", "ani", "--days", "30"]) == 0
    token = capsys.readouterr().out.splitlines()[-1]
    with opened(library) as connection:
        found = Sessions(connection, timedelta(days=1)).person(token)
    assert found is not None
    assert found.name == "Ani"


def test_theses_are_assigned_by_name_and_released(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build_samples(library, HashingEmbedder())
    with Library.read(library) as read:
        first, second, _ = read.catalogue.entries()
    main(["users", "add", "Ani", "--password-file", str(library.parent / "password")])
    for words in (
        ["add", "Disertasi"],
        ["assign", "disertasi", first.file_name, second.document_id[:8]],
        ["allow", "disertasi", "ani"],
    ):
        assert main(["collections", *words]) == 0
    capsys.readouterr()
    assert main(["collections", "list"]) == 0
    assert capsys.readouterr().out.split() == ["Disertasi", "2", "theses", "Ani"]
    for words in (
        ["deny", "disertasi", "ani"],
        ["open", "disertasi"],
        ["close", "disertasi"],
        ["release", first.file_name],
    ):
        assert main(["collections", *words]) == 0
    assert main(["collections", "remove", "disertasi"]) == 1
    assert "1 theses" in capsys.readouterr().err
    with opened(library) as connection:
        assert Collections(connection).of_theses() == {second.thesis.id: "Disertasi"}
    assert main(["collections", "assign", "disertasi", "tidak ada.pdf"]) == 1
