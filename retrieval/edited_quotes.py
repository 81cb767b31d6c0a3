"""Quotes that their writer has edited and says so: "[…]" for words left out, "[kota]" for words put in, "[sic]". Pure.

Each part between two edits must stand word for word, in order, within one paragraph of the text. What an edit hides is
looked at: where it hides a negation or changes a number, the quote is altered, whatever its marks say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from retrieval.changes import negates, number_words
from retrieval.quotes import Interval, Wanted, bare_quote, every_place, fold, matches
from retrieval.word_index import FoldedWord, WordIndex, folded_words


class EditKind(StrEnum):
    """What a quote's writer marks as done to it."""

    OMISSION = "omission"
    INSERTION = "insertion"
    REPLACEMENT = "replacement"
    SIC = "sic"
    LETTER = "letter"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Edit:
    """One edit: as the quote marks it, and the words of the text that it stands for, "" where there are none."""

    kind: EditKind
    marked: str
    stored: str = ""

    @property
    def distorts(self) -> bool:
        """Whether it hides a negation or puts one in, or puts one number in the place of another."""
        if self.kind in (EditKind.SIC, EditKind.FOOTNOTE):
            return False
        ours, theirs = number_words(self.marked), number_words(self.stored)
        return bool(ours and theirs and ours != theirs) or negates(self.stored) or negates(self.marked)


@dataclass(frozen=True, slots=True)
class EditedPlace:
    """Where an edited quote stands: one interval a part, in order, and what became of each edit."""

    parts: tuple[Interval, ...]
    edits: tuple[Edit, ...]

    @property
    def is_faithful(self) -> bool:
        return not any(edit.distorts for edit in self.edits)


@dataclass(frozen=True, slots=True)
class EditedQuote:
    """The parts of a quote, ready to be looked for, and the edits between them, one fewer.

    ``within`` are edits that leave the words as they are. ``before`` and ``behind`` say whether the quote begins or ends
    with words in square brackets: what stands there in the text must not be in such brackets itself.
    """

    parts: tuple[Wanted, ...]
    between: tuple[Edit, ...]
    within: tuple[Edit, ...]
    before: bool = False
    behind: bool = False

    @property
    def is_edited(self) -> bool:
        return bool(self.between or self.within)

    @property
    def anchor(self) -> int:
        """The position of the longest part."""
        return max(range(len(self.parts)), key=lambda at: len(self.parts[at].core))


MAX_REPLACED_WORDS = 8
"""So many words of the text may stand where a quote has words in square brackets."""

MAX_ANCHORS = 40

_SIC = re.compile(r"\s*[\[(]\s*sic\s*!?\s*[\])]", re.IGNORECASE)
_LETTER = re.compile(r"\[([^\W\d_])\](?=[^\W\d_])")
_REFERENCE = re.compile(r"\d+\s*(?:[,;–-].*)?|[A-Z][A-Za-z+]{0,7}\d\d[a-z]?(?:[,;].*)?")
"""What a thesis itself has in square brackets; it is the text's and no edit."""

_EDIT = re.compile(
    r"(?P<omission>[\[(]\s*(?:…|\.(?:\s?\.)+)\s*[\])]|…+|\.(?:\s?\.){2,})"
    r"|\[(?P<insertion>[^\[\]\n]{1,80})\]"
)


