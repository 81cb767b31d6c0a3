"""A draft's report in Word: the draft's own words, a comment at each quotation, and every verdict in full."""

from __future__ import annotations

from io import BytesIO
from typing import get_args

import docx
import pytest

from ingest.language import Language
from retrieval.draft import draft_of
from retrieval.draft_wording import VERDICTS
from retrieval.export.draft_report import draft_docx
from retrieval.quote_check import QuoteChecker
from retrieval.search import PassageSearch
from retrieval.verdict import VerdictKind
from retrieval.verify import DraftReport, verify
from tests.library_for_tests import whole_document

TRUE = "Anggaran kota kembar itu jarang cukup untuk setahun."
ALTERED = "Kerja sama kota kembar selalu membawa hasil bagi warga."
DRAFT = f"Ia \x0bmenulis “{TRUE}” Lalu “{ALTERED}” Selesai."


def no_search() -> PassageSearch:
    raise AssertionError("nothing is to be searched for")


def report() -> DraftReport:
    thesis = whole_document([f"Kerja sama kota kembar tidak selalu membawa hasil bagi warga. {TRUE}"])
    return verify(draft_of("bab <2>.docx", [(DRAFT, False)]), QuoteChecker([thesis]), no_search)


@pytest.mark.parametrize("language", get_args(Language))
def test_each_quotation_has_a_comment_with_its_verdict(language: Language) -> None:
    document = docx.Document(BytesIO(draft_docx(report(), language)))
    (paragraph,) = [each for each in document.paragraphs if each.text.endswith("Selesai.")]
    assert paragraph.text.replace("[1]", "").replace("[2]", "") == DRAFT.replace("\x0b", "")
    marked = [run.text for run in paragraph.runs if run.underline]
    assert [TRUE in marked[0], ALTERED in marked[1]] == [True, True]
    exact, altered = (VERDICTS[language][kind] for kind in (VerdictKind.EXACT, VerdictKind.ALTERED))
    first, second = (comment.text for comment in document.comments)
    assert first.startswith(f"1. {exact}\n")
    assert second.startswith(f"2. {altered}\n")
    assert "tidak" in second


def test_what_differs_is_struck_out_or_bold_and_the_file_is_named() -> None:
    document = docx.Document(BytesIO(draft_docx(report(), "en")))
    text = "\n".join(each.text for each in document.paragraphs)
    assert "bab <2>.docx" in text
    bold = [run.text for each in document.paragraphs for run in each.runs if run.bold]
    assert "tidak" in bold
    assert "p. 1" in text
