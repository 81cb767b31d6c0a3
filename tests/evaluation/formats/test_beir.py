from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.questions import (
    BenchmarkPassage,
    Evidence,
    Turn,
    read_numbered,
    read_passages,
    read_questions,
)
from ingest.errors import BadQuestionSet, PathNotFound
from tests.evaluation.formats.set_files import beir, fault, json_lines
from tests.shared_material import shared

ASK: dict[str, object] = {"_id": "q1", "text": "Kapan pasar apung buka?"}
QRELS = "query-id\tcorpus-id\tscore\nq1\tp1\t2\nq1\tp2\t1\nq1\tp3\t0\n"


def test_a_folder_gives_questions_whose_evidence_are_graded_passages(tmp_path: Path) -> None:
    (question,) = read_questions([beir(tmp_path, [ASK | {"answers": ["sebelum matahari terbit", "dini hari"]}], QRELS)])
    assert (question.id, question.text, question.language) == ("q1", "Kapan pasar apung buka?", "id")
    assert question.evidence == (Evidence("p1", 0, "", "", 2), Evidence("p2", 0, "", "", 1))
    assert question.documents == ("p1", "p2")
    assert (question.type, question.answerable, question.unanswerable_kind) == ("factoid", True, None)
    assert (question.reference, question.key_facts) == (
        "sebelum matahari terbit",
        ("sebelum matahari terbit|dini hari",),
    )


def test_its_passages_are_read_apart(tmp_path: Path) -> None:
    passages = read_passages(beir(tmp_path, [ASK], QRELS))
    assert passages[0] == BenchmarkPassage("p1", "Pasar", "Pasar apung buka sebelum matahari terbit.")
    assert [passage.id for passage in passages] == ["p1", "p2", "p3"]


def test_the_file_of_the_queries_stands_for_its_folder(tmp_path: Path) -> None:
    folder = beir(tmp_path, [ASK], QRELS)
    assert read_questions([folder / "queries.jsonl"]) == read_questions([folder])


def test_a_long_answer_is_a_reference_but_no_fact_to_be_found_word_for_word(tmp_path: Path) -> None:
    answer = "Pasar itu buka lama sebelum matahari terbit, ketika sungai masih tenang dan dingin."
    (question,) = read_questions([beir(tmp_path, [ASK | {"answers": [answer]}], QRELS)])
    assert (question.reference, question.key_facts) == (answer, ())


@pytest.mark.parametrize(
    ("qrels", "path"),
    [
        ("q1 0 p1 2\nq1 0 p2 1\n", "qrels.txt"),
        ("query-id\tcorpus-id\tscore\r\nq1\tp1\t2\r\nq1\tp2\t1\r\n", "qrels/test.tsv"),
        ("q1\tp1\t2.0\nq1\tp2\t1.0\n", "qrels/only.tsv"),
        ("q1\tQ0\tp1\t2\n\nq1\tQ0\tp2\t1\n", "qrels.trec"),
    ],
)
def test_judgements_are_read_in_every_shape_and_place(tmp_path: Path, qrels: str, path: str) -> None:
    (question,) = read_questions([beir(tmp_path, [ASK], qrels, path)])
    assert [(each.document, each.grade) for each in question.evidence] == [("p1", 2), ("p2", 1)]


def test_judgements_of_one_part_choose_its_questions(tmp_path: Path) -> None:
    queries: list[dict[str, object]] = [ASK, {"_id": "q2", "text": "Who widened the harbour?"}]
    assert [each.id for each in read_questions([beir(tmp_path / "a", queries, "q1\tp1\t1\n", "qrels/test.tsv")])] == [
        "q1"
    ]
    whole = read_questions([beir(tmp_path / "b", queries, "q1\tp1\t1\n")])
    assert [(each.id, each.answerable, each.language) for each in whole] == [("q1", True, "id"), ("q2", False, "en")]


def test_without_an_answer_the_judged_passages_are_documents_and_no_evidence(tmp_path: Path) -> None:
    queries: list[dict[str, object]] = [ASK | {"answerable": False}, {"_id": "q2", "text": "Who widened the harbour?"}]
    first, second = read_questions([beir(tmp_path, queries, "q1\tp1\t1\nq2\tp3\t0\n")])
    assert (first.answerable, first.type, first.unanswerable_kind) == (False, "unanswerable", "not-stated")
    assert (first.documents, first.evidence, second.answerable, second.documents) == (("p1",), (), False, ())


