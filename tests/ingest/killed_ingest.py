"""A process for the crash tests: ingests files and kills itself (SIGKILL) at a named point.

Arguments: library folder, point ("vectors", "published", …), which time the point is reached (from 1), files.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ingest.catalogue.store import Catalogue
from ingest.files import StoredFiles
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, rebuild
from ingest.places import LibraryPlace
from ingest.vectors import Vectors
from tests.fakes.embedder import HashingEmbedder

POINTS: dict[str, tuple[type, str, bool]] = {
    "before vectors": (Vectors, "add", True),
    "after vectors": (Vectors, "add", False),
    "after reserving": (Catalogue, "reserve", False),
    "before keeping the file": (StoredFiles, "keep", True),
    "before the swap": (Catalogue, "swap", True),
    "after the swap": (Catalogue, "swap", False),
    "before deleting old vectors": (Vectors, "delete", True),
    "after staging": (Catalogue, "stage", False),
    "before going live": (Catalogue, "go_live", True),
    "after going live": (Catalogue, "go_live", False),
}


def kill_at(owner: type, name: str, before: bool, time: int) -> None:
    """Make the method kill this process around its call number ``time``."""
    original: Callable[..., Any] = getattr(owner, name)
    calls = 0

    def method(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if before and calls == time:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if calls == time:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, method)


def main() -> None:
    folder, point, time, *files = sys.argv[1:]
    kill_at(*POINTS[point], int(time))
    place = LibraryPlace.of(Path(folder), os.environ.get("KUTIP_CATALOGUE", ""), os.environ.get("KUTIP_VECTORS", ""))
    with Library.write(place) as library:
        if files:
            with PdfReading(PdfLimits()) as reading:
                list(add_files(library, HashingEmbedder(), reading, [Path(file) for file in files]))
        else:
            rebuild(library, HashingEmbedder())


if __name__ == "__main__":
    main()
