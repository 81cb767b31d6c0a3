"""Quotes from outside against the texts of a library: where each stands, or what became of it on the way.

In this order: word for word where it is claimed to stand; word for word anywhere; word for word but for edits that the
quote itself marks; nearly, with every difference; not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.catalogue.records import WholeDocument
from ingest.document import pages_of
from ingest.library import Library
from retrieval.changes import ChangeKind, Piece, changes, compare
from retrieval.citation import Citation, cite
from retrieval.edited_quotes import Edit, EditKind, locate_edited, parse_edits
from retrieval.near_misses import Aligned, Stitched, near_miss
from retrieval.quotes import Interval, Wanted, bare_quote, fold
from retrieval.scope import EVERYTHING, Scope
from retrieval.verdict import NOTHING_CLAIMED, Check, Claimed, Verdict, VerdictKind, VerdictReason
from retrieval.word_index import WordIndex, anchor_words, folded_words

MAX_ALSO = 10
"""So many other places of the same words are told."""


@dataclass(frozen=True)
class Source:
    """A document whose text quotes may come from; made ready when it is first needed."""

    whole: WholeDocument

    @cached_property
    def index(self) -> WordIndex:
        return WordIndex.of(self.whole.document.text)


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that was found: the intervals of the quote's parts in one document."""

    whole: WholeDocument
    parts: tuple[Interval, ...]
    edits: tuple[Edit, ...] = ()

    def labels(self) -> tuple[frozenset[str], frozenset[str]]:
        """The printed numbers of its pages, and their places in the file where those may be claimed instead."""
        pages = [page for part in self.parts for page in pages_of(self.whole.pages, part.start, part.end)]
        printed = frozenset(page.label.casefold() or str(page.index + 1) for page in pages)
        return printed, frozenset(str(page.index + 1) for page in pages)

    def cited(self) -> tuple[Citation, ...]:
        return tuple(cite(at, self.whole, part.start, part.end) for at, part in enumerate(self.parts, 1))


class QuoteChecker:
    """Checks quotes against documents; their texts are made ready once, as they are needed."""

    def __init__(self, documents: Sequence[WholeDocument]) -> None:
        self._sources = tuple(Source(whole) for whole in documents)

    @classmethod
    def of_library(cls, library: Library, scope: Scope = EVERYTHING) -> QuoteChecker:
        """Over all documents of a library that the scope lets see, bibliographies and covers too."""
        wanted = scope.thesis_ids()
        ids = [
            entry.document_id for entry in library.catalogue.entries() if wanted is None or entry.thesis.id in wanted
        ]
        documents = library.catalogue.whole_documents(ids)
        return cls([documents[id_] for id_ in ids])

    @property
    def documents(self) -> tuple[WholeDocument, ...]:
        return tuple(source.whole for source in self._sources)

    def check(self, quote: str, claimed: Claimed = NOTHING_CLAIMED) -> Verdict:
        """What is true of the quote. Quotation marks around it do not count."""
        wanted = bare_quote(quote)
        if not wanted.has_words:
            return Verdict(Check.QUOTE, VerdictKind.UNCHECKED, VerdictReason.NO_WORDS)
        for sources in self._in_turn(claimed):
            found = _best(_exact_places(wanted, sources), claimed)
            if found and (sources is self._sources or _is_right(found[0], claimed)):
                return _found(found, claimed)
        return self._edited(quote, claimed) or self._near(quote, claimed)

    def _in_turn(self, claimed: Claimed) -> Iterator[tuple[Source, ...]]:
        """The claimed theses alone, then all: most quotes stand where they are claimed to stand."""
        if claimed.thesis_ids:
            yield tuple(source for source in self._sources if source.whole.thesis.id in claimed.thesis_ids)
        yield self._sources

    def _edited(self, quote: str, claimed: Claimed) -> Verdict | None:
        """The verdict on a quote whose every part stands, in order, in one paragraph.

        Square brackets may be the text's own; only where they are not there they are the quote's.
        """
        altered: Verdict | None = None
        for insertions in (False, True):
            edited = parse_edits(quote, insertions=insertions)
            if not edited.is_edited or not edited.parts:
                continue
            anchors = anchor_words(edited.parts[edited.anchor])
            places = [
                _Place(source.whole, place.parts, place.edits)
                for source in self._sources
                for place in locate_edited(edited, source.whole.document.text, source.index, anchors)
            ]
            faithful = [place for place in places if not any(edit.distorts for edit in place.edits)]
            if faithful:
                return _found(_best(faithful, claimed), claimed)
            if places and altered is None:
                altered = _altered(_best(places, claimed)[0], claimed, (), VerdictReason.HIDDEN_CHANGE)
        return altered

    def _near(self, quote: str, claimed: Claimed) -> Verdict:
        """The verdict on a quote that stands nowhere word for word."""
        edited = parse_edits(quote)
        core = bare_quote(" ".join(part.core for part in edited.parts) if edited.is_edited else quote).core
        words = list(folded_words(fold(core)))
        sources = sorted(self._sources, key=lambda source: source.whole.thesis.id not in (claimed.thesis_ids or ()))
        found = near_miss(
            [word.text for word in words],
            [source.index for source in sources],
            lambda source, span: _is_right(_Place(sources[source].whole, (span,)), claimed),
        )
        if found is None:
            missing = claimed.thesis_ids is not None and not claimed.thesis_ids
            if missing:
                return Verdict(Check.QUOTE, VerdictKind.UNCHECKED, VerdictReason.NOT_IN_LIBRARY)
            return Verdict(Check.QUOTE, VerdictKind.NOT_FOUND, VerdictReason.NO_SUCH_WORDS)
        if isinstance(found, Stitched):
            folded = fold(core)
            cut = folded.starts[words[found.words].start]
            return _stitched(core, cut, found, sources, claimed)
        return _differing(core, found, sources[found.source].whole, claimed, edited.between)


