"""Whether a text holds a quote word for word, and where: offsets into the text, or the reason why not.

Both sides are folded to one form that remembers where each character came from, and the folded quote is searched
for; nothing is ever compared by likeness. Folding takes as the same:

- white space of any kind and length, line ends included; characters of no width count as nothing
- upper and lower case (Unicode's full case folding); ligatures (``ﬁ`` is ``fi``), composed and combining accents,
  full-width forms
- the shapes of quotation marks, single or double (though 5' is not 5"), of apostrophes, dashes and ellipses
- what a line's end makes of a word: "pene-\\nlitian", or "pene- litian" where lines were joined, meets both
  "penelitian" and "pene-litian", for the hyphen may be the line's or the word's. Spellings that are certain never meet
  each other: "antar-kota" is not "antarkota". A hyphen beside a digit never vanishes, nor does one that stands for a
  word left out ("pra- dan pascabencana"). The price is small: "panjang- pendek" meets "panjangpendek".

It never takes as the same: letters, digits, accents, superscripts, punctuation. And no span begins or ends inside a
word or a number with its signs, hyphens and slashes: "formal" is not found in "non-formal", nor "97" in "97,4%".
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Reason(StrEnum):
    """Why a quote has no place in a text."""

    EMPTY = "no word is quoted"
    NOT_FOUND = "the words are not in the text"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a text, half open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Found:
    """Every place where the words stand, in order; they may overlap."""

    spans: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """No place, and why."""

    reason: Reason


# What a hyphen within a word may stand for, as flags; a dash may also set two clauses apart.
_NOTHING, _HYPHEN, _SPACED_HYPHEN, _APART = 1, 2, 4, 8

_SINGLE, _DOUBLE = "'‘’‚‛`´‹›ʼʻ", '"“”„‟«»〝〞'
_ONE_TO_ONE = str.maketrans(
    {chr(upper): chr(upper).lower() for upper in range(ord("A"), ord("Z") + 1)}
    | dict.fromkeys(_SINGLE + "′＇", "'")
    | dict.fromkeys(_DOUBLE + "″＂", '"')
    | dict.fromkeys("‐‑⁃﹣－", "-")
    | dict.fromkeys("‒–−﹘", "–")
    | dict.fromkeys("—―", "—")
    | {chr(wide): chr(wide - 0xFEE0).lower() for wide in range(0xFF01, 0xFF5F) if chr(wide) not in "＂＇－"}
)

_ZERO_WIDTH = "\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
_MARKS = "".join(mark for mark in map(chr, range(0x300, 0x10000)) if unicodedata.category(mark).startswith("M"))
_SPACE = r"\s\x00-\x1f\x7f-\x9f"
_LINE_ENDS = frozenset("\n\r\f\v\x85\u2028\u2029")
_WORD = rf"[\w{_MARKS}]"
_APART_JOINT = re.compile(rb"[\x08-\x0f]")

FOLDED_WORD = re.compile(rf"\d+(?:[.,:/]\d+)+|{_WORD}+(?:'{_WORD}+)*")
"""A word of a folded text; a number is one word with its marks, as are "jum'at" and "don't"."""

_AROUND = re.compile(rf"[{_SINGLE}{_DOUBLE}{_SPACE}{_ZERO_WIDTH}]")
_JOINT = re.compile(rf"([-–—\xad])(?<={_WORD}.)([ \n]?)(?=(\w))")
_SUSPENDED = re.compile(r"(?:dan|atau|maupun|serta|hingga|sampai|and|or|to)\b")
_INSIDE = re.compile(
    rf"(?=[{_MARKS}])|(?<={_WORD})(?=['/]?{_WORD})|(?<={_WORD}['/])(?={_WORD})"  # o|rang, Jum|'at, km|/jam
    r"|(?<=\d)(?=[.,:]\d)|(?<=\d[.,:])(?=\d)"  # 97|,4
    r"|(?<=[-+±<>≤≥≈~$€£¥])(?=\d)|(?<=\d)(?= ?[%‰°⁺⁻])"  # -|5, 97|%
)


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """A text made ready for many quotes. Character ``i`` of ``text`` came from ``starts[i]:ends[i]`` of the original.

    Hyphens within words are taken out of ``text``; ``joints[i]`` says what may stand before its character ``i``.
    """

    text: str
    starts: array[int]
    ends: array[int]
    joints: bytes

    def stretches(self) -> Iterator[Interval]:
        """The folded text cut where a dash between two words may set clauses apart, though no white space does."""
        start = 0
        for match in _APART_JOINT.finditer(self.joints):
            yield Interval(start, match.start())
            start = match.start()
        yield Interval(start, len(self.text))

    def is_inside(self, position: int) -> bool:
        """Whether the position is within a character, a word or a number, where no span may begin or end."""
        if not 0 < position < len(self.text):
            return False
        if self.joints[position] != _NOTHING:
            return not self.joints[position] & _APART
        return self.starts[position - 1] == self.starts[position] or _INSIDE.match(self.text, position) is not None


def locate(quote: str, text: str | Folded) -> Found | Miss:
    """Every place where the text holds the quote, word for word.

    The span is the text's own wording. Quotation marks and white space around the quote do not count, and
    the full stop, comma, colon, semicolon or ellipsis that it ends in need not be there; ``?`` and ``!`` must.

    >>> text = "Kerja sama antar-kota tidak pasti berhasil (Alam, 2014)."
    >>> found = locate("“Kerja  sama antar‑kota\\ntidak pasti berhasil.”", text)
    >>> found
    Found(spans=(Interval(start=0, end=42),))
    >>> text[0:42]
    'Kerja sama antar-kota tidak pasti berhasil'
    >>> locate("Kerja sama antar-kota pasti berhasil", text)
    Miss(reason=<Reason.NOT_FOUND: 'the words are not in the text'>)
    >>> locate("pene-\\nlitian", "Penelitian ini penelitian awal")
    Found(spans=(Interval(start=0, end=10), Interval(start=15, end=25)))
    """
    wanted = bare_quote(quote)
    if not wanted.has_words:
        return Miss(Reason.EMPTY)
    folded = text if isinstance(text, Folded) else fold(text)
    spans = tuple(matches(wanted, folded, every_place(wanted.folded.text, folded.text)))
    return Found(spans) if spans else Miss(Reason.NOT_FOUND)


def every_place(part: str, text: str) -> Iterator[int]:
    """Where the part begins in the text, in order; places may overlap.

    >>> list(every_place("aa", "aaab"))
    [0, 1]
    """
    start = text.find(part)
    while start >= 0:
        yield start
        start = text.find(part, start + 1)


def fold(text: str) -> Folded:
    """The text as it is compared, each character with its place in the original.

    >>> folded = fold("Eﬁsiensi  antar-\\nkota")
    >>> folded.text
    'efisiensi antarkota'
    >>> folded.starts[10], folded.ends[14], folded.starts[15]   # the a and the r of "antar", the k of "kota"
    (10, 15, 17)
    """
    offsets = array("I", range(len(text) + 1))
    draft = _Draft(text.translate(_ONE_TO_ONE), offsets[:-1], offsets[1:])
    for pattern, instead in _PASSES:
        draft = _rewrite(draft, pattern, instead)
    joints = bytearray([_NOTHING]) * (len(draft.text) + 1)
    removed = 0
    for match in _JOINT.finditer(draft.text):
        joints[match.start() - removed] = _joint(match)
        removed += len(match[0])
    plain, starts, ends = _rewrite(draft, _JOINT, lambda _: "")
    return Folded(plain.translate(str.maketrans("\n–—", " --")), starts, ends, bytes(joints[: len(plain)]))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quote made ready to be looked for: its core as it stands in ``quote[start:]``, folded, and its folded ending."""

    core: str
    start: int
    folded: Folded
    ending: str

    @property
    def has_words(self) -> bool:
        return re.search(r"[^\W_]", self.folded.text) is not None


