"""Runs of question sets from the web page: one at a time in a thread, each kept in a folder of its own."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Callable
from contextvars import copy_context
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evaluation.compare import Comparison, compare
from evaluation.digests import library_digest
from evaluation.finished_run import Answers, FinishedRun, finish, read_answers, read_finished, read_run
from evaluation.grades import Grade, add_grade
from evaluation.questions import read_questions
from evaluation.run_config import run_config
from evaluation.runner import CONFIG_FILE, run
from ingest.catalogue.store import Catalogue
from ingest.errors import BadQuestionSet, KutipError, NotInLibrary, RunInProgress
from ingest.language import Language
from ingest.opening import library_place
from retrieval.written.events import answer_of
from settings import Settings
from web.open_library import OpenLibrary
from web.rights import Rights

log = logging.getLogger(__name__)

DOWNLOADS = ("results.jsonl", "metrics.json", "report.md", "questions.jsonl", "ragas.jsonl", "run.trec", "qrels.trec")
"""Files of a run that the page offers."""


@dataclass(frozen=True, slots=True)
class RunState:
    """A run as it stands; ``failed`` without an ``error`` where nobody foresaw the fault."""

    name: str
    done: int = 0
    total: int = 0
    finished: bool = False
    failed: bool = False
    error: KutipError | None = None


class EvaluationRuns:
    """The runs under ``settings.runs``, for librarians: every method raises NotAllowed for others."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.rights = Rights(settings)
        self._state: RunState | None = None
        self._lock = threading.Lock()

    @property
    def state(self) -> RunState | None:
        """The last run that was started here; None where none was."""
        self.rights.check_manages()
        return self._state

    def names(self) -> list[str]:
        """The finished runs, the latest first."""
        self.rights.check_manages()
        folder = self._settings.runs
        found = [
            path.parent.name for path in folder.glob(f"*/{CONFIG_FILE}") if (path.parent / "metrics.json").exists()
        ]
        return sorted(found, reverse=True)

    def start(self, questions: Path, file_name: str, library: OpenLibrary, language: Language) -> str:
        """Begin a run in a thread; returns its name. Raises RunInProgress, BadQuestionSet or PathNotFound."""
        self.rights.check_manages()
        try:
            asked = read_questions([questions])
        except BadQuestionSet as error:
            error.path = Path(file_name)  # as its owner knows it, not where the upload was put
            raise
        config = run_config(
            [questions],
            len(asked),
            corpus=self._settings.library.name,
            corpus_sha256=library_digest(library.entries()),
            settings=self._settings,
            model=library.model,
            writer=library.writer,
        )
        config = replace(config, questions=(file_name,))
        with self._lock:
            if self._state is not None and not self._state.finished and not self._state.failed:
                raise RunInProgress(self._state.name)
            name = _name(file_name, datetime.now(), set(self.names()))
            self._state = RunState(name, total=len(asked))

        def work() -> None:
            results = run(
                asked,
                lambda question: answer_of(library.write(question.text, turns=question.turns)),
                config,
                self._folder(name),
                self._count,
            )
            catalogue = Catalogue.open(library_place(self._settings).catalogue)
            try:
                done = finish(config, asked, results, catalogue)
                done.write(self._folder(name), lambda document, index: None, language)
            finally:
                catalogue.close()

        asked_by = copy_context()  # on whose behalf, as web.rights knows it
        threading.Thread(target=asked_by.run, args=(self._guarded, work), name="kutip-evaluation", daemon=True).start()
        return name

    def finished(self, name: str) -> FinishedRun:
        """A finished run. Raises NotInLibrary for a name that is none."""
        self._check(name)
        return read_finished(self._folder(name))

    def answers(self, name: str) -> Answers:
        """The answers of a finished run with their grades. Raises NotInLibrary, or BadGrades."""
        self._check(name)
        return read_answers(self._folder(name))

    def grade(self, name: str, grade: Grade) -> None:
        """Keep a person's grade of an answer. Raises NotInLibrary, or DiskFull."""
        self._check(name)
        add_grade(self._folder(name), grade)

    def compared(self, first: str, second: str) -> Comparison:
        """Two finished runs side by side. Raises NotInLibrary, or RunsNotComparable."""
        for name in (first, second):
            self._check(name)
        return compare(read_run(self._folder(first)), read_run(self._folder(second)))

    def file(self, name: str, file: str) -> Path:
        """A file of a finished run that may be downloaded. Raises NotInLibrary."""
        self._check(name)
        if file not in DOWNLOADS:
            raise NotInLibrary(file)
        return self._folder(name) / file

    def _check(self, name: str) -> None:
        if name not in self.names():
            raise NotInLibrary(name)

    def _folder(self, name: str) -> Path:
        return self._settings.runs / name

    def _count(self, done: int, total: int) -> None:
        assert self._state is not None
        self._state = replace(self._state, done=done, total=total)

    def _guarded(self, work: Callable[[], None]) -> None:
        assert self._state is not None
        try:
            work()
            self._state = replace(self._state, finished=True)
        except KutipError as error:
            self._state = replace(self._state, failed=True, error=error)
        except Exception:  # the page says that it failed; the log says what
            log.exception("an evaluation failed")
            self._state = replace(self._state, failed=True)


def _name(file_name: str, now: datetime, taken: set[str]) -> str:
    """A folder name that sorts by time and says which set it was.

    >>> _name("Soal skripsi.jsonl", datetime(2026, 11, 24, 12, 5, 9), set())
    '20261124-120509-Soal-skripsi'
    """
    stem = re.sub(r"[^\w]+", "-", Path(file_name).stem).strip("-")[:40] or "set"
    name = f"{now:%Y%m%d-%H%M%S}-{stem}"
    while name in taken:
        name += "-2"
    return name
