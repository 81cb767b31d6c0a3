"""The columns of ragas: ``user_input``, ``reference``, ``reference_contexts`` …, and the older ``question``, ``ground_truth``.

ragas names no places, only texts. Where ``reference_context_ids`` say ``file.pdf#12``, as ours do, that is the page with
index 12; any other context is a passage that the set brings along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from evaluation.formats.fields import Fields, turn
from evaluation.formats.passages import passage_id, question_over_passages
from evaluation.formats.values import BenchmarkPassage, Evidence, SetQuestion, Turn
from evaluation.results import QuestionResult

NAMES = frozenset("user_input response retrieved_contexts reference reference_contexts reference_context_ids".split())

_PAGE = re.compile(r"(.+\.pdf)#(\d{1,6})", re.IGNORECASE | re.DOTALL)
_OLD_ANSWERS = ("ground_truth", "ground_truths")


def is_ragas(value: object) -> bool:
    """Whether a value is an object with the columns of ragas."""
    if not isinstance(value, dict):
        return False
    return "user_input" in value or ("question" in value and any(name in value for name in _OLD_ANSWERS))


def question_from(value: object, number: int) -> SetQuestion:
    """A sample as a question; one without an id is named by its place, counted from 1. Raises ValueError."""
    fields = Fields(value)
    text, history = _conversation(fields)
    evidence = tuple(
        Evidence(*_place(id_), page_label="", quote=context) for id_, context in _reference_contexts(fields)
    )
    answers = tuple(filter(str.strip, _answers(fields)))
    return question_over_passages(
        fields,
        id_=fields.name("id") if fields.has("id") else str(number),
        text=text,
        answerable=fields.flag("answerable") if fields.has("answerable") else bool(answers or evidence),
        answers=answers,
        evidence=evidence,
        history=history or tuple(turn(part) for part in fields.parts("history")),
    )


def passages_of(value: object) -> Iterator[BenchmarkPassage]:
    """The contexts of a sample that are not pages of a PDF."""
    for id_, context in _reference_contexts(Fields(value)):
        if context and not _PAGE.fullmatch(id_):
            yield BenchmarkPassage(id_, "", context)


def as_ragas(questions: Iterable[SetQuestion], results: Mapping[str, QuestionResult]) -> str:
    """Questions with their results as ragas JSON Lines; one without a result has only the columns of the question.

    ``id``, ``lang``, ``type`` … are ours and passed over by ragas. ``reference_contexts`` holds the quotes that are known.
    """
    return "".join(
        json.dumps(_sample(question, results.get(question.id)), ensure_ascii=False) + "\n" for question in questions
    )


def _sample(question: SetQuestion, result: QuestionResult | None) -> dict[str, Any]:
    sample: dict[str, Any] = {"user_input": question.text}
    if result is not None:
        sample["response"] = result.answer
        sample["retrieved_contexts"] = [found.text for found in result.retrieved]
        sample["retrieved_context_ids"] = [
            page_id(found.document, found.page_indexes[0]) if found.page_indexes else found.document
            for found in result.retrieved
        ]
    sample["reference"] = question.reference
    quoted = [evidence for evidence in question.evidence if evidence.quote]
    sample["reference_contexts"] = [evidence.quote for evidence in quoted]
    sample["reference_context_ids"] = [
        page_id(evidence.document, evidence.page_index) for evidence in quoted or question.evidence
    ]
    sample |= {"id": question.id, "lang": question.language, "type": question.type, "answerable": question.answerable}
    if question.unanswerable_kind:
        sample["unanswerable_kind"] = question.unanswerable_kind
    if question.history:
        sample["history"] = [{"role": each.role, "content": each.content} for each in question.history]
    return sample


def page_id(document: str, page_index: int) -> str:
    """A page of a PDF as one id; a passage that a set brought along keeps its own.

    >>> page_id("a.pdf", 12), page_id("p8caa", 0)
    ('a.pdf#12', 'p8caa')
    """
    id_ = f"{document}#{page_index}"
    return id_ if _PAGE.fullmatch(id_) else document


def _place(id_: str) -> tuple[str, int]:
    page = _PAGE.fullmatch(id_)
    return (page[1], int(page[2])) if page else (id_, 0)


def _reference_contexts(fields: Fields) -> list[tuple[str, str]]:
    """Each context with its id; where there are only ids, the contexts are empty."""
    contexts, ids = fields.texts("reference_contexts"), _ids(fields)
    if not ids:
        return [(passage_id(context), context) for context in contexts]
    if contexts and len(contexts) != len(ids):
        raise ValueError('"reference_contexts" and "reference_context_ids" must be of one length')
    return list(zip(ids, contexts or [""] * len(ids), strict=True))


def _ids(fields: Fields) -> tuple[str, ...]:
    values = fields.raw("reference_context_ids")
    if not isinstance(values, list):
        return fields.texts("reference_context_ids")
    return tuple(Fields({"reference_context_ids": value}).name("reference_context_ids") for value in values)


def _answers(fields: Fields) -> tuple[str, ...]:
    if fields.has("reference"):
        return (fields.text("reference", "").strip(),)
    return next((fields.texts(name) for name in _OLD_ANSWERS if fields.has(name)), ())


def _conversation(fields: Fields) -> tuple[str, tuple[Turn, ...]]:
    """The question and what was said before it; ``user_input`` of several turns is a list of messages.

    >>> messages = [{"type": "human", "content": "Apa?"}, {"type": "ai", "content": "Ini."}, {"type": "human", "content": "Lalu?"}]
    >>> _conversation(Fields({"user_input": messages}))
    ('Lalu?', (Turn(role='user', content='Apa?'), Turn(role='assistant', content='Ini.')))
    """
    if not isinstance(fields.raw("user_input"), list):
        return fields.text("user_input" if fields.has("user_input") else "question"), ()
    turns = []
    for message in fields.parts("user_input"):
        speaker = message.text("type" if message.has("type") else "role")
        if speaker in ("tool", "system"):
            continue
        turns.append(Turn("user" if speaker in ("human", "user") else "assistant", message.text("content")))
    while turns and turns[-1].role != "user":
        turns.pop()
    if not turns:
        raise ValueError('"user_input" holds no message of a person')
    return turns[-1].content, tuple(turns[:-1])
