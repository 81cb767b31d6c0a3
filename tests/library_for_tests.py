"""Libraries and documents for the tests: the samples through the real pipeline, and documents made by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

from ingest.catalogue.records import WholeDocument
from ingest.document import TEXT_VERSION, Document, LabelSource, Page, Section, Thesis
from ingest.embedding import Embedder
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import Outcome, add_files, find_pdfs
from ingest.places import LibraryPlace

PROJECT = Path(__file__).resolve().parent.parent
SAMPLES = PROJECT / "data" / "samples"


def build_samples(folder: Path | LibraryPlace, embedder: Embedder) -> None:
    """A library of the three sample PDFs, read and indexed for real, and closed again."""
    with Library.write(folder) as library, PdfReading(PdfLimits()) as reading:
        reports = list(add_files(library, embedder, reading, find_pdfs([SAMPLES])))
    assert [report.outcome for report in reports] == [Outcome.ADDED] * 3


def stored_texts(folder: Path) -> dict[str, str]:
    """The text of each document of a library, by file name."""
    with Library.read(folder) as library:
        entries = library.catalogue.entries()
        return {entry.file_name: library.catalogue.whole_document(entry.document_id).document.text for entry in entries}


def whole_document(
    page_texts: Sequence[str],
    labels: Sequence[str] | None = None,
    sections: Sequence[Section] = (),
    title: str = "Kota Kembar",
    name: str = "d",
) -> WholeDocument:
    """A document whose text is its pages one after another; labels are 1, 2, … unless given."""
    thesis = Thesis(f"t-{name}", title, ("Proyek Kutip",), 2026, None, None, "id", (name,))
    document = Document(name, thesis.id, 1, f"{name}.pdf", "0" * 64, "".join(page_texts), TEXT_VERSION, ())
    bounds = pairwise(accumulate(map(len, page_texts), initial=0))
    pages = tuple(
        Page(name, at, labels[at] if labels else str(at + 1), LabelSource.PRINTED, start, end)
        for at, (start, end) in enumerate(bounds)
    )
    return WholeDocument(thesis, document, pages, tuple(sections))
