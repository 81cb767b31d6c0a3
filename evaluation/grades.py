"""A person's grades of a run's answers: lines added to ``grades.jsonl`` in its folder; the last of a question counts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, cast

from evaluation.added_lines import add_line
from evaluation.formats.fields import Fields
from evaluation.formats.placed import parse_line
from evaluation.metrics.grading import VERDICTS
from evaluation.results import QuestionResult
from ingest.catalogue.schema import storage_errors
from ingest.errors import BadGrades

GRADES_FILE = "grades.jsonl"

Verdict = Literal["right", "partly", "wrong"]


@dataclass(frozen=True, slots=True)
class Grade:
    """What a person thinks of the answer to a question; ``id`` is the question's."""

    id: str
    verdict: Verdict
    note: str = ""


def read_grades(folder: Path, ids: Collection[str]) -> dict[str, Grade]:
    """The last grade of each graded question of a run that has questions of these ids; none where nobody graded.

    Raises BadGrades with the line that is wrong.
    """
    path = folder / GRADES_FILE
    if not path.exists():
        return {}
    with storage_errors(path):
        lines = path.read_bytes().split(b"\n")
    grades: dict[str, Grade] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            grade = parse_grade(line.decode("utf-8"))
            if grade.id not in ids:
                raise ValueError(f'the run has no question "{grade.id}"')
        except ValueError as error:
            raise BadGrades(path, number, str(error)) from error
        grades.pop(grade.id, None)
        grades[grade.id] = grade
    return grades


def parse_grade(line: str) -> Grade:
    """One line. Raises ValueError, saying which field is wrong.

    >>> parse_grade('{"id": "q-1", "verdict": "right"}')
    Grade(id='q-1', verdict='right', note='')
    >>> parse_grade('{"id": "q-1", "verdict": "good"}')
    Traceback (most recent call last):
    ...
    ValueError: "verdict" must be one of partly, right, wrong, not "good"
    """
    fields = Fields(parse_line(line))
    verdict = fields.one_of("verdict", frozenset(VERDICTS))
    return Grade(fields.text("id"), cast("Verdict", verdict), fields.text("note", ""))


def add_grade(folder: Path, grade: Grade) -> None:
    """Add a grade at the end of the run's file. Raises DiskFull where nothing can be written."""
    add_line(folder / GRADES_FILE, asdict(grade))


def to_grade(results: Sequence[QuestionResult], grades: Mapping[str, Grade]) -> list[QuestionResult]:
    """The results that wait for a grade, in order; a failed question has no answer to be graded."""
    return [result for result in results if result.outcome != "failed" and result.id not in grades]
