"""What pypdf shows its visitors while it extracts a page → printed lines with their place and type. Pure.

pypdf decides which characters a page has, in which order, and where lines end; a ``LineCollector`` watches the
operators go by and notes where each stretch of text stands, how large, how bold, and whether it can be seen.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import hypot
from typing import Any

from ingest.font_facts import UNKNOWN_FONT, FontFacts, font_facts
from ingest.painting import IDENTITY, Box, Hiding, Matrix, Painting, Shown, multiply, turned_upright

WIDE_GAP = 1.5
"""A gap within a line of so many times the size separates columns, not words."""

_SHOWS = (b"Tj", b"TJ", b"'", b'"')
_MOVES = (b"Td", b"TD", b"Tm", b"T*", b"BT")
_CHANGES = frozenset((b"Tr", b"g", b"rg", b"k", b"sc", b"scn", b"cs", b"gs"))


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line of the page, without what nobody can see. Places are points from the page's bottom left.

    ``size`` is that of most letters, ``bold`` that of most letters, ``columns`` the offsets in ``text`` that stand behind
    a wide gap, each with its left edge. ``size`` 0 means that the page told nothing of the line.
    """

    text: str
    size: float = 0.0
    bold: bool = False
    left: float = 0.0
    right: float = 0.0
    baseline: float = 0.0
    turned: bool = False
    columns: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class HiddenText:
    """Characters of a page that a reader does not see, and why."""

    hiding: Hiding
    text: str


@dataclass(frozen=True, slots=True)
class PageLines:
    """A page as its readers see it. ``recognised``: its text lies unseen over the picture of a scan (OCR)."""

    lines: tuple[PrintedLine, ...]
    hidden: tuple[HiddenText, ...]
    recognised: bool


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of pypdf's text, with the showings that it came from."""

    text: str
    shown: tuple[Shown, ...]


@dataclass(slots=True)
class _TextState:
    """The part of the graphics state that places letters."""

    font: FontFacts = UNKNOWN_FONT
    size: float = 12.0
    letter_gap: float = 0.0
    word_gap: float = 0.0
    stretch: float = 1.0
    rise: float = 0.0


