"""What a search has to know of a library as a whole: read once, and again when the library has changed."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.catalogue.records import LibraryState
from ingest.library import Library
from retrieval.fusion import CorpusVectors
from retrieval.named_theses import ThesisNames
from retrieval.nearest import NearestPassages


@dataclass(frozen=True, slots=True, eq=False)
class LibraryFacts:
    """``duplicates`` are pairs of documents that share many sentences; ``revision`` says of which state all this is."""

    revision: int
    generation: int
    collection: str
    passages: int
    vectors: CorpusVectors
    duplicates: frozenset[tuple[str, str]]
    names: ThesisNames
    nearest: NearestPassages

    @classmethod
    def of(cls, library: Library, state: LibraryState) -> LibraryFacts:
        """Of a library that holds something."""
        assert state.collection is not None
        return cls(
            state.revision,
            state.generation,
            state.collection,
            library.catalogue.count_passages(),
            CorpusVectors.of(library.vectors.sample(state.collection)),
            frozenset((pair.document_id, pair.other_id) for pair in library.catalogue.near_duplicates()),
            ThesisNames.of(entry.thesis for entry in library.catalogue.entries()),
            NearestPassages(library, state.generation, state.collection),
        )
