"""The source panel: what is cited, its words, its pages and their marks."""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.document import Section, SectionKind
from ingest.errors import PdfNotKept
from ingest.references import find_references
from retrieval.citation import cite
from tests.library_for_tests import whole_document
from web.page_alignment import Box
from web.source_html import PagePart, ShownPage, citing_html, failure_html, page_address, parts_of, source_html

PAGES = ["Kerja sama itu tidak selalu\n", "berhasil <b>. \n", "Lalu berhenti."]
SECTIONS = [Section("d", 1, SectionKind.BODY, "BAB I <u>", 0, 60)]
WHOLE = whole_document(PAGES, ["ii", "1", "2"], SECTIONS)
TEXT = WHOLE.document.text


def test_each_page_gets_its_part_of_the_quote_counted_from_its_own_start() -> None:
    citation = cite(3, WHOLE, 11, 36)
    assert parts_of(citation, TEXT) == (PagePart(WHOLE.pages[0], 11, 28), PagePart(WHOLE.pages[1], 0, 8))
    assert TEXT[11:28] + TEXT[28:36] == citation.quote


def test_a_page_that_only_gives_blanks_is_left_out() -> None:
    assert parts_of(cite(1, WHOLE, 28, 43), TEXT) == (PagePart(WHOLE.pages[1], 0, 15),)
    assert parts_of(cite(1, WHOLE, 41, 47), TEXT) == (PagePart(WHOLE.pages[2], 0, 4),)


def test_marks_are_placed_in_per_cent_of_the_page() -> None:
    shown = ShownPage(WHOLE.pages[1], 0.7, (Box(0.1, 0.25, 0.5, 0.02),))
    html = source_html(cite(3, WHOLE, 28, 36), [shown], 3, "id")
    assert re.findall(r'k-mark" style="([^"]*)"', html) == ["left:10.0000%;top:25.0000%;width:50.0000%;height:2.0000%"]
    assert "aspect-ratio:0.70000" in html
    assert page_address(WHOLE.pages[1], 800) in html
    assert "Kata-kata yang dikutip ditandai." in html
    assert "hlm. 1 (PDF hlm. 2)" in html
    assert "Sumber 3" in html


def test_without_alignment_nothing_is_marked_and_the_page_says_so() -> None:
    html = source_html(cite(1, WHOLE, 28, 36), [ShownPage(WHOLE.pages[1], 0.7, None)], 3, "en")
    assert "k-mark" not in re.sub("k-marked", "", html)
    assert "nothing is marked" in html
    assert page_address(WHOLE.pages[1], 800) in html


def test_a_page_without_a_picture_says_why_and_is_not_taken_for_unmarked() -> None:
    shown = ShownPage(WHOLE.pages[1], 1.0, None, PdfNotKept("d.pdf"))
    html = source_html(cite(1, WHOLE, 28, 36), [shown], 3, "en")
    assert "no copy of d.pdf" in html
    assert "nothing is marked" not in html
    assert "<img" not in html


def test_the_quote_is_the_stored_text_and_no_markup() -> None:
    html = source_html(cite(1, WHOLE, 0, 41), [], 3, "en")
    assert '<blockquote id="k-quote" lang="id">Kerja sama itu tidak selalu\nberhasil &lt;b&gt;.' in html
    assert "BAB I &lt;u&gt;" in html
    assert "<b>" not in html
    assert "<u>" not in html


def test_the_bibliography_s_words_on_a_cited_work_are_shown_and_no_markup() -> None:
    entry = "Hadi, P. (2016). Kota <i>besar</i>. Gramedia."
    sections = [Section("d", 1, SectionKind.BIBLIOGRAPHY, "Daftar Pustaka", 30, 30 + len(entry))]
    whole = whole_document(["Kota itu besar (Hadi, 2016).\n\n" + entry], ["7"], sections)
    found = find_references(whole.document.text, sections)
    html = source_html(cite(1, replace(whole, references=found), 0, 28), [], 1, "id")
    assert "<dt>Asal</dt><dd>Hadi (2016), dikutip dalam Proyek Kutip, hlm. 7</dd>" in html
    assert "<dt>Di daftar pustakanya</dt><dd>Hadi, P. (2016). Kota &lt;i&gt;besar&lt;/i&gt;. Gramedia.</dd>" in html


def test_an_unnumbered_page_is_described_by_its_place() -> None:
    page = replace(WHOLE.pages[1], label="")
    html = source_html(cite(1, WHOLE, 28, 36), [ShownPage(page, 0.7, ())], 3, "en")
    assert "Page 2, picture of PDF page 2 of 3" in html


def test_a_failure_is_one_escaped_sentence() -> None:
    assert failure_html("a <b>", "id").endswith('<p class="k-error" role="alert">a &lt;b&gt;</p>')


def test_a_citation_can_be_copied_in_three_styles_with_its_printed_page_and_whose_words_it_reports() -> None:
    whole = whole_document(["Menurut Tavares (2016), kota <b> adalah aktor."], ["12"], [])
    whole = replace(
        whole,
        thesis=replace(
            whole.thesis, title="Kota & Laut", authors=("Nur Aisyah",), year=2020, institution="Universitas Contoh"
        ),
        references=find_references(whole.document.text, []),
    )
    html = citing_html(cite(1, whole, 0, len(whole.document.text.rstrip())), "id")
    copied = {
        what: re.sub("<[^>]*>", "", words) for what, words in re.findall(r'id="k-copy-([\w-]+)">(.*?)</span>', html)
    }
    assert list(copied) == ["apa-text", "apa-entry", "chicago-text", "chicago-entry", "ieee-text", "ieee-entry"]
    assert copied["apa-text"] == "(Tavares, 2016, dikutip dalam Nur Aisyah, 2020, hlm. 12)"
    assert copied["apa-entry"].startswith("Nur Aisyah. (2020). Kota &amp; Laut")
    assert "[1, hlm. 12]" in copied["ieee-text"]
    assert set(re.findall('data-copy="([^"]*)"', html)) == set(copied)
    assert "Salin entri daftar pustaka" in html
