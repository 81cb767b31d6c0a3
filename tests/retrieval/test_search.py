"""Search over a real library: the scores are those of the formula over all passages, within what may be seen."""

import math
import re
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.catalogue.fulltext import HEADING_WEIGHT, prune, query_terms, stems
from ingest.catalogue.records import StoredPassage, WholeDocument
from ingest.document import Passage, SectionKind, section_path
from ingest.errors import LibraryChanged, ModelMismatch
from ingest.file_work import PROMPT_TOKENS
from ingest.language import FUNCTION_WORDS, Language
from ingest.library import Library
from ingest.passages import cut_passages, passage_context
from ingest.pipeline import remove_document
from ingest.places import CATALOGUE_FILE
from retrieval.candidates import DENSE_CANDIDATES, EXACT_WEIGHT, LEXICAL_WEIGHT
from retrieval.exact import holds
from retrieval.question import Question, understand
from retrieval.scope import EVERYTHING, Scope
from retrieval.search import SENTENCE_WEIGHT, PassageRetriever, PassageSearch
from tests.fakes.embedder import HashingEmbedder, TokenlessEmbedder
from tests.library_for_tests import PROJECT, build_samples

DENSE_WEIGHT = 0.8

QUESTIONS = [
    "Hambatan apa yang ditemukan pada kerja sama Semarang–Jung-Gu?",
    "On which four points does paradiplomacy differ from state diplomacy?",
    "Pasal berapa dari Undang-Undang Nomor 23 Tahun 2014?",
    "kota",
    "Siapa juara Piala Dunia 2022?",
    "xyzzy",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "library"
    build_samples(folder, HashingEmbedder())
    return folder


@pytest.fixture(scope="module")
def tokenless(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageSearch]:
    """A search with a model that gives no token vectors."""
    folder = tmp_path_factory.mktemp("tokenless") / "library"
    build_samples(folder, TokenlessEmbedder())
    with Library.read(folder) as library:
        yield PassageSearch(library, TokenlessEmbedder(), DENSE_WEIGHT)


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    """A library to write to."""
    return Path(shutil.copytree(folder, tmp_path / "library"))


@pytest.fixture
def search(folder: Path) -> Iterator[PassageSearch]:
    with Library.read(folder) as library:
        yield PassageSearch(library, HashingEmbedder(), DENSE_WEIGHT)


def z(values: list[float]) -> NDArray[np.float64]:
    array = np.array(values, dtype=np.float64)
    deviation = array.std()
    return (array - array.mean()) / deviation if deviation > 1e-9 else np.zeros(len(array))


def bm25(terms: tuple[str, ...], rows: list[tuple[list[str], list[str]]]) -> list[float]:
    """BM25 of (heading, body) rows as SQLite documents it for FTS5: k1 = 1.2, b = 0.75, weighted term counts."""
    lengths = [len(heading) + len(body) for heading, body in rows]
    average = sum(lengths) / len(rows)
    scores = [0.0] * len(rows)
    for term in terms:
        holding = sum(term in heading or term in body for heading, body in rows)
        rarity = max(math.log((len(rows) - holding + 0.5) / (holding + 0.5)), 1e-6)
        for at, (heading, body) in enumerate(rows):
            count = HEADING_WEIGHT * heading.count(term) + body.count(term)
            scores[at] += rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * lengths[at] / average))
    return scores


def asked_terms(question: Question) -> tuple[str, ...]:
    return (*question.terms, *question.translated_terms)


def context_of(search: PassageSearch, whole: WholeDocument, passage: Passage) -> str:
    """What is encoded in front of the passage: title, section path, a list's lead-in."""
    embedder, text = search.embedder, whole.document.text
    window = embedder.window - PROMPT_TOKENS
    cuts = cut_passages(text, whole.thesis.title, whole.sections, embedder.count_tokens_many, window)
    return next(cut.context for cut in cuts if (cut.start, cut.end) == (passage.start, passage.end))


