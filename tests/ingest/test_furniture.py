"""What pages carry besides their text is taken out and itemised; headings and text stay."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.characters import normalise
from ingest.cleanup import Line, NumberMark, RemovalKind, page_lines
from ingest.furniture import strip_furniture
from ingest.printed_lines import PrintedLine


def lines_of(page: int, texts: list[str]) -> list[Line]:
    return page_lines(page, [PrintedLine(text) for text in texts])


def prose(page: int) -> list[str]:
    """Lines that no other page has, digits aside."""
    letter = "abcdefghij"[page]
    return [f"{letter * 3} kota kembar.", f"Baubau {letter * 4}.", f"Seoul {letter * 5}.", f"Busan {letter * 6}."]


def kept_and_removed(pages: list[list[str]]) -> tuple[list[str], list[tuple[int, str]]]:
    lines, removals = strip_furniture([lines_of(*page) for page in enumerate(pages)], [()] * len(pages))
    assert {removal.kind for removal in removals} <= {RemovalKind.RUNNING_HEADER}
    return [line.text for line in lines], [(removal.page_index, removal.text) for removal in removals]


def test_a_running_header_of_the_whole_work_is_taken_from_every_page() -> None:
    header = "Paradiplomasi Kota Baubau"
    kept, removed = kept_and_removed([[header, *prose(page)] for page in range(4)])
    assert removed == [(page, header) for page in range(4)]
    assert kept == [line for page in range(4) for line in prose(page)]


def test_a_footer_that_counts_is_one_footer() -> None:
    _, removed = kept_and_removed([[*prose(page), f"Halaman {page + 1} dari 4"] for page in range(4)])
    assert removed == [(page, f"Halaman {page + 1} dari 4") for page in range(4)]


def test_the_heading_that_a_running_header_repeats_stays() -> None:
    """The chapter's title is a heading on its first page and a header on the next two."""
    chapter = [["METODE", *prose(page)] for page in range(3)]
    kept, removed = kept_and_removed([*chapter, *(prose(page) for page in range(3, 8))])
    assert removed == [(1, "METODE"), (2, "METODE")]
    assert kept[0] == "METODE"


def test_chapters_are_not_taken_for_one_header() -> None:
    _, removed = kept_and_removed([[f"Chapter {page + 1}", *prose(page)] for page in range(4)])
    assert removed == []


def test_a_line_of_two_pages_or_from_the_middle_is_no_header() -> None:
    assert kept_and_removed([["Kota", *prose(0)], ["Kota", *prose(1)], prose(2), prose(3)])[1] == []
    assert kept_and_removed([[*prose(page)[:2], "Kota", *prose(page)[2:]] for page in range(4)])[1] == []


@settings(deadline=None)
@given(
    st.lists(
        st.lists(st.sampled_from(["Kota Baubau", "Bab 1", "", "3", "ﬁ x", "Halaman 2", "pene-", "litian"]), max_size=7),
        max_size=7,
    ),
    st.data(),
)
def test_stripping_moves_lines_but_loses_none(pages: list[list[str]], data: st.DataObject) -> None:
    raw = [lines_of(*page) for page in enumerate(pages)]
    whole = [[(), *((NumberMark(at, 0, len(line.text)),) for at, line in enumerate(lines))] for lines in raw]
    numbers: list[tuple[NumberMark, ...]] = [data.draw(st.sampled_from(marks)) for marks in whole]
    kept, removals = strip_furniture(raw, numbers)
    for index, lines in enumerate(pages):
        left = [line.text for line in kept if line.page_index == index]
        taken = [removal.text for removal in removals if removal.page_index == index]
        assert Counter(left) + Counter(taken) == Counter(line for line in map(normalise, lines) if line)


def placed(page: int, *lines: tuple[float, str]) -> list[Line]:
    """Lines at these heights, in 12 points."""
    return [Line(page, text, 12, left=72, right=400, baseline=height) for height, text in lines]


def body(page: int) -> list[tuple[float, str]]:
    return [(700 - 20 * at, text) for at, text in enumerate(prose(page))]


