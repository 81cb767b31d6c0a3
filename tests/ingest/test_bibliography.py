"""A list becomes entries, whatever its style and however its lines were joined."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.bibliography import entries_between, find_entries
from ingest.cited_works import Entry
from ingest.document import Section, SectionKind

Parsed = tuple[tuple[str, ...], str, str]

APA = """Alam, S., & Sudirman, A. (2020). Kota kembar di Indonesia. Jurnal Hubungan
Internasional, 3(2), 1–10. https://doi.org/10.1000/jhi.3.2
Badan Pusat Statistik (BPS). (2021). Kota Baubau dalam Angka 2021. Baubau: BPS.
Creswell, J. W. (2014). Research design (4th ed.). Sage. Dermawan, R., & Lestari, M. (2021). Diplomasi lokal. Jurnal, 7(1), 20–31.
Hadi, P. (2016a). Kota dan dunia. Gramedia.
Kementerian Luar Negeri. (t.t.). Panduan kerja sama daerah. Diakses dari https://contoh.go.id
Sugiyono. (2019). Metode penelitian. Bandung: Alfabeta.
Nur Aini Rahmawati. (2018). Kerja sama daerah. Skripsi. Universitas Contoh.
van der Berg, J. (2015). Cities abroad. Leiden: Contoh Press.
———. (2017). More cities. Leiden: Contoh Press."""


def parsed(text: str) -> list[Parsed]:
    return [(entry.authors, entry.year, entry.title) for entry in entries_between(text, 0, len(text))]


def test_apa_wrapped_melted_and_without_family_names() -> None:
    assert parsed(APA) == [
        (("Alam, S.", "Sudirman, A."), "2020", "Kota kembar di Indonesia"),
        (("Badan Pusat Statistik",), "2021", "Kota Baubau dalam Angka 2021"),
        (("Creswell, J. W.",), "2014", "Research design (4th ed.)"),
        (("Dermawan, R.", "Lestari, M."), "2021", "Diplomasi lokal"),
        (("Hadi, P.",), "2016a", "Kota dan dunia"),
        (("Kementerian Luar Negeri",), "t.t.", "Panduan kerja sama daerah"),
        (("Sugiyono",), "2019", "Metode penelitian"),
        (("Nur Aini Rahmawati",), "2018", "Kerja sama daerah"),
        (("van der Berg, J.",), "2015", "Cities abroad"),
        (("van der Berg, J.",), "2017", "More cities"),
    ]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Alam, S. and Sudirman, A., 2020. Kota kembar. Jurnal Kota, 3(2), pp. 1-10.", (("Alam, S.", "Sudirman, A."), "2020", "Kota kembar")),
        ("Moleong, Lexy J. 2017. Metodologi Penelitian. Bandung: Rosda.", (("Moleong, Lexy J.",), "2017", "Metodologi Penelitian")),
        ("Sugiyono, 2019. Metode Penelitian. Bandung: Alfabeta.", (("Sugiyono",), "2019", "Metode Penelitian")),
        ("Rahman, Budi, dan Siti Aminah. 2019. “Kota Bersaudara.” Jurnal Kota 4 (1): 5–19.", (("Rahman, Budi", "Siti Aminah"), "2019", "Kota Bersaudara")),
        ("Wendt, Alexander. “Cities Make It.” City Organization 46, no. 2 (1992): 391–425.", (("Wendt, Alexander",), "1992", "Cities Make It")),
        ("Syafiqah, Nurul. Konstruktivisme Kota. Yogyakarta: Contoh, 2022.", (("Syafiqah, Nurul",), "2022", "Konstruktivisme Kota")),
        ("[1] A. Author and B. Writer, “A study of harbours,” J. Ports, vol. 3, pp. 1–10, 2018.", (("A. Author", "B. Writer"), "2018", "A study of harbours")),
        ("[1] C. Coder, Systems of Ports. Leiden: Example Press, 2016.", (("C. Coder",), "2016", "Systems of Ports")),
        ("[1] Jane Q. Doe. A Book of Quays. 2019. url: https://example.org/1999 (visited on 07/29/2020).", (("Jane Q. Doe",), "2019", "A Book of Quays")),
        ("[Doe04] Jane Doe and Max Roe. A tool for quays. In QUAYS, pages 168–176, 2004.", (("Jane Doe", "Max Roe"), "2004", "A tool for quays")),
        ("[1] Information on harbours – Words. Standard. 2018.", ((), "2018", "Information on harbours – Words")),
        ("[1] http://example.org/quays.html", ((), "", "http://example.org/quays.html")),
    ],
)  # fmt: skip
def test_each_style_gives_authors_year_and_title(entry: str, expected: Parsed) -> None:
    assert parsed(entry) == [expected]


def test_authors_without_initials_and_laws_are_seen_within_a_line() -> None:
    text = "Alam & Sudirman. (2020). Kota. Buku. Dewi et al. (2023). Desa. Buku. Undang-Undang Nomor 37 Tahun 1999 tentang Kota."
    assert parsed(text) == [
        (("Alam", "Sudirman"), "2020", "Kota"),
        (("Dewi",), "2023", "Desa"),
        ((), "1999", "Undang-Undang Nomor 37 Tahun 1999 tentang Kota"),
    ]


def test_numbers_go_up_one_by_one_even_within_a_line() -> None:
    text = "[1] A. Author, “Quays [7] and ports,” 2018. [2] B. Writer, “Ports,” 2019.\n[3] C. Coder, “Piers,” 2020."
    assert [entry.label for entry in entries_between(text, 0, len(text))] == ["1", "2", "3"]


def test_a_list_numbered_without_brackets() -> None:
    text = "1. Alam S, Sudirman A. Kota. J Kota. 2020;3(2):1-10.\n2. Hadi P. Dunia. Jakarta: Buku; 2016.\n3. Lestari M. Laut. J Laut. 2019;1(1):2-9."
    found = entries_between(text, 0, len(text))
    assert [(entry.label, entry.year, entry.title) for entry in found] == [("1", "2020", "Kota"), ("2", "2016", "Dunia"), ("3", "2019", "Laut")]  # fmt: skip


def test_a_heading_within_the_list_belongs_to_no_entry() -> None:
    text = "Hadi, P. (2016). Kota. Gramedia.\nB. Jurnal\nAlam, S. (2020). Dunia. Jurnal Kota, 3(2), 1–10."
    found = entries_between(text, 0, len(text))
    assert [text[entry.start : entry.end] for entry in found] == [text[:32], text[43:]]


def test_every_list_of_a_document_counts_and_its_heading_does_not() -> None:
    first, second = "REFERENCES\nHadi, P. (2016). Kota. Gramedia.\n", "References\nAlam, S. (2020). Dunia. Buku.\n"
    text = first + "Bab.\n" + second
    sections = [
        Section("d", 1, SectionKind.BIBLIOGRAPHY, "REFERENCES", 0, len(first)),
        Section("d", 2, SectionKind.BODY, "5.3 References", len(text) - len(second), len(text)),
    ]
    assert [entry.authors for entry in find_entries(text, sections)] == [("Hadi, P.",), ("Alam, S.",)]


def test_what_is_no_list_gives_no_entries() -> None:
    assert parsed("Kota itu indah dan besar sekali.") == []
    assert parsed("") == []


ALPHABET = st.sampled_from(
    ["Alam, S. ", "(2020). ", "& ", "[1] ", "2. ", "\n", "Kota ", ". ", "“a” ", "2019, ", "——— ", "x", " "]
)


@given(st.lists(ALPHABET, max_size=40).map("".join) | st.text())
@example("\n(2020). ")
def test_entries_stand_in_order_apart_and_without_blanks_at_their_ends(text: str) -> None:
    found: tuple[Entry, ...] = entries_between(text, 0, len(text))
    at = 0
    for entry in found:
        assert at <= entry.start < entry.end <= len(text)
        assert text[entry.start : entry.end].strip() == text[entry.start : entry.end]
        at = entry.end
