"""Citations are printed as APA 7, Chicago and IEEE have them, in both languages, and nothing in them is made up."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import LabelSource, Page, Section, SectionKind, Thesis
from ingest.language import Language
from ingest.references import find_references
from retrieval.citation import cite
from retrieval.citation_styles import Bibliography, Run, Style, plain
from tests.library_for_tests import whole_document

DINANTI = Thesis(
    "a", "Kota kembar: Sebuah studi", ("MARISSA SAFIRA DINANTI",), 2025, "Universitas Contoh", "skripsi", "id", ()
)
AISYAH = Thesis("b", "Diplomasi kota", ("Nur Aisyah",), None, None, "tesis", "id", ())
BERG = Thesis(
    "c",
    "A compiler for the web",
    ("Anna van den Berg", "John Smith"),
    2019,
    "University of Example",
    "master’s thesis",
    "en",
    (),
)
NOBODY = Thesis("d", "Tanpa nama", (), 2020, "Universitas Contoh", "skripsi", "id", ())


def page(label: str, index: int = 9, part: int = 0) -> Page:
    return Page("d", index, label, LabelSource.PRINTED, 0, 1, part=part)


def printed(thesis: Thesis, style: Style, language: Language, *pages: Page) -> tuple[str, str]:
    bibliography = Bibliography([thesis], style, language)
    return plain(bibliography.in_text(thesis, pages)), plain(bibliography.entry(thesis))


@pytest.mark.parametrize(
    ("style", "language", "in_text", "entry"),
    [
        (Style.APA, "id", "(Dinanti, 2025, hlm. 7)", "Dinanti, M. S. (2025). Kota kembar: Sebuah studi [Skripsi]. Universitas Contoh."),
        (Style.APA, "en", "(Dinanti, 2025, p. 7)", "Dinanti, M. S. (2025). Kota kembar: Sebuah studi [Undergraduate thesis]. Universitas Contoh."),
        (Style.CHICAGO, "id", "(Dinanti 2025, 7)", "Dinanti, Marissa Safira. 2025. “Kota kembar: Sebuah studi.” Skripsi, Universitas Contoh."),
        (Style.CHICAGO_NOTES, "id", "Marissa Safira Dinanti, “Kota kembar: Sebuah studi” (Skripsi, Universitas Contoh, 2025), 7.", "Dinanti, Marissa Safira. “Kota kembar: Sebuah studi.” Skripsi, Universitas Contoh, 2025."),
        (Style.IEEE, "id", "[1, hlm. 7]", "[1] M. S. Dinanti, “Kota kembar: Sebuah studi,” Skripsi, Universitas Contoh, 2025."),
    ],
)  # fmt: skip
def test_an_indonesian_thesis_in_each_style(style: Style, language: Language, in_text: str, entry: str) -> None:
    assert printed(DINANTI, style, language, page("7")) == (in_text, entry)


@pytest.mark.parametrize(
    ("style", "in_text", "entry"),
    [
        (Style.APA, "(van den Berg & Smith, 2019)", "van den Berg, A., & Smith, J. (2019). A compiler for the web [Master's thesis]. University of Example."),
        (Style.CHICAGO, "(van den Berg and Smith 2019)", "Berg, Anna van den, and John Smith. 2019. “A Compiler for the Web.” Master's thesis, University of Example."),
        (Style.IEEE, "[1]", "[1] A. van den Berg and J. Smith, “A compiler for the web,” Master's thesis, University of Example, 2019."),
    ],
)  # fmt: skip
def test_an_english_thesis_of_two_authors(style: Style, in_text: str, entry: str) -> None:
    assert printed(BERG, style, "en") == (in_text, entry)


def test_what_is_not_known_is_left_out_or_called_undated() -> None:
    assert printed(AISYAH, Style.APA, "id", page("7")) == (
        "(Nur Aisyah, t.t., hlm. 7)",
        "Nur Aisyah. (t.t.). Diplomasi kota [Tesis].",
    )
    assert printed(AISYAH, Style.APA, "en")[0] == "(Nur Aisyah, n.d.)"
    unknown = replace(AISYAH, degree=None)
    assert printed(unknown, Style.CHICAGO, "en")[1] == "Nur Aisyah. n.d. “Diplomasi kota.”"


def test_a_work_without_author_stands_under_its_title_once() -> None:
    assert printed(NOBODY, Style.APA, "id") == (
        "(Tanpa nama, 2020)",
        "Tanpa nama [Skripsi]. (2020). Universitas Contoh.",
    )
    assert printed(NOBODY, Style.CHICAGO, "id") == (
        "(“Tanpa nama” 2020)",
        "“Tanpa nama.” 2020. Skripsi, Universitas Contoh.",
    )
    assert printed(NOBODY, Style.CHICAGO_NOTES, "id")[0] == "“Tanpa nama” (Skripsi, Universitas Contoh, 2020)."


def test_pages_bear_the_numbers_that_are_printed_on_them() -> None:
    bibliography = Bibliography([DINANTI], Style.APA, "en")
    assert plain(bibliography.in_text(DINANTI, [page("xii"), page("xiii", 10)])) == "(Dinanti, 2025, pp. xii–xiii)"
    assert plain(bibliography.in_text(DINANTI, [page("II-5")])) == "(Dinanti, 2025, p. II-5)"
    assert plain(bibliography.in_text(DINANTI, [page("4-12")])) == "(Dinanti, 2025, p. 4-12)"


def test_a_page_without_a_number_is_named_by_its_place_in_the_pdf() -> None:
    assert printed(DINANTI, Style.APA, "id", page("", 4))[0] == "(Dinanti, 2025, PDF hlm. 5)"
    assert printed(DINANTI, Style.CHICAGO, "en", page("", 4), page("", 5))[0] == "(Dinanti 2025, PDF pp. 5–6)"
    assert printed(DINANTI, Style.IEEE, "en", page("", 4))[0] == "[1, PDF p. 5]"


def test_a_number_that_several_pages_bear_says_which_is_meant() -> None:
    assert printed(DINANTI, Style.APA, "en", page("7", 19, part=2))[0] == "(Dinanti, 2025, p. 7 [PDF p. 20])"


def test_two_works_that_would_be_cited_alike_are_told_apart() -> None:
    other = replace(DINANTI, id="e", title="Aksara")
    bibliography = Bibliography([DINANTI, other, AISYAH, replace(AISYAH, id="f", title="Zaman")], Style.APA, "id")
    cited = [plain(bibliography.in_text(thesis)) for thesis in bibliography.theses]
    assert cited == ["(Dinanti, 2025b)", "(Dinanti, 2025a)", "(Nur Aisyah, t.t.-a)", "(Nur Aisyah, t.t.-b)"]
    assert plain(bibliography.entries()[0]) == "Dinanti, M. S. (2025a). Aksara [Skripsi]. Universitas Contoh."


def test_entries_are_sorted_and_numbered_as_the_style_has_it() -> None:
    apa = Bibliography([BERG, AISYAH, DINANTI, DINANTI], Style.APA, "en")
    assert [thesis.id for thesis in apa.in_order()] == ["a", "b", "c"]
    assert [thesis.id for thesis in Bibliography([BERG, AISYAH, DINANTI], Style.CHICAGO, "en").in_order()] == [
        "c",
        "a",
        "b",
    ]
    ieee = Bibliography([BERG, AISYAH], Style.IEEE, "en")
    assert [plain(entry)[:4] for entry in ieee.entries()] == ["[1] ", "[2] "]
    assert plain(ieee.in_text(AISYAH)) == "[2]"


def test_titles_are_italic_in_apa_and_their_own_markup_stays_text() -> None:
    thesis = replace(DINANTI, title='Kota <i>& <span class="nocase">desa</span>')
    entry = Bibliography([thesis], Style.APA, "id").entry(thesis)
    assert Run('Kota <i>& <span class="nocase">desa</span>', italic=True) in entry


BODY = "Anarki dibuat negara (Wendt, 1999 dalam Hadi, 2016). Ia juga menulis. Kota itu besar (Tavares, 2016).\n"
LISTED = "Hadi, P. (2016). Kota dan dunia. Gramedia."
SECTIONS = [
    Section("d", 1, SectionKind.BODY, "BAB I", 0, len(BODY)),
    Section("d", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", len(BODY), len(BODY + LISTED)),
]
WHOLE = replace(
    whole_document([BODY, LISTED], ["11", "12"], SECTIONS),
    thesis=DINANTI,
    references=find_references(BODY + LISTED, SECTIONS),
)


@pytest.mark.parametrize(
    ("style", "language", "expected"),
    [
        (Style.APA, "id", "(Tavares, 2016, dikutip dalam Dinanti, 2025, hlm. 11)"),
        (Style.APA, "en", "(Tavares, 2016, as cited in Dinanti, 2025, p. 11)"),
        (Style.CHICAGO, "en", "(Tavares 2016, as cited in Dinanti 2025, 11)"),
        (Style.IEEE, "en", "Tavares (2016), as cited in [1, p. 11]"),
    ],
)
def test_words_at_second_hand_are_cited_so(style: Style, language: Language, expected: str) -> None:
    start = BODY.index("Kota itu")
    citation = cite(1, WHOLE, start, len(BODY) - 1)
    bibliography = Bibliography([DINANTI], style, language)
    assert plain(bibliography.quoted(citation)) == expected
    assert bibliography.names_others(citation)


def test_a_chain_of_citations_is_kept_and_an_uncertain_source_is_not_claimed() -> None:
    bibliography = Bibliography([DINANTI], Style.APA, "id")
    chained = cite(1, WHOLE, 0, BODY.index(" Ia juga"))
    assert (
        plain(bibliography.quoted(chained))
        == "(Wendt, 1999, dikutip dalam Hadi, 2016, dikutip dalam Dinanti, 2025, hlm. 11)"
    )
    uncertain = cite(1, WHOLE, BODY.index("Ia juga"), BODY.index(" Kota itu"))
    assert plain(bibliography.quoted(uncertain)) == "(Dinanti, 2025, hlm. 11)"


@settings(max_examples=25, deadline=None)
@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp"]), min_size=1, max_size=60)
)
def test_every_letter_of_a_title_is_printed(title: str) -> None:
    title = " ".join(title.split()) or "x"
    thesis = replace(DINANTI, title=title)
    entry = plain(Bibliography([thesis], Style.APA, "id").entry(thesis))
    assert sorted(set(title) - set(entry)) == []
