"""Prompts: there in both languages, with the same places; what is filled in stays data."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prompts.loading import FOLDER, Prompt, as_data, load

NAMES = sorted({path.name.partition(".")[0] for path in FOLDER.glob("*.md")})


@pytest.mark.parametrize("name", NAMES)
def test_a_prompt_is_there_in_both_languages_with_the_same_places(name: str) -> None:
    english, indonesian = load(name, "en"), load(name, "id")
    places = re.compile(r"\{\{\w+\}\}")
    assert sorted(places.findall(english.text)) == sorted(places.findall(indonesian.text))
    assert english.sha256 != indonesian.sha256


def test_exactly_its_places_are_filled_in() -> None:
    with pytest.raises(KeyError):
        Prompt("p", "en", "{{a}}").fill()
    with pytest.raises(KeyError):
        Prompt("p", "en", "{{a}}").fill(a="", b="")


@given(st.text())
def test_no_text_contains_the_line_that_ends_it(text: str) -> None:
    first, *_, last = as_data(text).split("\n")
    assert last == first.replace("<", "</", 1)
    assert last not in text
