"""What the commands of all packages share: progress bars, the words of reports, and one way to end with an error."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

from ingest import pipeline
from ingest.embedding import SentenceTransformerEmbedder
from ingest.errors import KutipError
from ingest.explain import explain, explain_warning, message_language
from ingest.file_work import FileWork
from ingest.language import Language
from ingest.library import Library
from ingest.ocr import TextRecognition
from ingest.opening import open_embedder
from ingest.passwords import Passwords
from settings import Settings

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C ended, as shells give it."""

SHOWN_PARTS = 12
SHOWN_NAMES = 3
SHOWN_NEAR = 5
"""Names of a list's beginning that are shown; the rest is counted."""

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
        "same": "{outcome}: {name}, already there as {same}",
        "near": "near-duplicate of {name}: {share:.0%} of the sentences are the same",
        "thesis": "one thesis in {files} files: {folder} ({names})",
        "more": "and {count} more of the kind: {names}",
        "warned": "warnings about {count} files; --verbose shows them, --report FILE.csv writes all down",
        "password": "Password of {name} (Enter to leave it out): ",
        "copying": "copying {what}",
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
        "same": "{outcome}: {name}, sudah ada sebagai {same}",
        "near": "hampir sama dengan {name}: {share:.0%} kalimatnya sama",
        "thesis": "satu skripsi dalam {files} berkas: {folder} ({names})",
        "more": "dan {count} lagi yang serupa: {names}",
        "warned": "ada peringatan tentang {count} berkas; --verbose menampilkannya, --report FILE.csv mencatat semuanya",
        "password": "Kata sandi {name} (Enter untuk melewati): ",
        "copying": "menyalin {what}",
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
    except BrokenPipeError:  # the reader of the output, such as "head", has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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
    work: FileWork,
    library: Library,
    files: Sequence[Path],
    language: Language,
    *,
    folders: Sequence[Path] = (),
    passwords: Sequence[str] = (),
    recognition: TextRecognition | None = None,
    collection: str = "",
) -> list[pipeline.FileReport]:
    """Add files with a bar of files, pages, passages and time left; asks for passwords where somebody can be asked."""
    words = _WORDS[language]
    reports: list[pipeline.FileReport] = []
    with progress_bar() as bar:
        task = bar.add_task("", total=float(len(files)))

        def show(progress: pipeline.Progress) -> None:
            share = progress.passages_done / progress.passages if progress.passages else 0.0
            text = words["embedding" if progress.passages else "reading"].format(
                name=progress.file.name, pages=progress.pages_read, done=progress.passages_done, total=progress.passages
            )
            bar.update(task, completed=progress.files_done + share, description=escape(text))

        def ask(path: Path) -> str | None:
            if not (sys.stdin.isatty() and sys.stderr.isatty()):
                return None
            bar.stop()
            try:
                return getpass(words["password"].format(name=path.name), stream=sys.stderr)
            except EOFError:
                return None
            finally:
                bar.start()

        known = Passwords(tuple(passwords), ask)
        added = pipeline.add_files_by(
            work,
            library,
            files,
            show,
            folders=folders,
            passwords=known,
            recognition=recognition,
            collection=collection,
        )
        for report in added:
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
    if report.same_as is not None:
        yield words["same"].format(outcome=outcome, name=report.path.name, same=report.same_as)
        return
    yield words["line"].format(outcome=outcome, name=report.path.name, pages=report.pages, passages=report.passages)
    for name, share in report.near:
        yield "  " + near_duplicate_line(name, share, language)
    for warning in report.warnings:
        yield "  " + explain_warning(warning, language)


def near_duplicate_line(name: str, share: float, language: Language) -> str:
    """Of which document a file is a near-duplicate.

    >>> near_duplicate_line("draft.pdf", 0.873, "en")
    'near-duplicate of draft.pdf: 87% of the sentences are the same'
    """
    return _WORDS[language]["near"].format(name=name, share=share)


