"""A run that has come to its end: measured, written to its folder, and read back from there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from evaluation.compare import Run
from evaluation.formats import as_native, as_qrels, as_ragas, as_run
from evaluation.grades import Grade, read_grades
from evaluation.judge import judged_statements, read_judgements
from evaluation.metrics import grading
from evaluation.metrics.summary import DocumentText, Measured, from_json, measure, with_more
from evaluation.questions import SetQuestion, read_questions
from evaluation.report.markdown import report_markdown
from evaluation.report.page import PageLink, report_html
from evaluation.results import QuestionResult, by_id, read_results
from evaluation.run_config import RunConfig, stored_config
from evaluation.runner import CONFIG_FILE, RESULTS_FILE
from ingest.catalogue.schema import storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import PathNotFound, PdfNotKept
from ingest.language import Language
from ingest.library import Library

METRICS_FILE, REPORT_FILE, MARKDOWN_FILE, QUESTIONS_FILE = "metrics.json", "report.html", "report.md", "questions.jsonl"
RAGAS_FILE, TREC_RUN_FILE, TREC_QRELS_FILE = "ragas.jsonl", "run.trec", "qrels.trec"
"""The same run for other tools."""


@dataclass(frozen=True, slots=True)
class FinishedRun:
    """A run with its figures."""

    config: dict[str, Any]
    questions: tuple[SetQuestion, ...]
    results: tuple[QuestionResult, ...]
    measured: Measured

    def with_opinions(self, folder: Path) -> FinishedRun:
        """The run with the grades and judgements that its folder has. Raises BadGrades."""
        measured = self.measured
        judgements = read_judgements(folder)
        if judgements:
            shares, counts = judged_statements(self.questions, self.results, judgements)
            measured = with_more(measured, self.questions, shares, counts)
        grades = read_grades(folder, {question.id for question in self.questions})
        if grades:
            verdicts = {id_: grade.verdict for id_, grade in grades.items()}
            measured = with_more(measured, self.questions, grading.per_question(verdicts, measured.per_question))
        return replace(self, measured=measured)

    def write(self, folder: Path, pages: PageLink, language: Language) -> str:
        """Write metrics and report; returns the report's summary as Markdown."""
        page = report_html(self.config, self.questions, self.results, self.measured, language, page_link=pages)
        tables = report_markdown(self.config, self.questions, self.results, self.measured, language)
        metrics = json.dumps(self.measured.to_json(), ensure_ascii=False, indent=1)
        with storage_errors(folder, writing=True):
            (folder / METRICS_FILE).write_text(metrics + "\n", "utf-8")
            (folder / REPORT_FILE).write_text(page, "utf-8")
            (folder / MARKDOWN_FILE).write_text(tables, "utf-8")
            (folder / QUESTIONS_FILE).write_text(as_native(self.questions), "utf-8")
            (folder / RAGAS_FILE).write_text(as_ragas(self.questions, by_id(self.results)), "utf-8")
            (folder / TREC_RUN_FILE).write_text(as_run(self.results, "page"), "utf-8")
            (folder / TREC_QRELS_FILE).write_text(as_qrels(self.questions, "page"), "utf-8")
        return tables.partition("<details>")[0].strip()


def finish(
    config: RunConfig, questions: Sequence[SetQuestion], results: Sequence[QuestionResult], catalogue: Catalogue
) -> FinishedRun:
    """The run with its figures; quotes are checked against the catalogue's texts."""
    measured = measure(questions, results, Texts(catalogue))
    return FinishedRun(config.to_json(), tuple(questions), tuple(results), measured)


def read_finished(folder: Path) -> FinishedRun:
    """A finished run with what people and a judge said of it since. Raises PathNotFound where it is none, or BadGrades."""
    config = stored_config(folder)
    if config is None:
        raise PathNotFound(folder / CONFIG_FILE)
    questions, results = read_questions([folder / QUESTIONS_FILE]), read_results(folder / RESULTS_FILE)
    return FinishedRun(config, questions, results, read_measured(folder)).with_opinions(folder)


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of a finished run and what a person said of them, without any figures."""

    questions: tuple[SetQuestion, ...]
    results: tuple[QuestionResult, ...]
    grades: dict[str, Grade]


def read_answers(folder: Path) -> Answers:
    """The answers of a finished run. Raises PathNotFound where it is none, BadResults or BadGrades."""
    questions, results = read_questions([folder / QUESTIONS_FILE]), read_results(folder / RESULTS_FILE)
    return Answers(questions, results, read_grades(folder, {question.id for question in questions}))


def read_run(folder: Path) -> Run:
    """A finished run as it is compared with another. Raises what ``read_finished`` raises."""
    finished = read_finished(folder)
    return Run(folder.name, finished.config, finished.results, finished.measured)


def read_measured(folder: Path) -> Measured:
    path = folder / METRICS_FILE
    try:
        return from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, KeyError) as error:
        raise PathNotFound(path) from error


class Texts:
    """The stored text of a document by its file name, for checking quotes; each is read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._ids = {entry.file_name: entry.document_id for entry in catalogue.entries()}
        self._known: dict[str, DocumentText] = {}

    def __call__(self, document: str) -> DocumentText | None:
        if document not in self._known:
            if document not in self._ids:
                return None
            whole = self._catalogue.whole_document(self._ids[document])
            self._known[document] = DocumentText(whole.document.text, whole.pages)
        return self._known[document]


class Pages:
    """The address of a page in the library's copy of its PDF; None where there is no copy."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._entries = {entry.file_name: entry for entry in library.catalogue.entries()}

    def __call__(self, document: str, page_index: int) -> str | None:
        entry = self._entries.get(document)
        if entry is None:
            return None
        try:
            return f"{self._library.pdf(entry).resolve().as_uri()}#page={page_index + 1}"
        except PdfNotKept:
            return None
