"""Tables and captions."""
from __future__ import annotations
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from ingest.cleanup import Line

@dataclass(frozen=True, slots=True)
class Table:
    first: int
    end: int
    caption: str
    rows: tuple[int, ...]
    cells: tuple[int, ...]

def find_tables(lines: Sequence[Line], apart: Collection[int]) -> tuple[Table, ...]:
    return ()

def find_captions(lines: Sequence[Line], apart: Collection[int]) -> tuple[tuple[int, int], ...]:
    return ()

from ingest.document import Sentence
from ingest.sentences import trimmed

def rows_of(text: str, start: int, end: int) -> tuple[Sentence, ...]:
    """The rows of a table in the reading text: its lines."""
    rows = []
    at = start
    for line in text[start:end].split("\n"):
        row = trimmed(text, at, at + len(line))
        if row is not None:
            rows.append(row)
        at += len(line) + 1
    return tuple(rows)
