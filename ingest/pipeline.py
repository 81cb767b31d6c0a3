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
from functools import cached_property
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
from ingest.embedding import Embedder
from ingest.errors import (
    AmbiguousName,
    EncryptedPdf,
    FolderWithoutPdfs,
    NotInLibrary,
    PathNotFound,
    PdfWithoutText,
    UnreadablePdf,
)
from ingest.file_work import AnyReading, Encoding, FileWork, OwnWork, ReadFile, TextEncoding
from ingest.files import file_digest
from ingest.library import Library
from ingest.metadata_values import KnownField, Metadata, of_parts, strongest, thesis_of
from ingest.near_duplicates import SentenceIndex, sentence_hashes
from ingest.ocr import TextRecognition
from ingest.passwords import Passwords
from ingest.reading import Reading
from ingest.spelling import Spelling
from ingest.thesis_folders import Upload, parts_in_order, uploads_of


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
    collection: str = "",
) -> Iterator[FileReport]:
    """``add_files_by`` this process itself."""
    work = OwnWork(embedder, reading)
    yield from add_files_by(
        work,
        library,
        files,
        on_progress,
        folders=folders,
        passwords=passwords,
        recognition=recognition,
        collection=collection,
    )


def add_files_by(
    work: FileWork,
    library: Library,
    files: Sequence[Path],
    on_progress: OnProgress = lambda progress: None,
    *,
    folders: Collection[Path] = (),
    passwords: Passwords | None = None,
    recognition: TextRecognition | None = None,
    collection: str = "",
) -> Iterator[FileReport]:
    """Add or update each file; a report for each. A file that cannot be read is reported and the rest go on.

    Files of ``folders``, and of folders whose names leave no doubt, are the parts of one thesis and are swapped in
    together. With ``recognition`` pages without text get theirs; files read without it before are read again. Theses that are
    new go into the ``collection`` of that name before anybody sees them; for "" they are open to all.

    Raises ModelMismatch if the library was indexed with another model, DiskFull if nothing can be written, NoSuchCollection.
    """
    if collection:
        library.catalogue.check_collection(collection)
    prepare_collection(library, work.fingerprint)
    uploads = list(uploads_of(files, folders, library.catalogue.folders()))
    ordered = [file for upload in uploads for file in upload.files]
    adding = _Adding(library, work, passwords or Passwords(), recognition, ordered, on_progress, collection)
    adding.alone = {upload.files[0] for upload in uploads if upload.folder is None}
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
    file: ReadFile
    password: str | None
    recognised: Path | None

    @property
    def document_id(self) -> str:
        return self.file.document_id

    @property
    def reading(self) -> Reading:
        return self.file.reading


