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
    "ed eds ibid op.cit loc.cit cf cp ff et.al al dkk dll dsb dst pt cv tbk ltd inc "
    # running text
    "e.g i.e etc vs approx yth a.n u.p d.a s.d a.l mis bdk "
    "jan feb mar apr jun jul agu aug sep sept okt oct nov des dec jl kec kab prov tel rp".split()
)

_BEFORE_NUMBERS = frozenset(
    "hlm hal h vol no nr jil pp p tgl thn th fig figs tab tbl eq eqs sec ch chap ref refs gbr lamp ps psl ay bag".split()
)
"""Abbreviations only where a number follows: "hal. 5", but "beberapa hal. Permana menyebut empat"."""

_STARTERS = frozenset(
    "hal ini itu pada dalam dengan namun oleh selain untuk jika karena penelitian ia mereka kami peneliti berdasarkan "
    "menurut sementara adapun kemudian tetapi sehingga dari setelah hasil secara di melalui sebagai bahwa maka jadi "
    "the this these those that it in we he she they however for as if there when an and but our while since to on "
    "another here therefore thus with by at such each both all".split()
)
"""Words that begin a sentence behind what else might be an initial: "variabel X. Hal ini"."""

_END = re.compile(
    r"(?P<stop>[.!?…]+[\"'”’»)\]]*)"
    r"(?:(?<=[^\W\d_]{3}[.!?])\d{1,3}(?=\s+[\"'“‘(\[]*[^\W\d_]))?"  # the number of a footnote
    r"(?:\s?\[\d[\d,;\s–-]*\])*(?=\s|$)|\n"  # a reference behind the stop: ".[6]"
)
_LAST_TOKEN = re.compile(r"[\w.\-]+$")
_OPENER = re.compile(r"\s+[\"'“‘«(\[]*(?P<first>\S)")
_WORD = re.compile(r"\s+[\"'“‘«(\[]*(?P<word>[^\W\d_]+)(?![.\w])")
_INITIAL = re.compile(r"(?:(?:^|[\s(.])|\.-)[A-Z]$")
_DEGREE = re.compile(r"(?:^|[\s(,])(?:[A-Z][A-Za-z]{0,3}\.)+[A-Z][A-Za-z]{0,4}$")
_ENUMERATOR = re.compile(r"(?:^|[\n:;])\s*\(?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4})$")
_CAPTION_NUMBER = (
    r"\s*(?:tabel|gambar|bagan|grafik|diagram|skema|foto|peta|lampiran|table|figure|fig|listing|chart|algorithm|appendix)"
    r"\.?\s+(?:\d+(?:\.\d+)*|[A-Z]|[IVX]+)"
)
_CAPTION = re.compile(_CAPTION_NUMBER, re.IGNORECASE)
_CAPTIONED = re.compile(_CAPTION_NUMBER + r"[.:]\s", re.IGNORECASE)
_SOURCE = re.compile(r"\s+\([^()\n]*\d[^()\n]*\)\.(?=\s|$)")


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
    """The sentences; what holds no letter or digit (a lone full stop of a listing) belongs to the one before it."""
    begin = start
    before: Sentence | None = None
    for stop in [*_stops(text, start, end), end]:
        sentence = trimmed(text, begin, stop)
        begin = stop
        if sentence is None:
            continue
        if before is not None and not any(map(str.isalnum, text[sentence.start : sentence.end])):
            before = Sentence(before.start, sentence.end)
            continue
        if before is not None:
            yield before
        before = sentence
    if before is not None:
        yield before


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
    if _CAPTIONED.match(text, text.rfind("\n", 0, newline) + 1, newline):
        return False  # a caption in the middle of a sentence is not its first half
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
    if match["stop"] != ".":  # "!", "…", ".)", ".”"
        source = match["stop"][-1] in '"”’»' and _SOURCE.match(text, match.end(), end)
        return not source and not _quote_goes_on(text, begin, match, end)
    if match.end() > match.end("stop"):
        return True  # ".[6]", ".12"
    return not _is_abbreviation(text, text[begin : match.start()], match.end(), end)


def _is_abbreviation(text: str, before: str, stop: int, end: int) -> bool:
    """Whether the full stop behind ``before`` belongs to an abbreviation, a number of a list or a caption, an initial."""
    token = _LAST_TOKEN.search(before)
    if token is None:
        return False
    word = token[0].casefold().strip("-")
    if word in _BEFORE_NUMBERS:
        return bool(re.match(r"\s+\(?(?:\d|[IVXLC]+\b|[ivxlc]+\b)", text[stop:end]))
    if word in _ABBREVIATIONS:
        return word not in {"dll", "dsb", "dst", "etc"}  # these end a list, and often its sentence
    if _ENUMERATOR.search(before) or _CAPTION.fullmatch(before):
        return True
    if _INITIAL.search(before) or _DEGREE.search(before):
        next_word = _WORD.match(text, stop, end)
        return next_word is None or next_word["word"].casefold() not in _STARTERS
    return False


def _quote_goes_on(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether "?" stands in a title or a quote that began within this sentence, which goes on behind it: "“A? B” adalah"."""
    if match["stop"] not in ("?", "!"):
        return False
    opened = max(text.rfind("“", begin, match.start()), text.rfind("«", begin, match.start()))
    if opened <= begin or re.search("[”»]", text[opened : match.start()]):
        return False
    closed = re.search("[”»]", text[match.end() : min(end, match.end() + 200)])
    if closed is None:
        return False
    behind = text[match.end() + closed.end() : end].lstrip()
    return behind[:1].islower() or behind[:1] in ("(", ",", ";")
