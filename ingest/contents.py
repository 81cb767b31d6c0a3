"""The contents pages of a thesis: where they are, and what headings they promise. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleanup import Line
from ingest.document import SectionKind
from ingest.section_names import CHAPTER, kind_of, split_number

MIN_LEADER_LINES = 5
"""A page without a contents heading counts as contents from so many lines that end in leaders and a number."""

MAX_WRAPPED_LINES = 3
"""A contents entry may run over so many lines before the one that bears its page number."""

_LEADER = re.compile(r"^(?P<title>.*?)\s*(?:\.\s?){3,}\s*(?P<page>\d{1,4}|[ivxlc]+|[IVXLC]+)$")
_BARE = re.compile(r"^(?P<title>\S.*\S)\s+(?P<page>\d{1,4}|[ivxlc]+)$")
_PAGE = re.compile(r"^(?P<title>)(?P<page>\d{1,4}|[ivxlc]+)$")
_COLUMN_NAME = re.compile(
    r"(?:halaman|hal\.?|hlm\.?|page|seite|isi|judul)(?: +(?:halaman|hal\.?|page))?", re.IGNORECASE
)
_CONTENTS_HEADING = re.compile(
    r"(?:halaman )?daftar (?:isi|tabel|gambar|bagan|lampiran|singkatan|istilah|grafik|skema|diagram|foto|peta|rumus"
    r"|notasi|simbol|lambang|ilustrasi|persamaan|algoritma|kode|arti lambang)(?: (?:dan|&) \w+(?: \w+)?)?"
    r"|(?:table of )?contents|table of content|list of (?:tables?|figures?|append(?:ix|ices)|abbreviations?|acronyms?|charts?"
    r"|symbols?|listings?|algorithms?|illustrations?|notations?|pictures?|equations?)(?: and \w+)?"
    r"|inhaltsverzeichnis|(?:abbildungs|tabellen|abk[uü]rzungs)verzeichnis",
    re.IGNORECASE,
)
_PROMISING = re.compile(r"\bisi\b|contents|inhalt", re.IGNORECASE)
_LETTERED_APPENDIX = re.compile(r"^(?P<number>[A-Z])\s+(?P<title>\S.*)$")


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """One promised heading: its number as printed ("BAB I", "2.1", "A."; "" for none), title and page label."""

    number: str
    title: str
    page_label: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The lines that are contents, as half-open ranges of line indices, and the entries of the table of contents."""

    ranges: tuple[tuple[int, int], ...]
    entries: tuple[ContentsEntry, ...]


def find_contents(lines: Sequence[Line]) -> Contents:
    """Find contents pages and lists of tables, figures and appendices.

    >>> page = ["DAFTAR ISI", "BAB I PENDAHULUAN ..... 1", "A. Latar Belakang ..... 1", "BAB I", "PENDAHULUAN"]
    >>> found = find_contents([Line(0, text) for text in page])
    >>> found.ranges, found.entries[1]
    (((0, 3),), ContentsEntry(number='A.', title='Latar Belakang', page_label='1'))
    """
    ranges: list[tuple[int, int]] = []
    entries: list[ContentsEntry] = []
    at = 0
    while at < len(lines):
        headed = is_contents_heading(lines[at].text)
        if headed or _opens_unheaded(lines, at):
            end, found = _read_entries(lines, at + 1 if headed else at)
            if found or headed:
                ranges.append((at, end))
                if not headed or _PROMISING.search(lines[at].text):
                    entries.extend(found)
            at = max(end, at + 1)
        else:
            at += 1
    return Contents(_joined(lines, ranges), tuple(entries))


def is_contents_heading(text: str) -> bool:
    """Whether a line is nothing but the name of a contents page or a list."""
    return bool(_CONTENTS_HEADING.fullmatch(text.strip(" .:")))


def _opens_unheaded(lines: Sequence[Line], at: int) -> bool:
    """A page whose lines mostly end in leaders: the next page of a table of contents, or one without a heading."""
    if at > 0 and lines[at - 1].page_index == lines[at].page_index:
        return False
    page = [line for line in lines[at : at + 80] if line.page_index == lines[at].page_index]
    return sum(bool(_LEADER.match(line.text)) for line in page) >= MIN_LEADER_LINES


def _read_entries(lines: Sequence[Line], start: int) -> tuple[int, list[ContentsEntry]]:
    """Read entries from ``start`` on: where they end, and what they are."""
    entries: list[ContentsEntry] = []
    pending: list[str] = []
    end = at = start
    while at < len(lines) and len(pending) <= MAX_WRAPPED_LINES:
        text = lines[at].text
        at += 1
        if is_contents_heading(text):
            break
        if _COLUMN_NAME.fullmatch(text):
            continue
        match = _LEADER.match(text) or (None if _is_prose(text) else _BARE.match(text))
        if match is None and pending:
            match = _PAGE.match(text)
        if match is None:
            pending.append(text)
            continue
        if _is_promised_twice(pending, entries):
            break
        title = match["title"]
        if pending and title and split_number(title)[0]:  # a chapter without a page stands above its first section
            entries.append(ContentsEntry(*_split_entry(" ".join(pending), entries), ""))
            pending = []
        entries.append(ContentsEntry(*_split_entry(" ".join([*pending, title]).strip(), entries), match["page"]))
        pending = []
        end = at
    while entries and end < len(lines) and _ends_list(lines, end):
        end += 1
    return end, entries


def _ends_list(lines: Sequence[Line], at: int) -> bool:
    """A last name without a page ("LAMPIRAN") below the entries of a contents page."""
    text = lines[at].text.strip(" .:")
    is_name = kind_of(text) is not SectionKind.BODY and not is_contents_heading(text)
    return is_name and lines[at].page_index == lines[at - 1].page_index


def _split_entry(heading: str, before: Sequence[ContentsEntry]) -> tuple[str, str]:
    """As ``split_number``; after numbered chapters "A Tests" is appendix A, not a title with an article."""
    match = _LETTERED_APPENDIX.match(heading)
    if match and any(entry.number.isdigit() for entry in before):
        return match["number"], match["title"]
    return split_number(heading)


def _is_prose(text: str) -> bool:
    """A line of running text, or a chapter's heading on its own page, that happens to end in a number."""
    return len(text) > 90 or bool(re.search(r"[.;,]\s+[a-z]", text)) or bool(CHAPTER.fullmatch(text))


def _is_promised_twice(pending: Sequence[str], entries: Sequence[ContentsEntry]) -> bool:
    """Lines that repeat a promised heading are that heading: the contents are over."""
    promised = {folded(entry.number + entry.title) for entry in entries} | {
        folded(e.number) for e in entries if e.number
    }
    return any(folded(text) in promised for text in pending)


def folded(text: str) -> str:
    """Letters and digits alone, case folded: what headings are compared by.

    >>> folded("A.  Latar Belakang") == folded("A. LATAR BELAKANG")
    True
    """
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _joined(lines: Sequence[Line], ranges: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """A page that goes on with the list before it is part of that list; a list with a heading is one of its own."""
    joined: list[tuple[int, int]] = []
    for start, end in ranges:
        if joined and start <= joined[-1][1] and not is_contents_heading(lines[start].text):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
