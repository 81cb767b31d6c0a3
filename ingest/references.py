"""What a document cites: its bibliography, the mentions in its text, and which entry each mention means. Pure.

A mention is resolved only where one entry fits; where several do, or none, it stays unresolved with the reason. In a
thesis of several files the entries of all its parts count, those of the mention's own part first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.bibliography import bibliography_ranges, find_entries
from ingest.cited_works import Elsewhere, Entry, Form, Mention, References, Unresolved, entry_words
from ingest.document import Section, SectionKind
from ingest.in_text import find_mentions
from ingest.person_names import folded_words, is_same_author

_NOT_RUNNING = (SectionKind.CONTENTS, SectionKind.BIBLIOGRAPHY)


def find_references(text: str, sections: Sequence[Section]) -> References:
    """Entries and resolved mentions of a document.

    >>> text = "Kota berdiplomasi (Alam, 2020).\\nDAFTAR PUSTAKA\\nAlam, S. (2020). Kota Kembar. Jurnal Kota, 3(2), 1–10."
    >>> body = Section("d", 1, SectionKind.BODY, "BAB I", 0, 32)
    >>> found = find_references(text, [body, Section("d", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", 32, len(text))])
    >>> found.entries[found.mentions[0].entry].title
    'Kota Kembar'
    """
    return _found(text, sections, _Index(find_entries(text, sections)), _Index(()))


@dataclass(frozen=True, slots=True)
class Part:
    """One document of a thesis, as far as its references follow from it."""

    document_id: str
    file_name: str
    text: str
    sections: Sequence[Section]


def find_references_of_parts(parts: Sequence[Part]) -> tuple[References, ...]:
    """What each part of a thesis cites. A mention that no entry of its own part fits may mean one of another part.

    >>> chapter = Part("a", "BAB I.pdf", "Kota berdiplomasi (Alam, 2020).", [])
    >>> listed = "Alam, S. (2020). Kota Kembar. Jurnal Kota, 3(2), 1–10."
    >>> heading = Section("b", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", 0, len(listed))
    >>> found, _ = find_references_of_parts([chapter, Part("b", "Daftar Pustaka.pdf", listed, [heading])])
    >>> entry = found.entries[found.mentions[0].entry]
    >>> entry.title, entry.elsewhere.file_name
    ('Kota Kembar', 'Daftar Pustaka.pdf')
    """
    lists = [find_entries(part.text, part.sections) for part in parts]
    shared = [
        [
            replace(entry, elsewhere=Elsewhere(part.document_id, part.file_name, at, entry_words(entry, part.text)))
            for at, entry in enumerate(entries)
        ]
        for part, entries in zip(parts, lists, strict=True)
    ]
    found = []
    for at, (part, entries) in enumerate(zip(parts, lists, strict=True)):
        others = [entry for number, each in enumerate(shared) if number != at for entry in each]
        found.append(_found(part.text, part.sections, _Index(entries), _Index(others)))
    return tuple(found)


def _found(text: str, sections: Sequence[Section], own: _Index, others: _Index) -> References:
    """A part that numbers a list of its own means that list by its numbers."""
    mentions = find_mentions(
        text,
        running_ranges(text, sections),
        own.labels or others.labels,
        lambda names: own.is_listed(names) or others.is_listed(names),
    )
    resolved = _resolved(mentions, own, others)
    count = len(own.entries)
    used = sorted({each.entry for each in resolved if each.entry is not None and each.entry >= count})
    place = {at: count + number for number, at in enumerate(used)}
    return References(
        (*own.entries, *(others.entries[at - count] for at in used)),
        tuple(
            replace(each, entry=place.get(each.entry, each.entry)) if each.entry is not None else each
            for each in resolved
        ),
    )


def running_ranges(text: str, sections: Sequence[Section]) -> list[tuple[int, int]]:
    """The text that is neither contents nor bibliography."""
    closed = [(section.start, section.end) for section in sections if section.kind in _NOT_RUNNING]
    closed.extend(bibliography_ranges(text, sections))
    ranges, at = [], 0
    for start, end in sorted(closed):
        if start > at:
            ranges.append((at, start))
        at = max(at, end)
    return [*ranges, (at, len(text))] if at < len(text) else ranges


class _Index:
    """Entries by label and by the words of their authors: those of a document, or those of the other parts of its thesis."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self._of_label: dict[str, list[int]] = defaultdict(list)
        self._of_word: dict[str, list[int]] = defaultdict(list)
        for at, entry in enumerate(entries):
            if entry.label:
                self._of_label[entry.label].append(at)
            for word in _keys(entry):
                self._of_word[word].append(at)

    @property
    def labels(self) -> set[str]:
        return set(self._of_label)

    def is_listed(self, names: tuple[str, ...]) -> bool:
        return bool(self.by_names(names))

    def by_names(self, names: tuple[str, ...]) -> list[int]:
        """Entries whose first author bears the first name and whose authors bear them all."""
        words = folded_words(names[0])
        candidates = self._of_word.get(words[0], []) if words else []
        return [at for at in candidates if _bears(self.entries[at], names)]

    def by_label(self, label: str, position: int) -> list[int]:
        """Entries of that label; where several lists number their own, the first list that ends behind the mention.

        Which of several lists in other parts is meant, nobody knows.
        """
        found = self._of_label.get(label, [])
        if any(self.entries[at].elsewhere for at in found):
            return self.each_work_once(found)
        behind = [at for at in found if self.entries[at].start > position]
        return behind[:1] or found[-1:]

    def each_work_once(self, found: Sequence[int]) -> list[int]:
        """The entries; of those that several other parts list in the same words, the first."""
        of_words: dict[object, int] = {}
        for at in found:
            elsewhere = self.entries[at].elsewhere
            of_words.setdefault(elsewhere.words.casefold() if elsewhere else at, at)
        return list(of_words.values())


def _keys(entry: Entry) -> set[str]:
    words = set(folded_words(entry.authors[0])) if entry.authors else set()
    if entry.authors:
        initials = "".join(
            word[0] for word in folded_words(entry.authors[0]) if word not in {"of", "for", "the", "dan"}
        )
        words.add(initials)
    return words


def _bears(entry: Entry, names: tuple[str, ...]) -> bool:
    if not is_same_author(names[0], entry.authors[0]):
        return False
    return all(any(is_same_author(name, author) for author in entry.authors) for name in names[1:])


def _resolved(mentions: Sequence[Mention], own: _Index, others: _Index) -> tuple[Mention, ...]:
    found: list[Mention] = []
    for mention in mentions:
        if mention.form is Form.IBID:
            before = found[-1] if found else replace(mention, reason=Unresolved.NO_ENTRY)
            found.append(replace(mention, names=before.names, others=before.others, year=before.year, label=before.label,
                                 entry=before.entry, reason=before.reason))  # fmt: skip
        else:
            found.append(_resolve(mention, own, others))
    return tuple(found)


def _resolve(mention: Mention, own: _Index, others: _Index) -> Mention:
    """Positions of the other parts' entries are counted on from those of the own list."""
    here = _resolve_in(mention, own)
    if here.reason is None or here.reason is Unresolved.AMBIGUOUS or not others.entries:
        return here
    there = _resolve_in(mention, others)
    if there.entry is not None:
        return replace(there, entry=len(own.entries) + there.entry)
    return here if here.reason is Unresolved.OTHER_YEAR and there.reason is not Unresolved.AMBIGUOUS else there


def _resolve_in(mention: Mention, index: _Index) -> Mention:
    if mention.label:
        return _chosen(mention, index.by_label(mention.label, mention.start), Unresolved.NO_ENTRY)
    if not index.entries:
        return replace(mention, reason=Unresolved.NO_BIBLIOGRAPHY)
    named = index.by_names(mention.names)
    dated = [at for at in named if _same_year(mention.year, index.entries[at].year)]
    fitting = index.each_work_once([at for at in dated if _as_many(mention, index.entries[at])] or dated)
    if mention.within is not None:
        return _chosen(mention, fitting, Unresolved.SECOND_HAND)
    return _chosen(mention, fitting, Unresolved.OTHER_YEAR if named else Unresolved.NO_ENTRY)


def _chosen(mention: Mention, fitting: Sequence[int], otherwise: Unresolved) -> Mention:
    """The mention with the one entry that fits, or with the reason why there is none."""
    if len(fitting) == 1:
        return replace(mention, entry=fitting[0])
    return replace(mention, reason=Unresolved.AMBIGUOUS if fitting else otherwise)


def _same_year(mentioned: str, listed: str) -> bool:
    """A year without a letter may be any of the list's letters; one with a letter is only itself.

    >>> _same_year("2016", "2016a"), _same_year("2016b", "2016a"), _same_year("2016a", "2016")
    (True, False, False)
    """
    listed = "".join(listed.split()).casefold()
    undated = {"n.d.", "n.d", "t.t.", "t.t", "tanpatahun"}
    if mentioned in undated:
        return listed in undated
    return bool(mentioned) and (mentioned == listed or (mentioned.isdigit() and listed[:-1] == mentioned))


def _as_many(mention: Mention, entry: Entry) -> bool:
    """Whether the number of authors agrees: "Alam (2020)" rather one author's work than that of two."""
    count = len(entry.authors) + entry.others
    return count > len(mention.names) if mention.others else count == len(mention.names)


def mentions_in(references: References, start: int, end: int) -> list[int]:
    """Positions of the mentions that stand wholly or in part within the interval."""
    first = max(bisect_right(references.mentions, start, key=lambda mention: mention.start) - 12, 0)
    found = []
    for at in range(first, len(references.mentions)):
        mention = references.mentions[at]
        if mention.start >= end:
            break
        if mention.end > start:
            found.append(at)
    return found
