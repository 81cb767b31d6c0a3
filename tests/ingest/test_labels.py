"""The number that a page bears in print: what counts up with the pages is believed, stray numbers are not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleanup import Line
from ingest.document import LabelSource
from ingest.labels import PageLabel, from_roman, label_pages, to_roman

PROSE = ["Kota kembar adalah kerja sama", "antara dua kota di dua negara.", "Baubau dan Seoul adalah contoh."]

RUN = st.tuples(st.integers(1, 60), st.integers(2, 40)).map(lambda run: list(range(run[0], run[0] + run[1])))
"""Numbers that count up, of at least two pages."""


def labelled(pages: Sequence[Sequence[str]], file_labels: list[str] | None = None) -> tuple[PageLabel, ...]:
    lines = [[Line(at, text) for text in page if text] for at, page in enumerate(pages)]
    return label_pages(lines, file_labels)


def labels(pages: Sequence[Sequence[str]], file_labels: list[str] | None = None) -> list[str]:
    return [page.label for page in labelled(pages, file_labels)]


def sources(pages: Sequence[Sequence[str]], file_labels: list[str] | None = None) -> list[LabelSource]:
    return [page.source for page in labelled(pages, file_labels)]


def printed(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The characters of every page that are taken for its number."""
    return [
        [[line for line in page if line][mark.line][mark.start : mark.end] for mark in label.marks]
        for page, label in zip(pages, labelled(pages), strict=True)
    ]


@settings(deadline=None)
@given(st.integers(1, 399))
def test_a_roman_numeral_comes_back(number: int) -> None:
    assert from_roman(to_roman(number)) == number
    assert from_roman(to_roman(number).upper()) == number


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "i"), (4, "iv"), (9, "ix"), (19, "xix"), (44, "xliv"), (90, "xc"), (99, "xcix"), (388, "ccclxxxviii")],
)
def test_roman_numerals_are_well_known(number: int, numeral: str) -> None:
    assert to_roman(number) == numeral
    assert from_roman(numeral) == number


@pytest.mark.parametrize("text", ["", "iiii", "vx", "iix", "civil", "mix", "di", "xcx", "7"])
def test_what_is_no_numeral_has_no_value(text: str) -> None:
    assert from_roman(text) is None


@settings(deadline=None)
@given(roman=RUN, arabic=RUN, capitals=st.booleans(), data=st.data())
def test_an_intact_series_printed_on_all_pages_is_returned_whole(
    roman: list[int], arabic: list[int], capitals: bool, data: st.DataObject
) -> None:
    numerals = [to_roman(number) for number in roman]
    expected = [numeral.upper() if capitals else numeral for numeral in numerals]
    expected += [str(number) for number in arabic]
    pages = []
    for label in expected:
        printed = data.draw(st.sampled_from([label, f"- {label} -", f"[{label}]", f"{label}."]))
        pages.append([printed, *PROSE] if data.draw(st.booleans()) else [*PROSE, printed, ""])
    assert labels(pages) == expected
    assert set(sources(pages)) == {LabelSource.PRINTED}


@settings(deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "1", "2", "ii", "2009", "iv", *PROSE]), max_size=6), max_size=12))
def test_a_label_is_printed_exactly_where_its_line_says_it(pages: list[list[str]]) -> None:
    found = labelled(pages)
    assert len(found) == len(pages)
    for texts, label in zip(printed(pages), found, strict=True):
        assert (label.source is LabelSource.PRINTED) == bool(label.marks)
        assert (label.source is LabelSource.POSITION) == (label.label == "")
        assert set(texts) <= {label.label}


def test_a_page_without_a_number_inside_a_series_has_the_number_that_it_would_bear() -> None:
    pages = [["1", *PROSE], ["2", *PROSE], PROSE, ["4", *PROSE], ["5", *PROSE]]
    assert labels(pages) == ["1", "2", "3", "4", "5"]
    assert sources(pages)[2] is LabelSource.INFERRED


def test_a_year_or_a_total_at_the_edge_of_a_page_is_not_its_number() -> None:
    pages = [["1", *PROSE], ["2", *PROSE, "2014"], ["3", *PROSE, "57"], ["2009", *PROSE, "4"], ["5", *PROSE]]
    assert labels(pages) == ["1", "2", "3", "4", "5"]


def test_a_number_in_the_middle_of_a_page_is_no_label() -> None:
    pages = [[*PROSE, str(number), *PROSE] for number in range(1, 7)]
    assert labels(pages) == [""] * 6
    assert set(sources(pages)) == {LabelSource.POSITION}


def test_one_number_alone_in_a_long_document_proves_nothing() -> None:
    assert labels([PROSE, ["7", *PROSE], PROSE, PROSE, PROSE]) == [""] * 5


def test_labels_of_the_file_stand_where_nothing_is_printed() -> None:
    pages = [PROSE, PROSE, PROSE]
    assert labels(pages, ["iv", "1", "2"]) == ["iv", "1", "2"]
    assert set(sources(pages, ["iv", "1", "2"])) == {LabelSource.FILE}


