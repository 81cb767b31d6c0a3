"""Only ligatures, control characters and blanks change; every letter, digit and mark stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.characters import normalise


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("de\ufb01nisi", "definisi"),
        ("e\ufb03sien, di\ufb00erent, \ufb02ow", "effisien, different, flow"),
        ("Sel\x1ce", "Selfie"),
        ("\x1cgure", "figure"),
        ("e\x1ecient", "efficient"),
        ("3\x1c4", "3 4"),  # no letter beside it: a control character, not TeX's "fi"
        ("a\x00b\ufeffc\u200bd", "a b c d"),
        ("kota\u00a0 \t kembar", "kota kembar"),
        ("satu\r\ndua\rtiga\x0cempat\u2028lima", "satu\ndua\ntiga\nempat\nlima"),
        ("soft\u00adhyphen", "soft\u00adhyphen"),
        ("½ ① café é “tidak” 2009–2014", "½ ① café é “tidak” 2009–2014"),
        ("", ""),
    ],
)
def test_characters_become_what_a_person_reads(raw: str, expected: str) -> None:
    assert normalise(raw) == expected


@given(st.text())
def test_normalising_twice_is_normalising_once(raw: str) -> None:
    assert normalise(normalise(raw)) == normalise(raw)


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="ﬀﬁﬂﬃﬄﬅﬆĲĳ")))
def test_letters_digits_and_marks_are_never_touched(raw: str) -> None:
    assert normalise(raw) == raw


@given(st.text())
def test_there_is_never_more_than_one_blank_in_a_row(raw: str) -> None:
    text = normalise(raw)
    assert "  " not in text
    assert all(character in " \n" or not character.isspace() for character in text)
