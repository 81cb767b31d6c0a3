"""The folder of files that came in and wait for their turn: how many there may be, how much they may hold, and their removal.

Two kinds lie there: files for the library, each in a folder of its own until its job is over, and drafts, which Gradio puts
under ``DRAFTS`` and which are deleted as soon as they are read.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.errors import FileTooLarge, UploadsFull
from ingest.uploads import UPLOADS_FOLDER
from settings import Settings
from web.admission import GRADIO, refusal

DRAFTS = "drafts"

ABANDONED_SECONDS = 24 * 3600
"""A file of the library waits no longer, unless the app was ended: other processes may use the same folder."""

ABANDONED_DRAFT_SECONDS = 3600
"""A draft that was uploaded and never checked."""

LOOK_AGAIN_BYTES = 8 << 20
"""So often while a file comes in it is looked how much all files hold: several may come in at once."""


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of one library. ``max_files`` and ``max_bytes`` are of all that wait together."""

    folder: Path
    max_files: int
    max_bytes: int

    @classmethod
    def of(cls, settings: Settings) -> Uploads:
        folder = settings.library / UPLOADS_FOLDER
        return cls(folder, settings.max_waiting_files, settings.max_waiting_mb << 20)

    @property
    def drafts(self) -> Path:
        return self.folder / DRAFTS

    def check(self, more: int = 0) -> None:
        """Raises UploadsFull where there is no room for another file, or for so many bytes more."""
        sizes = [size for _, size in self._files()]
        if len(sizes) > self.max_files or sum(sizes) + more > self.max_bytes:
            raise UploadsFull(self.max_files, self.max_bytes >> 20)

    def sweep(self) -> None:
        """Delete what nobody comes back for."""
        now = time.time()
        for file, _ in self._files():
            is_draft = file.is_relative_to(self.drafts)
            age = now - _modified(file, now)
            if age > (ABANDONED_DRAFT_SECONDS if is_draft else ABANDONED_SECONDS):
                file.unlink(missing_ok=True)
        for folder in self.folder.glob("*/") if self.folder.is_dir() else ():
            if folder != self.drafts and now - _modified(folder, now) > ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)

    def _files(self) -> Iterator[tuple[Path, int]]:
        """The files with their sizes; one that goes meanwhile counts as nothing."""
        for file in self.folder.rglob("*") if self.folder.is_dir() else ():
            try:
                if file.is_file():
                    yield file, file.stat().st_size
            except OSError:
                continue


async def receive(chunks: AsyncIterator[bytes], place: Path, name: str, limit_mb: int, uploads: Uploads) -> None:
    """Write a file that comes in. Raises FileTooLarge or UploadsFull as soon as it is; the file is then not complete."""
    size = looked = 0
    await run_in_threadpool(uploads.check)
    with place.open("wb") as file:
        async for chunk in chunks:
            size += len(chunk)
            if size > limit_mb << 20:
                raise FileTooLarge(name, limit_mb)
            file.write(chunk)
            if size - looked > LOOK_AGAIN_BYTES:
                looked = size
                file.flush()
                await run_in_threadpool(uploads.check)


def with_waiting(app: ASGIApp, uploads: Uploads) -> ASGIApp:
    """The app, with drafts that come in through Gradio counted among the files that wait."""

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].rstrip("/") == f"{GRADIO}upload":
            try:
                await run_in_threadpool(uploads.sweep)
                await run_in_threadpool(uploads.check)
            except UploadsFull as error:
                await refusal(scope, error, 503)(scope, receive, send)
                return
        await app(scope, receive, send)

    return counted


def _modified(file: Path, otherwise: float) -> float:
    try:
        return file.stat().st_mtime
    except OSError:  # it has gone
        return otherwise