def parse_edits(quote: str, *, insertions: bool = True) -> EditedQuote:
    """The quote cut at its edits; with ``insertions`` off, square brackets around words are the text's own.

    >>> edited = parse_edits("“[K]erja sama […] antar [dua] kota [sic]”")
    >>> [part.core for part in edited.parts]
    ['Kerja sama', 'antar', 'kota']
    >>> [(edit.kind.value, edit.marked) for edit in edited.between + edited.within]
    [('omission', '[…]'), ('insertion', '[dua]'), ('sic', '[sic]'), ('letter', '[K]')]
    """
    within = [Edit(EditKind.SIC, match[0].strip()) for match in _SIC.finditer(quote)]
    text = _SIC.sub("", quote)
    within += [Edit(EditKind.LETTER, match[0]) for match in _LETTER.finditer(text)]
    text = _LETTER.sub(r"\1", text)
    parts: list[Wanted] = []
    between: list[Edit] = []
    done, before, behind = 0, False, False
    for match in _EDIT.finditer(text):
        if match["insertion"] and (not insertions or _REFERENCE.fullmatch(match["insertion"])):
            continue
        part = bare_quote(text[done : match.start()])
        edit = Edit(EditKind.OMISSION if match["omission"] else EditKind.INSERTION, match[0])
        done = match.end()
        if part.has_words:
            parts.append(part)
            between.append(edit)
        elif edit.kind is EditKind.INSERTION:
            within.append(edit)
            before = before or not parts
        elif parts:
            between[-1] = edit
    last = bare_quote(text[done:])
    if last.has_words:
        parts.append(last)
    elif between:
        end = between.pop()
        behind = end.kind is EditKind.INSERTION
        within += [end] if behind else []
    return EditedQuote(tuple(parts), tuple(between), tuple(within), before, behind)


def locate_edited(
    edited: EditedQuote, text: str, index: WordIndex, anchors: Sequence[FoldedWord] | None = None
) -> Iterator[EditedPlace]:
    """The places of an edited quote, those first that hide the least. ``anchors`` are those of its longest part.

    >>> text = "Kerja sama itu tidak mudah. Kerja sama antar kota berhasil."
    >>> place = next(locate_edited(parse_edits("Kerja sama […] berhasil"), text, WordIndex.of(text)))
    >>> place.parts, place.edits[0].stored, place.is_faithful
    ((Interval(start=28, end=38), Interval(start=50, end=58)), 'antar kota', True)
    """
    if not edited.parts:
        return
    found = index.exact(edited.parts[edited.anchor], anchors)[:MAX_ANCHORS]
    places = [place for span in found if (place := _place_around(edited, text, span)) is not None]
    yield from sorted(places, key=lambda place: (not place.is_faithful, place.parts[-1].end - place.parts[0].start))


def _place_around(edited: EditedQuote, text: str, span: Interval) -> EditedPlace | None:
    """The parts nearest to where the longest one stands, within its paragraph; None where one is missing."""
    first, last = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    last = len(text) if last < 0 else last
    parts = [span]
    for part in edited.parts[edited.anchor + 1 :]:
        behind = _spans(part, text[parts[-1].end : last])
        if not behind:
            return None
        parts.append(_moved(behind[0], parts[-1].end))
    for part in reversed(edited.parts[: edited.anchor]):
        ahead = _spans(part, text[first : parts[0].start])
        if not ahead:
            return None
        parts.insert(0, _moved(ahead[-1], first))
    if edited.before and text[: parts[0].start].rstrip().endswith("]"):
        return None
    if edited.behind and text[parts[-1].end : parts[-1].end + 4].lstrip().startswith("["):
        return None
    edits = []
    for at, edit in enumerate(edited.between):
        hidden = text[parts[at].end : parts[at + 1].start].strip()
        kind = edit.kind
        if kind is EditKind.INSERTION and _count_words(hidden):
            kind = EditKind.REPLACEMENT
        if kind is EditKind.REPLACEMENT and (_count_words(hidden) > MAX_REPLACED_WORDS or "[" in hidden):
            return None
        edits.append(Edit(kind, edit.marked, hidden))
    return EditedPlace(tuple(parts), (*edits, *edited.within))


def _spans(part: Wanted, text: str) -> list[Interval]:
    folded = fold(text)
    return list(matches(part, folded, every_place(part.folded.text, folded.text)))


def _moved(interval: Interval, by: int) -> Interval:
    return Interval(interval.start + by, interval.end + by)


def _count_words(text: str) -> int:
    return sum(1 for _ in folded_words(fold(text)))
