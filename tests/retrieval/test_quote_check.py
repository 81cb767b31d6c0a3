"""What `retrieval.quote_check` promises: a quote is exact only where the words stand, and everything else is said of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue.records import WholeDocument
from retrieval.changes import ChangeKind
from retrieval.edited_quotes import EditKind
from retrieval.quote_check import QuoteChecker
from retrieval.verdict import Check, Claimed, VerdictKind, VerdictReason
from tests.library_for_tests import whole_document

PAGES = [
    "Bab satu. Kerja sama kota kembar tidak selalu membawa hasil bagi warga kedua kota. ",
    "Anggaran program naik 97,4% antara 2014 dan 2019 menurut laporan dinas. Pelabuhan Baubau ramai sekali.\n"
    "Orang-orang di pasar berkata bahwa kapal12 jarang singgah di sana. ",
    "Penerbangan langsung ke Seoul belum pernah dibuka hingga hari ini oleh maskapai mana pun. ",
]
OTHER = ["Penelitian lain membahas jaringan perpustakaan desa di lereng gunung. ", "Anggaran program desa turun lagi. "]
FIRST, SECOND = "t-satu", "t-dua"


@pytest.fixture(scope="module")
def documents() -> list[WholeDocument]:
    return [
        whole_document(PAGES, labels=["xii", "1", "2"], name="satu"),
        whole_document(OTHER, labels=["1", "2"], name="dua"),
    ]


@pytest.fixture(scope="module")
def checker(documents: list[WholeDocument]) -> QuoteChecker:
    return QuoteChecker(documents)


def claimed(*pages: str, thesis: str = FIRST) -> Claimed:
    return Claimed(frozenset({thesis}), pages)


def test_a_true_quote_is_exact_on_its_printed_page(checker: QuoteChecker) -> None:
    verdict = checker.check("“KERJA sama kota kembar tidak\nselalu membawa hasil”", claimed("xii"))
    assert (verdict.check, verdict.kind, verdict.reason) == (
        Check.QUOTE,
        VerdictKind.EXACT,
        VerdictReason.WORD_FOR_WORD,
    )
    assert verdict.citations[0].quote == "Kerja sama kota kembar tidak selalu membawa hasil"
    assert [page.label for page in verdict.citations[0].pages] == ["xii"]
    assert (verdict.right_thesis, verdict.right_page) == (True, True)


def test_a_dropped_negation_is_altered_not_found(checker: QuoteChecker) -> None:
    verdict = checker.check("Kerja sama kota kembar selalu membawa hasil bagi warga", claimed("xii"))
    assert verdict.kind is VerdictKind.ALTERED
    assert [(piece.change, piece.stored) for piece in verdict.changes] == [(ChangeKind.NEGATION, "tidak")]


@pytest.mark.parametrize(
    ("quote", "change"),
    [
        ("Anggaran program naik 87,4% antara 2014 dan 2019", ChangeKind.NUMBER),
        ("Anggaran program naik 97,4% antara 2015 dan 2019", ChangeKind.NUMBER),
        ("Anggaran program naik 97,4", ChangeKind.NUMBER),
        ("Anggaran program turun 97,4% antara 2014 dan 2019", ChangeKind.WORD),
        ("Penerbangan langsung ke Tokyo belum pernah dibuka", ChangeKind.NAME),
        ("Penerbangan langsung ke Seoul pernah dibuka hingga hari", ChangeKind.NEGATION),
        ("Anggaran naik 97,4% antara 2014 dan 2019", ChangeKind.DROPPED),
        ("Anggaran program naik 97,4% antara juga 2014 dan 2019", ChangeKind.ADDED),
        ("Orang orang di pasar berkata bahwa", ChangeKind.MARKS),
    ],
)
def test_an_altered_quote_says_what_was_changed(checker: QuoteChecker, quote: str, change: ChangeKind) -> None:
    verdict = checker.check(quote)
    assert verdict.kind is VerdictKind.ALTERED
    assert [piece.change for piece in verdict.changes] == [change]
    assert verdict.citations[0].thesis.id == FIRST


def test_two_halves_from_two_places_are_stitched(checker: QuoteChecker) -> None:
    verdict = checker.check("Kerja sama kota kembar tidak selalu dibuka hingga hari ini oleh maskapai")
    assert (verdict.kind, verdict.reason) == (VerdictKind.ALTERED, VerdictReason.STITCHED)
    assert [each.pages[0].label for each in verdict.citations] == ["xii", "2"]


def test_words_left_out_between_sentences_unmarked_are_stitched(checker: QuoteChecker) -> None:
    verdict = checker.check("naik 97,4% antara 2014 dan 2019 menurut laporan ramai sekali")
    assert (verdict.kind, verdict.reason) == (VerdictKind.ALTERED, VerdictReason.STITCHED)


def test_another_page_than_claimed_is_elsewhere(checker: QuoteChecker) -> None:
    verdict = checker.check("Anggaran program naik 97,4%", claimed("7"))
    assert (verdict.kind, verdict.reason) == (VerdictKind.ELSEWHERE, VerdictReason.OTHER_PAGE)
    assert [page.label for page in verdict.citations[0].pages] == ["1"]


def test_the_page_of_the_file_is_told_from_the_printed_one(checker: QuoteChecker) -> None:
    verdict = checker.check("Penerbangan langsung ke Seoul belum pernah dibuka", claimed("3"))
    assert (verdict.kind, verdict.reason) == (VerdictKind.ELSEWHERE, VerdictReason.PAGE_OF_THE_FILE)


def test_another_thesiss_words_are_elsewhere(checker: QuoteChecker) -> None:
    verdict = checker.check("jaringan perpustakaan desa di lereng gunung", claimed("1"))
    assert (verdict.kind, verdict.reason) == (VerdictKind.ELSEWHERE, VerdictReason.OTHER_THESIS)
    assert verdict.citations[0].thesis.id == SECOND
    assert verdict.right_thesis is False


def test_a_quote_of_a_work_that_the_library_has_not_is_unchecked(checker: QuoteChecker) -> None:
    nowhere = checker.check("identitas adalah dasar dari kepentingan negara", Claimed(frozenset(), ("12",)))
    assert (nowhere.kind, nowhere.reason) == (VerdictKind.UNCHECKED, VerdictReason.NOT_IN_LIBRARY)
    quoted_here = checker.check("Anggaran program naik 97,4%", Claimed(frozenset(), ("12",)))
    assert (quoted_here.kind, quoted_here.citations[0].thesis.id) == (VerdictKind.UNCHECKED, FIRST)


@pytest.mark.parametrize("quote", ["kota mati yang dilupakan sejarah sunyi", "desa di", "xyzzy"])
def test_words_that_stand_nowhere_are_not_found(checker: QuoteChecker, quote: str) -> None:
    verdict = checker.check(quote if quote != "desa di" else "kota desa di atas bulan purnama")
    assert (verdict.kind, verdict.citations) == (VerdictKind.NOT_FOUND, ())


def test_marked_edits_are_exact_and_told(checker: QuoteChecker) -> None:
    verdict = checker.check("“Anggaran program naik […] menurut laporan [resmi] dinas”", claimed("1"))
    assert (verdict.kind, verdict.reason) == (VerdictKind.EXACT, VerdictReason.MARKED_EDITS)
    assert [edit.kind for edit in verdict.edits] == [EditKind.OMISSION, EditKind.INSERTION]


def test_an_omission_that_drops_a_negation_is_altered(checker: QuoteChecker) -> None:
    verdict = checker.check("Kerja sama kota kembar […] selalu membawa hasil", claimed("xii"))
    assert (verdict.kind, verdict.reason) == (VerdictKind.ALTERED, VerdictReason.HIDDEN_CHANGE)


def test_an_altered_word_in_an_edited_quote_is_altered(checker: QuoteChecker) -> None:
    verdict = checker.check("Anggaran program turun […] antara 2014 dan 2019 menurut laporan dinas")
    assert verdict.kind is VerdictKind.ALTERED


def test_a_footnotes_number_left_out_is_marked(checker: QuoteChecker) -> None:
    verdict = checker.check("di pasar berkata bahwa kapal jarang singgah di sana", claimed("1"))
    assert (verdict.kind, [edit.kind for edit in verdict.edits]) == (VerdictKind.EXACT, [EditKind.FOOTNOTE])


def test_no_words_are_unchecked(checker: QuoteChecker) -> None:
    assert checker.check("“…”").kind is VerdictKind.UNCHECKED


@given(st.data())
def test_no_altered_sentence_is_exact_and_every_true_one_is(data: st.DataObject) -> None:
    documents = [whole_document(PAGES, labels=["xii", "1", "2"], name="satu"), whole_document(OTHER, name="dua")]
    checker = QuoteChecker(documents)
    text = documents[0].document.text.split("\n")[0]
    words = text.split()
    start = data.draw(st.integers(0, len(words) - 6))
    end = data.draw(st.integers(start + 6, len(words)))
    chosen = words[start:end]
    assert checker.check(" ".join(chosen)).kind is VerdictKind.EXACT
    at = data.draw(st.integers(1, len(chosen) - 2))
    other = data.draw(st.sampled_from([[], ["tidak"], ["3"], ["gunung"], [chosen[at], "juga"]]))
    altered = " ".join([*chosen[:at], *other, *chosen[at + 1 :]])
    if altered not in text:
        assert checker.check(altered).kind not in (VerdictKind.EXACT, VerdictKind.ELSEWHERE)
