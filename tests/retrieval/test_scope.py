"""A filter keeps what fits all its parts, within what may be seen."""

import pytest

from ingest.document import SectionKind, Thesis
from ingest.errors import FilterMatchesNothing
from retrieval.scope import EVERYTHING, Filters, Scope, filtered

THESES = [
    Thesis("a", "Kota Kembar", (), 2018, "Universitas Contoh", None, "id", ()),
    Thesis("b", "Sister Cities", (), 2021, "University of Sample", None, "en", ()),
    Thesis("c", "Tanpa Tahun", (), None, None, None, "id", ()),
]


def chosen(filters: Filters, visible: set[str] | None = None) -> set[str] | None:
    found = filtered(THESES, filters, visible).chosen
    return None if found is None else set(found)


def test_no_filter_limits_nothing() -> None:
    assert filtered(THESES, Filters()) == EVERYTHING
    assert filtered(THESES, Filters(), {"a"}) == Scope(visible=frozenset({"a"}))


def test_years_are_inclusive_and_an_unknown_year_fits_none() -> None:
    assert chosen(Filters(first_year=2018)) == {"a", "b"}
    assert chosen(Filters(first_year=2018, last_year=2020)) == {"a"}
    assert chosen(Filters(last_year=2021)) == {"a", "b"}


def test_an_institution_is_found_by_a_part_of_its_name() -> None:
    assert chosen(Filters(institution="CONTOH")) == {"a"}
    assert chosen(Filters(institution="univers")) == {"a", "b"}


def test_all_parts_of_a_filter_hold_together() -> None:
    assert chosen(Filters(frozenset({"a", "c"}), first_year=2000)) == {"a"}


def test_kinds_alone_choose_no_theses() -> None:
    scope = filtered(THESES, Filters(kinds=frozenset({SectionKind.ABSTRACT})))
    assert (scope.chosen, scope.kind_names()) == (None, ("abstract",))


def test_what_may_not_be_seen_is_not_chosen() -> None:
    assert chosen(Filters(institution="univers"), {"b", "c"}) == {"b"}


@pytest.mark.parametrize(
    ("filters", "visible"),
    [
        (Filters(first_year=2030), None),
        (Filters(institution="xyz"), None),
        (Filters(frozenset({"a"})), {"b"}),
        (Filters(frozenset({"gone"})), None),
    ],
)
def test_a_filter_that_fits_nothing_is_told(filters: Filters, visible: set[str] | None) -> None:
    with pytest.raises(FilterMatchesNothing):
        filtered(THESES, filters, visible)
