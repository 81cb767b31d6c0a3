"""Each witness of a heading may fail alone: contents that are off, no contents, no outline, nothing but bold type."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ingest.cleanup import Line
from ingest.contents import find_contents
from ingest.document import SectionKind
from ingest.headings import Heading, find_headings, find_subtitles
from ingest.pdf_worker import OutlineEntry

BODY_SIZE, TITLE_SIZE = 12.0, 14.0

Page = tuple[str, list[str]]
"""The printed label and the lines; a line in ** is bold, one in ## larger and bold."""


def line(page: int, text: str) -> Line:
    if text.startswith("##"):
        return Line(page, text.strip("#"), size=TITLE_SIZE, bold=True)
    if text.startswith("**"):
        return Line(page, text.strip("*"), size=BODY_SIZE, bold=True)
    return Line(page, text, size=BODY_SIZE)


def headings(pages: Sequence[Page], outline: Sequence[OutlineEntry] = ()) -> tuple[Heading, ...]:
    lines = [line(index, text) for index, (_, texts) in enumerate(pages) for text in texts]
    return find_headings(lines, [label for label, _ in pages], outline, find_contents(lines))


def titles(pages: Sequence[Page], outline: Sequence[OutlineEntry] = ()) -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for heading in headings(pages, outline)]


PROSE = ["Kota kembar adalah kerja sama dua kota dari dua negara, yang lazimnya", "dimulai dengan surat minat."]
CONTENTS = [
    "DAFTAR ISI",
    "Halaman",
    "BAB I PENDAHULUAN",
    "A. Latar Belakang ........ 1",
    "B. Rumusan Masalah ........ 2",
    "BAB II HASIL DAN PEMBAHASAN ........ 3",
    "A. Hambatan ........ 3",
]


def thesis(**changed: list[str]) -> list[Page]:
    pages = {
        "i": CONTENTS,
        "1": ["##BAB I", "##PENDAHULUAN", "**A. Latar Belakang", *PROSE],
        "2": ["**B. Rumusan Masalah", *PROSE],
        "3": ["##BAB II", "##HASIL DAN PEMBAHASAN", "**A. Hambatan", *PROSE],
    }
    return [(label, changed.get(f"p{label}", texts)) for label, texts in pages.items()]


ALL = [
    (1, "BAB I PENDAHULUAN"),
    (2, "A. Latar Belakang"),
    (2, "B. Rumusan Masalah"),
    (1, "BAB II HASIL DAN PEMBAHASAN"),
    (2, "A. Hambatan"),
]


def test_the_contents_alone_are_enough() -> None:
    plain = [(label, [text.strip("*#") for text in texts]) for label, texts in thesis()]
    assert titles(plain) == titles(thesis()) == ALL


def test_typography_alone_is_enough() -> None:
    assert titles(thesis()[1:]) == ALL


def test_an_outline_alone_is_enough() -> None:
    pages = [(label, [text.strip("*#") for text in texts]) for label, texts in thesis()[1:]]
    outline = [
        OutlineEntry(1, "PENDAHULUAN", 0),
        OutlineEntry(2, "Latar Belakang", 0),
        OutlineEntry(2, "Rumusan Masalah", 1),
        OutlineEntry(1, "HASIL DAN PEMBAHASAN", 2),
        OutlineEntry(2, "Hambatan", 2),
    ]
    assert titles(pages, outline) == ALL


def test_the_title_of_the_work_over_an_outline_is_no_heading() -> None:
    outline = [
        OutlineEntry(1, "Kota Kembar", 0),
        *(OutlineEntry(level + 1, title, page) for level, title, page in [(1, "BAB I PENDAHULUAN", 0), (2, "A. Latar Belakang", 0), (1, "BAB II HASIL DAN PEMBAHASAN", 2)]),
    ]  # fmt: skip
    assert titles(thesis()[1:], outline) == ALL


def test_a_heading_one_page_off_is_found() -> None:
    off = [text.replace(" 2", " 3") if "Rumusan" in text else text.replace(" 3", " 2") for text in CONTENTS]
    assert titles(thesis(pi=off)) == ALL


def test_contents_that_name_no_page_rightly_cost_nothing() -> None:
    off = [text.replace(". 1", ". 51").replace(". 2", ". 52").replace(". 3", ". 53") for text in CONTENTS]
    plain = [(label, [text.strip("*#") for text in texts]) for label, texts in thesis(pi=off)]
    assert titles(plain) == ALL


def test_a_heading_that_was_changed_later_is_found_under_its_number_and_shown_as_printed() -> None:
    changed = ["**B. Rumusan Masalahnya", *PROSE]
    assert titles(thesis(p2=changed))[2] == (2, "B. Rumusan Masalahnya")


def test_a_heading_that_nobody_promised_but_is_set_like_the_promised_ones_is_one() -> None:
    more = ["**B. Rumusan Masalah", *PROSE, "**a. Dampak Desentralisasi", *PROSE, "**C. Tujuan", *PROSE]
    assert titles(thesis(p2=more))[2:5] == [
        (2, "B. Rumusan Masalah"),
        (3, "a. Dampak Desentralisasi"),
        (2, "C. Tujuan"),
    ]


def test_items_of_a_list_in_the_type_of_the_text_are_no_headings() -> None:
    listed = ["**B. Rumusan Masalah", *PROSE, "a. Aktor dan agenda", "b. Skala dan pengaruh"]
    assert titles(thesis(p2=listed)) == ALL


