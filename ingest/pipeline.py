"""File → document → vectors and catalogue: incremental, atomic, with progress.

A file is read and embedded first; its vectors are written while nothing refers to them; one transaction of
the catalogue swaps the new version in. Stopped anywhere before that, the old version goes on answering.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from ingest.catalogue.records import DocumentEntry, IndexedPassage, UnsettledRange, WholeDocument
from ingest.document import TEXT_VERSION, Document, Passage, ReadingWarning, Thesis, WarningKind
from ingest.embedding import Embedder, EncodedPassages
from ingest.errors import AmbiguousName, FolderWithoutPdfs, NotInLibrary, PathNotFound, PdfWithoutText, UnreadablePdf
from ingest.files import file_digest
from ingest.library import Library
from ingest.ocr import TextRecognition, pages_without_text
from ingest.passages import Cut, cut_passages
from ingest.pdf import PdfReading
from ingest.reading import read_document
from ingest.references import find_references

PROMPT_TOKENS = 8
"""Kept free in the window for the model's prompt and special tokens."""

EMBED_AT_ONCE = 256
"""Passages a call of the model, between two reports of progress."""


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One line at the end of an ingest. ``error`` is set where the file was refused."""

    path: Path
    outcome: Outcome
    pages: int = 0
    passages: int = 0
    warnings: tuple[ReadingWarning, ...] = ()
    error: UnreadablePdf | PathNotFound | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an ingest stands: the file at hand, its pages read, and its passages embedded of all that it has."""

    file: Path
    files_done: int
    files: int
    pages_read: int
    passages_done: int
    passages: int


OnProgress = Callable[[Progress], None]


