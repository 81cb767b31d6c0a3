"""Measures a search, stage by stage, in libraries as large as asked, beside a plain LangChain search over as many texts.

    python -m docs.measure_search LIBRARY --passages 10000 [100000 …] [--questions FILE …] [--keep FOLDER]

The library is copied and filled up with its own theses (``docs/enlarged_library.py``). The plain search has the same texts,
vectors and model in a Chroma collection. Both are asked in turns, so that the machine's load is in both.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from docs.enlarged_library import OriginalRows, enlarge
from docs.search_stages import WHOLE, Stages, Taken, quantiles
from evaluation.questions import read_questions
from evaluation.stock import StockPipeline, open_stock
from ingest.embedding import load_embedder
from ingest.library import Library
from retrieval.opening import open_search
from retrieval.search import PassageSearch
from settings import load_settings

WARM_UP = 5
"""Questions before the clock counts."""

Array = NDArray[np.float32]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_search")
    parser.add_argument("library", type=Path)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000])
    parser.add_argument("--questions", type=Path, nargs="+", help="else the first words of passages are asked")
    parser.add_argument("--keep", type=Path, help="folder in which the enlarged libraries stay, to measure them again")
    options = parser.parse_args()
    settings = load_settings()
    embedder = load_embedder(settings.embedding_model, settings.models)
    with tempfile.TemporaryDirectory() as folder:
        for passages in options.passages:
            place = (options.keep or Path(folder)) / f"passages-{passages}"
            stock = open_stock("e5", settings)
            if not (place / "library").exists():
                _enlarge(options.library, place, passages)
            stock.fill(*_texts_and_vectors(place / "library"), place / "plain")
            with Library.read(place / "library") as library:
                search = open_search(library, embedder, settings)
                asked = (
                    [q.text for q in read_questions(options.questions)] if options.questions else _beginnings(search)
                )
                _report(search, stock, asked)
            stock.close()


def _texts_and_vectors(folder: Path) -> tuple[list[str], Array]:
    """Every passage's text and vector, for the plain search."""
    with Library.read(folder) as library:
        collection = library.catalogue.state().collection
        assert collection is not None
        ids = sorted(library.catalogue.passage_ids())
        texts: list[str] = []
        vectors: list[Array] = []
        for at in range(0, len(ids), 2000):
            stored = library.catalogue.passages(ids[at : at + 2000])
            wholes = library.catalogue.whole_documents({each.passage.document_id for each in stored.values()})
            found = library.vectors.fetch(collection, list(stored))
            for id_, each in stored.items():
                text = wholes[each.passage.document_id].document.text
                texts.append(text[each.passage.start : each.passage.end])
                vectors.append(found[id_])
    return texts, np.array(vectors)


def _beginnings(search: PassageSearch, count: int = 100) -> list[str]:
    """The first words of passages spread evenly over the library."""
    catalogue = search.library.catalogue
    ids = sorted(catalogue.passage_ids())
    stored = catalogue.passages(ids[:: max(1, len(ids) // count)][:count])
    wholes = catalogue.whole_documents({each.passage.document_id for each in stored.values()})
    texts = (wholes[e.passage.document_id].document.text[e.passage.start : e.passage.end] for e in stored.values())
    return [" ".join(text.split()[:12]) for text in texts if any(map(str.isalnum, text))]


def _enlarge(source: Path, place: Path, passages: int) -> None:
    """A copy of the library with so many passages; an interrupted one is made anew."""
    part = place / "library.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part)
    with Library.write(part) as library:
        for _ in enlarge(library, OriginalRows.of(library), passages):
            pass
    part.rename(place / "library")


def _report(search: PassageSearch, stock: StockPipeline, questions: Sequence[str]) -> None:
    stages = Stages()
    with stages.watching(search):
        for at, question in enumerate([*questions[:WARM_UP], *questions]):
            begun = Taken.now()
            search.search(search.understand(question))
            whole, begun = Taken.since(begun), Taken.now()
            stock.search(question, 10)
            stages.close_question(whole_search=whole, plain_LangChain_search=Taken.since(begun))
            if at == WARM_UP - 1:
                stages.forget()
    print(f"\n{search.library.catalogue.count_passages()} passages, {len(questions)} questions, milliseconds\n")
    stages.print_table()
    ratios = np.array(quantiles(stages.of[WHOLE])) / np.array(quantiles(stages.of["plain LangChain search"]))
    print("| whole / plain | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")


if __name__ == "__main__":
    main()
