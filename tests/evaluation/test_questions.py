from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.questions import Evidence, Turn, read_numbered, read_passages, read_questions
from ingest.errors import BadQuestionSet, PathNotFound
from ingest.explain import explain
from retrieval import conversation
from tests.shared_material import shared

PLAIN = {
    "id": "q1",
    "question": "Apa itu paradiplomasi?",
    "lang": "id",
    "type": "definition",
    "answerable": True,
    "doc": "a.pdf",
    "evidence": [{"page_index": 9, "page_label": "1", "quote": "hubungan"}],
    "reference": "Hubungan luar negeri pemerintah daerah.",
    "key_facts": ["daerah|kota"],
    "history": [],
}


def _file(folder: Path, *lines: object) -> Path:
    path = folder / "set.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return path


def test_a_question_is_read_with_all_its_fields(tmp_path: Path) -> None:
    (question,) = read_questions([_file(tmp_path, PLAIN)])
    assert (question.id, question.language, question.type, question.answerable) == ("q1", "id", "definition", True)
    assert question.text == "Apa itu paradiplomasi?"
    assert question.documents == ("a.pdf",)
    assert question.evidence == (Evidence("a.pdf", 9, "1", "hubungan"),)
    assert question.evidence_pages == {("a.pdf", 9)}
    assert question.key_facts == ("daerah|kota",)
    assert question.unanswerable_kind is None


def test_what_may_be_absent_or_null_is_empty(tmp_path: Path) -> None:
    line = {"id": "q1", "question": "Cuaca?", "lang": "id", "type": "unanswerable", "answerable": False, "doc": None}
    (question,) = read_questions([_file(tmp_path, {**line, "unanswerable_kind": "off-topic"})])
    assert (question.documents, question.evidence, question.reference, question.history) == ((), (), "", ())
    assert question.unanswerable_kind == "off-topic"


def test_histories_are_read_in_both_spellings(tmp_path: Path) -> None:
    history = [{"role": "user", "content": "Apa?"}, {"role": "agent", "text": "Ini."}]
    (question,) = read_questions([_file(tmp_path, {**PLAIN, "history": history})])
    assert question.history == (Turn("user", "Apa?"), Turn("assistant", "Ini."))


def test_evidence_of_several_documents_names_its_own(tmp_path: Path) -> None:
    evidence = [{"doc": "a.pdf", "page_index": 1}, {"doc": "b.pdf", "page_index": 2}]
    (question,) = read_questions([_file(tmp_path, {**PLAIN, "doc": ["a.pdf", "b.pdf"], "evidence": evidence})])
    assert question.evidence_pages == {("a.pdf", 1), ("b.pdf", 2)}


def test_several_files_are_read_in_order_and_empty_lines_passed_over(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first = _file(tmp_path, "", PLAIN, "")
    second = _file(tmp_path / "other", {**PLAIN, "id": "q2"})
    assert [question.id for question in read_questions([second, first])] == ["q2", "q1"]


def test_a_line_separator_inside_a_question_does_not_end_its_line(tmp_path: Path) -> None:
    text = "Apa\u2028itu?"
    path = _file(tmp_path, json.dumps({**PLAIN, "question": text}, ensure_ascii=False))
    assert read_questions([path])[0].text == text


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ('{"id": ', "it is not JSON: Expecting value at column 8"),
        ("[]", "an object with named fields is expected"),
        ({**PLAIN, "id": 7}, '"id" must be a text'),
        ({**PLAIN, "question": " "}, '"question" must be a text'),
        ({**PLAIN, "lang": "ms"}, '"lang" must be one of en, id, not "ms"'),
        ({**PLAIN, "answerable": "yes"}, '"answerable" must be true or false'),
        ({**PLAIN, "evidence": [{"page_index": -1}]}, '"page_index" must be a whole number from 0'),
        ({**PLAIN, "evidence": [{"page_index": True}]}, '"page_index" must be a whole number from 0'),
        ({**PLAIN, "evidence": {}}, '"evidence" must be a list'),
        ({**PLAIN, "evidence": ["p. 1"]}, '"evidence": an object with named fields is expected'),
        (
            {**PLAIN, "doc": ["a.pdf", "b.pdf"]},
            'evidence must name its "doc" where the question does not have exactly one',
        ),
        ({**PLAIN, "key_facts": [1]}, '"key_facts" must hold texts'),
        ({**PLAIN, "history": [{"role": "system", "content": "x"}]}, '"role" must be one of agent, assistant, user'),
        (PLAIN, 'the id "q1" is that of line 1 too'),
    ],
)
def test_a_malformed_line_is_named_with_its_number_and_its_fault(tmp_path: Path, bad: object, reason: str) -> None:
    path = _file(tmp_path, PLAIN, "", bad)
    with pytest.raises(BadQuestionSet) as caught:
        read_questions([path])
    assert (caught.value.path, caught.value.line) == (path, 3)
    assert caught.value.reason.startswith(reason)
    assert explain(caught.value, "en") == f"{path}, line 3: {caught.value.reason}; correct the line."
    assert explain(caught.value, "id") == f"{path}, baris 3: {caught.value.reason}; perbaiki baris itu."


