"""The Chroma collection: ids and vectors only; the one importer of chromadb.

Cosine distance, ids are passage ids in decimal, metadata only what filters need. Everything here can be made
again from the catalogue.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple, cast
from urllib.error import HTTPError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import urlopen

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.store_errors import storage_errors
from ingest.places import Server, Store

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

BATCH = 2000
"""Vectors a call at most; Chroma's own limits are 5,461 embedded, and what a server says."""

EF_SEARCH = 1600
"""Breadth of the graph search, for recall near that of an exact one among a million passages (docs/scale.md)."""

NEIGHBOURS = 32
"""Edges of a passage in the graph on its upper levels, twice as many on the lowest. Collections keep those they were made with."""

EF_CONSTRUCTION = 200
"""Breadth of the search for a new passage's neighbours."""

SAMPLE = 2000
"""Vectors from which the corpus's mean and covariance are estimated."""


SERVER_SECONDS = 30.0
"""How long a Chroma server has to answer one call."""

OWNER = "kutip_library"
"""Under this name a collection on a server says whose it is."""

LISTED = 100
"""Collections that are listed at once."""

_CLIENTS = RLock()
"""Chroma lists its clients for the whole process: none may be made while another thread empties the list."""


class VectorRow(NamedTuple):
    """One vector and what is kept beside it."""

    id: int
    thesis_id: str
    kind: str
    vector: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Passage ids and their cosine similarity to the query, best first."""

    ids: tuple[int, ...]
    similarities: tuple[float, ...]


class Vectors:
    """An embedded Chroma folder, or a library's collections on a Chroma server.

    A server may hold other libraries' collections and other programs': those of the library bear its ``owner`` mark, and no
    others are seen.
    """

    def __init__(self, store: Store, owner: str = "") -> None:
        self._store, self._owner = store, owner
        with storage_errors(store):
            self._client = _served(store) if isinstance(store, Server) else _embedded(store)
            self._batch = min(BATCH, self._client.get_max_batch_size())

    @property
    def served(self) -> bool:
        """Whether other processes' writes are seen at once."""
        return isinstance(self._store, Server)

    def close(self) -> None:
        """Release a folder, so that another client can open it with fresh eyes."""
        self._client = cast("ClientAPI", None)
        if not self.served:
            _forget_clients()

    def make_collection(self, name: str) -> None:
        """Make an empty collection, if there is none of that name."""
        with storage_errors(self._store, writing=True):
            self._client.get_or_create_collection(
                name,
                metadata={OWNER: self._owner} if self.served else None,
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "ef_search": EF_SEARCH,
                        "ef_construction": EF_CONSTRUCTION,
                        "max_neighbors": NEIGHBOURS,
                    }
                },
                embedding_function=None,
            )

    def tune(self, collection: str, ef_search: int = EF_SEARCH) -> None:
        """Search a collection that was made with another breadth with this one, from when it is opened next."""
        if self.ef_search(collection) != ef_search:
            with storage_errors(self._store, writing=True):
                self._collection(collection).modify(configuration={"hnsw": {"ef_search": ef_search}})

    def ef_search(self, collection: str) -> int | None:
        """The breadth of a collection's graph search."""
        with storage_errors(self._store):
            breadth: int | None = (self._collection(collection).configuration_json.get("hnsw") or {}).get("ef_search")
            return breadth

    def collections(self) -> list[str]:
        with storage_errors(self._store):
            return [each.name for each in self._every_collection() if not self.served or self._is_ours(each)]

    def drop_collection(self, name: str) -> None:
        with storage_errors(self._store, writing=True):
            self._client.delete_collection(name)

    def add(
        self, collection: str, ids: Sequence[int], vectors: NDArray[np.float32], thesis_id: str, kinds: Sequence[str]
    ) -> None:
        """Add unit vectors, shape (len(ids), d), of passages of one thesis with their section kinds."""
        with storage_errors(self._store, writing=True):
            target = self._collection(collection)
            for at in range(0, len(ids), self._batch):
                part = slice(at, at + self._batch)
                target.add(
                    ids=[str(passage_id) for passage_id in ids[part]],
                    embeddings=cast(Any, vectors[part]),
                    metadatas=[{"thesis": thesis_id, "kind": kind} for kind in kinds[part]],
                )

    def add_rows(self, collection: str, rows: Sequence[VectorRow]) -> None:
        """Add vectors of any theses, as ``rows`` gave them."""
        with storage_errors(self._store, writing=True):
            target = self._collection(collection)
            for at in range(0, len(rows), self._batch):
                part = rows[at : at + self._batch]
                target.add(
                    ids=[str(row.id) for row in part],
                    embeddings=cast(Any, _as_sent(part)),
                    metadatas=[{"thesis": row.thesis_id, "kind": row.kind} for row in part],
                )

    def delete(self, collection: str, first: int, end: int) -> None:
        """Delete the vectors of the passage ids [first, end); ids without one are no error."""
        with storage_errors(self._store, writing=True):
            target = self._collection(collection)
            for at in range(first, end, self._batch):
                target.delete(ids=[str(passage_id) for passage_id in range(at, min(at + self._batch, end))])

    def nearest(self, collection: str, vector: NDArray[np.float32], count: int) -> Neighbours:
        """The ``count`` nearest passages by cosine, as the graph finds them."""
        with storage_errors(self._store):
            found = self._collection(collection).query(
                query_embeddings=cast(Any, [vector]), n_results=count, include=["distances"]
            )
        distances = found["distances"]
        assert distances is not None
        return Neighbours(tuple(map(int, found["ids"][0])), tuple(1.0 - distance for distance in distances[0]))

    def fetch(self, collection: str, ids: Sequence[int]) -> dict[int, NDArray[np.float32]]:
        """The vectors of the ids; ids without one are absent."""
        if not ids:
            return {}
        with storage_errors(self._store):
            found = self._collection(collection).get(ids=[str(id_) for id_ in ids], include=["embeddings"])
        embeddings = np.asarray(found["embeddings"], dtype=np.float32)
        return {int(id_): vector for id_, vector in zip(found["ids"], embeddings, strict=True)}

    def sample(self, collection: str) -> NDArray[np.float32]:
        """Up to 2,000 of the collection's vectors, shape (n, d)."""
        with storage_errors(self._store):
            found = self._collection(collection).get(limit=SAMPLE, include=["embeddings"])
        return np.asarray(found["embeddings"], dtype=np.float32)

    def ids(self, collection: str) -> set[int]:
        """All ids of the collection."""
        with storage_errors(self._store):
            target = self._collection(collection)
            pages = range(0, target.count(), self._batch)
            return {int(id_) for at in pages for id_ in target.get(include=[], limit=self._batch, offset=at)["ids"]}

    def rows(self, collection: str, ids: Sequence[int]) -> list[VectorRow]:
        """The vectors of the ids with what is kept beside them, in order of id; ids without one are absent."""
        with storage_errors(self._store):
            found = self._collection(collection).get(ids=[str(id_) for id_ in ids], include=["embeddings", "metadatas"])
        embeddings, beside = np.asarray(found["embeddings"], dtype=np.float32), found["metadatas"] or []
        rows = [
            VectorRow(int(id_), str(data["thesis"]), str(data["kind"]), vector)
            for id_, data, vector in zip(found["ids"], beside, embeddings, strict=True)
        ]
        return sorted(rows, key=lambda row: row.id)

    def count(self, collection: str) -> int:
        with storage_errors(self._store):
            return int(self._collection(collection).count())

    def _collection(self, name: str) -> Collection:
        return self._client.get_collection(name, embedding_function=None)

    def _every_collection(self) -> Iterator[Collection]:
        for at in itertools.count(0, LISTED):
            listed = self._client.list_collections(limit=LISTED, offset=at)
            yield from listed
            if len(listed) < LISTED:
                return

    def _is_ours(self, collection: Collection) -> bool:
        return (collection.metadata or {}).get(OWNER) == self._owner


