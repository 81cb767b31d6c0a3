"""The commands of the evaluation, from arguments to files, lines and exit status."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import evaluation.commands
from evaluation.__main__ import main
from tests.fakes.chat_model import honest_judge, honest_writer
from tests.fakes.chat_server import chat_server
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import SAMPLES, build_samples

ANSWERABLE = {
    "id": "q-1",
    "question": "Siapa yang menyetujui kerja sama luar negeri sebuah kota?",
    "lang": "id",
    "type": "factoid",
    "answerable": True,
    "doc": "sampel-2-hambatan-paradiplomasi.pdf",
    "evidence": [{"page_index": 7, "page_label": "4"}],
}
UNANSWERABLE = {
    "id": "q-2",
    "question": "How hot is the surface of Venus?",
    "lang": "en",
    "type": "unanswerable",
    "answerable": False,
    "unanswerable_kind": "off-topic",
    "doc": None,
}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    build_samples(folder, HashingEmbedder())
    return folder


@pytest.fixture(autouse=True)
def here(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder of the test's own, with the library of the samples and the small model."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUTIP_LIBRARY", str(samples))
    monkeypatch.setenv("KUTIP_INDEXES", str(tmp_path / "indexes"))
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    monkeypatch.setattr(evaluation.commands, "load_model", lambda *_: HashingEmbedder())


@pytest.fixture
def question_set(tmp_path: Path) -> Callable[..., str]:
    def write(*questions: dict[str, Any], name: str = "set.jsonl") -> str:
        lines = [json.dumps(question) for question in questions or (ANSWERABLE, UNANSWERABLE)]
        (tmp_path / name).write_text("\n".join(lines) + "\n", "utf-8")
        return name

    return write


def test_a_run_writes_results_metrics_report_and_configuration(
    question_set: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--questions", question_set(), "--out", "run"]) == 0
    results = [json.loads(line) for line in (tmp_path / "run" / "results.jsonl").read_text("utf-8").splitlines()]
    assert [result["id"] for result in results] == ["q-1", "q-2"]
    assert len(results[0]["retrieved"]) == 10
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text("utf-8"))
    assert metrics["all"]["page_hit@10"]["n"] == 1
    assert set(metrics["language"]) == {"id", "en"}
    config = json.loads((tmp_path / "run" / "config.json").read_text("utf-8"))
    assert config["question_count"] == 2
    assert config["settings"]["dense_weight"] == 0.8
    run_lines = (tmp_path / "run" / "run.trec").read_text("utf-8").splitlines()
    assert {line.split()[0] for line in run_lines} == {"q-1", "q-2"}
    assert (tmp_path / "run" / "qrels.trec").read_text("utf-8").split() == [
        "q-1", "0", "sampel-2-hambatan-paradiplomasi.pdf#7", "1",
    ]  # fmt: skip
    ragas = json.loads((tmp_path / "run" / "ragas.jsonl").read_text("utf-8").splitlines()[0])
    assert ragas["user_input"] == ANSWERABLE["question"]
    report = (tmp_path / "run" / "report.html").read_text("utf-8")
    assert "Siapa yang menyetujui kerja sama luar negeri sebuah kota?" in report
    printed = capsys.readouterr().out
    assert "Report: run/report.html" in printed
    assert printed.startswith((tmp_path / "run" / "report.md").read_text("utf-8")[:200])


def test_a_corpus_of_pdfs_gets_a_library_of_its_own(question_set: Callable[..., str], tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    shutil.copy(SAMPLES / "sampel-2-hambatan-paradiplomasi.pdf", corpus)
    assert main(["run", "--questions", question_set(), "--corpus", "corpus", "--out", "run"]) == 0
    first = json.loads((tmp_path / "run" / "results.jsonl").read_text("utf-8").splitlines()[0])
    assert {found["doc"] for found in first["retrieved"]} == {"sampel-2-hambatan-paradiplomasi.pdf"}


def test_a_benchmark_brings_its_passages_and_its_questions(tmp_path: Path) -> None:
    folder = tmp_path / "bench"
    folder.mkdir()
    passages = [("p1", "Seoul adalah ibu kota Korea Selatan."), ("p2", "Baubau terletak di Pulau Buton.")]
    (folder / "corpus.jsonl").write_text(
        "".join(json.dumps({"_id": id_, "title": "", "text": text}) + "\n" for id_, text in passages)
    )
    (folder / "queries.jsonl").write_text(json.dumps({"_id": "q1", "text": "Apa ibu kota Korea Selatan?"}) + "\n")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tp1\t1\n")
    assert main(["run", "--benchmark", "bench", "--out", "run"]) == 0
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text("utf-8"))
    assert metrics["all"]["page_hit@1"]["value"] == 1.0


def test_a_setting_for_one_run_is_checked_like_any_other(
    question_set: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = question_set()
    assert main(["run", "--questions", questions, "--out", "run", "--set", "dense_weight=0.5"]) == 0
    assert json.loads((tmp_path / "run" / "config.json").read_text("utf-8"))["settings"]["dense_weight"] == 0.5
    assert main(["run", "--questions", questions, "--out", "other", "--set", "dense_wait=0.5"]) == 1
    assert "KUTIP_DENSE_WEIGHT" in capsys.readouterr().err
    assert main(["run", "--questions", questions, "--out", "other", "--set", "dense_weight=7"]) == 1
    assert not (tmp_path / "other").exists()


def test_a_folder_with_another_run_is_not_written_over(
    question_set: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    questions = question_set()
    assert main(["run", "--questions", questions, "--out", "run"]) == 0
    assert main(["run", "--questions", questions, "--out", "run", "--set", "dense_weight=0.5"]) == 1
    assert "over other settings" in capsys.readouterr().err
    assert main(["run", "--questions", questions, "--out", "run"]) == 0


def test_a_malformed_set_costs_one_message_with_its_line(
    question_set: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = question_set(ANSWERABLE, {**UNANSWERABLE, "lang": "fr"})
    assert main(["run", "--questions", questions, "--out", "run"]) == 1
    assert "set.jsonl, line 2" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_limit_that_is_missed_ends_with_status_1(
    question_set: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    questions = question_set()
    assert main(["run", "--questions", questions, "--out", "run", "--fail-below", "page_hit@10=0"]) == 0
    assert main(["run", "--questions", questions, "--out", "run", "--fail-below", "coverage=1.5"]) == 1
    assert "coverage is" in capsys.readouterr().err
    assert main(["run", "--questions", questions, "--out", "run", "--fail-below", "page_hits@10=0"]) == 1
    assert "page_hit@10" in capsys.readouterr().err


def test_two_runs_are_compared_and_written(
    question_set: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    questions = question_set()
    main(["run", "--questions", questions, "--out", "a"])
    main(["run", "--questions", questions, "--out", "b", "--set", "dense_weight=0.1"])
    capsys.readouterr()
    assert main(["compare", "a", "b", "--out", "difference", "--fail-on-drop"]) == 0
    assert "dense_weight" in capsys.readouterr().out
    assert (tmp_path / "difference" / "comparison.html").exists()
    assert (tmp_path / "difference" / "comparison.md").exists()
    assert main(["compare", "a", "nowhere"]) == 1


def test_a_set_is_checked_against_the_library(
    question_set: Callable[..., str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", question_set()]) == 0
    assert "Nothing is wrong" in capsys.readouterr().out
    wrong = {**ANSWERABLE, "id": "q-3", "question": "Apa?", "evidence": [{"page_index": 99, "page_label": "4"}]}
    assert main(["check", question_set(ANSWERABLE, wrong)]) == 1
    assert "set.jsonl:2: " in capsys.readouterr().out


def test_drafts_are_written_once_and_are_a_set(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "drafts.jsonl", "--per-document", "2"]) == 0
    assert "drafts in drafts.jsonl" in capsys.readouterr().out
    before = (tmp_path / "drafts.jsonl").read_bytes()
    assert len(before.splitlines()) >= 3
    assert main(["check", "drafts.jsonl"]) == 0
    assert main(["new", "drafts.jsonl"]) == 1
    assert "is there already" in capsys.readouterr().err
    assert (tmp_path / "drafts.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "--out", "run"],
        ["run", "--questions", "a", "--corpus", "b", "--benchmark", "c", "--out", "run"],
        ["run", "--questions", "a", "--out", "run", "--set", "dense_weight"],
        ["run", "--questions", "a", "--out", "run", "--fail-below", "coverage=much"],
        ["compare", "a"],
        ["new"],
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_a_missing_package_is_told_before_anything_is_asked(
    question_set: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    questions = question_set()
    monkeypatch.setattr(evaluation.commands, "find_spec", lambda name: None)
    assert main(["run", "--questions", questions, "--out", "run"]) == 1
    assert "ir-measures" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_run_with_a_judge_asks_the_chat_model_and_names_it_in_report_and_configuration(
    question_set: Callable[..., str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("KUTIP_ANSWER_THRESHOLD", "0")
    monkeypatch.setenv("KUTIP_CHAT_MODEL", "openai:tiny")
    monkeypatch.setenv("KUTIP_CHAT_API_KEY", "sk-very-secret")
    monkeypatch.setenv("KUTIP_ANSWERS", "verbatim")
    with chat_server(honest_judge) as server:
        monkeypatch.setenv("KUTIP_CHAT_URL", server.url)
        assert main(["run", "--questions", question_set(), "--out", "run", "--judge"]) == 0
        asked = len(server.requests)
        assert main(["run", "--questions", question_set(), "--out", "run", "--judge"]) == 0
        assert len(server.requests) == asked > 0  # what was judged is not asked again
    config = json.loads((tmp_path / "run" / "config.json").read_text("utf-8"))
    assert config["chat_model"] == "openai:tiny"
    assert len(config["judge_prompt_sha256"]) == 64
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text("utf-8"))
    assert (metrics["all"]["faithful"]["value"], metrics["all"]["faithful_failed"]["value"]) == (1.0, 0.0)
    assert f"Statements judged by openai:tiny: {asked} of {asked}" in (tmp_path / "run" / "report.md").read_text(
        "utf-8"
    )
    assert "sk-very-secret" not in "".join(path.read_text("utf-8") for path in (tmp_path / "run").iterdir())


def test_a_run_with_a_chat_model_is_written_by_it_and_its_configuration_says_how(
    question_set: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUTIP_ANSWER_THRESHOLD", "0")
    monkeypatch.setenv("KUTIP_CHAT_MODEL", "openai:tiny")
    with chat_server(honest_writer) as server:
        monkeypatch.setenv("KUTIP_CHAT_URL", server.url)
        assert main(["run", "--questions", question_set(), "--out", "run"]) == 0
    results = [json.loads(line) for line in (tmp_path / "run" / "results.jsonl").read_text("utf-8").splitlines()]
    assert results[0]["mode"] == "written"
    assert {each["support"] for each in results[0]["statements"]} == {"checked"}
    config = json.loads((tmp_path / "run" / "config.json").read_text("utf-8"))["writer"]
    assert (config["chat_model"], config["host"], config["unsupported"]) == ("openai:tiny", "127.0.0.1", "drop")
    assert len(config["prompt_sha256"]) == 64
    metrics = json.loads((tmp_path / "run" / "metrics.json").read_text("utf-8"))["all"]
    assert {metrics[name]["value"] for name in ("quote_exact", "statements_cited", "markers_resolve")} == {1.0}


def test_a_judge_without_a_chat_model_is_refused_before_anything_is_asked(
    question_set: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "--questions", question_set(), "--out", "run", "--judge"]) == 1
    assert "KUTIP_CHAT_MODEL" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
