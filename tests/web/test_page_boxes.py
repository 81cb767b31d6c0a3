"""Boxes around characters: every quoted one is in a box, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.page_boxes import Box, Character, line_boxes


def row(text: str, left: float, top: float, *, size: float = 0.02) -> list[Character]:
    """Characters side by side, each 0.6 of its size wide, with a tenth of that between."""
    step = 0.6 * size
    return [
        Character(letter, None if letter == " " else Box(left + at * step, top, 0.9 * step, size))
        for at, letter in enumerate(text)
    ]


def check(characters: list[Character], chosen: set[int], boxes: tuple[Box, ...]) -> None:
    for at, character in enumerate(characters):
        if character.box is not None:
            assert any(box.holds(character.box.centre) for box in boxes) == (at in chosen), (at, character)


def test_a_line_is_one_box_from_its_first_to_its_last_character() -> None:
    characters = row("kota kembar", 0.1, 0.5)
    (box,) = line_boxes(characters, range(11))
    assert (box.left, box.top) == (0.1, 0.5)
    assert box.height == pytest.approx(0.02)
    assert box.right == pytest.approx(0.1 + 10 * 0.012 + 0.0108)


def test_each_printed_line_has_a_box_of_its_own() -> None:
    characters = row("satu dua", 0.1, 0.2) + row("tiga empat", 0.1, 0.25)
    boxes = line_boxes(characters, range(5, 12))
    assert [round(box.top, 3) for box in boxes] == [0.2, 0.25]
    check(characters, set(range(5, 12)), boxes)


def test_columns_are_not_joined_over_the_gap_between_them() -> None:
    characters = row("kiri", 0.1, 0.2) + row("kanan", 0.6, 0.2)
    assert len(line_boxes(characters, range(9))) == 2


def test_a_raised_number_that_is_not_quoted_stays_outside() -> None:
    characters = row("kota", 0.1, 0.2) + row("1", 0.148, 0.195, size=0.01) + row("baubau", 0.16, 0.2)
    chosen = set(range(11)) - {4}
    check(characters, chosen, line_boxes(characters, chosen))


def test_a_line_that_runs_up_the_page_is_one_box() -> None:
    characters = [
        Character(letter, Box(0.5, 0.8 - 0.02 * at, 0.02, 0.018), None, False) for at, letter in enumerate("kota")
    ]
    (box,) = line_boxes(characters, range(4))
    assert box.top == pytest.approx(0.74)
    assert box.bottom == pytest.approx(0.818)


def test_blanks_alone_have_no_box() -> None:
    assert line_boxes(row("  ", 0.1, 0.2), range(2)) == ()


@given(
    st.lists(st.text("abc d", min_size=1, max_size=30), min_size=1, max_size=6),
    st.floats(0.02, 0.03),
    st.booleans(),
    st.data(),
)
def test_every_chosen_character_is_inside_and_no_other(
    lines: list[str], spacing: float, two_columns: bool, data: st.DataObject
) -> None:
    characters: list[Character] = []
    for at, line in enumerate(lines):
        left = 0.55 if two_columns and at % 2 else 0.05
        characters += row(line, left, 0.1 + spacing * (at // 2 if two_columns else at), size=0.018)
    chosen = set(data.draw(st.lists(st.integers(0, len(characters) - 1))))
    check(characters, chosen, line_boxes(characters, chosen))
