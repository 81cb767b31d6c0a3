"""What a font of a PDF says of itself: how wide its glyphs are, and whether it is bold. Pure.

Fonts are PDF dictionaries as pypdf hands them over; whatever is broken in one falls back to the usual.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

USUAL_WIDTH = 500.0
"""Thousandths of the size: about the mean of a text font's letters."""

MAX_WIDTHS = 70_000
"""A composite font has no more than 65,536 glyphs; more widths than that are a fault or an attack."""

FORCE_BOLD = 1 << 18
BOLD_WEIGHT = 600

_BOLD_NAME = re.compile(
    r"bold|black|heavy|-?(?:bd|medi)(?:ital|obli|ita)?$|^(?:cm|sf|ec|lm)[a-z]*bx\d*|^(?:cmb|ecbx|sfbx)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FontFacts:
    """``widths`` by character code, in thousandths of the size; ``scale`` maps them there and is 1 but for Type 3 fonts.

    ``height`` is how tall the font is, in its size: 1 but for Type 3 fonts, whose size means nothing by itself.
    ``has_height`` is False where that is a guess.
    """

    name: str
    bold: bool
    code_bytes: int
    widths: Mapping[int, float]
    default_width: float
    scale: float = 1.0
    height: float = 1.0
    has_height: bool = True

    def advance(self, code: bytes) -> tuple[float, int]:
        """The width of a string in thousandths of the size, and its number of glyphs."""
        if self.code_bytes == 1:
            return sum(self.widths.get(one, self.default_width) for one in code), len(code)
        pairs = [code[at] << 8 | code[at + 1] for at in range(0, len(code) - 1, 2)]
        return sum(self.widths.get(pair, self.default_width) for pair in pairs), len(pairs)


UNKNOWN_FONT = FontFacts("", False, 1, {}, USUAL_WIDTH)


def font_facts(font: Any) -> FontFacts:
    """The facts of a font dictionary.

    >>> facts = font_facts({"/BaseFont": "/ABCDEF+Arial-BoldMT", "/FirstChar": 65, "/Widths": [722, 700]})
    >>> facts.name, facts.bold, facts.advance(b"AB")
    ('Arial-BoldMT', True, (1422.0, 2))
    """
    try:
        return _font_facts(font)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RecursionError):
        return UNKNOWN_FONT  # the text of a broken font is kept; only its place on the page is less exact


def _font_facts(font: Any) -> FontFacts:
    name = str(font.get("/BaseFont", "")).lstrip("/").split("+")[-1]
    subtype = font.get("/Subtype", "")
    if subtype == "/Type0":
        inner = _resolved(_resolved(font["/DescendantFonts"])[0])
        descriptor = _resolved(inner.get("/FontDescriptor", {}))
        default = float(inner.get("/DW", 1000))
        widths = _composite_widths(_resolved(inner.get("/W", [])))
        return FontFacts(name, _is_bold(name, descriptor), 2, widths, default)
    descriptor = _resolved(font.get("/FontDescriptor", {}))
    widths = _simple_widths(font)
    default = float(descriptor.get("/MissingWidth", 0)) or USUAL_WIDTH
    if subtype == "/Type3":
        matrix = [float(value) for value in _resolved(font["/FontMatrix"])]
        box = [float(value) for value in _resolved(font.get("/FontBBox", (0, 0, 0, 0)))]
        height = abs(matrix[3]) * (box[3] - box[1])
        return FontFacts(name, False, 1, widths, default, abs(matrix[0]) * 1000, height if height > 0 else 1.0, False)
    return FontFacts(name, _is_bold(name, descriptor), 1, widths, default)


def _simple_widths(font: Any) -> dict[int, float]:
    first = int(font.get("/FirstChar", 0))
    return {
        first + at: float(_resolved(width)) for at, width in enumerate(list(_resolved(font.get("/Widths", [])))[:256])
    }


def _composite_widths(entries: Any) -> dict[int, float]:
    """``/W``: "first [width width …]" and "first last width"."""
    widths: dict[int, float] = {}
    at = 0
    while at + 1 < len(entries) and len(widths) < MAX_WIDTHS:
        first, second = int(_resolved(entries[at])), _resolved(entries[at + 1])
        if isinstance(second, list):
            widths.update((first + after, float(_resolved(width))) for after, width in enumerate(second))
            at += 2
        else:
            last = min(int(second), first + MAX_WIDTHS)
            widths.update(dict.fromkeys(range(first, last + 1), float(_resolved(entries[at + 2]))))
            at += 3
    return widths


def _is_bold(name: str, descriptor: Any) -> bool:
    if _BOLD_NAME.search(name):
        return True
    flags, weight = descriptor.get("/Flags", 0), descriptor.get("/FontWeight", 0)
    return bool(int(flags) & FORCE_BOLD) or float(weight) >= BOLD_WEIGHT


def _resolved(value: Any) -> Any:
    """The object behind an indirect reference."""
    return value.get_object() if hasattr(value, "get_object") else value
