"""A matrix on paper: every cell its quotes with citations or the reason for none, and never a formula."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest

from ingest.errors import ChatModelFailed, FileExists, PathNotFound, UnknownFileFormat
from retrieval.answer import Outcome, Reason
from retrieval.aspects import Aspect
from retrieval.citation import cite
from retrieval.citation_styles import Style
from retrieval.export.files import CONVERSATION_ENDINGS, MATRIX_ENDINGS, conversation_file, matrix_file, new_file
from retrieval.export.matrix import as_csv, as_xlsx
from retrieval.export.terminal import cited_lines, matrix_lines
from retrieval.matrix import Cell, Matrix, Topic
from tests.answers_for_tests import abstained, answered
from tests.library_for_tests import whole_document

WHOLE = whole_document(["Satu kota.\nSatu. ", "Dua kota."], ["xii", "1"])
SLY = replace(WHOLE.thesis, id="sly", title='=HYPERLINK("http://x")', authors=())
HAMBATAN, OWN = Topic(Aspect.OBSTACLE), Topic(question="+1 berapa?")
MATRIX = Matrix(
    (WHOLE.thesis, SLY),
    (HAMBATAN, OWN),
    (
        Cell(WHOLE.thesis, HAMBATAN, "?", Outcome.ANSWERED, (cite(1, WHOLE, 0, 16), cite(2, WHOLE, 17, 26))),
        Cell(WHOLE.thesis, OWN, "?", Outcome.ABSTAINED, reason=Reason.WEAK_EVIDENCE),
        Cell(SLY, HAMBATAN, "?", Outcome.FAILED, error=ChatModelFailed("m", "why")),
    ),
)
QUOTED = "“Satu kota. Satu.” (Proyek Kutip, 2026, hlm. xii)\n“Dua kota.” (Proyek Kutip, 2026, hlm. 1)"
WHY = "[tidak ada bagian yang cukup dekat dengan pertanyaan ini]"


def test_csv_holds_the_quotes_and_the_reasons_and_no_formula() -> None:
    text = as_csv(MATRIX, Style.APA, "id")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(StringIO(text[1:])))
    assert rows[0] == ["Skripsi/tesis", "Hambatan", "'+1 berapa?"]
    assert rows[1] == ["Proyek Kutip (2026). Kota Kembar", QUOTED, WHY]
    assert rows[2][0] == '\'=HYPERLINK("http://x") (2026)'
    assert rows[2][1].startswith("[gagal: ")
    assert rows[2][2] == "[dihentikan sebelum sel ini dibuat]"


def test_xlsx_holds_the_same_as_text() -> None:
    sheet = openpyxl.load_workbook(BytesIO(as_xlsx(MATRIX, Style.APA, "id"))).active
    assert sheet["B2"].value == QUOTED
    assert (sheet["C1"].value, sheet["A3"].value) == ("+1 berapa?", '=HYPERLINK("http://x") (2026)')
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    assert sheet["A3"].quotePrefix


def test_every_ending_can_be_written() -> None:
    for ending in MATRIX_ENDINGS:
        assert len(matrix_file(MATRIX, ending, Style.APA, "id")) > 100
    answers = [answered("id", (WHOLE, 0, 16))]
    for ending in CONVERSATION_ENDINGS:
        assert len(conversation_file(answers, ending, Style.IEEE, "en")) > 50


def test_a_file_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    with pytest.raises(UnknownFileFormat):
        new_file(tmp_path / "a.txt", MATRIX_ENDINGS)
    with pytest.raises(PathNotFound):
        new_file(tmp_path / "no" / "a.csv", MATRIX_ENDINGS)
    (tmp_path / "a.csv").touch()
    with pytest.raises(FileExists):
        new_file(tmp_path / "a.csv", MATRIX_ENDINGS)
    assert new_file(tmp_path / "b.CSV", MATRIX_ENDINGS) == ".csv"


def test_the_terminal_shows_a_line_for_each_cell() -> None:
    shown = "\n".join(matrix_lines(MATRIX, Style.APA, "id", 200))
    assert "“Dua kota.” (Proyek Kutip, 2026, hlm. 1)" in shown
    assert '=HYPERLINK("http://x")' in shown
    assert shown.endswith('Daftar Pustaka:\n  =HYPERLINK("http://x"). (2026).\n  Proyek Kutip. (2026). Kota Kembar.')


def test_an_answer_s_citations_are_printed_below_it() -> None:
    lines = list(cited_lines(answered("id", (WHOLE, 0, 16)), Style.CHICAGO))
    assert lines == ["", "Kutipan (chicago):", "  [1] (Proyek Kutip 2026, xii)", "", "Daftar Pustaka:", "  Proyek Kutip. 2026. “Kota Kembar.”"]  # fmt: skip
    assert list(cited_lines(abstained("id", (WHOLE, 0, 16), Reason.WEAK_EVIDENCE), Style.APA)) == []
