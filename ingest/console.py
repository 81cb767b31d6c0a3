"""What the commands of all packages share: progress bars, the words of reports, and one way to end with an error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ingest import pipeline
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import KutipError
from ingest.explain import explain, explain_warning, message_language
from ingest.language import Language
from ingest.library import Library
from ingest.ocr import TextRecognition
from ingest.opening import open_embedder, open_reading
from settings import Settings

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C ended, as shells give it."""

_WORDS = {
    "en": {
        "unpacking": "unpacking the model",
        "reading": "{name}: {pages} pages read",
        "embedding": "{name}: {pages} pages, {done} of {total} passages",
        "added": "added",
        "replaced": "replaced",
        "unchanged": "unchanged",
        "refused": "refused",
        "line": "{outcome}: {name}, {pages} pages, {passages} passages",
        "stopped": "Stopped. What was finished is kept; run the command again for the rest.",
    },
    "id": {
        "unpacking": "membuka paket model",
        "reading": "{name}: {pages} halaman terbaca",
        "embedding": "{name}: {pages} halaman, {done} dari {total} petikan",
        "added": "ditambahkan",
        "replaced": "diganti",
        "unchanged": "tidak berubah",
        "refused": "ditolak",
        "line": "{outcome}: {name}, {pages} halaman, {passages} petikan",
        "stopped": "Dihentikan. Yang sudah selesai tetap tersimpan; jalankan lagi untuk sisanya.",
    },
}


def run_command(command: Callable[[], int], language: Callable[[], Language]) -> int:
    """Run a command; an error of the tree becomes one sentence on standard error and status 1."""
    try:
        return command()
    except KutipError as error:
        sys.stderr.write(explain(error, language()) + "\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\n" + _WORDS[language()]["stopped"] + "\n")
        return INTERRUPTED


def current_language() -> Language:
    """The language of messages; where the settings are wrong themselves, the locale's."""
    from settings import load_settings

    try:
        return message_language(load_settings().language)
    except KutipError:
        return message_language("auto")


def load_model(settings: Settings, language: Language) -> SentenceTransformerEmbedder:
    """The embedding model, with a progress bar while it is unpacked for the first time."""
    with progress_bar() as bar:
        task: TaskID | None = None

        def show(share: float) -> None:
            nonlocal task
            if task is None:
                task = bar.add_task(_WORDS[language]["unpacking"], total=1.0)
            bar.update(task, completed=share)

        return open_embedder(settings, show)


def add_with_progress(
    library: Library,
    embedder: SentenceTransformerEmbedder,
    settings: Settings,
    files: list[Path],
    language: Language,
    *,
    recognition: TextRecognition | None = None,
) -> list[pipeline.FileReport]:
    """Add files with a bar of files, pages, passages and time left."""
    words = _WORDS[language]
    reports: list[pipeline.FileReport] = []
    with progress_bar() as bar, open_reading(settings) as reading:
        task = bar.add_task("", total=float(len(files)))

        def show(progress: pipeline.Progress) -> None:
            share = progress.passages_done / progress.passages if progress.passages else 0.0
            text = words["embedding" if progress.passages else "reading"].format(
                name=progress.file.name, pages=progress.pages_read, done=progress.passages_done, total=progress.passages
            )
            bar.update(task, completed=progress.files_done + share, description=escape(text))

        for report in pipeline.add_files(library, embedder, reading, files, show, recognition=recognition):
            reports.append(report)
            bar.update(task, completed=len(reports))
    return reports


def report_lines(report: pipeline.FileReport, language: Language) -> Iterator[str]:
    """What became of one file, and its warnings."""
    words = _WORDS[language]
    outcome = words[report.outcome.value]
    if report.error is not None:
        yield f"{outcome}: {explain(report.error, language)}"
        return
    yield words["line"].format(outcome=outcome, name=report.path.name, pages=report.pages, passages=report.passages)
    for warning in report.warnings:
        yield "  " + explain_warning(warning, language)


def table(rows: Iterable[tuple[str, ...]], widths: tuple[int, ...]) -> Iterator[str]:
    """Rows as plain columns; the last one is not cut.

    >>> list(table([("a", "title")], (4, 0)))
    ['a     title']
    """
    for row in rows:
        cells = [
            cell[: width - 1] + "…" if len(cell) > width > 0 else cell.ljust(width)
            for cell, width in zip(row, widths, strict=True)
        ]
        yield "  ".join(cells).rstrip()


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A bar on standard error that is gone when the work is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        yield bar
