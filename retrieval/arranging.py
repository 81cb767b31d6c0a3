"""Found passages → the citations of a verbatim answer and how they stand together.

A list where one answers, things side by side where they are compared, else the sentences that answer, thesis by thesis.
What a person does not read in a minute is folded.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from ingest.attribution import Origin, attribution
from ingest.catalogue.records import WholeDocument
from ingest.document import Sentence
from ingest.enumerations import enumerations_of
from ingest.sentences import sentences
from retrieval.answering_words import answering_words
from retrieval.arrangement import Arrangement, Group, Kind, Part, Role
from retrieval.citation import Citation, cite, thesis_name
from retrieval.comparison import Thing, compared, sides
from retrieval.evidence import (
    BY_COSINE,
    BY_INTERACTION,
    Candidate,
    Evidence,
    able_sentences,
    choose,
    quoted,
    says_again,
)
from retrieval.introductions import before_comparison, before_list, before_quotes, before_sayings, both
from retrieval.lists import LIST_WORDS, FoundList, ListSource, find_list, shortened
from retrieval.question import Question

READ_IN_A_MINUTE = 200
"""Words that an answer shows at once."""

MAX_REPEATS = 3
"""Places of near-repeats that a quote lists."""

COMPARED_PASSAGES = 10
"""Best passages from which each side of a comparison is quoted."""

COMPARED_MARGIN = 0.06
"""How far below the best sentence one may lie that tells of a thing compared."""

PER_SIDE = 2
"""Quotes of each side of a comparison."""

UNSAID = 0.3
"""Share of a quote that a list must have left out for the quote to stand beside it."""

SAID_MARGIN = 0.03
"""The margin for a sentence that names whose words it reports, where who says it is asked."""

_WHO_SAYS = re.compile(
    r"\b(?:menurut siapa|siapa(?:kah)? (?:saja )?(?:yang |yg )?(?:\w+ )?(?:mengatakan|menyatakan|bilang|berpendapat|mendefinisikan|menyebut\w*|mengemukakan|menulis|"
    r"menyimpulkan|menekankan|menjelaskan|menemukan)|pendapat siapa|kata siapa|according to who(?:m|se)?|who (?:\w+ )?(?:says?|said|argues?|argued|claims?|claimed|"
    r"defines?|defined|states?|stated|writes?|wrote|points? out|found|finds|describes?|described|concludes?|concluded))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Placed:
    """An interval to cite, and what it does. A heading that it begins with reaches to ``title_end``; -1 for none."""

    evidence: Evidence
    role: Role = Role.QUOTE
    heading: str = ""
    title_end: int = -1
    repeats: tuple[Evidence, ...] = ()


def arranged(
    question: Question, candidates: Sequence[Candidate], wholes: Mapping[str, WholeDocument], *, by_interaction: bool
) -> tuple[tuple[Citation, ...], Arrangement | None]:
    """The citations, numbered as they are shown, and their arrangement; none where nothing may be quoted.

    ``candidates`` are the passages found, best first.
    """
    chosen = _by_thesis(choose(candidates, BY_INTERACTION if by_interaction else BY_COSINE), wholes)
    if not chosen:
        return (), None
    things = compared(question.wording or question.text, question.language)
    found = find_list(question, _list_sources(candidates, wholes))
    if found is not None:
        kind, placed = Kind.LIST, _with_list(found, chosen, candidates, wholes)
    elif things and (beside := _side_by_side(things, question, candidates, wholes)):
        more = [each for each in chosen if not any(_overlap(each, other.evidence) for other in beside)]
        kind, placed = Kind.COMPARISON, beside + _plain(more, wholes)
    elif _WHO_SAYS.search(question.wording or question.text):
        kind, placed = Kind.SAYINGS, _plain(_by_thesis(_with_sayings(chosen, candidates, wholes), wholes), wholes)
    else:
        kind, placed = Kind.QUOTES, _plain(chosen, wholes)
    placed = _with_repeats(placed, candidates)
    citations, parts = _numbered(question, kind, placed, wholes)
    beside_each_other = things if kind is Kind.COMPARISON else ()
    names = {thing.name for thing in beside_each_other}
    groups = [
        Group(heading, tuple(part for _, part in group), side=heading in names)
        for heading, group in groupby(zip(placed, parts, strict=True), key=lambda each: each[0].heading)
    ]
    introduction = _introduction(question, found, beside_each_other, parts, citations)
    return citations, Arrangement(kind, introduction, _folded(groups, citations, answers_as_list=kind is Kind.LIST))


def _introduction(
    question: Question,
    found: FoundList | None,
    things: Sequence[Thing],
    parts: Sequence[Part],
    citations: Sequence[Citation],
) -> str:
    if found is not None:
        return before_list(question, len(found.items), citations[0], found.called)
    if things:
        return before_comparison([thing.name for thing in things], question.language)
    if _WHO_SAYS.search(question.wording or question.text):
        return before_sayings(question.language)
    return before_quotes(question, citations, marked=any(part.answering for part in parts))


def _by_thesis(chosen: Iterable[Evidence], wholes: Mapping[str, WholeDocument]) -> list[Evidence]:
    """The evidence of a thesis together, that of the best one first."""
    listed = list(chosen)
    theses = list(dict.fromkeys(wholes[evidence.document_id].thesis.id for evidence in listed))
    return sorted(listed, key=lambda evidence: theses.index(wholes[evidence.document_id].thesis.id))


def _plain(chosen: Iterable[Evidence], wholes: Mapping[str, WholeDocument]) -> list[_Placed]:
    return [
        _Placed(each, role, _heading(each, wholes))
        for evidence in chosen
        for each, role in _item_by_item(evidence, wholes[evidence.document_id].document.text)
    ]


def _item_by_item(evidence: Evidence, text: str) -> list[tuple[Evidence, Role]]:
    """A quote that ends in a list, as what introduces the list and its items; any other as it is."""
    cut = sentences(text, evidence.start, evidence.end)
    found = next((each for each in enumerations_of(text, cut) if each.end == evidence.end), None)
    if found is None:
        return [(evidence, Role.QUOTE)]
    opening = replace(evidence, end=found.lead_in.end)
    places = [shortened(text, item, sys.maxsize) for item in found.items]
    if len(places) > 1 and _is_bare(text, places[-1]) and not _is_bare(text, places[0]):
        places.pop()  # its passage ends with the title of what follows
    items = (replace(evidence, start=item.start, end=item.end, answers_from=-1) for item in places)
    return [(opening, Role.LEAD_IN), *((item, Role.ITEM) for item in items)]


def _is_bare(text: str, item: Sentence) -> bool:
    return text[item.end - 1] not in ".;,:!?"


def _heading(evidence: Evidence, wholes: Mapping[str, WholeDocument]) -> str:
    return thesis_name(wholes[evidence.document_id].thesis)


def _list_sources(candidates: Sequence[Candidate], wholes: Mapping[str, WholeDocument]) -> list[ListSource]:
    places: dict[str, list[tuple[int, int, int]]] = {}
    for place, candidate in enumerate(candidates):
        bounds = (candidate.sentences[0][0], candidate.sentences[-1][1], place)
        places.setdefault(candidate.document_id, []).append(bounds)
    return [
        ListSource(id_, wholes[id_].document.text, wholes[id_].thesis.title, wholes[id_].sections, tuple(bounds))
        for id_, bounds in places.items()
    ]


def _with_list(
    found: FoundList, chosen: Sequence[Evidence], candidates: Sequence[Candidate], wholes: Mapping[str, WholeDocument]
) -> list[_Placed]:
    """The list, then what else answers and is not in it, that of the list's thesis first."""
    score = max(each.score for each in chosen)
    listed = [] if found.lead_in is None else [(found.lead_in, Role.LEAD_IN)]
    listed += [(item, Role.ITEM) for item in found.items]
    evidence = [(Evidence(found.document_id, place.start, place.end, score), role) for place, role in listed]
    titles = {title.start: title.end for title in found.titles}
    placed = [_Placed(each, role, _heading(each, wholes), titles.get(each.start, -1)) for each, role in evidence]
    rest = [
        each for each in chosen if _unsaid(each, [other for other, _ in evidence]) > UNSAID * (each.end - each.start)
    ]
    own = wholes[found.document_id].thesis.id
    return placed + _plain(sorted(rest, key=lambda each: wholes[each.document_id].thesis.id != own), wholes)


