"""BEIR (Thakur et al. 2021): a folder with ``corpus.jsonl``, ``queries.jsonl`` and judgements in ``qrels.tsv``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from evaluation.formats.fields import Fields
from evaluation.formats.passages import question_over_passages
from evaluation.formats.placed import at_line, lines_of, parse_line
from evaluation.formats.values import BenchmarkPassage, Evidence, Role, SetQuestion, Turn
from ingest.errors import BadQuestionSet, PathNotFound

CORPUS, QUERIES = "corpus.jsonl", "queries.jsonl"
_QRELS = ("qrels.tsv", "qrels.txt", "qrels.trec", "qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv")
"""Where judgements are looked for, in this order."""

_ROLES: dict[str, Role] = {
    "user": "user",
    "human": "user",
    "assistant": "assistant",
    "agent": "assistant",
    "ai": "assistant",
    "model": "assistant",
}
_CONVERSATIONS = ("history", "conversation", "messages", "turns", "input")
_MARKED_TURN = re.compile(r"^\|(user|human|assistant|agent|ai|model)\|:?[ \t]*", re.MULTILINE | re.IGNORECASE)

Judgements = Mapping[str, Mapping[str, int]]


def read_questions(folder: Path) -> Iterator[tuple[int, SetQuestion]]:
    """The questions with their lines in ``queries.jsonl``.

    Judgements of one part (``qrels/test.tsv``) choose the questions of that part. A question is unanswerable where
    the set says so, or where it says nothing and no passage is judged to answer it.
    """
    judgements, path = read_judgements(folder)
    is_part = path.parent != folder
    passages = {passage.id for _, passage in read_passages(folder)}
    queries, wanted = [], set()
    for number, value in _objects(folder / QUERIES):
        with at_line(folder / QUERIES, number):
            fields = Fields(value)
            id_ = fields.name("_id")
            wanted.add(id_)
            if not is_part or id_ in judgements:
                queries.append((number, _question(fields, id_, judgements.get(id_, {}))))
    for number, query, passage, _ in _rows(path):
        if query not in wanted:
            raise BadQuestionSet(path, number, f'there is no question "{query}" in {QUERIES}')
        if passage not in passages:
            raise BadQuestionSet(path, number, f'there is no passage "{passage}" in {CORPUS}')
    yield from queries


def read_passages(folder: Path) -> Iterator[tuple[int, BenchmarkPassage]]:
    """The passages with their lines in ``corpus.jsonl``. Their ids are unique, or BadQuestionSet is raised."""
    seen: dict[str, int] = {}
    for number, value in _objects(folder / CORPUS):
        with at_line(folder / CORPUS, number):
            fields = Fields(value)
            passage = BenchmarkPassage(fields.name("_id"), fields.text("title", ""), fields.text("text", ""))
            if passage.id in seen:
                raise ValueError(f'the id "{passage.id}" is that of line {seen[passage.id]} too')
        seen[passage.id] = number
        yield number, passage


def read_judgements(folder: Path) -> tuple[Judgements, Path]:
    """The grade of each judged passage by question, and the file they are in. Raises PathNotFound where there is none."""
    path = next((folder / name for name in _QRELS if (folder / name).is_file()), None)
    if path is None:
        others = sorted(folder.glob("qrels/*.tsv"))
        if len(others) != 1:
            raise PathNotFound(folder / _QRELS[0])
        path = others[0]
    judgements: dict[str, dict[str, int]] = {}
    for number, query, passage, grade in _rows(path):
        judged = judgements.setdefault(query, {})
        if judged.setdefault(passage, grade) != grade:
            raise BadQuestionSet(path, number, f'"{passage}" has another grade for "{query}" further up')
    return judgements, path


def _rows(path: Path) -> Iterator[tuple[int, str, str, int]]:
    """Line, question, passage and grade of each judgement; a heading is passed over."""
    heading_possible = True
    for number, line in enumerate(lines_of(path), 1):
        if not line.strip():
            continue
        with at_line(path, number):
            row = _row(line)
            grade = re.fullmatch(r"(-?\d{1,9})(?:\.0+)?", row[2])
            if grade is None and not heading_possible:
                raise ValueError(f'the grade must be a whole number, not "{row[2]}"')
        heading_possible = False
        if grade is not None:
            yield number, row[0], row[1], int(grade[1])


def _row(line: str) -> tuple[str, str, str]:
    """Question, passage and grade, of BEIR's three columns or of TREC's four.

    >>> _row("q1\\tp 7\\t1"), _row("q1 0 p7 2")
    (('q1', 'p 7', '1'), ('q1', 'p7', '2'))
    """
    columns = [column.strip() for column in line.split("\t")]
    if len(columns) not in (3, 4):
        columns = line.split()
    if len(columns) == 4:
        del columns[1]
    if len(columns) != 3 or not all(columns):
        raise ValueError("three columns are expected: question, passage and grade")
    return columns[0], columns[1], columns[2]


def _question(fields: Fields, id_: str, grades: Mapping[str, int]) -> SetQuestion:
    text, history = _conversation(fields)
    evidence = tuple(Evidence(passage, 0, "", "", grade) for passage, grade in grades.items() if grade > 0)
    answerable = fields.flag("answerable") if fields.has("answerable") else bool(evidence)
    answers = tuple(map(str.strip, fields.texts("answers") or fields.texts("reference")))
    return question_over_passages(
        fields, id_=id_, text=text, answerable=answerable, answers=answers, evidence=evidence, history=history
    )


def _conversation(fields: Fields) -> tuple[str, tuple[Turn, ...]]:
    """The last question and the turns before it, whether they stand in the text, in a field or in the metadata.

    >>> _conversation(Fields({"text": "|user|: Apa itu Hangeul?\\n|agent|: Aksara.\\n|user|: Siapa pembuatnya?"}))
    ('Siapa pembuatnya?', (Turn(role='user', content='Apa itu Hangeul?'), Turn(role='assistant', content='Aksara.')))
    """
    text = fields.text("text", "").strip()
    turns = list(_listed_turns(fields))
    if _MARKED_TURN.match(text):
        pieces = _MARKED_TURN.split(text)[1:]
        marked = [(_ROLES[role.casefold()], said.strip()) for role, said in zip(pieces[::2], pieces[1::2], strict=True)]
        turns = [Turn(role, said) for role, said in marked if said]
        text = ""
    if turns and turns[-1].role == "user" and text in ("", turns[-1].content.strip()):
        text = turns.pop().content.strip()
    if not text:
        raise ValueError('"text" must be a text')
    return text, tuple(turns)


def _listed_turns(fields: Fields) -> Iterator[Turn]:
    inside = Fields(fields.raw("metadata")) if isinstance(fields.raw("metadata"), dict) else Fields({})
    for holder in (fields, inside):
        for name in _CONVERSATIONS:
            if isinstance(holder.raw(name), list):
                for each in holder.parts(name):
                    role = each.text("role" if each.has("role") else "speaker").casefold()
                    if role not in _ROLES:
                        raise ValueError(f'"role" must be one of {", ".join(sorted(_ROLES))}, not "{role}"')
                    yield Turn(_ROLES[role], each.text("content" if each.has("content") else "text"))
                return


def _objects(path: Path) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(lines_of(path), 1):
        if line.strip():
            with at_line(path, number):
                value = parse_line(line)
            yield number, value
