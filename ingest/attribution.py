"""Whose finding is it: does a sentence report another work, speak for the thesis itself, or name no source? Pure.

Never more is claimed than the words show. A sentence without a source may still repeat another work, so outside the
chapters of results it is only "unmarked"; a sentence that goes on after a report may or may not still belong to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.cited_works import CitedWork, Form, References, cited_work
from ingest.document import Section, SectionKind, Sentence, section_path
from ingest.references import mentions_in
from ingest.sentences import sentences, trimmed


class Origin(StrEnum):
    """Where a quoted span comes from, as far as its words say so."""

    REPORTED = "reported"
    PARTLY_REPORTED = "partly reported"
    CONTINUED = "perhaps reported"
    OWN = "own"
    RESULTS = "results"
    UNMARKED = "unmarked"


@dataclass(frozen=True, slots=True)
class Attribution:
    """The origin of a span and the works that it names, or that the sentence before it names (``CONTINUED``)."""

    origin: Origin
    works: tuple[CitedWork, ...] = ()


UNMARKED = Attribution(Origin.UNMARKED)

_REPORTS = (Origin.REPORTED, Origin.PARTLY_REPORTED, Origin.CONTINUED)

LOOK_BACK = 1500
"""Characters of its paragraph before a span in which a report may begin that the span continues."""

LOOK_AHEAD = 600
"""Characters behind a span in which its last sentence may name its source."""

_LABELS_BEHIND = re.compile(r"[.!?](?:\s?\[[^\[\]\n]{1,30}\])+(?=\s+\S|$)")
_CONTINUES = re.compile(
    r"(?:ia|dia|beliau|mereka|menurutnya|menurut mereka|lebih lanjut|lebih jauh|masih menurut|he|she|they|his|her|their|"
    r"the authors?|further(?:more)?|(?:in )?addition(?:ally)?,? (?:he|she|they))\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:(?:hasil |temuan |dalam |pada )?(?:penelitian|studi|skripsi|tesis|disertasi|kajian|tulisan|riset) ini|"
    r"penulis (?:men|mem|meng|meny|me|ber)\w+|peneliti (?:menemukan|menyimpulkan|mewawancarai|mengamati|menganalisis)|"
    r"(?:this|the present) (?:thesis|study|research|paper|work|project)|(?:we|i) (?:(?:\w+ly|have|will|can|then|also) )*"
    r"(?:f[io]u?nd|show|measure|propose|implement|present|develop|introduce|create|c[ao]me up|observe|conclude|examine|evaluate|"
    r"compare|compute|extend|add|decide|ch[o]+se|argue|analy[sz]e|interview|describe|define|collect|test|assum|demonstrat)\w*|our (?:\w+ )?"
    r"(?:results?|findings?|work|approach|implementation|analysis|experiments?|model|engine|system))\b",
    re.IGNORECASE,
)
_REPORTING = re.compile(
    r"\b(?:menurut|berpendapat|mengemukakan|mendefinisikan|dikutip|according to|argues?|defines?|as cited)\b",
    re.IGNORECASE,
)
_RESULTS = re.compile(
    r"\b(?:hasil|temuan|pembahasan|kesimpulan|simpulan|penutup|results?|findings?|discussion|conclusions?|evaluation|experiments?)\b",
    re.IGNORECASE,
)
_LITERATURE = re.compile(
    r"\b(?:tinjauan|kajian (?:pustaka|teori|literatur)|landasan teori|kerangka (?:teori|konsep)\w*|teori|penelitian terdahulu|"
    r"studi terdahulu|literatur\w*|theor\w+|related work|previous (?:work|research|studies)|state of the art|background)\b",
    re.IGNORECASE,
)
_IN_QUOTES = re.compile(r"[“\"][^”\"]*[”\"]")


def attribution(text: str, sections: Sequence[Section], references: References, start: int, end: int) -> Attribution:
    """The origin of ``text[start:end]``: of each of its sentences, put together.

    >>> text = "Menurut Tavares (2016), kota adalah aktor. Ia juga menyebut provinsi. Kota itu besar."
    >>> from ingest.references import find_references
    >>> found = find_references(text, [])
    >>> [attribution(text, [], found, *bounds).origin.value for bounds in [(0, 42), (43, 69), (70, 85)]]
    ['reported', 'perhaps reported', 'unmarked']
    """
    before: Attribution | None = None
    last = start
    inside: list[Attribution] = []
    for sentence in _statements(text, max(0, start - LOOK_BACK), min(len(text), end + LOOK_AHEAD)):
        if sentence.start >= end:
            break
        if "\n" in text[last : sentence.start]:
            before = None  # another paragraph
        before = _of_sentence(text, sections, references, sentence, before)
        last = sentence.end
        if sentence.end > start:
            inside.append(before)
    return _together(inside)


def _statements(text: str, start: int, end: int) -> list[Sentence]:
    """The sentences; a label behind the full stop ("… memory.[10][7] We …") belongs to the sentence that it ends."""
    parts: list[Sentence] = []
    for sentence in sentences(text, start, end):
        begin = sentence.start
        for match in _LABELS_BEHIND.finditer(text, sentence.start, sentence.end):
            parts.extend(part for part in [trimmed(text, begin, match.end())] if part)
            begin = match.end()
        labels = re.compile(r"(?:\[[^\[\]\n]{1,30}\]\s?)+(?=\s*[A-Z])").match(text, begin, sentence.end)
        if labels and parts:  # "… memory. [10] We …"
            parts[-1] = Sentence(parts[-1].start, labels.end())
            begin = labels.end()
        parts.extend(part for part in [trimmed(text, begin, sentence.end)] if part)
    return parts


def _of_sentence(
    text: str, sections: Sequence[Section], references: References, sentence: Sentence, before: Attribution | None
) -> Attribution:
    words = _IN_QUOTES.sub(" ", text[sentence.start : sentence.end])
    path = section_path(sections, sentence.start)
    titles = " ".join(section.title for section in path)
    own_place = not (path and path[-1].kind is SectionKind.APPENDIX) and not _LITERATURE.search(titles)
    reported_before = before is not None and before.origin in _REPORTS
    speaks_for_itself = own_place and not reported_before and bool(_OWN.search(words))
    works = _works_in(text, references, sentence)
    if works:
        return Attribution(Origin.PARTLY_REPORTED if speaks_for_itself else Origin.REPORTED, works)
    if before is not None and reported_before and _CONTINUES.match(words.lstrip(" “\"'(")):
        return Attribution(Origin.CONTINUED, before.works)
    if speaks_for_itself:
        return Attribution(Origin.OWN)
    is_result = any(_RESULTS.search(section.title) or section.kind is SectionKind.ABSTRACT for section in path)
    if own_place and is_result and not reported_before and not _REPORTING.search(words):
        return Attribution(Origin.RESULTS)
    return UNMARKED


def _works_in(text: str, references: References, sentence: Sentence) -> tuple[CitedWork, ...]:
    """The works that a sentence names; one through which another is cited stands with that one only."""
    positions = mentions_in(references, sentence.start, sentence.end)
    through = {references.mentions[at].within for at in positions}
    works: list[CitedWork] = []
    for at in positions:
        mention = references.mentions[at]
        if at in through or (mention.form is Form.IBID and not (mention.names or mention.label)):
            continue
        works.append(cited_work(references, at, text))
    return _each_once(works)


def _each_once(works: Iterable[CitedWork]) -> tuple[CitedWork, ...]:
    """The works in order; one that is named again in the same way stands once."""
    found: dict[tuple[object, ...], CitedWork] = {}
    for work in works:
        mention = work.mention
        key = (work.entry,) if work.entry else (mention.names, mention.year, mention.label)
        found.setdefault((*key, work.through and work.through.mention.names), work)
    return tuple(found.values())


def _together(parts: Sequence[Attribution]) -> Attribution:
    """One attribution for several sentences: what holds for all of them, or that only some name a source."""
    if not parts:
        return UNMARKED
    works = _each_once(work for part in parts for work in part.works)
    origins = {part.origin for part in parts}
    if len(origins) == 1:
        return Attribution(parts[0].origin, works)
    if works:
        return Attribution(Origin.PARTLY_REPORTED, works)
    return UNMARKED if Origin.UNMARKED in origins else Attribution(Origin.RESULTS)