def _as_sent(rows: Sequence[VectorRow]) -> NDArray[np.float32]:
    return np.array([row.vector for row in rows], dtype=np.float32)


def _embedded(folder: Path) -> ClientAPI:
    chromadb, settings = _chromadb()
    with _CLIENTS:
        try:
            client: ClientAPI = chromadb.PersistentClient(path=str(folder), settings=settings)
        except BaseException:
            _forget_clients()  # else one that failed to open is given again once the folder is sound
            raise
    return client


def _forget_clients() -> None:
    from chromadb.api.shared_system_client import SharedSystemClient

    with _CLIENTS:
        SharedSystemClient.clear_system_cache()


def _served(server: Server) -> ClientAPI:
    """Chroma's client of ``http(s)://[:TOKEN@]HOST[:PORT][/TENANT/DATABASE]``; a token goes as Chroma Cloud asks for it.

    The client itself would wait for ever for a server that hangs. It asks the server while it is made, so that the server
    is tried before.
    """
    parts = urlsplit(server.url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    _try(f"{parts.scheme}://{_host(parts)}:{port}/api/v2/heartbeat")
    tenant, database = parts.path.strip("/").split("/") if parts.path.strip("/") else (None, None)
    chromadb, settings = _chromadb()
    named = {"tenant": tenant, "database": database} if tenant and database else {}
    with _CLIENTS:
        client: ClientAPI = chromadb.HttpClient(
            host=str(parts.hostname),
            port=port,
            ssl=parts.scheme == "https",
            headers={"x-chroma-token": unquote(parts.password)} if parts.password else {},
            settings=settings,
            **named,
        )
    cast(Any, client)._server._session.timeout = SERVER_SECONDS
    return client


def _try(url: str) -> None:
    """Raises OSError where no server answers in time."""
    try:
        with urlopen(url, timeout=SERVER_SECONDS):
            pass
    except HTTPError:  # it answers, be it that it wants a token
        return


def _host(parts: SplitResult) -> str:
    host = str(parts.hostname)
    return f"[{host}]" if ":" in host else host


def _chromadb() -> tuple[Any, Any]:
    os.environ.setdefault("ANONYMIZED_TELEMETRY", "False")  # read by chromadb when it is imported
    import chromadb
    from chromadb.config import Settings

    return chromadb, Settings(anonymized_telemetry=False)
