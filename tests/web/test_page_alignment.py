"""A quote is found among a page's characters letter by letter, in its own place, or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.page_alignment import AlignedPage, Misaligned, align_page
from web.page_boxes import Box, Character, line_boxes

BOX = Box(0.0, 0.0, 0.01, 0.01)


def drawn(text: str) -> list[Character]:
    """The characters of a renderer; blanks have no box."""
    return [Character(each, None if each in " \r\n" else BOX) for each in text]


def quoted(page: AlignedPage, quote: str, occurrence: int = 0) -> str | None:
    """What is marked for the quote: the characters in the renderer's order, or None."""
    start = -1
    for _ in range(occurrence + 1):
        start = page.text.index(quote, start + 1)
    found = page.quoted(start, start + len(quote))
    return None if isinstance(found, Misaligned) else "".join(page.characters[index].text for index in found)


@pytest.mark.parametrize(
    ("text", "page", "quote", "marked"),
    [
        ("Kota kembar bekerja sama.", "Kota kembar\r\nbekerja sama.", "kembar bekerja", "kembarbekerja"),
        ("Kerja sama pemerintah daerah.", "Kerja sama peme\x02\r\nrintah daerah.", "pemerintah", "peme\x02rintah"),
        (
            "Kerja sama konsep-konsep itu.",
            "Kerja sama konsep\ufffe\r\nkonsep itu.",
            "konsep-konsep",
            "konsep\ufffekonsep",
        ),
        ("Definisi yang efisien di sini.", "De\ufb01nisi yang e\ufb01sien di sini.", "efisien", "e\ufb01sien"),
        ("Definisi yang efisien di sini.", "De\x1cnisi yang e\x1csien di sini.", "efisien", "e\x1csien"),
        ("Kajian über die Städte selbst.", "Kajian ¨uber die St¨adte selbst.", "über die Städte", "¨uberdieSt¨adte"),
        ("Satu dua tiga. “Empat lima” enam.", "Satu dua tiga. “Empat lima” enam.", "Satu dua tiga.", "Satuduatiga."),
        ("Satu dua tiga. “Empat lima” enam.", "Satu dua tiga. “Empat lima” enam.", "“Empat lima”", "“Empatlima”"),
        ("Satu dua tiga. “Empat lima” enam.", 'Satu dua tiga. "Empat lima" enam.', "Empat lima", "Empatlima"),
        ("Naik 12,5% (lihat Tabel 3) lalu turun.", "Naik 12,5% (lihat Tabel 3) lalu turun.", "12,5%", "12,5%"),
        ("Kota itu tumbuh pesat.12 Lalu reda.", "Kota itu tumbuh pesat.12 Lalu reda.", "tumbuh pesat.", "tumbuhpesat."),
        (
            "Sesudah perang dunia kota itu tumbuh pesat.12 Lalu reda lagi sampai sekarang.",
            "Sesudah perang dunia kota itu tumbuh pesat. Lalu12 reda lagi sampai sekarang.",
            "tumbuh pesat.12 Lalu reda",
            "tumbuhpesat.Lalu12reda",
        ),
        (
            "Jika nilai yang diberikan itu n \u2044= 0 maka hasilnya benar sekali.",
            "Jika nilai yang diberikan itu n 6= 0 maka hasilnya benar sekali.",
            "n \u2044= 0",
            "n6=0",
        ),
    ],
)
def test_exactly_the_quoted_characters_are_found(text: str, page: str, quote: str, marked: str) -> None:
    assert quoted(align_page(text, drawn(page)), quote) == marked


@pytest.mark.parametrize(
    ("text", "page", "quote"),
    [
        ("Menurut data kota kembar berhasil.", "Menurut data kota kembar tidak berhasil.", "kota kembar berhasil"),
        ("Menurut data kota kembar tidak berhasil.", "Menurut data kota kembar berhasil.", "kembar tidak berhasil"),
        ("Menurut data ada 12 kota kembar di sana.", "Menurut data ada 13 kota kembar di sana.", "12 kota"),
        ("Isi halaman yang sama sekali lain.", "Apa pun yang tertulis di tempat ini.", "halaman yang sama"),
        ("Kota kembar", "Kota Kembar kota kembar", "Kota kembar"),
        ("Isi halaman ini.", "", "halaman"),
        ("Halaman ini berisi kata terakhir.", "Halaman ini berisi kata terakhir.", " "),
    ],
)
def test_what_the_page_does_not_say_is_not_marked(text: str, page: str, quote: str) -> None:
    assert quoted(align_page(text, drawn(page)), quote) is None


