"""The start of the app while its page is already there: model, first documents, library; told as it goes on."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.embedding import Embedder
from ingest.errors import DiskFull, KutipError, LibraryError, NoSuchCollection, NotReady
from ingest.explain import explain, message_language
from ingest.language import Language
from ingest.library import Library
from ingest.opening import first_files, library_place, open_embedder, open_reading
from ingest.pipeline import FileReport, Outcome, Progress, add_files
from ingest.uploads import UploadsInUse
from retrieval.written.answering import open_writer
from settings import Settings
from web.examples import Suggested, suggest
from web.metrics import Metrics
from web.open_library import OpenLibrary
from web.rights import ANY_READER, Rights, on_behalf_of
from web.winding_down import WorkInHand

log = logging.getLogger(__name__)

RETRY_SECONDS = 5.0
"""Between two tries to open a library that cannot be opened, since its server is away, another process fills it, …"""


class Stage(StrEnum):
    """How far the start has come."""

    MODEL = "model"
    UNPACKING = "unpacking"
    FILES = "files"
    LIBRARY = "library"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Preparation:
    """The start as it stands. ``share`` of the stage is 0 to 1; ``error`` is None where a fault was not foreseen.

    A start that failed because of the library, its servers or a collection that is not there yet is tried ``again`` until it succeeds.
    """

    stage: Stage
    share: float = 0.0
    progress: Progress | None = None
    refused: tuple[FileReport, ...] = ()
    error: KutipError | None = None
    again: bool = False

    @property
    def is_over(self) -> bool:
        """Whether nothing will change any more without a new start."""
        return self.stage is Stage.READY or (self.stage is Stage.FAILED and not self.again)


class Startup:
    """Prepares in a thread of its own; ``state`` may be read at any time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.rights = Rights(settings)
        self._state = Preparation(Stage.MODEL)
        self._library: OpenLibrary | None = None
        self._examples: dict[Language, tuple[Suggested, ...]] = {}
        self.metrics = Metrics()
        self.work = WorkInHand()
        self._embedder: Embedder | None = None
        self._uploads: UploadsInUse | None = None
        self._told, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="kutip-startup", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def wait(self, seconds: float | None = None) -> Preparation:
        """Wait until the start has succeeded or failed, or for so many seconds, and tell the state."""
        self._told.wait(seconds)
        return self._state

    @property
    def state(self) -> Preparation:
        return self._state

    @property
    def keeps_conversations(self) -> bool:
        """Whether the settings say that conversations are kept."""
        return self._settings.conversations == "keep"

    @property
    def library(self) -> OpenLibrary:
        """The open library. Raises NotReady before the start has ended well, or the error that ended it."""
        if self._library is None:
            raise self._state.error or NotReady
        return self._library

    @property
    def embedder(self) -> Embedder:
        """The model, also where there is no library yet that it could search. Raises as ``library`` does."""
        if self._embedder is None:
            raise self._state.error or NotReady
        return self._embedder

    @property
    def settings(self) -> Settings:
        """What the app was started with."""
        return self._settings

    def examples(self, language: Language) -> tuple[str, ...]:
        """Questions to start with, from theses that who is asking may see; none before the library is ready."""
        suggested = self._examples.get(language, ())
        hidden = self.rights.hidden() if suggested else frozenset[str]()
        return tuple(each.question for each in suggested if each.thesis_id not in hidden)

    def close(self) -> None:
        self._closing.set()
        if self._library is not None:
            self._library.close()
        if self._uploads is not None:
            self._uploads.release()
        self.rights.close()

    def _run(self) -> None:
        while True:
            self._prepare()
            self._told.set()
            if self._state.is_over or self._closing.wait(RETRY_SECONDS):
                return

    def _prepare(self) -> None:
        try:
            self._embedder = self._embedder or open_embedder(self._settings, self._unpacking)
            self._sweep_uploads()
            self._fill(self._embedder)
            if not self._state.again:
                self._set(stage=Stage.LIBRARY, share=0.0, progress=None)
            self._library = self._open(self._embedder)
            self._set(stage=Stage.READY, share=1.0, progress=None, error=None, again=False)
        except KutipError as error:
            self._set(stage=Stage.FAILED, error=error, again=isinstance(error, LibraryError | NoSuchCollection))
        except Exception:  # the page says that it failed; the log says what
            log.exception("the start failed")
            self._set(stage=Stage.FAILED, error=None, again=False)

    def _open(self, embedder: Embedder) -> OpenLibrary:
        library = OpenLibrary(self._settings, embedder, open_writer(self._settings), self.metrics)
        try:
            if library.conversations is not None and self._settings.conversations_days:
                library.conversations.sweep(self._settings.conversations_days)
            with on_behalf_of(ANY_READER):
                self._examples = suggest(library)
        except BaseException:
            library.close()
            raise
        return library

    def _sweep_uploads(self) -> None:
        """Clear away what came in by the page and was not taken in when an earlier process ended."""
        if self._uploads is not None:
            return
        try:
            self._uploads = UploadsInUse(self._settings.library)
            lost = self._uploads.sweep(self._settings.library)
        except DiskFull as error:  # questions can be asked all the same
            log.warning(explain(error, message_language(self._settings.language)))
            return
        if lost:
            log.warning("%d uploads that had not been taken in when Kutip ended were deleted; upload them again", lost)

    def _fill(self, embedder: Embedder) -> None:
        files = first_files(self._settings)
        if not files:
            return
        with Library.write(library_place(self._settings)) as library, open_reading(self._settings) as reading:
            reports = add_files(library, embedder, reading, files, self._indexing, collection=self._settings.new_theses)
            while True:
                began = time.perf_counter()
                with self.work.doing():  # between two files the app may end
                    report = next(reports, None)
                if report is None:
                    return
                self.metrics.ingested(report, time.perf_counter() - began)
                if report.outcome is Outcome.REFUSED:
                    self._set(refused=(*self._state.refused, report))

    def _unpacking(self, share: float) -> None:
        """Told 1.0 at once where the model was unpacked before; loading it then takes the time."""
        self._set(stage=Stage.UNPACKING if share < 1.0 else Stage.MODEL, share=share)

    def _indexing(self, progress: Progress) -> None:
        of_file = progress.passages_done / progress.passages if progress.passages else 0.0
        self._set(stage=Stage.FILES, share=(progress.files_done + of_file) / progress.files, progress=progress)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]
