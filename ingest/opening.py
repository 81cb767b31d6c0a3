"""From settings to an open library, its model, a reader of PDFs and the files to start with: what entries share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ingest.embedding import SentenceTransformerEmbedder, load_embedder
from ingest.errors import FolderWithoutPdfs, LibraryEmpty, PathNotFound
from ingest.library import Library
from ingest.parallel_reading import ParallelReading
from ingest.pdf import PdfLimits
from ingest.pipeline import find_pdfs
from ingest.places import LibraryPlace
from settings import PROJECT, Settings

SAMPLES = PROJECT / "data" / "samples"


def library_place(settings: Settings) -> LibraryPlace:
    """The folder and the stores of the library that the settings name."""
    return LibraryPlace.of(settings.library, settings.catalogue.get_secret_value(), settings.vectors.get_secret_value())


def open_embedder(settings: Settings, progress: Callable[[float], None] | None = None) -> SentenceTransformerEmbedder:
    """The model that the settings name; ``progress`` (0 to 1) follows the first unpacking."""
    return load_embedder(settings.embedding_model, settings.models, progress)


def open_reading(settings: Settings) -> ParallelReading:
    """Processes that read PDFs, each with the settings' limits."""
    limits = PdfLimits(
        settings.pdf_open_seconds,
        settings.pdf_page_seconds,
        settings.pdf_memory_mb << 20,
        settings.pdf_seconds,
        settings.pdf_pages,
    )
    return ParallelReading(limits)


def first_files(settings: Settings) -> list[Path]:
    """What a library without any document starts with: the user's corpus folder or, if no PDF lies there, the samples.

    Empty where the library has documents.
    """
    try:
        Library.read(library_place(settings)).close()
        return []
    except LibraryEmpty:
        pass
    try:
        return find_pdfs([settings.corpus])
    except (FolderWithoutPdfs, PathNotFound):
        return find_pdfs([SAMPLES])
