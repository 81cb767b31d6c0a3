"""File → document → vectors and catalogue: incremental, atomic, with progress.

A file is read and embedded first; its vectors are written while nothing refers to them; one transaction of
the catalogue swaps the new version in. Stopped anywhere before that, the old version goes on answering.
"""

from __future__ import annotations

import hashlib
import shutil
import uuid
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from ingest.catalogue.records import (
    DocumentEntry,
    IndexedPassage,
    NearDuplicate,
    NewPart,
    Reindexed,
    ThesisChange,
    UnsettledRange,
    WholeDocument,
)
from ingest.document import TEXT_VERSION, Document, Passage, ReadingWarning, Thesis, WarningKind
from ingest.embedding import Embedder, EncodedPassages
from ingest.errors import (
    AmbiguousName,
    EncryptedPdf,
    FolderWithoutPdfs,
    NotInLibrary,
    PathNotFound,
    PdfWithoutText,
    UnreadablePdf,
)
from ingest.files import file_digest
from ingest.library import Library
from ingest.metadata_values import KnownField, Metadata, of_parts, strongest, thesis_of
from ingest.near_duplicates import find_near_duplicates, sentence_hashes
from ingest.ocr import TextRecognition, pages_without_text
from ingest.parallel_reading import ParallelReading
from ingest.passages import Cut, cut_passages
from ingest.passwords import Passwords
from ingest.pdf import PdfReading, RawPdf
from ingest.reading import Reading, read_document
from ingest.references import find_references
from ingest.spelling import Spelling
from ingest.thesis_folders import Upload, parts_in_order, uploads_of

PROMPT_TOKENS = 8
"""Kept free in the window for the model's prompt and special tokens."""

EMBED_AT_ONCE = 256
"""Passages a call of the model, between two reports of progress."""


READ_AHEAD = 2
"""Files that are read while one is embedded."""

AnyReading = PdfReading | ParallelReading


class Outcome(StrEnum):
    """What became of a file."""

    ADDED = "added"
    REPLACED = "replaced"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class FileReport:
    """One line at the end of an ingest. ``error`` is set where the file was refused.

    ``same_as`` is the name under which an unchanged file is there already, if it is another; ``near`` are documents that
    share many of its sentences, with the share; ``folder`` is that of a thesis in several files.
    """

    path: Path
    outcome: Outcome
    pages: int = 0
    passages: int = 0
    warnings: tuple[ReadingWarning, ...] = ()
    error: UnreadablePdf | PathNotFound | None = None
    same_as: str | None = None
    near: tuple[tuple[str, float], ...] = ()
    folder: Path | None = None


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
    reading: AnyReading,
    files: Sequence[Path],
    on_progress: OnProgress = lambda progress: None,
    *,
    folders: Collection[Path] = (),
    passwords: Passwords | None = None,
    recognition: TextRecognition | None = None,
) -> Iterator[FileReport]:
    """Add or update each file; a report for each. A file that cannot be read is reported and the rest go on.

    Files of ``folders``, and of folders whose names leave no doubt, are the parts of one thesis and are swapped in
    together. With ``recognition`` pages without text get theirs; files read without it before are read again.

    Raises ModelMismatch if the library was indexed with another model, DiskFull if nothing can be written.
    """
    prepare_collection(library, embedder)
    uploads = list(uploads_of(files, folders, library.catalogue.folders()))
    ordered = [file for upload in uploads for file in upload.files]
    adding = _Adding(library, embedder, reading, passwords or Passwords(), recognition, ordered, on_progress)
    for upload in uploads:
        yield from adding.add(upload)


@dataclass
class _Seen:
    """A file looked at: its bytes' digest, the version of it that the library has, a document of the same bytes."""

    sha256: str
    old: DocumentEntry | None
    same: DocumentEntry | None


@dataclass
class _Read:
    """A file that was read and is to be swapped in."""

    path: Path
    seen: _Seen
    document_id: str
    reading: Reading
    password: str | None
    recognised: Path | None


