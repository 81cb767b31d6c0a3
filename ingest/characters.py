"""Characters as pypdf gives them → characters as a person reads them. Pure.

Ligatures become their letters, control characters become spaces, and nothing else changes: no digit,
no letter, no punctuation mark is ever normalised away.
"""

from __future__ import annotations

import re

LIGATURES = {
    "ﬀ": "ff",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "ﬃ": "ffi",
    "ﬄ": "ffl",
    "ﬅ": "ft",
    "ﬆ": "st",
    "Ĳ": "IJ",
    "ĳ": "ij",
}

CORK_LIGATURES = {"\x1b": "ff", "\x1c": "fi", "\x1d": "fl", "\x1e": "ffi", "\x1f": "ffl"}
"""Positions 27–31 of TeX's T1 (Cork) encoding, which fonts without a Unicode map leave in the text."""

SOFT_HYPHEN = "\u00ad"

_LIGATURE = re.compile("[" + "".join(LIGATURES) + "]")
_CORK = re.compile("(?<=[^\\W\\d_])[\x1b-\x1f]|[\x1b-\x1f](?=[^\\W\\d_])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200b\u2060\ufffe\uffff]")
_BLANK = re.compile(r"[^\S\n]+")


def normalise(raw: str) -> str:
    """Map ligatures and control characters, and fold runs of blanks; line breaks stay.

    >>> normalise("de\\ufb01nisi\\x00  baku")
    'definisi baku'
    >>> normalise("Sel\\x1ce")  # "Selfie", set in a T1 font without a Unicode map
    'Selfie'
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\x0c", "\n").replace("\x0b", "\n").replace("\x85", "\n")
    text = _LIGATURE.sub(lambda match: LIGATURES[match[0]], text)
    text = _CORK.sub(lambda match: CORK_LIGATURES[match[0]], text)
    text = _CONTROL.sub(" ", text)
    return _BLANK.sub(" ", text)