def _side_by_side(
    things: Sequence[Thing], question: Question, candidates: Sequence[Candidate], wholes: Mapping[str, WholeDocument]
) -> list[_Placed]:
    """The best sentences on both things, then on each; none where only one of them is spoken of."""
    found: dict[tuple[int, ...], list[Evidence]] = {}
    near = candidates[:COMPARED_PASSAGES]
    best = max((score for each in near for score in each.sentence_scores), default=0.0)
    for candidate in near:
        able = able_sentences(candidate)
        for at in able:
            start, end = candidate.sentences[at]
            named = sides(candidate.text[start:end], things)
            if named and candidate.sentence_scores[at] >= best - COMPARED_MARGIN:
                found.setdefault(named, []).extend(quoted(candidate, {at}, frozenset(able)))
    if not all(any(at in named for named in found) for at in range(len(things))):
        return []
    placed: list[_Placed] = []
    for named, heading in [
        ((0, 1), both(question.language)),
        *(((at,), thing.name) for at, thing in enumerate(things)),
    ]:
        kept: list[Evidence] = []
        for evidence in sorted(found.get(named, []), key=lambda each: -each.score):
            if len(kept) < PER_SIDE and not any(
                _overlap(evidence, other) for other in (*kept, *(p.evidence for p in placed))
            ):
                kept.append(evidence)
        placed.extend(_Placed(each, heading=heading) for each in _by_thesis(kept, wholes))
    return placed


