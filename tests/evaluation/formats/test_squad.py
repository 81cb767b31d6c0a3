from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evaluation.formats.passages import passage_id
from evaluation.questions import Evidence, read_numbered, read_passages, read_questions
from tests.evaluation.formats.set_files import fault, json_lines

FIRST = "Jembatan kayu itu dibangun pada tahun 1931 oleh warga desa."
SECOND = "The lighthouse keeper wrote a diary of the storms."
QAS = [
    {"id": "a", "question": "Kapan jembatan itu dibangun?", "answers": [{"text": "1931", "answer_start": 37}], "is_impossible": False},
    {"id": "b", "question": "Berapa biaya jembatan itu?", "answers": [], "is_impossible": True},
]  # fmt: skip
CONTEXTS: list[dict[str, Any]] = [
    {"context": FIRST, "qas": QAS},
    {"context": SECOND, "qas": [{"question": "What did the keeper write?", "answers": [{"text": "a diary"}]}]},
]
SQUAD = {"version": "v2.0", "data": [{"title": "Jembatan", "paragraphs": CONTEXTS}]}


def _write(path: Path, value: object, indent: int | None) -> Path:
    path.write_text(json.dumps(value, indent=indent), "utf-8")
    return path


@pytest.mark.parametrize("indent", [None, 1])
@pytest.mark.parametrize("value", [SQUAD, CONTEXTS])
def test_contexts_are_passages_and_their_questions_point_at_them(
    tmp_path: Path, value: object, indent: int | None
) -> None:
    path = _write(tmp_path / "set.json", value, indent)
    dated, costs, diary = read_questions([path])
    assert dated.evidence == (Evidence(passage_id(FIRST), 0, "", ""),)
    assert (dated.id, dated.language, dated.type, dated.reference, dated.key_facts) == (
        "a",
        "id",
        "factoid",
        "1931",
        ("1931",),
    )
    assert (costs.answerable, costs.type, costs.unanswerable_kind, costs.evidence) == (
        False,
        "unanswerable",
        "not-stated",
        (),
    )
    assert costs.documents == (passage_id(FIRST),)
    assert (diary.id, diary.language, diary.answerable) == ("2-1", "en", True)
    assert [passage.text for passage in read_passages(path)] == [FIRST, SECOND]


def test_the_title_of_the_article_is_that_of_its_passages(tmp_path: Path) -> None:
    assert {passage.title for passage in read_passages(_write(tmp_path / "set.json", SQUAD, 2))} == {"Jembatan"}


def test_contexts_are_read_line_by_line_too(tmp_path: Path) -> None:
    path = json_lines(tmp_path / "set.jsonl", CONTEXTS)
    assert [line for line, _ in read_numbered(path)] == [1, 1, 2]


def test_one_question_a_context_is_read_and_a_repeated_context_is_one_passage(tmp_path: Path) -> None:
    flat = [
        {"id": "a", "context": FIRST, "question": "Kapan?", "answers": {"text": ["1931"], "answer_start": [37]}},
        {"id": "b", "context": FIRST, "question": "Siapa pembangunnya?", "answers": {"text": [], "answer_start": []}},
    ]
    path = _write(tmp_path / "set.json", flat, None)
    assert [(each.id, each.answerable) for each in read_questions([path])] == [("a", True), ("b", False)]
    assert len(read_passages(path)) == 1


def test_each_question_has_the_line_where_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text(
        '{"data": [{"paragraphs": [\n'
        '  {"context": "Satu.",\n'
        '   "qas": [\n'
        '     {"question": "Apa?", "answers": ["Satu"]},\n'
        '     {"question": "Berapa?",\n      "answers": []}]},\n'
        '  {"qas": [{"question": "Mana?", "answers": []}], "context": "Dua."}]}]}',
        "utf-8",
    )
    assert [(line, each.text) for line, each in read_numbered(path)] == [(4, "Apa?"), (5, "Berapa?"), (7, "Mana?")]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ('{"data": [\n{"paragraphs": [\n{"context": "Satu."\n "qas": []}]}]}', 4, "it is not JSON: Expecting ',' delimiter"),
        ('{"data": [\n{"title": "A"}]}', 2, 'there must be a list "paragraphs"'),
        ('{"data": [\n{"paragraphs": [\n{"qas": []}]}]}', 3, '"context" must be a text'),
        ('{"data": [\n{"paragraphs": [\n{"context": "A.", "qas": {}}]}]}', 3, 'there must be a list "qas"'),
        ('[\n{"context": "A.", "qas": [\n{"question": " "}]}]', 3, '"question" must be a text'),
        ('[\n{"context": "A.", "qas": [\n{"question": "A?", "answers": 3}]}]', 3, '"answers" must be a list'),
        ('[\n{"context": "A.", "qas": [\n\n7]}]', 4, "an object with named fields is expected"),
        ('[\n{"context": "A.", "qas": [{"question": "A?", "is_impossible": true,\n"answers": ["A"]}]}]', 2, '"is_impossible" is true'),
        ('[\n{"context": "A.", "qas": []}]', 1, "there is no question in the file"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_the_line_of_its_object(tmp_path: Path, text: str, line: int, reason: str) -> None:
    path = tmp_path / "set.json"
    path.write_text(text, "utf-8")
    name, at, said = fault(path)
    assert (name, at) == ("set.json", line)
    assert said.startswith(reason)
