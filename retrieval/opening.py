"""From settings to a search over an open library: what every entry shares."""

from __future__ import annotations

from functools import cache

from ingest.embedding import Embedder
from ingest.library import Library
from retrieval.reranker import CrossEncoderReranker, load_reranker
from retrieval.search import PassageSearch
from settings import Settings


def open_search(library: Library, embedder: Embedder, settings: Settings) -> PassageSearch:
    """The search that the settings describe. Raises ModelMismatch, and ModelNotFound for an unknown re-ranker."""
    reranker = _reranker(settings.reranker, settings.reranker_seconds) if settings.reranker else None
    return PassageSearch(library, embedder, settings.dense_weight, reranker)


@cache
def _reranker(name: str, seconds: float) -> CrossEncoderReranker:
    """Loaded once a process: a library is opened anew whenever it has changed."""
    return load_reranker(name, seconds)
