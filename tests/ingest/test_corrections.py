"""Corrections are the strongest statement: they survive everything, change what is searched, and can be taken back."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.corrections import apply, correction_of, corrections_from_csv, metadata_csv
from ingest.embedding import Embedder
from ingest.errors import (
    BadRow,
    InvalidYear,
    KutipError,
    MissingColumn,
    NothingToCorrect,
    NotInLibrary,
    NotText,
    RepeatedRow,
    TitleNeeded,
    UnknownColumn,
)
from ingest.library import Library
from ingest.metadata_values import MetadataField
from ingest.pipeline import rebuild, remove_document
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_pipeline import PAGES, add, check_invariants, check_swept
from tests.pdfs import write_pdf

pytestmark = pytest.mark.usefixtures("stores")

TITLE, AUTHORS, YEAR = MetadataField.TITLE, MetadataField.AUTHORS, MetadataField.YEAR


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    files = [write_pdf(tmp_path / "a.pdf", PAGES), write_pdf(tmp_path / "b.pdf", PAGES[::-1])]
    add(tmp_path / "library", *files)
    with Library.write(tmp_path / "library") as opened:
        yield opened


def no_model() -> Embedder:
    raise AssertionError("the model is not needed")


def correct(library: Library, name: str, texts: dict[MetadataField, str], *reset: MetadataField) -> int:
    return apply(library, HashingEmbedder, [correction_of(library, name, texts, reset)])


def thesis_of(library: Library, name: str) -> tuple[str, tuple[str, ...], int | None]:
    (thesis,) = [entry.thesis for entry in library.catalogue.entries() if entry.file_name == name]
    return thesis.title, thesis.authors, thesis.year


def test_a_correction_without_a_new_title_needs_no_model_and_is_noticed(library: Library) -> None:
    revision, ids = library.catalogue.state().revision, library.catalogue.passage_ids()
    made = correction_of(library, "a.pdf", {AUTHORS: "Siti Rahmawati; Andi Baso", YEAR: "2023"})
    assert apply(library, no_model, [made]) == 0
    assert thesis_of(library, "a.pdf") == ("a", ("Siti Rahmawati", "Andi Baso"), 2023)
    assert thesis_of(library, "b.pdf") == ("b", (), None)
    assert library.catalogue.state().revision == revision + 1
    assert library.catalogue.passage_ids() == ids


def test_a_new_title_is_searched_and_the_old_one_is_not(library: Library) -> None:
    assert correct(library, "a.pdf", {TITLE: "Zeppelin di Baubau"}) == 1
    found = library.catalogue.lexical_search(["zeppelin"], 1)
    entry = next(entry for entry in library.catalogue.entries() if entry.file_name == "a.pdf")
    assert len(found) == entry.passages > 0
    folder = library.folder
    library.close()
    assert check_invariants(folder) == {"a.pdf", "b.pdf"}
    check_swept(folder)


def test_corrections_survive_a_new_version_a_rebuild_and_being_added_again(library: Library, tmp_path: Path) -> None:
    correct(library, "a.pdf", {TITLE: "Judul Benar", YEAR: "2023"})
    rebuild(library, HashingEmbedder())
    assert thesis_of(library, "a.pdf") == ("Judul Benar", (), 2023)
    library.close()
    file = write_pdf(tmp_path / "a.pdf", [*PAGES, ["Halaman baru ini adalah tambahan yang penting untuk kota."]])
    add(tmp_path / "library", file)
    with Library.write(tmp_path / "library") as opened:
        assert thesis_of(opened, "a.pdf") == ("Judul Benar", (), 2023)
        remove_document(opened, "a.pdf")
    add(tmp_path / "library", file)
    with Library.write(tmp_path / "library") as opened:
        assert thesis_of(opened, "a.pdf") == ("Judul Benar", (), 2023)


def test_reset_brings_back_what_was_read(library: Library) -> None:
    correct(library, "a.pdf", {TITLE: "Judul Benar", YEAR: "2023"})
    correct(library, "a.pdf", {}, TITLE)
    assert thesis_of(library, "a.pdf") == ("a", (), 2023)
    correct(library, "a.pdf", {}, *MetadataField)
    assert thesis_of(library, "a.pdf") == ("a", (), None)


def test_a_dash_says_that_nobody_knows(library: Library) -> None:
    correct(library, "a.pdf", {YEAR: "2023", AUTHORS: "Ani"})
    correct(library, "a.pdf", {YEAR: "-", AUTHORS: "-"})
    assert thesis_of(library, "a.pdf") == ("a", (), None)


@pytest.mark.parametrize(
    ("name", "texts", "error"),
    [
        ("c.pdf", {YEAR: "2023"}, NotInLibrary),
        ("a.pdf", {YEAR: "20233"}, InvalidYear),
        ("a.pdf", {YEAR: "dua ribu"}, InvalidYear),
        ("a.pdf", {YEAR: "1200"}, InvalidYear),
        ("a.pdf", {TITLE: " "}, TitleNeeded),
        ("a.pdf", {TITLE: "-"}, TitleNeeded),
        ("a.pdf", {}, NothingToCorrect),
    ],
)
def test_a_bad_correction_is_refused(
    library: Library, name: str, texts: dict[MetadataField, str], error: type[KutipError]
) -> None:
    with pytest.raises(error):
        correction_of(library, name, texts)


def test_the_list_as_csv_comes_back_as_corrections_of_what_was_changed(library: Library, tmp_path: Path) -> None:
    rows = [list(row) for row in metadata_csv(library.catalogue.entries())]
    assert rows[0][:4] == ["file", "title", "authors", "year"]
    file = tmp_path / "list.csv"
    rows[2][2:4] = ["Siti Rahmawati; Andi Baso", "2021"]
    with file.open("w", encoding="utf-8-sig", newline="") as opened:
        csv.writer(opened, delimiter=";").writerows(rows)
    made = corrections_from_csv(library, file)
    assert [correction.name for correction in made] == ["b.pdf"]
    assert apply(library, no_model, made) == 0
    assert thesis_of(library, "b.pdf") == ("b", ("Siti Rahmawati", "Andi Baso"), 2021)
    assert corrections_from_csv(library, file) == []


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("a.pdf,2030000", InvalidYear),
        ("c.pdf,2020", NotInLibrary),
        ("b.pdf,2020", RepeatedRow),
        (",2020", NotInLibrary),
    ],
)
def test_a_fault_in_a_csv_is_told_with_its_line_and_nothing_is_applied(
    line: str, cause: type[KutipError], library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_text(f"file,year\nb.pdf,2019\n{line}\n", "utf-8")
    with pytest.raises(BadRow) as caught:
        corrections_from_csv(library, file)
    assert caught.value.line == 3
    assert isinstance(caught.value.cause, cause)
    assert thesis_of(library, "b.pdf") == ("b", (), None)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (b"file,judul\n", UnknownColumn),
        (b"title\nx\n", MissingColumn),
        (b"", MissingColumn),
        (b"file\n\xff\n", NotText),
    ],
)
def test_a_file_that_is_no_such_csv_is_refused(
    text: bytes, error: type[KutipError], library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(text)
    with pytest.raises(error):
        corrections_from_csv(library, file)
