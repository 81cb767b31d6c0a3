"""Questions to start with: made of the headings of the library's own theses, and only such as these sections answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from ingest.catalogue.records import WholeDocument
from ingest.document import Section, SectionKind
from ingest.language import Language
from retrieval.answer import Outcome
from web.open_library import OpenLibrary

SHOWN = 4
"""Examples on the page."""

TRIED = 12
"""Questions that are tried at most, in each language, until enough are answered."""

READ = 40
"""Documents whose headings are looked at, the latest first."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question with the section whose heading it was made of, and its thesis."""

    question: str
    section: Section
    thesis_id: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """A question that the library answers, and the thesis that it was made of."""

    question: str
    thesis_id: str


_NUMBERING = re.compile(r"^(?:(?:\d+\.)*\d+\.?|[A-Za-z]\.|\(?\d+\)|[IVX]+\.)\s+")
_GENERIC = re.compile(
    r"latar belakang|(?:rumusan|batasan|identifikasi) .*masalah|(?:tujuan|manfaat|metode|jenis|tipe|objek|lokasi|teknik|sistematika)\b"
    r"|kajian (?:pustaka|teori)|tinjauan pustaka|penelitian terdahulu|kerangka|hipotesis|kesimpulan|saran\b|keterbatasan"
    r"|background|introduction|motivation$|problem (?:statement|description)|research (?:question|method)|method|objective"
    r"|related work|literature|outline|structure of|conclusion|future work|limitation|summary|contribution|(?:.* )?overview",
    re.IGNORECASE,
)
"""Headings that every thesis has; nobody asks for them."""

_FORMS: dict[Language, tuple[tuple[str, str], ...]] = {
    "id": (
        (r"(?:konsep|pengertian|definisi) (?P<of>.+)", "Apa yang dimaksud dengan {of}?"),
        (r"(?:hambatan|kendala|tantangan|faktor|pendorong|pendukung|penghambat|peluang)\b.*", "Apa saja {all}?"),
        (r"(?:bentuk|jenis|macam|tahap|tahapan|ciri|syarat|unsur)\b .+", "Apa saja {all}?"),
        (r"(?:dampak|manfaat|peran|peranan|fungsi|pengaruh|dasar|alasan|motivasi)\b .+", "Apa {all}?"),
        (r"(?:mekanisme|proses|strategi|pelaksanaan|implementasi|upaya|perkembangan|sejarah|hubungan)\b .+", "Bagaimana {all}?"),
    ),
    "en": (
        (r"(?:concepts?|definitions?|notions?) of (?P<of>.+)", "What is meant by {of}?"),
        (r"(?:.+ )?(?:obstacles|barriers|challenges|drivers|factors|opportunities|impacts|benefits|advantages)\b.*", "What are the {all}?"),
        (r"(?:basics|problems|limits|causes|reasons|effects|consequences|results) (?:of|for|with|in) .+", "What are the {all}?"),
        (r"(?:types|kinds|forms|stages|phases|properties) of .+", "What are the {all}?"),
        (r"(?:mechanism|process|strategy|impact|role|purpose|effect|structure|implementation|history) of .+", "What is the {all}?"),
    ),
}  # fmt: skip
"""Headings that say what about their subject they tell, and the question that each answers."""


_DEFINES: dict[Language, str] = {"id": "adalah|merupakan|ialah", "en": "is an?|are|means?|refers? to"}
_DEFINITION: dict[Language, str] = {"id": "Apa yang dimaksud dengan {of}?", "en": "What is meant by {of}?"}
"""For a heading that is a term which the text defines."""


def suggest(library: OpenLibrary) -> dict[Language, tuple[Suggested, ...]]:
    """Up to four questions for each language that the library answers: in it where there are any, else in the other;
    fewer where few headings make questions."""
    wholes = library.latest_documents(READ)
    indonesian, english = _answered(library, wholes, "id"), _answered(library, wholes, "en")
    return {"id": indonesian or english, "en": english or indonesian}


def questions_about(wholes: list[WholeDocument], language: Language) -> Iterator[Example]:
    """Questions in this language from headings in it, a thesis in turn."""
    own = [
        list(_questions(whole, language)) for whole in wholes if (whole.thesis.language == "id") == (language == "id")
    ]
    seen = set()
    for turn in zip_longest(*own):
        for example in turn:
            if example is not None and example.question.casefold() not in seen:
                seen.add(example.question.casefold())
                yield example


def question_of(heading: str, text: str, language: Language) -> str | None:
    """The question that a heading answers; None where it does not say what it tells of its subject.

    >>> question_of("4.2 Hambatan Internal Kota Baubau", "hambatan di Kota Baubau, lalu Kota Baubau", "id")
    'Apa saja hambatan internal Kota Baubau?'
    >>> question_of("2.1 Why Cities Cooperate?", "", "en"), question_of("Kota Baubau", "", "id")
    ('Why cities cooperate?', None)
    """
    plain = _in_sentence(_NUMBERING.sub("", heading).strip(" .:"), text)
    if (
        _GENERIC.match(plain)
        or not 2 <= len(plain.split()) <= 9
        or len(plain) > 70
        or re.search(r"[:;()–/]\s|\d\.", plain)
    ):
        return None
    if plain.endswith("?"):
        return plain[0].upper() + plain[1:]
    for pattern, form in _FORMS[language]:
        found = re.fullmatch(pattern, plain, re.IGNORECASE)
        if found:
            return form.format(all=plain, **found.groupdict())
    is_defined = re.search(rf"\b{re.escape(plain)} (?:{_DEFINES[language]})\b", text, re.IGNORECASE)
    return _DEFINITION[language].format(of=plain) if is_defined else None


def _questions(whole: WholeDocument, language: Language) -> Iterator[Example]:
    prose = whole.document.text
    for title in {section.title for section in whole.sections if section.title}:
        prose = prose.replace(title, "")  # capitals of headings do not tell names
    for section in whole.sections:
        if section.kind is SectionKind.BODY and section.level in (2, 3):
            question = question_of(section.title, prose, language)
            if question is not None:
                yield Example(question, section, whole.thesis.id)


def _in_sentence(heading: str, text: str) -> str:
    """A heading as it would stand in a sentence: small letters but for words that the text itself mostly begins with a
    capital within sentences, as names are.

    >>> _in_sentence("HAMBATAN Internal Kota Baubau", "hambatan internal di Kota Baubau dan Kota Baubau")
    'hambatan internal Kota Baubau'
    """
    return " ".join(_word(word, text) for word in heading.split())


def _word(word: str, text: str) -> str:
    bare = word.strip("“”\"'(),?")
    if not bare.isalpha() or (bare.isupper() and len(bare) <= 5 and re.search(rf"[a-z,] {bare}\b", text)):
        return word  # a number, a compound, an acronym
    small, capital = bare.lower(), bare.capitalize()
    times = [len(re.findall(rf"(?<=[a-z,] ){form}\b", text)) for form in (capital, small)]
    return word.replace(bare, capital if times[0] > max(2 * times[1], 1) else small)


def _answered(library: OpenLibrary, wholes: list[WholeDocument], language: Language) -> tuple[Suggested, ...]:
    """Those that are answered, and from the section that they were made of."""
    found: list[Suggested] = []
    for tried, example in enumerate(questions_about(wholes, language)):
        if tried == TRIED or len(found) == SHOWN:
            break
        answer = library.answer(example.question)
        if answer.outcome is Outcome.ANSWERED and any(example.section in cited.section for cited in answer.citations):
            found.append(Suggested(example.question, example.thesis_id))
    return tuple(found)
