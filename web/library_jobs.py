"""What the page changes in the library: files taken in, corrections, removals. One after another, in a thread of its own.

The library that answers stays open meanwhile and follows each change. A job goes on when the page that asked for it is
closed; every page sees the jobs of all.
"""

from __future__ import annotations

import logging
import re
import secrets
import shutil
import threading
import time
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from pathlib import Path
from queue import SimpleQueue

from ingest.corrections import Correction, apply
from ingest.errors import EncryptedPdf, KutipError, NoLongerKept
from ingest.library import Library
from ingest.opening import library_place, open_reading
from ingest.passwords import Passwords
from ingest.pipeline import FileReport, Outcome, Progress, add_files, remove_document
from settings import Settings
from web.startup import Startup
from web.uploads import Uploads

log = logging.getLogger(__name__)

LONGEST_NAME = 120
"""Characters of a file's name; file systems take 255 bytes."""

_RESERVED = re.compile(r"con|prn|aux|nul|(com|lpt)\d", re.IGNORECASE)
"""What Windows keeps for devices, whatever the ending: a library may be copied there."""

SHOWN = 50
"""Jobs that are remembered once they are over."""


class Kind(StrEnum):
    """What a job does."""

    UPLOAD = "upload"
    CORRECTION = "correction"
    REMOVAL = "removal"


class Stage(StrEnum):
    """How far a job is. ``PASSWORD``: it waits for the password of its file."""

    QUEUED = "queued"
    WORKING = "working"
    PASSWORD = "password"
    DONE = "done"
    FAILED = "failed"

    @property
    def is_over(self) -> bool:
        return self in (Stage.DONE, Stage.FAILED, Stage.PASSWORD)


@dataclass(frozen=True, slots=True)
class Job:
    """A change of the library as it stands. ``error`` is None of a failure that was not foreseen."""

    key: str
    kind: Kind
    name: str
    stage: Stage = Stage.QUEUED
    progress: Progress | None = None
    report: FileReport | None = None
    error: KutipError | None = None


