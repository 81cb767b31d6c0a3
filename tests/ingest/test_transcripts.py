"""A conversation is cut at its turns; a name with a colon alone is none."""

from __future__ import annotations

import pytest

from ingest.cleanup import Line
from ingest.transcripts import find_turns, turns_of


@pytest.mark.parametrize(
    ("asks", "answers"),
    [("P :", "I :"), ("Peneliti:", "Informan 1:"), ("Interviewer:", "Bapak Amirul:"), ("T:", "J:"), ("Q1:", "A1:")],
)
def test_speakers_take_turns(asks: str, answers: str) -> None:
    said = [
        f"{asks} Sejak kapan?",
        f"{answers} Sejak 2009.",
        "Waktu itu ada surat.",
        f"{asks} Lalu?",
        f"{answers} Berhenti.",
    ]
    assert find_turns([Line(0, text) for text in said], ()) == (0, 1, 3, 4)
    text = "\n".join(said)
    assert [text[turn.start : turn.end] for turn in turns_of(text, 0, len(text))] == [
        said[0], "\n".join(said[1:3]), said[3], said[4],
    ]  # fmt: skip


@pytest.mark.parametrize(
    "lines",
    [
        ["Sumber: BPS", "Catatan: kota kecil", "Sumber: BPS", "Catatan: kota besar"],  # nobody asks
        ["Peneliti: Sejak kapan?", "Informan: Sejak 2009."],  # too little to know
        ["Kata kunci: kota", "Kota: Baubau", "Provinsi: Sulawesi Tenggara", "Tahun: 2009"],
        ["Kota itu tumbuh.", "Desa tidak."],
        [],
    ],
)
def test_other_colons_are_no_turns(lines: list[str]) -> None:
    assert find_turns([Line(0, text) for text in lines], ()) == ()


def test_headings_are_no_turns() -> None:
    said = ["P : Satu?", "I : Dua.", "P : Tiga?", "I : Empat.", "I : Lima."]
    assert find_turns([Line(0, text) for text in said], {4}) == (0, 1, 2, 3)
