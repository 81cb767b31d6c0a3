"""Each cell of a matrix is what one thesis alone answers, or why it does not; cells come one by one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest

from ingest.document import Thesis
from ingest.errors import ChatModelFailed, EmptyQuestion, LibraryChanged
from ingest.library import Library
from retrieval import matrix
from retrieval.answer import Answer, Outcome, Reason, answer
from retrieval.aspects import Aspect, names_aspect
from retrieval.matrix import ASPECTS, Matrix, Topic, matrix_cells
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import PassageSearch
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples

JUNG_GU = Topic(question="Hambatan apa yang ditemukan pada kerja sama Semarang–Jung-Gu?")


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageSearch]:
    folder = tmp_path_factory.mktemp("matrix")
    embedder = HashingEmbedder()
    build_samples(folder, embedder)
    with Library.read(folder) as library:
        yield PassageSearch(library, embedder, Settings().dense_weight)
    shutil.rmtree(folder)


@pytest.fixture
def theses(search: PassageSearch) -> list[Thesis]:
    return [entry.thesis for entry in search.library.catalogue.entries()]


def test_a_cell_quotes_its_own_thesis_word_for_word(search: PassageSearch, theses: list[Thesis]) -> None:
    cells = list(matrix_cells(search, theses, [JUNG_GU, Topic(Aspect.OBSTACLE)], threshold=0.0, scope=EVERYTHING))
    assert [(cell.thesis.id, cell.topic) for cell in cells] == [
        (thesis.id, topic) for thesis in theses for topic in (JUNG_GU, Topic(Aspect.OBSTACLE))
    ]
    assert any(cell.citations for cell in cells)
    for cell in cells:
        for citation in cell.citations:
            whole = search.library.catalogue.whole_document(citation.span.document_id)
            assert citation.thesis.id == cell.thesis.id
            assert citation.quote == whole.document.text[citation.span.start : citation.span.end]


def test_a_quote_fills_an_aspect_s_cell_only_where_it_names_the_aspect(
    search: PassageSearch, theses: list[Thesis]
) -> None:
    for cell in matrix_cells(search, theses, ASPECTS, threshold=0.0, scope=EVERYTHING):
        aspect = cell.topic.aspect
        assert aspect is not None
        assert all(names_aspect(c.quote, aspect) or names_aspect(c.section_title, aspect) for c in cell.citations)
        assert bool(cell.citations) == (cell.outcome is Outcome.ANSWERED)
        assert bool(cell.why_empty("id")) == (not cell.citations)


def test_an_empty_cell_says_why(search: PassageSearch, theses: list[Thesis]) -> None:
    (cell,) = matrix_cells(search, theses[:1], [JUNG_GU], threshold=1.1, scope=EVERYTHING)
    assert (cell.outcome, cell.reason, cell.citations) == (Outcome.ABSTAINED, Reason.WEAK_EVIDENCE, ())
    assert cell.why_empty("en") == "no part comes near enough to this question"


def test_a_thesis_that_may_not_be_seen_gives_nothing(search: PassageSearch, theses: list[Thesis]) -> None:
    (cell,) = matrix_cells(search, theses[:1], [JUNG_GU], threshold=0.0, scope=Scope(visible=frozenset({theses[1].id})))
    assert (cell.outcome, cell.reason) == (Outcome.ABSTAINED, Reason.NOTHING_FOUND)


def test_cells_are_made_only_when_they_are_asked_for(
    search: PassageSearch, theses: list[Thesis], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def counted(*args: Any, **kwargs: Any) -> Answer:
        asked.append(args[1])
        return answer(*args, **kwargs)

    monkeypatch.setattr(matrix, "answer", counted)
    cells = tuple(islice(matrix_cells(search, theses, [JUNG_GU], threshold=0.0, scope=EVERYTHING), 2))
    assert len(asked) == 2
    stopped = Matrix(tuple(theses), (JUNG_GU,), cells)
    assert stopped.cell(theses[1], JUNG_GU) == cells[1]
    assert stopped.cell(theses[2], JUNG_GU) is None


def test_a_failure_is_its_cell_s_and_one_of_the_library_ends_all(
    search: PassageSearch, theses: list[Thesis], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(error: Exception) -> None:
        def failing(*args: object, **kwargs: object) -> None:
            raise error

        monkeypatch.setattr(matrix, "answer", failing)

    fail(ChatModelFailed("m", "why"))
    first, second = matrix_cells(search, theses[:2], [JUNG_GU], threshold=0.0, scope=EVERYTHING)
    assert (first.outcome, second.outcome) == (Outcome.FAILED, Outcome.FAILED)
    assert first.why_empty("en").startswith("failed: The chat model m failed")
    fail(LibraryChanged(search.library.folder))
    with pytest.raises(LibraryChanged):
        list(matrix_cells(search, theses, [JUNG_GU], threshold=0.0, scope=EVERYTHING))


def test_an_aspect_is_asked_in_the_thesis_s_language() -> None:
    thesis = Thesis("t", "A", (), None, None, None, "en", ())
    assert Topic(Aspect.METHOD).asked_of(thesis).startswith("Which method")
    assert Topic(question="Berapa?").asked_of(thesis) == "Berapa?"
    assert {topic.aspect for topic in ASPECTS} == set(Aspect)


@pytest.mark.parametrize("question", ["", "  "])
def test_a_topic_asks_something(question: str) -> None:
    with pytest.raises(EmptyQuestion):
        Topic(question=question)