def bare_quote(quote: str) -> Wanted:
    """The quote without what a quoter puts around it, and how it ended.

    >>> wanted = bare_quote(" “Ekonomi lokal ...” ")
    >>> wanted.core, wanted.start, wanted.ending
    ('Ekonomi lokal', 2, ' …')
    """
    around = "".join(filter(_AROUND.match, set(quote)))
    bare = quote.strip(around)
    core = bare.rstrip(".…")
    if core == bare and bare.endswith((",", ";", ":")):
        core = bare[:-1]
    core = core.strip(around)
    return Wanted(core, quote.find(core), fold(core), fold(bare[len(core) :]).text)


def matches(wanted: Wanted, text: Folded, starts: Iterable[int]) -> Iterator[Interval]:
    """The places among ``starts``, offsets into the folded text, where the quote stands; with its ending where the text
    has that too."""
    quote, ending = wanted.folded, wanted.ending
    for start in starts:
        end = start + len(quote.text)
        if start < 0 or not text.text.startswith(quote.text, start):
            continue
        if not text.is_inside(start) and not text.is_inside(end) and agree(quote.joints, text.joints[start:end]):
            closed = end + len(ending)
            if text.text.startswith(ending, end) and not text.is_inside(closed):
                end = closed
            yield Interval(text.starts[start], text.ends[end - 1])


