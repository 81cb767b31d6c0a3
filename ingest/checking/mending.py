"""Taking differences away: rows that nobody owns deleted, what is derived made again from the texts. No text is ever changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.catalogue.records import DocumentEntry, ThesisChange
from ingest.checking.difference import Difference, Kind, Remedy
from ingest.checking.library import Inspected
from ingest.checking.rows import mend_rows
from ingest.embedding import Embedder
from ingest.errors import FileChanging, PathNotFound
from ingest.files import file_digest
from ingest.library import Library
from ingest.pipeline import OnProgress, Progress, rebuild, reindex
from ingest.uploads import UploadsInUse


def mend(
    found: Inspected,
    differences: Sequence[Difference],
    load: Callable[[], Embedder],
    on_progress: OnProgress = lambda progress: None,
) -> None:
    """Take away what can be taken away; ``load`` gives the model where something is to be embedded anew.

    Raises ModelMismatch where that would be another model than the library's.
    """
    with found.catalogue.engine.execution_options(write=True).begin() as connection:
        mend_rows(connection, differences)
    kinds = {difference.kind for difference in differences}
    remedies = {difference.remedy for difference in differences}
    if Kind.STATE_LOST in kinds or not found.catalogue.has_state():
        return
    if Remedy.REBUILD in remedies:
        library = Library.to_rebuild(found.place, found.catalogue, found.lock)
        found.vectors = library.vectors
        rebuild(library, load(), on_progress)
    else:
        assert found.vectors is not None
        library = Library.locked(found.place, found.catalogue, found.vectors, found.lock)
        _delete_extra_vectors(library, differences)
        library.sweep()
        _index_anew(library, differences, load, on_progress)
    _copy_again(library, differences)
    of_theses = [difference for difference in differences if difference.remedy is Remedy.REFERENCES]
    library.catalogue.find_references_anew(sorted({id_ for each in of_theses for id_ in each.document_ids}))
    if Kind.UPLOADS_EXTRA in kinds:
        in_use = UploadsInUse(found.place.folder)
        in_use.sweep(found.place.folder)
        in_use.release()


def _delete_extra_vectors(library: Library, differences: Sequence[Difference]) -> None:
    collection = str(library.catalogue.state().collection)
    for difference in differences:
        if difference.kind is Kind.VECTORS_EXTRA:
            for id_ in difference.ids:
                library.vectors.delete(collection, id_, id_ + 1)


def _index_anew(
    library: Library, differences: Sequence[Difference], load: Callable[[], Embedder], on_progress: OnProgress
) -> None:
    """Cut and embed the documents anew whose passages, vectors or full text differ, each swapped in at once."""
    concerned = [each for each in differences if each.remedy is Remedy.REINDEX or each.kind is Kind.VECTORS_EXTRA]
    ids = {id_ for difference in concerned for id_ in difference.document_ids}
    entries = [entry for entry in library.catalogue.entries() if entry.document_id in ids]
    if not entries:
        return
    embedder = load()
    library.check_model(embedder.fingerprint)
    for at, entry in enumerate(entries):
        on_progress(Progress(Path(entry.file_name), at, len(entries), entry.pages, 0, entry.passages))
        again = reindex(library, embedder, entry.document_id, entry.thesis)
        library.catalogue.swap([ThesisChange(entry.thesis, reindexed=(again,), folder=entry.folder)])
        library.settle()


def _copy_again(library: Library, differences: Sequence[Difference]) -> None:
    """Copies of PDFs that are lost or altered, where the file that was added is still there unchanged."""
    ids = {id_ for difference in differences if difference.remedy is Remedy.COPY for id_ in difference.document_ids}
    for document_id in sorted(ids):
        entry = library.catalogue.entry(document_id)
        source = Path(entry.source_path)
        if entry.copy_sha256 is None and _is_source(source, entry):
            library.files.path(entry.sha256).unlink(missing_ok=True)
            library.files.keep(source, entry.sha256)


def _is_source(source: Path, entry: DocumentEntry) -> bool:
    try:
        return file_digest(source) == entry.sha256
    except (PathNotFound, FileChanging):
        return False
