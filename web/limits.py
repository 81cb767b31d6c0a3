"""What a question is limited to, as JSON: what programs say in ``only``, and what is kept with a turn of a conversation."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from ingest.document import SectionKind
from retrieval.scope import Filters


class Limits(BaseModel):
    """What is looked in; everything empty means all. A thesis is named by its id, by programs also by its title."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theses: list[str] = []
    first_year: int | None = None
    last_year: int | None = None
    institution: str = ""
    kinds: list[SectionKind] = []

    @classmethod
    def of(cls, filters: Filters) -> Limits:
        """The limits that the filters set."""
        return cls(
            theses=sorted(filters.thesis_ids),
            first_year=filters.first_year,
            last_year=filters.last_year,
            institution=filters.institution,
            kinds=sorted(filters.kinds),
        )

    @property
    def filters(self) -> Filters:
        """The filters that set these limits, the theses by their ids.

        >>> Limits(kinds=[SectionKind.TABLE]).filters.kinds
        frozenset({<SectionKind.TABLE: 'table'>})
        """
        return Filters(frozenset(self.theses), self.first_year, self.last_year, self.institution, frozenset(self.kinds))

    def as_json(self) -> dict[str, Any]:
        """As JSON knows values; nothing for those that are not set.

        >>> Limits.of(Filters(frozenset({"b", "a"}), 2019)).as_json()
        {'theses': ['a', 'b'], 'first_year': 2019}
        """
        return self.model_dump(mode="json", exclude_defaults=True)
