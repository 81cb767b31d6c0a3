"""The headings that a thesis promises on its contents pages are its sections, each on the page that is promised.

The contents are read here once more, by a reader of its own that knows nothing of ``ingest.contents``: raw lines of the
pages between the contents' heading and the first chapter, cut at the page number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from ingest.characters import normalise
from ingest.document import Section, SectionKind
from ingest.reading import Reading
from tests.shared_material import SAMPLES, SHARED, raw_theses, theses

STEMS = sorted(path.stem for folder in (SHARED / "corpus", SAMPLES) for path in folder.glob("*.pdf"))

ENTRY = re.compile(r"(?P<title>.*?[^\s.])[\s.]*\s(?P<page>\d{1,3}|[ivx]+)$")
OTHER_LIST = re.compile(r"(?:daftar|list of) \w+", re.IGNORECASE)


def promised(stem: str) -> list[tuple[str, str]]:
    """(heading, page) of every line of the table of contents; a line without a page belongs to the next."""
    pages = [page.text.split("\n") for page in raw_theses()[stem].pages[:14]]
    heads = ("daftar isi", "contents")
    first = next(at for at, lines in enumerate(pages) if any(line.strip().casefold() in heads for line in lines[:4]))
    found: list[tuple[str, str]] = []
    before = ""
    for number, lines in enumerate(pages[first : first + 3]):
        entries = [line.strip() for line in lines if line.strip()]
        if number > 0 and sum(bool(re.search(r"(?:\. ?){5}", line)) for line in entries) < 3:
            break
        for line in entries:
            if line.casefold() in heads or re.fullmatch(r"\d+|[ivx]+", line):
                continue
            if found and OTHER_LIST.fullmatch(line):
                return found
            match = ENTRY.match(line)
            if match is None:
                before += " " + line
            else:
                found.append((letters(before + match["title"]), match["page"]))
                before = ""
    return found


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", normalise(text)).casefold()


def missed(stem: str) -> Iterator[tuple[str, str]]:
    """What the contents promise on a page that the document has, and no section keeps."""
    reading = theses()[stem]
    pages = {page.label for page in reading.pages}
    kept = {(spelling, page_of(reading, section)) for section in reading.sections for spelling in spellings(section)}
    for title, page in promised(stem):
        if page in pages and (title, page) not in kept:
            yield title, page


def spellings(section: Section) -> tuple[str, str]:
    """As printed, and "Chapter 4 Results" as the contents number it."""
    return letters(section.title), letters(re.sub(r"^chapter\s+", "", section.title, flags=re.IGNORECASE))


def page_of(reading: Reading, section: Section) -> str:
    return next(page.label for page in reading.pages if page.start <= section.start < page.end)


@pytest.mark.parametrize("stem", STEMS)
def test_every_heading_of_the_contents_is_a_section(stem: str) -> None:
    assert len(promised(stem)) > 15
    assert list(missed(stem)) == []


@pytest.mark.parametrize("stem", STEMS)
def test_every_bookmark_is_a_section(stem: str) -> None:
    """The outline is another witness: its titles, on the pages that it names, but for the title of the work."""
    reading = theses()[stem]
    known = {letters(re.sub(r"^(?:chapter\s+)?[\d.]+\s+", "", s.title, flags=re.I)) for s in reading.sections}
    known |= {letters(section.title) for section in reading.sections}
    assert [mark.title for mark in raw_theses()[stem].outline if letters(mark.title) not in known] == []


@pytest.mark.parametrize("stem", STEMS)
def test_no_contents_list_or_bibliography_is_evidence(stem: str) -> None:
    """Lines that end in leaders and a page are nowhere but in contents; every entry "[1] …" is in the bibliography."""
    reading = theses()[stem]
    for match in re.finditer(r"(?:\. ?){6,} ?(?:\d+|[ivx]+)$", reading.text, re.MULTILINE):
        path = [section for section in reading.sections if section.start <= match.start() < section.end]
        assert path[-1].kind is SectionKind.CONTENTS, reading.text[match.start() - 60 : match.end()]
