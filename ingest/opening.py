"""From settings to an open library, its model and a reader of PDFs: the wiring that every command shares."""

from __future__ import annotations

from collections.abc import Callable

from ingest.embedding import SentenceTransformerEmbedder, load_embedder
from ingest.pdf import PdfLimits, PdfReading
from settings import Settings


def open_embedder(settings: Settings, progress: Callable[[float], None] | None = None) -> SentenceTransformerEmbedder:
    """The model that the settings name; ``progress`` (0 to 1) follows the first unpacking."""
    return load_embedder(settings.embedding_model, settings.models, progress)


def open_reading(settings: Settings) -> PdfReading:
    """A PDF-reading child process with the settings' limits."""
    limits = PdfLimits(settings.pdf_open_seconds, settings.pdf_page_seconds, settings.pdf_memory_mb << 20)
    return PdfReading(limits)
