"""Theses as BibTeX, RIS and CSL-JSON, for reference managers; with the quotes taken from each, where there are any. Pure.

A thesis of unknown degree is no ``@mastersthesis``: BibTeX would print that it is one. Names that no style may take
apart are kept whole in each format's own way.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Thesis
from ingest.explain import page_name
from ingest.language import Language
from retrieval.answer import Answer
from retrieval.cited_names import CitedName, cited_name
from retrieval.csl import csl_item, genre


class BibliographyFormat(StrEnum):
    """The formats that reference managers read."""

    BIBTEX = "bibtex"
    RIS = "ris"
    CSL_JSON = "csl-json"


@dataclass(frozen=True, slots=True)
class CitedThesis:
    """A thesis with what is quoted from it, each quote with its page, on one line."""

    thesis: Thesis
    notes: tuple[str, ...] = ()


def cited_theses(answers: Iterable[Answer], language: Language) -> list[CitedThesis]:
    """The theses that answers quote, in the order of quoting, each once."""
    theses: dict[str, Thesis] = {}
    notes: dict[str, dict[str, None]] = {}
    for answer in answers:
        for citation in answer.citations:
            theses.setdefault(citation.thesis.id, citation.thesis)
            note = f"“{' '.join(citation.quote.split())}” ({page_name(citation.pages, language)})"
            notes.setdefault(citation.thesis.id, {})[note] = None
    return [CitedThesis(thesis, tuple(notes[id_])) for id_, thesis in theses.items()]


def exported(cited: Sequence[CitedThesis], form: BibliographyFormat, language: Language) -> str:
    """The theses in a format; ends with a line end where there is any.

    >>> thesis = Thesis("t", "Kota & Desa", ("Nur Aisyah",), 2020, "Universitas Contoh", "skripsi", "id", ())
    >>> exported([CitedThesis(thesis)], BibliographyFormat.RIS, "id").splitlines()[:5]
    ['TY  - THES', 'ID  - nuraisyah2020', 'TI  - Kota & Desa', 'AU  - Nur Aisyah,', 'PY  - 2020']
    """
    keyed = list(zip(_keys(cited), cited, strict=True))
    match form:
        case BibliographyFormat.BIBTEX:
            return "\n".join(_bibtex(key, each, language) for key, each in keyed)
        case BibliographyFormat.RIS:
            return "\n".join(_ris(key, each, language) for key, each in keyed)
        case BibliographyFormat.CSL_JSON:
            items = []
            for key, each in keyed:
                note = {"note": "\n".join(each.notes)} if each.notes else {}
                items.append({**csl_item(each.thesis, key, language), **note})
            return json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def _keys(cited: Sequence[CitedThesis]) -> list[str]:
    """Keys of author and year in plain letters, told apart by a letter where two are alike."""
    keys: list[str] = []
    for each in cited:
        thesis = each.thesis
        name = cited_name(thesis.authors[0], thesis.language).family if thesis.authors else thesis.title
        plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
        stem = re.sub(r"[^a-z0-9]", "", plain)[:30] or "thesis"
        stem += str(thesis.year) if thesis.year is not None else "nd"
        key, at = stem, 0
        while key in keys:
            at += 1
            key = f"{stem}{_letters(at)}"
        keys.append(key)
    return keys


def _letters(number: int) -> str:
    """1, 2, … 26, 27 as a, b, … z, aa."""
    text = ""
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(ord("a") + rest) + text
    return text


def _bibtex(key: str, cited: CitedThesis, language: Language) -> str:
    thesis = cited.thesis
    kind = genre(thesis.degree, language)
    doctoral = genre(thesis.degree, "en") == "Doctoral dissertation"
    entry_type = "misc" if not kind else "phdthesis" if doctoral else "mastersthesis"
    names = " and ".join(_bibtex_name(cited_name(author, thesis.language)) for author in thesis.authors)
    fields = {
        "author": names,
        "title": f"{{{_tex(thesis.title)}}}",
        "year": "" if thesis.year is None else str(thesis.year),
        "school" if kind else "howpublished": _tex(thesis.institution or ""),
        "type": _tex(kind),
        "language": {"id": "indonesian", "en": "english"}.get(thesis.language, thesis.language),
        "annote": _tex(" ".join(cited.notes)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{entry_type}{{{key},", *lines, "}", ""])


def _bibtex_name(name: CitedName) -> str:
    if not name.given:
        whole = f"{name.particle} {name.family}".strip()
        return f"{{{_tex(', '.join(filter(None, (whole, name.suffix))))}}}"
    family = f"{{{_tex(name.family)}}}" if " " in name.family else _tex(name.family)
    return ", ".join(filter(None, (f"{_tex(name.particle)} {family}".strip(), _tex(name.suffix), _tex(name.given))))


def _tex(text: str) -> str:
    r"""Text that TeX prints as it is. Braces become commands, since BibTeX counts them even behind a backslash.

    >>> print(_tex("R&D_50%: {x} \\ ~"))
    R\&D\_50\%: \textbraceleft{}x\textbraceright{} \textbackslash{} \textasciitilde{}
    """
    return "".join(_TEX.get(letter, letter) for letter in " ".join(text.split()))


_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{letter: "\\" + letter for letter in "&%$#_"},
}


def _ris(key: str, cited: CitedThesis, language: Language) -> str:
    thesis = cited.thesis
    fields = [
        ("TY", "THES"),
        ("ID", key),
        ("TI", thesis.title),
        *(("AU", _ris_name(cited_name(author, thesis.language))) for author in thesis.authors),
        ("PY", "" if thesis.year is None else str(thesis.year)),
        ("PB", thesis.institution or ""),
        ("M3", genre(thesis.degree, language)),
        ("LA", thesis.language),
        *(("N1", note) for note in cited.notes),
    ]
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value.strip()]
    return "\n".join([*lines, "ER  - ", ""])


def _ris_name(name: CitedName) -> str:
    """ "Family, Given, Suffix"; a comma alone behind a name says that it is whole."""
    family = f"{name.particle} {name.family}".strip()
    if not name.given:
        return f"{family},"
    return ", ".join(filter(None, (family, name.given, name.suffix)))