def test_bytes_that_are_not_utf_8_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.jsonl"
    path.write_bytes(json.dumps(PLAIN).encode() + b"\n\xe9\n")
    with pytest.raises(BadQuestionSet) as caught:
        read_questions([path])
    assert (caught.value.line, caught.value.reason) == (2, "it is not UTF-8")


def test_a_set_without_questions_or_without_a_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet):
        read_questions([_file(tmp_path, "")])
    with pytest.raises(PathNotFound):
        read_questions([tmp_path / "none.jsonl"])


def test_the_format_is_found_in_the_content_not_in_the_name(tmp_path: Path) -> None:
    named = tmp_path / "set.csv"
    named.write_bytes(_file(tmp_path, PLAIN, {**PLAIN, "id": "q2"}).read_bytes())
    assert [line for line, _ in read_numbered(named)] == [1, 2]


@pytest.mark.parametrize("name", ["set.jsonl", "set.json", "set.txt"])
def test_a_broken_first_line_does_not_make_another_format_of_the_set(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text('{"id": "q0", \n' + json.dumps(PLAIN) + "\n", "utf-8")
    with pytest.raises(BadQuestionSet) as caught:
        read_questions([path])
    assert caught.value.line == 1


def test_an_id_of_two_sets_is_an_error_since_results_are_told_apart_by_it(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    first, second = _file(tmp_path, PLAIN), _file(tmp_path / "other", {**PLAIN, "id": "q0"}, PLAIN)
    with pytest.raises(BadQuestionSet) as caught:
        read_questions([first, second])
    assert (caught.value.path, caught.value.line) == (second, 2)
    assert caught.value.reason == f'the id "q1" is in {first} too'


def test_a_set_about_pdfs_has_no_passages(tmp_path: Path) -> None:
    with pytest.raises(BadQuestionSet):
        read_passages(_file(tmp_path, PLAIN))


def test_a_grade_is_read(tmp_path: Path) -> None:
    (question,) = read_questions([_file(tmp_path, {**PLAIN, "evidence": [{"page_index": 2, "grade": 3}]})])
    assert question.evidence == (Evidence("a.pdf", 2, "", "", 3),)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ({**PLAIN, "question": "Apa \ud800?"}, '"question" holds half a character (a lone surrogate)'),
        ({**PLAIN, "key_facts": ["kota|"]}, '"key_facts" holds "kota|", with nothing on one side of a |'),
        ({**PLAIN, "doc": " "}, '"doc" must hold texts'),
        ({**PLAIN, "evidence": [{"page_index": 1, "grade": 0}]}, '"grade" must be a whole number from 1'),
        ("[" * 100_000, "it is not JSON that can be read"),
        ('"question"', "an object with named fields is expected"),
    ],
)
def test_what_would_break_a_run_or_its_figures_is_refused(tmp_path: Path, bad: object, reason: str) -> None:
    with pytest.raises(BadQuestionSet) as caught:
        read_questions([_file(tmp_path, PLAIN, bad)])
    assert caught.value.line == 2
    assert caught.value.reason.startswith(reason)


def test_the_sets_beside_the_project_are_read() -> None:
    assert len(read_questions([shared("questions") / "dev.jsonl", shared("questions") / "dinanti.jsonl"])) == 121


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [*PLAIN, "data", "paragraphs", "context", "qas", "answers", "user_input", "_id", "text", "x"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(
    st.binary(max_size=80) | JSON.map(lambda value: json.dumps(value).encode()),
    st.sampled_from([".jsonl", ".json", ".csv"]),
)
def test_no_content_raises_anything_but_the_error_of_a_bad_set(content: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"set{suffix}"
        path.write_bytes(content)
        for read in (read_numbered, read_passages):
            with contextlib.suppress(BadQuestionSet, PathNotFound):
                read(path)


def test_a_history_becomes_the_turns_of_a_conversation(tmp_path: Path) -> None:
    said = [{"role": "user", "content": "Apa?"}, {"role": "assistant", "content": "Kota."}]
    line = {"id": "1", "question": "Lalu?", "lang": "id", "type": "follow-up", "answerable": True, "history": said}
    file = tmp_path / "set.jsonl"
    file.write_text(json.dumps(line))
    (question,) = read_questions([file])
    assert question.turns == (conversation.Turn("Apa?", "Kota."),)