def _exact_places(wanted: Wanted, sources: Sequence[Source]) -> list[_Place]:
    anchors = anchor_words(wanted)
    return [_Place(source.whole, (span,)) for source in sources for span in source.index.exact(wanted, anchors)]


def _best(places: Sequence[_Place], claimed: Claimed) -> list[_Place]:
    """The places, those first that are as claimed."""
    return sorted(places, key=lambda place: (not _right_thesis(place, claimed), not _right_page(place, claimed)))


def _right_thesis(place: _Place, claimed: Claimed) -> bool:
    return claimed.thesis_ids is None or place.whole.thesis.id in claimed.thesis_ids


def _right_page(place: _Place, claimed: Claimed) -> bool:
    return not claimed.pages or not place.labels()[0].isdisjoint(page.casefold() for page in claimed.pages)


def _is_right(place: _Place, claimed: Claimed) -> bool:
    return _right_thesis(place, claimed) and _right_page(place, claimed)


def _verdict(
    kind: VerdictKind, reason: VerdictReason, place: _Place, claimed: Claimed, also: Sequence[_Place] = ()
) -> Verdict:
    return Verdict(
        Check.QUOTE,
        kind,
        reason,
        place.cited(),
        tuple(other.cited()[0] for other in also[:MAX_ALSO]),
        edits=place.edits,
        right_thesis=None if claimed.thesis_ids is None else _right_thesis(place, claimed),
        right_page=_right_page(place, claimed) if claimed.pages else None,
    )


def _found(places: Sequence[_Place], claimed: Claimed) -> Verdict:
    """The verdict on words that stand in a text, the best place first."""
    place = places[0]
    if claimed.thesis_ids is not None and not claimed.thesis_ids:
        return _verdict(VerdictKind.UNCHECKED, VerdictReason.NOT_IN_LIBRARY, place, claimed, places[1:])
    if not _right_thesis(place, claimed):
        return _verdict(VerdictKind.ELSEWHERE, VerdictReason.OTHER_THESIS, place, claimed, places[1:])
    if not _right_page(place, claimed):
        of_file = not place.labels()[1].isdisjoint(claimed.pages)
        reason = VerdictReason.PAGE_OF_THE_FILE if of_file else VerdictReason.OTHER_PAGE
        return _verdict(VerdictKind.ELSEWHERE, reason, place, claimed, places[1:])
    reason = VerdictReason.MARKED_EDITS if place.edits else VerdictReason.WORD_FOR_WORD
    return _verdict(VerdictKind.EXACT, reason, place, claimed, places[1:])


