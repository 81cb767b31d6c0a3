"""Measures a search, stage by stage, in libraries as large as asked, beside a plain LangChain search over as many texts.

    python -m docs.measure_search LIBRARY --passages 10000 [100000 …] [--questions FILE …] [--keep FOLDER]

The library is copied and filled up with its own theses under other ids, the vectors of their passages slightly shifted,
so that the stores have the size and the kind of content that many theses would give them. The plain search has the
same texts, vectors and model in a Chroma collection. Both are asked in turns, so that the machine's load is in both.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
from numpy.typing import NDArray

import retrieval.search
from evaluation.questions import read_questions
from evaluation.stock import StockPipeline, open_stock
from ingest.catalogue.records import IndexedPassage, StoredPassage, WholeDocument
from ingest.document import section_path
from ingest.embedding import load_embedder, unit
from ingest.library import Library
from ingest.passages import passage_context
from ingest.token_vectors import TokenVectors, unpack
from retrieval.opening import open_search
from retrieval.search import PassageSearch
from settings import load_settings

SHIFT = 0.02
"""Standard deviation of what is added to each number of a vector, whose own is 0.05: a cosine of about 0.93."""

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


# ------------------------------------------------------------------------------------------------ an enlarged library


@dataclass(frozen=True, slots=True, eq=False)
class _Original:
    """A document of the library with its passages and their vectors."""

    whole: WholeDocument
    passages: tuple[StoredPassage, ...]
    tokens: tuple[TokenVectors, ...]
    vectors: Array


def _enlarge(source: Path, place: Path, passages: int) -> None:
    """A copy of the library, with copies of its documents until it has so many passages."""
    place.mkdir(parents=True, exist_ok=True)
    part = place / "library.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(source, part)
    chance = np.random.default_rng(0)
    with Library.write(part) as library:
        originals = list(_originals(library))
        missing, copies = passages - library.catalogue.count_passages(), 0
        while missing > 0:
            copies += 1
            for original in originals:
                if missing > 0:
                    missing -= _add_copy(library, original, copies, missing, chance)
    part.rename(place / "library")


def _originals(library: Library) -> Iterator[_Original]:
    state = library.catalogue.state()
    assert state.collection is not None
    stored = library.catalogue.passages(sorted(library.catalogue.passage_ids()))
    of_document: dict[str, list[StoredPassage]] = defaultdict(list)
    for each in stored.values():
        of_document[each.passage.document_id].append(each)
    for document_id, own in of_document.items():
        ids = [each.passage.id for each in own]
        tokens, vectors = library.catalogue.token_vectors(ids), library.vectors.fetch(state.collection, ids)
        yield _Original(
            library.catalogue.whole_document(document_id),
            tuple(own),
            tuple(tokens[id_] for id_ in ids),
            np.array([vectors[id_] for id_ in ids]),
        )


def _add_copy(library: Library, original: _Original, copy: int, limit: int, chance: np.random.Generator) -> int:
    """The document once more as a thesis of its own, at most ``limit`` of its passages; how many were added."""
    whole = original.whole
    id_ = f"{copy:06d}{whole.document.id[6:]}"
    title = f"{whole.thesis.title} {copy}"
    whole = WholeDocument(
        replace(whole.thesis, id=id_, title=title, parts=(id_,)),
        replace(whole.document, id=id_, thesis_id=id_, part=1, sha256=id_),
        tuple(replace(page, document_id=id_) for page in whole.pages),
        tuple(replace(section, document_id=id_) for section in whole.sections),
    )
    collection = library.catalogue.state().collection
    assert collection is not None
    own = original.passages[:limit]
    reserved = library.catalogue.reserve(len(own), collection)
    ids = range(reserved.first, reserved.end)
    vectors = _shifted(original.vectors[: len(own)], chance)
    library.vectors.add(collection, ids, vectors, id_, [each.kind.value for each in own])
    indexed = [
        IndexedPassage(
            replace(each.passage, id=new, document_id=id_),
            each.kind,
            passage_context(title, section_path(whole.sections, each.passage.start)),
            _shifted(each.sentence_vectors, chance),
            TokenVectors.pack(_shifted(unpack([tokens]), chance), tokens.counts.tolist()),
        )
        for new, each, tokens in zip(ids, own, original.tokens, strict=False)
    ]
    library.catalogue.publish(whole, f"copy:{copy}:{whole.document.file_name}", indexed, reserved, None)
    return len(own)


def _shifted(vectors: Array, chance: np.random.Generator) -> Array:
    return unit(vectors + chance.normal(0, SHIFT, vectors.shape).astype(np.float32))


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


# ------------------------------------------------------------------------------------------------------------ the clock


@dataclass(frozen=True, slots=True)
class _Taken:
    """Milliseconds on the clock and of the processor; the first have what other programs took in them."""

    clock: float
    processor: float

    @classmethod
    def since(cls, begun: _Taken) -> _Taken:
        now = cls.now()
        return cls(now.clock - begun.clock, now.processor - begun.processor)

    @classmethod
    def now(cls) -> _Taken:
        return cls(1000 * time.perf_counter(), 1000 * time.process_time())


class _Stages:
    """What each stage took, call by call and question by question."""

    def __init__(self) -> None:
        self.of: dict[str, list[_Taken]] = defaultdict(list)
        self._now: dict[str, list[_Taken]] = defaultdict(list)

    def watch(self, owner: Any, name: str) -> Any:
        """A patch that times every call of the owner's function."""
        function: Callable[..., Any] = getattr(owner, name)

        def timed(*arguments: Any, **named: Any) -> Any:
            begun = _Taken.now()
            try:
                return function(*arguments, **named)
            finally:
                self._now[name].append(_Taken.since(begun))

        return patch.object(owner, name, timed)

    def close_question(self, stages: Sequence[str], whole: _Taken, plain: _Taken) -> None:
        for name in stages:
            calls = self._now[name]
            self.of[name].append(_Taken(sum(c.clock for c in calls), sum(c.processor for c in calls)))
        self.of[WHOLE].append(whole)
        self.of[PLAIN].append(plain)
        self._now.clear()


