"""Evaluations from the web page: one at a time, each in its folder, and their reports in either language."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

import web.startup
from ingest.errors import BadQuestionSet, KutipError, LibraryUnreadable, NotInLibrary, RunInProgress
from retrieval.answer import Answer
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.evaluate_html import comparison_frame, report_frame, run_html
from web.evaluation_runs import EvaluationRuns, RunState
from web.open_library import OpenLibrary
from web.routes import run_routes
from web.startup import Startup

QUESTIONS = [
    {"id": "q-1", "question": "Siapa yang menyetujui kerja sama kota?", "lang": "id", "type": "factoid", "answerable": True,
     "doc": "sampel-2-hambatan-paradiplomasi.pdf", "evidence": [{"page_index": 7, "page_label": "4"}]},
    {"id": "q-2", "question": "How hot is <b>Venus</b>?", "lang": "en", "type": "unanswerable", "answerable": False,
     "unanswerable_kind": "off-topic", "doc": None},
]  # fmt: skip


@pytest.fixture
def own(settings: Settings, tmp_path: Path) -> Settings:
    return settings.model_copy(update={"runs": tmp_path / "runs"})


@pytest.fixture
def startup(own: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Startup]:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    started = Startup(own)
    started.begin()
    started.wait(60)
    yield started
    started.close()


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "upload.jsonl"
    file.write_text("".join(json.dumps(question) + "\n" for question in QUESTIONS), "utf-8")
    return file


def ended(runs: EvaluationRuns) -> RunState:
    for _ in range(600):
        state = runs.state
        if state is not None and (state.finished or state.failed):
            return state
        time.sleep(0.05)
    raise AssertionError("the run does not end")


def test_a_set_is_run_in_the_background_and_kept(own: Settings, startup: Startup, questions: Path) -> None:
    runs = EvaluationRuns(own)
    assert runs.names() == []
    name = runs.start(questions, "Soal dosen.jsonl", startup.library, "id")
    assert name.endswith("-Soal-dosen")
    state = ended(runs)
    assert (state.finished, state.done, state.total) == (True, 2, 2)
    assert runs.names() == [name]
    done = runs.finished(name)
    assert [question.id for question in done.questions] == ["q-1", "q-2"]
    assert done.config["questions"] == ["Soal dosen.jsonl"]
    assert EvaluationRuns(own).names() == [name]  # after a new start of the app, too


def test_one_run_at_a_time(own: Settings, startup: Startup, questions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()
    library = startup.library
    answer = library.answer

    def slow(question: str) -> Answer:
        go_on.wait(30)
        return answer(question)

    monkeypatch.setattr(library, "answer", slow)
    runs = EvaluationRuns(own)
    name = runs.start(questions, "a.jsonl", library, "id")
    with pytest.raises(RunInProgress) as caught:
        runs.start(questions, "b.jsonl", library, "id")
    assert caught.value.name == name
    assert runs.names() == []  # not finished, so nothing to be shown
    go_on.set()
    assert ended(runs).finished
    assert runs.start(questions, "b.jsonl", library, "id") != name
    ended(runs)


def test_a_malformed_set_starts_nothing(own: Settings, startup: Startup, questions: Path) -> None:
    questions.write_text(json.dumps({**QUESTIONS[0], "lang": "fr"}), "utf-8")
    runs = EvaluationRuns(own)
    with pytest.raises(BadQuestionSet) as caught:
        runs.start(questions, "a.jsonl", startup.library, "id")
    assert (caught.value.path, caught.value.line) == (Path("a.jsonl"), 1)
    assert runs.state is None


def test_a_library_that_cannot_be_read_starts_nothing_and_blocks_nothing(
    own: Settings, startup: Startup, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: OpenLibrary) -> None:
        raise LibraryUnreadable(own.library, "torn")

    runs = EvaluationRuns(own)
    with monkeypatch.context() as while_torn:
        while_torn.setattr(OpenLibrary, "entries", broken)
        with pytest.raises(LibraryUnreadable):
            runs.start(questions, "a.jsonl", startup.library, "id")
    runs.start(questions, "a.jsonl", startup.library, "id")
    assert ended(runs).finished


def test_an_answer_that_fails_is_a_failed_result_and_no_failed_run(
    own: Settings, startup: Startup, questions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(self: OpenLibrary, question: str) -> Answer:
        raise LibraryUnreadable(own.library, "torn")

    monkeypatch.setattr(OpenLibrary, "answer", broken)
    runs = EvaluationRuns(own)
    name = runs.start(questions, "a.jsonl", startup.library, "en")
    assert ended(runs).finished
    assert [result.outcome for result in runs.finished(name).results] == ["failed", "failed"]


def test_reports_are_served_in_either_language_and_link_to_the_pages(
    own: Settings, startup: Startup, questions: Path
) -> None:
    runs = EvaluationRuns(own)
    name = runs.start(questions, "a.jsonl", startup.library, "id")
    ended(runs)
    app = FastAPI()
    app.include_router(run_routes(startup, runs))
    client = TestClient(app)
    indonesian, english = (client.get(f"/runs/{name}/report", params={"language": each}).text for each in ("id", "en"))
    assert '<html lang="id">' in indonesian
    assert '<html lang="en">' in english
    assert "<b>Venus</b>" not in english
    document_id = next(
        entry.document_id
        for entry in startup.library.entries()
        if entry.file_name == "sampel-2-hambatan-paradiplomasi.pdf"
    )
    assert f"/pages/{document_id}/" in english
    compared = client.get("/comparison", params={"first": name, "second": name, "language": "en"})
    assert compared.status_code == 200
    results = client.get(f"/runs/{name}/results.jsonl")
    assert len(results.text.splitlines()) == 2
    for path in (f"/runs/{name}/..%2f..%2fx", f"/runs/{name}/report.html.bak", "/runs/..%2f/report", "/runs/x/report"):
        assert client.get(path).status_code == 404
    assert client.get("/comparison", params={"first": name, "second": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["", "..", "../library", "/etc", "unknown"])
def test_a_name_that_is_no_run_is_not_found(own: Settings, name: str) -> None:
    runs = EvaluationRuns(own)
    for ask in (runs.finished, lambda each: runs.file(each, "metrics.json"), lambda each: runs.compared(each, each)):
        with pytest.raises(NotInLibrary):
            ask(name)


def test_a_run_in_words() -> None:
    assert run_html(None, "id") == ""
    assert run_html(RunState("r", finished=True), "id") == ""
    going = run_html(RunState("r<1>", 3, 12), "en")
    assert "r&lt;1&gt;: question 3 of 12" in going
    assert '<progress max="12" value="3">' in going
    assert "did not foresee" in run_html(RunState("r", failed=True), "en")
    error: KutipError = RunInProgress("r")
    assert "masih berjalan" in run_html(RunState("r", failed=True, error=error), "id")


def test_frames_name_their_run_escaped_and_load_when_they_are_seen() -> None:
    assert 'src="/runs/a%20b/report?language=id"' in report_frame("a b", "id")
    assert 'loading="lazy"' in report_frame("a", "id")
    assert "<iframe" not in report_frame(None, "en")
    assert "first=a%26b&amp;second=c&amp;language=en" in comparison_frame("a&b", "c", "en")
