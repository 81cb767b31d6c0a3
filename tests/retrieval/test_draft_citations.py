"""What `retrieval.draft_citations` promises: a citation's names, year and pages, and whose quotation it is."""

import pytest

from ingest.document import Thesis
from retrieval.draft import Draft, draft_of, quotations
from retrieval.draft_citations import Attributed, DraftCitation, attributed, citation_of, draft_citations
from retrieval.verdict import Claimed

PRIYANTO = Thesis("p", "Kota Kembar", ("Sigit Wirawan Priyanto",), 2020, None, None, "id", ())
ALAM = Thesis("a", "Hambatan", ("Alam", "Sudirman"), 2014, None, None, "id", ())
THESES = (PRIYANTO, ALAM)


def cited(text: str) -> list[tuple[tuple[str, ...], str, tuple[str, ...]]]:
    return [(each.names, each.year, each.pages) for each in draft_citations(draft_of("a", [(text, False)]), THESES)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Begitu (Priyanto, 2020, hlm. 34).", (("Priyanto",), "2020", ("34",))),
        ("Begitu (Priyanto, 2020: 34).", (("Priyanto",), "2020", ("34",))),
        ("Priyanto (2020: 34–36) menulis.", (("Priyanto",), "2020", ("34", "35", "36"))),
        ("Priyanto (2020, p. xii) menulis.", (("Priyanto",), "2020", ("xii",))),
        ("Begitu (Alam & Sudirman, 2014, pp. 3-4).", (("Alam", "Sudirman"), "2014", ("3", "4"))),
        ("Begitu (Priyanto, 2020).", (("Priyanto",), "2020", ())),
        ("Wendt (1999, p. 12) says.", (("Wendt",), "1999", ("12",))),
    ],
)
def test_names_year_and_pages_are_read(text: str, expected: tuple[tuple[str, ...], str, tuple[str, ...]]) -> None:
    assert cited(text) == [expected]


def test_another_year_is_no_page() -> None:
    assert [pages for _, _, pages in cited("Begitu (Priyanto, 2020, 2021).")] == [(), ()]


def first_citation(*paragraphs: tuple[str, bool]) -> DraftCitation | None:
    draft: Draft = draft_of("a", list(paragraphs))
    found = list(quotations(draft))
    nexts = found[1].start if len(found) > 1 else len(draft.text)
    return citation_of(found[0], draft, draft_citations(draft, THESES), nexts)


@pytest.mark.parametrize(
    ("text", "names", "pages"),
    [
        ("Kata “satu dua tiga” (Priyanto, 2020, hlm. 3).", ("Priyanto",), ("3",)),
        ("Menurut Priyanto (2020, hlm. 3), “satu dua tiga”.", ("Priyanto",), ("3",)),
        ("Priyanto (2020) menulis “satu dua tiga” (hlm. 5).", ("Priyanto",), ("5",)),
        ("Alam (2014) lain. Kata “satu dua tiga.” (Priyanto, 2020)", ("Priyanto",), ()),
        ("Kata “satu dua tiga” dan “empat lima” (Priyanto, 2020).", None, None),
        ("Kata “satu dua tiga”. Lalu Priyanto (2020) menulis hal lain.", None, None),
    ],
)
def test_a_quotation_belongs_to_the_citation_behind_it_or_the_one_that_introduces_it(
    text: str, names: tuple[str, ...] | None, pages: tuple[str, ...] | None
) -> None:
    citation = first_citation((text, False))
    assert (citation and citation.names, citation and citation.pages) == (names, pages)


def test_a_block_quote_belongs_to_its_source_or_to_the_sentence_that_leads_to_it() -> None:
    own = first_citation(("Begini:", False), ("satu dua tiga (Alam, 2014, hlm. 2).", True))
    led_to = first_citation(("Priyanto (2020, hlm. 7) menulis:", False), ("satu dua tiga.", True))
    assert own is not None
    assert own.names == ("Alam",)
    assert led_to is not None
    assert led_to.pages == ("7",)


def test_a_citation_means_the_theses_of_its_authors_and_year() -> None:
    assert attributed(DraftCitation(0, 1, ("Priyanto",), "2020", ("3",)), THESES) == Attributed(
        Claimed(frozenset({"p"}), ("3",))
    )
    assert attributed(DraftCitation(0, 1, ("Alam", "Sudirman"), "2015", ()), THESES).other_year
    assert attributed(DraftCitation(0, 1, ("Wendt",), "1999", ("3",)), THESES).claimed.thesis_ids == frozenset()
    assert attributed(None, THESES).claimed == Claimed()