def agree(quoted: bytes, stored: bytes) -> bool:
    """Whether each hyphen, and each absence of one, may be the same on both sides; what precedes a quote is not quoted."""
    return quoted[1:] == stored[1:] or all(a & b for a, b in zip(quoted[1:], stored[1:], strict=True))


def _joint(match: re.Match[str]) -> int:
    """What the hyphen or dash between two characters of a word may stand for.

    >>> [_joint(_JOINT.search(text)) for text in ("antar-kota", "pene-\\nlitian", "2014-\\n2015", "pra- dan", "a—b")]
    [2, 7, 6, 4, 10]
    """
    dash, gap, after = match.groups()
    before = match.string[match.start() - 1]
    if dash in "–—":
        apart = (dash == "—" or gap) and not after.isdigit()
        return _HYPHEN | (_SPACED_HYPHEN if gap else 0) | (_APART if apart else 0)
    if gap == " " and _SUSPENDED.match(match.string, match.end()):
        return _SPACED_HYPHEN
    may_vanish = (gap or dash == "\xad") and not before.isdigit() and not after.isdigit()
    return _HYPHEN | (_SPACED_HYPHEN if gap else 0) | (_NOTHING if may_vanish else 0)


class _Draft(NamedTuple):
    """A text on its way to being folded, with the place of each character in the original."""

    text: str
    starts: array[int]
    ends: array[int]


def _rewrite(draft: _Draft, pattern: re.Pattern[str], replace: Callable[[str], str]) -> _Draft:
    """The draft with every match replaced; what comes in its stead has the place of the whole match."""
    text, starts, ends = draft
    parts: list[str] = []
    new_starts, new_ends, done = array("I"), array("I"), 0
    for match in pattern.finditer(text):
        begin, end = match.span()
        instead = replace(match[0])
        parts += (text[done:begin], instead)
        new_starts += starts[done:begin] + starts[begin : begin + 1] * len(instead)
        new_ends += ends[done:begin] + ends[end - 1 : end] * len(instead)
        done = end
    return _Draft("".join(parts) + text[done:], new_starts + starts[done:], new_ends + ends[done:])


@lru_cache(maxsize=4096)
def _one_letter(letter: str) -> str:
    """A letter with its combining marks, without case and in its composed form (Unicode's canonical caseless match)."""
    decomposed = unicodedata.normalize("NFD", letter).casefold()
    return unicodedata.normalize("NFC", decomposed).translate(_ONE_TO_ONE)


def _one_mark(mark: str) -> str:
    """One character for a run of dots or hyphens; a soft hyphen at no joint is nothing."""
    if len(mark) > 1:
        return "—" if mark[0] == "-" else "…"
    return {'"': "'", "\xad": ""}.get(mark, mark)


_PASSES: tuple[tuple[re.Pattern[str], Callable[[str], str]], ...] = (
    (re.compile(f"[{_ZERO_WIDTH}]+"), lambda _: ""),
    (re.compile(rf"[^\x00-\xa0\xad–—…\s][{_MARKS}\u1160-\u11ff]*|[!#-,/-~](?![\x00-\x7f])[{_MARKS}]+"), _one_letter),
    (re.compile(rf"\"(?<!\d.)|\.\.[.…]+|…[.…]*|--+|\xad(?<!{_WORD}.)|\xad(?![{_SPACE}]*\w)"), _one_mark),
    (re.compile(rf"[{_SPACE}]{{2,}}|(?![ \n])[{_SPACE}]"), lambda gap: " " if _LINE_ENDS.isdisjoint(gap) else "\n"),
)
