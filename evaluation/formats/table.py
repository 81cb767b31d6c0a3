"""CSV: a heading with the names of the native format or of ragas, one question a row, as a spreadsheet saves it."""

from __future__ import annotations

import ast
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evaluation.formats import native, ragas
from evaluation.formats.placed import Placed, at_line

_DELIMITERS = (",", ";", "\t")
_REQUIRED = ("id", "question", "lang", "type", "answerable")
_LISTS = frozenset({"doc", "key_facts", "reference_contexts", "retrieved_contexts", "reference_context_ids"})
_OBJECTS = frozenset({"evidence", "history", "user_input"})
_EVIDENCE = ("page_index", "page_label", "quote")
"""Columns for the one piece of evidence that most questions have, in place of ``evidence``."""

_KNOWN = native.NAMES | ragas.NAMES | {*_EVIDENCE, "ground_truth"}
_TRUE, _FALSE = {"true", "1", "yes", "ya", "benar", "wahr"}, {"false", "0", "no", "tidak", "salah", "falsch"}
"""Excel writes truth values in the language of the system."""


def is_table(heading: str) -> bool:
    """Whether the first line is a heading of ours.

    >>> is_table("id;question;lang;type;answerable"), is_table("Pertanyaan tentang kota")
    (True, False)
    """
    return len(_KNOWN & set(_split(heading, _delimiter(heading)))) >= 2


def rows(path: Path, lines: Sequence[str]) -> Iterator[Placed]:
    """Each row as the object that it stands for, with the line on which it begins. Raises BadQuestionSet."""
    first = next(number for number, line in enumerate(lines, 1) if line.strip())
    reader = csv.reader(
        (line + "\n" for line in lines[first - 1 :]), delimiter=_delimiter(lines[first - 1]), strict=True
    )
    with at_line(path, first):
        names = [name.strip() for name in _next(reader) or []]
        _check_heading(names)
    while True:
        line = first + reader.line_num
        with at_line(path, line):
            cells = _next(reader)
            if cells is None:
                return
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > len(names):
                raise ValueError(f"there are {len(cells)} cells, but the heading names {len(names)}")
            value = _object(dict(zip(names, cells, strict=False)))
        yield Placed(value, line)


def _check_heading(names: Sequence[str]) -> None:
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise ValueError(f'the heading names "{twice}" twice')
    if not ragas.is_ragas(dict.fromkeys(names)):
        missing = [name for name in _REQUIRED if name not in names]
        if missing:
            raise ValueError(f"the heading lacks {', '.join(missing)}")


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    try:
        return next(reader, None)
    except csv.Error as error:
        raise ValueError(f"it is not CSV: {error}") from error


def _object(row: dict[str, str]) -> dict[str, Any]:
    """A row as an object; empty cells are absent.

    >>> _object({"id": "1", "doc": "a.pdf; b.pdf", "answerable": "TRUE", "reference": ""})
    {'id': '1', 'doc': ['a.pdf', 'b.pdf'], 'answerable': True}
    """
    value = {name: _cell(name, cell) for name, cell in row.items() if cell.strip()}
    if not value.get("evidence") and "page_index" in value:
        value["evidence"] = [{name: value[name] for name in _EVIDENCE if name in value}]
    return value


def _cell(name: str, cell: str) -> Any:
    bare = cell.strip()
    if name == "answerable":
        return _truth(bare)
    if name == "page_index" and bare.isdecimal():
        return int(bare)
    if name in _LISTS and not bare.startswith("["):
        return [part.strip() for part in bare.split(";") if part.strip()]
    if name in _LISTS or (name in _OBJECTS and bare.startswith("[")):
        return _list(name, bare)
    return cell if name in _KNOWN else bare


def _truth(cell: str) -> bool | str:
    word = cell.casefold()
    return True if word in _TRUE else False if word in _FALSE else cell


def _list(name: str, cell: str) -> Any:
    """A list in a cell: JSON, or as Python shows it, which is what pandas saves."""
    try:
        return json.loads(cell)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        raise ValueError(f'"{name}" must be a JSON list') from None


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: len(_KNOWN & set(_split(heading, delimiter))))


def _split(heading: str, delimiter: str) -> list[str]:
    try:
        return [name.strip() for name in next(csv.reader([heading], delimiter=delimiter), [])]
    except csv.Error:
        return []
