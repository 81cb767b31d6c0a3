"""A contents page promises headings, and is none itself."""

from __future__ import annotations

import pytest

from ingest.cleanup import Line
from ingest.contents import ContentsEntry, find_contents, folded, is_contents_heading
from ingest.section_names import split_number


def lines(*pages: list[str]) -> list[Line]:
    return [Line(index, text) for index, texts in enumerate(pages) for text in texts]


def test_entries_have_their_number_title_and_page() -> None:
    found = find_contents(
        lines(
            [
                "DAFTAR ISI",
                "KATA PENGANTAR ........ iv",
                "BAB IV HASIL DAN",
                "PEMBAHASAN ........ 41",
                "A. Mekanisme Kerja Sama . . . . . 41",
                "DAFTAR PUSTAKA ........ 60",
            ],
            ["BAB IV", "HASIL DAN PEMBAHASAN", "Bab ini membahas hasil."],
        )
    )
    assert found.ranges == ((0, 6),)
    assert found.entries == (
        ContentsEntry("", "KATA PENGANTAR", "iv"),
        ContentsEntry("BAB IV", "HASIL DAN PEMBAHASAN", "41"),
        ContentsEntry("A.", "Mekanisme Kerja Sama", "41"),
        ContentsEntry("", "DAFTAR PUSTAKA", "60"),
    )


def test_entries_without_leaders_are_read_too() -> None:
    found = find_contents(lines(["Contents", "1 Introduction 1", "4 Results 17", "4.1 Speed 18"], ["1 Introduction"]))
    assert found.ranges == ((0, 4),)
    assert [entry.number for entry in found.entries] == ["1", "4", "4.1"]
    assert [entry.page_label for entry in found.entries] == ["1", "17", "18"]


def test_the_contents_end_where_a_promised_heading_stands() -> None:
    page = ["DAFTAR ISI", "BAB I PENDAHULUAN ..... 1", "A. Latar ..... 1", "BAB I", "PENDAHULUAN", "Ada 3"]
    assert find_contents(lines(page)).ranges == ((0, 3),)


def test_a_second_page_of_contents_needs_no_heading() -> None:
    first = ["DAFTAR ISI", *(f"{letter}. Satu ..... {page}" for page, letter in enumerate("ABCDE", 1))]
    second = [f"{letter}. Dua ..... {page}" for page, letter in enumerate("FGHIJ", 6)]
    found = find_contents(lines(first, second, ["BAB I", "Kota."]))
    assert found.ranges == ((0, 11),)
    assert len(found.entries) == 10


def test_a_list_of_tables_is_contents_but_promises_no_headings() -> None:
    found = find_contents(lines(["DAFTAR TABEL", "Tabel 1 Kota ...... 7", "Tabel 2 Desa ...... 9"], ["BAB I"]))
    assert found.ranges == ((0, 3),)
    assert found.entries == ()


def test_prose_has_no_contents() -> None:
    page = ["BAB I", "Kota kembar adalah kerja sama.", "Ia lahir pada tahun 1956", "dan tumbuh ... 3 kali."]
    assert find_contents(lines(page)) == find_contents([])
    assert find_contents([]).ranges == ()


@pytest.mark.parametrize("text", ["DAFTAR ISI", "Daftar Isi:", "Contents", "TABLE OF CONTENTS", "List of Figures"])
def test_names_of_contents_pages(text: str) -> None:
    assert is_contents_heading(text)


@pytest.mark.parametrize("text", ["DAFTAR PUSTAKA", "Daftar isi buku itu", "Content", "List of references"])
def test_other_lines_are_no_contents_pages(text: str) -> None:
    assert not is_contents_heading(text)


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("BAB IV HASIL", ("BAB IV", "HASIL")),
        ("Chapter 4 Results", ("Chapter 4", "Results")),
        ("4 Results", ("4", "Results")),
        ("4.1.2 Speed", ("4.1.2", "Speed")),
        ("A. Latar Belakang", ("A.", "Latar Belakang")),
        ("A.1 Tests", ("A.1", "Tests")),
        ("a. Tujuan", ("a.", "Tujuan")),
        ("A Hybrid Engine", ("", "A Hybrid Engine")),
        ("Partai Politik", ("", "Partai Politik")),
        ("Babak Baru", ("", "Babak Baru")),
    ],
)
def test_a_heading_is_split_from_its_number(heading: str, expected: tuple[str, str]) -> None:
    assert split_number(heading) == expected


def test_headings_are_compared_by_letters_and_digits() -> None:
    assert folded("A.  Latar – Belakang") == folded("a LATAR BELAKANG") == "alatarbelakang"
