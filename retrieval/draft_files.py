"""A draft's file → a ``Draft``: Word, Markdown, plain text, or PDF by the reading that theses get."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.document import SectionKind
from ingest.errors import DamagedDraft, DraftTooLarge, DraftWithoutWords, NotADraft, PathNotFound
from ingest.file_work import AnyReading
from ingest.reading import read_document
from retrieval.draft import Draft, draft_of

if TYPE_CHECKING:
    from docx.text.paragraph import Paragraph as WordParagraph

SUFFIXES = (".docx", ".md", ".markdown", ".txt", ".text", ".pdf")

MAX_UNPACKED, MAX_XML = 200 << 20, 32 << 20
"""Bytes that a Word file may unpack to, pictures included; and its XML alone, which takes many times as much when it is read."""

MAX_PARTS = 2_000
"""Files within a Word file: a thesis with a picture on every page has some hundred."""

MAX_CHARACTERS = 2_000_000
"""Of a draft: more than a thousand pages."""

LONGEST_MARKUP = 2_000
"""Characters of a link or a tag of Markdown; without a bound a crafted line would be looked through once for each of its signs."""

INDENTED = 0.3
"""Inches of left indentation from which a paragraph is set apart."""

SET_APART_WORDS = 8
"""An indented paragraph is a quotation only from so many words, and if a colon leads to it or a source ends it."""

_QUOTE_STYLE = re.compile(r"quot|kutip|zitat", re.IGNORECASE)
_SOURCE_AT_END = re.compile(r"\([^()]*\d[^()]*\)\s*\.?\s*$")
_MARKUP = (
    (
        re.compile(
            r"!\[[^\]]{0,N}\]\([^)]{0,N}\)|\[\^[^\]]{1,N}\]|<!--.{0,N}?-->|</?[a-z][^<>]{0,N}>".replace(
                "N", str(LONGEST_MARKUP)
            ),
            re.IGNORECASE,
        ),
        "",
    ),
    (
        re.compile(
            r"\[([^\]\[]{1,N})\]\((?:https?:|#|/|mailto:)[^)]{0,N}\)".replace("N", str(LONGEST_MARKUP)),
        ),
        r"\1",
    ),
    (
        re.compile(
            r"(?<!\w)(\*{1,3}|_{1,3})(?=\S)(.{1,N}?)(?<=\S)\1(?!\w)".replace("N", str(LONGEST_MARKUP)),
        ),
        r"\2",
    ),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>\"'])"), r"\1"),
)
_BLOCK_START = re.compile(r"\s*(?:#{1,6}\s+|[-*+]\s+|\d{1,3}[.)]\s+|\|)")


def read_draft(path: Path, open_reading: Callable[[], AnyReading]) -> Draft:
    """The draft in a file. Word and PDF are known by their content, whatever the file is called.

    Raises PathNotFound; NotADraft for a kind of file that is not read; DamagedDraft or the errors of PDFs;
    DraftWithoutWords; DraftTooLarge.
    """
    if not path.is_file():
        raise PathNotFound(path)
    suffix = _form(path)
    if suffix == ".docx":
        draft = draft_of(path.name, list(_word_paragraphs(path)))
    elif suffix == ".pdf":
        draft = _pdf_draft(path, open_reading)
    elif suffix in SUFFIXES:
        markdown = suffix in (".md", ".markdown")
        draft = draft_of(path.name, list(text_paragraphs(_decoded(path), markdown=markdown)))
    else:
        raise NotADraft(path)
    if not any(map(str.isalnum, draft.text)):
        raise DraftWithoutWords(path.name)
    if len(draft.text) > MAX_CHARACTERS:
        raise DraftTooLarge(path.name, f"{MAX_CHARACTERS:,}")
    return draft


def _form(path: Path) -> str:
    """The ending that the content of a file should have; its own where the content does not tell."""
    with path.open("rb") as file:
        start = file.read(1024)
    if b"%PDF-" in start:
        return ".pdf"
    return ".docx" if start.startswith(b"PK\x03\x04") else path.suffix.lower()


def typed_draft(text: str) -> Draft:
    """A draft that was typed or pasted. Raises DraftWithoutWords."""
    if not any(map(str.isalnum, text)):
        raise DraftWithoutWords("")
    return draft_of("", list(text_paragraphs(text, markdown=False)))


def text_paragraphs(text: str, *, markdown: bool) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a text, lines joined, each with whether it is set apart as a quotation.

    Blank lines part paragraphs; where there are none, a paragraph is a line.

    >>> list(text_paragraphs("# Bab\\nSatu\\n*dua*.\\n\\n> Tiga\\n> empat.", markdown=True))
    [('Bab', False), ('Satu dua.', False), ('Tiga empat.', True)]
    """
    text = text.expandtabs(4).replace("\r\n", "\n").replace("\r", "\n")
    if markdown:
        text = re.sub(r"^(```|~~~).*?^\1[^\n]*$", "", text, flags=re.MULTILINE | re.DOTALL)
    parted = re.split(r"\n\s*\n", text) if re.search(r"\n\s*\n", text.strip()) or markdown else text.split("\n")
    before = ""
    for block in parted:
        for lines, quoted in _blocks([line for line in block.split("\n") if line.strip()], markdown):
            joined = " ".join(line.strip() for line in lines)
            indented = not markdown and all(line.startswith("    ") for line in lines)
            if markdown:
                for pattern, instead in _MARKUP:
                    joined = pattern.sub(instead, joined)
            yield joined, quoted or (indented and _is_set_apart(joined, before))
            before = joined