def late_interaction(search: PassageSearch, question: Question) -> dict[int, float]:
    """(passage id: score) of every passage, from the words of the texts alone: what each question word finds nearest."""
    catalogue, embedder = search.library.catalogue, search.embedder
    texts, rows = {}, {}
    for id_, stored in catalogue.passages(sorted(catalogue.passage_ids())).items():
        whole = catalogue.whole_document(stored.passage.document_id)
        body = whole.document.text[stored.passage.start : stored.passage.end]
        context = context_of(search, whole, stored.passage)
        language: Language = "id" if whole.thesis.language == "id" else "en"
        texts[id_] = f"{context} {body}"
        rows[id_] = (stems(context, language), stems(body, language))
    holding = Counter(term for heading, body_terms in rows.values() for term in {*heading, *body_terms})
    words = [word for word in question.wording.replace("–", " ").replace("-", " ").split() if query_terms(word)]
    standing = [max(holding[term] for term in query_terms(word)) for word in words]
    weights = np.array([math.log(1 + (len(rows) - n + 0.5) / (n + 0.5)) for n in standing])
    lexical = bm25(prune(asked_terms(question), dict(holding), len(rows)), list(rows.values()))
    said_of = {id_: {*heading, *body_terms} for id_, (heading, body_terms) in rows.items()}
    exact = [term for term in question.exact if any(holds(term, said) for said in said_of.values())]
    asked = np.array([embedder.encode_query(word) for word in words])
    scores = {}
    for (id_, text), of_words in zip(texts.items(), lexical, strict=True):
        said = [word for word in re.findall(r"\w+", text) if word.casefold() not in FUNCTION_WORDS]
        nearest = (asked @ np.array([embedder.encode_query(word) for word in said]).T).max(axis=1)
        agreement = min(of_words / (2.2 * weights.sum()), 1.0)
        scores[id_] = float(nearest @ weights / weights.sum()) + LEXICAL_WEIGHT * agreement
        if exact:
            scores[id_] += EXACT_WEIGHT * sum(holds(term, said_of[id_]) for term in exact) / len(exact)
    return scores


def brute_force(search: PassageSearch, question: Question) -> list[tuple[int, float]]:
    """(passage id, fused score) of every passage of the library, best first, from the texts alone."""
    catalogue, embedder = search.library.catalogue, search.embedder
    query = embedder.encode_query(question.wording)
    ids = sorted(catalogue.passage_ids())
    dense: list[float] = []
    best_sentences: list[float] = []
    rows: list[tuple[list[str], list[str]]] = []
    for stored in map(catalogue.passages(ids).__getitem__, ids):
        whole = catalogue.whole_document(stored.passage.document_id)
        text = whole.document.text
        body = text[stored.passage.start : stored.passage.end]
        context = context_of(search, whole, stored.passage)
        dense.append(float(embedder.encode_query(f"{context}\n{body}") @ query))
        sentences = [text[sentence.start : sentence.end] for sentence in stored.passage.sentences]
        best_sentences.append(max(float(embedder.encode_query(sentence) @ query) for sentence in sentences))
        language: Language = "id" if whole.thesis.language == "id" else "en"
        rows.append((stems(context, language), stems(body, language)))
    holding = Counter(term for heading, body in rows for term in {*heading, *body})
    terms = prune(asked_terms(question), dict(holding), len(rows))
    scores = 0.8 * z(dense) + 0.2 * z(bm25(terms, rows)) + SENTENCE_WEIGHT * z(best_sentences)
    return sorted(zip(ids, map(float, scores), strict=True), key=lambda pair: (-pair[1], pair[0]))


def found_ids(search: PassageSearch, question: str, scope: Scope = EVERYTHING) -> list[int]:
    return [hit.stored.passage.id for hit in search.search(understand(question), scope, 1000).hits]


def found_theses(search: PassageSearch, scope: Scope) -> set[str]:
    return {hit.stored.thesis_id for hit in search.search(understand("kerja sama kota city"), scope, 1000).hits}


def thesis_ids(search: PassageSearch) -> list[str]:
    return [entry.thesis.id for entry in search.library.catalogue.entries()]


# ------------------------------------------------------------------------------------------------------- the scores


@pytest.mark.parametrize("text", QUESTIONS)
def test_scores_are_late_interaction_over_all_passages(search: PassageSearch, text: str) -> None:
    question = understand(text)
    expected = late_interaction(search, question)
    hits = search.search(question, count=10).hits
    assert len(hits) == 10
    # stored token vectors have four bits a number
    met = [hit.score - hit.preference for hit in hits]
    assert met == pytest.approx([expected[hit.stored.passage.id] for hit in hits], abs=0.02)
    assert hits[0].score >= max(expected.values()) - 0.02


