"""What `retrieval.draft_view` promises: a page that needs nothing else, on which text is never markup."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from ingest.language import Language
from retrieval import draft_wording
from retrieval.changes import ChangeKind
from retrieval.claims import ClaimLabel
from retrieval.draft import draft_of
from retrieval.draft_view import draft_page
from retrieval.edited_quotes import EditKind
from retrieval.quote_check import QuoteChecker
from retrieval.search import PassageSearch
from retrieval.verdict import VerdictKind, VerdictReason
from retrieval.verify import DraftReport, verify
from tests.library_for_tests import whole_document

EVIL = "<script>alert(1)</script>"


def no_search() -> PassageSearch:
    raise AssertionError("nothing is to be searched for")


def report() -> DraftReport:
    thesis = whole_document(
        [f"Kerja sama kota kembar tidak selalu {EVIL} membawa hasil bagi warga."], title=f"Judul {EVIL}"
    )
    text = f"Ia {EVIL} menulis “Kerja sama kota kembar selalu {EVIL} membawa hasil” dan ‘tak seorang pun pernah menulis ini’."
    return verify(draft_of(f"{EVIL}.txt", [(text, False)]), QuoteChecker([thesis]), no_search)


@pytest.mark.parametrize("language", get_args(Language))
def test_the_page_shows_the_draft_with_its_verdicts_and_escapes_all_text(language: Language) -> None:
    page = draft_page(report(), language)
    assert "<script" not in page
    assert page.count("&lt;script&gt;") >= 5
    assert re.findall(r'<mark class="(\w+)" id="t(\d)">', page) == [("bad", "1"), ("bad", "2")]
    assert draft_wording.VERDICTS[language][VerdictKind.ALTERED] in page
    assert "<ins>tidak</ins>" in page


def test_the_page_asks_for_nothing() -> None:
    page = draft_page(report(), "en")
    assert not re.search(r"(?:src|href)=\"(?!#)|url\(|@import|https?:", page)


@pytest.mark.parametrize("language", get_args(Language))
def test_every_verdict_reason_label_and_change_has_words(language: Language) -> None:
    assert set(draft_wording.VERDICTS[language]) == set(VerdictKind)
    assert set(draft_wording.REASONS[language]) == set(VerdictReason)
    assert set(draft_wording.LABELS[language]) == set(ClaimLabel)
    assert set(draft_wording.CHANGES[language]) == set(ChangeKind)
    assert set(draft_wording.EDITS[language]) == set(EditKind)