def _blocks(lines: Sequence[str], markdown: bool) -> Iterator[tuple[list[str], bool]]:
    """The lines of a paragraph; in Markdown headings, items and block quotes are paragraphs of their own."""
    if not markdown:
        if lines:
            yield list(lines), False
        return
    group: list[str] = []
    in_quote = False
    for line in lines:
        quote = re.match(r"\s{0,3}>\s?", line)
        bare = line[quote.end() :] if quote else line
        start = _BLOCK_START.match(bare)
        heading = bare.lstrip().startswith("#") and start is not None
        if group and (start or bool(quote) is not in_quote):
            yield group, in_quote
            group = []
        group.append(bare[start.end() :] if start else bare)
        in_quote = bool(quote)
        if heading:
            yield group, in_quote
            group = []
    if group:
        yield group, in_quote


def _is_set_apart(text: str, before: str) -> bool:
    led_to = before.rstrip().endswith(":") or _SOURCE_AT_END.search(text) is not None
    return led_to and len(text.split()) >= SET_APART_WORDS


def _decoded(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, else Windows-1252. Raises NotADraft for what is no text."""
    if path.stat().st_size > 4 * MAX_CHARACTERS:
        raise DraftTooLarge(path.name, f"{MAX_CHARACTERS:,}")
    raw = path.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    if b"\0" in raw:
        raise NotADraft(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _word_paragraphs(path: Path) -> Iterator[tuple[str, bool]]:
    """The paragraphs of a Word file in order, those in tables too. Raises NotADraft, DamagedDraft."""
    import docx
    from docx.table import Table

    try:
        _check_package(path)
        content = list(docx.Document(str(path)).iter_inner_content())
    except DamagedDraft:
        raise
    except zipfile.BadZipFile as error:
        raise NotADraft(path) from error
    except Exception as error:  # python-docx lets errors of zipfile, lxml and its own escape
        raise DamagedDraft(path, type(error).__name__) from error
    before = ""
    for block in content:
        cells = [cell for row in block.rows for cell in row.cells] if isinstance(block, Table) else []
        paragraphs = [each for cell in cells for each in cell.paragraphs] if isinstance(block, Table) else [block]
        for paragraph in paragraphs:
            yield paragraph.text, _is_word_quote(paragraph, before)
            before = paragraph.text or before


def _check_package(path: Path) -> None:
    """Refuse a Word file that unpacks to more than a draft, or declares entities, before it is unpacked. Raises DamagedDraft."""
    with zipfile.ZipFile(path) as package:
        parts = package.infolist()
        if len(parts) > MAX_PARTS:
            raise DamagedDraft(path, f"over {MAX_PARTS:,} parts")
        texts = [each for each in parts if each.filename.lower().endswith((".xml", ".rels"))]
        for chosen, limit in ((parts, MAX_UNPACKED), (texts, MAX_XML)):
            if sum(each.file_size for each in chosen) > limit:
                raise DamagedDraft(path, f"over {limit >> 20} MB")
        for each in texts:  # Word writes no document type, and with one come entities that swell or name other files
            if b"<!DOCTYPE" in package.read(each).replace(b"\0", b""):
                raise DamagedDraft(path, "a document type")


def _is_word_quote(paragraph: WordParagraph, before: str) -> bool:
    """A style for quotations, or indented from the left with no hanging first line, led to or with its source."""
    style = paragraph.style
    if style is not None and style.name and _QUOTE_STYLE.search(style.name):
        return True
    formats = [paragraph.paragraph_format, *([style.paragraph_format] if style is not None else [])]
    left = next((each.left_indent for each in formats if each.left_indent is not None), None)
    first = next((each.first_line_indent for each in formats if each.first_line_indent is not None), None)
    indented = left is not None and left.inches >= INDENTED and (first is None or first.inches >= 0)
    return indented and _is_set_apart(paragraph.text, before)


def _pdf_draft(path: Path, open_reading: Callable[[], AnyReading]) -> Draft:
    """The draft in a PDF, contents page and bibliography left out. Raises the errors of unreadable PDFs."""
    with open_reading() as reading:
        found = read_document(path.stem, path.stem, reading.read(path))
    left_out = [
        section for section in found.sections if section.kind in (SectionKind.BIBLIOGRAPHY, SectionKind.CONTENTS)
    ]
    paragraphs: list[tuple[str, bool]] = []
    at = 0
    for text in found.text.split("\n"):
        if not any(section.start <= at < section.end for section in left_out):
            paragraphs.append((text, False))
        at += len(text) + 1
    return draft_of(path.name, paragraphs)
