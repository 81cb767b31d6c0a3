"""Files that came in by the page and were not taken in when Kutip ended: nobody can go on with them, so they are swept.

Their names were in the memory of the process that took them. Several processes may share a library; each that lives holds a
lock of its own, and while one other does, nothing is swept.
"""

from __future__ import annotations

import shutil
import uuid
from pathlib import Path

from filelock import FileLock, Timeout

from ingest.catalogue.store_errors import storage_errors

UPLOADS_FOLDER = "uploads"
APPS_FOLDER = "apps"


class UploadsInUse:
    """Says to other processes that uploads of this library may be on their way, from its making to ``release``."""

    def __init__(self, library: Path) -> None:
        folder = library / APPS_FOLDER
        with storage_errors(library, writing=True):
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / f"{uuid.uuid4().hex}.lock")
            self._lock.acquire(timeout=0)

    def release(self) -> None:
        """Let others sweep; the file goes where the system lets it."""
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    def sweep(self, library: Path) -> int:
        """Delete what earlier processes left; how many files there were. 0 while another process lives."""
        lost = lost_uploads(library, besides=Path(self._lock.lock_file))
        if lost:
            with storage_errors(library, writing=True):
                shutil.rmtree(library / UPLOADS_FOLDER)
        return len(lost)


def lost_uploads(library: Path, besides: Path | None = None) -> list[Path]:
    """Files of which no living process knows; none while one lives, but for the one that holds the lock ``besides``."""
    if any(_is_held(lock) for lock in (library / APPS_FOLDER).glob("*.lock") if lock != besides):
        return []
    return sorted(file for file in (library / UPLOADS_FOLDER).rglob("*") if file.is_file())


def _is_held(path: Path) -> bool:
    """Whether its process lives; the lock of one that does not is taken away."""
    lock = FileLock(path)
    try:
        with lock.acquire(timeout=0):
            path.unlink(missing_ok=True)
    except Timeout:
        return True
    return False
