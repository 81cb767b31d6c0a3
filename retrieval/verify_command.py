"""``python -m retrieval verify``: from options to a draft, its report, and where that is to go."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from ingest.console import load_model, progress_bar
from ingest.errors import DraftWithoutWords, PathNotFound, UnknownFileFormat
from ingest.language import Language
from ingest.library import Library
from ingest.opening import open_reading
from retrieval.chat_model import open_chat_model
from retrieval.draft import Draft
from retrieval.draft_files import SUFFIXES, read_draft, typed_draft
from retrieval.draft_view import draft_page
from retrieval.draft_wording import report_json, report_lines
from retrieval.entailment import ChatJudge
from retrieval.export.draft_report import draft_docx
from retrieval.export.files import write
from retrieval.opening import open_search
from retrieval.quote_check import QuoteChecker
from retrieval.scope import Scope
from retrieval.search import PassageSearch
from retrieval.verify import DraftReport, verify
from settings import Settings

REPORT_ENDINGS = (".html", ".docx")
"""What a report can be written as."""

_WORDS = {
    "en": {"checking": "checked: {done} of {total}", "written": "Report: {path}"},
    "id": {"checking": "diperiksa: {done} dari {total}", "written": "Laporan: {path}"},
}


def verify_lines(
    options: argparse.Namespace, library: Library, scope: Scope, settings: Settings, language: Language
) -> Iterator[str]:
    """What the command prints. Raises the errors of drafts that cannot be read, and of a chat model that cannot be asked."""
    judge = ChatJudge(open_chat_model(settings), settings) if options.judge else None
    draft = _draft(options.words[1:], settings)
    if options.report and options.report.suffix.lower() not in REPORT_ENDINGS:
        raise UnknownFileFormat(options.report, REPORT_ENDINGS)
    checker = QuoteChecker.of_library(library, scope)

    def opened() -> PassageSearch:
        return open_search(library, load_model(settings, language), settings)

    with progress_bar() as bar:
        task = bar.add_task("", total=None)

        def show(done: int, total: int) -> None:
            text = _WORDS[language]["checking"].format(done=done, total=total)
            bar.update(task, completed=done, total=total, description=text)

        report = verify(
            draft, checker, opened, judge, all_statements=options.all_statements, scope=scope, on_checked=show
        )
    if options.report:
        _write(options.report, report, language)
    if options.json:
        yield json.dumps(report_json(report), ensure_ascii=False)
        return
    yield from report_lines(report, language)
    if options.report:
        yield ""
        yield _WORDS[language]["written"].format(path=options.report)


def _draft(words: list[str], settings: Settings) -> Draft:
    """The draft in a file, where one is named, else the words themselves."""
    if not words:
        raise DraftWithoutWords("")
    text = " ".join(words)
    path = Path(text)
    if len(text) < 1000 and "\n" not in text and path.is_file():
        return read_draft(path, lambda: open_reading(settings))
    if path.suffix.lower() in SUFFIXES and len(words) == 1 and " " not in text:
        raise PathNotFound(path)
    return typed_draft(text)


def _write(path: Path, report: DraftReport, language: Language) -> None:
    """Write the report; as Word where the file's name says so. Writes over an earlier one."""
    is_word = path.suffix.lower() == ".docx"
    write(path, draft_docx(report, language) if is_word else draft_page(report, language).encode())
