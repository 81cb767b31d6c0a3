"""Grading in the page: one answer after another, escaped, in either language, and the report with the grade in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.finished_run import Answers
from evaluation.grades import Grade
from ingest.errors import BadGrades, DiskFull
from settings import Settings
from tests.evaluation.report.small_run import QUESTIONS, RESULTS
from web.evaluation_runs import EvaluationRuns
from web.grading import _save, _shown, next_to_grade
from web.grading_html import to_grade_html

ANSWERS = Answers(QUESTIONS, RESULTS, {})


class GradedRuns(EvaluationRuns):
    """Runs whose one run is the small one made by hand; grades stay in memory."""

    def __init__(self) -> None:
        super().__init__(Settings(runs=Path("nowhere")))
        self.kept: dict[str, Grade] = {}

    def answers(self, name: str) -> Answers:
        return replace(ANSWERS, grades=dict(self.kept))

    def grade(self, name: str, grade: Grade) -> None:
        self.kept[grade.id] = grade


def test_the_next_answer_is_the_first_without_a_grade_in_a_circle_and_never_a_failed_one() -> None:
    assert next_to_grade(ANSWERS, None) == "q-right"
    assert next_to_grade(ANSWERS, "q-refused-more") == "q-well-refused"  # q-failed has no answer
    assert next_to_grade(ANSWERS, "q-well-refused") == "q-right"
    graded = {result.id: Grade(result.id, "right") for result in RESULTS}
    assert next_to_grade(replace(ANSWERS, grades=graded), None) is None


@pytest.mark.parametrize(("language", "label"), [("id", "Jawaban 4 dari 8"), ("en", "Answer 4 of 8")])
def test_an_answer_is_shown_as_text_with_what_the_set_holds_for_right(language: str, label: str) -> None:
    html = to_grade_html(ANSWERS, "q-missed", language)  # type: ignore[arg-type]
    assert label in html
    assert "&lt;harbour&gt;" in html
    assert "<harbour>" not in html
    assert "The traders &amp; their goods moved." in html
    assert "moved / left · traders" in html
    assert "Gudang itu &lt;i&gt;ditutup&lt;/i&gt;. [1: pasar.pdf, PDF " in html


def test_a_grade_is_kept_and_the_next_answer_shown_with_a_fresh_report() -> None:
    runs = GradedRuns()
    shown, html, form, *_, frame = _save("run", "q-right", "partly", " kurang ", "id", runs=runs)
    assert runs.kept == {"q-right": Grade("q-right", "partly", "kurang")}
    assert shown == "q-nowhere"
    assert "Sudah dinilai: 1 dari 8." in html
    assert "graded=1" in frame
    assert form.visible is True


def test_a_fault_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    runs = GradedRuns()

    def full(name: str, grade: Grade) -> None:
        raise DiskFull(Path("runs"), "No space left on device")

    def torn(name: str) -> Answers:
        raise BadGrades(Path("grades.jsonl"), 2, "it is not JSON")

    monkeypatch.setattr(runs, "grade", full)
    assert "Nothing can be written" in _save("run", "q-right", "right", "", "en", runs=runs)[1]
    monkeypatch.setattr(runs, "answers", torn)
    assert "grades.jsonl, line 2" in _shown(runs, "run", None, "en")[1]
