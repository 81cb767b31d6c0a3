"""Which passages a search may see: what the asker has a right to, and what they filtered for. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from ingest.document import SectionKind, Thesis
from ingest.errors import FilterMatchesNothing


@dataclass(frozen=True, slots=True)
class Scope:
    """``visible`` theses are those that the asker has a right to, ``chosen`` and ``kinds`` (of sections) what they
    filtered for; None sets no limit."""

    visible: frozenset[str] | None = None
    chosen: frozenset[str] | None = None
    kinds: frozenset[SectionKind] | None = None

    def thesis_ids(self) -> tuple[str, ...] | None:
        """The theses that may be found, or None for all.

        >>> Scope(frozenset({"a", "b"}), frozenset({"b", "c"})).thesis_ids()
        ('b',)
        """
        if self.visible is None or self.chosen is None:
            limit = self.visible if self.chosen is None else self.chosen
            return None if limit is None else tuple(sorted(limit))
        return tuple(sorted(self.visible & self.chosen))

    def kind_names(self) -> tuple[str, ...] | None:
        """The kinds of sections that may be found, as the stores name them, or None for all."""
        return None if self.kinds is None else tuple(sorted(kind.value for kind in self.kinds))


EVERYTHING = Scope()


@dataclass(frozen=True, slots=True)
class Filters:
    """What a person filters for; everything empty means no filter.

    ``thesis_ids`` are chosen by hand; the years are inclusive; ``institution`` is a part of its name, case aside.
    """

    thesis_ids: frozenset[str] = frozenset()
    first_year: int | None = None
    last_year: int | None = None
    institution: str = ""
    kinds: frozenset[SectionKind] = frozenset()


def filtered(theses: Iterable[Thesis], filters: Filters, visible: Collection[str] | None = None) -> Scope:
    """The scope of a person who may see ``visible`` (None: all) and filters so.

    Raises FilterMatchesNothing where no visible thesis is left.

    >>> theses = [Thesis("a", "Kota", (), 2019, "Universitas Contoh", None, "id", ())]
    >>> filtered(theses, Filters(first_year=2018, institution="contoh")).chosen
    frozenset({'a'})
    """
    right = None if visible is None else frozenset(visible)
    kinds = filters.kinds or None
    if filters == Filters(kinds=filters.kinds):
        return Scope(right, None, kinds)
    seen = [thesis for thesis in theses if right is None or thesis.id in right]
    chosen = frozenset(thesis.id for thesis in seen if _matches(thesis, filters))
    if not chosen:
        raise FilterMatchesNothing
    return Scope(right, chosen, kinds)


def _matches(thesis: Thesis, filters: Filters) -> bool:
    """A thesis whose year or institution is unknown matches no filter for it."""
    if filters.thesis_ids and thesis.id not in filters.thesis_ids:
        return False
    if filters.first_year is not None and (thesis.year is None or thesis.year < filters.first_year):
        return False
    if filters.last_year is not None and (thesis.year is None or thesis.year > filters.last_year):
        return False
    return filters.institution.casefold() in (thesis.institution or "").casefold()
