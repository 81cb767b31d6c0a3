"""Lists to choose from: as the library is now, and left alone while it stays as it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.choices import choices_now, lists_mark
from web.filters import library_theses
from web.open_library import OpenLibrary
from web.startup import Startup

NOTHING_CHOSEN: tuple[Any, ...] = ([], 0, 0, "", [])


@pytest.fixture
def startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Startup:
    started = Startup(settings)
    monkeypatch.setattr(started, "_library", OpenLibrary(settings, HashingEmbedder()))
    return started


def asked(startup: Startup, known: str, chosen: list[str]) -> list[Any]:
    return choices_now(startup, "id", known, chosen, *NOTHING_CHOSEN)


def test_lists_that_have_changed_are_given_with_what_is_still_chosen(startup: Startup) -> None:
    first, second, _ = library_theses(startup)
    mark, theses, _, *filters = asked(startup, "of before", [first.id, "one that was removed"])
    assert mark == lists_mark(library_theses(startup))
    assert [value for _, value in theses.choices] == [each.id for each in library_theses(startup)]
    assert theses.value == [first.id]
    assert second.id in [value for _, value in filters[2].choices]


def test_lists_that_are_as_they_were_are_left_alone(startup: Startup) -> None:
    mark = lists_mark(library_theses(startup))
    again, *rest = asked(startup, mark, [])
    assert again == mark
    assert {str(each) for each in rest} == {str({"__type__": "update"})}


@pytest.mark.parametrize("change", [{"title": "Lain"}, {"authors": ("Lain",)}, {"year": 1999}, {"institution": "Lain"}])
def test_a_correction_changes_the_mark(startup: Startup, change: dict[str, Any]) -> None:
    theses = library_theses(startup)
    assert lists_mark([replace(theses[0], **change), *theses[1:]]) != lists_mark(theses)
