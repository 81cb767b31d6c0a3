from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.check import Finding, FindingKind, check, explain_finding
from evaluation.drafts import draft
from evaluation.questions import Evidence, SetQuestion, Turn
from ingest.catalogue.records import WholeDocument
from ingest.library import Library
from tests.library_for_tests import whole_document

SET = Path("set.jsonl")
BOATS = whole_document(
    [
        "Perahu pertama dibuat dari kayu ulin.\n",
        "Layarnya dijahit oleh para perempuan di desa itu, ",
        "lalu dijemur di tepi pantai. Perahu kedua tidak pernah berlayar.\n",
    ],
    labels=["i", "1", ""],
    name="perahu",
)
HARBOUR = whole_document(["The harbour was widened twice.\n", "A third plan failed.\n"], name="harbour")


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.write(tmp_path / "library") as library:
        _publish(library, BOATS)
        _publish(library, HARBOUR)
        yield library


def _publish(library: Library, whole: WholeDocument) -> None:
    library.catalogue.publish(whole, whole.document.file_name, [], library.catalogue.reserve(1, "none"), None)


def _question(*evidence: Evidence, **changes: object) -> SetQuestion:
    fields: dict[str, object] = {
        "id": "q1",
        "text": "Perahu itu dibuat dari apa?",
        "language": "id",
        "type": "factoid",
        "answerable": True,
        "unanswerable_kind": None,
        "documents": ("perahu.pdf",),
        "evidence": evidence or (Evidence("perahu.pdf", 0, "i", "kayu ulin"),),
        "reference": "Dari kayu ulin.",
        "key_facts": ("kayu ulin|ulin",),
        "history": (),
    }
    return SetQuestion(**fields | changes)  # type: ignore[arg-type]


def _kinds(library: Library, *questions: SetQuestion) -> list[tuple[FindingKind, tuple[str, ...]]]:
    numbered = list(enumerate(questions, 1))
    return [(finding.kind, finding.detail) for finding in check({SET: numbered}, library)]


def test_a_sound_set_gives_no_finding(library: Library) -> None:
    off_topic = _question(
        id="q2", text="Cuaca?", type="unanswerable", answerable=False, unanswerable_kind="off-topic", documents=()
    )
    assert _kinds(library, _question(), replace(off_topic, evidence=())) == []


def test_a_quote_may_run_over_the_end_of_its_page_but_must_begin_on_it(library: Library) -> None:
    over = "di desa itu, lalu dijemur di tepi pantai"
    assert _kinds(library, _question(Evidence("perahu.pdf", 1, "1", over))) == []
    assert _kinds(library, _question(Evidence("perahu.pdf", 2, "", over))) == [
        (FindingKind.QUOTE_ELSEWHERE, ("perahu.pdf", "3", over, "perahu.pdf", "2"))
    ]


