"""The texts of the page: complete in both languages, with the same values to fill in, and every one in use."""

from __future__ import annotations

import re
import string
from dataclasses import fields
from pathlib import Path

import pytest

from web.library_texts import LIBRARY_TEXTS, LibraryTexts
from web.texts import TEXTS, as_language, names_of_texts

WEB = Path(__file__).parents[2] / "web"


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", names_of_texts())
def test_every_text_says_the_same_in_both_languages(name: str) -> None:
    indonesian, english = getattr(TEXTS["id"], name), getattr(TEXTS["en"], name)
    assert indonesian
    assert english
    assert indonesian != english
    assert fields_of(indonesian) == fields_of(english)


def test_every_text_is_used() -> None:
    code = "".join(path.read_text("utf-8") for path in WEB.glob("*.*") if path.name != "texts.py")
    assert [name for name in names_of_texts() if not re.search(rf"[.\"']{name}\b", code)] == []


@pytest.mark.parametrize(
    ("given", "language"), [("id", "id"), ("ID-id", "id"), ("en", "en"), ("de", "en"), ("", "en"), (7, "en")]
)
def test_a_language_from_outside_is_one_of_ours(given: object, language: str) -> None:
    assert as_language(given) == language


@pytest.mark.parametrize("name", [field.name for field in fields(LibraryTexts)])
def test_the_texts_of_the_library_say_the_same_in_both_languages_and_are_used(name: str) -> None:
    indonesian, english = getattr(LIBRARY_TEXTS["id"], name), getattr(LIBRARY_TEXTS["en"], name)
    assert indonesian
    assert english
    assert indonesian != english
    assert fields_of(indonesian) == fields_of(english)
    code = "".join(path.read_text("utf-8") for path in WEB.glob("*.py") if path.name != "library_texts.py")
    assert f"texts.{name}" in code or f"LIBRARY_TEXTS[words].{name}" in code
