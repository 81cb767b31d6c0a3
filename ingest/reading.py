"""A raw PDF → the document that the library keeps: reading text, pages, sections, metadata, warnings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.characters import normalise
from ingest.cleanup import Line, Removal, RemovalKind, page_lines, reflow
from ingest.cover import cover_page
from ingest.document import LabelSource, Page, ReadingWarning, Section, WarningKind, marked_pages
from ingest.furniture import strip_furniture
from ingest.labels import label_pages
from ingest.language import detect_language, is_word
from ingest.metadata import Metadata, find_metadata
from ingest.ocr import pages_without_text
from ingest.page_order import in_reading_order
from ingest.pdf import RawPdf
from ingest.spacing import mend_spacing
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
    raw_lines = [page_lines(page.index, page.lines) for page in raw.pages]
    labels = label_pages(raw_lines, raw.labels)
    kept, removals = strip_furniture(raw_lines, [label.marks for label in labels])
    language = detect_language("\n".join(line.text for line in kept))
    spaced = mend_spacing(in_reading_order(kept), lambda word: is_word(word, language))
    lines = spaced.lines
    structure = find_structure(lines, [label.label for label in labels], raw.outline)
    reading = reflow(
        lines,
        len(raw.pages),
        structure.breaks,
        lambda word: is_word(word, language),
        cells=structure.cells,
        table_lines=structure.table_lines,
    )
    pages = tuple(
        Page(document_id, index, label.label, label.source, *bounds)
        for index, (label, bounds) in enumerate(zip(labels, reading.page_bounds, strict=True))
    )
    warnings = _warnings(raw, pages, spaced.doubtful_pages)
    return Reading(
        metadata=find_metadata(file_stem, _front(raw_lines, lines), reading.text, raw.title, raw.authors),
        text=reading.text,
        pages=marked_pages(pages, warnings),
        sections=sections_of(document_id, structure, reading),
        removals=(*removals, *reading.removals, *_hidden(raw)),
        warnings=warnings,
    )


def _front(raw_lines: Sequence[Sequence[Line]], lines: Sequence[Line]) -> list[Line]:
    """The lines for metadata: of the cover all of them, since the year below is no page number."""
    cover = cover_page([[line.text for line in page] for page in raw_lines])
    if cover is None:
        return list(lines)
    return [*raw_lines[cover], *(line for line in lines if line.page_index != cover)]


def _hidden(raw: RawPdf) -> list[Removal]:
    return [
        Removal(page.index, RemovalKind.HIDDEN_TEXT, normalise(hidden.text).strip())
        for page in raw.pages
        for hidden in page.hidden
    ]


def _warnings(raw: RawPdf, pages: tuple[Page, ...], doubtful: tuple[int, ...]) -> tuple[ReadingWarning, ...]:
    found: dict[WarningKind, Sequence[int]] = {
        WarningKind.UNREADABLE_PAGES: [page.index for page in raw.pages if page.failure],
        WarningKind.PAGES_WITHOUT_TEXT: pages_without_text(raw),
        WarningKind.DOUBTFUL_SPACING: doubtful,
        WarningKind.RECOGNISED_TEXT: [page.index for page in raw.pages if page.recognised],
        WarningKind.HIDDEN_TEXT: [page.index for page in raw.pages if page.hidden],
    }
    if raw.labels is not None:
        found[WarningKind.LABELS_DISAGREE] = [
            page.index
            for page, label in zip(pages, raw.labels, strict=True)
            if page.label_source is LabelSource.PRINTED and page.label != label
        ]
    return tuple(ReadingWarning(kind, tuple(indexes)) for kind, indexes in found.items() if indexes)
