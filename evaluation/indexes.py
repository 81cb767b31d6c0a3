"""Libraries of the evaluation's own: of a folder of PDFs, or of the passages of a benchmark, cached by what is in them.

An index is made in a folder beside its place and moved there when it is complete, so that an interrupted one is never
taken for whole. Its name is a digest of the content, of the model and of the code that reads and cuts.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from evaluation.digests import code_digest, files_digest
from evaluation.formats.values import BenchmarkPassage
from ingest.catalogue.records import IndexedPassage, WholeDocument
from ingest.catalogue.schema import storage_errors
from ingest.document import (
    TEXT_VERSION,
    Document,
    LabelSource,
    Page,
    Passage,
    Section,
    SectionKind,
    Sentence,
    Thesis,
)
from ingest.embedding import Embedder
from ingest.file_work import PROMPT_TOKENS, AnyReading, embed_cuts
from ingest.files import file_digest
from ingest.language import detect_language
from ingest.library import Library
from ingest.passages import MAX_CONTEXT_TOKENS, Cut, cut_passages, passage_context
from ingest.pipeline import FileReport, Progress, add_files, prepare_collection
from ingest.sentences import sentences
from ingest.token_vectors import TokenVectors
from settings import PROJECT

EMBED_AT_ONCE = 256

NOT_SHAPING = frozenset((
    "__init__", "__main__", "child_process", "console", "corrections", "errors", "explain", "files", "library", "ocr", "opening",
    "parallel_reading", "passwords", "reference_list", "attribution",
    "catalogue/__init__", "catalogue/feedback", "catalogue/schema",
    "moving", "places", "writer_lock", "catalogue/copying", "catalogue/store_errors", "uploads",
    "backup/__init__", "backup/archive", "backup/gathered_vectors", "backup/restoring", "backup/saving",
    "checking/__init__", "checking/command", "checking/difference", "checking/indexes", "checking/kept", "checking/library",
    "checking/mending", "checking/rows", "checking/texts", "checking/wording",
))  # fmt: skip
"""Files of ``ingest`` that plainly do not decide what an index holds; after a change of any other, indexes are made anew."""


@dataclass(frozen=True, slots=True)
class Index:
    """A library that was made for an evaluation. ``content`` is the digest of what it was made from."""

    library: Path
    content: str
    refused: tuple[FileReport, ...] = ()


def corpus_index(
    folder: Path,
    embedder: Embedder,
    open_reading: Callable[[], AnyReading],
    files: Sequence[Path],
    on_progress: Callable[[Progress], None] = lambda progress: None,
) -> Index:
    """The library of these PDFs under ``folder``; made if there is none of exactly them. Refused files are left out."""
    content = files_digest((file.name, file_digest(file)) for file in files)
    refused: list[FileReport] = []
    library_folder = folder / _key(content, embedder)
    with _made_once(library_folder) as place:
        if place is not None:
            with Library.write(place) as library, open_reading() as reading:
                reports = list(add_files(library, embedder, reading, files, on_progress))
            refused = [report for report in reports if report.error is not None]
    return Index(library_folder, content, tuple(refused))


def passage_index(
    folder: Path,
    embedder: Embedder,
    passages: Sequence[BenchmarkPassage],
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Index:
    """The library of a benchmark's passages, each a one-page document named by its id, indexed as it is.

    One that is too long for the model's window is cut as a thesis would be.
    """
    digest = hashlib.sha256()
    for passage in passages:
        digest.update(f"{passage.id}\0{passage.title}\0{passage.text}\n".encode())
    content = digest.hexdigest()
    library_folder = folder / _key(content, embedder)
    with _made_once(library_folder) as place:
        if place is not None:
            with Library.write(place) as library:
                _add_passages(library, embedder, passages, on_progress)
    return Index(library_folder, content)


def _add_passages(
    library: Library, embedder: Embedder, passages: Sequence[BenchmarkPassage], on_progress: Callable[[int, int], None]
) -> None:
    """Embed many passages a call of the model; each gets its own document."""
    collection = prepare_collection(library, embedder.fingerprint)
    wholes = [_as_document(passage) for passage in passages if any(map(str.isalnum, passage.text))]
    cuts = [(whole, cut) for whole in wholes for cut in _cuts(whole, embedder)]
    embedded: list[_Embedded] = []
    for start in range(0, len(cuts), EMBED_AT_ONCE):
        embedded += _embed(embedder, cuts[start : start + EMBED_AT_ONCE])
        on_progress(len(embedded), len(cuts))
    for whole, group in groupby(embedded, key=lambda each: each.whole):
        own = list(group)
        reserved = library.catalogue.reserve(len(own), collection)
        ids = range(reserved.first, reserved.end)
        kinds = [each.cut.kind.value for each in own]
        library.vectors.add(collection, ids, np.array([each.vector for each in own]), whole.thesis.id, kinds)
        indexed = [each.indexed(id_) for id_, each in zip(ids, own, strict=True)]
        library.catalogue.publish(whole, f"benchmark:{whole.document.file_name}", indexed, reserved, None)


@dataclass(frozen=True, slots=True, eq=False)
class _Embedded:
    """A passage of a document with its vector, shape (d,), and its sentences' vectors, shape (sentences, d)."""

    whole: WholeDocument
    cut: Cut
    vector: NDArray[np.float32]
    sentence_vectors: NDArray[np.float32]
    token_vectors: TokenVectors

    def indexed(self, id_: int) -> IndexedPassage:
        passage = Passage(id_, self.whole.document.id, self.cut.start, self.cut.end, self.cut.sentences)
        return IndexedPassage(passage, self.cut.kind, self.cut.context, self.sentence_vectors, self.token_vectors)


