"""Printed lines → one reading text with page starts. Pure.

A page keeps its characters: the multiset of its non-space characters after ``characters.normalise`` is
that of its stretch of the reading text plus the removals, every one of which is itemised.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.characters import SOFT_HYPHEN, close_up, normalise
from ingest.printed_lines import PrintedLine


class RemovalKind(StrEnum):
    """Why characters of a page are not in the reading text."""

    PAGE_NUMBER = "page number"
    RUNNING_HEADER = "running header"
    WATERMARK = "watermark"
    LINE_BREAK_HYPHEN = "line-break hyphen"
    HIDDEN_TEXT = "hidden text"


@dataclass(frozen=True, slots=True)
class Removal:
    """Characters taken out of one page."""

    page_index: int
    kind: RemovalKind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A printed line, blanks folded and trimmed, never empty.

    The rest is what print shows of it, as in ``PrintedLine``: ``size`` of the letters in points, 0 where nothing
    is known; ``left``, ``right`` and ``baseline`` in points from the page's bottom left; ``columns`` the offsets
    in ``text`` behind wide gaps, each with its left edge. ``footnote``: it belongs to a note at the foot of the page.
    """

    page_index: int
    text: str
    size: float = 0.0
    bold: bool = False
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    turned: bool = False
    columns: tuple[tuple[int, float], ...] = ()
    footnote: bool = False


