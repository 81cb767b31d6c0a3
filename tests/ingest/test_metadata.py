"""A thesis is cited by what its cover says; what nobody says stays unknown, and every field knows its source."""

from __future__ import annotations

import pytest

from ingest.cleanup import Line
from ingest.metadata import find_metadata
from ingest.metadata_values import KnownField, Metadata, MetadataField, MetadataSource, of_parts

COVER = [
    "Hambatan Paradiplomasi",
    "Kota Baubau",
    "SKRIPSI",
    "Diajukan untuk memenuhi syarat",
    "Oleh:",
    "Siti Rahmawati",
    "NIM E061181001",
    "Program Studi Ilmu Hubungan",
    "Internasional",
    "Fakultas Ilmu Sosial dan Ilmu Politik",
    "Universitas Hasanuddin",
    "Makassar",
    "2023",
]
TEXT = "Kota ini adalah kota yang tidak besar."


def metadata(
    *pages: list[str], title: str = "", authors: tuple[str, ...] = (), stem: str = "skripsi_akhir", text: str = TEXT
) -> Metadata:
    lines = [Line(at, line) for at, page in enumerate(pages) for line in page]
    return find_metadata(stem, lines, text, title, authors)


def test_a_cover_names_everything() -> None:
    found = metadata(COVER)
    assert found.title == "Hambatan Paradiplomasi Kota Baubau"
    assert found.authors == ("Siti Rahmawati",)
    assert (found.year, found.degree, found.language) == (2023, "skripsi", "id")
    assert found.institution == "Universitas Hasanuddin"
    assert found.faculty == "Fakultas Ilmu Sosial dan Ilmu Politik"
    assert found.department == "Ilmu Hubungan Internasional"
    assert (found.keywords, found.supervisors) == ((), ())
    assert {each.source for each in found.known} == {MetadataSource.COVER, MetadataSource.TEXT}


def test_an_english_cover_with_a_dated_name() -> None:
    cover = ["Bachelor Thesis", "Bounded Model Checking", "in Selfie", "Anna Maria Huber", "June 2020"]
    found = metadata([*cover, "University of Salzburg"], text="The engine is of the kind that is fast.")
    assert (found.title, found.authors) == ("Bounded Model Checking in Selfie", ("Anna Maria Huber",))
    assert (found.year, found.institution, found.degree) == (2020, "University of Salzburg", "bachelor thesis")
    assert found.language == "en"


@pytest.mark.parametrize(
    ("cover", "title", "authors", "year"),
    [
        (
            [
                "SKRIPSI",
                "PERAN KOTA MAKASSAR",
                "DALAM ASEAN TAHUN 2018-2022",
                "OLEH:",
                "ANDI NURUL",
                "E061191045",
                "UNIVERSITAS HASANUDDIN",
                "MAKASSAR",
                "2023",
            ],
            "Peran Kota Makassar dalam ASEAN Tahun 2018-2022",
            ("Andi Nurul",),
            2023,
        ),
        (
            [
                "PENGARUH KOTA DI",
                "UNIVERSITAS NEGERI MAKASSAR",
                "S K R I P S I",
                "SUKARDI BASO, S.Pd.",
                "1234567890",
                "UNIVERSITAS NEGERI MAKASSAR",
                "MAKASSAR 2020",
            ],
            "PENGARUH Kota di Universitas Negeri Makassar",
            ("Sukardi Baso",),
            2020,
        ),
        (
            ["UNIVERSITAS INDONESIA", "KOTA DALAM PEMILU 2019", "TESIS", "Oleh: AHMAD FAUZI", "DEPOK", "JULI 2021"],
            "Kota dalam PEMILU 2019",
            ("Ahmad Fauzi",),
            2021,
        ),
        (
            [
                "TUGAS AKHIR",
                "Kota Kering",
                "Disusun Oleh:",
                "ANI SUSANTI (12345678)",
                "BUDI HARTONO (12345679)",
                "POLITEKNIK NEGERI UJUNG PANDANG",
                "2017",
            ],
            "Kota Kering",
            ("Ani Susanti", "Budi Hartono"),
            2017,
        ),
        (
            [
                "A Study of Parsing",
                "Jane Q. Doe",
                "A thesis submitted for the degree of",
                "Doctor of Philosophy",
                "Department of Linguistics",
                "University of Leiden",
                "May 2018",
            ],
            "A Study of Parsing",
            ("Jane Q. Doe",),
            2018,
        ),
        (
            [
                "DIPLOMARBEIT",
                "Garbage Collection",
                "zur Erlangung des Grades",
                "Diplom-Ingenieur",
                "eingereicht von",
                "Max Mustermann, BSc",
                "Matrikelnummer 01234567",
                "der Technischen Universität Wien",
                "Wien, März 2021",
            ],
            "Garbage Collection",
            ("Max Mustermann",),
            2021,
        ),
    ],
)
def test_covers_of_many_houses(cover: list[str], title: str, authors: tuple[str, ...], year: int) -> None:
    body = [
        "Kota Makassar dan peran kota di Universitas Negeri Makassar pada tahun itu; di Tahun 2019, Tahun 2020.",
        "ASEAN adalah ASEAN.",
    ]
    found = metadata(cover, [], [], [], body)
    assert (found.title, found.authors, found.year) == (title, authors, year)


def test_the_cover_comes_before_the_files_properties() -> None:
    found = metadata(COVER, title=" Judul dari Berkas ", authors=("Ani", "Budi"))
    assert (found.title, found.authors) == ("Hambatan Paradiplomasi Kota Baubau", ("Siti Rahmawati",))


