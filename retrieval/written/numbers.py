"""The numbers of a text as values, so that 97,4 and 97.4, 1.000 and 1,000, "dua puluh" and 20 can be compared. Pure.

Every digit of a text belongs to some number: nothing that a model writes in digits escapes the check.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written, and its value. ``in_words``: "dua puluh", not 20."""

    written: str
    value: Decimal
    percent: bool = False
    in_words: bool = False


def numbers_in(text: str) -> tuple[Number, ...]:
    """All numbers of a text, those in digits first.

    >>> [str(each.value) for each in numbers_in("97,4% dari 1.000 orang, 2,5 juta rupiah, tahun 2009–2015, dua puluh lima")]
    ['97.4', '1000', '2500000', '2009', '2015', '25']
    >>> [str(each.value) for each in numbers_in("Rp5.000; 1,234.50; -3; 12.05.2009; twenty-five, one")]
    ['5000', '1234.5', '-3', '12', '5', '2009', '25']
    """
    plain = unicodedata.normalize("NFKC", text)
    return (*_in_digits(plain), *_in_words(plain))


def _in_digits(text: str) -> Iterator[Number]:
    for found in _DIGITS.finditer(text):
        written = found[0]
        percent = bool(_PERCENT.match(text, found.end()))
        scale = _SCALE.match(text, found.end())
        factor = _SCALES[scale[1].casefold()] if scale else 1
        negative = (
            found.start() > 0 and text[found.start() - 1] in "-−" and not _BOUND.search(text[: found.start() - 1])
        )
        for value in _values(written):
            yield Number(written, _plain(value * factor * (-1 if negative else 1)), percent)


def _values(written: str) -> Iterator[Decimal]:
    """What digits with points and commas may mean: one number, or several where it is a date or a section.

    A single separator before exactly three digits parts thousands, unless nothing but 0 stands before it.

    >>> [list(map(str, _values(each))) for each in ("1.000", "0,125", "2.5", "1.234,5", "1.2.3")]
    [['1000'], ['0.125'], ['2.5'], ['1234.5'], ['1', '2', '3']]
    """
    groups, separators = re.split(r"[.,]", written), re.findall(r"[.,]", written)
    if not separators:
        yield Decimal(groups[0])
        return
    thousands = len(groups[0]) <= 3 and groups[0].strip("0") != ""
    if thousands and len(set(separators)) == 1 and all(len(group) == 3 for group in groups[1:]):
        yield Decimal("".join(groups))
    elif len(separators) == 1:
        yield Decimal(f"{groups[0]}.{groups[1]}")
    elif thousands and separators.count(separators[-1]) == 1 and all(len(group) == 3 for group in groups[1:-1]):
        yield Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")
    else:
        yield from map(Decimal, groups)


def _in_words(text: str) -> Iterator[Number]:
    """Runs of number words; "satu", "one" and "a" alone are articles and count as none."""
    run: list[str] = []
    for word in [*re.findall(r"[^\W\d_]+|[^\s]", text.casefold()), ""]:
        if word in _WORDS or (run and word in ("puluh", "belas", *_SCALES)):
            run.append(word)
        elif run and word in ("-", "and"):
            continue
        else:
            if run and (value := _value_of(run)) > 1:
                yield Number(" ".join(run), Decimal(value), in_words=True)
            run = []


def _value_of(words: list[str]) -> int:
    """The value of a run of number words of either language.

    >>> [_value_of(each.split()) for each in ("dua puluh lima", "dua belas", "seratus tiga", "twenty five", "three hundred")]
    [25, 12, 103, 25, 300]
    """
    whole, part, last = 0, 0, 0
    for word in words:
        if word == "puluh":
            part, last = part - last + last * 10, 0
        elif word == "belas":
            part, last = part + 10, 0
        elif word in ("ratus", "hundred"):
            part, last = (part or 1) * 100, 0
        elif word in _SCALES:
            whole, part, last = whole + (part or 1) * _SCALES[word], 0, 0
        else:
            last = _WORDS[word]
            part += last
    return whole + part


def _plain(value: Decimal) -> Decimal:
    """Without trailing zeros, and never as a power of ten."""
    return Decimal(f"{value.normalize():f}")


_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")
_BOUND = re.compile(r"[\w)\]%]\s?$")
"""Before a minus sign: then it is a dash between two things."""
_PERCENT = re.compile(r"\s?%|\s(?:persen|percent|per\s?cent|prosen)\b", re.IGNORECASE)
_SCALES = {
    "ratus": 100, "hundred": 100, "ribu": 1000, "rb": 1000, "thousand": 1000, "juta": 10**6, "jt": 10**6,
    "million": 10**6, "miliar": 10**9, "milyar": 10**9, "billion": 10**9, "triliun": 10**12, "trillion": 10**12,
}  # fmt: skip
_SCALE = re.compile(rf"\s?({'|'.join(_SCALES)})\b", re.IGNORECASE)
_WORDS = {
    "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7, "delapan": 8, "sembilan": 9,
    "sepuluh": 10, "sebelas": 11, "seratus": 100, "seribu": 1000,
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
