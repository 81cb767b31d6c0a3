"""A small run made by hand: our own questions and results, markup in every text that is not the report's own."""

from __future__ import annotations

from dataclasses import replace

from evaluation.questions import Evidence, SetQuestion, Turn
from evaluation.results import CitationResult, QuestionResult, RetrievedResult, StatementResult
from ingest.language import Language

HARBOUR, MARKET = "pelabuhan <b>.pdf", "pasar.pdf"


def question(id_: str, text: str, language: Language = "id", type_: str = "factoid") -> SetQuestion:
    """An answerable question without evidence."""
    return SetQuestion(
        id=id_,
        text=text,
        language=language,
        type=type_,
        answerable=True,
        unanswerable_kind=None,
        documents=(HARBOUR,),
        evidence=(),
        reference="",
        key_facts=(),
        history=(),
    )


def passage(rank: int, document: str, *pages: int, text: str = "Gudang itu <i>ditutup</i>.") -> RetrievedResult:
    return RetrievedResult(rank, document, 100, 130, pages, 3.0 - rank / 4, text)


def answered(of: SetQuestion, answerability: float, *retrieved: RetrievedResult) -> QuestionResult:
    """An answer that quotes the first page found."""
    first = retrieved[0]
    citation = CitationResult(1, first.document, 100, 130, first.page_indexes, first.text)
    return QuestionResult(
        id=of.id,
        question=of.text,
        language=of.language,
        outcome="answered",
        error=None,
        answer=f"“{first.text}” [1]",
        statements=(StatementResult(first.text, (1,), "verbatim"),),
        citations=(citation,),
        retrieved=retrieved,
        answerability=answerability,
        search_seconds=0.02,
        total_seconds=0.05,
    )


def refused(of: SetQuestion, answerability: float, *retrieved: RetrievedResult) -> QuestionResult:
    shown = answered(of, answerability, *retrieved)
    return replace(shown, outcome="abstained", answer="", statements=(), citations=())


def failed(of: SetQuestion) -> QuestionResult:
    return replace(
        refused(of, 0.0, passage(1, MARKET, 0)),
        outcome="failed",
        error="ValueError: <boom>",
        retrieved=(),
        search_seconds=0.0,
        total_seconds=0.0,
    )


def _with_page(of: SetQuestion, page_index: int, label: str, quote: str) -> SetQuestion:
    return replace(of, evidence=(Evidence(HARBOUR, page_index, label, quote),))


RIGHT = replace(
    _with_page(question("q-right", "Kapan gudang rempah ditutup?"), 4, "1", "Gudang rempah ditutup pada tahun 1987."),
    key_facts=("1987",),
)
MISSED = replace(
    _with_page(
        question("q-missed", "Why did the <harbour> become quiet?", "en", "mechanism"),
        9,
        "6",
        "Para pedagang <pindah>.",
    ),
    reference="The traders & their goods moved.",
    key_facts=("moved|left", "traders"),
    history=(Turn("user", "Tell me about the <u>harbour</u>."), Turn("assistant", "It was busy.")),
)
REFUSED = _with_page(question("q-refused", "Siapa yang menutup gudang itu?"), 5, "", "")
REFUSED_EARLIER = _with_page(question("q-refused-more", "Siapa syahbandar itu?"), 5, "2", "")
FAILED = _with_page(
    question("q-failed", "Berapa kapal yang singgah?", type_="number"), 7, "4", "Dua puluh kapal singgah."
)
UNANSWERABLE = replace(
    question("q-nowhere", "Siapa raja Prancis?", type_="unanswerable"),
    answerable=False,
    unanswerable_kind="off-topic",
    documents=(),
)
UNANSWERABLE_SURER = replace(UNANSWERABLE, id="q-nowhere-surer", text="Siapa ratu Spanyol?")
WELL_REFUSED = replace(UNANSWERABLE, id="q-well-refused", text="Who won the cup?", language="en")

QUESTIONS = (RIGHT, UNANSWERABLE, REFUSED, MISSED, UNANSWERABLE_SURER, REFUSED_EARLIER, FAILED, WELL_REFUSED)
RESULTS = (
    answered(RIGHT, 0.9, passage(1, HARBOUR, 4), passage(2, MARKET, 0)),
    answered(UNANSWERABLE, 0.6, passage(1, MARKET, 1)),
    refused(REFUSED, 0.4, passage(1, MARKET, 2), passage(2, HARBOUR, 5, 6)),
    answered(MISSED, 0.7, *(passage(rank, MARKET, rank) for rank in range(1, 11))),
    answered(UNANSWERABLE_SURER, 0.8, passage(1, MARKET, 1)),
    refused(REFUSED_EARLIER, 0.2, passage(1, HARBOUR, 5)),
    failed(FAILED),
    refused(WELL_REFUSED, 0.1, passage(1, MARKET, 1)),
)
CONFIG = {
    "questions": ["kecil.jsonl"],
    "questions_sha256": "a" * 64,
    "question_count": 8,
    "corpus": "korpus <b>",
    "corpus_sha256": "b" * 64,
    "settings": {"dense_weight": 0.8, "answer_threshold": 0.5},
    "model": "e5",
    "packages": {"numpy": "2.4.6"},
}
