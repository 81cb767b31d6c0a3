"""TREC's run and qrels files, for trec_eval, ir-measures and others: one judged or found place a line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Literal

from evaluation.formats.values import SetQuestion
from evaluation.results import QuestionResult

Level = Literal["page", "document"]
"""Whether a line names a page, ``file.pdf#12`` with the index counted from 0, or a document: a file, or a passage of a benchmark."""


def as_qrels(questions: Iterable[SetQuestion], level: Level) -> str:
    """The evidence as judgements ``question 0 place grade``; of several on one place the best grade.

    >>> from evaluation.formats.native import parse_question
    >>> line = '{"id": "q1", "question": "Apa?", "lang": "id", "type": "factoid", "answerable": true, "doc": "a b.pdf"'
    >>> as_qrels([parse_question(line + ', "evidence": [{"page_index": 12}]}')], "page")
    'q1 0 a%20b.pdf#12 1\\n'
    """
    lines = []
    for question in questions:
        grades: dict[str, int] = {}
        for evidence in question.evidence:
            place = place_id(evidence.document, evidence.page_index, level)
            grades[place] = max(evidence.grade, grades.get(place, 0))
        lines += [f"{token(question.id)} 0 {place} {grade}\n" for place, grade in grades.items()]
    return "".join(lines)


def as_run(results: Iterable[QuestionResult], level: Level, tag: str = "kutip") -> str:
    """What was found as lines ``question Q0 place rank score tag``, each place at its first rank.

    The score is 1/rank, for trec_eval sorts by it: the pages of one passage would tie.
    """
    lines = []
    for result in results:
        places = dict.fromkeys(_places(result, level))
        lines += [
            f"{token(result.id)} Q0 {place} {rank} {1 / rank:.6f} {token(tag)}\n"
            for rank, place in enumerate(places, 1)
        ]
    return "".join(lines)


def place_id(document: str, page_index: int, level: Level) -> str:
    """The place as a run and its qrels both name it.

    >>> place_id("a.pdf", 12, "page"), place_id("a.pdf", 12, "document")
    ('a.pdf#12', 'a.pdf')
    """
    return f"{token(document)}#{page_index}" if level == "page" else token(document)


def token(text: str) -> str:
    """A text as one column: white space, which parts the columns, and % as in addresses.

    >>> token("Skripsi 100%.pdf")
    'Skripsi%20100%25.pdf'
    """
    return re.sub(r"[\s%]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), text)


def _places(result: QuestionResult, level: Level) -> Iterator[str]:
    for found in result.retrieved:
        for page_index in found.page_indexes:
            yield place_id(found.document, page_index, level)
