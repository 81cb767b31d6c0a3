"""Question sets: a file or folder of any format that is known to frozen values, or an error that names the line.

The format is found in the content: Kutip's own JSON Lines, BEIR, SQuAD 2.0, lists of ``{context, qas}``, the columns of
ragas, CSV. ``evaluation/formats`` has one file for each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.formats import beir, native, ragas, squad, table
from evaluation.formats.placed import Placed, at_line, lines_of, parse_document, parse_line
from evaluation.formats.values import (
    TYPES,
    UNANSWERABLE_KINDS,
    BenchmarkPassage,
    Evidence,
    Role,
    SetQuestion,
    Turn,
)
from ingest.errors import BadQuestionSet

__all__ = [
    "TYPES",
    "UNANSWERABLE_KINDS",
    "BenchmarkPassage",
    "Evidence",
    "Role",
    "SetQuestion",
    "Turn",
    "read_numbered",
    "read_passages",
    "read_questions",
    "set_file",
]

_JSON_LINES = (".jsonl", ".ndjson")


def read_questions(paths: Sequence[Path]) -> tuple[SetQuestion, ...]:
    """The questions of all sets, in order. No two bear one id: results are told apart by it.

    Raises PathNotFound, or BadQuestionSet with the line that is wrong.
    """
    places: dict[str, Path] = {}
    questions: list[SetQuestion] = []
    for path in paths:
        for line, question in read_numbered(path):
            if question.id in places:
                raise BadQuestionSet(set_file(path), line, f'the id "{question.id}" is in {places[question.id]} too')
            places[question.id] = path
            questions.append(question)
    return tuple(questions)


def read_numbered(path: Path) -> tuple[tuple[int, SetQuestion], ...]:
    """The questions of one set, each with the line of ``set_file(path)`` on which it begins. Raises as ``read_questions``."""
    file = set_file(path)
    seen: dict[str, int] = {}
    numbered = []
    for line, question in _questions(path):
        if question.id in seen:
            raise BadQuestionSet(file, line, f'the id "{question.id}" is that of line {seen[question.id]} too')
        seen[question.id] = line
        numbered.append((line, question))
    if not numbered:
        raise BadQuestionSet(file, 1, "there is no question in the file")
    return tuple(numbered)


def read_passages(path: Path) -> tuple[BenchmarkPassage, ...]:
    """The passages that a set brings along, each id once. Raises BadQuestionSet where it is about PDFs and has none."""
    passages: dict[str, BenchmarkPassage] = {}
    for file, line, passage in _passages(path):
        known = passages.setdefault(passage.id, passage)
        if known.text.strip() != passage.text.strip():
            raise BadQuestionSet(file, line, f'another passage has the id "{passage.id}" too')
    if not passages:
        raise BadQuestionSet(set_file(path), 1, "there are no passages in the set: its questions are about PDFs")
    return tuple(passages.values())


def set_file(path: Path) -> Path:
    """The file whose lines are meant: the queries of a BEIR folder, or the path itself."""
    return path / beir.QUERIES if path.is_dir() else path


@dataclass(frozen=True, slots=True)
class _Beir:
    folder: Path


@dataclass(frozen=True, slots=True)
class _Contexts:
    """Contexts, each with the title of its article."""

    contexts: tuple[tuple[Placed, str], ...]


@dataclass(frozen=True, slots=True)
class _Records:
    """One question each."""

    records: tuple[Placed, ...]


def _questions(path: Path) -> Iterator[tuple[int, SetQuestion]]:
    match _content(path):
        case _Beir(folder):
            yield from beir.read_questions(folder)
        case _Contexts(contexts):
            for paragraph in _paragraphs(path, contexts):
                for number, placed in enumerate(paragraph.questions, 1):
                    with at_line(path, placed.line):
                        question = squad.question(paragraph, placed.value, number)
                    yield placed.line, question
        case _Records(records):
            for number, record in enumerate(records, 1):
                with at_line(path, record.line):
                    if ragas.is_ragas(record.value):
                        question = ragas.question_from(record.value, number)
                    else:
                        question = native.question_from(record.value)
                yield record.line, question


def _passages(path: Path) -> Iterator[tuple[Path, int, BenchmarkPassage]]:
    match _content(path):
        case _Beir(folder):
            for line, passage in beir.read_passages(folder):
                yield folder / beir.CORPUS, line, passage
        case _Contexts(contexts):
            for paragraph in _paragraphs(path, contexts):
                yield path, paragraph.line, paragraph.passage
        case _Records(records):
            for record in records:
                if ragas.is_ragas(record.value):
                    with at_line(path, record.line):
                        passages = tuple(ragas.passages_of(record.value))
                    for passage in passages:
                        yield path, record.line, passage


def _paragraphs(path: Path, contexts: Sequence[tuple[Placed, str]]) -> Iterator[squad.Paragraph]:
    for number, (context, title) in enumerate(contexts, 1):
        with at_line(path, context.line):
            paragraph = squad.paragraph(context, title, number)
        yield paragraph


def _content(path: Path) -> _Beir | _Contexts | _Records:
    """What is in a set, and so its format."""
    if path.is_dir():
        return _Beir(path)
    lines = lines_of(path)
    first = next((line for line in lines if line.strip()), None)
    if first is None:
        raise BadQuestionSet(path, 1, "there is no question in the file")
    if not first.lstrip().startswith(("{", "[")) and path.suffix.lower() not in _JSON_LINES:
        if not table.is_table(first):
            raise BadQuestionSet(path, 1, "it is neither JSON nor a table that begins with the names of its columns")
        return _Records(tuple(table.rows(path, lines)))
    if _is_json_lines(path, lines, first):
        placed = tuple(_line_values(path, lines))
    else:
        document = parse_document(path, "\n".join(lines))
        if squad.is_squad(document.value):
            return _Contexts(tuple(squad.contexts_of(path, document)))
        placed = tuple(document.items()) if isinstance(document.value, list) else (document,)
    value = placed[0].value if placed else None
    if squad.has_context(value):
        return _Contexts(tuple((each, "") for each in placed))
    if isinstance(value, dict) and "_id" in value and "id" not in value:
        return _Beir(path.parent)
    return _Records(placed)


def _is_json_lines(path: Path, lines: Sequence[str], first: str) -> bool:
    """Whether each line is a value of its own, or was meant to be: one fault must not make another format of it."""
    value = _value(first)
    if value is not None:
        return isinstance(value, dict) and not squad.is_squad(value)
    if first.lstrip().startswith("[") or _value("\n".join(lines)) is not None:
        return False
    return path.suffix.lower() in _JSON_LINES or any(
        line.startswith("{") and isinstance(_value(line), dict) for line in lines
    )


def _value(text: str) -> Any:
    """The text as JSON; None where it is not JSON."""
    try:
        return parse_line(text)
    except ValueError:
        return None


def _line_values(path: Path, lines: Sequence[str]) -> Iterator[Placed]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            with at_line(path, number):
                value = parse_line(line)
            yield Placed(value, number)
