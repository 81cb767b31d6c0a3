"""Whose words a citation quotes, in words: "Tavares (2016), as cited in Dinanti, p. 11". Pure.

A label claims no more than the attribution does: what names no source is called that, and nothing else.
"""

from __future__ import annotations

from typing import Any

from ingest.attribution import Origin
from ingest.cited_works import CitedWork, Entry, work_name
from ingest.explain import page_name
from ingest.language import Language
from retrieval.citation import Citation
from retrieval.cited_names import cited_name

_AS_CITED: dict[Language, str] = {"id": "dikutip dalam", "en": "as cited in"}
_THROUGH: dict[Language, str] = {"id": "lewat", "en": "through"}
_THIS_THESIS: dict[Language, str] = {"id": "karya ini", "en": "this thesis"}
_WORDS: dict[Language, dict[Origin, str]] = {
    "id": {
        Origin.REPORTED: "{works}",
        Origin.PARTLY_REPORTED: "sebagian dari {works}",
        Origin.CONTINUED: "mungkin masih dari {works}",
        Origin.OWN: "pernyataan karya ini sendiri",
        Origin.RESULTS: "dari bagian hasil karya ini, tanpa menyebut sumber lain",
        Origin.UNMARKED: "tanpa menyebut sumber lain",
    },
    "en": {
        Origin.REPORTED: "{works}",
        Origin.PARTLY_REPORTED: "partly from {works}",
        Origin.CONTINUED: "perhaps still from {works}",
        Origin.OWN: "the thesis's own statement",
        Origin.RESULTS: "from the thesis's own results, no other source named",
        Origin.UNMARKED: "no other source named",
    },
}


def origin_text(citation: Citation, language: Language) -> str:
    """Whose words these are, as a short label."""
    found = citation.attribution
    named = "; ".join(_chain(work, language) for work in found.works)
    where = f"{named}, {_AS_CITED[language]} {author_name(citation, language)}, {printed_page(citation, language)}"
    return _WORDS[language][found.origin].format(works=where)


def origin_label(citation: Citation, language: Language) -> str:
    """The label that stands beside a quote in an answer; "" where there is nothing to tell: no source is named."""
    return "" if citation.attribution.origin is Origin.UNMARKED else origin_text(citation, language)


def _chain(work: CitedWork, language: Language) -> str:
    """A work, and the work through which it is cited."""
    name = work_name(work, language)
    return f"{name} {_THROUGH[language]} {_chain(work.through, language)}" if work.through else name


def author_name(citation: Citation, language: Language) -> str:
    """What the thesis's author is called in a label, as in a citation."""
    authors = citation.thesis.authors
    if not authors:
        return _THIS_THESIS[language]
    name = cited_name(authors[0], citation.thesis.language)
    return f"{name.particle} {name.family}".strip()


def printed_page(citation: Citation, language: Language) -> str:
    """The printed page alone; where there is none, the page of the PDF too."""
    pages = citation.pages
    labels = list(dict.fromkeys(page.label for page in (pages[0], pages[-1])))
    if not all(labels):
        return page_name(pages, language)
    word = {"id": "hlm.", "en": "p." if len(labels) == 1 else "pp."}[language]
    return f"{word} {'–'.join(labels)}"


def entries_quoted(citation: Citation) -> tuple[str, ...]:
    """The bibliography's own words on each work of the citation, and on those through which it is cited.

    The file is named where another part of the thesis has the list.
    """
    found: dict[Entry, str] = {}
    for work in citation.attribution.works:
        step: CitedWork | None = work
        while step is not None:
            if step.entry is not None:
                where = f" · {step.entry.elsewhere.file_name}" if step.entry.elsewhere else ""
                found.setdefault(step.entry, step.entry_text + where)
            step = step.through
    return tuple(found.values())


def origin_json(citation: Citation, language: Language) -> dict[str, Any]:
    """The field ``attribution`` of a result: the origin, its label and the works."""
    return {
        "origin": citation.attribution.origin.value,
        "text": origin_text(citation, language),
        "works": [_work(work, citation.file_name, language) for work in citation.attribution.works],
    }


def _work(work: CitedWork, file_name: str, language: Language) -> dict[str, Any]:
    mention, entry = work.mention, work.entry
    of_list = entry.elsewhere.file_name if entry and entry.elsewhere else file_name
    return {
        "name": work_name(work, language),
        "start": mention.start,
        "end": mention.end,
        "entry": work.entry_text or None,
        "entry_place": {"doc": of_list, "start": entry.start, "end": entry.end} if entry else None,
        "unresolved": mention.reason.value if mention.reason else None,
        "through": _work(work.through, file_name, language) if work.through else None,
    }
