"""What `retrieval.verify` promises: every quotation of a draft gets its verdict, every cited statement an honest label."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence

import pytest

from ingest.language import Language
from ingest.library import Library
from ingest.sentences import sentences
from retrieval.claims import ClaimLabel
from retrieval.draft import draft_of
from retrieval.draft_wording import report_json, report_lines
from retrieval.entailment import Entailment, Judged
from retrieval.quote_check import QuoteChecker
from retrieval.search import PassageSearch
from retrieval.verdict import NOTHING_CLAIMED, Check, Claimed, Verdict, VerdictKind, VerdictReason
from retrieval.verify import DraftReport, verify
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples, whole_document

PAGES = [
    "Kerja sama kota kembar tidak selalu membawa hasil bagi warga kedua kota itu. ",
    "Anggaran program naik 97,4% antara 2014 dan 2019 menurut laporan dinas perdagangan. ",
]


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageSearch]:
    folder = tmp_path_factory.mktemp("verify")
    build_samples(folder, HashingEmbedder())
    with Library.read(folder) as library:
        yield PassageSearch(library, HashingEmbedder(), Settings().dense_weight)
    shutil.rmtree(folder)


def no_search() -> PassageSearch:
    raise AssertionError("nothing is to be searched for")


def checker() -> QuoteChecker:
    return QuoteChecker([whole_document(PAGES, labels=["xii", "1"], name="satu")])


def checked(*paragraphs: str) -> DraftReport:
    return verify(draft_of("a", [(text, False) for text in paragraphs]), checker(), no_search)


def test_every_quotation_gets_its_verdict_with_the_page_that_it_cites() -> None:
    report = checked(
        "Ia menulis “Kerja sama kota kembar tidak selalu membawa hasil” (Proyek Kutip, 2026, hlm. xii), dan "
        "“Anggaran program naik 87,4% antara 2014 dan 2019” (Proyek Kutip, 2026, hlm. 1). Lalu «menurut laporan dinas "
        "perdagangan» (Proyek Kutip, 2026, hlm. 7), dan ‘ini tidak pernah ditulis siapa pun di sana’.",
    )
    assert [each.verdict.kind for each in report.quotations] == [
        VerdictKind.EXACT,
        VerdictKind.ALTERED,
        VerdictKind.ELSEWHERE,
        VerdictKind.NOT_FOUND,
    ]
    for each in report.quotations:
        assert report.draft.text[each.quotation.start : each.quotation.end] == each.quotation.text
    assert report.claims == ()


def test_another_year_than_the_thesis_bears_is_told() -> None:
    (only,) = checked("“Kerja sama kota kembar tidak selalu membawa hasil” (Proyek Kutip, 2021).").quotations
    assert only.verdict.kind is VerdictKind.EXACT
    assert only.attributed.other_year


def test_short_terms_are_not_said_to_be_missing() -> None:
    report = checked("Konsep “soft power” dan “kekuatan lunak yang baru” dipakai.")
    assert [(each.verdict.kind, each.verdict.reason) for each in report.quotations] == [
        (VerdictKind.UNCHECKED, VerdictReason.TOO_SHORT)
    ]


def test_a_check_that_breaks_off_is_failed_and_the_others_go_on() -> None:
    class Breaking(QuoteChecker):
        def check(self, quote: str, claimed: Claimed = NOTHING_CLAIMED) -> Verdict:
            if "87" in quote:
                raise RuntimeError("broken")
            return super().check(quote, claimed)

    draft = draft_of("a", [("“Anggaran program naik 87” lalu “Anggaran program naik 97,4% antara”.", False)])
    report = verify(draft, Breaking([whole_document(PAGES)]), no_search)
    assert [each.verdict.kind for each in report.quotations] == [VerdictKind.FAILED, VerdictKind.EXACT]
    assert "nothing about the draft" in "\n".join(report_lines(report, "en"))


def of_samples(search: PassageSearch, *paragraphs: str, judge: Judge | None = None) -> DraftReport:
    draft = draft_of("a", [(text, False) for text in paragraphs])
    return verify(draft, QuoteChecker.of_library(search.library), lambda: search, judge)


def stored_sentence(search: PassageSearch) -> str:
    """A sentence of a sample that has a figure."""
    for whole in QuoteChecker.of_library(search.library).documents:
        text = whole.document.text
        for place in sentences(text, 0, len(text)):
            sentence = text[place.start : place.end]
            simple = sentence.endswith(".") and not set('("“\n') & set(sentence) and " tidak " not in sentence
            if simple and 9 < len(sentence.split()) < 35 and re.search(r"\b\d{2,4}\b", sentence):
                return sentence
    raise AssertionError("no such sentence")


class Judge:
    """Says always the same, and keeps what it was asked."""

    def __init__(self, says: Entailment) -> None:
        self.says = says
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def judge(self, statement: str, quotes: Sequence[str], language: Language) -> Judged:
        self.asked.append((statement, tuple(quotes)))
        return Judged(self.says, "Because.", "fake:model")


def test_a_statement_is_labelled_by_what_its_words_show(search: PassageSearch) -> None:
    sentence = stored_sentence(search)
    words = sentence.split()
    negated = " ".join([*words[:6], "tidak", *words[6:]])
    other_number = re.sub(r"\b\d(?=\d)", lambda first: "3" if first[0] != "3" else "4", sentence, count=1)
    labels = [of_samples(search, text).claims[0].nearest.label for text in (sentence, negated, other_number)]
    assert labels == [ClaimLabel.QUOTED, ClaimLabel.NEGATED, ClaimLabel.NUMBERS_DIFFER]
    (nothing,) = of_samples(search, "Zxqv wrtp klmn bcdf ghjk.").claims
    assert (nothing.nearest.label, nothing.nearest.citations) == (ClaimLabel.NOTHING_FOUND, ())


def test_nearness_is_never_support(search: PassageSearch) -> None:
    (claim,) = of_samples(search, stored_sentence(search)).claims
    assert (claim.support.check, claim.support.kind) == (Check.SUPPORT, VerdictKind.UNCHECKED)
    assert claim.support.reason is VerdictReason.NO_JUDGE


@pytest.mark.parametrize(
    ("says", "kind", "reason"),
    [
        (Entailment.SUPPORTED, VerdictKind.UNCHECKED, VerdictReason.JUDGED_SUPPORTED),
        (Entailment.UNSUPPORTED, VerdictKind.UNCHECKED, VerdictReason.JUDGED_UNSUPPORTED),
        (Entailment.FAILED, VerdictKind.FAILED, VerdictReason.CHECK_BROKE),
    ],
)
def test_a_judgement_is_the_models_and_a_failed_one_is_no_verdict(
    search: PassageSearch, says: Entailment, kind: VerdictKind, reason: VerdictReason
) -> None:
    judge = Judge(says)
    (claim,) = of_samples(search, stored_sentence(search), judge=judge).claims
    assert (claim.support.kind, claim.support.reason) == (kind, reason)
    assert [quotes for _, quotes in judge.asked] == [tuple(each.quote for each in claim.nearest.citations)]


def test_only_statements_that_cite_a_thesis_of_the_library_are_looked_for_in_a_long_draft(
    search: PassageSearch,
) -> None:
    plain = " ".join(f"Ini kalimat biasa nomor {number} tanpa rujukan." for number in range(12))
    report = of_samples(search, plain, "Kerja sama kota itu berjalan lambat sekali (Proyek Kutip, 2026).")
    assert [claim.text for claim in report.claims] == ["Kerja sama kota itu berjalan lambat sekali."]


def test_the_json_quotes_the_stored_text_at_its_offsets(search: PassageSearch) -> None:
    text = QuoteChecker.of_library(search.library).documents[0].document.text
    report = of_samples(search, f"“{stored_sentence(search)}”")
    (quotation,) = report_json(report)["quotations"]
    (place,) = quotation["places"]
    stored = {each.document.id: each.document.text for each in QuoteChecker.of_library(search.library).documents}
    assert text in stored.values()
    assert stored[place["document_id"]][place["start"] : place["end"]] == place["quote"]
    assert (quotation["verdict"], quotation["check"]) == ("exact", "quote")
