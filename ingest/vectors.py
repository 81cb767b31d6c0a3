"""The Chroma collection: ids and vectors only; the one importer of chromadb.

Cosine distance, ids are passage ids in decimal, metadata only what filters need. Everything here can be made
again from the catalogue.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.schema import storage_errors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

BATCH = 2000
"""Vectors a call; Chroma's own limit is 5,461."""

EF_SEARCH = 200
"""Breadth of the graph search: twice the dense candidates of a question, for recall near that of an exact search."""

SAMPLE = 2000
"""Vectors from which the corpus's mean and covariance are estimated."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Passage ids and their cosine similarity to the query, best first."""

    ids: tuple[int, ...]
    similarities: tuple[float, ...]


class Vectors:
    """An embedded Chroma folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._client = _client(folder)

    def close(self) -> None:
        """Release the folder, so that another client can open it with fresh eyes."""
        from chromadb.api.shared_system_client import SharedSystemClient

        self._client = cast("ClientAPI", None)
        SharedSystemClient.clear_system_cache()

    def make_collection(self, name: str) -> None:
        """Make an empty collection, if there is none of that name."""
        with storage_errors(self._folder, writing=True):
            self._client.get_or_create_collection(
                name,
                configuration={"hnsw": {"space": "cosine", "ef_search": EF_SEARCH, "ef_construction": 200}},
                embedding_function=None,
            )

    def collections(self) -> list[str]:
        with storage_errors(self._folder):
            return [collection.name for collection in self._client.list_collections()]

    def drop_collection(self, name: str) -> None:
        with storage_errors(self._folder, writing=True):
            self._client.delete_collection(name)

    def add(
        self, collection: str, ids: Sequence[int], vectors: NDArray[np.float32], thesis_id: str, kinds: Sequence[str]
    ) -> None:
        """Add unit vectors, shape (len(ids), d), of passages of one thesis with their section kinds."""
        with storage_errors(self._folder, writing=True):
            target = self._collection(collection)
            for at in range(0, len(ids), BATCH):
                part = slice(at, at + BATCH)
                target.add(
                    ids=[str(passage_id) for passage_id in ids[part]],
                    embeddings=cast(Any, vectors[part]),
                    metadatas=[{"thesis": thesis_id, "kind": kind} for kind in kinds[part]],
                )

    def delete(self, collection: str, first: int, end: int) -> None:
        """Delete the vectors of the passage ids [first, end); ids without one are no error."""
        with storage_errors(self._folder, writing=True):
            target = self._collection(collection)
            for at in range(first, end, BATCH):
                target.delete(ids=[str(passage_id) for passage_id in range(at, min(at + BATCH, end))])

    def nearest(
        self,
        collection: str,
        vector: NDArray[np.float32],
        count: int,
        thesis_ids: Sequence[str] | None,
        kinds: Sequence[str] | None = None,
    ) -> Neighbours:
        """The ``count`` nearest passages by cosine, among these theses and kinds of sections (None: all)."""
        limits: list[Any] = [
            {name: {"$in": list(allowed)}}
            for name, allowed in (("thesis", thesis_ids), ("kind", kinds))
            if allowed is not None
        ]
        if (thesis_ids is not None and not thesis_ids) or (kinds is not None and not kinds):
            return Neighbours((), ())
        where: Any = None if not limits else limits[0] if len(limits) == 1 else {"$and": limits}
        with storage_errors(self._folder):
            found = self._collection(collection).query(
                query_embeddings=cast(Any, [vector]), n_results=count, where=where, include=["distances"]
            )
        distances = found["distances"]
        assert distances is not None
        return Neighbours(tuple(map(int, found["ids"][0])), tuple(1.0 - distance for distance in distances[0]))

    def fetch(self, collection: str, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of the ids; ids without one are absent."""
        if not ids:
            return {}
        with storage_errors(self._folder):
            found = self._collection(collection).get(ids=[str(id_) for id_ in ids], include=["embeddings"])
        embeddings = np.asarray(found["embeddings"], dtype=np.float32)
        return {int(id_): vector for id_, vector in zip(found["ids"], embeddings, strict=True)}

    def sample(self, collection: str) -> NDArray[np.float32]:
        """Up to 2,000 of the collection's vectors, shape (n, d)."""
        with storage_errors(self._folder):
            found = self._collection(collection).get(limit=SAMPLE, include=["embeddings"])
        return np.asarray(found["embeddings"], dtype=np.float32)

    def ids(self, collection: str) -> set[int]:
        """All ids of the collection."""
        with storage_errors(self._folder):
            return set(map(int, self._collection(collection).get(include=[])["ids"]))

    def count(self, collection: str) -> int:
        with storage_errors(self._folder):
            return int(self._collection(collection).count())

    def _collection(self, name: str) -> Collection:
        return self._client.get_collection(name, embedding_function=None)


def _client(folder: Path) -> ClientAPI:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")  # read by chromadb when it is imported
    import chromadb
    from chromadb.config import Settings

    with storage_errors(folder):
        return chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
