"""A thesis as an item of CSL-JSON, the form that citation processors and reference managers read. Pure.

What the library does not know is left out; a style then prints "n.d." or "t.t.", or nothing. Nothing is made up.
"""

from __future__ import annotations

from typing import Any

from ingest.document import Thesis
from ingest.language import Language
from retrieval.cited_names import CitedName, cited_name

LOCALES: dict[Language, str] = {"id": "id-ID", "en": "en-US"}

_GENRES: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("skripsi", "sarjana", "undergraduate"), "Skripsi", "Undergraduate thesis"),
    (("bachelor",), "Skripsi", "Bachelor's thesis"),
    (("diploma", "diplomarbeit"), "Tugas akhir diploma", "Diploma thesis"),
    (("tesis", "master", "magister", "msc"), "Tesis", "Master's thesis"),
    (("disertasi", "doctor", "phd", "dissertation"), "Disertasi", "Doctoral dissertation"),
    (("tugas akhir",), "Tugas akhir", "Final project"),
)
"""Words by which a cover names the degree; what the work is then called in Indonesian and in English."""


def genre(degree: str | None, language: Language) -> str:
    """What kind of thesis it is, in the language of the citation; "" where the degree is not known.

    >>> genre("skripsi", "id"), genre("skripsi", "en"), genre("master’s thesis", "en"), genre(None, "en")
    ('Skripsi', 'Undergraduate thesis', "Master's thesis", '')
    """
    folded = (degree or "").casefold()
    for words, indonesian, english in _GENRES:
        if any(word in folded for word in words):
            return indonesian if language == "id" else english
    return (degree or "").strip()


def csl_item(thesis: Thesis, key: str, language: Language) -> dict[str, Any]:
    """The item that a processor takes; ``language`` is the citation's, the item's own is the thesis's.

    >>> csl_item(Thesis("t", "Kota", ("Nur Aisyah",), 2020, "Universitas Contoh", "skripsi", "id", ()), "a", "id")["author"]
    [{'literal': 'Nur Aisyah'}]
    """
    item: dict[str, Any] = {"id": key, "type": "thesis", "title": " ".join(thesis.title.split())}
    if thesis.authors:
        item["author"] = [_csl_name(cited_name(author, thesis.language)) for author in thesis.authors]
    if thesis.year is not None:
        item["issued"] = {"date-parts": [[thesis.year]]}
    if kind := genre(thesis.degree, language):
        item["genre"] = kind
    if thesis.institution:
        item["publisher"] = " ".join(thesis.institution.split())
    item["language"] = thesis.language
    return item


def _csl_name(name: CitedName) -> dict[str, str]:
    if not name.given:
        return {"literal": ", ".join(filter(None, (f"{name.particle} {name.family}".strip(), name.suffix)))}
    parts = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "suffix": name.suffix,
    }
    return {part: text for part, text in parts.items() if text}
