"""The words in front of an answer, about what was asked: "Sari (2021) menyebut empat hambatan:". Pure.

Nothing is claimed that does not follow from the quotes: how many items a list has, who wrote it, whose words it reports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.attribution import Origin
from ingest.catalogue.fulltext import query_terms
from ingest.cited_works import OTHERS, work_name
from ingest.document import Thesis
from ingest.language import Language
from retrieval.aspects import Aspect, asking_words, names_aspect
from retrieval.citation import Citation
from retrieval.cited_names import cited_name
from retrieval.question import Question

_NUMBERS: dict[Language, tuple[str, ...]] = {
    "id": ("", "", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh"),
    "en": ("", "", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
}
_NOUNS: dict[Language, dict[Aspect, str]] = {
    "id": {
        Aspect.OBSTACLE: "hambatan",
        Aspect.RECOMMENDATION: "saran",
        Aspect.IMPACT: "dampak",
        Aspect.DRIVER: "faktor pendorong",
    },
    "en": {
        Aspect.OBSTACLE: "obstacles",
        Aspect.RECOMMENDATION: "recommendations",
        Aspect.IMPACT: "effects",
        Aspect.DRIVER: "drivers",
    },
}
_OWN_NOUNS = re.compile(
    r"(?:hambatan|kendala|tantangan|kelemahan|keterbatasan|saran|rekomendasi|dampak|manfaat|keuntungan|akibat|alasan|faktor|penyebab|tujuan|tahap|tahapan|metode|"
    r"obstacles|barriers|challenges|difficulties|problems|drawbacks|weaknesses|limitations|shortcomings|recommendations|suggestions|effects|benefits|"
    r"consequences|reasons|goals|aims|drivers|factors|causes|stages|steps|methods|disadvantages)"
)
_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "list": "{who} menyebut {count} {noun}, kata demi kata:",
        "points": "{who} menguraikannya dalam {count} butir, kata demi kata:",
        "about": "Tentang {noun}, {who} menulis, kata demi kata:",
        "one": "Yang paling dekat dengan pertanyaan ini dalam {who}, kata demi kata:",
        "several": "Yang paling dekat dengan pertanyaan ini dalam {count} karya, kata demi kata:",
        "marked": "Yang paling dekat dengan pertanyaan ini, kata demi kata; kata yang tampaknya menjawab ditandai:",
        "comparison": "{one} dan {other} berdampingan, kata demi kata:",
        "sayings": "Yang paling dekat dengan pertanyaan ini dan siapa yang mengatakannya, kata demi kata:",
        "reported": "{work}, dikutip dalam {who},",
        "both": "Keduanya",
        "untitled": "karya ini",
    },
    "en": {
        "list": "{who} names {count} {noun}, word for word:",
        "points": "{who} sets this out in {count} points, word for word:",
        "about": "On {noun}, {who} writes, word for word:",
        "one": "What comes nearest to this question in {who}, word for word:",
        "several": "What comes nearest to this question in {count} works, word for word:",
        "marked": "What comes nearest to this question, word for word; the words that seem to answer are marked:",
        "comparison": "{one} and {other} side by side, word for word:",
        "sayings": "What comes nearest to this question and who says it, word for word:",
        "reported": "{work}, as cited in {who},",
        "both": "Both",
        "untitled": "this work",
    },
}


def short_name(thesis: Thesis, language: Language) -> str:
    """A thesis as a sentence names it: "Sari (2021)"; by its title where its authors are unknown.

    >>> short_name(Thesis("t", "Kota", ("Marissa Safira Dinanti",), 2025, None, None, "id", ()), "id")
    'Dinanti (2025)'
    >>> short_name(Thesis("t", "Kota", (), 2025, None, None, "id", ()), "id")
    '“Kota” (2025)'
    """
    names = [cited_name(author, thesis.language) for author in thesis.authors]
    called = [f"{name.particle} {name.family}".strip() for name in names]
    year = f" ({thesis.year})" if thesis.year else ""
    if not called:
        return f"“{thesis.title}”{year}" if thesis.title else _WORDS[language]["untitled"]
    who = (
        called[0] if len(called) == 1 else " & ".join(called) if len(called) == 2 else f"{called[0]} {OTHERS[language]}"
    )
    return f"{who}{year}"


def counted(count: int, language: Language) -> str:
    """A number of things in words up to ten.

    >>> counted(4, "id"), counted(12, "en")
    ('empat', '12')
    """
    return _NUMBERS[language][count] if 2 <= count < len(_NUMBERS[language]) else str(count)


def noun_of(question: Question) -> str:
    """What is asked for as a noun: the question's own word where it is one, else the aspect's; "" where there is none.

    >>> from retrieval.question import understand
    >>> noun_of(understand("Apa saja kendalanya?")), noun_of(understand("Apa kendala kota?"))
    ('hambatan', 'kendala')
    >>> noun_of(understand("Kapan kota berdiri?"))
    ''
    """
    aspect = question.aspect
    if aspect is None:
        return ""
    own = next((word for word in asking_words(question.text, aspect) if _OWN_NOUNS.fullmatch(word)), "")
    return own or _NOUNS[question.language].get(aspect, "")


def before_list(question: Question, items: int, first: Citation, called: str) -> str:
    """In front of a list of so many items; ``first`` is its lead-in, or its first item, and says whose list it is.

    ``called`` is what it is called there: the question's own word for it stands only where the list has it, too.
    """
    language = question.language
    words, noun = _WORDS[language], noun_of(question)
    generic = _NOUNS[language].get(question.aspect, "") if question.aspect else ""
    if set(query_terms(noun)).isdisjoint(query_terms(called)):
        noun = generic
    who = short_name(first.thesis, language)
    if first.attribution.origin is Origin.REPORTED and len(first.attribution.works) == 1:
        who = words["reported"].format(work=work_name(first.attribution.works[0], language), who=who)
    pattern = words["list"] if noun else words["points"]
    return pattern.format(who=who, count=counted(items, language), noun=noun)


def before_quotes(question: Question, citations: Sequence[Citation], *, marked: bool) -> str:
    """In front of quotes; ``marked`` where answering words are set off in one."""
    language = question.language
    words = _WORDS[language]
    theses = {citation.thesis.id: citation.thesis for citation in citations}
    if marked:
        return words["marked"]
    if len(theses) > 1:
        return words["several"].format(count=counted(len(theses), language))
    who = short_name(next(iter(theses.values())), language)
    noun, aspect = noun_of(question), question.aspect
    if noun and aspect and names_aspect(citations[0].quote, aspect):
        return words["about"].format(noun=noun, who=who)
    return words["one"].format(who=who)


def before_comparison(things: Sequence[str], language: Language) -> str:
    """In front of things side by side."""
    one, other = things[0], things[-1]
    return _WORDS[language]["comparison"].format(one=one[:1].upper() + one[1:], other=other)


def before_sayings(language: Language) -> str:
    """In front of who says what."""
    return _WORDS[language]["sayings"]


def both(language: Language) -> str:
    """The heading of what tells of both things compared."""
    return _WORDS[language]["both"]
