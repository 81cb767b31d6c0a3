"""A page keeps its characters: what is not in the reading text is itemised, hyphens and all."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleanup import Line, Removal, RemovalKind, page_lines, reflow
from ingest.language import is_word
from ingest.printed_lines import PrintedLine


def indonesian(word: str) -> bool:
    return is_word(word, "id")


def joined(*texts: str) -> str:
    return reflow([Line(0, text) for text in texts], 1, (), indonesian).text


def visible(text: str) -> Counter[str]:
    return Counter(character for character in text if not character.isspace())


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("kerja sama yang dijalin antar-", "kota di dunia", "kerja sama yang dijalin antar-kota di dunia"),
        ("menurut hasil dari pene-", "litian yang dilakukan", "menurut hasil dari penelitian yang dilakukan"),
        ("menurut hasil dari pene\u00ad", "litian yang dilakukan", "menurut hasil dari penelitian yang dilakukan"),
        ("menurut hasil dari pene\u2010", "litian yang dilakukan", "menurut hasil dari penelitian yang dilakukan"),
        ("buku ini membahas konsep-", "konsep yang dipakai", "buku ini membahas konsep-konsep yang dipakai"),
        ("bahasa yang dipakai oleh Cia-", "Cia di kota Baubau", "bahasa yang dipakai oleh Cia-Cia di kota Baubau"),
        ("the machine that is called x86-", "64 by its makers", "the machine that is called x86-64 by its makers"),
        ("pada masa jabatan wali kota 2009–", "2014 terjadi hal", "pada masa jabatan wali kota 2009–2014 terjadi hal"),
        ("kerja sama pra-", "dan pascaperang", "kerja sama pra- dan pascaperang"),
        ("kata yang tidak ada: xqz-", "wvk dan lainnya", "kata yang tidak ada: xqz-wvk dan lainnya"),
        ("kerja sama kota", "kembar di dunia", "kerja sama kota kembar di dunia"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_mended_or_kept(first: str, second: str, expected: str) -> None:
    assert joined(first, second) == expected


def test_a_compound_that_stands_with_its_hyphen_elsewhere_keeps_it() -> None:
    """ "penelitian" is a word, but this author writes "pene-litian"."""
    text = joined("kata pene-litian adalah kata yang aneh", "dan kami memakai kata pene-", "litian di sini juga")
    assert text.endswith("kata pene-litian di sini juga")


def test_a_name_that_stands_whole_elsewhere_is_mended() -> None:
    assert (
        joined("kota Surawolio dikenal oleh semua", "dan semua datang ke Sura-", "wolio setiap tahun").count(
            "Surawolio"
        )
        == 2
    )


def test_a_mended_hyphen_is_itemised_with_its_page() -> None:
    lines = [Line(0, "menurut hasil dari pene-"), Line(1, "litian yang dilakukan")]
    reading = reflow(lines, 2, (), indonesian)
    assert reading.removals == (Removal(0, RemovalKind.LINE_BREAK_HYPHEN, "-"),)
    assert [reading.text[start:end] for start, end in reading.page_bounds] == [
        "menurut hasil dari pene",
        "litian yang dilakukan",
    ]


def test_headings_stand_in_paragraphs_of_their_own() -> None:
    lines = [Line(0, text) for text in ("BAB I", "PENDAHULUAN", "Kota kembar adalah kerja", "sama antara kota.")]
    assert reflow(lines, 1, {0, 2}, indonesian).text == "BAB I\nPENDAHULUAN\nKota kembar adalah kerja sama antara kota."


def test_a_short_last_line_ends_its_paragraph() -> None:
    full = "Kota kembar adalah kerja sama antara dua kota di dua negara yang"
    assert joined(full, "berbeda.", full) == f"{full} berbeda.\n{full}"


def test_no_lines_are_an_empty_text() -> None:
    reading = reflow([], 3, (), indonesian)
    assert (reading.text, reading.page_bounds) == ("", ((0, 0), (0, 0), (0, 0)))
    assert reflow([], 0, (), indonesian).page_bounds == ()


WORDS = ["kota", "pene-", "litian", "antar-", "2009–", "2014", "Cia-", "x86-", "64", "a.", "hal\u00ad", "-", "•", "BAB"]
LINE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join)


@settings(deadline=None)
@given(pages=st.lists(st.lists(LINE, max_size=5), max_size=5), data=st.data())
def test_reflow_keeps_every_character_and_every_page(pages: list[list[str]], data: st.DataObject) -> None:
    lines = [Line(index, text) for index, texts in enumerate(pages) for text in texts]
    breaks = data.draw(st.sets(st.integers(0, max(len(lines), 1))))
    reading = reflow(lines, len(pages), breaks, indonesian)
    borders = [0, *(end for _, end in reading.page_bounds)]
    assert [start for start, _ in reading.page_bounds] == borders[:-1]  # contiguous, from the first character on
    assert borders[-1] == (len(reading.text) if pages else 0)
    assert all(before < after for before, after in pairwise(reading.line_starts))
    for index, (texts, (start, end)) in enumerate(zip(pages, reading.page_bounds, strict=True)):
        removed = "".join(removal.text for removal in reading.removals if removal.page_index == index)
        assert visible(" ".join(texts)) == visible(reading.text[start:end]) + visible(removed)
    for line, start in zip(lines, reading.line_starts, strict=True):
        assert reading.text.startswith(line.text[:-1], start)


def lines_of(page: int, texts: list[str]) -> list[Line]:
    return page_lines(page, [PrintedLine(text) for text in texts])


def test_lines_are_trimmed_and_keep_the_place_of_their_columns() -> None:
    printed = PrintedLine("  de\ufb01nisi   baku ", size=12, left=72, right=200, baseline=700, columns=((12, 150.0),))
    assert lines_of(0, ["", " \x00 "]) == []
    (line,) = page_lines(3, [printed])
    assert (line.page_index, line.text, line.baseline) == (3, "definisi baku", 700)
    assert [line.text[offset:] for offset, _ in line.columns] == ["baku"]