@dataclass
class LibraryJobs:
    """The jobs of the app. Its methods may be called from any thread."""

    startup: Startup
    settings: Settings
    _jobs: dict[str, Job] = field(default_factory=dict, init=False)
    _ended: dict[str, threading.Event] = field(default_factory=dict, init=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False)
    _queue: SimpleQueue[tuple[str, Callable[[], None]]] = field(default_factory=SimpleQueue, init=False)
    _worker: threading.Thread | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        waiting = "Changes of the library that wait for their turn or are being made."
        self.startup.metrics.watch("kutip_jobs", waiting, lambda: sum(not job.stage.is_over for job in self.jobs))

    @property
    def uploads(self) -> Uploads:
        """Where files wait, and how many may."""
        return Uploads.of(self.settings)

    @property
    def jobs(self) -> list[Job]:
        """The jobs, the latest first."""
        with self._lock:
            return list(reversed(self._jobs.values()))

    def place(self) -> Path:
        """Where a file that comes in may be written until its job takes it; a folder of its own, so no name can collide."""
        self.uploads.sweep()
        folder = self.uploads.folder / secrets.token_urlsafe(8)
        folder.mkdir(parents=True)
        return folder / "file"

    def upload(self, name: str, file: Path) -> Job:
        """Take a file in that lies at a ``place``."""
        job = self._new(Kind.UPLOAD, safe_name(name))
        self._start(job, lambda: self._take_in(job.key, job.name, file, ()))
        return job

    def give_password(self, key: str, password: str) -> None:
        """Go on with a file that waits for its password. Raises NoLongerKept where none does."""
        with self._lock:
            job = self._jobs.get(key)
            if job is None or job.stage is not Stage.PASSWORD:
                raise NoLongerKept
            self._jobs[key] = job = replace(job, stage=Stage.QUEUED, error=None)
        file = self._waiting(key)
        self._start(job, lambda: self._take_in(key, job.name, file, (password,)))

    def correct(self, name: str, correction: Callable[[Library], Correction]) -> Job:
        """Correct what is known of a thesis."""
        job = self._new(Kind.CORRECTION, name)

        def change() -> None:
            with Library.write_existing(library_place(self.settings)) as library:
                apply(library, lambda: self.startup.embedder, [correction(library)])

        self._start(job, change)
        return job

    def remove(self, name: str, document_ids: Sequence[str]) -> Job:
        """Take the documents of a thesis out."""
        job = self._new(Kind.REMOVAL, name)

        def change() -> None:
            with Library.write_existing(library_place(self.settings)) as library:
                for document_id in document_ids:
                    remove_document(library, document_id)

        self._start(job, change)
        return job

    def wait(self, job: Job, seconds: float) -> Job:
        """The job as it is when it is over, or after so many seconds."""
        self._ended[job.key].wait(seconds)
        with self._lock:
            return self._jobs[job.key]

    def _new(self, kind: Kind, name: str) -> Job:
        return Job(secrets.token_urlsafe(12), kind, name)

    def _start(self, job: Job, change: Callable[[], None]) -> None:
        with self._lock:
            self._jobs[job.key] = job
            self._ended[job.key] = threading.Event()
            for key in [key for key, each in self._jobs.items() if each.stage in (Stage.DONE, Stage.FAILED)][:-SHOWN]:
                del self._jobs[key], self._ended[key]
            if self._worker is None:
                self._worker = threading.Thread(target=self._work, name="kutip-library", daemon=True)
                self._worker.start()
        self._queue.put((job.key, change))

    def _work(self) -> None:
        while True:
            key, change = self._queue.get()
            self._set(key, stage=Stage.WORKING)
            try:
                with self.startup.work.doing():
                    change()
                with self._lock:
                    is_open = self._jobs[key].stage is Stage.WORKING
                if is_open:
                    self._set(key, stage=Stage.DONE)
            except KutipError as error:
                self._set(key, stage=Stage.FAILED, error=error)
            except Exception:  # the page says that it failed; the log says what
                log.exception("the library could not be changed")
                self._set(key, stage=Stage.FAILED)
            self._ended[key].set()

    def _waiting(self, key: str) -> Path:
        return self.uploads.folder / "waiting" / f"{key}.pdf"

    def _take_in(self, key: str, name: str, file: Path, passwords: tuple[str, ...]) -> None:
        """Add one file under its name; it replaces the document of that name, whatever place that came from."""
        path = self.uploads.folder / name
        file.replace(path)
        if file.name == "file":
            file.parent.rmdir()
        try:
            with Library.write(library_place(self.settings)) as library, open_reading(self.settings) as reading:
                entries = library.catalogue.entries()
                alike = [each for each in entries if each.file_name == name and each.folder is None]
                if len(alike) == 1:
                    library.catalogue.follow(alike[0].document_id, str(path))
                embedder = self.startup.embedder
                known = Passwords(passwords)
                began = time.perf_counter()
                told, into = partial(self._told, key), self.settings.new_theses
                (report,) = add_files(library, embedder, reading, [path], told, passwords=known, collection=into)
                self.startup.metrics.ingested(report, time.perf_counter() - began)
                if len(alike) == 1 and report.outcome is not Outcome.REPLACED:
                    library.catalogue.follow(alike[0].document_id, alike[0].source_path)
            if isinstance(report.error, EncryptedPdf):
                self._waiting(key).parent.mkdir(exist_ok=True)
                shutil.move(path, self._waiting(key))
                self._set(key, stage=Stage.PASSWORD, error=report.error)
            elif report.error is not None:
                self._set(key, stage=Stage.FAILED, error=report.error)
            else:
                self._set(key, stage=Stage.DONE, report=report)
        finally:
            path.unlink(missing_ok=True)

    def _told(self, key: str, progress: Progress) -> None:
        self._set(key, progress=progress)

    def _set(self, key: str, **changes: object) -> None:
        with self._lock:
            self._jobs[key] = replace(self._jobs[key], **changes)  # type: ignore[arg-type]


def safe_name(name: str) -> str:
    """The last part of a file's name, without what a file system or a reader could take amiss.

    >>> safe_name("../../etc/passwd"), safe_name("C:\\\\skripsi\\\\bab 1.pdf"), safe_name("..")
    ('passwd', 'bab 1.pdf', 'file.pdf')
    >>> safe_name("NUL.pdf")
    'file-NUL.pdf'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip().lstrip(".").strip()
    stem, dot, ending = kept.rpartition(".")
    if len(kept.encode()) > LONGEST_NAME:
        stem = (stem or kept).encode()[: LONGEST_NAME - 10].decode("utf-8", "ignore")
        kept = f"{stem}…{dot}{ending[:5]}"
    if not kept or _RESERVED.fullmatch(stem if dot else kept):
        kept = f"file-{kept}" if kept else "file.pdf"
    return kept
