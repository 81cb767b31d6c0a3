"""The filters: fields as values, values as names, and lists that follow the library."""

from __future__ import annotations

from typing import Any

import pytest

from ingest.document import SectionKind, Thesis
from retrieval.scope import Filters
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.filters import KINDS, active_names, chosen_filters, filters_page, kind_name, library_theses, without
from web.open_library import OpenLibrary
from web.startup import Startup
from web.texts import TEXTS

THESES = [
    Thesis("a", "Kota Kembar", ("Nur Dinanti",), 2025, "Universitas Contoh", None, "id", ()),
    Thesis("b", "Sister Cities", (), 2019, None, None, "en", ()),
]
FILTERS = Filters(frozenset({"a", "b"}), 2019, 2025, "Universitas Contoh", frozenset({SectionKind.APPENDIX}))


@pytest.fixture
def startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Startup:
    started = Startup(settings)
    monkeypatch.setattr(started, "_library", OpenLibrary(settings, HashingEmbedder()))
    return started


def shown(startup: Startup, *fields: Any) -> list[Any]:
    return filters_page(startup, "id", *fields)


def test_every_active_filter_has_a_name_and_a_key_that_takes_it_out() -> None:
    names = active_names(FILTERS, THESES, "id")
    assert names == {
        "thesis:a": "Dinanti (2025)",
        "thesis:b": "Sister Cities (2019)",
        "years": "2019–2025",
        "institution": "Universitas Contoh",
        "kind:appendix": "Lampiran",
    }
    left = FILTERS
    for key in names:
        left = without(left, key)
    assert left == Filters()


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [(2019, None, "from 2019"), (None, 2019, "up to 2019"), (2019, 2019, "2019"), (2018, 2019, "2018–2019")],
)
def test_years_are_named_as_a_person_says_them(first: int | None, last: int | None, name: str) -> None:
    assert active_names(Filters(first_year=first, last_year=last), [], "en") == {"years": name}


def test_empty_fields_are_no_filter() -> None:
    assert chosen_filters([], 0, 0, "", []) == chosen_filters(None, None, None, None, None) == Filters()


def test_every_kind_that_may_be_quoted_is_offered_in_both_languages() -> None:
    assert set(KINDS) == {kind for kind in SectionKind if kind.is_evidence}
    for texts in TEXTS.values():
        assert len({kind_name(kind, texts) for kind in KINDS}) == len(KINDS)


def test_the_lists_hold_what_the_library_has(startup: Startup) -> None:
    button, active, theses, first_year, _, _, kinds = shown(startup, [], 0, 0, "", [])
    assert [value for _, value in theses.choices] == [thesis.id for thesis in library_theses(startup)]
    assert len(theses.choices) == 3
    assert first_year.choices[0] == ("bebas", 0)
    assert len(kinds.choices) == len(KINDS)
    assert button.value == "Saring"
    assert not active.visible


def test_what_the_library_lost_is_no_longer_chosen(startup: Startup) -> None:
    kept = library_theses(startup)[0]
    button, active, theses, first_year, *_ = shown(startup, [kept.id, "gone"], 1850, 0, "Universitas Hilang", [])
    assert theses.value == [kept.id]
    assert first_year.value == 0
    assert active.value == [f"thesis:{kept.id}"]
    assert button.value == "Saring (1)"


def test_before_the_library_is_open_there_is_nothing_to_choose(settings: Settings) -> None:
    assert library_theses(Startup(settings)) == []
