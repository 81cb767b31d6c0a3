"""What stands between brackets: the works of "(Tavares, 2016: 34; Wendt, 1992)", the labels of "[3, 5–7]". Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import replace

from ingest.bibliography import YEAR
from ingest.cited_works import Form, Mention
from ingest.person_names import OWN_NAMES, divide_names

YEARS = re.compile(rf"(?P<year>{YEAR})", re.IGNORECASE)
ANOTHER_YEAR = re.compile(rf"\s*(?:,|&|dan\b|and\b)\s*(?P<year>{YEAR})", re.IGNORECASE)
_NEXT_WORK = re.compile(r"[\s.)]*(?:[;,&]|\bdan\b|\band\b)\s*")
PINPOINT = re.compile(
    r"\s*[,:]?\s*(?:\b(?:hlm|hal|h|pp?|pages?|halaman|chap(?:ter)?|bab|sec(?:tion)?|para|art|pasal)\b\.?)?\s*"
    r"[\divxlc]{1,6}(?:\s*[–-]\s*[\divxlc]{1,6})?(?=[\s,;.)]|$)",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"\s*(?:(?:lihat|lih\.|baca|see(?: also)?|cf\.?|e\.g\.,?|i\.e\.,?|misalnya|contohnya|antara lain|seperti|bdk\.|menurut|"
    r"sebagaimana|dikutip dari|diolah dari|adapted from|diadaptasi dari|mengacu pada|sumber|source|dalam|in)\s*:?\s+)*",
    re.IGNORECASE,
)
SECOND_HAND = re.compile(
    r"[\s,;(]*(?:(?:sebagaimana|seperti|yang|as|were|was)\s+)*"
    r"(?:(?:dikutip|dirujuk|disitir|disitasi|cited|quoted|referenced)\s+(?:dalam|oleh|dari|in|by|from|after)|dalam|in|apud)\s+\(?",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\[(?P<inside>[^\[\]\n]{1,60})\]")
_LABEL = re.compile(r"\d{1,3}(?:\s*[–-]\s*\d{1,3})?|[A-Z][A-Za-z+]{0,7}\d\d[a-z]?")
_PINPOINT_IN_BRACKETS = re.compile(
    r"(?:pp?\.|hlm\.?|hal\.?|ch\.|chap\w*\.?|sec\w*\.?|fig\w*\.?|§)\s*[\w.–-]+", re.IGNORECASE
)

WINDOW = 160
"""Names stand within so many characters before their year."""


def works(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """The works between two brackets: names and a year each, one after another, up to what is none."""
    found: list[Mention] = []
    at = start
    while at < end:
        lead = _LEAD.match(text, at, end)
        begin = lead.end() if lead else at
        year = YEARS.search(text, begin, min(end, begin + WINDOW))
        names = divide_names(text[begin : year.start()].rstrip(" ,.(\n")) if year else None
        if year is None or names is None:
            break
        found.append(Mention(begin, year.end(), Form.PARENTHETIC, *names, as_year(year["year"])))
        at = year.end()
        while more := ANOTHER_YEAR.match(text, at, end):
            found.append(Mention(more.start("year"), more.end(), Form.PARENTHETIC, *names, as_year(more["year"])))
            at = more.end()
        if pinpoint := PINPOINT.match(text, at, end):
            found[-1] = replace(found[-1], end=pinpoint.end())
            at = pinpoint.end()
        following = _NEXT_WORK.match(text, at, end) or SECOND_HAND.match(text, at, end)
        if following is None:
            if text[at:end].strip(" .,)\n"):
                found.pop()  # "(Baubau, 2009 silam)": the year belongs to a sentence
            break
        at = following.end()
    return tuple(mention for mention in found if not is_own(mention))


def is_own(mention: Mention) -> bool:
    return all(name.casefold() in OWN_NAMES for name in mention.names)


def as_year(year: str) -> str:
    return "".join(year.split()).casefold() if not year[0].isdigit() else year


def labelled(text: str, start: int, end: int, labels: Collection[str]) -> Iterator[Mention]:
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
