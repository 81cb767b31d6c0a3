"""Headings are found where the contents promise them, or by the names that every thesis uses; sections nest."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleanup import Line, reflow
from ingest.document import Section, SectionKind
from ingest.pdf_worker import OutlineEntry
from ingest.section_names import kind_of
from ingest.structure import Structure, find_structure, sections_of

Page = tuple[str, list[str]]

SKRIPSI: list[Page] = [
    ("", ["Kota Kembar", "Skripsi"]),
    ("i", ["ABSTRAK", "Kota kembar adalah kerja sama."]),
    (
        "ii",
        [
            "DAFTAR ISI",
            "BAB I PENDAHULUAN ........ 1",
            "A. Latar Belakang ........ 1",
            "BAB IV HASIL DAN PEMBAHASAN ........ 2",
            "A. Mekanisme ........ 2",
            "1. Dialog ........ 3",
            "DAFTAR PUSTAKA ........ 3",
        ],
    ),
    ("1", ["BAB I", "PENDAHULUAN", "A. Latar Belakang", "Baubau dan Seoul bekerja sama."]),
    ("2", ["BAB IV", "HASIL DAN", "PEMBAHASAN", "Bab ini membahas hasil.", "A. Mekanisme", "BAB I telah menyebutnya."]),
    ("3", ["1. Dialog", "Kedua kota berbicara.", "DAFTAR PUSTAKA", "Acharya, A. 2014."]),
]


def structure(pages: list[Page], outline: list[OutlineEntry] | None = None) -> tuple[list[Line], Structure]:
    lines = [Line(index, text) for index, (_, texts) in enumerate(pages) for text in texts]
    return lines, find_structure(lines, [label for label, _ in pages], outline or [])


def titles(pages: list[Page], outline: list[OutlineEntry] | None = None) -> list[tuple[int, str]]:
    return [(heading.level, heading.title) for heading in structure(pages, outline)[1].headings]


def sections(pages: list[Page]) -> tuple[str, tuple[Section, ...]]:
    lines, found = structure(pages)
    reading = reflow(lines, len(pages), found.breaks, lambda _: False)
    return reading.text, sections_of("d", found, reading)


def test_promised_headings_are_found_on_their_pages() -> None:
    assert titles(SKRIPSI) == [
        (1, "ABSTRAK"),
        (1, "DAFTAR ISI"),
        (1, "BAB I PENDAHULUAN"),
        (2, "A. Latar Belakang"),
        (1, "BAB IV HASIL DAN PEMBAHASAN"),
        (2, "A. Mekanisme"),
        (3, "1. Dialog"),
        (1, "DAFTAR PUSTAKA"),
    ]


def test_contents_pages_never_hold_headings() -> None:
    _, found = structure(SKRIPSI)
    for heading in found.headings:
        inside = [start for start, end in found.contents.ranges if start <= heading.first < end]
        assert (heading.kind is SectionKind.CONTENTS) == (inside == [heading.first])


def test_sections_reach_to_the_next_heading_of_their_level() -> None:
    text, found = sections(SKRIPSI)
    quoted = {section.title: text[section.start : section.end] for section in found}
    assert quoted[""] == "Kota Kembar Skripsi\n"
    assert quoted["ABSTRAK"] == "ABSTRAK\nKota kembar adalah kerja sama.\n"
    assert quoted["A. Latar Belakang"] == "A. Latar Belakang\nBaubau dan Seoul bekerja sama.\n"
    assert quoted["BAB IV HASIL DAN PEMBAHASAN"].startswith("BAB IV\nHASIL DAN")
    assert quoted["BAB IV HASIL DAN PEMBAHASAN"].endswith("1. Dialog\nKedua kota berbicara.\n")
    assert quoted["A. Mekanisme"].endswith("BAB I telah menyebutnya.\n1. Dialog\nKedua kota berbicara.\n")
    assert quoted["DAFTAR PUSTAKA"] == "DAFTAR PUSTAKA\nAcharya, A. 2014."
    assert [section.kind.value for section in found if section.level == 1] == [
        "cover",
        "abstract",
        "contents",
        "body",
        "body",
        "bibliography",
    ]


@pytest.mark.parametrize(
    ("chapter", "expected"),
    [
        (["BAB IV", "HASIL DAN", "PEMBAHASAN"], "BAB IV HASIL DAN PEMBAHASAN"),
        (["BAB 4", "Hasil"], "BAB 4 Hasil"),
        (["Chapter 4", "Results"], "Chapter 4 Results"),
    ],
)
def test_chapters_are_found_without_a_contents_page(chapter: list[str], expected: str) -> None:
    pages: list[Page] = [("", [*chapter, "Kota kembar adalah kerja sama."]), ("", ["References", "Acharya, A. 2014."])]
    assert titles(pages) == [(1, expected), (1, "References")]


def test_numbered_chapters_are_found_where_the_contents_promise_them() -> None:
    pages: list[Page] = [
        ("i", ["Contents", "4 Results 1", "4.1 Speed 2", "References 2"]),
        ("1", ["4 Results", "4 Results were found to be fast."]),
        ("2", ["4.1 Speed", "See 4 Results.", "References", "[1] King. 1976."]),
    ]
    assert titles(pages) == [(1, "Contents"), (1, "4 Results"), (2, "4.1 Speed"), (1, "References")]


def test_the_outline_names_the_headings_where_no_contents_page_does() -> None:
    pages: list[Page] = [("1", ["4 Results", "It was fast."]), ("2", ["4.1 Speed", "It was very fast."])]
    outline = [OutlineEntry(1, "4 Results", 0), OutlineEntry(2, "Speed", 1), OutlineEntry(1, "Absent", 1)]
    assert titles(pages, [OutlineEntry(1, "Results", 0)])[0] == (1, "4 Results")
    assert titles(pages, [outline[0], OutlineEntry(2, "4.1 Speed", 1), outline[2]]) == [
        (1, "4 Results"),
        (2, "4.1 Speed"),
    ]


def test_the_name_of_a_chapter_within_a_sentence_is_no_heading() -> None:
    pages: list[Page] = [("1", ["Kota kembar dibahas dalam", "abstrak", "BAB II dan bab lain."])]
    assert titles(pages) == []


def test_a_document_without_headings_is_one_body() -> None:
    text, found = sections([("1", ["Kota kembar adalah kerja sama."])])
    assert [(section.kind, section.start, section.end) for section in found] == [(SectionKind.BODY, 0, len(text))]


CONTENTS = ["DAFTAR ISI", "BAB I PENGANTAR ........ 1", "A. Kota ........ 1", "B. Desa ........ 2"]


def test_a_part_whose_chapter_is_not_found_is_body_not_contents() -> None:
    """The contents promise "BAB I PENGANTAR"; the chapter itself is headed otherwise."""
    pages: list[Page] = [
        ("i", CONTENTS),
        ("1", ["PENDAHULUAN", "A. Kota", "Kota tumbuh."]),
        ("2", ["B. Desa", "Desa tidak."]),
    ]
    assert [(section.title, section.kind.value) for section in sections(pages)[1]] == [
        ("DAFTAR ISI", "contents"),
        ("A. Kota", "body"),
        ("B. Desa", "body"),
    ]


def test_contents_whose_headings_are_nowhere_do_not_swallow_the_thesis() -> None:
    text, found = sections([("i", CONTENTS), ("1", ["Kota kembar adalah kerja sama.", "Baubau ikut."])])
    assert [(section.kind.value, text[section.start : section.end]) for section in found] == [
        ("contents", "\n".join(CONTENTS) + "\n"),
        ("body", "Kota kembar adalah kerja sama. Baubau ikut."),
    ]


def test_an_empty_document_has_no_sections() -> None:
    assert sections([("", [])]) == ("", ())


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("ABSTRAK", SectionKind.ABSTRACT),
        ("Abstract", SectionKind.ABSTRACT),
        ("KATA PENGANTAR", SectionKind.PREFACE),
        ("Acknowledgements", SectionKind.PREFACE),
        ("DAFTAR PUSTAKA", SectionKind.BIBLIOGRAPHY),
        ("7 References", SectionKind.BIBLIOGRAPHY),
        ("Lampiran 2. Wawancara", SectionKind.APPENDIX),
        ("Appendix A", SectionKind.APPENDIX),
        ("BAB II TINJAUAN PUSTAKA", SectionKind.BODY),
        ("Abstract Interpretation", SectionKind.BODY),
    ],
)
def test_a_title_tells_what_kind_of_chapter_it_opens(title: str, kind: SectionKind) -> None:
    assert kind_of(title) is kind


TEXT = st.sampled_from(
    "BAB I|PENDAHULUAN|BAB II HASIL|DAFTAR ISI|BAB I PENDAHULUAN ..... 1|A. Kota ..... 1|A. Kota|1. Desa ..... 2|1. Desa"
    "|DAFTAR PUSTAKA|DAFTAR PUSTAKA ..... 2|References|Kota kembar adalah kerja sama.|ABSTRAK|Lampiran 1|Chapter 2".split(
        "|"
    )
)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["", "i", "1", "2"]), st.lists(TEXT, max_size=8)), max_size=5))
def test_sections_nest_and_cover_whatever_is_printed(pages: list[Page]) -> None:
    text, found = sections(pages)
    covered = {at for section in found for at in range(section.start, section.end)}
    assert covered == set(range(len(text)))
    for at, outer in enumerate(found):
        for inner in found[at + 1 :]:
            assert inner.start >= outer.end or (inner.end <= outer.end and inner.level > outer.level)


def test_a_list_of_references_in_each_chapter_belongs_to_the_chapter() -> None:
    prose = "Kota kembar adalah kerja sama."
    pages: list[Page] = [
        ("1", ["BAB I", "PENDAHULUAN", prose, "DAFTAR PUSTAKA", "Rahma. 2020. Kota."]),
        ("2", ["BAB II", "PENUTUP", prose, "DAFTAR PUSTAKA", "Budi. 2021. Desa."]),
        ("3", ["LAMPIRAN", "Lampiran 1. Surat", prose]),
    ]
    assert [(section.level, section.kind.value, section.title) for section in sections(pages)[1]] == [
        (1, "body", "BAB I PENDAHULUAN"),
        (2, "bibliography", "DAFTAR PUSTAKA"),
        (1, "body", "BAB II PENUTUP"),
        (1, "bibliography", "DAFTAR PUSTAKA"),
        (1, "appendix", "LAMPIRAN"),
        (2, "appendix", "Lampiran 1. Surat"),
    ]


def test_a_preface_does_not_swallow_the_thesis_below_it() -> None:
    """Nothing is found behind the preface: after some pages, what follows is body again, and evidence."""
    pages: list[Page] = [("i", ["KATA PENGANTAR", "Terima kasih."]), *((str(at), [f"Kota {at}."]) for at in range(20))]
    found = sections(pages)[1]
    assert [section.kind.value for section in found] == ["preface", "body"]
    assert sections(pages)[0][found[1].start :].startswith("Kota 11.")
