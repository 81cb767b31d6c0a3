"""Grades: added, never overwritten; read with their lines; counted beside the metrics."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

from evaluation.compare import compare
from evaluation.finished_run import FinishedRun, read_finished, read_run
from evaluation.grades import GRADES_FILE, Grade, add_grade, read_grades, to_grade
from evaluation.grading_command import grade_run
from evaluation.metrics.summary import Measured, measure
from evaluation.report.markdown import report_markdown
from evaluation.report.page import no_links, report_html
from evaluation.report.tables import GradeCounts, grade_counts
from ingest.errors import BadGrades
from settings import Settings
from tests.evaluation.report.small_run import CONFIG, QUESTIONS, RESULTS

IDS = {question.id for question in QUESTIONS}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """The small run made by hand, as the folder of a finished one."""
    folder = tmp_path / "run"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(CONFIG), "utf-8")
    measured: Measured = measure(QUESTIONS, RESULTS, lambda document: None)
    FinishedRun(dict(CONFIG), QUESTIONS, RESULTS, measured).write(folder, no_links, "en")
    (folder / "results.jsonl").write_text("".join(map(result_line, range(len(RESULTS)))), "utf-8")
    return folder


def result_line(at: int) -> str:
    result = RESULTS[at]
    fields = asdict(result) | {
        "seconds": {"search": result.search_seconds, "total": result.total_seconds},
        "citations": [
            {**asdict(each), "doc": each.document, "pages": [{"page_index": index} for index in each.page_indexes]}
            for each in result.citations
        ],
        "retrieved": [{**asdict(each), "doc": each.document} for each in result.retrieved],
    }
    return json.dumps(fields) + "\n"


def test_the_last_grade_of_a_question_counts_and_none_is_lost(run: Path) -> None:
    add_grade(run, Grade("q-right", "wrong"))
    add_grade(run, Grade("q-missed", "partly", "tahunnya <i>salah</i>"))
    add_grade(run, Grade("q-right", "right"))
    assert len((run / GRADES_FILE).read_text("utf-8").splitlines()) == 3
    grades = read_grades(run, IDS)
    assert grades == {
        "q-missed": Grade("q-missed", "partly", "tahunnya <i>salah</i>"),
        "q-right": Grade("q-right", "right"),
    }
    assert [result.id for result in to_grade(RESULTS, grades)] == [
        "q-nowhere", "q-refused", "q-nowhere-surer", "q-refused-more", "q-well-refused",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "q-right", "verdict": "good"}', '"verdict" must be one of'),
        ('{"id": "q-other", "verdict": "right"}', 'no question "q-other"'),
        ('{"id": "q-right"', "not JSON"),
        ("[]", "an object"),
    ],
)
def test_a_line_that_is_no_grade_is_named(run: Path, line: str, reason: str) -> None:
    add_grade(run, Grade("q-right", "right"))
    with (run / GRADES_FILE).open("a", encoding="utf-8") as file:
        file.write("\n" + line)
    with pytest.raises(BadGrades) as caught:
        read_finished(run)
    assert (caught.value.line, reason in caught.value.reason) == (3, True)


def test_a_grade_after_a_line_that_was_cut_off_stands_on_a_line_of_its_own(run: Path) -> None:
    (run / GRADES_FILE).write_text('{"id": "q-right", "verdict": "right"}', "utf-8")
    add_grade(run, Grade("q-missed", "wrong"))
    assert len(read_grades(run, IDS)) == 2


def test_grades_are_figures_by_language_and_type_with_intervals_and_agreement(run: Path) -> None:
    add_grade(run, Grade("q-right", "right"))
    add_grade(run, Grade("q-missed", "right"))
    add_grade(run, Grade("q-refused", "wrong"))
    measured = read_finished(run).measured
    figure = measured.all["graded_right"]
    assert figure.value == pytest.approx(2 / 3)
    assert figure.count == 3
    assert figure.low is not None
    assert figure.low < 2 / 3
    assert measured.by["language"]["id"]["graded_right"].value == 0.5
    assert measured.by["type"]["mechanism"]["graded_right"].value == 1.0
    assert grade_counts(measured) == GradeCounts(2, 0, 1)
    # q-right cites its page, q-missed does not though it was graded right, q-refused neither
    assert measured.per_question["graded_agrees_citations"] == {"q-right": 1.0, "q-missed": 0.0, "q-refused": 1.0}
    # "1987" is not in what q-right quotes, nor "moved" and "traders" in q-missed
    assert measured.per_question["graded_agrees_key_facts"] == {"q-right": 0.0, "q-missed": 0.0}


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_reports_say_them_and_without_grades_nothing_of_them(run: Path, language: str) -> None:
    words = {"id": "Orang menilai 1 dari 8 jawaban: 1 benar", "en": "A person graded 1 of 8 answers: 1 right"}[language]
    before = read_finished(run)
    assert words not in report_html(
        before.config,
        before.questions,
        before.results,
        before.measured,
        language,  # type: ignore[arg-type]
    )
    add_grade(run, Grade("q-right", "right"))
    after = read_finished(run)
    arguments = (after.config, after.questions, after.results, after.measured, language)
    assert words in report_html(*arguments)  # type: ignore[arg-type]
    assert words in report_markdown(*arguments)  # type: ignore[arg-type]


def test_two_graded_runs_are_compared_by_their_grades_too(run: Path) -> None:
    first = read_run(run)
    add_grade(run, Grade("q-right", "right"))
    add_grade(run, Grade("q-missed", "wrong"))
    second = read_run(run)
    assert "graded_right" not in {each.metric for each in compare(first, second).differences}
    add_grade(run, Grade("q-missed", "right"))
    third = read_run(run)
    by_metric = {each.metric: each for each in compare(second, third).differences}
    assert by_metric["graded_right"].difference == 0.5
    (won,) = [each for each in compare(second, third).won_lost if each.by == "graded_right"]
    assert won.won == ("q-missed",)


def typed(*lines: str) -> Iterator[str]:
    return iter(lines)


def test_in_the_terminal_one_answer_after_another_is_graded_and_the_report_written_anew(run: Path) -> None:
    answers = typed("what?", "r", "", "w  kota lain", "q")
    shown = list(grade_run(run, lambda prompt: next(answers, None), Settings(library=run, indexes=run), "en"))
    assert read_grades(run, IDS) == {
        "q-right": Grade("q-right", "right"),
        "q-refused": Grade("q-refused", "wrong", "kota lain"),
    }
    assert "Type r, p, w or q." in shown
    assert "A person graded 2 of 8 answers" in (run / "report.md").read_text("utf-8")
    assert json.loads((run / "metrics.json").read_text("utf-8"))["all"]["graded_right"]["n"] == 2


def test_the_end_of_the_input_ends_the_grading_and_keeps_what_was_typed(run: Path) -> None:
    answers = typed("b")
    list(grade_run(run, lambda prompt: next(answers, None), Settings(library=run, indexes=run), "id"))
    assert set(read_grades(run, IDS)) == {"q-right"}
