"""From settings to an open library, its model, a reader of PDFs and the files to start with: what entries share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from ingest.embedding import SentenceTransformerEmbedder, load_embedder
from ingest.errors import FolderWithoutPdfs, LibraryEmpty, PathNotFound
from ingest.library import Library
from ingest.parallel_reading import ParallelReading
from ingest.pdf import PdfLimits
from ingest.pipeline import find_pdfs
from ingest.places import LibraryPlace
from ingest.ray_workers import ray_workers
from ingest.worker_processes import process_workers, threads_of_each
from ingest.workforce import Bench, Workforce
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
    return ParallelReading(pdf_limits(settings))


def pdf_limits(settings: Settings) -> PdfLimits:
    """The limits of the settings for one reading process."""
    return PdfLimits(
        settings.pdf_open_seconds,
        settings.pdf_page_seconds,
        settings.pdf_memory_mb << 20,
        settings.pdf_seconds,
        settings.pdf_pages,
    )


@contextmanager
def open_workforce(settings: Settings, workers: int | None, ray_address: str | None) -> Iterator[Workforce]:
    """So many processes of this machine, or the workers of a Ray cluster, that read and embed as the settings say.

    Raises WorkersNotStarted, WorkersDiffer, RayMissing, RayUnreachable, or what is wrong with the model.
    """
    open_model = partial(load_embedder, settings.embedding_model, settings.models.resolve())
    if ray_address is not None:
        bench = Bench(open_model, pdf_limits(settings), threads=1)
        with ray_workers(ray_address, workers, bench) as actors, Workforce(actors) as force:
            yield force
    else:
        count = workers or 1
        bench = Bench(open_model, pdf_limits(settings), threads_of_each(count))
        with Workforce(process_workers(count, bench)) as force:
            yield force


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
