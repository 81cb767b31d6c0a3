"""Questions over passages that their set brings along: each passage is a document of one page, named by its id."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from evaluation.formats.fields import Fields
from evaluation.formats.values import TYPES, UNANSWERABLE_KINDS, Evidence, SetQuestion, Turn
from ingest.language import Language, detect_language

LONGEST_FACT = 10
"""Words of an answer that counts as a fact to be found again; a longer one is only a reference."""


def passage_id(text: str) -> str:
    """The id of a passage whose set gives it none: the same text is the same passage.

    >>> passage_id("Kota kembar."), passage_id(" Kota kembar.")
    ('p4afe120348ff', 'p4afe120348ff')
    """
    return "p" + hashlib.sha256(text.strip().encode("utf-8")).hexdigest()[:12]


def question_over_passages(
    fields: Fields,
    *,
    id_: str,
    text: str,
    answerable: bool,
    answers: Sequence[str],
    evidence: tuple[Evidence, ...],
    documents: Iterable[str] = (),
    history: tuple[Turn, ...] = (),
) -> SetQuestion:
    """A question with what its set does not say filled in.

    The language is that of the words, the type "factoid" ("follow-up" after other turns), the first answer is the
    reference, and answers of a few words are one key fact between them. A question without an answer has no evidence:
    the passages on its subject stay its documents.
    """
    facts = tuple(dict.fromkeys(answer for answer in answers if len(answer.split()) <= LONGEST_FACT))
    usual = "follow-up" if history else "factoid"
    return SetQuestion(
        id=id_,
        text=text,
        language=language_of(fields, text, history),
        type=known(fields, "type", TYPES - {"unanswerable"}) or usual if answerable else "unanswerable",
        answerable=answerable,
        unanswerable_kind=None
        if answerable
        else known(fields, "unanswerable_kind", UNANSWERABLE_KINDS) or "not-stated",
        documents=tuple(dict.fromkeys((*(each.document for each in evidence), *documents))),
        evidence=evidence if answerable else (),
        reference=answers[0] if answers else "",
        key_facts=("|".join(facts),) if facts and answerable else (),
        history=history,
    )


def language_of(fields: Fields, text: str, history: tuple[Turn, ...]) -> Language:
    """The language that the set gives, if it is ours; else that of the words, those of earlier questions too.

    >>> language_of(Fields({}), "And its drivers?", ()), language_of(Fields({"lang": "id"}), "Why?", ())
    ('en', 'id')
    """
    given = known(fields, "lang", frozenset({"id", "en"}))
    if given:
        return "id" if given == "id" else "en"
    return detect_language(" ".join([text, *(turn.content for turn in history if turn.role == "user")]))


def known(fields: Fields, name: str, allowed: frozenset[str]) -> str | None:
    """The field where it is one of ours: other sets have fields of the same name that mean something else."""
    value = fields.raw(name)
    return value if isinstance(value, str) and value in allowed else None