@pytest.mark.parametrize("text", QUESTIONS)
def test_without_token_vectors_scores_are_fused(tokenless: PassageSearch, text: str) -> None:
    search, question = tokenless, understand(text)
    assert not any(hit.word_scores for hit in search.search(question).hits)
    assert search.library.catalogue.count_passages() <= DENSE_CANDIDATES, "else not every passage is a candidate"
    expected = brute_force(search, question)
    by_id = dict(expected)
    hits = search.search(question, count=10).hits
    assert len(hits) == 10
    # stored sentence vectors have half precision
    assert [hit.score for hit in hits] == pytest.approx([score for _, score in expected[:10]], abs=0.01)
    assert [hit.score for hit in hits] == pytest.approx([by_id[hit.stored.passage.id] for hit in hits], abs=0.01)


@pytest.mark.parametrize("text", QUESTIONS)
def test_hits_come_best_first_and_once(search: PassageSearch, text: str) -> None:
    hits = search.search(understand(text), count=1000).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.stored.passage.id for hit in hits}) == len(hits)


def test_a_smaller_count_is_the_beginning_of_a_larger_one(search: PassageSearch) -> None:
    question = understand(QUESTIONS[0])
    few, many = (
        [(hit.stored.passage.id, hit.score) for hit in search.search(question, count=count).hits] for count in (3, 20)
    )
    assert few == many[:3]


def test_each_hit_has_a_cosine_for_each_sentence(tokenless: PassageSearch) -> None:
    search = tokenless
    question = understand(QUESTIONS[0])
    query = search.embedder.encode_query(question.text)
    for hit in search.search(question).hits:
        text = search.library.catalogue.whole_document(hit.stored.passage.document_id).document.text
        own = [search.embedder.encode_query(text[s.start : s.end]) @ query for s in hit.stored.passage.sentences]
        assert hit.sentence_scores == pytest.approx([float(score) for score in own], abs=2e-3)


def test_a_library_from_before_token_vectors_is_searched_as_before(copy: Path) -> None:
    question = understand(QUESTIONS[0])
    with closing(sqlite3.connect(copy / CATALOGUE_FILE)) as connection, connection:
        connection.execute("UPDATE passages SET token_vectors = NULL")
    with Library.read(copy) as library:
        search = PassageSearch(library, HashingEmbedder(), DENSE_WEIGHT)
        expected = brute_force(search, question)
        found = [hit.score for hit in search.search(question, count=10).hits]
        assert found == pytest.approx([score for _, score in expected[:10]], abs=0.01)


def test_frequencies_count_the_passages_that_hold_a_term(search: PassageSearch) -> None:
    ranking = search.search(understand("Hangeul Semarang xyzzy"))
    catalogue = search.library.catalogue
    assert ranking.passages == catalogue.count_passages()
    assert "xyzzy" not in ranking.frequencies
    expected = 0
    for stored in catalogue.passages(sorted(catalogue.passage_ids())).values():
        whole = catalogue.whole_document(stored.passage.document_id)
        context = passage_context(whole.thesis.title, section_path(whole.sections, stored.passage.start))
        body = whole.document.text[stored.passage.start : stored.passage.end]
        expected += "semarang" in f"{context} {body}".casefold()
    assert ranking.frequencies["semarang"] == expected > 0


def test_a_very_long_question_is_searched(search: PassageSearch) -> None:
    entry = search.library.catalogue.entries()[0]
    text = search.library.catalogue.whole_document(entry.document_id).document.text
    words = " ".join(dict.fromkeys(text.split()))
    assert len(query_terms(understand(words).text)) > 200
    assert search.search(understand(words)).hits


@pytest.mark.parametrize(
    "text", ['"kota" OR NOT (kembar*', "NEAR(kota kembar)", "body:kota; DROP TABLE passages --", "kota'"]
)
def test_the_syntax_of_the_full_text_is_only_words(search: PassageSearch, text: str) -> None:
    assert search.search(understand(text)).hits


# ------------------------------------------------------------------------------------------------- what may be found


def test_contents_and_bibliography_are_never_found(search: PassageSearch) -> None:
    catalogue = search.library.catalogue
    kinds_seen = set()
    for question in [*QUESTIONS, "Daftar isi halaman", "Daftar pustaka Jurnal Hubungan Internasional", "References"]:
        for hit in search.search(understand(question), count=1000).hits:
            passage = hit.stored.passage
            sections = catalogue.whole_document(passage.document_id).sections
            overlapping = [s for s in sections if s.start < passage.end and s.end > passage.start]
            assert all(section.kind.is_evidence for section in overlapping)
            assert hit.stored.kind == section_path(sections, passage.start)[-1].kind
            kinds_seen.add(hit.stored.kind.value)
    assert kinds_seen == {"front matter", "abstract", "body", "table"}  # the appendices hold nothing but a table


