"""Running text → the places that name a work: "(Tavares, 2016: 34; Wendt, 1992)", "Wendt (1992)", "[3, 5–7]". Pure.

Years, laws, events and intervals of mathematics look much the same, so a form is believed only where names stand
before the year, or where the bibliography has the label. Nothing is resolved here but what needs the list to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.bibliography import YEAR
from ingest.brackets import ANOTHER_YEAR, PINPOINT, SECOND_HAND, WINDOW, YEARS, as_year, is_own, labelled, works
from ingest.cited_works import Form, Mention
from ingest.names_before import KnownNames, NamesFound, names_before, names_before_title

_GROUP = re.compile(r"\((?:[^()]{1,400}(?:\([^()]{1,200}\)[^()]{0,200}){0,3})\)")
_INNER = re.compile(r"\([^()]{1,300}\)")
_YEAR_IN_BRACKETS = re.compile(rf"\(\s*(?P<year>{YEAR})(?P<rest>[^()]{{0,80}})\)", re.IGNORECASE)
_MORE_YEARS = re.compile(rf"(?:\s*,\s*{YEAR})+", re.IGNORECASE)
_IBID = re.compile(r"\bIbid\b\.?", re.IGNORECASE)
_REPORTING = re.compile(
    r"\s*\W{0,2}\s*(?:\w+\s+){0,2}(?:menyata|menekan|menjelas|menyebut|mencatat|mendefinisi|berpendapat|berargumen|mengemuka|"
    r"mengata|menulis|menemu|menunjuk|memandang|menegas|melihat|membahas|menyimpul|menguraikan|"
    r"argu|state|claim|show|find|found|note|describe|define|propose|suggest|report|explain|observe|conclude|introduce|demonstrate)",
    re.IGNORECASE,
)
_CUE_BEFORE = re.compile(
    r"(?:menurut|oleh|penelitian|studi|kajian|pendapat|according to|by|in|see|study of|work of)\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class _Group:
    """What one pair of brackets names."""

    start: int
    end: int
    mentions: tuple[Mention, ...]


def find_mentions(
    text: str,
    ranges: Collection[tuple[int, int]],
    labels: Collection[str],
    is_listed: Callable[[tuple[str, ...]], bool],
) -> tuple[Mention, ...]:
    """The mentions within the ranges, in order, not yet resolved.

    ``labels`` are those of the bibliography; ``is_listed`` says whether it has authors of these names.

    >>> text = "Tavares (2016) menekankan hal ini (Wendt, 1999 dalam Syafiqah, 2022)."
    >>> [(text[m.start : m.end], m.within) for m in find_mentions(text, [(0, len(text))], (), lambda names: False)]
    [('Tavares (2016)', None), ('Wendt, 1999', 2), ('Syafiqah, 2022', None)]
    """
    listed = KnownNames(is_listed)
    groups = {(start, end): tuple(_parenthetic(text, start, end, listed)) for start, end in ranges}
    found = [mention for parts in groups.values() for group in parts for mention in group.mentions]
    known = KnownNames(is_listed, frozenset(name for mention in found for name in mention.names))
    for (start, end), parts in groups.items():
        found.extend(_narrative(text, start, end, parts, known))
        found.extend(Mention(m.start(), m.end(), Form.IBID, (), False, "") for m in _IBID.finditer(text, start, end))
        if labels:
            found.extend(labelled(text, start, end, labels))
    found.sort(key=lambda mention: (mention.start, mention.end))
    return _second_hand(text, found)


def _parenthetic(text: str, start: int, end: int, known: KnownNames) -> Iterator[_Group]:
    for match in _GROUP.finditer(text, start, end):
        if not YEARS.search(match[0]):
            continue
        whole = _group(text, match.start(), match.end(), known)
        if whole.mentions:
            yield whole
            continue
        for inner in _INNER.finditer(text, match.start() + 1, match.end()):
            group = _group(text, inner.start(), inner.end(), known)
            if group.mentions:
                yield group


def _group(text: str, start: int, end: int, known: KnownNames) -> _Group:
    """The works between two brackets; with "Wendt (dalam Syafiqah, 2022)", the one in front of them, too."""
    mentions = works(text, start + 1, end - 1)
    if mentions and SECOND_HAND.match(text, start + 1, end):
        named = names_before(text, max(0, start - WINDOW), start, known)
        if named is not None:
            mentions = (_narrated(named, named.end, ""), *mentions)
    return _Group(start, end, mentions)


def _narrated(named: NamesFound, end: int, year: str) -> Mention:
    return Mention(named.start, end, Form.NARRATIVE, named.names, named.others, year)


def _narrative(text: str, start: int, end: int, groups: Sequence[_Group], known: KnownNames) -> Iterator[Mention]:
    """ "Tavares (2016)": names, and their year alone in brackets."""
    spans = iter(groups)
    group = next(spans, None)
    for match in _YEAR_IN_BRACKETS.finditer(text, start, end):
        while group is not None and group.end <= match.start():
            group = next(spans, None)
        if group is None or group.start > match.start():
            yield from _narrated_with(text, start, match, known)


def _narrated_with(text: str, start: int, match: re.Match[str], known: KnownNames) -> Iterator[Mention]:
    """The mentions that a year in brackets makes with the names before it."""
    rest = match["rest"]
    through = SECOND_HAND.match(rest)
    several = _MORE_YEARS.fullmatch(rest)
    if rest.strip() and not (through or several or PINPOINT.fullmatch(rest)):
        return
    window = max(start, match.start() - WINDOW)
    named = names_before(text, window, match.start(), known)
    if named is None or not known.know(named.names):
        named = names_before_title(text, window, match.start(), known) or named
    if named is None or not (through or _is_believed(text, named, match.end(), known)):
        return
    mention = _narrated(named, match.end("year") if through or several else match.end(), as_year(match["year"]))
    if is_own(mention):
        return
    yield mention
    if several:
        for more in ANOTHER_YEAR.finditer(text, match.end("year"), match.end()):
            yield replace(mention, start=more.start("year"), end=more.end(), year=as_year(more["year"]))
    if through:
        yield from works(text, match.start("rest") + through.end(), match.end() - 1)


def _is_believed(text: str, named: NamesFound, end: int, known: KnownNames) -> bool:
    """An event has the form of a mention, too ("Perang Dunia II (1945)"): names are believed if the text or the list
    knows them, if there are several, or if the sentence reports them."""
    if named.others or len(named.names) > 1 or known.know(named.names):
        return True
    before = text[max(0, named.start - 30) : named.start]
    after = _REPORTING.match(text, end, end + 60) or SECOND_HAND.match(text, end, end + 60)
    return bool(after or _CUE_BEFORE.search(before))


def _second_hand(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    """Mark the works that are cited through the next one: "X dalam Y", "X, as cited in Y"."""
    marked = list(mentions)
    for at in range(len(mentions) - 1):
        gap = text[mentions[at].end : mentions[at + 1].start].strip(")")
        if len(gap) < 60 and SECOND_HAND.fullmatch(gap):
            marked[at] = replace(mentions[at], within=at + 1)
    return tuple(marked)
