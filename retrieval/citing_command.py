"""``python -m retrieval cite``: how theses of the library are cited."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from ingest.document import Page, Thesis
from ingest.errors import NoSuchPageNumber
from ingest.language import Language
from ingest.library import Library
from ingest.pipeline import documents_named
from retrieval.bibliography_export import BibliographyFormat, CitedThesis, exported
from retrieval.citation_styles import Bibliography, Style, plain

_IN_TEXT: dict[Language, str] = {"id": "dalam teks", "en": "in text"}
TEXT = "text"


def cite_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m retrieval cite", description="How theses of the library are cited: in text and as entries."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="file name or id of a document (default: all theses)")
    parser.add_argument("--library", type=Path, metavar="FOLDER", help="the library (default: KUTIP_LIBRARY)")
    add_style_option(parser, "--style")
    parser.add_argument(
        "--format",
        choices=[TEXT, *BibliographyFormat],
        default=TEXT,
        help="text in the style, or a file for reference managers: bibtex, ris, csl-json",
    )
    parser.add_argument("--page", metavar="LABEL", help="cite this page, or 12-14: the numbers that are printed there")
    return parser


def add_style_option(parser: argparse.ArgumentParser, name: str, default: Style | None = Style.APA) -> None:
    """Add an option for the style of citations."""
    parser.add_argument(
        name, type=Style, choices=list(Style), default=default, metavar="STYLE", help=f"style: {', '.join(Style)}"
    )


def cite_theses(library: Library, options: argparse.Namespace, language: Language) -> str:
    """What the command prints. Raises NotInLibrary, and NoSuchPageNumber for a page that no page of it is called."""
    theses = list(_theses(library, options.names))
    if options.format != TEXT:
        cited = [CitedThesis(thesis) for thesis in theses]
        return exported(cited, BibliographyFormat(options.format), language).rstrip("\n")
    bibliography = Bibliography(theses, options.style, language)
    lines = []
    for thesis in bibliography.in_order():
        lines.append(plain(bibliography.entry(thesis)))
        for pages in _pages(library, thesis, options.page, options.names):
            lines.append(f"    {_IN_TEXT[language]}: {plain(bibliography.in_text(thesis, pages))}")
    return "\n".join(lines)


def _theses(library: Library, names: Sequence[str]) -> Iterator[Thesis]:
    entries = [entry for name in names for entry in documents_named(library, name)] or library.catalogue.entries()
    yield from {entry.thesis.id: entry.thesis for entry in entries}.values()


def _pages(library: Library, thesis: Thesis, label: str | None, names: Sequence[str]) -> list[tuple[Page, ...]]:
    """The places that a page number means: several where several pages bear it, one without pages where none is given."""
    if not label:
        return [()]
    wholes = library.catalogue.whole_documents(thesis.parts)
    documents = [wholes[part].pages for part in thesis.parts if part in wholes]
    found = [place for pages in documents for place in pages_labelled(pages, label)]
    if not found:
        labels = [page.label for pages in documents for page in pages if page.label]
        raise NoSuchPageNumber(
            label, ", ".join(names) or thesis.title, *(labels[0], labels[-1]) if labels else ("", "")
        )
    return found


def pages_labelled(pages: Sequence[Page], label: str) -> list[tuple[Page, ...]]:
    """The pages, of one document and in order, that bear a number in print or lie between two of them.

    >>> from ingest.document import LabelSource
    >>> pages = [Page("d", at, name, LabelSource.PRINTED, 0, 1) for at, name in enumerate(["II-1", "II-2", "II-3"])]
    >>> [[page.index for page in place] for wanted in ("II-2", "II-1–II-3", "4") for place in pages_labelled(pages, wanted)]
    [[1], [0, 1, 2]]
    """
    wanted = label.strip()
    exact: list[tuple[Page, ...]] = [(page,) for page in pages if page.label == wanted]
    if exact:
        return exact
    for at, letter in enumerate(wanted):
        if letter in "-–":
            first, last = wanted[:at].strip(), wanted[at + 1 :].strip()
            starts = [where for where, page in enumerate(pages) if page.label == first]
            ends = [where for where, page in enumerate(pages) if page.label == last]
            places = [(start, min((end for end in ends if end > start), default=-1)) for start in starts]
            found = [tuple(pages[start : end + 1]) for start, end in places if end >= 0]
            if found:
                return found
    return []