def test_a_dropped_negation_is_not_the_quote(library: Library) -> None:
    quote = "Perahu kedua pernah berlayar"
    assert _kinds(library, _question(Evidence("perahu.pdf", 2, "", quote))) == [
        (FindingKind.QUOTE_NOWHERE, ("perahu.pdf", "3", quote))
    ]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            _question(Evidence("perahu2.pdf", 0, "", ""), documents=("perahu2.pdf",)),
            (FindingKind.DOCUMENT_UNKNOWN, ("perahu2.pdf", "perahu.pdf")),
        ),
        (_question(documents=("perahu.pdf", "zz")), (FindingKind.DOCUMENT_UNKNOWN, ("zz", ""))),
        (_question(Evidence("perahu.pdf", 3, "", "")), (FindingKind.PAGE_BEYOND, ("perahu.pdf", "4", "3"))),
        (
            _question(Evidence("perahu.pdf", 1, "2", "")),
            (FindingKind.LABEL_DIFFERS, ("perahu.pdf", "2", "2", "1")),
        ),
        (
            _question(Evidence("perahu.pdf", 2, "2", "")),
            (FindingKind.LABEL_DIFFERS, ("perahu.pdf", "3", "2", "")),
        ),
        (
            _question(Evidence("perahu.pdf", 0, "", "Layarnya dijahit")),
            (FindingKind.QUOTE_ELSEWHERE, ("perahu.pdf", "1", "Layarnya dijahit", "perahu.pdf", "2")),
        ),
        (
            _question(Evidence("perahu.pdf", 0, "", "A third plan failed.")),
            (FindingKind.QUOTE_ELSEWHERE, ("perahu.pdf", "1", "A third plan failed.", "harbour.pdf", "2")),
        ),
        (
            _question(Evidence("perahu.pdf", 0, "", "kayu jati")),
            (FindingKind.QUOTE_NOWHERE, ("perahu.pdf", "1", "kayu jati")),
        ),
        (_question(Evidence("perahu.pdf", 0, "", "…")), (FindingKind.QUOTE_EMPTY, ("perahu.pdf", "1", "…"))),
        (_question(key_facts=("jati|meranti",)), (FindingKind.KEY_FACT_NOT_IN_REFERENCE, ("jati|meranti",))),
        (_question(type="follow-up"), (FindingKind.FOLLOW_UP_WITHOUT_HISTORY, ())),
        (_question(type="unanswerable"), (FindingKind.UNANSWERABLE_TYPE, ("unanswerable",))),
        (
            _question(type="unanswerable", answerable=False, unanswerable_kind="not-stated"),
            (FindingKind.UNANSWERABLE_WITH_EVIDENCE, ()),
        ),
    ],
)
def test_each_fault_is_found_and_said_in_both_languages(
    library: Library, question: SetQuestion, expected: tuple[FindingKind, tuple[str, ...]]
) -> None:
    (finding,) = check({SET: [(7, question)]}, library)
    assert finding == Finding(SET, 7, "q1", *expected)
    for language in ("id", "en"):
        sentence = explain_finding(finding, language)
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_what_lacks_evidence_or_a_kind_is_found(library: Library) -> None:
    bare = replace(_question(), evidence=())
    unanswerable = replace(bare, id="q2", text="Cuaca?", type="unanswerable", answerable=False)
    assert _kinds(library, bare, unanswerable) == [
        (FindingKind.ANSWERABLE_WITHOUT_EVIDENCE, ()),
        (FindingKind.UNANSWERABLE_KIND_MISSING, ()),
    ]


def test_the_same_question_is_found_across_files_but_not_after_another_conversation(library: Library) -> None:
    again = _question(id="q2", text=" perahu itu dibuat  dari apa?")
    other = _question(id="q3", history=(Turn("user", "Ceritakan."),))
    findings = check({Path("a.jsonl"): [(3, _question())], Path("b.jsonl"): [(5, again), (6, other)]}, library)
    assert findings == [Finding(Path("b.jsonl"), 5, "q2", FindingKind.DUPLICATE_TEXT, ("a.jsonl:3",))]
    assert explain_finding(findings[0], "en") == "The same question is asked at a.jsonl:3."


def test_the_documents_own_pages_come_before_those_of_others(library: Library) -> None:
    _publish(library, whole_document(["Kosong.\n", "Layarnya dijahit di kota.\n"], name="aaa"))
    lost = _question(Evidence("aaa.pdf", 0, "", "Kosong sekali"), documents=("aaa.pdf",), id="q0", text="Apa?")
    (_, (kind, detail)) = _kinds(library, lost, _question(Evidence("perahu.pdf", 0, "", "Layarnya dijahit")))
    assert (kind, detail[3:]) == (FindingKind.QUOTE_ELSEWHERE, ("perahu.pdf", "2"))


def test_a_quote_of_a_document_that_is_not_there_is_looked_for_in_the_others(library: Library) -> None:
    evidence = Evidence("p123456789abc", 0, "", "Layarnya dijahit oleh para perempuan")
    kinds = _kinds(library, _question(evidence, documents=(evidence.document,)))
    assert [kind for kind, _ in kinds] == [FindingKind.DOCUMENT_UNKNOWN, FindingKind.QUOTE_ELSEWHERE]
    assert kinds[1][1][3:] == ("perahu.pdf", "2")


def test_of_two_documents_with_one_name_either_may_be_meant(library: Library) -> None:
    other = whole_document(["Perahu ketiga dibuat dari bambu.\n"], name="lain")
    _publish(library, _renamed(other, "perahu.pdf"))
    assert _kinds(library, _question(Evidence("perahu.pdf", 0, "1", "Perahu ketiga"))) == []


def _renamed(whole: WholeDocument, name: str) -> WholeDocument:
    return replace(whole, document=replace(whole.document, file_name=name))


def test_every_kind_has_words_in_both_languages() -> None:
    for kind in FindingKind:
        for language in ("id", "en"):
            assert explain_finding(Finding(SET, 1, "q1", kind, ("a", "1", "b", "c", "2")), language)


def test_drafts_pass_the_check(library: Library) -> None:
    drafts = draft(library, 5, 1)
    assert check({SET: list(enumerate(drafts, 1))}, library) == []
