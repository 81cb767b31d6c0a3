"""What became of many files stands on one screen, of few in a line each; the table for a file has them all."""

from __future__ import annotations

from pathlib import Path

from ingest.console import report_lines, report_rows, summary_lines, thesis_lines
from ingest.errors import DamagedPdf, NotAPdf
from ingest.pipeline import FileReport, Outcome

FOLDER = Path("skripsi")


def report(name: str, outcome: Outcome = Outcome.ADDED) -> FileReport:
    return FileReport(Path(name), outcome, 3, 5)


def damaged(at: int) -> FileReport:
    path = Path(f"{at}.pdf")
    return FileReport(path, Outcome.REFUSED, error=DamagedPdf(path, "no pages"))


MANY = [
    *(report(f"a{at}.pdf") for at in range(200)),
    *(report(f"u{at}.pdf", Outcome.UNCHANGED) for at in range(30)),
    *map(damaged, range(69)),
    FileReport(Path("x.pdf"), Outcome.REFUSED, error=NotAPdf(Path("x.pdf"))),
]


def test_three_hundred_files_fit_a_screen() -> None:
    lines = list(summary_lines(MANY, "en"))
    assert lines[:2] == ["  200  added", "   30  unchanged"]
    assert lines[2].startswith("   69  refused: 0.pdf is damaged")
    assert lines[3] == "       and 68 more of the kind: 1.pdf, 2.pdf, 3.pdf, …"
    assert lines[4].startswith("    1  refused: x.pdf is not a PDF")
    assert len(lines) == 5


def test_near_duplicates_are_named_and_the_rest_of_them_counted() -> None:
    near = [FileReport(Path(f"{at}.pdf"), Outcome.ADDED, 1, 1, near=(("draft.pdf", 0.9),)) for at in range(30)]
    lines = list(summary_lines(near, "id"))
    assert lines[1] == "0.pdf: hampir sama dengan draft.pdf: 90% kalimatnya sama"
    assert len(lines) < 10


def test_the_table_has_every_file_with_its_reason() -> None:
    rows = list(report_rows(MANY, "en"))
    assert len(rows) == 1 + len(MANY)
    assert rows[1] == ("a0.pdf", "added", "3", "5", "", "")
    assert rows[-1][5] == "x.pdf is not a PDF file; export it as PDF first."


def test_a_file_that_is_there_under_another_name_says_so() -> None:
    same = FileReport(Path("b.pdf"), Outcome.UNCHANGED, 1, 1, same_as="a.pdf")
    assert list(report_lines(same, "en")) == ["unchanged: b.pdf, already there as a.pdf"]
    assert list(report_lines(same, "id")) == ["tidak berubah: b.pdf, sudah ada sebagai a.pdf"]


def test_what_was_understood_as_one_thesis_is_said() -> None:
    parts = [FileReport(FOLDER / f"{name}.pdf", Outcome.ADDED, 1, 1, folder=FOLDER) for name in ("cover", "BAB I")]
    assert list(thesis_lines(parts, "en")) == ["one thesis in 2 files: skripsi (cover, BAB I)"]
