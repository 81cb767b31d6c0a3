"""The list that answers a question for several things: an enumeration with its lead-in, or sub-headings. Pure.

A list answers only where its lead-in or its heading says that it is of what is asked for, and the question's subject is
there, too: else the answer is sentences, as always.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ingest.catalogue.fulltext import query_terms
from ingest.document import Section, SectionKind, Sentence, section_path
from ingest.enumerations import enumerations_of
from ingest.section_names import split_number
from ingest.sentences import sentences, trimmed
from retrieval.answering_words import wanted_of
from retrieval.aspects import Aspect, is_called
from retrieval.glossary import translations
from retrieval.inline_lists import inline_lists
from retrieval.question import Question

MAX_ITEMS = 20
"""A longer list is a table of contents or an index."""

LIST_WORDS = 240
"""Words of a whole list; its items are given equal shares, and end with a sentence within it."""

ITEM_WORDS = (40, 60)
"""The least and the most share of an item."""

LOOKED_AT = 10
"""Best passages in whose sections a list may stand."""

_SEVERAL = re.compile(
    r"\b(?:rumusan masalah|pertanyaan penelitian|research questions|which questions|apa[- ]?saja|apa aja|siapa saja|mana saja|sebutkan|jelaskan|uraikan|faktor(?:-faktor)?|jenis(?:-jenis)?|macam|tahap\w*|langkah\w*|syarat\w*|ciri\w*|"
    r"perbedaan|persamaan|differences?|differs?|unsur\w*|bentuk(?:-bentuk)?|kategori|komponen|kegiatan apa|what are|what were|which (?:\w+ ){0,2}?\w+s\b|what (?:\w+ )?\w+s (?:are|were|do|does|did|is|must)|"
    r"list|name the|kinds?|types?|steps|stages|phases|conditions|criteria|requirements|features|reasons|"
    r"dua|tiga|empat|lima|enam|tujuh|two|three|four|five|six|seven)\b",
    re.IGNORECASE,
)
_FORM_WORDS = frozenset(
    "jenis macam tahap tahapan langkah bentuk butir poin hal daftar faktor sebut sebutkan uraikan dua tiga empat lima enam tujuh kind kinds type types "
    "list name step steps stage stages phase phases point points two three four five six seven different various".split()
)
_RESEARCH = re.compile(
    r"\b(?:penelitian|studi|kajian|skripsi|tesis|penulisan)\b|\b(?:this|present|the) (?:thesis|study|research|paper)\b",
    re.IGNORECASE,
)
_QUESTIONS = re.compile(r"\b(?:rumusan masalah|pertanyaan|research questions?|which questions)\b", re.IGNORECASE)
_PURPOSE = re.compile(r"\b(?:tujuan|bertujuan|purposes?|goals?|aims?|objectives?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListSource:
    """A document in which a list may stand, and its best passages: where, and the place among all that were found."""

    document_id: str
    text: str
    title: str
    sections: tuple[Section, ...]
    passages: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class FoundList:
    """The list that answers. ``lead_in`` is None where a heading alone introduces it, or where nothing does.

    ``called`` is what says what it is a list of; ``titles`` are the headings that the items begin with, each as an
    interval, where they are sections.
    """

    document_id: str
    lead_in: Sentence | None
    items: tuple[Sentence, ...]
    called: str
    titles: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Near:
    """What says what a list is of: its lead-in and heading; ``around`` has the headings above and the items, too."""

    lead_in: str
    title: str
    around: str

    @property
    def called(self) -> str:
        return f"{self.lead_in} {self.title}".strip()


def asks_for_several(question: Question) -> bool:
    """Whether a list may answer: the question asks for obstacles, drivers, kinds, steps … and not for a definition.

    >>> from retrieval.question import understand
    >>> [asks_for_several(understand(text)) for text in ["Apa saja hambatannya?", "Kapan kota itu berdiri?"]]
    [True, False]
    """
    aspect = _decided_aspect(question)
    wording = question.wording or question.text
    if is_called(wording, Aspect.DEFINITION) or wanted_of(wording):
        return False
    return aspect is not None or _SEVERAL.search(wording) is not None


def _decided_aspect(question: Question) -> Aspect | None:
    """The aspect where a word of the question names it: "how" and "what are" alone decide nothing."""
    aspect = question.aspect
    return aspect if aspect and is_called(question.wording or question.text, aspect) else None


def find_list(question: Question, sources: Iterable[ListSource]) -> FoundList | None:
    """The list that answers, if one does; that of the better passage first."""
    if not asks_for_several(question):
        return None
    asked = _Asked.of(question)
    ranked = sorted(
        (
            (place, source, start, end)
            for source in sources
            for start, end, place in source.passages
            if place < LOOKED_AT
        ),
        key=lambda each: each[0],
    )
    fits: list[tuple[float, int, FoundList]] = []
    for place, source, start, end in ranked:
        for found, near in (*_enumerations(source, start, end), *_sub_headings(source, start, asked.aspect)):
            fit = asked.fit(near) if asked.takes(source.text, found) else 0.0
            if fit:
                fits.append((fit, -place, found))
    return max(fits, key=lambda each: each[:2])[2] if fits else None


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a list must be of: the aspect, the subject's words, and those of them that are names."""

    question: Question
    aspect: Aspect | None
    subject: tuple[str, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, question: Question) -> _Asked:
        aspect = None if _QUESTIONS.search(question.text) else _decided_aspect(question)
        subject = tuple(
            word
            for word in question.content_words
            if word not in _FORM_WORDS and not (aspect and is_called(word, aspect)) and not _RESEARCH.fullmatch(word)
        )
        later = {word.casefold() for word in re.findall(r"(?<=\w )[A-Z]\w+", question.text)}
        return cls(question, aspect, subject, tuple(word for word in subject if word in later))

    def takes(self, text: str, found: FoundList) -> bool:
        """Whether it is a list at all; one of questions answers only who asks for questions."""
        asks = any(text[item.end - 1] == "?" for item in found.items)
        return 2 <= len(found.items) <= MAX_ITEMS and asks == bool(_QUESTIONS.search(self.question.text))

    def fit(self, near: _Near) -> float:
        """How well a list is of what is asked; 0 where it is not."""
        called, around = _terms(near.called), _terms(near.around)
        if _RESEARCH.search(near.called) and not _RESEARCH.search(self.question.text):
            return 0.0  # what the thesis itself is for, asks or gives is not what is asked
        if any(not self._met(name, around) for name in self.names):
            return 0.0
        share_called, share_around = self._share(called), self._share(around)
        if self.aspect is not None and (self._is_of_aspect(near.lead_in) or self._is_of_aspect(near.title)):
            return 1.0 + share_called if share_around >= 0.5 else 0.0
        if self.aspect is not None and self.aspect is not Aspect.METHOD:
            return 0.0
        return share_called if share_called >= 0.5 and share_around >= 0.6 else 0.0

    def _is_of_aspect(self, called: str) -> bool:
        """Whether the aspect is the most telling one there: "Hambatan yang Membatasi Pendorong" is of obstacles."""
        if not _PURPOSE.search(self.question.text):
            called = _PURPOSE.sub(" ", called)
        return next((aspect for aspect in Aspect if is_called(called, aspect)), None) is self.aspect

    def _share(self, terms: frozenset[str]) -> float:
        return sum(self._met(word, terms) for word in self.subject) / len(self.subject) if self.subject else 1.0

    def _met(self, word: str, terms: frozenset[str]) -> bool:
        other = translations((word,), self.question.language)
        return any(not terms.isdisjoint(query_terms(each)) for each in (word, *other))