def test_without_a_limit_all_theses_are_found(search: PassageSearch) -> None:
    assert found_theses(search, EVERYTHING) == set(thesis_ids(search))


def test_only_what_is_both_visible_and_chosen_is_found(search: PassageSearch) -> None:
    one, two, three = thesis_ids(search)
    assert found_theses(search, Scope(visible=frozenset({one, two}))) == {one, two}
    assert found_theses(search, Scope(chosen=frozenset({three}))) == {three}
    assert found_theses(search, Scope(frozenset({one, two}), frozenset({two, three}))) == {two}
    assert found_theses(search, Scope(visible=frozenset({one, "unknown"}))) == {one}


def test_a_scope_is_found_whole(search: PassageSearch) -> None:
    entry = search.library.catalogue.entries()[0]
    found = search.search(understand("kota"), Scope(chosen=frozenset({entry.thesis.id})), 1000).hits
    assert len(found) == entry.passages


def test_an_empty_scope_finds_nothing(search: PassageSearch) -> None:
    one, two, _ = thesis_ids(search)
    for scope in (
        Scope(visible=frozenset()),
        Scope(chosen=frozenset()),
        Scope(frozenset({one}), frozenset({two})),
        Scope(visible=frozenset({"unknown"})),
    ):
        assert search.search(understand("kerja sama kota"), scope).hits == ()


def test_what_a_scope_hides_does_not_change_how_a_passage_stands_to_the_question(search: PassageSearch) -> None:
    one, *_ = thesis_ids(search)
    question = understand(QUESTIONS[0])
    everywhere = {hit.stored.passage.id: hit for hit in search.search(question, count=1000).hits}
    for hit in search.search(question, Scope(visible=frozenset({one})), 1000).hits:
        other = everywhere[hit.stored.passage.id]
        assert hit.similarity == pytest.approx(other.similarity, abs=1e-5)
        assert hit.dense == pytest.approx(other.dense, abs=1e-3)
        assert hit.sentence_scores == other.sentence_scores


def test_a_removed_document_is_not_found(copy: Path) -> None:
    with Library.write(copy) as library:
        (removed,) = remove_document(library, "sample-3-sister-cities.pdf")
    with Library.read(copy) as library:
        search = PassageSearch(library, HashingEmbedder(), DENSE_WEIGHT)
        assert removed.thesis.id not in found_theses(search, EVERYTHING)
        assert found_theses(search, Scope(chosen=frozenset({removed.thesis.id}))) == set()
        assert len(found_theses(search, EVERYTHING)) == 2


def test_a_writer_searches_what_it_has_just_changed(copy: Path) -> None:
    with Library.write(copy) as library:
        search = PassageSearch(library, HashingEmbedder(), DENSE_WEIGHT)
        before = found_theses(search, EVERYTHING)
        (removed,) = remove_document(library, "sample-3-sister-cities.pdf")
        assert found_theses(search, EVERYTHING) == before - {removed.thesis.id}
        # the statistics of the corpus are those of what is left
        question = understand(QUESTIONS[0])
        expected = late_interaction(search, question)
        for hit in search.search(question).hits:
            assert hit.score - hit.preference == pytest.approx(expected[hit.stored.passage.id], abs=0.02)


# ------------------------------------------------------------------------------------------------ theses named

OBSTACLES = "Apa isi contoh dasar hukum, kelembagaan, dan hambatan paradiplomasi kota di Indonesia?"
CONCEPTS = "What do Sister Cities as Paradiplomacy: Concepts, Mechanisms, Drivers and Obstacles say?"


def test_a_thesis_named_by_its_title_is_preferred(search: PassageSearch) -> None:
    _, two, three = thesis_ids(search)
    for question, named in ((OBSTACLES, two), (CONCEPTS, three)):
        ranking = search.search(understand(question))
        assert ranking.preferred == (named,)
        assert ranking.hits[0].stored.thesis_id == named
        assert all((hit.preference > 0) == (hit.stored.thesis_id == named) for hit in ranking.hits)