def test_properties_that_the_cover_confirms_give_its_spelling() -> None:
    cover = [line.upper() for line in COVER]
    found = metadata(cover, title="Hambatan Paradiplomasi Kota Baubau", authors=("Siti Rahmawati",))
    assert (found.title, found.source(MetadataField.TITLE)) == (
        "Hambatan Paradiplomasi Kota Baubau",
        MetadataSource.COVER,
    )
    assert found.authors == ("Siti Rahmawati",)


def test_properties_fill_in_where_no_page_speaks() -> None:
    found = metadata(["Kota kembar adalah kerja sama."], title="Judul dari Berkas", authors=("Ani", "Budi"))
    assert (found.title, found.authors) == ("Judul dari Berkas", ("Ani", "Budi"))
    assert found.source(MetadataField.TITLE) is MetadataSource.PROPERTIES


@pytest.mark.parametrize("title", ["untitled", "Microsoft Word - Skripsi FINAL.docx", "main.dvi", "Document1", " "])
def test_what_a_program_puts_in_is_no_title(title: str) -> None:
    assert metadata(["Kota kembar adalah kerja sama."], title=title).title == "skripsi akhir"


@pytest.mark.parametrize("author", ["anonymous", "ASUS", "Windows User", "user"])
def test_the_name_of_a_machine_is_no_author(author: str) -> None:
    assert metadata(["Kota kembar adalah kerja sama."], authors=(author,)).authors == ()


def test_without_a_cover_the_head_of_the_abstract_speaks() -> None:
    abstract = [
        "ABSTRAK",
        "Siti Rahmawati. E061221000. Kota Kembar di Asia dan Hambatan",
        "Kerja Samanya. Pembimbing: Drs. Ali Baba, M.Si. Departemen Ilmu Politik.",
        "Fakultas Ilmu Sosial. Universitas Hasanuddin.",
        "Penelitian ini membahas kota kembar.",
        "Kata-kata Kunci: kota kembar, ham-",
        "batan, sister city",
    ]
    found = metadata(["Semoga bermanfaat."], abstract, ["ABSTRACT", "This is it.", "Keywords: Sister City, obstacles."])
    assert found.title == "Kota Kembar di Asia dan Hambatan Kerja Samanya"
    assert (found.authors, found.supervisors) == (("Siti Rahmawati",), ("Drs. Ali Baba, M.Si.",))
    assert (found.department, found.institution) == ("Ilmu Politik", "Universitas Hasanuddin")
    assert found.keywords == ("kota kembar", "hambatan", "sister city", "obstacles")
    assert found.source(MetadataField.TITLE) is MetadataSource.ABSTRACT
    assert found.year is None


def test_an_approval_page_speaks_for_its_first_person_alone() -> None:
    approval = [
        "HALAMAN PENGESAHAN",
        "Nama : SITI RAHMAWATI",
        "NIM : E061221000",
        "Judul Skripsi : KOTA KEMBAR",
        "DI ASIA",
        "Nama : Prof. Ali Baba",
        "Makassar, 12 Mei 2023",
    ]
    found = metadata(["Semoga bermanfaat."], approval, ["Kota kembar di Asia, Kembar."])
    assert (found.title, found.authors, found.year) == ("Kota Kembar di Asia", ("Siti Rahmawati",), 2023)
    assert found.source(MetadataField.YEAR) is MetadataSource.APPROVAL


def test_without_a_cover_the_name_of_the_file_is_the_title_and_the_rest_is_unknown() -> None:
    found = metadata(["Kota kembar adalah kerja sama antara dua kota."], stem="kota_kembar-2")
    assert (found.title, found.source(MetadataField.TITLE)) == ("kota kembar 2", MetadataSource.FILE_NAME)
    assert (found.authors, found.year, found.institution, found.degree, found.keywords) == ((), None, None, None, ())


@pytest.mark.parametrize(
    ("stem", "year"), [("rahmawati-2023-kota", 2023), ("pemilu-2019", None), ("2019-rahmawati", None)]
)
def test_a_year_in_the_files_name_counts_only_behind_the_authors(stem: str, year: int | None) -> None:
    assert metadata(["Isi."], authors=("Siti Rahmawati",), stem=stem).year == year


def test_a_first_page_of_prose_is_no_cover() -> None:
    found = metadata(["Tesis ini ditulis pada tahun 2009 dan membahas banyak hal yang lain."] * 20)
    assert (found.title, found.year, found.degree) == ("skripsi akhir", None, None)


def test_a_document_without_text_has_a_title() -> None:
    assert find_metadata("pindaian", [], "", "", ()).title == "pindaian"


def test_a_thesis_in_parts_is_named_by_its_cover_or_else_by_its_folder() -> None:
    cover, chapter = metadata(COVER, stem="00 cover"), metadata(["Isi."], title="Bab Satu", stem="BAB I")
    assert of_parts([chapter, cover], "folder", ()).title == "Hambatan Paradiplomasi Kota Baubau"
    named = of_parts([chapter, chapter], "Skripsi Siti", ())
    assert (named.title, named.source(MetadataField.TITLE)) == ("Skripsi Siti", MetadataSource.FOLDER_NAME)


def test_a_correction_comes_before_the_cover() -> None:
    corrected = KnownField(MetadataField.YEAR, 2024, MetadataSource.CORRECTED)
    found = of_parts([metadata(COVER)], "folder", [corrected])
    assert (found.year, found.source(MetadataField.YEAR)) == (2024, MetadataSource.CORRECTED)
    assert found.authors == ("Siti Rahmawati",)
