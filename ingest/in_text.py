"""Running text → the places that name a work: "(Tavares, 2016: 34; Wendt, 1992)", "Wendt (1992)", "[3, 5–7]". Pure.

Years, laws, events and intervals of mathematics look much the same, so a form is believed only where names stand
before the year, or where the bibliography has the label. Nothing is resolved here but what needs the list to be seen.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.bibliography import YEAR
from ingest.cited_works import Form, Mention
from ingest.person_names import LEADING_PARTICLES, NEVER_NAMES, OWN_NAMES, divide_names, is_name

_GROUP = re.compile(r"\((?:[^()]{1,400}(?:\([^()]{1,200}\)[^()]{0,200}){0,3})\)")
_INNER = re.compile(r"\([^()]{1,300}\)")
_YEARS = re.compile(rf"(?P<year>{YEAR})", re.IGNORECASE)
_ANOTHER_YEAR = re.compile(rf"\s*(?:,|&|dan\b|and\b)\s*(?P<year>{YEAR})", re.IGNORECASE)
_YEAR_IN_BRACKETS = re.compile(rf"\(\s*(?P<year>{YEAR})(?P<rest>[^()]{{0,80}})\)", re.IGNORECASE)
_MORE_YEARS = re.compile(rf"(?:\s*,\s*{YEAR})+", re.IGNORECASE)
_NEXT_WORK = re.compile(r"[\s.)]*(?:[;,&]|\bdan\b|\band\b)\s*")
_PINPOINT = re.compile(
    r"\s*[,:]?\s*(?:\b(?:hlm|hal|h|pp?|pages?|halaman|chap(?:ter)?|bab|sec(?:tion)?|para|art|pasal)\b\.?)?\s*"
    r"[\divxlc]{1,6}(?:\s*[–-]\s*[\divxlc]{1,6})?(?=[\s,;.)]|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\s*(?:(?:lihat|lih\.|baca|see(?: also)?|cf\.?|e\.g\.,?|i\.e\.,?|misalnya|contohnya|antara lain|seperti|bdk\.|menurut|"
    r"sebagaimana|dikutip dari|diolah dari|adapted from|diadaptasi dari|mengacu pada|sumber|source|dalam|in)\s*:?\s+)*",
    re.IGNORECASE,
)
_SECOND_HAND = re.compile(
    r"[\s,;(]*(?:(?:sebagaimana|seperti|yang|as|were|was)\s+)*"
    r"(?:(?:dikutip|dirujuk|disitir|disitasi|cited|quoted|referenced)\s+(?:dalam|oleh|dari|in|by|from|after)|dalam|in|apud)\s+\(?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\[(?P<inside>[^\[\]\n]{1,60})\]")
_LABEL = re.compile(r"\d{1,3}(?:\s*[–-]\s*\d{1,3})?|[A-Z][A-Za-z+]{0,7}\d\d[a-z]?")
_PINPOINT_IN_BRACKETS = re.compile(
    r"(?:pp?\.|hlm\.?|hal\.?|ch\.|chap\w*\.?|sec\w*\.?|fig\w*\.?|§)\s*[\w.–-]+", re.IGNORECASE
)
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

IsListed = Callable[[tuple[str, ...]], bool]

WINDOW = 160
"""Names of a narrative mention begin within so many characters before its year."""


@dataclass(frozen=True, slots=True)
class _Group:
    start: int
    end: int
    mentions: tuple[Mention, ...]


def find_mentions(
    text: str, ranges: Collection[tuple[int, int]], labels: Collection[str], is_listed: IsListed
) -> tuple[Mention, ...]:
    """The mentions within the ranges, in order, not yet resolved.

    ``labels`` are those of the bibliography; ``is_listed`` says whether it has authors of these names.

    >>> text = "Tavares (2016) menekankan hal ini (Wendt, 1999 dalam Syafiqah, 2022)."
    >>> [(text[m.start : m.end], m.within) for m in find_mentions(text, [(0, len(text))], (), lambda names: False)]
    [('Tavares (2016)', None), ('Wendt, 1999', 2), ('Syafiqah, 2022', None)]
    """
    groups = {bounds: tuple(_parenthetic(text, bounds[0], bounds[1], is_listed)) for bounds in ranges}
    found = [mention for parts in groups.values() for group in parts for mention in group.mentions]
    known = {name for mention in found for name in mention.names}
    for (start, end), parts in groups.items():
        found.extend(_narrative(text, start, end, parts, known, is_listed))
        found.extend(Mention(m.start(), m.end(), Form.IBID, (), False, "") for m in _IBID.finditer(text, start, end))
        if labels:
            found.extend(_labelled(text, start, end, labels))
    found.sort(key=lambda mention: (mention.start, mention.end))
    return _second_hand(text, found)


def _parenthetic(text: str, start: int, end: int, is_listed: IsListed) -> Iterator[_Group]:
    for match in _GROUP.finditer(text, start, end):
        if not _YEARS.search(match[0]):
            continue
        whole = _group(text, match.start(), match.end(), is_listed)
        if whole.mentions:
            yield whole
            continue
        for inner in _INNER.finditer(text, match.start() + 1, match.end()):
            group = _group(text, inner.start(), inner.end(), is_listed)
            if group.mentions:
                yield group


def _group(text: str, start: int, end: int, is_listed: IsListed) -> _Group:
    """The works between two brackets; with "Wendt (dalam Syafiqah, 2022)", the one in front of them, too."""
    mentions = _works(text, start + 1, end - 1)
    if mentions and _SECOND_HAND.match(text, start + 1, end):
        named = _names_before(text, max(0, start - WINDOW), start, is_listed)
        if named is not None:
            begin, names, others = named
            first = Mention(begin, len(text[:start].rstrip()), Form.NARRATIVE, names, others, "")
            mentions = (first, *mentions)
    return _Group(start, end, mentions)


def _works(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """The works between two brackets: names and a year each, one after another, up to what is none."""
    found: list[Mention] = []
    at = start
    while at < end:
        lead = _LEAD.match(text, at, end)
        begin = lead.end() if lead else at
        year = _YEARS.search(text, begin, min(end, begin + WINDOW))
        names = divide_names(text[begin : year.start()].rstrip(" ,.(\n")) if year else None
        if year is None or names is None:
            break
        found.append(Mention(begin, year.end(), Form.PARENTHETIC, *names, _as_year(year["year"])))
        at = year.end()
        while more := _ANOTHER_YEAR.match(text, at, end):
            found.append(Mention(more.start("year"), more.end(), Form.PARENTHETIC, *names, _as_year(more["year"])))
            at = more.end()
        if pinpoint := _PINPOINT.match(text, at, end):
            found[-1] = replace(found[-1], end=pinpoint.end())
            at = pinpoint.end()
        following = _NEXT_WORK.match(text, at, end) or _SECOND_HAND.match(text, at, end)
        if following is None:
            if text[at:end].strip(" .,)\n"):
                found.pop()  # "(Baubau, 2009 silam)": the year belongs to a sentence
            break
        at = following.end()
    return tuple(mention for mention in found if not _is_own(mention))


def _is_own(mention: Mention) -> bool:
    return all(name.casefold() in OWN_NAMES for name in mention.names)


def _as_year(year: str) -> str:
    return "".join(year.split()).casefold() if not year[0].isdigit() else year


def _narrative(
    text: str, start: int, end: int, groups: Sequence[_Group], known: Collection[str], is_listed: IsListed
) -> Iterator[Mention]:
    """ "Tavares (2016)": names, and their year alone in brackets. An event has that form too ("Perang Dunia II (1945)"),
    so names are believed if the text or the list knows them, if there are several, or if the sentence reports them."""
    spans = iter(groups)
    group = next(spans, None)
    for match in _YEAR_IN_BRACKETS.finditer(text, start, end):
        while group is not None and group.end <= match.start():
            group = next(spans, None)
        if group is not None and group.start <= match.start():
            continue
        rest = match["rest"]
        through = _SECOND_HAND.match(rest)
        if rest.strip() and not (_PINPOINT.fullmatch(rest) or through or _MORE_YEARS.fullmatch(rest)):
            continue
        window = max(start, match.start() - WINDOW)
        named = _names_before(text, window, match.start(), is_listed)
        if named is None or not (is_listed(named[1]) or set(named[1]) & set(known)):
            named = _names_before_title(text, window, match.start(), known, is_listed) or named
        if named is None or all(name.casefold() in OWN_NAMES for name in named[1]):
            continue
        begin, names, others = named
        if not (
            others
            or through
            or len(names) > 1
            or is_listed(names)
            or set(names) & set(known)
            or _REPORTING.match(text, match.end(), min(end, match.end() + 60))
            or _CUE_BEFORE.search(text[max(start, begin - 30) : begin])
        ):
            continue
        year_end = match.end("year") if through or _MORE_YEARS.fullmatch(rest) else match.end()
        yield Mention(begin, year_end, Form.NARRATIVE, names, others, _as_year(match["year"]))
        for more in _ANOTHER_YEAR.finditer(text, match.end("year"), match.end()) if _MORE_YEARS.fullmatch(rest) else ():
            yield Mention(more.start("year"), more.end(), Form.NARRATIVE, names, others, _as_year(more["year"]))
        if through:
            yield from _works(text, match.start("rest") + through.end(), match.end() - 1)


def _names_before(text: str, start: int, end: int, is_listed: IsListed) -> tuple[int, tuple[str, ...], bool] | None:
    """The names that stand directly before an offset: (where they begin, names, others)."""
    words = list(re.finditer(r"\S+", text[start:end]))
    at = len(words)
    tail = re.search(r"(?:et\.?\s?al\.?|dkk\.?|dan kawan-kawan|and colleagues)[\s,]*$", text[start:end])
    limit = tail.start() if tail else end - start
    while at and words[at - 1].end() > limit:
        at -= 1
    last, first = at, at
    while first and last - first < 12:
        word = words[first - 1][0]
        bare = word.rstrip(",").removesuffix("’s").removesuffix("'s")
        is_joint = bare in {"&", "dan", "and"} and first < last
        is_list = word.endswith(",") and first < last and (bool(tail) or _has_joint(words, first, last))
        if bare.casefold() in NEVER_NAMES or (word.endswith(",") and first < last and not is_list):
            break
        initial = re.fullmatch(r"(?:[A-Z]\.)+", bare) is not None
        if not (is_joint or initial or (bare in LEADING_PARTICLES and first < last) or is_name(bare)) or (
            bare.endswith(".") and not initial
        ):
            break
        first -= 1
    while first < last and (words[first][0] in {"&", "dan", "and"}):
        first += 1
    if first == last:
        return None
    begin = start + words[first].start()
    named = re.sub(r"[’']s\b", "", text[begin:end]).rstrip(" ,\n")
    divided = divide_names(named)
    if divided is None:
        return None
    names, others = divided
    for word in list(re.finditer(r"\S+\s+(?=[^\W\d_])", names[0])):  # a word that only begins the sentence
        if not is_listed(names) and is_listed((names[0][word.end() :], *names[1:])):
            return text.index(names[0][word.end() :].split()[0], begin), (names[0][word.end() :], *names[1:]), others
    return begin, names, others


def _has_joint(words: list[re.Match[str]], first: int, last: int) -> bool:
    return any(word[0] in {"&", "dan", "and"} for word in words[first:last])


def _names_before_title(
    text: str, start: int, end: int, known: Collection[str], is_listed: IsListed
) -> tuple[int, tuple[str, ...], bool] | None:
    """ "Rodrigo Tavares dalam Paradiplomacy (2016)": a name that the text cites elsewhere, then its work's title."""
    for match in re.finditer(r"\s(?:dalam|in)\s+(?:\w+\s+){0,3}?[“\"‘]?[A-Z]", text[start:end]):
        named = _names_before(text, start, start + match.start(), is_listed)
        between = text[start + match.start() : end]
        if (
            named
            and not re.search(r"[.;]\s", between)
            and (is_listed(named[1]) or any(name.split()[-1] in known for name in named[1]))
        ):
            return named
    return None