@pytest.mark.parametrize(
    "asked",
    [
        {"text": "Lalu siapa?", "history": [{"role": "user", "text": "Kapan?"}, {"role": "agent", "text": "Pagi."}]},
        {"text": "|user|: Kapan?\n|agent|: Pagi.\n|user|: Lalu siapa?"},
        {"metadata": {"conversation": [
            {"speaker": "user", "text": "Kapan?"}, {"speaker": "agent", "text": "Pagi."}, {"speaker": "user", "text": "Lalu siapa?"}
        ]}},
        {"text": "Lalu siapa?", "messages": [
            {"role": "user", "content": "Kapan?"}, {"role": "assistant", "content": "Pagi."}, {"role": "user", "content": "Lalu siapa?"}
        ]},
    ],
)  # fmt: skip
def test_a_conversation_is_a_question_with_its_history(tmp_path: Path, asked: dict[str, object]) -> None:
    (question,) = read_questions([beir(tmp_path, [{"_id": "q1", **asked}], QRELS)])
    assert question.text == "Lalu siapa?"
    assert question.history == (Turn("user", "Kapan?"), Turn("assistant", "Pagi."))
    assert question.type == "follow-up"


def test_lines_are_those_of_the_queries(tmp_path: Path) -> None:
    folder = beir(tmp_path, [ASK, ASK | {"_id": "q2"}], QRELS)
    assert [line for line, _ in read_numbered(folder)] == [1, 2]


@pytest.mark.parametrize(
    ("queries", "qrels", "expected"),
    [
        ([ASK, {"_id": "q2"}], QRELS, ("queries.jsonl", 2, '"text" must be a text')),
        ([ASK, ASK], QRELS, ("queries.jsonl", 2, 'the id "q1" is that of line 1 too')),
        ([ASK], "q1\tp1\t1\nq1\tp2\n", ("qrels.tsv", 2, "three columns are expected: question, passage and grade")),
        ([ASK], "q1\tp1\t1\nq1\tp2\tyes\n", ("qrels.tsv", 2, 'the grade must be a whole number, not "yes"')),
        ([ASK], "q1\tp1\t1\nq9\tp2\t1\n", ("qrels.tsv", 2, 'there is no question "q9" in queries.jsonl')),
        ([ASK], "q1\tp1\t1\nq1\tp9\t1\n", ("qrels.tsv", 2, 'there is no passage "p9" in corpus.jsonl')),
        ([ASK], "q1\tp1\t1\nq1\tp1\t2\n", ("qrels.tsv", 2, '"p1" has another grade for "q1" further up')),
    ],
)
def test_a_fault_is_named_with_file_and_line(
    tmp_path: Path, queries: list[dict[str, object]], qrels: str, expected: tuple[str, int, str]
) -> None:
    assert fault(beir(tmp_path, queries, qrels)) == expected


def test_a_fault_in_the_corpus_is_named_too(tmp_path: Path) -> None:
    folder = beir(tmp_path, [ASK], QRELS)
    json_lines(folder / "corpus.jsonl", [{"_id": "p1", "text": "Satu."}, {"_id": "p1", "text": "Dua."}])
    with pytest.raises(BadQuestionSet) as caught:
        read_passages(folder)
    assert (caught.value.path.name, caught.value.line) == ("corpus.jsonl", 2)


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    folder = beir(tmp_path, [ASK], QRELS)
    (folder / missing).unlink()
    with pytest.raises(PathNotFound) as caught:
        read_questions([folder])
    assert caught.value.path.name == missing


@pytest.mark.parametrize(
    ("name", "questions", "answerable", "passages"),
    [("facqa-id", 622, 622, 1369), ("idk-mrc-valid", 764, 382, 4395), ("mtrag-dev", 253, 163, 1152)],
)
def test_the_benchmarks_beside_the_project_are_read(name: str, questions: int, answerable: int, passages: int) -> None:
    folder = shared("benchmarks") / name
    read = read_questions([folder])
    ids = {passage.id for passage in read_passages(folder)}
    assert (len(read), sum(each.answerable for each in read), len(ids)) == (questions, answerable, passages)
    assert all(bool(each.evidence) == each.answerable and set(each.documents) <= ids for each in read)