def _altered(place: _Place, claimed: Claimed, pieces: tuple[Piece, ...], reason: VerdictReason) -> Verdict:
    return replace(_verdict(VerdictKind.ALTERED, reason, place, claimed), pieces=pieces)


def _differing(
    quote: str, aligned: Aligned, whole: WholeDocument, claimed: Claimed, edits: tuple[Edit, ...]
) -> Verdict:
    """The verdict on a quote that differs from one stretch of a text: altered, unless only footnotes' digits differ."""
    aligned = replace(aligned, span=_with_marks(aligned.span, quote, whole.document.text))
    pieces = compare(quote, whole.document.text[aligned.span.start : aligned.span.end])
    if not changes(pieces):  # the quote ends within a word or number: "naik 97" of "naik 97%"
        aligned = replace(aligned, span=_widened(aligned.span, whole.document.text))
        pieces = compare(quote, whole.document.text[aligned.span.start : aligned.span.end])
    differing = changes(pieces)
    if differing and not edits and all(piece.change is ChangeKind.FOOTNOTE for piece in differing):
        marks = tuple(Edit(EditKind.FOOTNOTE, piece.quoted, piece.stored) for piece in differing)
        return _found([_Place(whole, (aligned.span,), marks)], claimed)
    across = any("\n" in piece.stored or _ends_a_sentence(piece) for piece in differing)
    reason = VerdictReason.STITCHED if across else VerdictReason.OTHER_WORDS
    return _altered(_Place(whole, (aligned.span,), edits), claimed, pieces, reason)


def _with_marks(span: Interval, quote: str, text: str) -> Interval:
    """The span with the marks that the quote begins and ends with, where the text has them too."""
    before, after = re.match(r"\W*", quote), re.search(r"\W*$", quote)
    start, end = span.start - len(before[0] if before else ""), span.end + len(after[0] if after else "")
    return Interval(
        start if before and start >= 0 and text.startswith(before[0], start) else span.start,
        end if after and text.startswith(after[0], span.end) else span.end,
    )


def _widened(span: Interval, text: str) -> Interval:
    """The span with all that stands beside it without a blank."""
    before = re.search(r"\S*$", text[: span.start][-40:])
    after = re.match(r" ?[%‰]|\S*", text[span.end : span.end + 40])
    return Interval(span.start - len(before[0] if before else ""), span.end + len(after[0] if after else ""))


def _ends_a_sentence(piece: Piece) -> bool:
    """Whether words were left out between two sentences, so that two of them became one."""
    return not piece.quoted and any(mark in piece.stored.rstrip(".") for mark in (". ", "? ", "! "))


def _stitched(quote: str, cut: int, found: Stitched, sources: Sequence[Source], claimed: Claimed) -> Verdict:
    """The verdict on a quote made of two places."""
    pieces: list[Piece] = []
    citations: list[Citation] = []
    count = len(found.first.places)
    for part, aligned, words in (
        (quote[:cut], found.first, (0, found.words)),
        (quote[cut:], found.second, (found.words, count)),
    ):
        whole, own = sources[aligned.source].whole, aligned.stretch(*words)
        pieces += compare(part.strip(), whole.document.text[own.start : own.end])
        citations.append(cite(len(citations) + 1, whole, own.start, own.end))
    place = _Place(sources[found.first.source].whole, ())
    right = None if claimed.thesis_ids is None else _right_thesis(place, claimed)
    return Verdict(
        Check.QUOTE,
        VerdictKind.ALTERED,
        VerdictReason.STITCHED,
        tuple(citations),
        pieces=tuple(pieces),
        right_thesis=right,
    )
