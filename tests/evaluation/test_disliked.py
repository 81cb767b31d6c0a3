"""What readers disliked becomes a question set that says itself what is left to fill in."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.__main__ import main
from evaluation.questions import read_questions
from ingest.catalogue.feedback import Complaint, Feedback, GivenAnswer, Opinion
from ingest.document import Span
from ingest.library import Library
from ingest.places import CATALOGUE_FILE
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("library")
    build_samples(folder, HashingEmbedder())
    return folder


@pytest.fixture
def library(samples: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(samples, tmp_path / "library")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KUTIP_LIBRARY", str(tmp_path / "library"))
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    return tmp_path / "library"


def given(library: Path, id_: str, question: str) -> GivenAnswer:
    """An answer that cites ten characters of the sixth page of the first document."""
    with Library.read(library) as opened:
        entry = opened.catalogue.entries()[0]
        page = opened.catalogue.whole_document(entry.document_id).pages[5]
        span = Span(entry.document_id, entry.text_version, page.start, page.start + 10)
    return GivenAnswer(id_ * 32, question, "id", "answered", "jawaban", (span,), None, "verbatim", "hashing")


def test_the_set_has_each_question_once_its_reason_and_what_was_cited(library: Path) -> None:
    feedback = Feedback(library / CATALOGUE_FILE)
    first = given(library, "a", "Siapa yang menandatangani?")
    feedback.keep(Opinion(first, False))
    feedback.keep(
        Opinion(replace(first, id="b" * 32, question="Apa kendalanya?"), False, Complaint.OTHER, "lihat bab 4")
    )
    feedback.keep(
        Opinion(replace(first, id="c" * 32, question="siapa yang  menandatangani?"), False, Complaint.WRONG_PAGE)
    )
    feedback.keep(Opinion(replace(first, id="d" * 32, question="Sudah benar?"), True))
    assert main(["disliked", "--out", "set.jsonl"]) == 0
    lines = [json.loads(line) for line in Path("set.jsonl").read_text("utf-8").splitlines()]
    assert [line["note"] for line in lines] == ["answered; wrong page", "answered; other; lihat bab 4"]
    with Library.read(library) as opened:
        entry = opened.catalogue.entries()[0]
        page = opened.catalogue.whole_document(entry.document_id).pages[5]
    cited = lines[0]["cited"][0]
    assert (cited["doc"], cited["page_index"], cited["page_label"]) == (entry.file_name, 5, page.label)
    assert len(cited["quote"]) == 10
    questions = read_questions([Path("set.jsonl")])
    assert [(each.id, each.answerable, each.evidence) for each in questions] == [
        ("disliked-001", True, ()),
        ("disliked-002", True, ()),
    ]


def test_check_names_what_is_left_to_fill_in(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Feedback(library / CATALOGUE_FILE).keep(Opinion(given(library, "a", "Siapa?"), False))
    main(["disliked", "--out", "set.jsonl"])
    assert main(["check", "set.jsonl"]) == 1
    assert "set.jsonl:1: The question is answerable, but has no evidence." in capsys.readouterr().out


def test_where_nothing_was_disliked_no_file_is_written(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["disliked", "--out", "set.jsonl"]) == 1
    assert "nothing to export" in capsys.readouterr().err
    assert not Path("set.jsonl").exists()


def test_somebodys_work_is_not_written_over(library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    Feedback(library / CATALOGUE_FILE).keep(Opinion(given(library, "a", "Siapa?"), False))
    Path("set.jsonl").write_text("mine", "utf-8")
    assert main(["disliked", "--out", "set.jsonl"]) == 1
    assert Path("set.jsonl").read_text("utf-8") == "mine"


def test_an_answer_from_a_document_that_was_removed_keeps_its_question(library: Path) -> None:
    Feedback(library / CATALOGUE_FILE).keep(Opinion(given(library, "a", "Siapa?"), False))
    with Library.write(library) as opened:
        opened.catalogue.remove(opened.catalogue.entries()[0].document_id)
    assert main(["disliked", "--out", "set.jsonl"]) == 0
    (cited,) = json.loads(Path("set.jsonl").read_text("utf-8"))["cited"]
    assert cited["doc"].endswith(".pdf")
    assert cited["quote"] == ""
