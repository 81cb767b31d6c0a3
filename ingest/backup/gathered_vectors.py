"""Vectors on their way into a backup: on disk, since those of a large library do not fit into memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

AT_ONCE = 500
"""Vectors that are in memory at once."""


class GatheredVectors:
    """Vectors by id, as they come, in a file that belongs to whoever makes this. What is to be written is known by its id alone."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._rows: dict[int, int] = {}
        self._width = 0

    @property
    def ids(self) -> Set[int]:
        """Of which ids there is a vector."""
        return self._rows.keys()

    def add(self, vectors: Mapping[int, NDArray[np.float32]]) -> None:
        """Keep vectors whose ids are not there yet; all of one length."""
        if not vectors:
            return
        values = np.stack([np.asarray(vector, np.float32) for vector in vectors.values()])
        self._width = values.shape[1]
        with self._file.open("ab") as file:
            file.write(values.tobytes())
        self._rows |= {id_: row for row, id_ in enumerate(vectors, start=len(self._rows))}

    def write(self, ids: Sequence[int], target: Path) -> None:
        """The vectors of the ids, in this order, as ``numpy.save`` writes them."""
        shape = (len(ids), self._width)
        with target.open("wb") as file:
            np.lib.format.write_array_header_1_0(file, {"descr": "<f4", "fortran_order": False, "shape": shape})
            if not ids:
                return
            gathered = np.memmap(self._file, np.dtype("<f4"), "r").reshape(-1, self._width)
            for at in range(0, len(ids), AT_ONCE):
                rows = [self._rows[id_] for id_ in ids[at : at + AT_ONCE]]
                file.write(np.asarray(gathered[rows]).tobytes())
