"""Who reads and embeds files. The pipeline asks a ``FileWork``: this process itself, or many workers (``workforce.py``).

A file's passages are encoded with their thesis's title in front, which only the library knows for certain (a person may have
corrected it). Whoever works ahead takes the title that the file itself gives; where that was wrong, the text is encoded again.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from ingest.cited_works import References
from ingest.document import Section
from ingest.embedding import Embedder, EncodedPassages
from ingest.metadata_values import strongest
from ingest.ocr import pages_without_text
from ingest.parallel_reading import READ_AHEAD, ParallelReading
from ingest.passages import Cut, cut_passages
from ingest.pdf import PdfReading, RawPdf
from ingest.reading import Reading, read_document
from ingest.references import find_references

PROMPT_TOKENS = 8
"""Kept free in the window for the model's prompt and special tokens."""

EMBED_AT_ONCE = 256
"""Passages a call of the model, and a batch that is written, between two reports of progress."""

AnyReading = PdfReading | ParallelReading
OnPage = Callable[[int, int], None]


class Encoding(Protocol):
    """The passages of one text and their vectors, made when they are asked for or before."""

    def cuts(self) -> Sequence[Cut]:
        """All passages in the order of the text. Raises WorkerLost where whoever made them was lost twice."""

    def groups(self) -> Iterable[EncodedPassages]:
        """The vectors of EMBED_AT_ONCE passages after another."""


@dataclass(frozen=True, slots=True)
class MadeEncoding:
    """An encoding that is there."""

    all_cuts: tuple[Cut, ...]
    all_groups: tuple[EncodedPassages, ...]

    def cuts(self) -> Sequence[Cut]:
        return self.all_cuts

    def groups(self) -> Iterable[EncodedPassages]:
        return self.all_groups


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file read to its text, and encoded under ``title`` where that was done ahead.

    ``bare_pages`` counts those without text; ``document_id`` is new and stands in the pages and sections.
    """

    document_id: str
    reading: Reading
    references: References
    bare_pages: int
    title: str = ""
    encoding: MadeEncoding | None = None

    @classmethod
    def of(cls, raw: RawPdf, stem: str) -> Self:
        """The raw pages of a file of this name as a document."""
        document_id = uuid.uuid4().hex
        reading = read_document(document_id, stem, raw)
        references = find_references(reading.text, reading.sections)
        return cls(document_id, reading, references, len(pages_without_text(raw)))

    @property
    def own_title(self) -> str:
        """The title of the thesis as far as this file can tell."""
        return strongest(self.reading.metadata.known).title


class FileWork(Protocol):
    """Reads and embeds files for one run of the pipeline."""

    @property
    def fingerprint(self) -> str:
        """The embedding model's identity, the same of all who work here."""

    @property
    def ahead(self) -> int:
        """How many files it can work on before they are asked for."""

    def expect(self, path: Path, *, alone: bool) -> None:
        """Begin with a file that will be asked for. ``alone``: it is a whole thesis, so its own title will do."""

    def read(self, path: Path, stem: str, password: str | None, on_page: OnPage) -> ReadFile:
        """The file as a document. Raises an UnreadablePdf or PathNotFound."""

    def encode(self, path: Path, text: str, title: str, sections: Sequence[Section]) -> Encoding:
        """The passages of a text under this title; ``path`` is named where it cannot be done."""

    def unlock(self, path: Path, password: str, copy: Path) -> None:
        """Write a copy that opens without the password."""


@dataclass(frozen=True, slots=True)
class OwnWork:
    """This process embeds; its reading processes read what comes next meanwhile."""

    embedder: Embedder
    reading: AnyReading

    @property
    def fingerprint(self) -> str:
        return self.embedder.fingerprint

    @property
    def ahead(self) -> int:
        return READ_AHEAD if isinstance(self.reading, ParallelReading) else 0

    def expect(self, path: Path, *, alone: bool) -> None:
        """See ``FileWork.expect``: the file is read ahead, not embedded."""
        assert isinstance(self.reading, ParallelReading)
        self.reading.expect(path)

    def read(self, path: Path, stem: str, password: str | None, on_page: OnPage) -> ReadFile:
        return ReadFile.of(self.reading.read(path, password, on_page), stem)

    def encode(self, path: Path, text: str, title: str, sections: Sequence[Section]) -> Encoding:
        return TextEncoding(self.embedder, text, title, sections)

    def unlock(self, path: Path, password: str, copy: Path) -> None:
        self.reading.unlock(path, password, copy)


class TextEncoding:
    """The passages of a text, cut at once and encoded group by group while they are asked for."""

    def __init__(self, embedder: Embedder, text: str, title: str, sections: Sequence[Section]) -> None:
        self._embedder, self._text = embedder, text
        window = embedder.window - PROMPT_TOKENS
        inside = [section for section in sections if section.end <= len(text)]  # all are, but in damaged catalogues
        self._cuts = cut_passages(text, title, inside, embedder.count_tokens_many, window)

    def cuts(self) -> Sequence[Cut]:
        return self._cuts

    def groups(self) -> Iterator[EncodedPassages]:
        for at in range(0, len(self._cuts), EMBED_AT_ONCE):
            yield embed_cuts(self._embedder, self._text, self._cuts[at : at + EMBED_AT_ONCE])

    def made(self) -> MadeEncoding:
        """All of it, now."""
        return MadeEncoding(tuple(self._cuts), tuple(self.groups()))


def embed_cuts(embedder: Embedder, text: str, cuts: Sequence[Cut]) -> EncodedPassages:
    """Vectors of passages, of their sentences and tokens, each passage read with its context in front."""
    texts, spans = [], []
    for cut in cuts:
        lead = f"{cut.context}\n" if cut.context else ""
        shift = len(lead) - cut.start
        texts.append(lead + text[cut.start : cut.end])
        spans.append([(sentence.start + shift, sentence.end + shift) for sentence in cut.sentences])
    return embedder.encode_passages(texts, spans)