def _second_hand(text: str, mentions: list[Mention]) -> tuple[Mention, ...]:
    """Mark the works that are cited through the next one: "X dalam Y", "X, as cited in Y"."""
    marked = list(mentions)
    for at in range(len(mentions) - 1):
        gap = text[mentions[at].end : mentions[at + 1].start].strip(")")
        if len(gap) < 60 and _SECOND_HAND.fullmatch(gap):
            marked[at] = replace(mentions[at], within=at + 1)
    return tuple(marked)


def _labelled(text: str, start: int, end: int, labels: Collection[str]) -> Iterator[Mention]:
    """ "[12]", "[3, 5–7]", "[CKL04, p. 3]". A word that is indexed otherwise too, as in "memory[0]", is no text."""
    known = set(labels)
    arrays: set[str] = set()
    found: list[tuple[str, list[Mention]]] = []
    for match in _BRACKETS.finditer(text, start, end):
        before = re.search(r"\w+$", text[max(start, match.start() - 30) : match.start()])
        word = before[0] if before else ""
        mentions = _labels_in(match, known)
        if mentions is None or (word and any(mention.label not in known for mention in mentions)):
            arrays.add(word)
        else:
            found.append((word, mentions))
    for word, mentions in found:
        if word in arrays and word:
            continue
        if word and not (word.isalpha() and word[1:].islower() and len(word) > 2):
            continue
        yield from mentions