@dataclass
class _Adding:
    """One run of ``add_files``: the files in the order in which they are read, and how many are done."""

    library: Library
    embedder: Embedder
    reading: AnyReading
    passwords: Passwords
    recognition: TextRecognition | None
    files: Sequence[Path]
    on_progress: OnProgress
    done: int = 0
    looked_at: int = field(default=0, init=False)
    announced: int = field(default=0, init=False)

    def add(self, upload: Upload) -> Iterator[FileReport]:
        """Read the new files of one thesis, then index and swap them in together."""
        reports: dict[Path, FileReport] = {}
        read: list[_Read] = []
        for path in upload.files:
            self._read_ahead()
            try:
                seen = self._look(path, upload)
                if seen.same is not None:
                    reports[path] = self._unchanged(path, seen, upload)
                else:
                    read.append(self._read(path, seen))
            except (UnreadablePdf, PathNotFound) as error:
                reports[path] = FileReport(path, Outcome.REFUSED, error=error, folder=upload.folder)
            self.looked_at += 1
            self.done += path in reports  # what was read is done when it is indexed
        if read:
            try:
                reports.update(self._swap_in(upload, read))
            except UnreadablePdf as error:  # the file changed, or could not be copied, after it was read
                reports.update({each.path: FileReport(each.path, Outcome.REFUSED, error=error) for each in read})
        for path in upload.files:
            yield reports[path]

    def _read_ahead(self) -> None:
        if not isinstance(self.reading, ParallelReading):
            return
        while self.announced < min(self.looked_at + 1 + READ_AHEAD, len(self.files)):
            path = self.files[self.announced]
            self.announced += 1
            if len(self.files) > 1 and path.is_file() and self._is_new(path):
                self.reading.expect(path)

    def _is_new(self, path: Path) -> bool:
        sha256 = file_digest(path)
        entries = self.library.catalogue.entries_of_file(str(path), sha256)
        return not any(self._is_current(entry, sha256) for entry in entries)

    def _is_current(self, entry: DocumentEntry, sha256: str) -> bool:
        """Whether the library has these bytes as this version reads them, with recognised text where it is asked for."""
        lacks_text = any(warning.kind is WarningKind.PAGES_WITHOUT_TEXT for warning in entry.warnings)
        return (
            entry.sha256 == sha256
            and entry.text_version == TEXT_VERSION
            and not (self.recognition is not None and lacks_text)
        )

    def _look(self, path: Path, upload: Upload) -> _Seen:
        """What the library has of a file. A single document becomes part of a thesis whose folder holds it."""
        sha256 = file_digest(path)
        entries = self.library.catalogue.entries_of_file(str(path), sha256)
        folder = str(upload.folder) if upload.folder else None
        of_bytes = [entry for entry in entries if entry.sha256 == sha256]
        of_path = [entry for entry in entries if entry.source_path == str(path)]
        same = next((entry for entry in of_bytes if self._is_current(entry, sha256)), None)
        old = next(iter([*of_path, *of_bytes]), None)
        if folder is not None and same is not None and same.folder is None:
            same, old = None, same
        return _Seen(sha256, old, same)

    def _unchanged(self, path: Path, seen: _Seen, upload: Upload) -> FileReport:
        entry = seen.same
        assert entry is not None
        if entry.copy_sha256 is None:
            self.library.files.keep(path, seen.sha256)
        moved = entry.source_path != str(path)
        if moved and not Path(entry.source_path).exists():
            self.library.catalogue.follow(entry.document_id, str(path))
        return FileReport(
            path,
            Outcome.UNCHANGED,
            entry.pages,
            entry.passages,
            entry.warnings,
            same_as=entry.name if moved and entry.file_name != path.name else None,
            folder=upload.folder,
        )

    def _read(self, path: Path, seen: _Seen) -> _Read:
        raw, password = self._open(path)
        recognised = self._recognised(path, raw, password)
        if recognised is not None:
            raw = self.reading.read(recognised)
        document_id = uuid.uuid4().hex
        read = read_document(document_id, path.stem, raw)
        if not any(map(str.isalnum, read.text)):
            raise PdfWithoutText(path, len(raw.pages))
        return _Read(path, seen, document_id, read, password, recognised)

    def _open(self, path: Path) -> tuple[RawPdf, str | None]:
        """The raw pages, and the password that opened the file if it took one."""
        report = self._reporter(path)
        try:
            return self.reading.read(path, on_page=lambda done, total: report(done, 0, 0)), None
        except EncryptedPdf:
            tried = False
            for password in self.passwords.candidates(path, self.files):
                tried = True
                try:
                    return self.reading.read(path, password, lambda done, total: report(done, 0, 0)), password
                except EncryptedPdf:
                    continue
            raise EncryptedPdf(path, tried) from None

    def _recognised(self, path: Path, raw: RawPdf, password: str | None) -> Path | None:
        """A copy in which the pages without text have got theirs, where that is asked for and there are any."""
        bare = pages_without_text(raw)
        if self.recognition is None or not bare:
            return None
        open_copy = path
        if password is not None:
            open_copy = self.recognition.fresh_path()
            self.reading.unlock(path, password, open_copy)
        return self.recognition.recognise(path, len(bare), open_copy)

    def _swap_in(self, upload: Upload, read: Sequence[_Read]) -> dict[Path, FileReport]:
        catalogue = self.library.catalogue
        thesis_id = self._thesis_id(upload, read)
        replaced = {each.seen.old.document_id for each in read if each.seen.old}
        staying = [entry for entry in catalogue.entries() if entry.thesis.id == thesis_id]
        staying = [entry for entry in staying if entry.document_id not in replaced]
        at_path = {Path(entry.source_path): entry.document_id for entry in staying}
        at_path |= {each.path: each.document_id for each in read}
        ids = [at_path[path] for path in parts_in_order(at_path)]
        metadata = catalogue.read_metadata([entry.document_id for entry in staying])
        metadata |= {each.document_id: each.reading.metadata for each in read}
        if upload.folder is not None:
            texts = [catalogue.whole_document(entry.document_id).document.text for entry in staying]
            metadata = spelled([*texts, *(each.reading.text for each in read)], metadata)
        corrections = catalogue.corrections(thesis_id)
        thesis = thesis_of(thesis_id, metadata_of(upload.folder, [metadata[id_] for id_ in ids], corrections), ids)
        new = tuple(self._new_part(each, thesis, metadata[each.document_id]) for each in read)
        stale = [entry for entry in staying if encodes_otherwise(entry.thesis, thesis)]
        again = tuple(reindex(self.library, self.embedder, entry.document_id, thesis) for entry in stale)
        folder = str(upload.folder) if upload.folder else None
        catalogue.swap([ThesisChange(thesis, new, again, folder=folder)])
        if replaced or again:
            self.library.settle()
        names = (
            {entry.document_id: entry.name for entry in catalogue.entries()} if any(part.near for part in new) else {}
        )
        return {
            each.path: FileReport(
                each.path,
                Outcome.REPLACED if each.seen.old else Outcome.ADDED,
                len(each.reading.pages),
                len(part.indexed),
                each.reading.warnings,
                near=tuple((names[pair.other_id], pair.share) for pair in part.near),
                folder=upload.folder,
            )
            for each, part in zip(read, new, strict=True)
        }

    def _thesis_id(self, upload: Upload, read: Sequence[_Read]) -> str:
        """The thesis that the files belong to already, or once did; else a new one."""
        catalogue = self.library.catalogue
        if upload.folder is not None:
            known = catalogue.folders().get(str(upload.folder))
        else:
            old = read[0].seen.old
            known = old.thesis.id if old else catalogue.thesis_of_removed(read[0].seen.sha256)
        return known or uuid.uuid4().hex

    def _new_part(self, read: _Read, thesis: Thesis, metadata: Metadata) -> NewPart:
        report = self._reporter(read.path)
        text, sha256 = read.reading.text, read.seen.sha256
        part = thesis.parts.index(read.document_id) + 1
        document = Document(
            read.document_id, thesis.id, part, read.path.name, sha256, text, TEXT_VERSION, read.reading.warnings
        )
        references = find_references(text, read.reading.sections)
        whole = WholeDocument(thesis, document, read.reading.pages, read.reading.sections, references)
        collection = self.library.catalogue.state().collection
        assert collection is not None
        indexed, reserved = _index(self.library, self.embedder, whole, collection, report)
        self.done += 1
        hashes = sentence_hashes(
            text[sentence.start : sentence.end] for entry in indexed for sentence in entry.passage.sentences
        )
        return NewPart(
            whole,
            str(read.path),
            indexed,
            reserved,
            read.seen.old.document_id if read.seen.old else None,
            metadata.known,
            self._keep(read),
            hashes,
            self._near(read.document_id, thesis, hashes),
        )

    def _keep(self, read: _Read) -> str | None:
        """Keep a copy of the PDF; of one with a password a copy without, whose digest is another."""
        password, recognised = read.password, read.recognised
        if password is None:
            self.library.files.keep(read.path, read.seen.sha256, recognised)
            return None
        if recognised is not None:
            return self.library.files.keep_made(lambda copy: shutil.copyfile(recognised, copy))
        return self.library.files.keep_made(lambda copy: self.reading.unlock(read.path, password, copy))

    def _near(self, document_id: str, thesis: Thesis, hashes: bytes) -> tuple[NearDuplicate, ...]:
        own = {entry.document_id for entry in self.library.catalogue.entries() if entry.thesis.id == thesis.id}
        others = self.library.catalogue.sentence_hashes()
        return tuple(
            find_near_duplicates(document_id, hashes, {id_: each for id_, each in others.items() if id_ not in own})
        )

    def _reporter(self, path: Path) -> Callable[[int, int, int], None]:
        done = min(self.done, len(self.files) - 1)
        return lambda *numbers: self.on_progress(Progress(path, done, len(self.files), *numbers))


