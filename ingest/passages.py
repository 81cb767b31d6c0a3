"""Sections → passages: whole sentences of one section, of about 120 words, that fit the model's window. Pure.

Passages follow the sections instead of fixed windows, so that a passage speaks of one thing and can be named
by its place. They do not overlap: a sentence belongs to exactly one passage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.contents import folded
from ingest.document import Section, SectionKind, Sentence, section_path
from ingest.enumerations import enumerations_of
from ingest.section_names import split_number
from ingest.sentences import sentences, trimmed
from ingest.tabular import rows_of
from ingest.transcripts import turns_of

TARGET_WORDS = 120
"""About a printed paragraph, and well within the model's window."""

MAX_TABLE_WORDS = 180
"""A table of up to so many words is one passage."""

MAX_CONTEXT_TOKENS = 96
"""Tokens of a passage's context (title, section path, what introduces it) that are encoded in front of it."""

SHORT_PART_WORDS = 8
"""A part of a context that is too long is shortened to so many words."""


@dataclass(frozen=True, slots=True)
class Cut:
    """A passage to be: its sentences in order, the context that is encoded in front of its text, its section's kind."""

    sentences: tuple[Sentence, ...]
    context: str
    kind: SectionKind

    @property
    def start(self) -> int:
        return self.sentences[0].start

    @property
    def end(self) -> int:
        return self.sentences[-1].end


def cut_passages(
    text: str,
    title: str,
    sections: Sequence[Section],
    count_tokens: Callable[[Sequence[str]], Sequence[int]],
    window: int,
) -> tuple[Cut, ...]:
    """Cut every section that may be evidence into passages.

    ``count_tokens`` counts the model's tokens of each string; ``window`` is how many tokens a passage
    and its context may have together. A sentence longer than that is divided at blanks. A list stays with the sentence
    that introduces it, an answer with its question and a table with its caption where they fit; where not, what
    follows has the introduction in its context.
    """
    cuts: list[Cut] = []
    for start, end in _stretches(sections, len(text)):
        path = section_path(sections, start)
        kind = path[-1].kind if path else SectionKind.BODY
        if not kind.is_evidence:
            continue
        found, bundles = _sentences_and_bundles(text, _after_heading(text, start, end, path), end, kind)
        if not found:
            continue
        context = _fitting([title, *(section.title for section in path)], count_tokens)
        leads = {
            bundle.lead: _fitting(
                [title, *(section.title for section in path), _quoted(text, bundle.lead)], count_tokens
            )
            for bundle in bundles
        }
        room = window - max(count_tokens([context, *leads.values()]))
        lengths = count_tokens([text[s.start : s.end] for s in found])
        pieces = [
            piece
            for sentence, tokens in zip(found, lengths, strict=True)
            for piece in _divided(text, sentence, tokens, room, count_tokens)
        ]
        for group in _grouped(text, _units(pieces, bundles, room), room):
            lead = next((b.lead for b in bundles if b.lead.end <= group[0].start < b.end), None)
            cuts.append(Cut(group, leads[lead] if lead is not None else context, kind))
    return tuple(cuts)


def passage_context(title: str, path: Sequence[Section]) -> str:
    """What is encoded in front of a passage: the thesis's title and the section path.

    >>> passage_context("Kota Kembar", [Section("d", 1, SectionKind.BODY, "BAB I", 0, 9)])
    'Kota Kembar › BAB I'
    """
    return " › ".join(part for part in (title, *(section.title for section in path)) if part)


def _fitting(parts: Sequence[str], count_tokens: Callable[[Sequence[str]], Sequence[int]]) -> str:
    """The context of these parts; where it is too long, the outer parts are shortened first, and then left out."""
    kept = [part for part in parts if part]
    for at in range(len(kept) + 1):
        context = " › ".join(kept)
        if count_tokens([context])[0] <= MAX_CONTEXT_TOKENS:
            return context
        if at < len(kept) and len(words := kept[at].split()) > SHORT_PART_WORDS:
            kept[at] = " ".join(words[:SHORT_PART_WORDS]) + " …"
    while len(kept) > 1 and count_tokens([" › ".join(kept)])[0] > MAX_CONTEXT_TOKENS:
        del kept[0]
    context = " › ".join(kept)
    return context if count_tokens([context])[0] <= MAX_CONTEXT_TOKENS else ""


def _quoted(text: str, lead: Sentence) -> str:
    return " ".join(text[lead.start : lead.end].split())


@dataclass(frozen=True, slots=True)
class _Bundle:
    """What stays together: ``lead`` introduces what follows it up to ``end``; the parts of that begin at ``starts``."""

    lead: Sentence
    starts: tuple[int, ...]
    end: int


def _sentences_and_bundles(
    text: str, start: int, end: int, kind: SectionKind
) -> tuple[tuple[Sentence, ...], list[_Bundle]]:
    """The units that may be quoted, rows in a table and sentences elsewhere, and what stays together of them."""
    if kind is SectionKind.TABLE:
        rows = rows_of(text, start, end)
        short = len(text[start:end].split()) <= MAX_TABLE_WORDS
        # a long table is of many things: its rows are found better in smaller passages, each with the caption in its context
        return rows, [_Bundle(rows[0], (), end)] if rows and short else []
    found = sentences(text, start, end)
    lists = [
        _Bundle(each.lead_in, tuple(item.start for item in each.items), each.end)
        for each in enumerations_of(text, found)
    ]
    turns = turns_of(text, start, end) if kind in (SectionKind.TRANSCRIPT, SectionKind.APPENDIX) else ()
    if not turns:
        return found, lists
    return found, [
        _Bundle(Sentence(asked.start, asked.end), (answered.start,), answered.end)
        for asked, answered in pairwise(turns)
        if text[asked.end - 1] == "?" and asked.speaker != answered.speaker
    ]