def _labels_in(match: re.Match[str], known: set[str]) -> list[Mention] | None:
    """The mentions in one pair of brackets; None where it holds something else."""
    mentions: list[Mention] = []
    for part in re.finditer(r"[^,;]+", match["inside"]):
        piece = part[0].strip()
        begin = match.start("inside") + part.start() + len(part[0]) - len(part[0].lstrip())
        if mentions and _PINPOINT_IN_BRACKETS.fullmatch(piece):
            mentions[-1] = replace(mentions[-1], end=begin + len(piece))
        elif _LABEL.fullmatch(piece) and _of_kind(piece, known):
            mentions.extend(
                Mention(begin, begin + len(piece), Form.LABELLED, (), False, "", label) for label in _expanded(piece)
            )
        else:
            return None
    return mentions if mentions and all(mention.label != "0" for mention in mentions) else None


def _of_kind(piece: str, known: set[str]) -> bool:
    """A number where the list is numbered; an unknown number is believed while it is near the list's length."""
    if piece[0].isdigit():
        numbers = [int(label) for label in known if label.isdigit()]
        return bool(numbers) and all(int(label) <= 2 * max(numbers) + 10 for label in _expanded(piece))
    return any(not label.isdigit() for label in known)


def _expanded(piece: str) -> list[str]:
    """ "5–7" is 5, 6 and 7; a range of more than fifty is not read as one."""
    bounds = re.fullmatch(r"(\d+)\s*[–-]\s*(\d+)", piece)
    if bounds and int(bounds[1]) < int(bounds[2]) <= int(bounds[1]) + 50:
        return [str(number) for number in range(int(bounds[1]), int(bounds[2]) + 1)]
    return [piece]
