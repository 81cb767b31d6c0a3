"""What a document cites, for the eye of its author: entries with their mentions, and what does not fit together. Pure.

A student sees before the defence which mention has no entry, and which entry is never mentioned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ingest.cited_works import Entry, Mention, References, Unresolved
from ingest.document import Page, pages_of
from ingest.explain import page_name
from ingest.language import Language

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "entries": "{count} entri daftar pustaka",
        "none": "Tidak ada daftar pustaka yang ditemukan.",
        "mentions": "{count} rujukan dalam teks, {resolved} ditemukan entrinya",
        "unresolved": "Rujukan tanpa entri yang pasti:",
        "never": "Entri yang tidak pernah dirujuk dalam teks:",
        "times": "{count}×",
    },
    "en": {
        "entries": "{count} bibliography entries",
        "none": "No bibliography was found.",
        "mentions": "{count} mentions in the text, {resolved} of them resolved to an entry",
        "unresolved": "Mentions without a certain entry:",
        "never": "Entries that the text never mentions:",
        "times": "{count}×",
    },
}
REASONS: dict[Language, dict[Unresolved, str]] = {
    "id": {
        Unresolved.NO_BIBLIOGRAPHY: "daftar pustaka tidak ditemukan",
        Unresolved.NO_ENTRY: "tidak ada di daftar pustaka",
        Unresolved.OTHER_YEAR: "daftar pustaka hanya punya nama ini dengan tahun lain",
        Unresolved.AMBIGUOUS: "cocok dengan beberapa entri; perjelas, misalnya dengan huruf pada tahunnya (2016a, 2016b)",
        Unresolved.SECOND_HAND: "dikutip lewat karya lain, tidak terdaftar sendiri",
    },
    "en": {
        Unresolved.NO_BIBLIOGRAPHY: "no bibliography was found",
        Unresolved.NO_ENTRY: "not in the bibliography",
        Unresolved.OTHER_YEAR: "the bibliography has this name with another year only",
        Unresolved.AMBIGUOUS: "fits several entries; tell them apart, e.g. by a letter at the year (2016a, 2016b)",
        Unresolved.SECOND_HAND: "cited through another work, not listed itself",
    },
}


@dataclass(frozen=True, slots=True)
class CitingDocument:
    """One document of a thesis with what it cites. ``id`` is the one by which the other parts know its list."""

    id: str
    file_name: str
    text: str
    pages: tuple[Page, ...]
    references: References


def reference_lines(parts: Sequence[CitingDocument], language: Language) -> Iterator[str]:
    """Entries with how often each is mentioned, mentions without an entry, entries without a mention: of all parts of a
    thesis together."""
    words = _WORDS[language]
    numbers = _entry_numbers(parts)
    listed = [(part, entry) for part in parts for entry in part.references.listed]
    counts = _counts(parts, numbers)
    yield words["entries"].format(count=len(listed)) if listed else words["none"]
    for at, (part, entry) in enumerate(listed):
        yield f"  {words['times'].format(count=counts[at]):>4}  {_one_line(part.text, entry)}"
    mentions = [(part, mention) for part in parts for mention in part.references.mentions]
    resolved = sum(mention.entry is not None for _, mention in mentions)
    yield words["mentions"].format(count=len(mentions), resolved=resolved)
    unresolved = [(part, mention) for part, mention in mentions if mention.reason]
    if unresolved:
        yield words["unresolved"]
    for part, mention in unresolved:
        assert mention.reason is not None
        where = page_name(pages_of(part.pages, mention.start, mention.end), language)
        where = f"{part.file_name}, {where}" if len(parts) > 1 else where
        why = f" · {REASONS[language][mention.reason]}" if listed else ""
        yield f"  {_one_line(part.text, mention)} · {where}{why}"
    never = [_one_line(part.text, entry) for at, (part, entry) in enumerate(listed) if not counts[at]]
    if never:
        yield words["never"]
    yield from (f"  {line}" for line in never)


def reference_json(parts: Sequence[CitingDocument]) -> dict[str, Any]:
    """The same as data, with offsets into the reading text of each file and the printed labels of the pages.

    ``entry`` of a mention counts the entries of all files; ``through`` counts the mentions of all files.
    """
    numbers = _entry_numbers(parts)
    counts = _counts(parts, numbers)
    listed = [(part, entry) for part in parts for entry in part.references.listed]
    return {
        "entries": [
            {
                "doc": part.file_name,
                "text": _one_line(part.text, entry),
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
            for at, (part, entry) in enumerate(listed)
        ],
        "mentions": list(_mentions_json(parts, numbers)),
    }


def _mentions_json(parts: Sequence[CitingDocument], numbers: dict[tuple[str, int], int]) -> Iterator[dict[str, Any]]:
    before = 0
    for part in parts:
        for mention in part.references.mentions:
            yield {
                "doc": part.file_name,
                "text": part.text[mention.start : mention.end],
                "start": mention.start,
                "end": mention.end,
                "form": mention.form.value,
                "pages": [page.label for page in pages_of(part.pages, mention.start, mention.end)],
                "entry": None if mention.entry is None else numbers[_place(part, mention.entry)],
                "unresolved": mention.reason.value if mention.reason else None,
                "through": None if mention.within is None else before + mention.within,
            }
        before += len(part.references.mentions)


def mention_counts(references: References) -> Counter[int]:
    """How often each entry is mentioned, by its position."""
    return Counter(mention.entry for mention in references.mentions if mention.entry is not None)


def _counts(parts: Sequence[CitingDocument], numbers: dict[tuple[str, int], int]) -> Counter[int]:
    """How often each entry of a thesis is mentioned in all its parts, by its number."""
    counts: Counter[int] = Counter()
    for part in parts:
        for at, count in mention_counts(part.references).items():
            counts[numbers[_place(part, at)]] += count
    return counts


def _entry_numbers(parts: Sequence[CitingDocument]) -> dict[tuple[str, int], int]:
    """The entries of all parts counted through, by document and position in its list."""
    keys = [(part.id, at) for part in parts for at in range(len(part.references.listed))]
    return {key: number for number, key in enumerate(keys)}


def _place(part: CitingDocument, position: int) -> tuple[str, int]:
    elsewhere = part.references.entries[position].elsewhere
    return (elsewhere.document_id, elsewhere.position) if elsewhere else (part.id, position)


def _one_line(text: str, place: Entry | Mention) -> str:
    return " ".join(text[place.start : place.end].split())