def _terms(text: str) -> frozenset[str]:
    return frozenset(query_terms(text))


def _enumerations(source: ListSource, start: int, end: int) -> Iterator[tuple[FoundList, _Near]]:
    """The lists that the passage touches, each with what it is called."""
    text = source.text
    path = section_path(source.sections, start)
    borders = sorted({0, len(text), *(s.start for s in source.sections), *(s.end for s in source.sections)})
    low = max(border for border in borders if border <= start)
    high = min(border for border in borders if border > start)
    cut = sentences(text, low, high)
    titles = [split_number(section.title)[1] for section in path]
    lists: list[tuple[Sentence | None, tuple[Sentence, ...]]] = [
        (each.lead_in, each.items) for each in enumerations_of(text, cut)
    ]
    lists += [(each.lead_in, each.items) for each in inline_lists(text, cut)]
    for lead_in, items in lists:
        if items[-1].end <= start or (lead_in or items[0]).start >= end:
            continue
        opening = _with_heading_off(text, lead_in, path)
        before = [s for s in cut if s.end <= (lead_in or items[0]).start][-2:]
        lead = text[lead_in.start : lead_in.end] if lead_in else ""
        title = titles[-1] if titles else ""
        own = f"{lead} {title}".strip()
        around = " ".join([own, *titles, source.title, *(text[s.start : s.end] for s in (*before, *items))])
        share = min(max(LIST_WORDS // len(items), ITEM_WORDS[0]), ITEM_WORDS[1])
        shown = tuple(shortened(text, item, share) for item in items)
        yield FoundList(source.document_id, opening, shown, own), _Near(lead, title, around)


def _with_heading_off(text: str, lead_in: Sentence | None, path: Sequence[Section]) -> Sentence | None:
    """The lead-in, unless it is the heading itself, which stands with the place of every item."""
    if lead_in is None or any(lead_in.start <= section.start < lead_in.end for section in path):
        return None
    return lead_in


def _sub_headings(source: ListSource, start: int, aspect: Aspect | None) -> Iterator[tuple[FoundList, _Near]]:
    """The sections below one that the passage stands in and whose title names the aspect, each with its first sentence."""
    if aspect is None:
        return
    text, path = source.text, section_path(source.sections, start)
    for section in path:
        title = split_number(section.title)[1]
        if section.kind is not SectionKind.BODY or not is_called(title, aspect):
            continue
        below = [
            s
            for s in source.sections
            if section.start < s.start and s.end <= section.end and s.kind is SectionKind.BODY
        ]
        level = min((s.level for s in below), default=0)
        children = [s for s in below if s.level == level]
        if not all(is_called(half, aspect) for half in re.split(r"(?i)\b(?:dan|serta|and)\b|&", title)):
            children = [s for s in children if is_called(s.title, aspect)]  # "Faktor Pendorong dan Penghambat"
        opened = [(child, item) for child in children if (item := _opening_of(source, child))]
        items = tuple(item for _, item in opened)
        if len(items) < 2:
            continue
        heads = tuple(Sentence(item.start, min(child.start + len(child.title), item.end)) for child, item in opened)
        called = " ".join([title, *(s.title for s in children)])
        around = " ".join([called, source.title, *(s.title for s in path), *(text[i.start : i.end] for i in items)])
        yield FoundList(source.document_id, None, items, called, heads), _Near("", title, around)


def _opening_of(source: ListSource, section: Section) -> Sentence | None:
    """A section's heading and its first sentence; the heading alone where a section below it begins at once."""
    heading_ends = section.start + len(section.title)
    below = min((s.start for s in source.sections if section.start < s.start < section.end), default=section.end)
    found = sentences(source.text, section.start, below)
    first = next((s for s in found if s.end > heading_ends + 1 and len(source.text[s.start : s.end].split()) > 3), None)
    end = first.end if first else heading_ends
    return trimmed(source.text, section.start, end) if end <= section.end else None


def shortened(text: str, item: Sentence, words: int) -> Sentence:
    """A longer item up to the end of the last sentence within so many words, or of its first; a bullet is left out.

    >>> text = "a. Dana. Dana kota itu kurang. Tenaganya pun sedikit."
    >>> text[: shortened(text, Sentence(0, len(text)), 6).end]
    'a. Dana. Dana kota itu kurang.'
    """
    bullet = re.compile(r"[•●▪‣◦∙➢✓\uf0b7\uf0a7*–—-]\s+").match(text, item.start, item.end)
    start = bullet.end() if bullet else item.start
    if len(text[start : item.end].split()) <= words:
        return Sentence(start, item.end)
    ends = [each.end for each in sentences(text, start, item.end) if len(text[start : each.end].split()) > 3]
    within = [end for end in ends if len(text[start:end].split()) <= words]
    return Sentence(start, within[-1] if within else ends[0] if ends else item.end)
