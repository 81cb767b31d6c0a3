"""The library that the app has open: answers, and what a citation needs to be shown. Follows changes by other processes.

Nothing of it is given but what who is asking may see: each method asks ``web.rights``, so that no way to a text goes around it.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from langchain_core.documents import Document as LangChainDocument

from evaluation.disliked import disliked_set
from ingest.catalogue.conversations import Conversations
from ingest.catalogue.feedback import Feedback, Opinion
from ingest.catalogue.records import DocumentEntry, WholeDocument
from ingest.document import Thesis
from ingest.embedding import Embedder
from ingest.errors import LibraryChanged, NotInLibrary, ServerUnreachable, ThesisRemoved
from ingest.library import Library
from ingest.metadata_values import Metadata
from ingest.opening import library_place, open_reading
from ingest.pipeline import metadata_of
from retrieval.answer import Answer, answer
from retrieval.claims import Nearest, nearest
from retrieval.conversation import Turn
from retrieval.draft import Draft
from retrieval.draft_files import read_draft
from retrieval.matrix import Cell, Topic, matrix_cells
from retrieval.opening import open_search
from retrieval.quote_check import QuoteChecker
from retrieval.scope import EVERYTHING, Filters, Scope, filtered
from retrieval.search import PassageRetriever, PassageSearch
from retrieval.verdict import Claimed
from retrieval.written.answering import ground
from retrieval.written.events import Done, Event
from retrieval.written.spoken import Spent
from retrieval.written.writer import Writer
from settings import Settings
from web.metrics import Metrics
from web.question_watch import QuestionWatch
from web.rights import Rights

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class LibrarySize:
    """How much a library holds."""

    documents: int
    passages: int


class OpenLibrary:
    """One library, one model. Threads take turns; a library that another process has changed is opened anew."""

    def __init__(
        self, settings: Settings, embedder: Embedder, writer: Writer | None = None, metrics: Metrics | None = None
    ) -> None:
        self._settings, self._embedder, self.writer = settings, embedder, writer
        self._metrics = metrics or Metrics()
        self._rights = Rights(settings)
        catalogue = library_place(settings).catalogue
        self._feedback = Feedback(catalogue)
        self.conversations = Conversations(catalogue) if settings.conversations == "keep" else None
        self._lock = threading.Lock()
        self._search: PassageSearch | None = None
        self._facts: tuple[int, LibrarySize] | None = None
        self._away: tuple[float, ServerUnreachable] | None = None
        with self._lock:
            self._open()

    def answer(
        self,
        question: str,
        scope: Scope = EVERYTHING,
        turns: Sequence[Turn] = (),
        watch: QuestionWatch | None = None,
    ) -> Answer:
        """Answer a question verbatim, asked after these turns. Raises EmptyQuestion, or an error of the library."""
        seen, threshold = self._rights.seen(scope), self._settings.answer_threshold
        return self._with(lambda search: answer(search, question, seen, threshold=threshold, turns=turns), watch)

    def write(self, question: str, scope: Scope = EVERYTHING, turns: Sequence[Turn] = ()) -> Iterator[Event]:
        """Answer a question as the settings say, as it comes. Others may search while a model writes."""
        watch = QuestionWatch(self._metrics, question if self._settings.log_questions else None)
        with watch.asked():
            for event in self._write(question, scope, turns, watch):
                if isinstance(event, Done):
                    watch.ended(event.answer)
                yield event

    def _write(self, question: str, scope: Scope, turns: Sequence[Turn], watch: QuestionWatch) -> Iterator[Event]:
        if self.writer is None:
            yield Done(self.answer(question, scope, turns, watch))
            return
        spent, count, threshold = Spent(), self.writer.passages, self._settings.answer_threshold
        seen = self._rights.seen(scope)
        with watch.stage("writing"):
            understood = self.writer.understood(question, turns, spent)
        draft, sources = self._with(
            lambda search: ground(search, understood, seen, threshold=threshold, count=count), watch
        )
        with watch.stage("writing"):
            yield from self.writer.write(draft, sources, turns, spent)

    def facts(self, seconds: float) -> LibrarySize | None:
        """How much it holds, asked of both stores; None where others have kept it busy for so long. Raises LibraryError."""
        if not self._lock.acquire(timeout=seconds):
            return None
        try:
            library = (self._search or self._open()).library
            state = library.catalogue.state()
            assert state.collection is not None  # Library.read has seen to it
            library.vectors.count(state.collection)
            if self._facts is None or self._facts[0] != state.revision:
                counted = LibrarySize(library.catalogue.count_documents(), library.catalogue.count_passages())
                self._facts = state.revision, counted
            return self._facts[1]
        finally:
            self._lock.release()

    def search(self, question: str, scope: Scope, count: int) -> list[LangChainDocument]:
        """The passages nearest to a question, best first, as the LangChain retriever gives them. Raises EmptyQuestion."""
        seen = self._rights.seen(scope)
        return self._with(lambda search: PassageRetriever(search=search, scope=seen, count=count).invoke(question))

    def scope(self, filters: Filters) -> Scope:
        """What these filters leave of the library. Raises FilterMatchesNothing."""
        return filtered((entry.thesis for entry in self.entries()), filters)

    def read_draft(self, path: Path) -> Draft:
        """The draft in a file, read as the settings limit it. Raises as ``retrieval.draft_files.read_draft`` does."""
        return read_draft(path, lambda: open_reading(self._settings))

    def checker(self, scope: Scope = EVERYTHING) -> QuoteChecker:
        """What checks quotes against all texts of the scope, as they are now."""
        seen = self._rights.seen(scope)
        return self._with(lambda search: QuoteChecker.of_library(search.library, seen))

    def nearest(self, statement: str, checker: QuoteChecker, claimed: Claimed, scope: Scope = EVERYTHING) -> Nearest:
        """What stands nearest to a statement. Others may search between two statements."""
        seen = self._rights.seen(scope)
        return self._with(lambda search: nearest(statement, checker, search, claimed, seen))

    def cell(self, thesis: Thesis, topic: Topic, scope: Scope = EVERYTHING) -> Cell:
        """What one thesis says on one topic. Others may search between two cells."""
        threshold, seen = self._settings.answer_threshold, self._rights.seen(scope)
        return self._with(lambda search: next(matrix_cells(search, [thesis], [topic], threshold=threshold, scope=seen)))

    def pdf(self, document_id: str, scope: Scope = EVERYTHING) -> tuple[DocumentEntry, Path]:
        """A document of the scope and the PDF that it was read from. Raises as ``document`` does."""
        return self._with(lambda search: _entry_and_pdf(search.library, document_id, scope, self._rights))

    def document(self, document_id: str, scope: Scope = EVERYTHING) -> tuple[WholeDocument, Path]:
        """A document of the scope with its text, and the PDF that this text was read from.

        Raises NotInLibrary for what is unknown or out of scope, ThesisRemoved, and PdfNotKept.
        """

        def find(search: PassageSearch) -> tuple[WholeDocument, Path]:
            _, file = _entry_and_pdf(search.library, document_id, scope, self._rights)
            return search.library.catalogue.whole_document(document_id), file

        return self._with(find)

    def latest_documents(self, count: int, scope: Scope = EVERYTHING) -> list[WholeDocument]:
        """The documents of the scope that were added last, the latest first."""

        theses = self._rights.seen(scope).thesis_ids()

        def find(search: PassageSearch) -> list[WholeDocument]:
            catalogue = search.library.catalogue
            seen = [entry for entry in catalogue.entries() if theses is None or entry.thesis.id in theses]
            return [catalogue.whole_document(entry.document_id) for entry in seen[: -count - 1 : -1]]

        return self._with(find)

    @property
    def model(self) -> str:
        """The fingerprint of the embedding model."""
        return self._embedder.fingerprint

    def entries(self) -> list[DocumentEntry]:
        """The documents that answer, in the order in which they were added."""
        self._rights.check_known()
        entries = self._with(lambda search: search.library.catalogue.entries())
        hidden = self._rights.hidden()
        return [entry for entry in entries if entry.thesis.id not in hidden]

    def metadata(self, thesis_id: str) -> Metadata:
        """What is known of a thesis, and from where. Raises NotInLibrary."""

        self._rights.check_known()

        def find(search: PassageSearch) -> Metadata:
            catalogue = search.library.catalogue
            parts = sorted(
                (entry for entry in catalogue.entries() if entry.thesis.id == thesis_id), key=lambda entry: entry.part
            )
            if not parts or thesis_id in self._rights.hidden():
                raise NotInLibrary(thesis_id)
            read = catalogue.read_metadata([entry.document_id for entry in parts])
            folder = Path(parts[0].folder) if parts[0].folder else None
            said = catalogue.corrections(thesis_id)
            return metadata_of(folder, [read[entry.document_id] for entry in parts], said)

        return self._with(find)

    def keep_opinion(self, opinion: Opinion) -> None:
        """Store what a reader thought of an answer. Raises DiskFull where nothing can be written."""
        self._feedback.keep(opinion)

    def disliked_set(self) -> str:
        """The questions whose answers readers disliked, as a question set to complete, for librarians.

        Raises NothingDisliked.
        """
        self._rights.check_manages()
        opinions = self._feedback.opinions(liked=False)
        return self._with(lambda search: disliked_set(opinions, search.library.catalogue))

    def close(self) -> None:
        with self._lock:
            self._shut()
        self._rights.close()

    def _with(self, use: Callable[[PassageSearch], Result], watch: QuestionWatch | None = None) -> Result:
        began = time.perf_counter()
        with self._lock, watch.stage("finding") if watch else nullcontext():
            if watch:
                watch.took("waiting", time.perf_counter() - began)
            if (
                self._away is not None and began < self._away[0]
            ):  # found out while this one waited: it need not try, too
                raise type(self._away[1])(self._away[1].server, self._away[1].reason) from self._away[1]
            try:
                try:
                    return use(self._search or self._open())
                except LibraryChanged:
                    self._shut()
                    return use(self._open())
            except ServerUnreachable as error:
                self._away = time.perf_counter(), error
                raise

    def _open(self) -> PassageSearch:
        library = Library.read(library_place(self._settings))
        try:
            self._search = open_search(library, self._embedder, self._settings)
        except BaseException:
            library.close()
            raise
        return self._search

    def _shut(self) -> None:
        if self._search is not None:
            self._search.library.close()
            self._search = None


def _entry_and_pdf(library: Library, document_id: str, scope: Scope, rights: Rights) -> tuple[DocumentEntry, Path]:
    """Of what is hidden or out of scope nothing is told, not even that it was removed."""
    rights.check_known()
    entry = library.catalogue.entry(document_id)
    theses = scope.thesis_ids()
    if entry.thesis.id in rights.hidden() or (theses is not None and entry.thesis.id not in theses):
        raise NotInLibrary(document_id)
    if entry.removed:
        raise ThesisRemoved(entry.thesis.title)
    return entry, library.pdf(entry)
