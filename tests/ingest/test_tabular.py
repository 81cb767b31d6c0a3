"""A table is its caption and its rows; prose around it is no part of it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.captions import find_captions
from ingest.cleanup import Line, reflow
from ingest.document import SectionKind
from ingest.structure import find_structure, sections_of
from ingest.tabular import Table, find_tables

PROSE = [
    "Kedua kota itu bekerja sama sejak lama, dan hubungan mereka",
    "dimulai dengan sebuah surat minat yang ditandatangani oleh",
    "wali kota dan oleh ketua lembaga yang menggerakkannya.",
]


def plain(*texts: str) -> list[Line]:
    return [Line(0, text) for text in texts]


def placed(*lines: tuple[str, float, float]) -> list[Line]:
    """Lines of 10 points with their left edge and baseline; a letter is 5 points wide."""
    return [Line(0, text, 10, False, left, left + 5 * len(text), base) for text, left, base in lines]


def prose_from(base: float) -> list[tuple[str, float, float]]:
    return [(text, 70, base - 12 * at) for at, text in enumerate(PROSE)]


def shown(lines: Sequence[Line]) -> list[list[str]]:
    """Each table as its rows in the reading text, cells behind tabs."""
    structure = find_structure(lines, [""], ())
    reading = reflow(
        lines, 1, structure.breaks, lambda _: False, cells=structure.cells, table_lines=structure.table_lines
    )
    found = sections_of("d", structure, reading)
    return [
        reading.text[section.start : section.end].rstrip("\n").split("\n")
        for section in found
        if section.kind is SectionKind.TABLE
    ]


def test_rows_set_at_once_are_lines() -> None:
    lines = plain(
        *PROSE, "Tabel 4.1 Jumlah Penduduk", "Kota Penduduk", "Baubau 160", "Seoul 9600", "Sumber: BPS, 2020", *PROSE
    )
    assert shown(lines) == [
        ["Tabel 4.1 Jumlah Penduduk", "Kota Penduduk", "Baubau 160", "Seoul 9600", "Sumber: BPS, 2020"]
    ]


def test_cells_set_one_by_one_are_joined_to_rows() -> None:
    lines = placed(
        *prose_from(700),
        ("Tabel 1. Hambatan", 150, 660),
        ("Hambatan", 70, 640), ("Uraian", 200, 640), ("Rujukan", 340, 640),
        ("Tenaga dan", 70, 620), ("anggaran", 70, 608), ("Tenaga kurang", 200, 620), ("dan anggaran", 200, 608),
        ("kecil.", 200, 596), ("Dinanti", 340, 620),
        ("Unit", 70, 580), ("Belum ada.", 200, 580), ("Priyanto", 340, 580),
        *prose_from(540),
    )  # fmt: skip
    assert shown(lines) == [
        [
            "Tabel 1. Hambatan",
            "Hambatan\tUraian\tRujukan",
            "Tenaga dan anggaran\tTenaga kurang dan anggaran kecil.\tDinanti",
            "Unit\tBelum ada.\tPriyanto",
        ]
    ]


def test_a_row_that_goes_on_in_a_later_column_is_one() -> None:
    lines = placed(
        *prose_from(700),
        ("Table 2: Instructions", 150, 660),
        ("lui rd,imm", 70, 640), ("Loads a value, shifted", 180, 640), ("to the left", 180, 628),
        ("add rd,rs", 70, 616), ("Adds two values", 180, 616),
        *prose_from(580),
    )  # fmt: skip
    assert shown(lines)[0][1:] == ["lui rd,imm\tLoads a value, shifted to the left", "add rd,rs\tAdds two values"]


def test_a_table_goes_on_over_the_page() -> None:
    cells = placed(("Kota", 70, 640), ("Uraian", 200, 640), ("Baubau", 70, 620), ("Kota di", 200, 620))
    beyond = [Line(1, "Buton.", 10, False, 200, 230, 750), Line(1, "Seoul", 10, False, 70, 95, 730), Line(1, "Ibu kota.", 10, False, 200, 245, 730)]  # fmt: skip
    head = placed(*prose_from(700), ("Tabel 1. Kota", 150, 660))
    tail = [Line(1, text, 10, False, 70, 70 + 5 * len(text), 700 - 12 * at) for at, text in enumerate(PROSE)]
    lines = [*head, *cells, *beyond, *tail]
    structure = find_structure(lines, ["", ""], ())
    reading = reflow(
        lines, 2, structure.breaks, lambda _: False, cells=structure.cells, table_lines=structure.table_lines
    )
    assert "Baubau\tKota di Buton.\nSeoul\tIbu kota.\nKedua kota" in reading.text


def test_captions_below_their_tables() -> None:
    lines = plain(
        *PROSE,
        "Town People",
        "Baubau 160",
        "Seoul 9600",
        "Table 1: Towns",
        *PROSE,
        "Kota Luas",
        "Baubau 221",
        "Table 2: Areas",
        *PROSE,
    )
    assert [rows[0] for rows in shown(lines)] == ["Town People", "Kota Luas"]
    assert [rows[-1] for rows in shown(lines)] == ["Table 1: Towns", "Table 2: Areas"]


def test_cells_of_which_no_place_is_known_end_with_their_text() -> None:
    lines = plain(
        *PROSE,
        "Tabel 1. Penelitian",
        "“Pelestarian",
        "Budaya” oleh",
        "Priyanto (2020)",
        "Menjelaskan kerja sama",
        "kedua kota.",
        *PROSE,
    )
    assert shown(lines) == [
        ["Tabel 1. Penelitian", "“Pelestarian Budaya” oleh Priyanto (2020)", "Menjelaskan kerja sama kedua kota."]
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Tabel 4.1 Jumlah Penduduk",
        "Tabel 4.1. Jumlah",
        "Table 2: Towns",
        "Gambar 3 Peta Kota",
        "Bagan 1.",
        "Figure A.1: Map",
        "Tabel IV.2 Kota",
    ],
)
def test_captions(line: str) -> None:
    assert find_captions(plain(*PROSE, line, *PROSE), ()) == ((3, 4),)


@pytest.mark.parametrize(
    "line", ["Table 1, at the end of", "Figure 2 shows that", "Tabel penduduk kota", "tabel 1 Kota"]
)
def test_mentions_are_no_captions(line: str) -> None:
    assert find_captions(plain(*PROSE, line, *PROSE), ()) == ()


def test_a_caption_without_a_table_is_a_paragraph_of_its_own() -> None:
    lines = plain(*PROSE, "Gambar 1. Peta Kota", *PROSE)
    structure = find_structure(lines, [""], ())
    text = reflow(lines, 1, structure.breaks, lambda _: False).text
    assert "\nGambar 1. Peta Kota\n" in text
    assert structure.tables == ()


TEXT = st.sampled_from(
    [*PROSE, "Tabel 1. Kota", "Table 2: Towns", "Baubau 160", "Kota", "Sumber: BPS", "BAB II", "Gambar 1 Peta"]
)
PLACES = st.tuples(TEXT, st.sampled_from([0.0, 70.0, 200.0]), st.sampled_from([0.0, 600.0, 612.0]))


@given(st.lists(PLACES, max_size=25), st.sets(st.integers(0, 24)))
def test_tables_are_apart_and_their_rows_lie_in_them(places: list[tuple[str, float, float]], apart: set[int]) -> None:
    tables: tuple[Table, ...] = find_tables(placed(*places), apart)
    inside = [at for table in tables for at in range(table.first, table.end)]
    assert len(inside) == len(set(inside))
    assert apart.isdisjoint(inside)
    for table in tables:
        assert table.first == min(table.rows)
        assert set(table.rows) | set(table.cells) <= set(range(table.first, table.end))
        assert set(table.rows).isdisjoint(table.cells)