def _embed(embedder: Embedder, group: Sequence[tuple[WholeDocument, Cut]]) -> Iterator[_Embedded]:
    """Passages of several documents by one call of the model, which takes them by length: their texts end to end."""
    texts = [whole.document.text for whole, _ in group]
    shifted, offset = [], 0
    for text, (_, cut) in zip(texts, group, strict=True):
        moved = tuple(Sentence(each.start + offset, each.end + offset) for each in cut.sentences)
        shifted.append(Cut(moved, cut.context, cut.kind))
        offset += len(text)
    encoded = embed_cuts(embedder, "".join(texts), shifted)
    for (whole, cut), vector, of_sentences, of_tokens in zip(group, *encoded, strict=True):
        yield _Embedded(whole, cut, vector, of_sentences, of_tokens)


def _as_document(passage: BenchmarkPassage) -> WholeDocument:
    language = detect_language(passage.text)
    id_ = hashlib.sha256(f"{passage.id}\0{passage.text}".encode()).hexdigest()[:32]
    thesis = Thesis(id_, passage.title or passage.id, (), None, None, None, language, (id_,))
    document = Document(id_, id_, 1, passage.id, id_, passage.text, TEXT_VERSION, ())
    page = Page(id_, 0, "", LabelSource.POSITION, 0, len(passage.text))
    section = Section(id_, 1, SectionKind.BODY, passage.title, 0, len(passage.text))
    return WholeDocument(thesis, document, (page,), (section,))


def _cuts(whole: WholeDocument, embedder: Embedder) -> Sequence[Cut]:
    """The whole text as one passage where it fits the window."""
    text, window = whole.document.text, embedder.window - PROMPT_TOKENS
    title = whole.sections[0].title
    context = passage_context(title, ())
    found = sentences(text, 0, len(text))
    room = window - (min(embedder.count_tokens(context), MAX_CONTEXT_TOKENS) if context else 0)
    if found and embedder.count_tokens(text) <= room:
        return [Cut(found, context, SectionKind.BODY)]
    return cut_passages(text, title, (), embedder.count_tokens_many, window)


@contextmanager
def _made_once(place: Path) -> Iterator[Path | None]:
    """A folder to make the index in, or None where it is there already; other processes wait meanwhile."""
    with storage_errors(place.parent, writing=True):
        place.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(place.with_suffix(".lock")):
        if place.exists():
            yield None
            return
        for left in place.parent.glob(f"{place.name}.part-*"):
            shutil.rmtree(left)
        part = Path(tempfile.mkdtemp(prefix=f"{place.name}.part-", dir=place.parent))
        yield part
        part.replace(place)


def _key(content: str, embedder: Embedder) -> str:
    digest = hashlib.sha256(f"{content}\n{embedder.fingerprint}\n{shaping_digest()}".encode())
    return digest.hexdigest()[:20]


def shaping_digest() -> str:
    """A digest of the code that decides what an index holds."""
    return code_digest(list(shaping_code().values()))


def shaping_code() -> dict[str, Path]:
    """The files of ``ingest`` but those named in ``NOT_SHAPING``, by their names in it; migrations only follow the tables."""
    folder = PROJECT / "ingest"
    files = [*folder.glob("*.py"), *(folder / "catalogue").glob("*.py")]
    named = {file.relative_to(folder).with_suffix("").as_posix(): file for file in files}
    return {name: file for name, file in named.items() if name not in NOT_SHAPING}
