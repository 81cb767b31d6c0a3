"""The parts of an arranged answer in words: whose they are, where else they stand, how many are folded. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from ingest.attribution import Origin
from ingest.cited_works import work_name
from ingest.language import Language
from retrieval.answer import Answer
from retrieval.arrangement import Arrangement, Group, Kind, Part, Role
from retrieval.citation import Citation, thesis_name
from retrieval.introductions import short_name
from retrieval.origin import origin_label, printed_page

NEUTRAL: dict[Language, str] = {
    "id": "Yang paling dekat dengan pertanyaan ini di pustaka, kata demi kata:",
    "en": "What comes nearest to this question in the library, word for word:",
}
_ALSO: dict[Language, str] = {"id": "juga di", "en": "also on"}
_MORE: dict[Language, str] = {"id": "{count} kutipan lagi", "en": "{count} more"}
_CONTEXT: dict[Language, str] = {"id": "sebelumnya", "en": "before it"}
_ENTRY: dict[Language, str] = {"id": "Daftar pustaka", "en": "Bibliography"}
_VOICES: dict[Language, dict[Origin, str]] = {
    "id": {
        Origin.REPORTED: "Menurut {works}, sebagaimana dikutip {who}:",
        Origin.PARTLY_REPORTED: "Sebagian menurut {works}, sebagaimana dikutip {who}:",
        Origin.CONTINUED: "Mungkin masih menurut {works}, sebagaimana dikutip {who}:",
        Origin.OWN: "Pernyataan {who} sendiri:",
        Origin.RESULTS: "Dari bagian hasil {who}, tanpa menyebut sumber lain:",
        Origin.UNMARKED: "{who}, tanpa menyebut sumber lain:",
    },
    "en": {
        Origin.REPORTED: "According to {works}, as cited by {who}:",
        Origin.PARTLY_REPORTED: "Partly according to {works}, as cited by {who}:",
        Origin.CONTINUED: "Perhaps still according to {works}, as cited by {who}:",
        Origin.OWN: "A statement of {who} itself:",
        Origin.RESULTS: "From the results of {who}, no other source named:",
        Origin.UNMARKED: "{who}, no other source named:",
    },
}


def arrangement_of(answer: Answer) -> Arrangement:
    """The arrangement of an answer; thesis by thesis where it has none, as the quotes of a written answer."""
    if answer.arrangement is not None:
        return answer.arrangement
    by_thesis = groupby(answer.citations, key=lambda citation: citation.thesis.id)
    groups = [list(group) for _, group in by_thesis]
    return Arrangement(
        Kind.QUOTES,
        NEUTRAL[answer.question.language],
        tuple(Group(thesis_name(group[0].thesis), tuple(Part(each.number) for each in group)) for group in groups),
    )


def by_number(answer: Answer) -> dict[int, Citation]:
    """The citations by their numbers."""
    return {citation.number: citation for citation in answer.citations}


def shown_and_folded(arrangement: Arrangement) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """The groups with what is shown at once, and those with what is shown on request; none of them is empty."""
    halves = [
        tuple(
            replace(group, parts=parts)
            for group in arrangement.groups
            if (parts := tuple(part for part in group.parts if part.folded is folded))
        )
        for folded in (False, True)
    ]
    return halves[0], halves[1]


def more_words(count: int, language: Language) -> str:
    """What stands in front of what is folded.

    >>> more_words(4, "id"), more_words(4, "en")
    ('4 kutipan lagi', '4 more')
    """
    return _MORE[language].format(count=count)


def context_word(language: Language) -> str:
    """What stands in front of the sentence before the one that answers."""
    return _CONTEXT[language]


def entry_word(language: Language) -> str:
    """What stands in front of a bibliography's entry."""
    return _ENTRY[language]


def voice(citation: Citation, language: Language) -> str:
    """Who says what is quoted: the work that the thesis reports, or the thesis."""
    found = citation.attribution
    works = "; ".join(work_name(work, language) for work in found.works)
    return _VOICES[language][found.origin].format(works=works, who=short_name(citation.thesis, language))


def label_of(part: Part, citation: Citation, kind: Kind, language: Language) -> str:
    """Whose words a quote has, beside it; "" where its introduction or its lead-in says so."""
    return "" if kind is Kind.SAYINGS or part.role is Role.ITEM else origin_label(citation, language)


def source_of(citation: Citation, kind: Kind, language: Language) -> str:
    """Thesis and page beside a quote that stands under no thesis; "" where it does."""
    if kind is not Kind.COMPARISON:
        return ""
    return f"{short_name(citation.thesis, language)}, {printed_page(citation, language)}"


def repeats_of(part: Part, cited: dict[int, Citation], language: Language) -> Iterator[tuple[str, int]]:
    """Where else a quote nearly stands, in words, each with its number; the first in front of "also on"."""
    own = cited[part.number]
    for at, number in enumerate(part.also):
        other = cited[number]
        page = printed_page(other, language)
        where = page if other.thesis.id == own.thesis.id else f"{short_name(other.thesis, language)}, {page}"
        yield (f"{_ALSO[language]} {where}" if at == 0 else where), number


def cut_quote(quote: str, part: Part) -> tuple[str, str, str, str]:
    """A quote as context, what comes before the answering words, those, and what comes after; some are empty.

    >>> cut_quote("Kota itu tua. Ia berdiri pada 1541.", Part(1, answering=(30, 34), context_end=14))
    ('Kota itu tua. ', 'Ia berdiri pada ', '1541', '.')
    """
    start, end = part.answering or (len(quote), len(quote))
    return quote[: part.context_end], quote[part.context_end : start], quote[start:end], quote[end:]
