"""Matrices for the page: cell by cell, stopped at once with the cells that there are, and in one sentence where it fails."""

from __future__ import annotations

import threading
from itertools import count
from typing import Any

import pytest

from ingest.document import Thesis
from retrieval.matrix import Cell, Topic
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.kept import KeptResults
from web.matrix import Filling
from web.open_library import OpenLibrary
from web.startup import Startup

WAIT_SECONDS = 20


@pytest.fixture
def filling(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Filling:
    startup = Startup(settings)
    monkeypatch.setattr(startup, "_library", OpenLibrary(settings, HashingEmbedder()))
    return Filling(startup, KeptResults())


def cells(filling: Filling, step: list[Any]) -> int:
    """How many cells the matrix has that a step shows."""
    return len(filling.kept.matrices.get(step[2]).cells)


def test_a_matrix_is_filled_cell_by_cell(filling: Filling) -> None:
    seen = [cells(filling, step) for step in filling.fill([], ["obstacle", "driver"], "", "id")]
    assert seen == [0, 1, 2, 3, 4, 5, 6, 6]  # three theses, and at last the downloads


def test_without_a_column_one_sentence_says_so(filling: Filling) -> None:
    (only,) = filling.fill([], [], "  ", "id")
    assert "Pilih satu aspek" in only[0]


def test_a_matrix_that_is_stopped_keeps_its_cells_and_gets_no_more(
    filling: Filling, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, made = threading.Event(), threading.Semaphore(0)
    find, begun = OpenLibrary.cell, count()

    def slow(self: OpenLibrary, thesis: Thesis, topic: Topic) -> Cell:
        if next(begun):
            assert go_on.wait(WAIT_SECONDS)
        cell = find(self, thesis, topic)
        made.release()
        return cell

    monkeypatch.setattr(OpenLibrary, "cell", slow)
    steps = filling.until_stopped("page", [], ["obstacle"], "", "id")
    assert [cells(filling, next(steps)), cells(filling, next(steps))] == [0, 1]
    filling.running.stop("page")
    (last,) = steps
    assert "Dihentikan" in last[0]
    assert cells(filling, last) == 1
    go_on.set()
    assert made.acquire(timeout=WAIT_SECONDS)
    assert made.acquire(timeout=WAIT_SECONDS)  # the cell that was being made is made to its end
    assert cells(filling, last) == 1
    assert "/matrices/" in last[1]
