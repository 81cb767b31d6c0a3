from __future__ import annotations

import json
from pathlib import Path

import pytest

from evaluation.formats.passages import passage_id
from evaluation.formats.ragas import as_ragas
from evaluation.questions import Evidence, SetQuestion, Turn, read_passages, read_questions
from evaluation.results import QuestionResult, RetrievedResult
from tests.evaluation.formats.set_files import fault, json_lines

SAMPLE = {
    "user_input": "Siapa pembuat perahu itu?",
    "reference": "Para nelayan.",
    "reference_contexts": ["Perahu itu dibuat oleh para nelayan.", "Nelayan memakai kayu ulin."],
    "synthesizer_name": "single_hop",
}


def _question(**changes: object) -> SetQuestion:
    fields: dict[str, object] = {
        "id": "q1",
        "text": "Siapa pembuat perahu itu?",
        "language": "id",
        "type": "mechanism",
        "answerable": True,
        "unanswerable_kind": None,
        "documents": ("a b.pdf",),
        "evidence": (Evidence("a b.pdf", 12, "", "dibuat oleh para nelayan"),),
        "reference": "Para nelayan",
        "key_facts": ("Para nelayan",),
        "history": (),
    }
    return SetQuestion(**fields | changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["lines", "list", "indented", "csv"])
def test_contexts_are_passages_of_the_sets_own(tmp_path: Path, form: str) -> None:
    if form == "lines":
        path = json_lines(tmp_path / "set.jsonl", [SAMPLE])
    elif form == "csv":
        path = tmp_path / "set.csv"
        contexts = repr(SAMPLE["reference_contexts"])  # as pandas writes a list
        path.write_text(
            f'user_input,reference,reference_contexts\nSiapa pembuat perahu itu?,Para nelayan.,"{contexts}"\n', "utf-8"
        )
    else:
        path = tmp_path / "set.json"
        path.write_text(json.dumps([SAMPLE], indent=1 if form == "indented" else None), "utf-8")
    (question,) = read_questions([path])
    one, two = SAMPLE["reference_contexts"]
    assert (question.id, question.text, question.language, question.type) == (
        "1",
        SAMPLE["user_input"],
        "id",
        "factoid",
    )
    assert question.evidence == (Evidence(passage_id(one), 0, "", one), Evidence(passage_id(two), 0, "", two))
    assert (question.reference, question.key_facts) == ("Para nelayan.", ("Para nelayan.",))
    assert [(passage.id, passage.text) for passage in read_passages(path)] == [
        (passage_id(one), one),
        (passage_id(two), two),
    ]


def test_ids_that_name_a_page_are_that_page(tmp_path: Path) -> None:
    sample = SAMPLE | {"reference_context_ids": ["tesis #2.pdf#12", 7]}
    (question,) = read_questions([json_lines(tmp_path / "set.jsonl", [sample])])
    assert [(each.document, each.page_index) for each in question.evidence] == [("tesis #2.pdf", 12), ("7", 0)]


def test_several_turns_are_a_question_with_its_history(tmp_path: Path) -> None:
    messages = [
        {"type": "human", "content": "Apa itu ulin?"},
        {"type": "ai", "content": "Sejenis kayu."},
        {"type": "human", "content": "Siapa pemakainya?"},
        {"type": "ai", "content": "Nelayan."},
    ]
    (question,) = read_questions([json_lines(tmp_path / "set.jsonl", [SAMPLE | {"user_input": messages}])])
    assert question.text == "Siapa pemakainya?"
    assert question.history == (Turn("user", "Apa itu ulin?"), Turn("assistant", "Sejenis kayu."))


def test_the_older_names_of_the_columns_are_read(tmp_path: Path) -> None:
    older = {"question": "Who built the boat?", "ground_truth": "Fishermen.", "contexts": ["Anything found."]}
    (question,) = read_questions([json_lines(tmp_path / "set.jsonl", [older])])
    assert (question.language, question.reference, question.answerable, question.evidence) == (
        "en",
        "Fishermen.",
        True,
        (),
    )


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({"user_input": " "}, '"user_input" must be a text'),
        ({"user_input": [{"type": "ai", "content": "Ini."}]}, '"user_input" holds no message of a person'),
        ({"reference_contexts": "[1]"}, None),
        ({"reference_contexts": [1]}, '"reference_contexts" must hold texts'),
        ({"reference_context_ids": ["x"]}, '"reference_contexts" and "reference_context_ids" must be of one length'),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path: Path, bad: dict[str, object], reason: str | None) -> None:
    path = json_lines(tmp_path / "set.jsonl", [SAMPLE, SAMPLE | bad])
    if reason is None:
        assert len(read_questions([path])) == 2
    else:
        assert fault(path) == ("set.jsonl", 2, reason)


def test_questions_and_results_are_written_as_ragas_reads_them() -> None:
    result = QuestionResult(
        "q1", "Siapa?", "id", "answered", None, "Para nelayan [1].", (), (),
        (RetrievedResult(1, "a b.pdf", 0, 9, (12, 13), 0.9, "dibuat oleh"), RetrievedResult(2, "c.pdf", 0, 9, (0,), 0.5, "kayu")),
        0.9, 0.1, 0.2,
    )  # fmt: skip
    line, other = as_ragas([_question(), _question(id="q2", evidence=())], {"q1": result}).splitlines()
    sample = json.loads(line)
    assert sample["user_input"] == "Siapa pembuat perahu itu?"
    assert sample["response"] == "Para nelayan [1]."
    assert sample["retrieved_contexts"] == ["dibuat oleh", "kayu"]
    assert sample["retrieved_context_ids"] == ["a b.pdf#12", "c.pdf#0"]
    assert sample["reference"] == "Para nelayan"
    assert sample["reference_contexts"] == ["dibuat oleh para nelayan"]
    assert sample["reference_context_ids"] == ["a b.pdf#12"]
    assert "response" not in json.loads(other)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    questions = (
        _question(),
        _question(id="q2", evidence=(Evidence("a b.pdf", 3, "", ""), Evidence("a b.pdf", 4, "", ""))),
        _question(id="q3", type="follow-up", history=(Turn("user", "Apa?"), Turn("assistant", "Ini."))),
        _question(
            id="q4", type="unanswerable", answerable=False, unanswerable_kind="off-topic", documents=(), evidence=(),
            reference="", key_facts=(),
        ),
    )  # fmt: skip
    path = tmp_path / "set.jsonl"
    path.write_text(as_ragas(questions, {}), "utf-8")
    assert read_questions([path]) == questions