def test_two_theses_that_are_named_are_both_among_the_first_five(search: PassageSearch) -> None:
    _, two, three = thesis_ids(search)
    ranking = search.search(understand(f"{OBSTACLES} {CONCEPTS} Jam Hangeul?"))
    assert set(ranking.preferred) == {two, three}
    assert {two, three} <= {hit.stored.thesis_id for hit in ranking.hits[:5]}


def test_a_thesis_out_of_scope_is_not_said_to_be_named(search: PassageSearch) -> None:
    one, *_ = thesis_ids(search)
    ranking = search.search(understand(OBSTACLES), Scope(visible=frozenset({one})))
    assert ranking.preferred == ()
    assert {hit.preference for hit in ranking.hits} == {0.0}


# ------------------------------------------------------------------------------------------------ a changed library


def test_a_change_by_another_process_is_noticed(copy: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from ingest.library import Library; "
        "from ingest.pipeline import remove_document\n"
        "with Library.write(Path(sys.argv[1])) as library: remove_document(library, 'sample-3-sister-cities.pdf')"
    )
    with Library.read(copy) as library:
        search = PassageSearch(library, HashingEmbedder(), DENSE_WEIGHT)
        assert search.search(understand("kota")).hits
        subprocess.run([sys.executable, "-c", program, str(copy)], cwd=PROJECT, check=True)
        with pytest.raises(LibraryChanged):
            search.search(understand("kota"))
    assert (copy / CATALOGUE_FILE).exists()


class AnotherEmbedder(HashingEmbedder):
    fingerprint = "another/1"


def test_another_model_than_the_library_s_is_refused(folder: Path) -> None:
    with Library.read(folder) as library, pytest.raises(ModelMismatch):
        PassageSearch(library, AnotherEmbedder(), DENSE_WEIGHT)


# -------------------------------------------------------------------------------------------------------- LangChain


def test_the_retriever_gives_slices_of_the_text_with_their_places(search: PassageSearch) -> None:
    retriever = PassageRetriever(search=search, count=7)
    documents = retriever.invoke(QUESTIONS[0])
    hits = search.search(understand(QUESTIONS[0]), count=7).hits
    assert len(documents) == 7
    for document, hit in zip(documents, hits, strict=True):
        passage = hit.stored.passage
        whole = search.library.catalogue.whole_document(passage.document_id)
        meta = document.metadata
        assert document.page_content == whole.document.text[meta["start"] : meta["end"]]
        assert (meta["start"], meta["end"], meta["passage_id"]) == (passage.start, passage.end, passage.id)
        assert document.id == str(passage.id)
        touched = [page for page in whole.pages if page.start < meta["end"] and page.end > meta["start"]]
        assert meta["page_indexes"] == [page.index for page in touched] != []
        assert meta["page_labels"] == [page.label for page in touched]
        assert (meta["thesis_id"], meta["title"]) == (whole.thesis.id, whole.thesis.title)
        assert meta["file_name"] == whole.document.file_name
        assert meta["score"] == hit.score


def test_the_retriever_keeps_to_its_scope(search: PassageSearch) -> None:
    one, *_ = thesis_ids(search)
    retriever = PassageRetriever(search=search, scope=Scope(visible=frozenset({one})), count=100)
    assert {document.metadata["thesis_id"] for document in retriever.invoke("kota")} == {one}


def test_stored_passages_keep_their_sentences(search: PassageSearch) -> None:
    catalogue = search.library.catalogue
    stored: StoredPassage
    for stored in catalogue.passages(sorted(catalogue.passage_ids())).values():
        assert stored.sentence_vectors.shape == (len(stored.passage.sentences), HashingEmbedder.dimension)
        assert np.linalg.norm(stored.sentence_vectors, axis=1) == pytest.approx(1.0, abs=2e-3)


def test_only_sections_of_the_chosen_kinds_are_found(search: PassageSearch) -> None:
    kinds = frozenset({SectionKind.ABSTRACT})
    one, *_ = thesis_ids(search)
    found = search.search(understand("kerja sama kota city"), Scope(kinds=kinds), 1000).hits
    assert {hit.stored.kind for hit in found} == {SectionKind.ABSTRACT}
    both = search.search(understand("kota"), Scope(chosen=frozenset({one}), kinds=kinds), 1000).hits
    assert {(hit.stored.thesis_id, hit.stored.kind) for hit in both} == {(one, SectionKind.ABSTRACT)}
    assert search.search(understand("kota"), Scope(kinds=frozenset())).hits == ()
