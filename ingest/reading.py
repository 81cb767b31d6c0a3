"""A raw PDF → the document that the library keeps: reading text, pages, sections, metadata, warnings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleanup import Line, Removal, page_lines, reflow, strip_furniture
from ingest.cover import cover_page
from ingest.document import LabelSource, Page, ReadingWarning, Section, WarningKind
from ingest.labels import label_pages
from ingest.language import detect_language, is_word
from ingest.metadata import Metadata, find_metadata
from ingest.pdf import RawPdf
from ingest.structure import find_structure, sections_of


@dataclass(frozen=True, slots=True)
class Reading:
    """One file as read. ``removals`` itemise every character of a page that is not in ``text``."""

    metadata: Metadata
    text: str
    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    removals: tuple[Removal, ...]
    warnings: tuple[ReadingWarning, ...]


def read_document(document_id: str, file_stem: str, raw: RawPdf) -> Reading:
    """Everything that is known of a file from its raw pages."""
    raw_lines = [page_lines(page.text) for page in raw.pages]
    labels = label_pages(raw_lines, raw.labels)
    lines, removals = strip_furniture(raw_lines, [label.line for label in labels])
    structure = find_structure(lines, [label.label for label in labels], raw.outline)
    language = detect_language("\n".join(line.text for line in lines))
    reading = reflow(lines, len(raw.pages), structure.breaks, lambda word: is_word(word, language))
    pages = tuple(
        Page(document_id, index, label.label, label.source, *bounds)
        for index, (label, bounds) in enumerate(zip(labels, reading.page_bounds, strict=True))
    )
    return Reading(
        metadata=find_metadata(file_stem, _front(raw_lines, lines), reading.text, raw.title, raw.authors),
        text=reading.text,
        pages=pages,
        sections=sections_of(document_id, structure, reading),
        removals=(*removals, *reading.removals),
        warnings=_warnings(raw, pages),
    )


def _front(raw_lines: Sequence[Sequence[str]], lines: Sequence[Line]) -> list[Line]:
    """The lines for metadata: of the cover all of them, since the year below is no page number."""
    cover = cover_page(raw_lines)
    if cover is None:
        return list(lines)
    whole = [Line(cover, line) for line in raw_lines[cover] if line]
    return [*whole, *(line for line in lines if line.page_index != cover)]


def _warnings(raw: RawPdf, pages: tuple[Page, ...]) -> tuple[ReadingWarning, ...]:
    found = {
        WarningKind.UNREADABLE_PAGES: [page.index for page in raw.pages if page.failure],
        WarningKind.PAGES_WITHOUT_TEXT: [
            page.index for page in raw.pages if not page.failure and not any(map(str.isalnum, page.text))
        ],
    }
    if raw.labels is not None:
        found[WarningKind.LABELS_DISAGREE] = [
            page.index
            for page, label in zip(pages, raw.labels, strict=True)
            if page.label_source is LabelSource.PRINTED and page.label != label
        ]
    return tuple(ReadingWarning(kind, tuple(indexes)) for kind, indexes in found.items() if indexes)
