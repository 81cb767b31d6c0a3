"""Questions to start with: from the headings of the library's own theses, each tried before it is shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

_ABOUT: dict[Language, str] = {
    "id": "Apa yang dikatakan tentang “{heading}”?",
    "en": "What is said about “{heading}”?",
}
_NUMBERING = re.compile(r"^(?:(?:\d+\.)*\d+\.?|[A-Za-z]\.|\(?\d+\)|[IVX]+\.)\s+")
_GENERIC = re.compile(
    r"latar belakang|(?:rumusan|batasan|identifikasi) .*masalah|(?:tujuan|manfaat|metode|jenis|tipe|objek|lokasi|teknik|sistematika)\b"
    r"|kajian (?:pustaka|teori)|tinjauan pustaka|penelitian terdahulu|kerangka|hipotesis|kesimpulan|saran\b|keterbatasan"
    r"|background|introduction|motivation$|problem (?:statement|description)|research (?:question|method)|method|objective"
    r"|related work|literature|outline|structure of|conclusion|future work|limitation|summary|contribution|(?:.* )?overview",
    re.IGNORECASE,
)
"""Headings that every thesis has; nobody asks for them."""

_ASPECT = re.compile(
    r"mekanisme|proses|strategi|faktor|pendorong|pendukung|hambatan|kendala|tantangan|peluang|dampak|manfaat"
    r"|mechanism|process|strateg|factor|driver|motiv|obstacle|barrier|challenge|opportunit|impact|benefit",
    re.IGNORECASE,
)


def suggest(library: OpenLibrary) -> dict[Language, tuple[str, ...]]:
    """Up to four questions in each language that the library answers; fewer where it has few headings."""
    wholes = library.latest_documents(READ)
    return {"id": _answered(library, wholes, "id"), "en": _answered(library, wholes, "en")}


def questions_about(wholes: list[WholeDocument], language: Language) -> Iterator[str]:
    """Questions from headings, a thesis in turn: first all of the theses in the language of the question."""
    own = [_headings(whole.sections) for whole in wholes if (whole.thesis.language == "id") == (language == "id")]
    others = [_headings(whole.sections) for whole in wholes if (whole.thesis.language == "id") != (language == "id")]
    turns = [*zip_longest(*own), *zip_longest(*others)]
    seen = set()
    for heading in (heading for turn in turns for heading in turn if heading):
        if heading.casefold() not in seen:
            seen.add(heading.casefold())
            yield _ABOUT[language].format(heading=heading)


def _headings(sections: tuple[Section, ...]) -> list[str]:
    """Headings that make a question, those about a mechanism, driver or obstacle first.

    >>> body = lambda title: Section("d", 2, SectionKind.BODY, title, 0, 9)
    >>> _headings((body("A. Latar Belakang"), body("B. Kota Baubau"), body("4.2 HAMBATAN INTERNAL"), body("C. Hasil")))
    ['Hambatan internal', 'Kota Baubau']
    """
    titles = [
        _plain(section.title) for section in sections if section.kind is SectionKind.BODY and section.level in (2, 3)
    ]
    fit = [title for title in titles if 2 <= len(title.split()) <= 9 and len(title) <= 70 and not _GENERIC.match(title)]
    return sorted(fit, key=lambda title: _ASPECT.search(title) is None)


def _plain(title: str) -> str:
    plain = _NUMBERING.sub("", title).strip(" .:")
    return plain.capitalize() if plain.isupper() else plain


def _answered(library: OpenLibrary, wholes: list[WholeDocument], language: Language) -> tuple[str, ...]:
    found: list[str] = []
    for tried, question in enumerate(questions_about(wholes, language)):
        if tried == TRIED or len(found) == SHOWN:
            break
        if library.answer(question).outcome is Outcome.ANSWERED:
            found.append(question)
    return tuple(found)