def _with_sayings(
    chosen: Sequence[Evidence], candidates: Sequence[Candidate], wholes: Mapping[str, WholeDocument]
) -> list[Evidence]:
    """The evidence, what reports another work first, and up to two sentences more that do."""
    more: list[Evidence] = []
    best = max(each.score for each in chosen)
    for candidate in candidates[:COMPARED_PASSAGES]:
        able = able_sentences(candidate)
        for at in able:
            if candidate.sentence_scores[at] >= best - SAID_MARGIN:
                more.extend(quoted(candidate, {at}, frozenset(able)))
    wanted = PER_SIDE - sum(_reports(each, wholes) for each in chosen)
    reporting = [each for each in sorted(more, key=lambda each: -each.score) if _reports(each, wholes)]
    added: list[Evidence] = []
    for each in reporting:
        if len(added) < wanted and not any(_overlap(each, other) for other in (*chosen, *added)):
            added.append(each)
    return sorted([*chosen, *added], key=lambda each: not _reports(each, wholes))


def _reports(evidence: Evidence, wholes: Mapping[str, WholeDocument]) -> bool:
    whole = wholes[evidence.document_id]
    found = attribution(whole.document.text, whole.sections, whole.references, evidence.start, evidence.end)
    return found.origin in (Origin.REPORTED, Origin.PARTLY_REPORTED)


def _overlap(one: Evidence, other: Evidence) -> bool:
    return one.document_id == other.document_id and one.start < other.end and other.start < one.end


def _unsaid(one: Evidence, others: Sequence[Evidence]) -> int:
    """Characters of a quote that stand in none of the others, which lie apart from each other."""
    said = (min(one.end, other.end) - max(one.start, other.start) for other in others if _overlap(one, other))
    return one.end - one.start - sum(said)


