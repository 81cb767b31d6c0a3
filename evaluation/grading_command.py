"""``python -m evaluation grade RUN``: the answers of a run one after another, for a person to grade."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import get_args

from evaluation.digests import files_digest, library_digest
from evaluation.finished_run import REPORT_FILE, Pages, read_answers, read_finished
from evaluation.grades import Grade, Verdict, add_grade, to_grade
from evaluation.questions import SetQuestion
from evaluation.report.page import no_links
from evaluation.report.tables import grades_in_words
from evaluation.results import QuestionResult
from ingest.catalogue.schema import is_made
from ingest.catalogue.store import Catalogue
from ingest.language import Language
from ingest.library import Library
from ingest.opening import library_place
from ingest.places import LibraryPlace
from settings import Settings

WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "question": "{number} of {total}: {text}",
        "wanted": "According to the set: {text}",
        "unanswerable": "According to the set: no answer in the corpus.",
        "prompt": "right (r), partly (p), wrong (w), then a note if you like; empty: skip; q: stop > ",
        "again": "Type r, p, w or q.",
        "nothing": "All answers of this run are graded.",
        "written": "Report: {path}",
    },
    "id": {
        "question": "{number} dari {total}: {text}",
        "wanted": "Menurut set: {text}",
        "unanswerable": "Menurut set: tidak ada jawabannya di korpus.",
        "prompt": "benar (b), sebagian (s), salah (x), lalu catatan bila perlu; kosong: lewati; q: berhenti > ",
        "again": "Ketik b, s, x, atau q.",
        "nothing": "Semua jawaban dari hasil ini sudah dinilai.",
        "written": "Laporan: {path}",
    },
}

KEYS: dict[Language, dict[str, Verdict]] = {
    "en": {"r": "right", "p": "partly", "w": "wrong"},
    "id": {"b": "right", "s": "partly", "x": "wrong"},
}

Ask = Callable[[str], str | None]
"""Asks at the prompt; None where the input has ended."""


def grade_run(folder: Path, ask: Ask, settings: Settings, language: Language) -> Iterator[str]:
    """Show every answer without a grade and keep what is typed; at the end write the report anew.

    Raises PathNotFound where the folder is no finished run, BadGrades or BadResults.
    """
    words, answers = WORDS[language], read_answers(folder)
    waiting = to_grade(answers.results, answers.grades)
    if not waiting:
        yield words["nothing"]
    of_id = {question.id: question for question in answers.questions}
    graded = 0
    for number, result in enumerate(waiting, 1):
        yield ""
        yield words["question"].format(number=number, total=len(waiting), text=result.question)
        yield from _shown(of_id[result.id], result, words)
        typed = yield from _asked(ask, language)
        if typed is None:
            break
        if typed:
            verdict, note = typed
            add_grade(folder, Grade(result.id, verdict, note))
            graded += 1
    if graded:
        yield from _report(folder, settings, language)


def parse_typed(line: str, language: Language) -> tuple[Verdict, str] | None:
    """A verdict, by its letter or in full, and the note behind it; None where the line begins with neither.

    >>> parse_typed("w  another city", "en"), parse_typed("right", "id"), parse_typed("z", "en")
    (('wrong', 'another city'), ('right', ''), None)
    """
    first, _, note = line.strip().partition(" ")
    known: dict[str, Verdict] = {name: name for name in get_args(Verdict)} | KEYS[language]
    verdict = known.get(first.lower())
    return (verdict, note.strip()) if verdict else None


def _asked(ask: Ask, language: Language) -> Generator[str, None, tuple[Verdict, str] | tuple[()] | None]:
    """What was typed, asked again until it is understood: a verdict and a note, () to skip, None to stop."""
    while True:
        line = ask(WORDS[language]["prompt"])
        if line is None or line.strip().lower() == "q":
            return None
        if not line.strip():
            return ()
        typed = parse_typed(line, language)
        if typed is not None:
            return typed
        yield WORDS[language]["again"]


def _shown(question: SetQuestion, result: QuestionResult, words: dict[str, str]) -> Iterator[str]:
    yield result.answer or "–"
    if not question.answerable:
        yield words["unanswerable"]
        return
    gold = question.reference or next((each.quote for each in question.evidence if each.quote), "")
    if gold:
        yield words["wanted"].format(text=" ".join(gold.split()))


def _report(folder: Path, settings: Settings, language: Language) -> Iterator[str]:
    finished = read_finished(folder)
    place = _library_of(str(finished.config.get("corpus_sha256", "")), settings)
    if place is None:
        finished.write(folder, no_links, language)
    else:
        with Library.read(place) as library:
            finished.write(folder, Pages(library), language)
    yield grades_in_words(finished.measured, len(finished.results), language)
    yield WORDS[language]["written"].format(path=folder / REPORT_FILE)


def _library_of(content: str, settings: Settings) -> LibraryPlace | None:
    """The library that a run asked, for the links to its pages: the user's, or one made for a folder of PDFs."""
    made = map(LibraryPlace.of, sorted(settings.indexes.glob("*")))
    for place in (library_place(settings), *made):
        if is_made(place.catalogue):
            catalogue = Catalogue.open(place.catalogue)
            entries = catalogue.entries()
            catalogue.close()
            of_files = files_digest((entry.file_name, entry.sha256) for entry in entries)
            if content in (library_digest(entries), of_files):
                return place
    return None
