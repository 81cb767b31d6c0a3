"""The lines of a file, and JSON values that know the line on which they begin."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import BadQuestionSet, PathNotFound


@contextmanager
def at_line(path: Path, line: int) -> Iterator[None]:
    """A ValueError inside becomes BadQuestionSet with this line."""
    try:
        yield
    except ValueError as error:
        raise BadQuestionSet(path, line, str(error)) from error


def lines_of(path: Path) -> list[str]:
    """The lines as editors count them: JSON may hold U+2028 and its like, which ``splitlines`` would cut at."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise PathNotFound(path) from error
    lines = []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            lines.append(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            raise BadQuestionSet(path, number, "it is not UTF-8") from error
    return lines


@dataclass(frozen=True, slots=True)
class Placed:
    """A JSON value and its line; what is inside it has the line of its own where the value has a source."""

    value: Any
    line: int
    source: _Source | None = None
    at: int = 0

    def items(self) -> Iterator[Placed]:
        """The values of what is a list."""
        if self.source is None:
            yield from (Placed(item, self.line) for item in self.value)
            return
        for item, at in zip(self.value, self.source.items(self.at), strict=True):
            yield Placed(item, self.source.line(at), self.source, at)

    def list_of(self, name: str) -> tuple[Placed, ...]:
        """The values of the list that an object has under this name. Raises ValueError where it has none."""
        if not isinstance(self.value, dict) or not isinstance(self.value.get(name), list):
            raise ValueError(f'there must be a list "{name}"')
        at = self.source.member(self.at, name) if self.source else self.at
        line = self.source.line(at) if self.source else self.line
        return tuple(Placed(self.value[name], line, self.source, at).items())


def parse_line(line: str) -> Any:
    """One line as JSON. Raises ValueError, saying where it is not.

    >>> parse_line('{"id": ')
    Traceback (most recent call last):
    ...
    ValueError: it is not JSON: Expecting value at column 8
    """
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise ValueError(f"it is not JSON: {error.msg} at column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("it is not JSON that can be read: too many lists inside each other") from error


def parse_document(path: Path, text: str) -> Placed:
    """A whole file as one JSON value. Raises BadQuestionSet with the line of the fault.

    >>> first, second = parse_document(Path("x.json"), '[{"id": 1},\\n\\n {"id": 2}]').items()
    >>> second.line, second.value
    (3, {'id': 2})
    """
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadQuestionSet(path, error.lineno, f"it is not JSON: {error.msg} at column {error.colno}") from error
    except (ValueError, RecursionError) as error:
        raise BadQuestionSet(path, 1, f"it is not JSON that can be read ({error})") from error
    source = _Source(text)
    at = source.skip(0)
    return Placed(value, source.line(at), source, at)


_WHITE_SPACE = frozenset(" \t\n\r")


class _Source:
    """A text that is valid JSON, and where the values in it begin."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._decoder = json.JSONDecoder()
        self._ends = [match.start() for match in re.finditer("\n", text)]

    def line(self, at: int) -> int:
        return bisect_right(self._ends, at) + 1

    def skip(self, at: int) -> int:
        """The offset of the next character that is no white space."""
        while self._text[at : at + 1] in _WHITE_SPACE:
            at += 1
        return at

    def items(self, at: int) -> Iterator[int]:
        """Where the items of the list that begins at the offset begin."""
        at = self.skip(at + 1)
        while self._text[at] != "]":
            yield at
            at = self._behind(at)

    def member(self, at: int, name: str) -> int:
        """Where the value of that name begins, in the object that begins at the offset; of several the last, as in JSON."""
        found = at
        at = self.skip(at + 1)
        while self._text[at] != "}":
            key, behind = self._decoder.raw_decode(self._text, at)
            at = self.skip(self.skip(behind) + 1)
            if key == name:
                found = at
            at = self._behind(at)
        return found

    def _behind(self, at: int) -> int:
        """The offset behind a value and the comma that may follow it."""
        _, end = self._decoder.raw_decode(self._text, at)
        end = self.skip(end)
        return self.skip(end + 1) if self._text[end] == "," else end