def _with_repeats(placed: Sequence[_Placed], candidates: Sequence[Candidate]) -> list[_Placed]:
    """Each quote with the places elsewhere among the passages that say nearly the same."""
    taken = [each.evidence for each in placed]
    done: list[_Placed] = []
    for each in placed:
        own = each.evidence
        repeats: list[Evidence] = []
        said = _sentences_of(own, candidates) if each.role is Role.QUOTE else []
        for candidate in candidates:
            for (start, end), score in zip(candidate.sentences, candidate.sentence_scores, strict=True):
                place = Evidence(candidate.document_id, start, end, score)
                if len(repeats) == MAX_REPEATS or any(_overlap(place, other) for other in taken):
                    continue
                if any(says_again(candidate.text[start:end], sentence) for sentence in said):
                    repeats.append(place)
                    taken.append(place)
        done.append(replace(each, repeats=tuple(repeats)))
    return done


def _sentences_of(evidence: Evidence, candidates: Sequence[Candidate]) -> list[str]:
    """The sentences of a quote that answer, without its context."""
    text = next(each.text for each in candidates if each.document_id == evidence.document_id)
    start = evidence.start + evidence.context_length
    return [text[each.start : each.end] for each in sentences(text, start, evidence.end)]


def _numbered(
    question: Question, kind: Kind, placed: Sequence[_Placed], wholes: Mapping[str, WholeDocument]
) -> tuple[tuple[Citation, ...], list[Part]]:
    """The citations in the order in which they are shown, each followed by its repeats."""
    citations: list[Citation] = []
    parts: list[Part] = []
    for each in placed:
        own = each.evidence
        for place in (own, *each.repeats):
            citations.append(cite(len(citations) + 1, wholes[place.document_id], place.start, place.end))
        number = len(citations) - len(each.repeats)
        words = (0, each.title_end - own.start) if each.title_end > own.start else None
        if kind is Kind.QUOTES and each.role is Role.QUOTE:
            words = answering_words(question, citations[number - 1].quote, own.context_length)
        parts.append(Part(number, each.role, words, own.context_length, tuple(range(number + 1, len(citations) + 1))))
    return tuple(citations), parts


def _folded(groups: Sequence[Group], citations: Sequence[Citation], *, answers_as_list: bool) -> tuple[Group, ...]:
    """The groups, with what is beyond a minute's reading folded. The list that answers goes first, and folds what else
    stands under its heading; then come the first quote of each group, and the rest in order."""
    left = LIST_WORDS if answers_as_list else READ_IN_A_MINUTE
    shown: set[int] = set()
    for rank, unit in sorted(_ranked(groups, answers_as_list=answers_as_list), key=lambda each: each[0]):
        lengths = [len(citations[part.number - 1].quote.split()) for part in unit]
        least = sum(lengths[:2])  # an introduction alone says nothing
        if shown and (rank == _BESIDE or least > left):
            continue
        for at, (part, length) in enumerate(zip(unit, lengths, strict=True)):
            if at < 2 or length <= left:
                shown.add(part.number)
                left -= length
            else:
                left = 0
    return tuple(
        replace(group, parts=tuple(replace(part, folded=part.number not in shown) for part in group.parts))
        for group in groups
    )


_BESIDE = 3


def _ranked(groups: Sequence[Group], *, answers_as_list: bool) -> Iterator[tuple[int, list[Part]]]:
    """A quote, or a list with what introduces it, and how soon it is to be read."""
    for number, group in enumerate(groups):
        units: list[list[Part]] = []
        for part in group.parts:
            if units and part.role is Role.ITEM and units[-1][-1].role is not Role.QUOTE:
                units[-1].append(part)
            else:
                units.append([part])
        for at, unit in enumerate(units):
            if answers_as_list and number == 0:
                yield (0 if at == 0 else _BESIDE), unit
            else:
                yield (1 if at == 0 else 2), unit
