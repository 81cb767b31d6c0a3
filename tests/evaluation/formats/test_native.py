from __future__ import annotations

import json
import tempfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from evaluation.formats.native import as_native
from evaluation.questions import TYPES, UNANSWERABLE_KINDS, Evidence, SetQuestion, Turn, read_numbered, read_questions
from tests.evaluation.formats.set_files import fault

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SAID = TEXT.filter(lambda text: bool(text.strip()))
FACT = st.lists(SAID.filter(lambda text: "|" not in text), min_size=1, max_size=3).map("|".join)
EVIDENCE = st.builds(Evidence, SAID, st.integers(0, 5000), TEXT, TEXT, st.integers(1, 5))
QUESTION = st.builds(
    SetQuestion,
    id=SAID,
    text=SAID,
    language=st.sampled_from(("id", "en")),
    type=st.sampled_from(sorted(TYPES)),
    answerable=st.booleans(),
    unanswerable_kind=st.none() | st.sampled_from(sorted(UNANSWERABLE_KINDS)),
    documents=st.lists(SAID, max_size=3).map(tuple),
    evidence=st.lists(EVIDENCE, max_size=3).map(tuple),
    reference=TEXT,
    key_facts=st.lists(FACT, max_size=3).map(tuple),
    history=st.lists(st.builds(Turn, st.sampled_from(("user", "assistant")), SAID), max_size=3).map(tuple),
)
QUESTIONS = st.lists(QUESTION, min_size=1, max_size=4, unique_by=lambda question: question.id).map(tuple)


@given(QUESTIONS)
def test_what_was_written_is_read_again(questions: tuple[SetQuestion, ...]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.jsonl"
        path.write_text(as_native(questions), "utf-8", newline="")
        assert read_questions([path]) == questions


@given(QUESTIONS, st.sampled_from((None, 0, 2)))
def test_a_list_of_questions_in_one_json_document_is_the_same_set(
    questions: tuple[SetQuestion, ...], indent: int | None
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "set.json"
        fields = [json.loads(line) for line in as_native(questions).split("\n") if line]
        path.write_text(json.dumps(fields, indent=indent), "utf-8")
        numbered = read_numbered(path)
        assert tuple(question for _, question in numbered) == questions
        lines = path.read_text("utf-8").split("\n")
        assert all("{" in lines[line - 1] for line, _ in numbered)


def test_a_fault_in_a_list_is_named_with_the_line_where_its_question_begins(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    good = '{"id": "1", "question": "Apa?", "lang": "id", "type": "factoid", "answerable": true}'
    path.write_text(f'[\n{good},\n\n{{"id": "2",\n "question": 5}}]', "utf-8")
    assert fault(path) == ("set.json", 4, '"question" must be a text')
    path.write_text(f'[\n{good},\n\n{{"id": "2",\n "question" 5}}]', "utf-8")
    assert fault(path) == ("set.json", 5, "it is not JSON: Expecting ':' delimiter at column 13")


def test_one_question_over_several_lines_is_a_set(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text(
        '{\n"id": "1",\n"question": "Apa?",\n"lang": "id",\n"type": "factoid",\n"answerable": true\n}\n', "utf-8"
    )
    assert [(line, question.id) for line, question in read_numbered(path)] == [(1, "1")]