@dataclass
class _Adding:
    """One run of ``add_files``: the files in the order in which they are read, and how many are done."""

    library: Library
    work: FileWork
    passwords: Passwords
    recognition: TextRecognition | None
    files: Sequence[Path]
    on_progress: OnProgress
    collection: str = ""
    done: int = 0
    alone: Collection[Path] = field(default=(), init=False)
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
        if not self.work.ahead:
            return
        while self.announced < min(self.looked_at + 1 + self.work.ahead, len(self.files)):
            path = self.files[self.announced]
            self.announced += 1
            if len(self.files) > 1 and path.is_file() and self._is_new(path):
                self.work.expect(path, alone=path in self.alone)

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
        file, password = self._open(path)
        recognised = self._recognised(path, file, password)
        if recognised is not None:
            file = self.work.read(recognised, path.stem, None, lambda done, total: None)
        if not any(map(str.isalnum, file.reading.text)):
            raise PdfWithoutText(path, len(file.reading.pages))
        return _Read(path, seen, file, password, recognised)

    def _open(self, path: Path) -> tuple[ReadFile, str | None]:
        """The document, and the password that opened the file if it took one."""
        report = self._reporter(path)
        told = lambda done, total: report(done, 0, 0)  # noqa: E731
        try:
            return self.work.read(path, path.stem, None, told), None
        except EncryptedPdf:
            tried = False
            for password in self.passwords.candidates(path, self.files):
                tried = True
                try:
                    return self.work.read(path, path.stem, password, told), password
                except EncryptedPdf:
                    continue
            raise EncryptedPdf(path, tried) from None

    def _recognised(self, path: Path, file: ReadFile, password: str | None) -> Path | None:
        """A copy in which the pages without text have got theirs, where that is asked for and there are any."""
        if self.recognition is None or not file.bare_pages:
            return None
        open_copy = path
        if password is not None:
            open_copy = self.recognition.fresh_path()
            self.work.unlock(path, password, open_copy)
        return self.recognition.recognise(path, file.bare_pages, open_copy)

    def _swap_in(self, upload: Upload, read: Sequence[_Read]) -> dict[Path, FileReport]:
        catalogue = self.library.catalogue
        thesis_id = self._thesis_id(upload, read)
        replaced = {each.seen.old.document_id for each in read if each.seen.old}
        staying = [each for each in catalogue.entries_of_thesis(thesis_id) if each.document_id not in replaced]
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
        encodings = [self._encoding(each, thesis.title) for each in read]
        new = tuple(
            self._new_part(each, thesis, metadata[each.document_id], encoding)
            for each, encoding in zip(read, encodings, strict=True)
        )
        stale = [entry for entry in staying if encodes_otherwise(entry.thesis, thesis)]
        again = tuple(self._again(entry, thesis) for entry in stale)
        folder = str(upload.folder) if upload.folder else None
        catalogue.swap([ThesisChange(thesis, new, again, folder=folder, collection=self.collection or None)])
        if replaced or again:
            self.library.settle()
        for id_ in replaced:
            self.sentences.drop(id_)
        for part in new:
            self.sentences.add(part.whole.document.id, part.sentence_hashes)
        return {
            each.path: FileReport(
                each.path,
                Outcome.REPLACED if each.seen.old else Outcome.ADDED,
                len(each.reading.pages),
                len(part.indexed),
                each.reading.warnings,
                near=tuple((catalogue.entry(pair.other_id).name, pair.share) for pair in part.near),
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

    def _encoding(self, read: _Read, title: str) -> Encoding:
        """The one that was made ahead, if the title is the one that was thought; else a new one is begun."""
        if read.file.encoding is not None and read.file.title == title:
            return read.file.encoding
        return self.work.encode(read.path, read.reading.text, title, read.reading.sections)

    def _again(self, entry: DocumentEntry, thesis: Thesis) -> Reindexed:
        whole = replace(self.library.catalogue.whole_document(entry.document_id), thesis=thesis)
        encoding = self.work.encode(Path(entry.source_path), whole.document.text, thesis.title, whole.sections)
        return _reindexed(self.library, whole, encoding)

    def _new_part(self, read: _Read, thesis: Thesis, metadata: Metadata, encoding: Encoding) -> NewPart:
        report = self._reporter(read.path)
        text, sha256 = read.reading.text, read.seen.sha256
        part = thesis.parts.index(read.document_id) + 1
        document = Document(
            read.document_id, thesis.id, part, read.path.name, sha256, text, TEXT_VERSION, read.reading.warnings
        )
        whole = WholeDocument(thesis, document, read.reading.pages, read.reading.sections, read.file.references)
        collection = self.library.catalogue.state().collection
        assert collection is not None
        indexed, reserved = _index(self.library, encoding, whole, collection, report)
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
        return self.library.files.keep_made(lambda copy: self.work.unlock(read.path, password, copy))

    def _near(self, document_id: str, thesis: Thesis, hashes: bytes) -> tuple[NearDuplicate, ...]:
        own = {entry.document_id for entry in self.library.catalogue.entries_of_thesis(thesis.id)}
        return tuple(self.sentences.near(document_id, hashes, own))

    @cached_property
    def sentences(self) -> SentenceIndex:
        """Those of the whole library: read once a run, since only this process writes."""
        return SentenceIndex(self.library.catalogue.sentence_hashes())

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
    return _reindexed(library, whole, TextEncoding(embedder, whole.document.text, thesis.title, whole.sections))


def _reindexed(library: Library, whole: WholeDocument, encoding: Encoding) -> Reindexed:
    collection = library.catalogue.state().collection
    assert collection is not None
    indexed, reserved = _index(library, encoding, whole, collection, lambda *numbers: None)
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
    collection = _collection_name(embedder.fingerprint, generation)
    entries = library.catalogue.entries()
    library.vectors.make_collection(collection)
    total = 0
    for at, entry in enumerate(entries):
        whole = library.catalogue.whole_document(entry.document_id)
        report = lambda *n, at=at, entry=entry: on_progress(Progress(Path(entry.file_name), at, len(entries), *n))  # noqa: E731
        encoding = TextEncoding(embedder, whole.document.text, whole.thesis.title, whole.sections)
        indexed, reserved = _index(library, encoding, whole, collection, report)
        library.catalogue.stage(whole, indexed, reserved, generation)
        total += len(indexed)
    library.catalogue.go_live(generation, collection, embedder.fingerprint)
    library.sweep()
    return total


def _index(
    library: Library,
    encoding: Encoding,
    whole: WholeDocument,
    collection: str,
    report: Callable[[int, int, int], None],
) -> tuple[list[IndexedPassage], UnsettledRange]:
    """Write the vectors of one document as they are made; its passages belong to nobody yet."""
    cuts = encoding.cuts()
    report(len(whole.pages), 0, len(cuts))
    reserved = library.catalogue.reserve(len(cuts), collection)
    indexed: list[IndexedPassage] = []
    for encoded in encoding.groups():
        at = len(indexed)
        group = cuts[at : at + len(encoded.vectors)]
        ids = range(reserved.first + at, reserved.first + at + len(group))
        library.vectors.add(collection, ids, encoded.vectors, whole.thesis.id, [cut.kind.value for cut in group])
        indexed.extend(
            IndexedPassage(
                Passage(id_, whole.document.id, cut.start, cut.end, cut.sentences), cut.kind, cut.context, rows, tokens
            )
            for id_, cut, rows, tokens in zip(ids, group, encoded.sentence_vectors, encoded.token_vectors, strict=True)
        )
        report(len(whole.pages), len(indexed), len(cuts))
    return indexed, reserved


def prepare_collection(library: Library, fingerprint: str) -> str:
    """The collection that this model's vectors go to, made if need be. Raises ModelMismatch."""
    library.check_model(fingerprint)
    state = library.catalogue.state()
    collection = state.collection or _collection_name(fingerprint, state.generation)
    library.vectors.make_collection(collection)
    if state.collection is None:
        library.catalogue.choose_collection(collection, fingerprint)
    return collection


def _collection_name(fingerprint: str, generation: int) -> str:
    digest = hashlib.sha256(fingerprint.encode()).hexdigest()[:8]
    return f"passages-{generation}-{digest}-{uuid.uuid4().hex[:6]}"
