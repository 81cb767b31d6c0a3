"""Kutip as the benchmark runs it: a library of its own, made and asked as the commands do it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from evaluation.benchmark import Ingested, Searched
from evaluation.page_hits import Retrieved
from ingest.document import pages_of
from ingest.embedding import Embedder
from ingest.library import Library
from ingest.opening import open_reading
from ingest.pipeline import Outcome, add_files
from retrieval import answer as answering
from retrieval.search import PassageSearch
from settings import Settings


class KutipPipeline:
    """Kutip itself, in a library of its own."""

    def __init__(self, embedder: Embedder, settings: Settings) -> None:
        self._embedder = embedder
        self._settings = settings
        self._search: PassageSearch | None = None

    def ingest(self, files: Sequence[Path], folder: Path) -> Ingested:
        """As ``python -m ingest add`` does it, with the start of the process that reads PDFs."""
        self.close()
        begun = time.perf_counter()
        with Library.write(folder) as library, open_reading(self._settings) as reading:
            reports = list(add_files(library, self._embedder, reading, files))
        seconds = time.perf_counter() - begun
        self._search = PassageSearch(Library.read(folder), self._embedder, self._settings.dense_weight)
        refused = sum(report.outcome is Outcome.REFUSED for report in reports)
        pages, passages = sum(report.pages for report in reports), sum(report.passages for report in reports)
        return Ingested(seconds, len(reports) - refused, refused, pages, passages)

    def search(self, question: str, count: int) -> Searched:
        search = self._opened
        begun = time.perf_counter()
        ranking = search.search(search.understand(question), count=count)
        seconds = time.perf_counter() - begun
        passages = [hit.stored.passage for hit in ranking.hits]
        wholes = search.library.catalogue.whole_documents(ranking.document_ids)
        return Searched(
            seconds,
            tuple(
                Retrieved(
                    wholes[passage.document_id].document.file_name,
                    tuple(
                        page.index for page in pages_of(wholes[passage.document_id].pages, passage.start, passage.end)
                    ),
                )
                for passage in passages
            ),
        )

    def answer(self, question: str) -> float | None:
        """The seconds of a verbatim answer, its search included; None where Kutip abstains."""
        found = answering.answer(self._opened, question, threshold=self._settings.answer_threshold)
        return found.total_seconds if found.outcome is answering.Outcome.ANSWERED else None

    def beginnings(self, count: int) -> list[str]:
        """The first words of passages spread evenly over the library, to search for where there are no questions."""
        catalogue = self._opened.library.catalogue
        ids = sorted(catalogue.passage_ids())
        stored = catalogue.passages(ids[:: max(1, len(ids) // count)][:count])
        texts = []
        for found in stored.values():
            whole = catalogue.whole_document(found.passage.document_id)
            words = whole.document.text[found.passage.start : found.passage.end].split()
            texts.append(" ".join(words[:12]))
        return [text for text in texts if any(map(str.isalnum, text))]

    def close(self) -> None:
        if self._search is not None:
            self._search.library.close()
            self._search = None

    @property
    def _opened(self) -> PassageSearch:
        assert self._search is not None
        return self._search