def test_a_decimal_number_that_counts_on_is_a_heading_without_any_typography() -> None:
    pages: list[Page] = [
        ("i", ["Contents", "1 Introduction ....... 1", "1.1 Motivation ....... 1", "2 Results ....... 2"]),
        (
            "1",
            ["1 Introduction", "1.1 Motivation", "It was slow.", "1.1.1 Towns", "They grew.", "1.2 Aims", "It ended."],
        ),
        ("2", ["2 Results", "It was fast, as Table", "2.1 Shows that it was fast."]),
    ]
    assert titles(pages) == [
        (1, "1 Introduction"), (2, "1.1 Motivation"), (3, "1.1.1 Towns"), (2, "1.2 Aims"), (1, "2 Results"),
    ]  # fmt: skip


def test_a_chapter_that_heads_its_pages_begins_at_its_heading() -> None:
    pages: list[Page] = [
        ("i", ["Contents", "1 Towns ....... 1", "2 Cities ....... 2"]),
        ("1", ["1 Towns", "Abstract Towns are small, and this work tells why they are.", "1 Towns", "They grew."]),
        ("2", ["2 Cities", "They grew."]),
    ]
    found = headings(pages)
    assert [(heading.first, heading.title) for heading in found] == [(4, "Abstract"), (5, "1 Towns"), (7, "2 Cities")]
    assert found[0].kind is SectionKind.ABSTRACT


def test_the_number_of_a_chapter_above_its_title_belongs_to_the_heading() -> None:
    pages: list[Page] = [
        ("i", ["Contents", "1 Towns ....... 1", "1.1 Small ones ....... 1"]),
        ("1", ["Chapter 1", "Towns", "1.1 Small ones", "They grew."]),
    ]
    assert [(heading.first, heading.title) for heading in headings(pages)] == [
        (3, "Chapter 1 Towns"),
        (5, "1.1 Small ones"),
    ]


def test_roman_chapters_hold_lettered_sections() -> None:
    pages: list[Page] = [
        ("i", ["DAFTAR ISI", "I. PENDAHULUAN ..... 1", "A. Kota ..... 1", "IV. HASIL ..... 2", "A. Desa ..... 2"]),
        ("1", ["I. PENDAHULUAN", "A. Kota", "Kota tumbuh."]),
        ("2", ["IV. HASIL", "A. Desa", "Desa tidak."]),
    ]
    assert titles(pages) == [(1, "I. PENDAHULUAN"), (2, "A. Kota"), (1, "IV. HASIL"), (2, "A. Desa")]


@pytest.mark.parametrize("name", ["Ringkasan", "Summary", "Kata Pengantar"])
def test_what_belongs_to_the_front_does_not_tear_a_chapter(name: str) -> None:
    pages = thesis(p2=["**B. Rumusan Masalah", "Kota itu tumbuh.", name, "Kota kembar adalah kerja sama."])
    assert titles(pages) == ALL


def test_a_summary_in_german_in_front_is_an_abstract() -> None:
    found = headings([("i", ["Zusammenfassung", *PROSE]), *thesis()[1:]])
    assert (found[0].title, found[0].kind) == ("Zusammenfassung", SectionKind.ABSTRACT)


def test_a_sentence_that_ends_in_the_words_of_a_heading_is_none() -> None:
    pages: list[Page] = [
        ("i", ["Contents", "1 Towns ....... 1", "1.1 Privilege Levels ....... 1"]),
        ("1", ["1 Towns", "1.1 Privilege Levels", "Our model implements all three", "privilege levels."]),
    ]
    assert titles(pages, [OutlineEntry(1, "Towns", 1), OutlineEntry(2, "Privilege Levels", 1)]) == [
        (1, "1 Towns"), (2, "1.1 Privilege Levels"),
    ]  # fmt: skip


def test_words_in_bold_above_a_paragraph_are_no_part_of_its_sentence() -> None:
    texts = [*PROSE, "**Storing calls as a tree", "In order to store them we", *PROSE]
    lines = [line(0, text) for text in texts]
    assert find_subtitles(lines, find_contents(lines), ()) == {2, 3}
    assert find_subtitles(lines, find_contents(lines), {2}) == frozenset()
    emphasised = [line(0, text) for text in ["Kota kembar adalah", "**kerja sama kedua kota", "yang besar itu."]]
    assert find_subtitles(emphasised, find_contents(emphasised), ()) == frozenset()


def test_a_chapter_in_roman_numbers_holds_arabic_sections_that_nobody_promised() -> None:
    pages: list[Page] = [
        (
            "61",
            [
                "BAB IV",
                "HASIL DAN PEMBAHASAN",
                "4.1 Gambaran Umum",
                *PROSE,
                "4.1.1 Letak",
                *PROSE,
                "4.2 Hambatan",
                *PROSE,
            ],
        )
    ]
    assert titles(pages) == [
        (1, "BAB IV HASIL DAN PEMBAHASAN"), (2, "4.1 Gambaran Umum"), (3, "4.1.1 Letak"), (2, "4.2 Hambatan"),
    ]  # fmt: skip


def test_a_chapter_on_one_line_at_the_top_of_a_page() -> None:
    pages: list[Page] = [
        ("1", ["Chapter 1: Introduction", "Towns are small.", "1.1 Motivation", "They grew."]),
        ("2", ["Chapter 2 of this work tells how they grew.", "Chapter 2 describes towns."]),
    ]
    assert titles(pages) == [(1, "Chapter 1: Introduction"), (2, "1.1 Motivation")]


def test_a_heading_that_the_contents_have_longer_is_found_under_its_number() -> None:
    contents = [text.replace("Rumusan Masalah", "Rumusan Masalah dan Batasan Penelitian Ini") for text in CONTENTS]
    plain = [(label, [text.strip("*#") for text in texts]) for label, texts in thesis(pi=contents)]
    assert titles(plain) == ALL


def test_a_last_name_without_a_page_belongs_to_the_contents() -> None:
    assert titles(thesis(pi=[*CONTENTS, "LAMPIRAN"])) == ALL
