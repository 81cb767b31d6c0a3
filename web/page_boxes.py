"""Characters of a rendered page, and the boxes around some of them. Pure.

Places are shares of the page as it is shown: (0, 0) is its top left corner, (1, 1) its bottom right one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

SAME_LINE = 0.5
"""Two characters stand on one line if their lines' heights overlap by this share of the smaller one."""

WIDEST_BLANK = 3.0
"""A blank wider than so many line heights ends a box: there the next column or cell of a table begins."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in shares of the page as shown."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether the point lies within.

        >>> Box(0.1, 0.1, 0.2, 0.2).holds((0.2, 0.2))
        True
        """
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom


@dataclass(frozen=True, slots=True)
class Character:
    """One character as the renderer reports it.

    ``box`` is tight around the ink, None for blanks and whatever has no extent. ``reach`` is what the
    character takes of its line: the same height for a full stop and a capital. ``is_upright`` tells a
    line that runs across the page from one that runs up or down.
    """

    text: str
    box: Box | None
    reach: Box | None = None
    is_upright: bool = True

    @property
    def is_visible(self) -> bool:
        return self.box is not None


def line_boxes(characters: Sequence[Character], indexes: Collection[int]) -> tuple[Box, ...]:
    """Boxes that cover the centres of exactly these characters of the page, one a line as far as that goes.

    >>> row = [Character(letter, Box(0.1 * at, 0.5, 0.08, 0.1)) for at, letter in enumerate("kota")]
    >>> [box] = line_boxes(row, {1, 2})
    >>> round(box.left, 2), round(box.right, 2)
    (0.1, 0.28)
    """
    chosen = set(indexes)
    inked = [index for index in sorted(chosen) if characters[index].box is not None]
    foreign = [one.box.centre for at, one in enumerate(characters) if at not in chosen and one.box is not None]
    boxes: list[Box] = []
    for line in _lines(characters, inked):
        boxes += _covering([box for index in line if (box := characters[index].box)], foreign)
    return tuple(boxes)


def _lines(characters: Sequence[Character], indexes: Sequence[int]) -> list[list[int]]:
    """The characters by printed line, each in the order in which it runs; wide blanks split a line."""
    lines: list[list[int]] = []
    for index in indexes:
        for line in reversed(lines):
            if _is_same_line(characters[line[-1]], characters[index]):
                line.append(index)
                break
        else:
            lines.append([index])
    return [part for line in lines for part in _without_wide_blanks(characters, line)]


def _is_same_line(one: Character, other: Character) -> bool:
    if one.is_upright != other.is_upright:
        return False
    (start, end), (other_start, other_end) = _height(one), _height(other)
    overlap = min(end, other_end) - max(start, other_start)
    return overlap > SAME_LINE * min(end - start, other_end - other_start)


def _without_wide_blanks(characters: Sequence[Character], line: list[int]) -> list[list[int]]:
    ordered = sorted(line, key=lambda index: _extent(characters[index]))
    parts = [[ordered[0]]]
    end = _extent(characters[ordered[0]])[1]
    for index in ordered[1:]:
        start, next_end = _extent(characters[index])
        top, bottom = _height(characters[index])
        if start - end > WIDEST_BLANK * (bottom - top):
            parts.append([])
        parts[-1].append(index)
        end = max(end, next_end)
    return parts


def _height(character: Character) -> tuple[float, float]:
    """From where to where the character's line reaches, across the direction in which it runs."""
    reach = character.reach or character.box
    assert reach is not None
    return (reach.top, reach.bottom) if character.is_upright else (reach.left, reach.right)


def _extent(character: Character) -> tuple[float, float]:
    """From where to where the character itself reaches, along the direction in which its line runs."""
    assert character.box is not None
    box = character.box
    return (box.left, box.right) if character.is_upright else (box.top, box.bottom)


def _covering(boxes: Sequence[Box], foreign: Sequence[tuple[float, float]]) -> list[Box]:
    """One box around all if that holds no foreign centre, else as few as come of joining neighbours."""
    whole = _union(boxes)
    near = [point for point in foreign if whole.holds(point)]
    if not near:
        return [whole]
    joined: list[Box] = []
    for box in boxes:
        cut = _cut_free(box, [point for point in near if box.holds(point)])
        if joined and not any(map((union := _union([joined[-1], cut])).holds, near)):
            joined[-1] = union
        else:
            joined.append(cut)
    return joined


def _cut_free(box: Box, foreign: Iterable[tuple[float, float]]) -> Box:
    """The box cut back towards its centre until it holds none of the points, where they are not that centre."""
    left, top, right, bottom = box.left, box.top, box.right, box.bottom
    middle, level = box.centre
    for x, y in foreign:
        across, down = x - middle, y - level
        if abs(across) * box.height >= abs(down) * box.width:
            left, right = (
                (left, min(right, middle + across / 2)) if across > 0 else (max(left, middle + across / 2), right)
            )
        else:
            top, bottom = (top, min(bottom, level + down / 2)) if down > 0 else (max(top, level + down / 2), bottom)
    return Box(left, top, right - left, bottom - top)


def _union(boxes: Iterable[Box]) -> Box:
    boxes = list(boxes)
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    return Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)
