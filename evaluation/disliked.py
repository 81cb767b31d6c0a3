"""What readers disliked as a question set to complete: their questions, with the right pages left open.

A line has two fields beside the native ones, for whoever completes it: ``note`` (why the answer was disliked) and
``cited`` (where the answer pointed to). Readers of question sets pass over them. The set counts each question as answerable
until a person decides: ``python -m evaluation check`` names those that still lack their evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from evaluation.formats.native import native_fields
from evaluation.formats.values import SetQuestion
from ingest.catalogue.feedback import Opinion
from ingest.catalogue.store import Catalogue
from ingest.document import Span, pages_of
from ingest.errors import NothingDisliked

UNDECIDED_TYPE = "factoid"
"""What a question is until a person says what it is."""


def disliked_set(opinions: Iterable[Opinion], catalogue: Catalogue) -> str:
    """The questions as JSON Lines, each once, by the last opinion of it, in the order in which they were first asked.

    Raises NothingDisliked where there is none.
    """
    last: dict[str, Opinion] = {}
    for opinion in opinions:
        if not opinion.liked:
            last[" ".join(opinion.answer.question.casefold().split())] = opinion
    if not last:
        raise NothingDisliked
    lines = (
        native_fields(_question(opinion, f"disliked-{number:03}"))
        | {"note": _note(opinion), "cited": [_place(span, catalogue) for span in opinion.answer.citations]}
        for number, opinion in enumerate(last.values(), 1)
    )
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _question(opinion: Opinion, id_: str) -> SetQuestion:
    return SetQuestion(
        id=id_,
        text=opinion.answer.question,
        language=opinion.answer.language,
        type=UNDECIDED_TYPE,
        answerable=True,
        unanswerable_kind=None,
        documents=(),
        evidence=(),
        reference="",
        key_facts=(),
        history=(),
    )


def _note(opinion: Opinion) -> str:
    """Why it was disliked, and what became of the question.

    >>> from ingest.catalogue.feedback import Complaint, GivenAnswer
    >>> given = GivenAnswer("a", "Apa?", "id", "answered", "", (), None, "verbatim", "e5")
    >>> _note(Opinion(given, False, Complaint.WRONG_PAGE, "bab 2"))
    'answered; wrong page; bab 2'
    """
    reason = opinion.complaint.value if opinion.complaint else ""
    return "; ".join(filter(None, (opinion.answer.outcome, reason, " ".join(opinion.note.split()))))


def _place(span: Span, catalogue: Catalogue) -> dict[str, Any]:
    """A cited place as evidence would name it; without a quote where the library no longer has that text."""
    entry = catalogue.entry(span.document_id)
    whole = catalogue.whole_document(span.document_id)
    pages = pages_of(whole.pages, span.start, span.end)
    return {
        "doc": entry.file_name,
        "page_index": pages[0].index if pages else None,
        "page_label": pages[0].label if pages else "",
        "quote": whole.document.text[span.start : span.end],
    }
