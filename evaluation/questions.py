"""Question sets: a JSON Lines file to frozen values, or an error that names the line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

from ingest.errors import BadQuestionSet, PathNotFound
from ingest.language import Language

TYPES = frozenset(
    "mechanism driver obstacle definition factoid number method result comparison table multi-page cross-document "
    "citation follow-up unanswerable".split()
)
UNANSWERABLE_KINDS = frozenset({"not-stated", "false-premise", "off-topic"})

Role = Literal["user", "assistant"]
_ROLES: dict[str, Role] = {"user": "user", "assistant": "assistant", "agent": "assistant"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page that answers. ``page_index`` counts PDF pages from 0; ``quote`` may be empty."""

    document: str
    page_index: int
    page_label: str
    quote: str


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier turn of the conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class SetQuestion:
    """One question of a set. ``documents`` are file names; ``key_facts`` have ``a|b`` where either will do."""

    id: str
    text: str
    language: Language
    type: str
    answerable: bool
    unanswerable_kind: str | None
    documents: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    reference: str
    key_facts: tuple[str, ...]
    history: tuple[Turn, ...]

    @property
    def evidence_pages(self) -> frozenset[tuple[str, int]]:
        """File name and PDF page (from 0) of each piece of evidence."""
        return frozenset((evidence.document, evidence.page_index) for evidence in self.evidence)


def read_questions(paths: Sequence[Path]) -> tuple[SetQuestion, ...]:
    """The questions of all files, in order. Raises PathNotFound, or BadQuestionSet with the line that is wrong."""
    questions: list[SetQuestion] = []
    for path in paths:
        seen: dict[str, int] = {}
        for number, line in enumerate(_lines(path), 1):
            if not line.strip():
                continue
            try:
                question = parse_question(line)
                if question.id in seen:
                    raise ValueError(f'the id "{question.id}" is that of line {seen[question.id]} too')
            except ValueError as error:
                raise BadQuestionSet(path, number, str(error)) from error
            seen[question.id] = number
            questions.append(question)
        if not seen:
            raise BadQuestionSet(path, 1, "there is no question in the file")
    return tuple(questions)


def parse_question(line: str) -> SetQuestion:
    """One line of a question set. Raises ValueError, saying which field is wrong.

    >>> parse_question('{"id": "1", "question": "Apa?", "lang": "id", "type": "factoid", "answerable": true}').text
    'Apa?'
    >>> parse_question('{"id": "1", "question": "Apa?", "lang": "ms"}')
    Traceback (most recent call last):
    ...
    ValueError: "lang" must be one of en, id, not "ms"
    """
    try:
        fields = _Fields(json.loads(line))
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg} at column {error.colno}") from error
    documents = fields.texts("doc")
    return SetQuestion(
        id=fields.text("id"),
        text=fields.text("question"),
        language=cast("Language", fields.one_of("lang", frozenset({"id", "en"}))),
        type=fields.one_of("type", TYPES),
        answerable=fields.flag("answerable"),
        unanswerable_kind=fields.one_of("unanswerable_kind", UNANSWERABLE_KINDS)
        if fields.has("unanswerable_kind")
        else None,
        documents=documents,
        evidence=tuple(_evidence(part, documents) for part in fields.parts("evidence")),
        reference=fields.text("reference", ""),
        key_facts=fields.texts("key_facts"),
        history=tuple(_turn(part) for part in fields.parts("history")),
    )


def _evidence(fields: _Fields, documents: tuple[str, ...]) -> Evidence:
    if not fields.has("doc") and len(documents) != 1:
        raise ValueError('evidence must name its "doc" where the question does not have exactly one')
    return Evidence(
        document=fields.text("doc") if fields.has("doc") else documents[0],
        page_index=fields.page("page_index"),
        page_label=fields.text("page_label", ""),
        quote=fields.text("quote", ""),
    )


def _turn(fields: _Fields) -> Turn:
    role = fields.one_of("role", frozenset(_ROLES))
    return Turn(_ROLES[role], fields.text("content" if fields.has("content") else "text"))


class _Fields:
    """One JSON object. Each method gives a field as the type asked for, or raises ValueError with its name."""

    def __init__(self, value: object) -> None:
        if not isinstance(value, dict):
            raise ValueError("an object with named fields is expected")
        self._values: dict[str, Any] = value

    def has(self, name: str) -> bool:
        return self._values.get(name) is not None

    def text(self, name: str, default: str | None = None) -> str:
        value = self._values.get(name)
        if value is None and default is not None:
            return default
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise ValueError(f'"{name}" must be a text')
        return value

    def one_of(self, name: str, allowed: frozenset[str]) -> str:
        value = self.text(name)
        if value not in allowed:
            raise ValueError(f'"{name}" must be one of {", ".join(sorted(allowed))}, not "{value}"')
        return value

    def flag(self, name: str) -> bool:
        value = self._values.get(name)
        if not isinstance(value, bool):
            raise ValueError(f'"{name}" must be true or false')
        return value

    def page(self, name: str) -> int:
        value = self._values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ValueError(f'"{name}" must be a whole number from 0')
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A text or a list of texts; nothing where the field is absent or null."""
        value = self._values.get(name)
        if isinstance(value, str):
            return (value,)
        if not all(isinstance(item, str) for item in self._list(name)):
            raise ValueError(f'"{name}" must hold texts')
        return tuple(self._list(name))

    def parts(self, name: str) -> tuple[_Fields, ...]:
        values = self._list(name)
        try:
            return tuple(map(_Fields, values))
        except ValueError as error:
            raise ValueError(f'"{name}": {error}') from error

    def _list(self, name: str) -> list[Any]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise ValueError(f'"{name}" must be a list')
        return value


def _lines(path: Path) -> list[str]:
    """The lines as editors count them: JSON may hold U+2028 and its like, which ``splitlines`` would cut at."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PathNotFound(path) from error
    lines = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise BadQuestionSet(path, number, "it is not UTF-8") from error
    return lines