WHOLE, PLAIN = "whole search", "plain LangChain search"


def _report(search: PassageSearch, stock: StockPipeline, questions: Sequence[str]) -> None:
    library, stages = search.library, _Stages()
    watched = [
        (search, "understand"),
        (search.embedder, "encode_question"),
        (library.vectors, "nearest"),
        (library.vectors, "fetch"),
        *((library.catalogue, name) for name in CATALOGUE_STAGES),
        (retrieval.search, "interactions"),
    ]
    patches = [stages.watch(owner, name) for owner, name in watched]
    for each in patches:
        each.start()
    for at, question in enumerate([*questions[:WARM_UP], *questions]):
        begun = _Taken.now()
        search.search(search.understand(question))
        whole, begun = _Taken.since(begun), _Taken.now()
        stock.search(question, 10)
        stages.close_question([name for _, name in watched], whole, _Taken.since(begun))
        if at == WARM_UP - 1:
            stages.of.clear()
    for each in patches:
        each.stop()
    _print(stages, library.catalogue.count_passages(), len(questions))


CATALOGUE_STAGES = ("term_frequencies", "lexical_search", "holding", "token_vectors", "passages")


def _print(stages: _Stages, passages: int, questions: int) -> None:
    print(f"\n{passages} passages, {questions} questions, milliseconds\n")
    print("| | clock, p50 | clock, p95 | processor, p50 | processor, p95 |\n|---|---|---|---|---|")
    for name, taken in stages.of.items():
        print(f"| {name.replace('_', ' ')} | " + " | ".join(f"{each:.1f}" for each in _quantiles(taken)) + " |")
    ratios = np.array(_quantiles(stages.of[WHOLE])) / np.array(_quantiles(stages.of[PLAIN]))
    print("| whole / plain | " + " | ".join(f"{ratio:.2f}" for ratio in ratios) + " |")


def _quantiles(taken: Sequence[_Taken]) -> list[float]:
    both = ([each.clock for each in taken], [each.processor for each in taken])
    return [float(np.quantile(values, share)) for values in both for share in (0.5, 0.95)]


if __name__ == "__main__":
    main()