def test_print_beats_the_labels_of_the_file() -> None:
    pages = [[str(number), *PROSE] for number in range(12, 18)]
    wrong = ["1", "2", "3", "4", "5", "6"]
    assert labels(pages, wrong) == ["12", "13", "14", "15", "16", "17"]
    assert set(sources(pages, wrong)) == {LabelSource.PRINTED}


def test_labels_of_the_file_that_disagree_with_print_are_not_believed_elsewhere() -> None:
    """Four printed pages contradict the file, so that it does not name the two covers either."""
    pages = [PROSE, PROSE, *([str(number), *PROSE] for number in range(1, 5))]
    assert labels(pages, ["1", "2", "3", "4", "5", "6"]) == ["", "", "1", "2", "3", "4"]
    assert labels(pages, ["a", "b", "1", "2", "3", "4"]) == ["a", "b", "1", "2", "3", "4"]


def test_no_two_pages_bear_one_number_because_the_file_says_so() -> None:
    pages = [PROSE, *([str(number), *PROSE] for number in range(1, 8))]
    assert labels(pages, ["1", "1", "2", "3", "4", "5", "6", "7"]) == ["", "1", "2", "3", "4", "5", "6", "7"]


def test_no_pages_have_no_labels() -> None:
    assert label_pages([], None) == ()
    assert label_pages([[]], None)[0].label == ""


@pytest.mark.parametrize(
    "form",
    [
        "- {} -", "[{}]", "Page {}", "Halaman {} dari 40", "{} | Page", "hlm. {}", "~ {} ~", "{}/40",
        "{}Universitas Cendana", "{} Universitas Cendana", "Universitas Cendana{}", "Bab II | {}", "{} | Bab II",
    ],
)  # fmt: skip
def test_a_number_is_found_in_what_stands_around_it(form: str) -> None:
    pages = [[form.format(number), *PROSE] for number in range(14, 20)]
    assert labels(pages) == ["14", "15", "16", "17", "18", "19"]
    assert set(sources(pages)) == {LabelSource.PRINTED}


def test_of_a_header_with_a_number_only_the_number_is_taken() -> None:
    pages = [[f"{number}Universitas Cendana", *PROSE] for number in range(20, 25)]
    assert printed(pages) == [["20"], ["21"], ["22"], ["23"], ["24"]]


def test_roman_numbers_stand_in_headers_too() -> None:
    pages = [[f"{to_roman(number)}Universitas Cendana", *PROSE] for number in range(2, 7)]
    assert labels(pages) == ["ii", "iii", "iv", "v", "vi"]


def test_headers_of_left_and_right_pages_are_one_series() -> None:
    left, right = "{} 2. Metode", "2.1. Lokasi {}"
    pages = [[(left, right)[number % 2].format(number), *PROSE] for number in range(8, 16)]
    assert labels(pages) == [str(number) for number in range(8, 16)]


def test_a_number_printed_twice_is_taken_twice() -> None:
    pages = [[str(number), *PROSE, f"- {number} -"] for number in range(3, 7)]
    assert [len(label.marks) for label in labelled(pages)] == [2, 2, 2, 2]
    assert labels([[f"{number}{number}", *PROSE] for number in range(3, 7)]) == ["3", "4", "5", "6"]


def test_numbering_that_restarts_is_a_series_of_its_own() -> None:
    pages = [*([str(number), *PROSE] for number in (1, 2, 3, 4)), *([str(number), *PROSE] for number in (1, 2, 3))]
    assert labels(pages) == ["1", "2", "3", "4", "1", "2", "3"]


def test_numbering_by_chapter_keeps_the_chapter() -> None:
    printed_labels = ["I-1", "I-2", "I-3", "II-1", "II-2", "II-3", "II-4"]
    assert labels([[*PROSE, label] for label in printed_labels]) == printed_labels


def test_a_year_at_the_end_of_a_page_stays_in_its_sentence() -> None:
    pages = [[*PROSE, f"Perjanjian ke-{'abcdef'[at]} diteken pada {2010 + at}"] for at in range(6)]
    assert labels(pages) == [""] * 6


def test_a_number_in_a_sentence_that_happens_to_be_the_pages_stays_in_it() -> None:
    pages = [[*PROSE[:2], "Jumlah kota kembar ada 3", str(number)] for number in range(1, 7)]
    assert printed(pages) == [["1"], ["2"], ["3"], ["4"], ["5"], ["6"]]


def test_place_tells_a_pages_number_in_a_heading_that_stands_on_one_page_alone() -> None:
    titles = ["Lokasi", "Metode", "Analisis", "Hasil"]
    pages = [
        [
            Line(at, f"{at + 10}", 12, baseline=800),
            Line(at, "Isi.", 12, baseline=700),
            Line(at, "Isi.", 12, baseline=60),
        ]
        for at in range(4)
    ]
    pages += [
        [Line(at, f"{at + 10} {titles[at - 4]}", 12, baseline=800), Line(at, "Isi.", 12, baseline=700)]
        for at in range(4, 8)
    ]
    found = label_pages(pages, None)
    assert [page.label for page in found] == [str(number) for number in range(10, 18)]
    assert {page.source for page in found} == {LabelSource.PRINTED}
