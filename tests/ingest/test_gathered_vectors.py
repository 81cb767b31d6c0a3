"""Vectors gathered for a backup: in the file in the order asked for, bit by bit, however they came."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.backup.gathered_vectors import GatheredVectors

VECTORS = np.random.default_rng(7).standard_normal((12, 5)).astype(np.float32)


@given(order=st.permutations(range(12)), cuts=st.lists(st.integers(0, 12), max_size=3), count=st.integers(0, 12))
def test_what_is_written_is_what_came(
    order: list[int], cuts: list[int], count: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("gathered")
    gathered = GatheredVectors(folder / "vectors")
    bounds = sorted({0, 12, *cuts})
    for first, end in pairwise(bounds):
        gathered.add({id_: VECTORS[id_] for id_ in order[first:end]})
    assert gathered.ids == set(range(12))
    wanted = sorted(order[:count])
    gathered.write(wanted, folder / "vectors.npy")
    read = np.load(folder / "vectors.npy", allow_pickle=False)
    assert read.dtype == np.float32
    assert np.array_equal(read, VECTORS[wanted])


def test_more_than_are_held_at_once_are_written_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.backup.gathered_vectors.AT_ONCE", 5)
    gathered = GatheredVectors(tmp_path / "vectors")
    gathered.add(dict(enumerate(VECTORS)))
    gathered.write(range(12), tmp_path / "vectors.npy")
    assert np.array_equal(np.load(tmp_path / "vectors.npy"), VECTORS)


def test_none_are_an_empty_file_that_can_be_read(tmp_path: Path) -> None:
    gathered = GatheredVectors(tmp_path / "vectors")
    gathered.add({})
    gathered.write([], tmp_path / "vectors.npy")
    assert np.load(tmp_path / "vectors.npy").shape == (0, 0)