def _units(pieces: Sequence[_Piece], bundles: Sequence[_Bundle], room: int) -> list[tuple[_Piece, ...]]:
    """The pieces, those of a bundle that fits as one; of one that does not, those of each part that fits."""
    units: list[tuple[_Piece, ...]] = []
    rest = list(pieces)
    for bundle in bundles:
        before, rest = _split(rest, bundle.lead.start)
        inside, rest = _split(rest, bundle.end)
        units.extend((piece,) for piece in before)
        units.extend(_fitting_units(inside, bundle, room))
    return [*units, *((piece,) for piece in rest)]


def _split(pieces: list[_Piece], offset: int) -> tuple[list[_Piece], list[_Piece]]:
    at = sum(1 for piece in pieces if piece.sentence.start < offset)
    return pieces[:at], pieces[at:]


def _fitting_units(inside: list[_Piece], bundle: _Bundle, room: int) -> list[tuple[_Piece, ...]]:
    """A bundle's pieces as one, or in its parts, the introduction with the first of them, or one by one."""
    if not inside:
        return []
    units: list[tuple[_Piece, ...]] = []
    borders = [] if sum(piece.tokens for piece in inside) <= room else bundle.starts[1:]
    rest = inside
    for border in [*borders, bundle.end]:
        part, rest = _split(rest, border)
        if sum(piece.tokens for piece in part) <= room:
            units.append(tuple(part))
        else:
            units.extend((piece,) for piece in part)
    return [unit for unit in units if unit]


def _stretches(sections: Sequence[Section], length: int) -> list[tuple[int, int]]:
    """The text between consecutive headings: each stretch lies in one innermost section."""
    borders = sorted({0, length, *(section.start for section in sections), *(section.end for section in sections)})
    return [(start, end) for start, end in pairwise(borders) if start < end]


def _after_heading(text: str, start: int, end: int, path: Sequence[Section]) -> int:
    """Skip the heading's own lines: they are the passage's context, not something that it says. A caption stays."""
    if not path or path[-1].start != start or path[-1].kind is SectionKind.TABLE or not path[-1].title:
        return start
    for title in dict.fromkeys((path[-1].title, split_number(path[-1].title)[1])):
        at = _spelled_until(text, start, end, folded(title))
        if at is not None:
            return at
    newline = text.find("\n", start, end)  # the title is printed otherwise than the contents have it
    return newline if newline >= 0 else end


def _spelled_until(text: str, start: int, end: int, wanted: str) -> int | None:
    """Where the text from ``start`` on has spelled these letters and digits."""
    at, spelled = start, ""
    while at < end and len(spelled) < len(wanted):
        if text[at].isalnum():
            spelled += text[at].casefold()
            if not wanted.startswith(spelled):
                return None
        at += 1
    return at if spelled == wanted else None


@dataclass(frozen=True, slots=True)
class _Piece:
    sentence: Sentence
    tokens: int
    words: int
    ends_paragraph: bool


def _divided(
    text: str,
    sentence: Sentence,
    tokens: int,
    room: int,
    count_tokens: Callable[[Sequence[str]], Sequence[int]],
) -> list[_Piece]:
    """The sentence, or its parts where it alone is too long for the window (a table, a listing)."""
    words = len(text[sentence.start : sentence.end].split())
    if tokens <= room or sentence.end - sentence.start < 2:
        return [_Piece(sentence, tokens, words, text[sentence.end : sentence.end + 1] == "\n")]
    middle = (sentence.start + sentence.end) // 2
    blank = text.rfind(" ", sentence.start + 1, middle)
    newline = text.rfind("\n", sentence.start + 1, middle)
    cut = max(blank, newline) if max(blank, newline) > 0 else middle
    halves = [trimmed(text, sentence.start, cut), trimmed(text, cut, sentence.end)]
    parts = [half for half in halves if half is not None]
    counts = count_tokens([text[part.start : part.end] for part in parts])
    return [
        piece
        for part, count in zip(parts, counts, strict=True)
        for piece in _divided(text, part, count, room, count_tokens)
    ]


def _grouped(text: str, units: Sequence[tuple[_Piece, ...]], room: int) -> list[tuple[Sentence, ...]]:
    """Even groups of about the target, cut between paragraphs where one ends near the even place; no unit is torn."""
    total = sum(piece.words for unit in units for piece in unit)
    target = total / max(1, round(total / TARGET_WORDS))
    groups: list[tuple[Sentence, ...]] = []
    group: list[_Piece] = []
    for unit in units:
        words = sum(member.words for member in group)
        tokens = sum(member.tokens for member in group)
        full = words + sum(piece.words for piece in unit) / 2 >= target
        near = bool(group) and group[-1].ends_paragraph and words >= 0.7 * target
        if group and (tokens + sum(piece.tokens for piece in unit) > room or full or near):
            groups.append(tuple(member.sentence for member in group))
            group = []
        group.extend(unit)
    if group:
        rest = tuple(member.sentence for member in group)
        tokens = sum(member.tokens for member in group)
        if groups and sum(member.words for member in group) < 0.25 * target and tokens <= room // 4:
            last = groups.pop()
            if _fits(text, last, rest, room):
                rest = last + rest
            else:
                groups.append(last)
        groups.append(rest)
    return groups


def _fits(text: str, last: Sequence[Sentence], rest: Sequence[Sentence], room: int) -> bool:
    """Whether a short rest may join the group before it: never so that the window could be passed (2 tokens a word)."""
    words = len(text[last[0].start : rest[-1].end].split())
    characters = rest[-1].end - last[0].start
    return words * 2 <= room and characters <= room * 2
