"""A run: every question gets its line, a fault costs one question, and a stopped run goes on where it stopped."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.questions import SetQuestion
from evaluation.results import read_results
from evaluation.run_config import RunConfig, run_config
from evaluation.runner import run
from ingest.errors import EmptyQuestion, ResultsMismatch
from retrieval.answer import Answer
from settings import Settings
from tests.answers_for_tests import answered
from tests.library_for_tests import whole_document

WHOLE = whole_document(["Kota kembar bekerja sama."], ["7"])
QUESTIONS = tuple(
    SetQuestion(f"q-{number}", f"Pertanyaan {number}?", "id", "factoid", True, None, (), (), "", (), ())
    for number in range(4)
)


@pytest.fixture
def config(tmp_path: Path) -> RunConfig:
    file = tmp_path / "set.jsonl"
    file.write_text("{}")
    return run_config([file], 4, corpus="corpus", corpus_sha256="0" * 64, settings=Settings(), model="hashing/1")


class Asked:
    """Answers, and keeps what it was asked; raises for the ids named."""

    def __init__(self, failing: Sequence[str] = (), error: Exception | None = None) -> None:
        self.ids: list[str] = []
        self._failing, self._error = failing, error or ZeroDivisionError("oh")

    def __call__(self, question: SetQuestion) -> Answer:
        self.ids.append(question.id)
        if question.id in self._failing:
            raise self._error
        return answered("id", (WHOLE, 0, 25))


def test_every_question_has_its_line_in_order(tmp_path: Path, config: RunConfig) -> None:
    results = run(QUESTIONS, Asked(), config, tmp_path / "out")
    assert [each.id for each in results] == ["q-0", "q-1", "q-2", "q-3"]
    assert read_results(tmp_path / "out" / "results.jsonl") == results
    assert results[0].citations[0].quote == "Kota kembar bekerja sama."
    assert results[0].citations[0].page_indexes == (0,)
    stored = json.loads((tmp_path / "out" / "config.json").read_text())
    assert (stored["question_count"], stored["corpus"]) == (4, "corpus")


def test_a_question_that_raises_is_failed_and_the_run_goes_on(tmp_path: Path, config: RunConfig) -> None:
    results = run(QUESTIONS, Asked(["q-1"]), config, tmp_path / "out")
    assert [each.outcome for each in results] == ["answered", "failed", "answered", "answered"]
    assert results[1].error == "ZeroDivisionError: oh"
    assert results[1].retrieved == ()
    known = run(QUESTIONS[:1], Asked(["q-0"], EmptyQuestion()), config, tmp_path / "other")
    assert known[0].error == "Pertanyaannya tidak berisi kata; ketikkan pertanyaan."


def test_a_stopped_run_asks_only_what_is_missing_even_after_a_torn_line(tmp_path: Path, config: RunConfig) -> None:
    whole = run(QUESTIONS, Asked(), config, tmp_path / "out")
    path = tmp_path / "out" / "results.jsonl"
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]) + lines[2][:40], "utf-8")
    asked = Asked()
    assert run(QUESTIONS, asked, config, tmp_path / "out") == whole
    assert asked.ids == ["q-2", "q-3"]
    assert path.read_text("utf-8") == "".join(lines)


def test_a_finished_run_asks_nothing(tmp_path: Path, config: RunConfig) -> None:
    run(QUESTIONS, Asked(), config, tmp_path / "out")
    asked = Asked()
    run(QUESTIONS, asked, config, tmp_path / "out")
    assert asked.ids == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"questions_sha256": "1"}, "questions"),
        ({"corpus_sha256": "1"}, "documents"),
        ({"settings": {"dense_weight": 0.5}}, "settings"),
        ({"model": "other"}, "models"),
        ({"code_sha256": "1"}, "code"),
    ],
)
def test_a_folder_with_another_run_is_left_alone(
    tmp_path: Path, config: RunConfig, change: dict[str, str], what: str
) -> None:
    run(QUESTIONS, Asked(), config, tmp_path / "out")
    before = (tmp_path / "out" / "results.jsonl").read_bytes()
    with pytest.raises(ResultsMismatch) as caught:
        run(QUESTIONS, Asked(), replace(config, **change), tmp_path / "out")  # type: ignore[arg-type]
    assert caught.value.what == what
    assert (tmp_path / "out" / "results.jsonl").read_bytes() == before


def test_progress_counts_to_the_end(tmp_path: Path, config: RunConfig) -> None:
    seen: list[tuple[int, int]] = []
    run(QUESTIONS, Asked(), config, tmp_path / "out", lambda done, total: seen.append((done, total)))
    assert seen == [(1, 4), (2, 4), (3, 4), (4, 4)]
