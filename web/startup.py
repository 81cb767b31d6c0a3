"""The start of the app while its page is already there: model, first documents, library; told as it goes on."""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, replace
from enum import StrEnum

from ingest.embedding import Embedder
from ingest.errors import KutipError, NotReady
from ingest.language import Language
from ingest.library import Library
from ingest.opening import first_files, library_place, open_embedder, open_reading
from ingest.pipeline import FileReport, Outcome, Progress, add_files
from retrieval.written.answering import open_writer
from settings import Settings
from web.examples import Suggested, suggest
from web.open_library import OpenLibrary
from web.rights import ANY_READER, Rights, on_behalf_of

log = logging.getLogger(__name__)


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
    """The start as it stands. ``share`` of the stage is 0 to 1; ``error`` is None where a fault was not foreseen."""

    stage: Stage
    share: float = 0.0
    progress: Progress | None = None
    refused: tuple[FileReport, ...] = ()
    error: KutipError | None = None


class Startup:
    """Prepares in a thread of its own; ``state`` may be read at any time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.rights = Rights(settings)
        self._state = Preparation(Stage.MODEL)
        self._library: OpenLibrary | None = None
        self._examples: dict[Language, tuple[Suggested, ...]] = {}
        self._thread = threading.Thread(target=self._run, name="kutip-startup", daemon=True)

    def begin(self) -> None:
        self._thread.start()

    def wait(self, seconds: float | None = None) -> Preparation:
        """Wait for the end, or for so many seconds, and tell the state."""
        self._thread.join(seconds)
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
    def settings(self) -> Settings:
        """What the app was started with."""
        return self._settings

    def examples(self, language: Language) -> tuple[str, ...]:
        """Questions to start with, from theses that who is asking may see; none before the library is ready."""
        suggested = self._examples.get(language, ())
        hidden = self.rights.hidden() if suggested else frozenset[str]()
        return tuple(each.question for each in suggested if each.thesis_id not in hidden)

    def close(self) -> None:
        if self._library is not None:
            self._library.close()
        self.rights.close()

    def _run(self) -> None:
        try:
            embedder = open_embedder(self._settings, self._unpacking)
            self._fill(embedder)
            self._set(stage=Stage.LIBRARY, share=0.0, progress=None)
            library = OpenLibrary(self._settings, embedder, open_writer(self._settings))
            if library.conversations is not None and self._settings.conversations_days:
                library.conversations.sweep(self._settings.conversations_days)
            with on_behalf_of(ANY_READER):
                self._examples = suggest(library)
            self._library = library
            self._set(stage=Stage.READY, share=1.0)
        except KutipError as error:
            self._set(stage=Stage.FAILED, error=error)
        except Exception:  # the page says that it failed; the log says what
            log.exception("the start failed")
            self._set(stage=Stage.FAILED)

    def _fill(self, embedder: Embedder) -> None:
        files = first_files(self._settings)
        if not files:
            return
        with Library.write(library_place(self._settings)) as library, open_reading(self._settings) as reading:
            for report in add_files(library, embedder, reading, files, self._indexing):
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
