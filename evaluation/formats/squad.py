"""SQuAD 2.0 (Rajpurkar et al. 2018), and lists of ``{context, qas}`` as IDK-MRC and others have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.formats.fields import Fields
from evaluation.formats.passages import passage_id, question_over_passages
from evaluation.formats.placed import Placed, at_line
from evaluation.formats.values import BenchmarkPassage, Evidence, SetQuestion


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A context with the place of its questions. ``number`` counts the paragraphs of the file from 1."""

    number: int
    line: int
    passage: BenchmarkPassage
    questions: tuple[Placed, ...]


def is_squad(value: object) -> bool:
    """Whether a JSON value is a SQuAD document: an object with a list of articles, each with paragraphs.

    >>> is_squad({"version": "v2.0", "data": [{"title": "Baubau", "paragraphs": []}]}), is_squad({"id": "1"})
    (True, False)
    """
    return isinstance(value, dict) and isinstance(value.get("data"), list)


def has_context(value: object) -> bool:
    """Whether an object is a context with its questions, or one question with its context."""
    return isinstance(value, dict) and "context" in value and ("qas" in value or "answers" in value)


def contexts_of(path: Path, document: Placed) -> Iterator[tuple[Placed, str]]:
    """The contexts of a SQuAD document with the titles of their articles, each still to be read. Raises BadQuestionSet."""
    for article in document.list_of("data"):
        if has_context(article.value):
            yield article, ""
            continue
        with at_line(path, article.line):
            title = Fields(article.value).text("title", "")
            contexts = article.list_of("paragraphs")
        for context in contexts:
            yield context, title


def paragraph(context: Placed, title: str, number: int) -> Paragraph:
    """A context and its questions. Raises ValueError, saying what is wrong."""
    fields = Fields(context.value)
    text = fields.text("context")
    given = next((name for name in ("context_id", "_id") if fields.has(name)), None)
    passage = BenchmarkPassage(
        fields.name(given) if given else passage_id(text), fields.text("title", "") or title, text
    )
    questions = context.list_of("qas") if fields.has("qas") else (context,)
    return Paragraph(number, context.line, passage, questions)


def question(of: Paragraph, value: object, number: int) -> SetQuestion:
    """One entry of ``qas``; one without an id is named by its place. Raises ValueError, saying what is wrong."""
    fields = Fields(value)
    answers = _answers(fields)
    impossible = fields.flag("is_impossible") if fields.has("is_impossible") else not answers
    if impossible and answers:
        raise ValueError('"is_impossible" is true, but there are "answers"')
    return question_over_passages(
        fields,
        id_=fields.name("id") if fields.has("id") else f"{of.number}-{number}",
        text=fields.text("question"),
        answerable=not impossible,
        answers=answers,
        evidence=() if impossible else (Evidence(of.passage.id, 0, "", ""),),
        documents=(of.passage.id,),
    )


def _answers(fields: Fields) -> tuple[str, ...]:
    """The answers, in each form that SQuAD has been passed on in; blank ones stand for none.

    >>> _answers(Fields({"answers": [{"text": "Seoul", "answer_start": 4}, {"text": "Seoul"}]}))
    ('Seoul',)
    >>> _answers(Fields({"answers": {"text": ["Seoul"], "answer_start": [4]}})), _answers(Fields({"answers": []}))
    (('Seoul',), ())
    """
    value: Any = fields.raw("answers")
    if isinstance(value, dict):
        value = value.get("text", [])
    if isinstance(value, str):
        value = [value]
    if value is None:
        value = []
    if not isinstance(value, list):
        raise ValueError('"answers" must be a list')
    texts = [item.get("text") if isinstance(item, dict) else item for item in value]
    return tuple(
        dict.fromkeys(map(str.strip, Fields({"answers": [text for text in texts if text != ""]}).texts("answers")))
    )