class LineCollector:
    """The visitors for one page's extraction, and the lines when it is over.

    ``resources`` is the page's dictionary of them, ``fonts`` a store of font facts shared by the pages of a file,
    ``turned`` the degrees by which viewers turn the page.
    """

    def __init__(self, paper: Box, resources: Any, fonts: dict[int, FontFacts], turned: int = 0) -> None:
        upright, seen = turned_upright(paper, turned)
        self.painting = Painting(seen)
        self._fonts = fonts
        self._forms: list[tuple[Matrix, Any]] = [(upright, resources)]
        self._entered: list[bool] = []
        self._text = _TextState()
        self._saved: list[_TextState] = []
        self._advance = 0.0
        self._shown: list[Shown] = []
        self._pieces: list[_Piece] = []

    def before(self, operator: bytes, operands: Any, cm: Matrix, tm: Matrix) -> None:
        """Visitor: an operator is about to be processed."""
        if operator in _SHOWS:
            self._show(operands, cm, tm)
        elif operator in _MOVES:
            self._advance = 0.0
        elif operator == b"Do":
            self._enter(operands, cm)
        elif operator == b"cs":
            self.painting.set_space(self._is_plain_space(operands))
        elif operator == b"gs":
            self._set_transparency(operands)
        else:
            self._set_text_state(operator, operands)
            self.painting.operate(operator, operands, multiply(cm, self._forms[-1][0]))

    def after(self, operator: bytes, _operands: Any, _cm: Matrix, _tm: Matrix) -> None:
        """Visitor: an operator was processed; a form that was drawn is over."""
        if operator == b"Do" and self._entered and self._entered.pop():
            self._forms.pop()
            self.painting.operate(b"Q", [], IDENTITY)

    def text(self, text: str, _cm: Matrix, _tm: Matrix, _font: Any, _size: float) -> None:
        """Visitor: pypdf has a stretch of text of one font, or of none."""
        if text or self._shown:
            self._pieces.append(_Piece(text, tuple(self._shown)))
            self._shown = []

    def page(self) -> PageLines:
        """What the page shows and what it hides."""
        is_scan = self.painting.is_scan()
        recognised = False
        visible: list[_Piece] = []
        hidden: list[HiddenText] = []
        for piece in self._pieces:
            hiding = self._hiding(piece)
            under_picture = is_scan and bool(piece.shown) and all(map(self.painting.is_under_picture, piece.shown))
            if is_scan and (hiding is Hiding.INVISIBLE or under_picture):
                recognised, hiding = True, None
            if hiding is None:
                visible.append(piece)
                continue
            ends_line = piece.text.endswith("\n")
            visible.append(_Piece("\n" if ends_line else " ", ()))
            if piece.text.strip():
                hidden.append(HiddenText(hiding, piece.text))
        lines = [_line(line) for line in _lines_of(visible) if any(piece.text.strip() for piece in line)]
        return PageLines(tuple(lines), tuple(hidden), recognised)

    def _hiding(self, piece: _Piece) -> Hiding | None:
        """A piece is hidden when all of it is."""
        ways = {self.painting.hiding(shown) for shown in piece.shown}
        return None if None in ways or not ways else ways.pop()

    def _show(self, operands: Any, cm: Matrix, tm: Matrix) -> None:
        state, font = self._text, self._text.font
        place = multiply(tm, multiply(cm, self._forms[-1][0]))
        along, up = hypot(place[0], place[1]), hypot(place[2], place[3])
        advance = self._length(operands)
        start = self._advance
        self._advance += advance
        x, y = place[4] + start * place[0] + state.rise * place[2], place[5] + start * place[1] + state.rise * place[3]
        upright = abs(place[1]) <= 0.02 * along and place[0] > 0
        right = x + advance * place[0] if upright else x
        painting = self.painting.state
        self._shown.append(
            Shown(
                left=min(x, right),
                right=max(x, right),
                baseline=y,
                size=abs(state.size) * font.height * up,
                upright=upright,
                bold=font.bold or painting.mode == 2,
                has_height=font.has_height,
                mode=painting.mode,
                colour=painting.fill,
                alpha=painting.alpha,
                painted=self.painting.painted,
            )
        )

    def _length(self, operands: Any) -> float:
        """How far showing the strings moves the pen, in the text's own space."""
        state = self._text
        shown = operands[-1] if operands else b""
        parts: Iterable[Any] = shown if isinstance(shown, list) else (shown,)
        thousandths, glyphs, blanks = 0.0, 0, 0
        for part in parts:
            if isinstance(part, bytes):
                width, count = state.font.advance(part)
                thousandths, glyphs = thousandths + width * state.font.scale, glyphs + count
                blanks += part.count(b" ") if state.font.code_bytes == 1 else 0
            elif isinstance(part, (int, float)):
                thousandths -= float(part)
        length = thousandths / 1000 * state.size + glyphs * state.letter_gap + blanks * state.word_gap
        return length * state.stretch

    def _set_text_state(self, operator: bytes, operands: Any) -> None:
        state = self._text
        if operator == b"q":
            self._saved.append(_TextState(*(getattr(state, name) for name in _TextState.__slots__)))
        elif operator == b"Q":
            self._text = self._saved.pop() if self._saved else state
        elif operator == b"Tf" and len(operands) == 2:
            state.font = self._font(operands[0])
            state.size = _number(operands[1], state.size)
        elif operator in _NUMBERS and operands:
            name, unit = _NUMBERS[operator]
            setattr(state, name, _number(operands[0], 0.0) * unit)

    def _font(self, name: Any) -> FontFacts:
        font = self._resource("/Font", name)
        if font is None:
            return UNKNOWN_FONT
        if id(font) not in self._fonts:
            self._fonts[id(font)] = font_facts(font)
        return self._fonts[id(font)]

    def _enter(self, operands: Any, cm: Matrix) -> None:
        """An image is painted; a form is a page within the page."""
        matrix = multiply(cm, self._forms[-1][0])
        drawn: Any = self._resource("/XObject", operands[0]) if operands else None
        kind = drawn.get("/Subtype") if hasattr(drawn, "get") else None
        self._entered.append(kind == "/Form")
        if kind == "/Image":
            self.painting.image(matrix)
        elif kind == "/Form":
            own = _matrix(drawn.get("/Matrix"))
            resources = _resolved(drawn.get("/Resources")) or self._forms[-1][1]
            self._forms.append((multiply(own, matrix), resources))
            self.painting.operate(b"q", [], IDENTITY)

    def _is_plain_space(self, operands: Any) -> bool:
        name = str(operands[0]) if operands else ""
        space = self._resource("/ColorSpace", name)
        if isinstance(space, list) and space:
            name = str(_resolved(space[0]))
        return name in _PLAIN_SPACES

    def _set_transparency(self, operands: Any) -> None:
        state: Any = self._resource("/ExtGState", operands[0]) if operands else None
        if hasattr(state, "get") and (alpha := _resolved(state.get("/ca"))) is not None:
            self.painting.state.alpha = _number(alpha, 1.0)
        if hasattr(state, "get") and (mode := _resolved(state.get("/BM"))) is not None:
            self.painting.state.blends = str(mode) not in ("/Normal", "/Compatible")

    def _resource(self, kind: str, name: Any) -> Any:
        """The named resource of the page or form, None where it is missing or broken."""
        try:
            return _resolved(_resolved(self._forms[-1][1][kind])[name])
        except (LookupError, TypeError):
            return None


RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


def with_places(operations: Sequence[tuple[Any, bytes]], moves: bool = True) -> list[tuple[Any, bytes]]:
    """The same operations, with pypdf made to hand over its text wherever a place or a colour changes.

    pypdf hands text over at a ``cm``; so one that changes nothing goes before text that was moved to the right
    (columns, cells) or whose colour or mode is new. ``moves`` False: only for the latter, since pypdf can turn a
    line of Arabic or Hebrew into reading order only while it has it in one piece.
    """
    result: list[tuple[Any, bytes]] = []
    pending = False
    across = 0.0
    for operands, operator in operations:
        if operator in _SHOWS:
            if pending:
                result.append((list(IDENTITY), b"cm"))
                pending = False
            if operator == b"'":
                result.extend((([], b"T*"), (operands, b"Tj")))
                continue
        elif operator in _CHANGES:
            pending = True
        elif operator in (b"Td", b"TD") and operands:
            pending = pending or (moves and _number(operands[0], 0.0) > 0)
        elif operator == b"Tm" and len(operands) == 6:
            here = _number(operands[4], across)
            pending, across = pending or (moves and here > across), here
        result.append((operands, operator))
    return result


def _lines_of(pieces: Sequence[_Piece]) -> Iterator[list[_Piece]]:
    """The pieces of each line; line ends stand only at the end of pieces."""
    line: list[_Piece] = []
    for piece in pieces:
        first, *others = piece.text.split("\n")
        line.append(_Piece(first, piece.shown))
        for text in others:
            yield line
            line = [_Piece(text, piece.shown if text else ())]
    yield line


def _line(pieces: Sequence[_Piece]) -> PrintedLine:
    text = "".join(piece.text for piece in pieces)
    placed = [piece for piece in pieces if piece.shown and piece.text.strip()]
    if not placed:
        return PrintedLine(text)
    sizes: Counter[tuple[float, bool]] = Counter()
    for piece in placed:
        first = piece.shown[0]
        sizes[round(first.size, 1), first.bold] += sum(not character.isspace() for character in piece.text)
    size = Counter(dict(_summed((size, count) for (size, _), count in sizes.items()))).most_common(1)[0][0]
    shown = [one for piece in placed for one in piece.shown]
    main = next(piece.shown[0] for piece in placed if round(piece.shown[0].size, 1) == size)
    return PrintedLine(
        text,
        size,
        2 * sum(count for (_, bold), count in sizes.items() if bold) > sizes.total(),
        round(min(one.left for one in shown), 1),
        round(max(one.right for one in shown), 1),
        round(main.baseline, 1),
        not main.upright,
        tuple(_columns(pieces, size)),
    )


def _summed(counts: Iterable[tuple[float, int]]) -> Iterator[tuple[float, int]]:
    for size, group in groupby(sorted(counts), key=lambda one: one[0]):
        yield size, sum(count for _, count in group)


def _columns(pieces: Sequence[_Piece], size: float) -> Iterator[tuple[int, float]]:
    offset = 0
    right: float | None = None
    for piece in pieces:
        if piece.shown and piece.text.strip():
            left = piece.shown[0].left
            if right is not None and left - right > WIDE_GAP * size:
                yield offset + len(piece.text) - len(piece.text.lstrip()), round(left, 1)
            right = piece.shown[-1].right
        offset += len(piece.text)


_NUMBERS: dict[bytes, tuple[str, float]] = {
    b"Tc": ("letter_gap", 1.0),
    b"Tw": ("word_gap", 1.0),
    b"Tz": ("stretch", 0.01),
    b"Ts": ("rise", 1.0),
}
_PLAIN_SPACES = ("/DeviceGray", "/DeviceRGB", "/DeviceCMYK", "/ICCBased", "/CalGray", "/CalRGB")


def _number(value: Any, otherwise: float) -> float:
    return float(value) if isinstance(value, (int, float)) else otherwise


def _matrix(value: Any) -> Matrix:
    value = _resolved(value)
    numbers = [_number(one, 0.0) for one in value] if isinstance(value, list) else []
    return numbers if len(numbers) == 6 else IDENTITY


def _resolved(value: Any) -> Any:
    return value.get_object() if hasattr(value, "get_object") else value
