"""Kutip's own format: one JSON object a question."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, cast

from evaluation.formats.fields import Fields, turn
from evaluation.formats.placed import parse_line
from evaluation.formats.values import TYPES, UNANSWERABLE_KINDS, Evidence, SetQuestion
from ingest.language import Language

NAMES = frozenset("id question lang type answerable unanswerable_kind doc evidence reference key_facts history".split())


def parse_question(line: str) -> SetQuestion:
    """One line of a question set. Raises ValueError, saying which field is wrong.

    >>> parse_question('{"id": "1", "question": "Apa?", "lang": "id", "type": "factoid", "answerable": true}').text
    'Apa?'
    >>> parse_question('{"id": "1", "question": "Apa?", "lang": "ms"}')
    Traceback (most recent call last):
    ...
    ValueError: "lang" must be one of en, id, not "ms"
    """
    return question_from(parse_line(line))


def question_from(value: object) -> SetQuestion:
    """An object with the native names. Raises ValueError, saying which field is wrong."""
    fields = Fields(value)
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
        key_facts=_key_facts(fields),
        history=tuple(turn(part) for part in fields.parts("history")),
    )


def as_native(questions: Iterable[SetQuestion]) -> str:
    """The questions as a native set; reading it gives them again.

    >>> line = '{"id": "1", "question": "Apa?", "lang": "id", "type": "factoid", "answerable": true}'
    >>> parse_question(as_native([parse_question(line)])) == parse_question(line)
    True
    """
    return "".join(json.dumps(native_fields(question), ensure_ascii=False) + "\n" for question in questions)


def native_fields(question: SetQuestion) -> dict[str, Any]:
    """The object of a question, all its fields in the order of the format."""
    documents = list(question.documents)
    return {
        "id": question.id,
        "question": question.text,
        "lang": question.language,
        "type": question.type,
        "answerable": question.answerable,
        "unanswerable_kind": question.unanswerable_kind,
        "doc": documents[0] if len(documents) == 1 else documents or None,
        "evidence": [_evidence_fields(evidence) for evidence in question.evidence],
        "reference": question.reference,
        "key_facts": list(question.key_facts),
        "history": [{"role": turn.role, "content": turn.content} for turn in question.history],
    }


def _evidence_fields(evidence: Evidence) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "doc": evidence.document,
        "page_index": evidence.page_index,
        "page_label": evidence.page_label,
        "quote": evidence.quote,
    }
    return fields if evidence.grade == 1 else fields | {"grade": evidence.grade}


def _evidence(fields: Fields, documents: tuple[str, ...]) -> Evidence:
    if not fields.has("doc") and len(documents) != 1:
        raise ValueError('evidence must name its "doc" where the question does not have exactly one')
    return Evidence(
        document=fields.text("doc") if fields.has("doc") else documents[0],
        page_index=fields.whole_number("page_index", 0),
        page_label=fields.text("page_label", ""),
        quote=fields.text("quote", ""),
        grade=fields.whole_number("grade", 1) if fields.has("grade") else 1,
    )


def _key_facts(fields: Fields) -> tuple[str, ...]:
    facts = fields.texts("key_facts")
    for fact in facts:
        if not all(each.strip() for each in fact.split("|")):
            raise ValueError(
                f'"key_facts" holds "{fact}", with nothing on one side of a |, which every answer contains'
            )
    return facts
