"""The example of a LangChain chain runs over a real library."""

from pathlib import Path

from docs.langchain_example import passages
from ingest.document import SectionKind
from ingest.library import Library
from retrieval.scope import Scope
from retrieval.search import PassageSearch
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples


def test_a_chain_gives_numbered_passages_with_their_pages(tmp_path: Path) -> None:
    build_samples(tmp_path / "library", HashingEmbedder())
    with Library.read(tmp_path / "library") as library:
        search = PassageSearch(library, HashingEmbedder(), 0.8)
        told = passages(search, count=3).invoke("Hambatan apa yang ditemukan di Semarang?")
        assert [line[:3] for line in told.splitlines() if line.startswith("[")] == ["[1]", "[2]", "[3]"]
        first = search.search(search.understand("Hambatan apa yang ditemukan di Semarang?"), count=1).hits[0]
        text = library.catalogue.whole_document(first.stored.passage.document_id).document.text
        assert text[first.stored.passage.start : first.stored.passage.end] in told
        abstracts = passages(search, Scope(kinds=frozenset({SectionKind.ABSTRACT}))).invoke("kota")
        assert 1 <= abstracts.count("(score ") <= 4
