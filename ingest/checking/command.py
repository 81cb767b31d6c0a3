"""``python -m ingest check``: what is wrong, one line each; what was mended; what is left to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ingest.checking.library import check, inspected
from ingest.checking.mending import mend
from ingest.checking.wording import difference_line
from ingest.embedding import Embedder
from ingest.language import Language
from ingest.pipeline import OnProgress
from ingest.places import LibraryPlace

_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "sound": "everything agrees: catalogue, texts, full text, vectors, PDFs, conversations",
        "mendable": 'to mend what can be mended: "python -m ingest check --mend"',
        "mended": "mended: {}",
        "left": "still wrong: {}",
    },
    "id": {
        "sound": "semuanya cocok: katalog, teks, indeks kata, vektor, PDF, percakapan",
        "mendable": 'untuk memperbaiki yang dapat diperbaiki: "python -m ingest check --mend"',
        "mended": "diperbaiki: {}",
        "left": "masih salah: {}",
    },
}


def checked_lines(
    place: Path | LibraryPlace,
    language: Language,
    load: Callable[[], Embedder] | None,
    on_progress: OnProgress = lambda progress: None,
) -> Iterator[tuple[str, bool]]:
    """Lines to show, each with whether it says that something is wrong now. With ``load`` what can be mended is mended.

    Raises LibraryInUse while another process writes, LibraryEmpty, and ModelMismatch.
    """
    words = _WORDS[language]
    with inspected(place) as found:
        before = check(found)
        if before and load is not None:
            mend(found, before, load, on_progress)
    if not before:
        yield words["sound"], False
        return
    if load is None:
        for difference in before:
            yield difference_line(difference, language), True
        yield words["mendable"], True
        return
    with inspected(place) as found:
        after = check(found)
    left = {(difference.kind, difference.where) for difference in after}
    for difference in before:
        if (difference.kind, difference.where) not in left:
            yield words["mended"].format(difference_line(difference, language)), False
    for difference in after:
        yield words["left"].format(difference_line(difference, language)), True
    if not after:
        yield words["sound"], False
