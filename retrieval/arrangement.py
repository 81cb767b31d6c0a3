"""How the quotes of an answer stand together: in groups, as a list, side by side, with what is set off or folded. Values only.

An arrangement says nothing of its own but its introduction and the headings: all else are numbers of citations, and
offsets into their quotes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What an answer is."""

    QUOTES = "quotes"
    LIST = "list"
    COMPARISON = "comparison"
    SAYINGS = "sayings"


class Role(StrEnum):
    """What a quote does in its group."""

    QUOTE = "quote"
    LEAD_IN = "lead-in"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Part:
    """One quote of an answer, by the number of its citation.

    ``answering`` is the interval of the words in the quote that answer a question for a number, a time, a name or a
    place; None where that is not sure. What stands before ``context_end`` is context that the quote leans on.
    ``also`` are the numbers of citations that nearly repeat it. A folded part is shown on request.
    """

    number: int
    role: Role = Role.QUOTE
    answering: tuple[int, int] | None = None
    context_end: int = 0
    also: tuple[int, ...] = ()
    folded: bool = False

    @property
    def numbers(self) -> tuple[int, ...]:
        """The citations that the part shows, its own one first."""
        return (self.number, *self.also)


@dataclass(frozen=True, slots=True)
class Group:
    """Parts under a heading: a thesis, or one of the things that are compared, which is a ``side`` of the comparison."""

    heading: str
    parts: tuple[Part, ...]
    side: bool = False


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The groups in order, and the words in front of them, in the question's language."""

    kind: Kind
    introduction: str
    groups: tuple[Group, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """All parts in order."""
        return tuple(part for group in self.groups for part in group.parts)

    @property
    def folded(self) -> int:
        """How many parts are shown on request only."""
        return sum(part.folded for part in self.parts)
