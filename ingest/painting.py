"""What is painted on a page, and whether a reader can see the text on it. Pure.

Follows the graphics state of a content stream (ISO 32000-1, 8.4): colours, transparency, clipping, rendering
mode, filled areas and images. Where it cannot tell, text counts as visible: nothing is hidden by a guess.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

Matrix = Sequence[float]
Colour = tuple[float, float, float]

WHITE: Colour = (1.0, 1.0, 1.0)
BLACK: Colour = (0.0, 0.0, 0.0)
SAME_COLOUR = 0.06
"""Text that differs from what lies behind it by less than this in every channel cannot be seen."""

TINY_POINTS = 1.5
"""Letters of this size or smaller are specks on paper."""

SCAN_SHARE = 0.6
"""Images that cover at least this share of a page make it a scan, and its invisible text recognised text."""

IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
MAX_AREAS = 2_000
"""Areas remembered a page; on one with more (a dense chart) no colour is compared."""

SMALL_AREA = 4.0
"""Square points; nothing smaller lies behind a letter or covers it."""


class Hiding(StrEnum):
    """How text is kept from a reader's eyes."""

    INVISIBLE = "invisible"
    SAME_COLOUR = "colour of the paper"
    OFF_PAGE = "off the page"
    TINY = "tiny"
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle upright on the page, in points."""

    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: Box) -> Box:
        """What two boxes share; of no area where they share nothing."""
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Box(left, bottom, max(left, min(self.right, other.right)), max(bottom, min(self.top, other.top)))

    def holds(self, x: float, y: float) -> bool:
        """Whether the point lies in the box."""
        return self.left <= x <= self.right and self.bottom <= y <= self.top

    @property
    def area(self) -> float:
        """In square points."""
        return (self.right - self.left) * (self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class Shown:
    """One showing of text: where it starts and ends on its baseline, how large, and how it is painted.

    ``painted`` is the number of areas painted before it. ``colour`` is None where it cannot be told.
    """

    left: float
    right: float
    baseline: float
    size: float
    upright: bool
    bold: bool
    has_height: bool
    mode: int
    colour: Colour | None
    alpha: float
    painted: int


@dataclass(frozen=True, slots=True)
class _Area:
    """A painted area. ``colour`` is None for images, patterns, shapes that are no rectangle and all that shines through."""

    box: Box
    colour: Colour | None
    is_image: bool


@dataclass(slots=True)
class _State:
    fill: Colour | None = BLACK
    in_plain_space: bool = True
    alpha: float = 1.0
    blends: bool = False
    mode: int = 0
    clip: Box = field(default_factory=lambda: Box(-1e6, -1e6, 1e6, 1e6))


class Painting:
    """The canvas of one page. ``operate`` takes each operator of its content in order."""

    def __init__(self, paper: Box) -> None:
        self.paper = paper
        self.state = _State()
        self._stack: list[_State] = []
        self._areas: list[_Area] = []
        self._points: list[tuple[float, float]] = []
        self._rectangles = 0
        self._segments = 0
        self._clipping = False

    @property
    def painted(self) -> int:
        """How many areas have been painted so far."""
        return len(self._areas)

    def operate(self, operator: bytes, operands: Any, matrix: Matrix) -> None:
        """Follow one operator; ``matrix`` maps its coordinates to the page."""
        action = _ACTIONS.get(operator)
        if action is not None:
            action(self, operands, matrix)

    def image(self, matrix: Matrix) -> None:
        """An image fills the unit square."""
        box = _box([_apply(matrix, x, y) for x, y in ((0, 0), (1, 0), (0, 1), (1, 1))])
        self._paint(_Area(box.meets(self.state.clip), None, is_image=True))

    def is_scan(self) -> bool:
        """Whether images cover the page."""
        covered = sum(area.box.meets(self.paper).area for area in self._areas if area.is_image)
        return covered >= SCAN_SHARE * self.paper.area

    def hiding(self, shown: Shown) -> Hiding | None:
        """How the text is hidden, or None where a reader can see it or nobody can tell."""
        if shown.mode in (3, 7) or shown.alpha < SAME_COLOUR:
            return Hiding.INVISIBLE
        if shown.upright and not self._touches_paper(shown):
            return Hiding.OFF_PAGE
        if shown.has_height and shown.size <= TINY_POINTS:
            return Hiding.TINY
        return None if len(self._areas) >= MAX_AREAS else self._hiding_by_paint(shown)

    def _hiding_by_paint(self, shown: Shown) -> Hiding | None:
        if self._cover(shown) is not None:
            return Hiding.COVERED
        if shown.mode in (0, 4) and shown.colour is not None:
            middle = (shown.left + shown.right) / 2, shown.baseline + 0.3 * shown.size
            behind = self._behind(*middle, self._areas[: shown.painted])
            if behind is not None and _is_same(shown.colour, behind):
                return Hiding.SAME_COLOUR
        return None

    def is_under_picture(self, shown: Shown) -> bool:
        """Whether an image was laid over the text, as some scanners do with the text that they recognised."""
        return any(area.is_image and _covers(area.box, shown) for area in self._areas[shown.painted :])

    def _cover(self, shown: Shown) -> _Area | None:
        """What was painted over the text and lets nothing through."""
        later = self._areas[shown.painted :]
        return next((area for area in later if area.colour is not None and _covers(area.box, shown)), None)

    def _touches_paper(self, shown: Shown) -> bool:
        paper = self.paper
        above, below = shown.baseline + shown.size, shown.baseline - 0.3 * shown.size
        return above > paper.bottom and below < paper.top and shown.right > paper.left and shown.left < paper.right

    @staticmethod
    def _behind(x: float, y: float, areas: Sequence[_Area]) -> Colour | None:
        for area in reversed(areas):
            if area.box.holds(x, y):
                return area.colour
        return WHITE

    def _paint(self, area: _Area) -> None:
        if len(self._areas) < MAX_AREAS and area.box.area >= SMALL_AREA:
            self._areas.append(area)

    def _save(self, _: Any, __: Matrix) -> None:
        self._stack.append(replace(self.state))

    def _restore(self, _: Any, __: Matrix) -> None:
        if self._stack:
            self.state = self._stack.pop()

    def _set_mode(self, operands: Any, _: Matrix) -> None:
        self.state.mode = int(operands[0]) if operands and isinstance(operands[0], (int, float)) else 0

    def set_space(self, is_plain: bool) -> None:
        """Another colour space for fills. A plain one counts light; in a spot colour's, 1 is full ink."""
        self.state.in_plain_space = is_plain
        self.state.fill = BLACK if is_plain else None

    def _set_device_fill(self, operands: Any, _: Matrix) -> None:
        self.state.in_plain_space = True
        self.state.fill = _colour(operands)

    def _set_fill(self, operands: Any, _: Matrix) -> None:
        self.state.fill = _colour(operands) if self.state.in_plain_space else None

    def _move(self, operands: Any, matrix: Matrix) -> None:
        numbers = _numbers(operands)
        self._points.extend(_apply(matrix, *pair) for pair in zip(numbers[::2], numbers[1::2], strict=False))
        self._segments += 1

    def _rectangle(self, operands: Any, matrix: Matrix) -> None:
        numbers = _numbers(operands)
        if len(numbers) == 4:
            x, y, width, height = numbers
            corners = ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
            self._points.extend(_apply(matrix, *corner) for corner in corners)
            self._rectangles += 1

    def _clip(self, _: Any, __: Matrix) -> None:
        self._clipping = True

    def _fill_path(self, operands: Any, matrix: Matrix) -> None:
        if self._points:
            plain = (
                self._rectangles == 1
                and not self._segments
                and self.state.alpha > 1 - SAME_COLOUR
                and not self.state.blends
            )
            box = _box(self._points).meets(self.state.clip)
            self._paint(_Area(box, self.state.fill if plain else None, is_image=False))
        self._end_path(operands, matrix)

    def _shade(self, _: Any, __: Matrix) -> None:
        self._paint(_Area(self.state.clip.meets(self.paper), None, is_image=False))

    def _inline_image(self, _: Any, matrix: Matrix) -> None:
        self.image(matrix)

    def _end_path(self, _: Any, __: Matrix) -> None:
        if self._clipping and self._points:
            self.state.clip = self.state.clip.meets(_box(self._points))
        self._points, self._rectangles, self._segments, self._clipping = [], 0, 0, False