def thesis_lines(reports: Sequence[pipeline.FileReport], language: Language) -> Iterator[str]:
    """Which folders were understood as one thesis, with the files in reading order."""
    parts: dict[Path, list[str]] = {}
    for report in reports:
        if report.folder is not None:
            parts.setdefault(report.folder, []).append(report.path.stem)
    for folder, names in parts.items():
        shown = ", ".join(names if len(names) <= SHOWN_PARTS else [*names[: SHOWN_PARTS - 1], "…", names[-1]])
        yield _WORDS[language]["thesis"].format(files=len(names), folder=folder.name, names=shown)


def summary_lines(reports: Sequence[pipeline.FileReport], language: Language) -> Iterator[str]:
    """What became of many files, on one screen: how many of each outcome, refusals of a kind together."""
    words = _WORDS[language]
    for outcome in pipeline.Outcome:
        own = [report for report in reports if report.outcome is outcome]
        if own and outcome is not pipeline.Outcome.REFUSED:
            yield f"{len(own):>5}  {words[outcome.value]}"
    refused: dict[type[KutipError], list[pipeline.FileReport]] = {}
    for report in reports:
        if report.error is not None:
            refused.setdefault(type(report.error), []).append(report)
    for alike in sorted(refused.values(), key=len, reverse=True):
        first = alike[0]
        assert first.error is not None
        yield f"{len(alike):>5}  {words['refused']}: {explain(first.error, language)}"
        if len(alike) > 1:
            names = _beginning([report.path.name for report in alike[1:]])
            yield " " * 7 + words["more"].format(count=len(alike) - 1, names=", ".join(names))
    near = [(report.path.name, *report.near[0]) for report in reports if report.near]
    for name, other, share in near[:SHOWN_NEAR]:
        yield f"{name}: {near_duplicate_line(other, share, language)}"
    if rest := [name for name, _, _ in near[SHOWN_NEAR:]]:
        yield words["more"].format(count=len(rest), names=", ".join(_beginning(rest)))
    if warned := sum(bool(report.warnings) for report in reports):
        yield words["warned"].format(count=warned)


def _beginning(names: list[str]) -> list[str]:
    return names if len(names) <= SHOWN_NAMES else [*names[:SHOWN_NAMES], "…"]


def report_rows(reports: Sequence[pipeline.FileReport], language: Language) -> Iterator[tuple[str, ...]]:
    """A table of what became of each file, its heading first; for a CSV."""
    yield ("file", "outcome", "pages", "passages", "thesis folder", "remarks")
    for report in reports:
        first, *rest = report_lines(report, language)
        outcome = _WORDS[language][report.outcome.value]
        said = ([first.partition(": ")[2]] if report.error or report.same_as else []) + [line.strip() for line in rest]
        folder = str(report.folder or "")
        yield (str(report.path), outcome, str(report.pages), str(report.passages), folder, "; ".join(said))


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


@contextmanager
def indexing(language: Language) -> Iterator[pipeline.OnProgress]:
    """A bar for files that are indexed anew."""
    with progress_bar() as bar:
        task = bar.add_task("", visible=False)

        def show(progress: pipeline.Progress) -> None:
            share = progress.passages_done / progress.passages if progress.passages else 0.0
            text = _WORDS[language]["embedding"].format(
                name=progress.file.name, pages=progress.pages_read, done=progress.passages_done, total=progress.passages
            )
            done = progress.files_done + share
            bar.update(task, visible=True, completed=done, total=progress.files, description=escape(text))

        yield show


@contextmanager
def counting(language: Language) -> Iterator[Callable[[str, int, int], None]]:
    """A bar for what is told of: what is being copied, how many are done, of how many."""
    with progress_bar() as bar:
        task = bar.add_task("")
        yield lambda what, done, total: bar.update(
            task, description=_WORDS[language]["copying"].format(what=what), completed=done, total=total
        )