def removed(pages: list[list[Line]]) -> list[tuple[RemovalKind, int, str]]:
    _, removals = strip_furniture(pages, [()] * len(pages))
    return [(removal.kind, removal.page_index, removal.text) for removal in removals]


def test_headers_of_left_and_right_pages_are_both_taken() -> None:
    left, right = "Universitas Cendana", "Kota Kembar"
    pages = [placed(page, (790, (left, right)[page % 2]), *body(page)) for page in range(8)]
    assert removed(pages) == [(RemovalKind.RUNNING_HEADER, page, (left, right)[page % 2]) for page in range(8)]


def test_a_header_that_stands_last_in_the_file_is_found_by_its_place() -> None:
    pages = [placed(page, *body(page), (790, "Kota Kembar"), (30, f"Cetak {page}")) for page in range(4)]
    assert {text for _, _, text in removed(pages)} == {"Kota Kembar", *(f"Cetak {page}" for page in range(4))}


def test_a_short_chapters_header_is_known_by_its_place_and_its_heading() -> None:
    pages = [placed(page, (790, "2 Metode"), *body(page)) for page in range(6)]
    pages.append(placed(6, (790, "3 Hasil"), (740, "3 Hasil"), *body(6)))
    found = removed(pages)
    assert (RemovalKind.RUNNING_HEADER, 6, "3 Hasil") in found
    assert len(found) == 7


def test_a_heading_at_the_place_of_headers_stays() -> None:
    pages = [placed(page, (790, "2 Metode"), *body(page)) for page in range(6)]
    pages.append(placed(6, (790, "Lampiran 1"), *body(6)))
    assert {page for _, page, _ in removed(pages)} == set(range(6))


def test_the_heading_that_headers_repeat_is_known_by_its_type() -> None:
    first = [Line(0, "METODE", 16, bold=True, left=72, right=200, baseline=740), *placed(0, *body(0))]
    pages = [first, *(placed(page, (790, "METODE"), *body(page)) for page in range(1, 5))]
    assert {page for _, page, _ in removed(pages)} == {1, 2, 3, 4}


def test_a_stamp_amid_the_pages_is_a_watermark() -> None:
    pages = [placed(page, *body(page)[:2], (670, "MILIK PERPUSTAKAAN"), *body(page)[2:]) for page in range(6)]
    assert removed(pages) == [(RemovalKind.WATERMARK, page, "MILIK PERPUSTAKAAN") for page in range(6)]


def test_words_that_only_stamps_have_need_two_pages() -> None:
    stamp = "Authorized licensed use limited to: Universitas Cendana. Downloaded on May 3."
    assert len(removed([placed(page, *body(page), (10, stamp)) for page in range(2)])) == 2


def test_turned_text_of_several_pages_is_a_watermark() -> None:
    turned = [Line(page, "DRAF", 60, left=100, right=100, baseline=300, turned=True) for page in range(3)]
    pages = [[turned[page], *placed(page, *body(page))] for page in range(3)]
    assert removed(pages) == [(RemovalKind.WATERMARK, page, "DRAF") for page in range(3)]


def test_a_tables_repeated_head_stays() -> None:
    """It stands on three of ten pages, and not at their edges."""
    pages = [placed(page, *body(page)[:2], (670, "No Kota Tahun"), *body(page)[2:]) for page in range(3)]
    pages += [placed(page, *body(page)) for page in range(3, 10)]
    assert removed(pages) == []


def test_of_a_header_with_a_number_the_number_is_an_item_of_its_own() -> None:
    pages = [placed(page, (790, f"{page + 20}Universitas Cendana"), *body(page)) for page in range(4)]
    kept, removals = strip_furniture(pages, [(NumberMark(0, 0, 2),)] * 4)
    assert [removal.text for removal in removals] == ["20", "21", "22", "23", *["Universitas Cendana"] * 4]
    assert [line.text for line in kept] == [line for page in range(4) for line in prose(page)]