def test_a_word_that_is_missing_is_not_taken_from_the_running_header() -> None:
    """The reading text has "paradiplomasi" in the sentence; there the page has it as a picture."""
    text = "Dalam tulisan ini konsep paradiplomasi dipakai untuk menjelaskan kerja sama antarkota."
    page = "PARADIPLOMASI\r\nDalam tulisan ini konsep dipakai untuk menjelaskan kerja sama antarkota."
    aligned = align_page(text, drawn(page))
    assert quoted(aligned, "konsep paradiplomasi dipakai") is None
    assert quoted(aligned, "dipakai untuk menjelaskan") == "dipakaiuntukmenjelaskan"


def test_the_running_header_that_repeats_the_quote_is_not_marked() -> None:
    text = "Bagian ini membahas kota kembar dan hasil kerjanya."
    page = "Kota Kembar\r\nBagian ini membahas kota kembar dan hasil kerjanya.\r\n12"
    aligned = align_page(text, drawn(page))
    start = text.index("kota kembar")
    place = page.index("kota kembar")
    assert aligned.quoted(start, start + 11) == tuple(place + at for at in range(11) if at != 4)


def test_a_sentence_that_the_page_has_twice_is_marked_where_it_is_meant() -> None:
    sentence = "Kerja sama itu berhasil."
    text = f"{sentence} Pada tahun berikutnya juga begitu. {sentence} Demikianlah."
    aligned = align_page(text, drawn(text))
    first, second = text.index(sentence), text.rindex(sentence)
    for start in (first, second):
        found = aligned.quoted(start, start + len(sentence))
        assert isinstance(found, tuple)
        assert (found[0], found[-1]) == (start, start + len(sentence) - 1)


def test_columns_that_the_renderer_reads_in_another_order_are_found() -> None:
    left = "Kolom kiri membahas asal mula kota kembar di Eropa sesudah perang."
    right = "Kolom kanan membahas kerja sama kota di Asia Tenggara masa kini."
    aligned = align_page(f"{left} {right}", drawn(f"{right}\r\n{left}"))
    assert quoted(aligned, "di Eropa sesudah perang. Kolom kanan membahas") is not None
    found = aligned.quoted(0, len(left))
    assert isinstance(found, tuple)
    assert found[0] == len(right) + 2
    assert len(found) == len(left.replace(" ", ""))


def test_the_hyphen_at_the_end_of_the_page_belongs_to_the_divided_word() -> None:
    aligned = align_page("Kerja sama antara peme", drawn("Kerja sama antara peme-\r\n- 12 -"))
    assert quoted(aligned, "antara peme") == "antarapeme-"


@dataclass(frozen=True)
class Printed:
    """A page as a typesetter makes it: the reading text, the characters, and which of them each place of it is."""

    text: str
    characters: list[Character]
    truth: list[int | None]


@st.composite
def printed_pages(draw: st.DrawFn) -> Printed:
    words = draw(
        st.lists(
            st.sampled_from(["kota", "kembar", "definisi", "12", "(tidak)", "ada,", "Ya."]), min_size=1, max_size=60
        )
    )
    header = draw(st.sampled_from(["", "Kota Kembar\r\n", "kota kembar 12\r\n", "definisi kota tidak ada\r\n"]))
    text = " ".join(words)
    page, truth, column = list(header), list[int | None](), 0
    for at, each in enumerate(text):
        column += 1
        if each == " " and column > 40:
            page += "\r\n"
            truth.append(None)
            column = 0
            continue
        if text[at - 1 : at + 1] == "fi" and page[-1] == "f":
            page[-1] = "\ufb01"
            truth.append(len(page) - 1)
            continue
        if column > 45 and each.isalpha() and text[at - 1].isalpha():
            page += "\x02\r\n"
            column = 0
        truth.append(None if each == " " else len(page))
        page.append(each)
    page += draw(st.sampled_from(["", "\r\n12", "\r\n- kota -"]))
    return Printed(text, drawn("".join(page)), truth)