def metadata_of(folder: Path | None, parts: Sequence[Metadata], corrections: Sequence[KnownField]) -> Metadata:
    """The metadata of a thesis from that of its parts and what a person said."""
    if folder is not None:
        return of_parts(parts, folder.name, corrections)
    return strongest([*(known for part in parts for known in part.known), *corrections])


def spelled(texts: Sequence[str], metadata: dict[str, Metadata]) -> dict[str, Metadata]:
    """The metadata of a thesis's parts, a title in capitals spelled as the other parts spell its words."""
    spelling = Spelling([line for text in texts for line in text.splitlines()])
    return {id_: each.with_title(spelling.title(each.title)) for id_, each in metadata.items()}


def reindex(library: Library, embedder: Embedder, document_id: str, thesis: Thesis) -> Reindexed:
    """New passages of a stored text under another title, which is part of what is encoded; they belong to nobody yet."""
    whole = replace(library.catalogue.whole_document(document_id), thesis=thesis)
    collection = library.catalogue.state().collection
    assert collection is not None
    indexed, reserved = _index(library, embedder, whole, collection, lambda *numbers: None)
    return Reindexed(whole, indexed, reserved)


def encodes_otherwise(before: Thesis, after: Thesis) -> bool:
    """Whether passages must be made anew: the title stands in front of them, the language decides on their stems."""
    return (before.title, before.language) != (after.title, after.language)


