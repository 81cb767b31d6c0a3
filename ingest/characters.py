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

GLYPH_LIGATURES = "f_f_i f_f_l f_f_j f_f f_i f_l f_j f_t f_b f_h f_k t_t t_i T_h".split()
"""Names of ligature glyphs that stand in the text as "/f_i" where a font has no Unicode map for them."""

SOFT_HYPHEN = "\u00ad"

_LIGATURE = re.compile("[" + "".join(LIGATURES) + "]")
_CORK = re.compile("(?<=[^\\W\\d_])[\x1b-\x1f]|[\x1b-\x1f](?=[^\\W\\d_])")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\u200b\u2060\ufffe\uffff]")
_GLYPH = re.compile(
    rf"/(?:(?P<parts>{'|'.join(GLYPH_LIGATURES)})(?=[^\W\d_]|[\s.,;:)/-]|$)|uni(?P<code>[0-9A-F]{{4}}))"
)
_BLANK = re.compile(r"[^\S\n]+")


def normalise(raw: str) -> str:
    """Map ligatures and control characters, and fold runs of blanks; line breaks stay.

    >>> normalise("de\\ufb01nisi\\x00  baku")
    'definisi baku'
    >>> normalise("de/f_inisi"), normalise("Ba/uni0075bau")
    ('definisi', 'Baubau')
    >>> normalise("Sel\\x1ce")  # "Selfie", set in a T1 font without a Unicode map
    'Selfie'
    """
    text = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = text.replace("\x0c", "\n").replace("\x0b", "\n").replace("\x85", "\n")
    text = _GLYPH.sub(_named_glyph, text)
    text = _LIGATURE.sub(lambda match: LIGATURES[match[0]], text)
    text = _CORK.sub(lambda match: CORK_LIGATURES[match[0]], text)
    text = _CONTROL.sub(" ", text)
    return _BLANK.sub(" ", text)


def _named_glyph(match: re.Match[str]) -> str:
    """A glyph's name to its letters; what is no character stays as it is."""
    if match["parts"]:
        return match["parts"].replace("_", "")
    character = chr(int(match["code"], 16))
    return character if character.isprintable() else match[0]


_APART = re.compile(r"[^\W\d_](?: [^\W\d_])+(?: {2,}[^\W\d_](?: [^\W\d_])+)+")


def close_up(text: str) -> str:
    """Letters set apart one by one, with wider gaps between words, become words; any other line stays as it is.

    >>> close_up("T I N J A U A N   P U S T A K A")
    'TINJAUAN PUSTAKA'
    """
    if not _APART.fullmatch(text.strip()):
        return text
    return " ".join(word.replace(" ", "") for word in re.split(r" {2,}", text.strip()))
