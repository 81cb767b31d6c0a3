from __future__ import annotations

import pytest

from evaluation.metrics.asked import Asked
from evaluation.metrics.citations import DocumentText, QuoteCheck, QuoteStatus, markers, per_question
from evaluation.results import CitationResult
from ingest.document import LabelSource, Page
from tests.evaluation.metrics.made import citation, question, result, said

TEXT = "Kota Baubau bekerja sama. Kerja sama tidak selalu berhasil."
PAGES = tuple(
    Page("d", index, str(index + 1), LabelSource.PRINTED, start, end)
    for index, (start, end) in enumerate([(0, 26), (26, 59)])
)
STORED = {"a.pdf": DocumentText(TEXT, PAGES), "b.pdf": DocumentText("Kota Seoul jauh.", ())}
QUOTE = "Kerja sama tidak selalu berhasil."


def _status(cited: CitationResult, *documents: str) -> QuoteStatus:
    return QuoteCheck(STORED.get, documents or ("a.pdf",))(cited)


def test_exact_is_the_text_at_its_offsets_on_its_pages() -> None:
    assert TEXT[26:59] == QUOTE
    assert _status(citation(1, "a.pdf", 1, quote=QUOTE, start=26)) is QuoteStatus.EXACT


def test_the_right_words_under_the_wrong_page_are_elsewhere() -> None:
    assert _status(citation(1, "a.pdf", 0, quote=QUOTE, start=26)) is QuoteStatus.ELSEWHERE


def test_the_right_words_at_the_wrong_offsets_are_elsewhere() -> None:
    assert _status(citation(1, "a.pdf", 0, quote=QUOTE, start=0)) is QuoteStatus.ELSEWHERE


def test_the_words_of_another_document_are_elsewhere_if_the_run_names_it() -> None:
    cited = citation(1, "a.pdf", 0, quote="Kota Seoul jauh.")
    assert _status(cited, "a.pdf", "b.pdf") is QuoteStatus.ELSEWHERE
    assert _status(cited, "a.pdf") is QuoteStatus.NOT_FOUND


def test_a_dropped_negation_is_not_found() -> None:
    assert _status(citation(1, "a.pdf", 1, quote="Kerja sama selalu berhasil.", start=26)) is QuoteStatus.NOT_FOUND


def test_an_empty_quote_proves_nothing() -> None:
    assert _status(citation(1, "a.pdf", 0, quote="")) is QuoteStatus.NOT_FOUND


def test_a_document_without_pages_is_checked_by_its_offsets() -> None:
    assert _status(citation(1, "b.pdf", 4, quote="Kota Seoul")) is QuoteStatus.EXACT


def test_a_document_that_is_not_known_proves_nothing() -> None:
    assert _status(citation(1, "c.pdf", 0, quote="Kota Ghaib")) is QuoteStatus.NOT_FOUND


def test_a_check_that_raises_has_failed_and_the_others_go_on() -> None:
    def text_of(name: str) -> DocumentText | None:
        if name == "b.pdf":
            raise OSError("disk")
        return STORED[name]

    check = QuoteCheck(text_of, ["a.pdf"])
    assert check(citation(1, "b.pdf", 0)) is QuoteStatus.FAILED
    assert check(citation(1, "a.pdf", 1, quote=QUOTE, start=26)) is QuoteStatus.EXACT


def test_the_shares_of_a_result_make_up_one() -> None:
    cited = [
        citation(1, "a.pdf", 1, quote=QUOTE, start=26),
        citation(2, "a.pdf", 0, quote=QUOTE),
        citation(3, "a.pdf", 0, quote="Kota Ghaib"),
        citation(4, "a.pdf", 0, quote="Kota Baubau"),
    ]
    found = per_question([Asked(question(), result(citations=cited))], STORED.get)
    assert {name: values["q"] for name, values in found.items() if name.startswith("quote_")} == {
        "quote_exact": 0.5,
        "quote_altered": 0,
        "quote_elsewhere": 0.25,
        "quote_not_found": 0.25,
        "quote_failed": 0,
    }


def test_a_statement_is_cited_by_a_citation_that_exists() -> None:
    answered = result(
        citations=[citation(1, "a.pdf", 0)], statements=[said("a", 1), said("b", 2), said("c"), said("d", 2, 1)]
    )
    assert per_question([Asked(question(), answered)], STORED.get)["statements_cited"] == {"q": 0.5}


def test_an_answer_that_states_nothing_cites_nothing_and_a_refusal_does_not_count() -> None:
    found = per_question(
        [Asked(question("a"), result("a")), Asked(question("b"), result("b", "abstained"))], STORED.get
    )
    assert found["statements_cited"] == {"a": 0}
    assert found["markers_resolve"] == {}


def test_markers_and_numbers_resolve_to_one_citation_each() -> None:
    answered = result(
        answer=r"Satu [1], dua [2, 3]; kata tesis: \[9\]",
        citations=[citation(1, "a.pdf", 0), citation(3, "a.pdf", 0), citation(3, "b.pdf", 0)],
        statements=[said("Satu", 1)],
    )
    # of [1], [2], [3] and the statement's 1: both 1 resolve, 2 is missing, 3 could be either
    assert per_question([Asked(question(), answered)], STORED.get)["markers_resolve"] == {"q": 0.5}


def test_what_is_no_marker_is_none() -> None:
    assert markers("[a] [] 1 (2) [3") == ()


def test_precision_and_recall_against_the_gold_pages() -> None:
    cited = [citation(1, "a.pdf", 0, 1), citation(2, "a.pdf", 2), citation(3, "b.pdf", 1)]
    single = Asked(question("s"), result("s", citations=cited))
    multi = Asked(question("m", [("a.pdf", 1), ("a.pdf", 4)], type_="multi-page"), result("m", citations=cited))
    found = per_question([single, multi], STORED.get)
    assert found["citation_precision"] == {"s": pytest.approx(1 / 3), "m": pytest.approx(1 / 3)}
    assert found["citation_recall"] == {"s": 1, "m": 0.5}


def test_recall_counts_every_answerable_question_and_precision_every_answer() -> None:
    cited = [citation(1, "a.pdf", 1)]
    found = per_question(
        [
            Asked(question("shy"), result("shy", "abstained", citations=cited)),
            Asked(question("crashed"), result("crashed", "failed")),
            Asked(question("bare"), result("bare")),
            Asked(question("bold", answerable=False), result("bold", citations=cited)),
            Asked(question("no page", []), result("no page", citations=cited)),
        ],
        STORED.get,
    )
    assert found["citation_recall"] == {"shy": 0, "crashed": 0, "bare": 0}
    assert found["citation_precision"] == {"bare": 0, "bold": 0}
