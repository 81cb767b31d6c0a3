"""What a document cites, for the eye of its author: entries with their mentions, and what does not fit together. Pure.

A student sees before the defence which mention has no entry, and which entry is never mentioned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from ingest.cited_works import Entry, Mention, References, Unresolved
from ingest.document import Page, pages_of
from ingest.explain import page_name
from ingest.language import Language

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "entries": "{count} entri daftar pustaka",
        "none": "Tidak ada daftar pustaka yang ditemukan dalam berkas ini.",
        "mentions": "{count} rujukan dalam teks, {resolved} ditemukan entrinya",
        "unresolved": "Rujukan tanpa entri yang pasti:",
        "never": "Entri yang tidak pernah dirujuk dalam teks:",
        "times": "{count}×",
    },
    "en": {
        "entries": "{count} bibliography entries",
        "none": "No bibliography was found in this file.",
        "mentions": "{count} mentions in the text, {resolved} of them resolved to an entry",
        "unresolved": "Mentions without a certain entry:",
        "never": "Entries that the text never mentions:",
        "times": "{count}×",
    },
}
REASONS: dict[Language, dict[Unresolved, str]] = {
    "id": {
        Unresolved.NO_BIBLIOGRAPHY: "berkas ini tidak punya daftar pustaka",
        Unresolved.NO_ENTRY: "tidak ada di daftar pustaka",
        Unresolved.OTHER_YEAR: "daftar pustaka hanya punya nama ini dengan tahun lain",
        Unresolved.AMBIGUOUS: "cocok dengan beberapa entri; tambahkan huruf pada tahunnya (2016a, 2016b)",
        Unresolved.SECOND_HAND: "dikutip lewat karya lain, tidak terdaftar sendiri",
    },
    "en": {
        Unresolved.NO_BIBLIOGRAPHY: "this file has no bibliography",
        Unresolved.NO_ENTRY: "not in the bibliography",
        Unresolved.OTHER_YEAR: "the bibliography has this name with another year only",
        Unresolved.AMBIGUOUS: "fits several entries; add a letter to the year (2016a, 2016b)",
        Unresolved.SECOND_HAND: "cited through another work, not listed itself",
    },
}


def reference_lines(text: str, pages: Sequence[Page], references: References, language: Language) -> Iterator[str]:
    """Entries with how often each is mentioned, mentions without an entry, entries without a mention."""
    words = _WORDS[language]
    counts = mention_counts(references)
    yield words["entries"].format(count=len(references.entries)) if references.entries else words["none"]
    for at, entry in enumerate(references.entries):
        yield f"  {words['times'].format(count=counts[at]):>4}  {_one_line(text, entry)}"
    resolved = sum(mention.entry is not None for mention in references.mentions)
    yield words["mentions"].format(count=len(references.mentions), resolved=resolved)
    unresolved = [mention for mention in references.mentions if mention.reason]
    if unresolved:
        yield words["unresolved"]
    for mention in unresolved:
        assert mention.reason is not None
        where = page_name(pages_of(pages, mention.start, mention.end), language)
        why = f" · {REASONS[language][mention.reason]}" if references.entries else ""
        yield f"  {_one_line(text, mention)} · {where}{why}"
    never = [entry for at, entry in enumerate(references.entries) if not counts[at]]
    if never:
        yield words["never"]
    yield from (f"  {_one_line(text, entry)}" for entry in never)


def reference_json(text: str, pages: Sequence[Page], references: References) -> dict[str, Any]:
    """The same as data, with offsets into the reading text and the printed labels of the pages."""
    counts = mention_counts(references)
    return {
        "entries": [
            {
                "text": _one_line(text, entry),
                "label": entry.label,
                "authors": list(entry.authors),
                "others": entry.others,
                "year": entry.year,
                "title": entry.title,
                "source": entry.source,
                "start": entry.start,
                "end": entry.end,
                "mentions": counts[at],
            }
            for at, entry in enumerate(references.entries)
        ],
        "mentions": [
            {
                "text": text[mention.start : mention.end],
                "start": mention.start,
                "end": mention.end,
                "form": mention.form.value,
                "pages": [page.label for page in pages_of(pages, mention.start, mention.end)],
                "entry": mention.entry,
                "unresolved": mention.reason.value if mention.reason else None,
                "through": mention.within,
            }
            for mention in references.mentions
        ],
    }


def mention_counts(references: References) -> Counter[int]:
    """How often each entry is mentioned, by its position."""
    return Counter(mention.entry for mention in references.mentions if mention.entry is not None)


def _one_line(text: str, place: Entry | Mention) -> str:
    return " ".join(text[place.start : place.end].split())
