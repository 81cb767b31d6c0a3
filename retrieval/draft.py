"""A draft that quotes theses, and the quotations in it: intervals over one text, as everywhere. Pure.

Quotation marks come in every shape that Indonesian, English and German writers use. An apostrophe is none: it stands
between letters (Ma'ruf, Rahman's) or has no partner. Of quotes within quotes the outer one is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.quotes import bare_quote
from retrieval.word_index import folded_words


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a draft; ``is_block_quote`` where it is set apart as a quotation."""

    start: int
    end: int
    is_block_quote: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as text. What stands behind its last paragraph (its bibliography) is not checked."""

    name: str
    text: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Quotation:
    """``text[start:end]`` of the draft, without the marks around it; ``words`` counts its words."""

    start: int
    end: int
    text: str
    words: int
    is_block: bool = False


_CLOSINGS = {
    "“": "”“", "„": "“”", "”": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", '"': '"',
    "‘": "’", "‚": "‘’", "'": "'", "’": "’",
}  # fmt: skip
_SINGLE = frozenset("‘‚'’‹›")
_APOSTROPHES = frozenset("'’‘")
_BIBLIOGRAPHY = re.compile(
    r"(?:bab\s+[ivx\d]+\s+)?(?:[ivx\d]+[.)]?\s+)?(?:daftar\s+(?:pustaka|referensi|rujukan|bacaan)|referensi|pustaka|"
    r"references|bibliography|works\s+cited|literature)\s*:?",
    re.IGNORECASE,
)
_TRAILING_SOURCE = re.compile(r"\s*[\[(][^()\[\]]*\d[^()\[\]]*[\])]\s*\.?\s*$")


def draft_of(name: str, paragraphs: Sequence[tuple[str, bool]]) -> Draft:
    """A draft of paragraphs, each with whether it is set apart as a quotation; empty ones and bibliographies left out.

    >>> draft = draft_of("a.txt", [("Satu.", False), ("Dua tiga.", True), ("Daftar Pustaka", False), ("Alam.", False)])
    >>> [(draft.text[each.start : each.end], each.is_block_quote) for each in draft.paragraphs]
    [('Satu.', False), ('Dua tiga.', True)]
    """
    texts: list[str] = []
    found: list[Paragraph] = []
    at = 0
    for raw, is_block_quote in paragraphs:
        text = raw.strip()
        if _BIBLIOGRAPHY.fullmatch(text):
            break
        if text:
            found.append(Paragraph(at, at + len(text), is_block_quote))
            texts.append(text)
            at += len(text) + 1
    return Draft(name, "\n".join(texts), tuple(found))


def quotations(draft: Draft) -> Iterator[Quotation]:
    """The quotations of a draft in order; single words in quotation marks are none.

    >>> draft = draft_of("a", [("Ma'ruf menulis: „Jum'at itu ‘hari raya’ kota“. Rahman's 'soft power' is 'hard to get'.", False)])
    >>> [each.text for each in quotations(draft)]
    ["Jum'at itu ‘hari raya’ kota", 'soft power', 'hard to get']
    """
    for paragraph in draft.paragraphs:
        if paragraph.is_block_quote:
            end = paragraph.start + len(_TRAILING_SOURCE.sub("", draft.text[paragraph.start : paragraph.end]))
            yield from _quotation(draft.text, paragraph.start, end, True)
            continue
        at = paragraph.start
        while at < paragraph.end:
            closing = _closing(draft.text, at, paragraph) if draft.text[at] in _CLOSINGS else None
            if closing is None:
                at += 1
            else:
                yield from _quotation(draft.text, at + 1, closing, False)
                at = closing + 1


def _quotation(text: str, start: int, end: int, is_block: bool) -> Iterator[Quotation]:
    words = sum(1 for _ in folded_words(bare_quote(text[start:end]).folded))
    if words > 1:
        yield Quotation(start, end, text[start:end], words, is_block)


def _closing(text: str, opening: int, paragraph: Paragraph) -> int | None:
    """Where the quotation that opens here closes; None where nothing opens or closes."""
    mark = text[opening]
    if not _may_open(text, opening, paragraph):
        return None
    depth = 0
    closings: list[int] = []
    for at in range(opening + 1, paragraph.end):
        if text[at] in _CLOSINGS[mark] and _may_close(text, at, paragraph):
            if depth:
                depth -= 1
                continue
            closings.append(at)
            if mark not in _SINGLE or not _is_possessive(text, at):
                return at
        elif text[at] == mark and mark not in _CLOSINGS[mark] and _may_open(text, at, paragraph):
            if closings:
                break
            depth += 1
    return closings[0] if closings else None


def _may_open(text: str, at: int, paragraph: Paragraph) -> bool:
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    return not (before.isalnum() or after.isspace()) and after not in ".,;:)"


def _may_close(text: str, at: int, paragraph: Paragraph) -> bool:
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    inside = after.isalnum() and (text[at] in _APOSTROPHES or text[at] == '"')
    return not inside and not (before.isspace() and text[at] in "'\"’")


def _is_possessive(text: str, at: int) -> bool:
    """Whether it may be the apostrophe of "the students’ work" instead."""
    return text[at - 1] == "s" and re.match(r"\s+[^\W\d_A-Z]", text[at + 1 : at + 4]) is not None