def find_pdfs(paths: Sequence[Path]) -> list[Path]:
    """The files named and the PDFs in the folders named, each once, folders in order of name.

    Raises PathNotFound for a path that is not there and FolderWithoutPdfs for a folder without any.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.rglob("*") if file.suffix.lower() == ".pdf" and file.is_file())
            if not inside:
                raise FolderWithoutPdfs(path)
            found.extend(inside)
        elif path.is_file():
            found.append(path)
        else:
            raise PathNotFound(path)
    return list(dict.fromkeys(file.resolve() for file in found))


def add_files(
    library: Library,
    embedder: Embedder,
    reading: PdfReading,
    files: Sequence[Path],
    on_progress: OnProgress = lambda progress: None,
    *,
    recognition: TextRecognition | None = None,
) -> Iterator[FileReport]:
    """Add or update each file; a report after each. A file that cannot be read is reported and the rest go on.

    With ``recognition`` pages without text get theirs; files read without it before are read again.

    Raises ModelMismatch if the library was indexed with another model, DiskFull if nothing can be written.
    """
    prepare_collection(library, embedder)
    for at, path in enumerate(files):
        try:
            yield _add_file(
                library,
                embedder,
                reading,
                path,
                lambda *n, at=at, path=path: on_progress(Progress(path, at, len(files), *n)),
                recognition=recognition,
            )
        except (UnreadablePdf, PathNotFound) as error:
            yield FileReport(path, Outcome.REFUSED, error=error)


def documents_named(library: Library, name: str) -> list[DocumentEntry]:
    """The documents of that file name, id or beginning of an id. Raises NotInLibrary where there is none."""
    entries = library.catalogue.entries()
    found = [entry for entry in entries if entry.file_name == name or entry.document_id.startswith(name.lower())]
    if not found or not name:
        raise NotInLibrary(name)
    return found


def the_document_named(library: Library, name: str) -> DocumentEntry:
    """The one document of that name. Raises NotInLibrary, or AmbiguousName where several documents bear it."""
    found = documents_named(library, name)
    if len(found) > 1:
        raise AmbiguousName(name, tuple(entry.document_id[:8] for entry in found))
    return found[0]


def remove_document(library: Library, name: str) -> DocumentEntry:
    """Take a document out, by file name, id or the beginning of its id.

    Raises NotInLibrary, or AmbiguousName where several documents bear the name.
    """
    found = the_document_named(library, name)
    library.catalogue.remove(found.document_id)
    library.settle()
    library.drop_files()
    return found


def rebuild(library: Library, embedder: Embedder, on_progress: OnProgress = lambda progress: None) -> int:
    """Cut and embed every stored text anew in a collection beside the live one, and swap when it is complete.

    Serves a change of the embedding model and a damaged vector folder. Returns the number of passages.
    """
    state = library.catalogue.state()
    generation = state.generation + 1
    collection = _collection_name(embedder, generation)
    entries = library.catalogue.entries()
    library.vectors.make_collection(collection)
    total = 0
    for at, entry in enumerate(entries):
        whole = library.catalogue.whole_document(entry.document_id)
        report = lambda *n, at=at, entry=entry: on_progress(Progress(Path(entry.file_name), at, len(entries), *n))  # noqa: E731
        indexed, reserved = _index(library, embedder, whole, collection, report)
        library.catalogue.stage(whole, indexed, reserved, generation)
        total += len(indexed)
    library.catalogue.go_live(generation, collection, embedder.fingerprint)
    library.sweep()
    return total


def _add_file(
    library: Library,
    embedder: Embedder,
    reading: PdfReading,
    path: Path,
    report: Callable[[int, int, int], None],
    *,
    recognition: TextRecognition | None,
) -> FileReport:
    sha256 = file_digest(path)
    entries = library.catalogue.entries_of_file(str(path), sha256)
    for entry in entries:
        lacks_text = any(warning.kind is WarningKind.PAGES_WITHOUT_TEXT for warning in entry.warnings)
        if (
            entry.sha256 == sha256
            and entry.text_version == TEXT_VERSION
            and not (recognition is not None and lacks_text)
        ):
            library.files.keep(path, sha256)
            return FileReport(path, Outcome.UNCHANGED, entry.pages, entry.passages, entry.warnings)
    old = next((entry for entry in entries if entry.source_path == str(path)), None)
    raw = reading.read(path, on_page=lambda done, total: report(done, 0, 0))
    recognised: Path | None = None
    if recognition is not None and (bare := pages_without_text(raw)):
        recognised = recognition.recognise(path, len(bare))
        raw = reading.read(recognised)
    document_id = uuid.uuid4().hex
    read = read_document(document_id, path.stem, raw)
    if not any(map(str.isalnum, read.text)):
        raise PdfWithoutText(path, len(raw.pages))
    thesis = Thesis(
        id=old.thesis.id if old else uuid.uuid4().hex,
        title=read.metadata.title,
        authors=read.metadata.authors,
        year=read.metadata.year,
        institution=read.metadata.institution,
        degree=read.metadata.degree,
        language=read.metadata.language,
        parts=(document_id,),
    )
    document = Document(document_id, thesis.id, 1, path.name, sha256, read.text, TEXT_VERSION, read.warnings)
    references = find_references(read.text, read.sections)
    whole = WholeDocument(thesis, document, read.pages, read.sections, references)
    collection = library.catalogue.state().collection
    assert collection is not None
    indexed, reserved = _index(library, embedder, whole, collection, report)
    library.files.keep(path, sha256, recognised)
    library.catalogue.publish(whole, str(path), indexed, reserved, old.document_id if old else None)
    if old:
        library.settle()
    outcome = Outcome.REPLACED if old else Outcome.ADDED
    return FileReport(path, outcome, len(read.pages), len(indexed), read.warnings)


def _index(
    library: Library,
    embedder: Embedder,
    whole: WholeDocument,
    collection: str,
    report: Callable[[int, int, int], None],
) -> tuple[list[IndexedPassage], UnsettledRange]:
    """Cut, embed and write the vectors of one document; its passages belong to nobody yet."""
    text, sections = whole.document.text, whole.sections
    cuts = cut_passages(text, whole.thesis.title, sections, embedder.count_tokens_many, embedder.window - PROMPT_TOKENS)
    report(len(whole.pages), 0, len(cuts))
    reserved = library.catalogue.reserve(len(cuts), collection)
    indexed: list[IndexedPassage] = []
    for at in range(0, len(cuts), EMBED_AT_ONCE):
        group = cuts[at : at + EMBED_AT_ONCE]
        encoded = embed_cuts(embedder, text, group)
        ids = range(reserved.first + at, reserved.first + at + len(group))
        library.vectors.add(collection, ids, encoded.vectors, whole.thesis.id, [cut.kind.value for cut in group])
        indexed.extend(
            IndexedPassage(
                Passage(id_, whole.document.id, cut.start, cut.end, cut.sentences), cut.kind, cut.context, rows, tokens
            )
            for id_, cut, rows, tokens in zip(ids, group, encoded.sentence_vectors, encoded.token_vectors, strict=True)
        )
        report(len(whole.pages), at + len(group), len(cuts))
    return indexed, reserved


def embed_cuts(embedder: Embedder, text: str, cuts: Sequence[Cut]) -> EncodedPassages:
    """Vectors of passages, of their sentences and tokens, each passage read with its context in front."""
    texts, spans = [], []
    for cut in cuts:
        lead = f"{cut.context}\n" if cut.context else ""
        shift = len(lead) - cut.start
        texts.append(lead + text[cut.start : cut.end])
        spans.append([(sentence.start + shift, sentence.end + shift) for sentence in cut.sentences])
    return embedder.encode_passages(texts, spans)


def prepare_collection(library: Library, embedder: Embedder) -> str:
    """The collection that this model's vectors go to, made if need be. Raises ModelMismatch."""
    library.check_model(embedder.fingerprint)
    state = library.catalogue.state()
    collection = state.collection or _collection_name(embedder, state.generation)
    library.vectors.make_collection(collection)
    if state.collection is None:
        library.catalogue.choose_collection(collection, embedder.fingerprint)
    return collection


def _collection_name(embedder: Embedder, generation: int) -> str:
    digest = hashlib.sha256(embedder.fingerprint.encode()).hexdigest()[:8]
    return f"passages-{generation}-{digest}-{uuid.uuid4().hex[:6]}"
