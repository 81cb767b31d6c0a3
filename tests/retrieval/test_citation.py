"""A citation cannot be made unless the text says exactly that, exactly there, on a page."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue.records import WholeDocument
from ingest.document import TEXT_VERSION, Section, SectionKind, Span
from retrieval.citation import Citation, cite, place, thesis_name
from tests.library_for_tests import whole_document

COVER = "KOTA KEMBAR\n"
FIRST = "Kerja sama itu tidak selalu berhasil. Anggaran naik 97,4% pada tahun "
SECOND = "2014 menurut laporan kota."
TEXT = COVER + FIRST + SECOND
SECTIONS = (
    Section("d", 1, SectionKind.BODY, "BAB I PENDAHULUAN", len(COVER), len(TEXT)),
    Section("d", 2, SectionKind.BODY, "A. Latar Belakang", len(COVER), len(TEXT)),
)
WHOLE = whole_document([COVER, FIRST, SECOND], labels=["", "1", "2"], sections=SECTIONS)


def span_of(words: str) -> tuple[int, int]:
    start = TEXT.index(words)
    return start, start + len(words)


def test_a_citation_quotes_its_span() -> None:
    citation = cite(3, WHOLE, *span_of("Kerja sama itu tidak selalu berhasil."))
    assert citation.quote == "Kerja sama itu tidak selalu berhasil."
    assert citation.number == 3
    assert citation.span == Span("d", TEXT_VERSION, 12, 49)
    assert (citation.file_name, citation.thesis.id) == ("d.pdf", "t-d")
    assert citation.section_title == "BAB I PENDAHULUAN › A. Latar Belakang"


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param("Kerja sama itu selalu berhasil.", id="a dropped negation"),
        pytest.param("Kerja sama itu tidak selalu berhasil", id="a dropped full stop"),
        pytest.param("kerja sama itu tidak selalu berhasil.", id="a changed letter"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_citation_with_a_wrong_quote_cannot_be_made(altered: str) -> None:
    right = cite(1, WHOLE, *span_of("Kerja sama itu tidak selalu berhasil."))
    with pytest.raises(ValueError, match="quote its span"):
        replace(right, quote=altered, text=TEXT)


def test_an_altered_digit_cannot_be_quoted() -> None:
    right = cite(1, WHOLE, *span_of("Anggaran naik 97,4%"))
    with pytest.raises(ValueError, match="quote its span"):
        replace(right, quote="Anggaran naik 97,5%", text=TEXT)


def test_the_right_words_at_the_wrong_place_cannot_be_quoted() -> None:
    right = cite(1, WHOLE, *span_of("Anggaran naik 97,4%"))
    moved = Span("d", TEXT_VERSION, right.span.start + 1, right.span.end + 1)
    with pytest.raises(ValueError, match="quote its span"):
        replace(right, span=moved, text=TEXT)


def test_a_quote_over_a_page_break_stands_on_both_pages() -> None:
    citation = cite(1, WHOLE, *span_of("tahun 2014"))
    assert [(page.index, page.label) for page in citation.pages] == [(1, "1"), (2, "2")]
    assert place(citation, "id") == "BAB I PENDAHULUAN › A. Latar Belakang, hlm. 1–2 (PDF hlm. 2–3)"
    assert place(citation, "en") == "BAB I PENDAHULUAN › A. Latar Belakang, pp. 1–2 (PDF pp. 2–3)"


def test_a_quote_that_ends_at_the_break_stands_on_one_page() -> None:
    citation = cite(1, WHOLE, *span_of("pada tahun "))
    assert [page.index for page in citation.pages] == [1]


def test_a_cover_has_no_section_and_no_printed_number() -> None:
    citation = cite(1, WHOLE, 0, 11)
    assert citation.section_title == ""
    assert place(citation, "id") == "tanpa nomor (PDF hlm. 1)"


def test_a_citation_stands_on_a_page() -> None:
    without_pages = WholeDocument(WHOLE.thesis, WHOLE.document, (), WHOLE.sections)
    with pytest.raises(ValueError, match="on a page"):
        cite(1, without_pages, 0, 5)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (6, 5), (-3, 5), (len(TEXT), len(TEXT) + 4)])
def test_no_citation_of_nothing(start: int, end: int) -> None:
    with pytest.raises(ValueError, match=r"span|page"):
        cite(1, WHOLE, start, end)


@given(st.integers(0, len(TEXT) - 1), st.integers(1, len(TEXT)))
def test_every_interval_is_cited_with_the_pages_that_it_touches(start: int, length: int) -> None:
    end = min(start + length, len(TEXT))
    citation: Citation = cite(1, WHOLE, start, end)
    assert citation.quote == TEXT[start:end]
    touched = [page for page in WHOLE.pages if any(page.start <= at < page.end for at in range(start, end))]
    assert list(citation.pages) == touched


def test_a_thesis_is_named_by_what_is_known() -> None:
    assert thesis_name(WHOLE.thesis) == "Proyek Kutip (2026). Kota Kembar"
    assert thesis_name(replace(WHOLE.thesis, authors=(), year=None)) == "Kota Kembar"
    assert thesis_name(replace(WHOLE.thesis, authors=("A", "B"), year=None)) == "A, B. Kota Kembar"
