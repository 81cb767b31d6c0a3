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
