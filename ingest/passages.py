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
from ingest.sentences import sentences, trimmed

TARGET_WORDS = 120
"""About a printed paragraph, and well within the model's window."""

MAX_CONTEXT_TOKENS = 96
"""Tokens of a passage's context (title and section path) that are encoded in front of it."""


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
    and its context may have together. A sentence longer than that is divided at blanks.
    """
    cuts: list[Cut] = []
    for start, end in _stretches(sections, len(text)):
        path = section_path(sections, start)
        kind = path[-1].kind if path else SectionKind.BODY
        if not kind.is_evidence:
            continue
        context = passage_context(title, path)
        body_start = _after_heading(text, start, end, path)
        found = sentences(text, body_start, end)
        if not found:
            continue
        room = window - min(count_tokens([context])[0], MAX_CONTEXT_TOKENS)
        lengths = count_tokens([text[s.start : s.end] for s in found])
        pieces = [
            piece
            for sentence, tokens in zip(found, lengths, strict=True)
            for piece in _divided(text, sentence, tokens, room, count_tokens)
        ]
        cuts.extend(Cut(group, context, kind) for group in _grouped(text, pieces, room))
    return tuple(cuts)


def passage_context(title: str, path: Sequence[Section]) -> str:
    """What is encoded in front of a passage: the thesis's title and the section path.

    >>> passage_context("Kota Kembar", [Section("d", 1, SectionKind.BODY, "BAB I", 0, 9)])
    'Kota Kembar › BAB I'
    """
    return " › ".join(part for part in (title, *(section.title for section in path)) if part)


def _stretches(sections: Sequence[Section], length: int) -> list[tuple[int, int]]:
    """The text between consecutive headings: each stretch lies in one innermost section."""
    borders = sorted({0, length, *(section.start for section in sections), *(section.end for section in sections)})
    return [(start, end) for start, end in pairwise(borders) if start < end]


def _after_heading(text: str, start: int, end: int, path: Sequence[Section]) -> int:
    """Skip the heading's own lines: they are the passage's context, not something that it says."""
    at = start
    if not path or path[-1].start != start:
        return at
    wanted = folded(path[-1].title)
    spelled = ""
    while at < end and len(spelled) < len(wanted):
        if text[at].isalnum():
            spelled += text[at].casefold()
            if not wanted.startswith(spelled):
                break
        at += 1
    if spelled == wanted:
        return at
    newline = text.find("\n", start, end)  # the title is printed without the number that the contents give it
    return newline if newline >= 0 else end


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


def _grouped(text: str, pieces: Sequence[_Piece], room: int) -> list[tuple[Sentence, ...]]:
    """Even groups of about the target, cut between paragraphs where one ends near the even place."""
    total = sum(piece.words for piece in pieces)
    target = total / max(1, round(total / TARGET_WORDS))
    groups: list[tuple[Sentence, ...]] = []
    group: list[_Piece] = []
    for piece in pieces:
        words = sum(member.words for member in group)
        tokens = sum(member.tokens for member in group)
        full = words + piece.words / 2 >= target
        near = bool(group) and group[-1].ends_paragraph and words >= 0.7 * target
        if group and (tokens + piece.tokens > room or full or near):
            groups.append(tuple(member.sentence for member in group))
            group = []
        group.append(piece)
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
