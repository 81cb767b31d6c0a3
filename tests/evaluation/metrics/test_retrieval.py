from __future__ import annotations

import random
from math import log2

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ir_measures import RR, Qrel, R, ScoredDoc, Success, nDCG

from evaluation.metrics.asked import Asked
from evaluation.metrics.retrieval import per_question, ranked_needs
from evaluation.page_hits import CUTOFFS, Retrieved, first_right_rank
from evaluation.results import RetrievedResult
from tests.evaluation.metrics.made import Page, passage, question, result


def _values(asked: Asked) -> dict[str, float]:
    return {name: values[asked.id] for name, values in per_question([asked]).items() if values}


def _asked(gold: list[Page], *retrieved: RetrievedResult, type_: str = "factoid") -> Asked:
    return Asked(question(gold=gold, type_=type_), result(retrieved=retrieved))


def test_the_second_passage_is_the_first_right_one() -> None:
    found = _values(_asked([("a.pdf", 1)], passage(1, "a.pdf", 7), passage(2, "a.pdf", 0, 1)))
    assert {name: round(value, 4) for name, value in found.items() if name.startswith("page")} == {
        "page_hit@1": 0,
        "page_hit@3": 1,
        "page_hit@5": 1,
        "page_hit@10": 1,
        "page_recall@1": 0,
        "page_recall@3": 1,
        "page_recall@5": 1,
        "page_recall@10": 1,
        "page_rr@10": 0.5,
        "page_ndcg@10": 0.6309,  # 1 / log2(3), the ideal being 1 / log2(2) = 1
    }
    assert found["document_hit@1"] == found["document_rr@10"] == found["document_ndcg@10"] == 1


def test_any_one_of_several_gold_pages_is_full_recall() -> None:
    found = _values(_asked([("a.pdf", 1), ("a.pdf", 5), ("b.pdf", 9)], passage(1, "b.pdf", 9)))
    assert found["page_recall@1"] == found["page_ndcg@10"] == 1


def test_a_multi_page_question_needs_all_its_pages() -> None:
    gold = [("a.pdf", 1), ("a.pdf", 2), ("a.pdf", 3), ("a.pdf", 4)]
    found = _values(
        _asked(gold, passage(1, "a.pdf", 1), passage(2, "a.pdf", 9), passage(3, "a.pdf", 2), type_="multi-page")
    )
    assert found["page_hit@1"] == 1
    assert found["page_recall@1"] == 0.25  # 1 of 4, though no more than 1 could be found by 1 passage
    assert found["page_recall@3"] == found["page_recall@10"] == 0.5  # 2 of 4, though 2 pages alone were found
    ideal = 1 + 1 / log2(3) + 1 / log2(4) + 1 / log2(5)
    assert found["page_ndcg@10"] == pytest.approx((1 + 1 / log2(4)) / ideal)
    assert found["document_recall@1"] == 1


def test_a_cross_document_question_needs_all_its_documents() -> None:
    gold = [("a.pdf", 1), ("b.pdf", 2)]
    found = _values(_asked(gold, passage(1, "a.pdf", 8), passage(2, "b.pdf", 2), type_="cross-document"))
    assert (found["document_recall@1"], found["document_recall@3"]) == (0.5, 1)
    assert (found["page_recall@3"], found["page_rr@10"]) == (0.5, 0.5)


def test_a_passage_over_two_gold_pages_is_worth_no_more_than_two_passages() -> None:
    gold = [("a.pdf", 1), ("a.pdf", 2)]
    wide = _values(_asked(gold, passage(1, "a.pdf", 0, 1, 2, 3), type_="multi-page"))
    narrow = _values(_asked(gold, passage(1, "a.pdf", 1), passage(2, "a.pdf", 2), type_="multi-page"))
    assert wide == narrow
    assert (wide["page_recall@1"], wide["page_recall@3"], wide["page_ndcg@10"]) == (0.5, 1, 1)


def test_a_page_found_again_brings_nothing_and_takes_its_rank() -> None:
    assert ranked_needs({"x": 0, "y": 1}, [["x"], ["x"], ["y"]], depth=4) == (0, None, 1, None)


def test_further_needs_of_a_passage_take_the_next_free_ranks() -> None:
    assert ranked_needs({1: 0, 2: 1, 3: 2}, [[1, 2], [3]], depth=4) == (0, 1, 2, None)


def test_passages_count_by_their_rank_and_no_further_than_the_tenth() -> None:
    late = [passage(rank, "b.pdf", 0) for rank in range(1, 11)] + [passage(11, "a.pdf", 1)]
    assert set(_values(_asked([("a.pdf", 1)], *late)).values()) == {0}
    assert _values(_asked([("a.pdf", 1)], passage(2, "b.pdf", 0), passage(1, "a.pdf", 1)))["page_rr@10"] == 1


