"""Where sentences begin and end. Pure; the intervals cut the text without changing it.

Rules for Indonesian and English prose after "Punkt"-like splitting (Kiss & Strunk 2006), with a list of the
abbreviations of theses instead of a trained one: a wrong cut after "et al." would make half a quote.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.document import Sentence

_ABBREVIATIONS = frozenset(
    # titles and degrees
    "dr drs dra prof ir h hj ust kh mr mrs ms st sr jr s.sos s.e s.h s.ip s.pd m.si m.a m.pd m.hum m.sc ph.d "
    "univ.-prof dipl.-inform dipl.-ing dr.-ing b.sc b.a "
    # references
    "hlm hal h vol no nr jil ed eds cet ibid op.cit loc.cit cf cp pp p ff et.al al dkk dll dsb dst tgl thn th pt cv "
    # running text
    "e.g i.e etc vs approx fig figs tab tbl eq eqs sec ch chap ref refs gbr lamp no.1 yth a.n u.p d.a s.d a.l mis "
    "jan feb mar apr jun jul agu aug sep sept okt oct nov des dec jl kec kab prov tel rp".split()
)

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s|$)|\n")
_LAST_TOKEN = re.compile(r"[\w.\-]+$")
_OPENER = re.compile(r"\s+[\"'“‘«(\[]*(?P<first>\S)")
_INITIAL = re.compile(r"(?:^|[\s(.\-])[A-Z]$")
_ENUMERATOR = re.compile(r"(?:^|[\n])\s*(?:\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4}))$")


def sentences(text: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The sentences of ``text[start:end]``, trimmed of blanks, in order; none is empty.

    >>> text = "Menurut Priyanto et al. (2020, hlm. 34) hal itu benar. Program No. 3 berhenti."
    >>> [text[s.start : s.end] for s in sentences(text, 0, len(text))]
    ['Menurut Priyanto et al. (2020, hlm. 34) hal itu benar.', 'Program No. 3 berhenti.']
    """
    return tuple(_cut(text, start, end))


def trimmed(text: str, start: int, end: int) -> Sentence | None:
    """The interval without the blanks at its ends; None where nothing else is in it.

    >>> trimmed(" Ya. ", 0, 5)
    Sentence(start=1, end=4)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Sentence(start, end) if start < end else None


def _cut(text: str, start: int, end: int) -> Iterator[Sentence]:
    begin = start
    for stop in [*_stops(text, start, end), end]:
        sentence = trimmed(text, begin, stop)
        if sentence is not None:
            yield sentence
        begin = stop


def _stops(text: str, start: int, end: int) -> Iterator[int]:
    """Offsets at which a sentence ends."""
    begin = start
    for match in _END.finditer(text, start, end):
        is_newline = match[0] == "\n"
        if not _continues(text, match.start(), end) if is_newline else _is_full_stop(text, begin, match, end):
            yield match.end()
            begin = match.end()


def _continues(text: str, newline: int, end: int) -> bool:
    """A paragraph's break inside a sentence, where the print only looked like one: "…sebagai\\nberikut"."""
    before = text[newline - 1] if newline else "\n"
    after = text[newline + 1] if newline + 1 < end else "\n"
    return (
        after.islower()
        and (before.islower() or before == ",")
        and not re.match(r"[a-z][.)]\s", text[newline + 1 : end])
    )


def _is_full_stop(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    following = _OPENER.match(text, match.end(), end)
    if following is None:
        return True
    if following["first"].islower():
        return False  # "et al. menemukan", "No. 3 tahun": a sentence begins with a capital, a digit or a sign
    if match[0] != ".":
        return True  # "!", "…", ".)", ".”"
    before = text[begin : match.start()]
    token = _LAST_TOKEN.search(before)
    if token is None:
        return True
    word = token[0].casefold().strip("-")
    if word in _ABBREVIATIONS:
        return word in {"dll", "dsb", "dst", "etc"}  # these end a list, and often its sentence
    return not _INITIAL.search(before) and not _ENUMERATOR.search(before)