@given(printed_pages(), st.data())
def test_what_is_marked_is_the_place_that_is_meant(page: Printed, data: st.DataObject) -> None:
    aligned = align_page(page.text, page.characters)
    starts = [0, *(at + 1 for at, each in enumerate(page.text) if each == " ")]
    ends = [*(at for at, each in enumerate(page.text) if each == " "), len(page.text)]
    first = data.draw(st.integers(0, len(starts) - 1))
    last = data.draw(st.integers(first, len(ends) - 1))
    found = aligned.quoted(starts[first], ends[last])
    if isinstance(found, Misaligned):
        assert len(page.text) < 80  # a page of some length is never given up
        return
    expected = {place for place in page.truth[starts[first] : ends[last]] if place is not None}
    hyphens = {at for at in range(min(expected), max(expected)) if page.characters[at].text == "\x02"}
    assert set(found) == expected | hyphens


def test_one_line_is_one_box_and_a_raised_number_does_not_break_it() -> None:
    """ "pesat" and a raised 2 at 0.5, "lalu" on the next line."""
    row = [Character(each, Box(0.1 + 0.02 * at, 0.5, 0.018, 0.02)) for at, each in enumerate("pesat")]
    raised = Character("2", Box(0.2, 0.495, 0.01, 0.012))
    below = [Character(each, Box(0.1 + 0.02 * at, 0.53, 0.018, 0.02)) for at, each in enumerate("lalu")]
    boxes = line_boxes([*row, raised, *below], range(10))
    assert [(round(box.left, 3), round(box.top, 3), round(box.right, 3), round(box.bottom, 3)) for box in boxes] == [
        (0.1, 0.495, 0.21, 0.52),
        (0.1, 0.53, 0.178, 0.55),
    ]


def test_a_raised_number_that_is_not_quoted_is_left_out() -> None:
    row = [Character(each, Box(0.1 + 0.02 * at, 0.5, 0.018, 0.02)) for at, each in enumerate("abcdef")]
    raised = Character("2", Box(0.14, 0.502, 0.01, 0.008))
    page = [*row[:2], raised, *row[3:]]
    assert_only_the_chosen(page, {0, 1, 3, 4, 5})
    assert len(line_boxes(page, {0, 1, 3, 4, 5})) == 2


def test_two_columns_and_text_that_runs_upwards_have_boxes_of_their_own() -> None:
    left = [Character("a", Box(0.1 + 0.02 * at, 0.5, 0.018, 0.02)) for at in range(10)]
    right = [Character("b", Box(0.6 + 0.02 * at, 0.5, 0.018, 0.02)) for at in range(10)]
    assert len(line_boxes([*left, *right], range(20))) == 2
    upwards = [Character("c", Box(0.95, 0.5 - 0.02 * at, 0.02, 0.018), is_upright=False) for at in range(10)]
    [box] = line_boxes(upwards, range(10))
    assert (round(box.left, 3), round(box.top, 3), round(box.width, 3), round(box.height, 3)) == (
        0.95,
        0.32,
        0.02,
        0.198,
    )


def test_a_full_stop_stands_on_its_line_by_its_reach() -> None:
    letter = Character("a", Box(0.1, 0.5, 0.02, 0.012), Box(0.1, 0.495, 0.02, 0.02))
    mark = Character("’", Box(0.12, 0.495, 0.004, 0.004), Box(0.12, 0.495, 0.006, 0.02))
    assert len(line_boxes([letter, mark], {0, 1})) == 1


places = st.builds(
    Box,
    st.floats(0, 0.9),
    st.sampled_from([0.1, 0.105, 0.12, 0.2]),
    st.floats(0.001, 0.05),
    st.sampled_from([0.005, 0.02, 0.03]),
)


@given(st.lists(st.tuples(places, st.booleans(), st.booleans()), max_size=40))
def test_boxes_hold_the_centres_of_the_chosen_and_of_no_other_characters(
    marks: list[tuple[Box, bool, bool]],
) -> None:
    chosen_centres = {box.centre for box, is_chosen, _ in marks if is_chosen}
    page = [
        Character("x", box, None, is_upright)
        for box, is_chosen, is_upright in marks
        if is_chosen or box.centre not in chosen_centres
    ]
    kept = [is_chosen for box, is_chosen, _ in marks if is_chosen or box.centre not in chosen_centres]
    assert_only_the_chosen(page, {at for at, is_chosen in enumerate(kept) if is_chosen})


def assert_only_the_chosen(page: Sequence[Character], chosen: set[int]) -> None:
    boxes = line_boxes(page, chosen)
    for at, character in enumerate(page):
        assert character.box is not None
        assert any(box.holds(character.box.centre) for box in boxes) == (at in chosen)