def test_a_failed_result_and_one_without_passages_found_nothing() -> None:
    for outcome in ("failed", "abstained", "answered"):
        found = per_question([Asked(question(), result(outcome=outcome))])
        assert all(values == {"q": 0.0} for values in found.values())


def test_only_answerable_questions_with_evidence_count_at_page_level() -> None:
    found = per_question(
        [
            Asked(question("a", answerable=False), result("a", retrieved=[passage(1, "a.pdf", 1)])),
            Asked(question("b", [], documents=["a.pdf"]), result("b", retrieved=[passage(1, "a.pdf", 1)])),
        ]
    )
    assert found["page_hit@1"] == {}
    assert found["document_hit@1"] == {"b": 1.0}  # the document is known, its page is not


def test_no_questions_have_every_metric_and_no_value() -> None:
    found = per_question([])
    assert len(found) == 20
    assert set(map(len, found.values())) == {0}


PAGES = st.tuples(st.sampled_from(["a.pdf", "b.pdf"]), st.integers(0, 5))
PASSAGES = st.lists(st.tuples(st.sampled_from(["a.pdf", "b.pdf"]), st.sets(st.integers(0, 5), min_size=1)), max_size=12)
TYPES = st.sampled_from(["factoid", "multi-page", "cross-document"])


@settings(max_examples=60, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=5), PASSAGES, TYPES)
def test_properties_of_any_ranking(gold: list[Page], found: list[tuple[str, set[int]]], type_: str) -> None:
    retrieved = [passage(rank, document, *sorted(pages)) for rank, (document, pages) in enumerate(found, 1)]
    asked = _asked(gold, *retrieved, type_=type_)
    values = _values(asked)
    first = first_right_rank([Retrieved(each.document, each.page_indexes) for each in retrieved], frozenset(gold))
    for cutoff in CUTOFFS:
        assert values[f"page_hit@{cutoff}"] == (first is not None and first <= cutoff)
        assert values[f"page_recall@{cutoff}"] <= values[f"page_hit@{cutoff}"] <= values[f"document_hit@{cutoff}"]
        if type_ == "factoid":
            assert values[f"page_recall@{cutoff}"] == values[f"page_hit@{cutoff}"]
    assert values["page_rr@10"] == pytest.approx(1 / first if first and first <= 10 else 0)
    assert all(0 <= value <= 1 + 1e-12 for value in values.values())


@settings(max_examples=40, deadline=None)
@given(st.lists(PAGES, min_size=1, max_size=6, unique=True), st.lists(PAGES, max_size=10, unique=True))
def test_one_page_passages_score_as_ir_measures_does_called_directly(gold: list[Page], found: list[Page]) -> None:
    asked = _asked(gold, *(passage(rank, *page) for rank, page in enumerate(found, 1)), type_="multi-page")
    measures = [*(Success @ k for k in CUTOFFS), *(R @ k for k in CUTOFFS), RR @ 10, nDCG @ 10]
    qrels = [Qrel("q", f"{document} {index}", 1) for document, index in gold]
    run = [ScoredDoc("q", f"{document} {index}", 1 / rank) for rank, (document, index) in enumerate(found, 1)]
    direct = ir_measures.calc_aggregate(measures, qrels, run or [ScoredDoc("q", "none", 0.0)])
    values = _values(asked)
    for measure, value in direct.items():
        name = str(measure).lower().replace("success", "hit").replace("r@", "recall@").replace("rrecall", "rr")
        assert values[f"page_{name}"] == pytest.approx(value), name


def test_shuffled_gold_scores_near_chance() -> None:
    # 40 documents of one page each; the right one is found first every time, nine others at random after it
    chooser = random.Random(7)
    documents = [f"{number}.pdf" for number in range(40)]
    gold = [chooser.choice(documents) for _ in range(400)]
    found = []
    for right in gold:
        others = chooser.sample([document for document in documents if document != right], 9)
        found.append([passage(rank, document, 0) for rank, document in enumerate([right, *others], 1)])

    def scores(gold: list[str]) -> dict[str, float]:
        asked = [
            Asked(question(str(at), [(right, 0)]), result(str(at), retrieved=found[at]))
            for at, right in enumerate(gold)
        ]
        return {name: sum(values.values()) / 400 for name, values in per_question(asked).items()}

    assert scores(gold)["page_hit@1"] == 1
    chooser.shuffle(gold)
    shuffled = scores(gold)
    assert shuffled["page_hit@1"] == pytest.approx(1 / 40, abs=0.025)  # three standard errors
    assert shuffled["page_hit@10"] == pytest.approx(10 / 40, abs=0.065)
    assert shuffled["page_rr@10"] == pytest.approx(sum(1 / rank for rank in range(1, 11)) / 40, abs=0.03)