@dataclass(frozen=True, slots=True)
class NumberMark:
    """The characters [start, end) of a page's line that print its number."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ReadingText:
    """The text of a document with the places of its pages and lines.

    ``page_bounds`` has a (start, end) for every page, in order and without gaps; ``line_starts`` an
    offset for every line given to ``reflow``.
    """

    text: str
    page_bounds: tuple[tuple[int, int], ...]
    line_starts: tuple[int, ...]
    removals: tuple[Removal, ...]


def page_lines(page_index: int, printed: Sequence[PrintedLine]) -> list[Line]:
    """The page's lines after character normalisation, trimmed, without empty ones.

    >>> page_lines(0, [PrintedLine(" 7 "), PrintedLine(""), PrintedLine("de\\ufb01nisi  baku")])[1].text
    'definisi baku'
    """
    lines: list[Line] = []
    for one in printed:
        for text in normalise(close_up(one.text)).split("\n"):
            if stripped := text.strip():
                shift = len(normalise(one.text)) - len(normalise(one.text).lstrip())
                columns = tuple((len(normalise(one.text[:offset])) - shift, left) for offset, left in one.columns)
                lines.append(
                    Line(
                        page_index, stripped, one.size, one.bold, one.left, one.right, one.baseline, one.turned, columns
                    )
                )
    return lines


def reflow(
    lines: Sequence[Line],
    page_count: int,
    breaks: Collection[int],
    is_word: Callable[[str], bool],
    *,
    cells: Collection[int] = (),
    table_lines: Collection[int] = (),
) -> ReadingText:
    """Join lines to paragraphs and mend the hyphens at their ends.

    ``breaks`` are indices of lines that begin a paragraph whatever the print suggests (headings and what
    follows them); ``is_word`` tells whether a lower-case string is a word of the language. ``table_lines`` are the
    lines of tables, whose rows are in ``breaks``; ``cells`` of them begin another cell of their row. Tabs part cells.
    """
    vocabulary = _vocabulary(lines)
    widths = page_widths(lines)
    pieces: list[str] = []
    removals: list[Removal] = []
    starts: list[int] = []
    offset = 0
    for at, line in enumerate(lines):
        starts.append(offset)
        text = _with_tabs(line) if at in table_lines else line.text
        following = lines[at + 1] if at + 1 < len(lines) else None
        if following is None:
            joint = ""
        elif at + 1 in breaks or (
            at + 1 not in table_lines
            and (_note_begins_or_ends(line, following) or ends_paragraph(line, following, widths))
        ):
            joint = "\n"
        elif at + 1 in cells:
            joint = "\t"
        elif _is_mendable(text, following.text, vocabulary, is_word):
            removals.append(Removal(line.page_index, RemovalKind.LINE_BREAK_HYPHEN, text[-1]))
            text, joint = text[:-1], ""
        else:
            joint = "" if _ends_in_compound(text, following.text) else " "
        pieces.append(text + joint)
        offset += len(text) + len(joint)
    return ReadingText("".join(pieces), _page_bounds(lines, starts, page_count, offset), tuple(starts), tuple(removals))


def _with_tabs(line: Line) -> str:
    """The line with its wide gaps as tabs.

    >>> _with_tabs(Line(0, "Kota Baubau 160", columns=((12, 300.0),)))
    'Kota Baubau\\t160'
    """
    letters = list(line.text)
    for offset, _ in line.columns:
        if 0 < offset <= len(letters) and letters[offset - 1] == " ":
            letters[offset - 1] = "\t"
    return "".join(letters)


def _page_bounds(
    lines: Sequence[Line], starts: Sequence[int], page_count: int, length: int
) -> tuple[tuple[int, int], ...]:
    first: dict[int, int] = {}
    for line, start in zip(lines, starts, strict=True):
        first.setdefault(line.page_index, start)
    ends: list[int] = []
    end = length
    for index in reversed(range(page_count)):
        ends.append(end)
        end = first.get(index, end)
    ends.reverse()
    return tuple((first.get(index, ends[index]), ends[index]) for index in range(page_count))


_LIST_ITEM = re.compile(r"(?:[•●▪‣◦*–—-]|\(?(?:[a-zA-Z]|\d{1,2}|[ivx]{1,4})[.)])\s+\S")
_SENTENCE_END = re.compile(r"[.!?:;][\"'”’)\]]*(?:\s*\[[\d, ]+\])?$")
_HYPHENS = ("-", "\u2010", SOFT_HYPHEN)


_NOTE_START = re.compile(r"(?:\d{1,3}|[*†‡§]{1,3})[.)]?\s*[^\W\d_\s]")


def _note_begins_or_ends(line: Line, following: Line) -> bool:
    if line.footnote != following.footnote:
        return True
    return following.footnote and bool(_NOTE_START.match(following.text)) and bool(_SENTENCE_END.search(line.text))


def ends_paragraph(line: Line, following: Line, widths: dict[int, int]) -> bool:
    """Whether print ends the paragraph here: a short line at a sentence's end, a very short one, or a list item.

    Lengths are counted in characters, since pypdf gives no positions with its plain text.
    """
    share = len(line.text) / widths[line.page_index]
    ends_sentence = bool(_SENTENCE_END.search(line.text))
    if line.text.endswith(_HYPHENS):
        return False
    if _LIST_ITEM.match(following.text) and (ends_sentence or share < 0.75):
        return True
    if ends_sentence and share < 0.85:
        return True
    return share < 0.55 and not following.text[0].islower()


def page_widths(lines: Sequence[Line]) -> dict[int, int]:
    """The usual length of a full line of each page: its 75th percentile."""
    lengths: defaultdict[int, list[int]] = defaultdict(list)
    for line in lines:
        lengths[line.page_index].append(len(line.text))
    return {page: sorted(of_page)[(3 * len(of_page)) // 4] for page, of_page in lengths.items()}


_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST_WORD = re.compile(r"(?:[^\W\d_]+[-\u2010])*[^\W\d_]+(?=[-\u2010\u00ad]$)")


def _vocabulary(lines: Sequence[Line]) -> Counter[str]:
    """The words that stand whole within lines."""
    words: Counter[str] = Counter()
    for line in lines:
        text = line.text
        found = [match[0].casefold() for match in _WORD.finditer(text)]
        words.update(found[:-1] if text.endswith(_HYPHENS) else found)
    return words


def _is_mendable(text: str, following: str, vocabulary: Counter[str], is_word: Callable[[str], bool]) -> bool:
    """Whether the hyphen at the line's end was put there by the typesetter.

    The author's own hyphen stays: a compound that stands with its hyphen elsewhere in the document
    ("socio-cultural"), a reduplication ("konsep-konsep"), or a joined form that is no word at all.
    """
    last = _LAST_WORD.search(text)
    first = _WORD.match(following)
    if last is None or first is None:
        return False
    if text.endswith(SOFT_HYPHEN):
        return True
    left, right = last[0].casefold(), first[0].casefold()
    if f"{left}-{right}" in vocabulary or left.rsplit("-", 1)[-1] == right.split("-", 1)[0]:
        return False
    joined = left + right
    return joined in vocabulary or is_word(joined)


_COMPOUND_END = re.compile(r"\w[-\u2010–—]$")
_SUSPENDED = re.compile(r"(?:dan|atau|serta|and|or|to|bis|und)\b")


def _ends_in_compound(text: str, following: str) -> bool:
    """A kept hyphen or dash joins without a blank: "antar-" + "kota"; a suspended one does not: "pre-" + "and post-"."""
    return bool(_COMPOUND_END.search(text)) and following[0].isalnum() and not _SUSPENDED.match(following)