def documents_named(library: Library, name: str) -> list[DocumentEntry]:
    """The documents of that file name, folder, id or beginning of an id. Raises NotInLibrary where there is none."""
    folder = name.rstrip("/")
    found = [
        entry
        for entry in library.catalogue.entries()
        if name in (entry.file_name, entry.name)
        or entry.document_id.startswith(name.lower())
        or (entry.folder and folder in (entry.folder, Path(entry.folder).name))
    ]
    if not found or not name:
        raise NotInLibrary(name)
    return found


def one_thesis(entries: Sequence[DocumentEntry], name: str) -> list[DocumentEntry]:
    """The entries if they are of one thesis. Raises AmbiguousName."""
    if len({entry.thesis.id for entry in entries}) > 1:
        raise AmbiguousName(name, tuple(entry.document_id[:8] for entry in entries))
    return list(entries)


def remove_document(library: Library, name: str) -> list[DocumentEntry]:
    """Take a document out, by file name, id or the beginning of its id, or a thesis in several files by its folder.

    Raises NotInLibrary, or AmbiguousName where several documents bear the name.
    """
    found = one_thesis(documents_named(library, name), name)
    library.catalogue.remove(*(entry.document_id for entry in found))
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


def _index(
    library: Library,
    embedder: Embedder,
    whole: WholeDocument,
    collection: str,
    report: Callable[[int, int, int], None],
) -> tuple[list[IndexedPassage], UnsettledRange]:
    """Cut, embed and write the vectors of one document; its passages belong to nobody yet."""
    text = whole.document.text
    sections = [
        section for section in whole.sections if section.end <= len(text)
    ]  # none is outside, but in damaged ones
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
