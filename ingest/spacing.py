"""Blanks that print shows and the file lacks, or the other way round: "P E N D A H U L U A N", "kerjasamaantarkota". Pure.

Only blanks change, and only where there is one way to read the letters as words of the document or its language;
what stays doubtful is reported.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ingest.cleanup import Line

MIN_RUN = 15
"""Shorter runs of letters are words, known or not."""

MIN_PARTS = 3
"""A long word of two parts may be a compound that is written so; of three or more it lacks its blanks."""

MIN_BARE_LINE = 25
"""A line of so many letters and hardly a blank lacks them; a shorter one may be one long word."""

DOUBTFUL_RUN = 28
"""No word of Indonesian or English is this long: where such a run cannot be read, it is reported."""

DOUBTFUL_LETTERS = 8
"""So many letters standing apart are a word set wide; fewer may be a formula or a row of options."""

_APART = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){3,}(?!\S)")
_RUN = re.compile(rf"(?<!\S)[\"'“‘(]?(?P<letters>[^\W\d_]{{{MIN_RUN},}})[\"'”’).,;:!?]*(?!\S)")
_SHORT = frozenset("a of in to on at by is as or it we be".split())
"""Short words that count where a whole line lacks its blanks; "di", "ke" and "an" may be parts of a longer word."""

_AFFIXES = frozenset(
    "kan nya lah kah pun per ber ter men mem meng pem pen peng kean bel ing ion able ness ment".split()
)
_NUMERAL = re.compile(r"[ivxl]{1,5}")


@dataclass(frozen=True, slots=True)
class Spaced:
    """The lines, mended where that was certain, and the pages on which some are doubtful."""

    lines: tuple[Line, ...]
    doubtful_pages: tuple[int, ...]


def mend_spacing(lines: Sequence[Line], is_word: Callable[[str], bool]) -> Spaced:
    """Close up letters that stand apart, and part words that run together.

    >>> lines = [Line(0, "P E N D A H U L U A N"), Line(0, "Pendahuluan ini singkat.")]
    >>> mend_spacing(lines, lambda word: word == "pendahuluan").lines[0].text
    'PENDAHULUAN'
    """
    known = _Words(
        Counter(word for line in lines for word in re.findall(r"[^\W\d_]{2,}", line.text.casefold())), is_word
    )
    mended: list[Line] = []
    doubtful: set[int] = set()
    for line in lines:
        text, certain = _mend(line.text, known)
        if not certain:
            doubtful.add(line.page_index)
        mended.append(line if text == line.text else replace(line, text=text, columns=()))
    return Spaced(tuple(mended), tuple(sorted(doubtful)))


@dataclass(frozen=True, slots=True)
class _Words:
    """What counts as a word: whatever stands by itself in the document several times, and the language's own words."""

    seen: Counter[str]
    is_word: Callable[[str], bool]

    def has(self, word: str) -> bool:
        """Whether the lower-case string is a word of the document or of the language."""
        return self.is_common(word) or (len(word) > 3 and word not in _AFFIXES and self.is_word(word))

    def is_common(self, word: str) -> bool:
        """Whether the document has the string as a word by itself, several times."""
        return 2 < len(word) < MIN_RUN and word not in _AFFIXES and self.seen[word] > 2


def _mend(text: str, known: _Words) -> tuple[str, bool]:
    certain = True
    letter_count = sum(map(str.isalpha, text))
    lacks_blanks = letter_count >= MIN_BARE_LINE and text.count(" ") * MIN_RUN <= letter_count

    def in_bare_line(part: str, _: int) -> bool:
        return part in _SHORT or known.has(part)

    def close_up(match: re.Match[str]) -> str:
        nonlocal certain
        letters = match[0].replace(" ", "")
        has_chapter = letters.casefold().startswith("bab")
        parts = _parts(letters, lambda part, start: known.has(part) or (has_chapter and _is_chapter(part, start)))
        if parts is None:
            certain = certain and len(letters) < DOUBTFUL_LETTERS
            return match[0]
        return " ".join(parts)

    def part(match: re.Match[str]) -> str:
        nonlocal certain
        letters = match["letters"]
        if known.has(letters.casefold()) or re.search(r"[^\W\d_A-Z][A-Z]", letters):
            return match[0]
        parts = _parts(letters, in_bare_line if lacks_blanks else lambda part, _: known.is_common(part))
        if parts is None or len(parts) < MIN_PARTS:
            certain = certain and len(letters) < DOUBTFUL_RUN
            return match[0]
        return match[0].replace(letters, " ".join(parts))

    return _RUN.sub(part, _APART.sub(close_up, text)), certain


def _is_chapter(part: str, start: int) -> bool:
    """ "bab" at the beginning, or the numeral behind it."""
    return (start == 0 and part == "bab") or (start == 3 and bool(_NUMERAL.fullmatch(part)))


def _parts(letters: str, is_part: Callable[[str, int], bool]) -> list[str] | None:
    """The letters as the fewest words, None where there is no way or more than one."""
    lower = letters.casefold()
    if len(lower) != len(letters):
        return None
    count = len(lower)
    fewest: list[tuple[int, int, int]] = [(0, 1, 0)]  # for each end: words, ways, start of the last word
    for end in range(1, count + 1):
        best, ways, start_of_last = count + 1, 0, 0
        for start in range(max(0, end - 24), end):
            words, ways_before, _ = fewest[start]
            if not ways_before or words + 1 > best or not is_part(lower[start:end], start):
                continue
            if words + 1 < best:
                best, ways, start_of_last = words + 1, ways_before, start
            else:
                ways += ways_before
        fewest.append((best, ways, start_of_last))
    if fewest[count][1] != 1:
        return None
    parts: list[str] = []
    end = count
    while end:
        start = fewest[end][2]
        parts.append(letters[start:end])
        end = start
    return parts[::-1]
