"""A thesis is cited by what its cover says; what nobody says stays unknown."""

from __future__ import annotations

import pytest

from ingest.cleanup import Line
from ingest.metadata import Metadata, find_metadata

COVER = [
    "Hambatan Paradiplomasi",
    "Kota Baubau",
    "SKRIPSI",
    "Diajukan untuk memenuhi syarat",
    "Oleh:",
    "Siti Rahmawati",
    "NIM E061181001",
    "Universitas Hasanuddin",
    "Makassar",
    "2023",
]


def metadata(
    lines: list[str], *, title: str = "", authors: tuple[str, ...] = (), stem: str = "skripsi_akhir"
) -> Metadata:
    return find_metadata(
        stem, [Line(0, line) for line in lines], "Kota ini adalah kota yang tidak besar.", title, authors
    )


def test_a_cover_names_everything() -> None:
    assert metadata(COVER) == Metadata(
        title="Hambatan Paradiplomasi Kota Baubau",
        authors=("Siti Rahmawati",),
        year=2023,
        institution="Universitas Hasanuddin",
        degree="skripsi",
        language="id",
    )


def test_an_english_cover_with_a_dated_name() -> None:
    cover = [
        "Bachelor Thesis",
        "Bounded Model Checking",
        "in Selfie",
        "Anna Maria Huber",
        "June 2020",
        "University of Salzburg",
    ]
    found = find_metadata("x", [Line(0, line) for line in cover], "The engine is of the kind that is fast.", "", ())
    assert found == Metadata(
        "Bounded Model Checking in Selfie",
        ("Anna Maria Huber",),
        2020,
        "University of Salzburg",
        "bachelor thesis",
        "en",
    )


def test_the_title_and_the_authors_of_the_file_are_kept() -> None:
    found = metadata(COVER, title=" Judul dari Berkas ", authors=("Ani", "Budi"))
    assert (found.title, found.authors) == ("Judul dari Berkas", ("Ani", "Budi"))


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - Skripsi FINAL.docx", "main.dvi", "Document1", " "])
def test_what_a_program_puts_in_is_no_title(title: str) -> None:
    assert metadata(COVER, title=title).title == "Hambatan Paradiplomasi Kota Baubau"


@pytest.mark.parametrize("author", ["anonymous", "ASUS", "Windows User", "user"])
def test_the_name_of_a_machine_is_no_author(author: str) -> None:
    assert metadata(COVER, authors=(author,)).authors == ("Siti Rahmawati",)


def test_without_a_cover_the_name_of_the_file_is_the_title_and_the_rest_is_unknown() -> None:
    found = metadata(["Kota kembar adalah kerja sama antara dua kota."], stem="kota_kembar-2")
    assert found == Metadata("kota kembar 2", (), None, None, None, "id")


def test_a_first_page_of_prose_is_no_cover() -> None:
    found = metadata(["Tesis ini ditulis pada tahun 2009 dan membahas banyak hal yang lain."] * 20)
    assert (found.title, found.year, found.degree) == ("skripsi akhir", None, None)


def test_a_document_without_text_has_a_title() -> None:
    assert find_metadata("pindaian", [], "", "", ()).title == "pindaian"