_ACTIONS: dict[bytes, Callable[[Painting, Any, Matrix], None]] = {
    b"q": Painting._save,
    b"Q": Painting._restore,
    b"Tr": Painting._set_mode,
    **dict.fromkeys((b"g", b"rg", b"k"), Painting._set_device_fill),
    **dict.fromkeys((b"sc", b"scn"), Painting._set_fill),
    **dict.fromkeys((b"m", b"l", b"c", b"v", b"y"), Painting._move),
    b"re": Painting._rectangle,
    **dict.fromkeys((b"W", b"W*"), Painting._clip),
    **dict.fromkeys((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"), Painting._fill_path),
    **dict.fromkeys((b"n", b"S", b"s"), Painting._end_path),
    b"sh": Painting._shade,
    b"INLINE IMAGE": Painting._inline_image,
}


def multiply(first: Matrix, second: Matrix) -> Matrix:
    """The matrix that applies ``first``, then ``second``.

    >>> multiply((1, 0, 0, 1, 5, 0), (2, 0, 0, 2, 0, 0))
    (2, 0, 0, 2, 10, 0)
    """
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def turned_upright(paper: Box, degrees: int) -> tuple[Matrix, Box]:
    """How a page that viewers turn clockwise is seen: the matrix to what they show, and its box.

    >>> turned_upright(Box(0, 0, 595, 842), 90)
    ((0, -1, 1, 0, 0, 595), Box(left=0, bottom=0, right=842, top=595))
    """
    width, height = paper.right - paper.left, paper.top - paper.bottom
    match degrees % 360:
        case 90:
            return (0, -1, 1, 0, -paper.bottom, paper.right), Box(0, 0, height, width)
        case 180:
            return (-1, 0, 0, -1, paper.right, paper.top), Box(0, 0, width, height)
        case 270:
            return (0, 1, -1, 0, paper.top, -paper.left), Box(0, 0, height, width)
        case _:
            return IDENTITY, paper


def _apply(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    return matrix[0] * x + matrix[2] * y + matrix[4], matrix[1] * x + matrix[3] * y + matrix[5]


def _covers(box: Box, shown: Shown) -> bool:
    """Whether the box holds the letters from end to end and from foot to head."""
    return (
        box.left <= shown.left
        and box.right >= shown.right
        and box.bottom <= shown.baseline
        and box.top >= shown.baseline + 0.7 * shown.size
    )


def _box(points: Sequence[tuple[float, float]]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return Box(min(across), min(up), max(across), max(up))


def _numbers(operands: Any) -> list[float]:
    return [float(value) for value in operands if isinstance(value, (int, float))]


def _colour(operands: Any) -> Colour | None:
    """Grey, RGB or CMYK by the number of values; a pattern or a spot colour cannot be told.

    >>> _colour([1]), _colour([0, 0, 0, 1])
    ((1.0, 1.0, 1.0), (0.0, 0.0, 0.0))
    """
    values = _numbers(operands)
    if len(values) != len(operands):
        return None
    match values:
        case [grey]:
            return (grey, grey, grey)
        case [red, green, blue]:
            return (red, green, blue)
        case [cyan, magenta, yellow, key]:
            return tuple((1 - ink) * (1 - key) for ink in (cyan, magenta, yellow))  # type: ignore[return-value]
        case _:
            return None


def _is_same(one: Colour, other: Colour) -> bool:
    return all(abs(first - second) < SAME_COLOUR for first, second in zip(one, other, strict=True))
