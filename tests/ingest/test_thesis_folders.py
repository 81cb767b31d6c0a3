"""A folder with one PDF a chapter is one thesis, in reading order; its parts come and go one by one."""

from __future__ import annotations

import shutil
import signal
import sys
from pathlib import Path

import pytest

from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import FileReport, Outcome, add_files, find_pdfs, remove_document
from ingest.thesis_folders import are_chapters, parts_in_order
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_pipeline import check_invariants, check_swept, run_killed
from tests.pdfs import write_pdf

pytestmark = pytest.mark.usefixtures("stores")

COVER = [
    "KOTA KEMBAR DI ASIA",
    "SKRIPSI",
    "Oleh:",
    "SITI RAHMAWATI",
    "NIM E061181001",
    "UNIVERSITAS HASANUDDIN",
    "2023",
]
NAMES = ["cover", "BAB I", "BAB II", "BAB IX", "BAB X", "Daftar Pustaka", "Lampiran"]


def write_thesis(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name in NAMES:
        text = [name, "Isi", f"Kota kembar di Asia dalam {name} adalah kerja sama yang besar antara dua kota."]
        write_pdf(folder / f"{name}.pdf", [COVER] if name == "cover" else [text])
    return folder


def add(library: Path, *paths: Path, thesis: tuple[Path, ...] = ()) -> list[FileReport]:
    with Library.write(library) as opened, PdfReading(PdfLimits()) as reading:
        files = find_pdfs([*paths, *thesis])
        return list(add_files(opened, HashingEmbedder(), reading, files, folders=thesis))


def parts(library: Path) -> list[tuple[int, str]]:
    with Library.read(library) as opened:
        return sorted((entry.part, Path(entry.file_name).stem) for entry in opened.catalogue.entries())


def test_chapters_are_one_thesis_in_reading_order(tmp_path: Path) -> None:
    folder = write_thesis(tmp_path / "skripsi siti")
    reports = add(tmp_path / "library", folder)
    assert [report.path.stem for report in reports] == NAMES
    assert {(report.outcome, report.folder) for report in reports} == {(Outcome.ADDED, folder)}
    assert parts(tmp_path / "library") == list(enumerate(NAMES, start=1))
    with Library.read(tmp_path / "library") as library:
        entries = library.catalogue.entries()
        (thesis,) = {entry.thesis for entry in entries}
        assert (thesis.title, thesis.authors, thesis.year) == ("Kota Kembar di Asia", ("Siti Rahmawati",), 2023)
        assert len(thesis.parts) == len(NAMES)
        assert entries[1].name == "skripsi siti/BAB I.pdf"
    assert {report.outcome for report in add(tmp_path / "library", folder)} == {Outcome.UNCHANGED}


def test_one_part_is_added_replaced_and_removed_and_the_others_stay(tmp_path: Path) -> None:
    folder, library = write_thesis(tmp_path / "skripsi"), tmp_path / "library"
    aside = shutil.move(folder / "BAB II.pdf", tmp_path / "BAB II.pdf")
    add(library, folder)
    before = {name for _, name in parts(library)}
    shutil.move(aside, folder / "BAB II.pdf")
    reports = add(library, folder / "BAB II.pdf")
    assert [report.outcome for report in reports] == [Outcome.ADDED]
    assert before | {"BAB II"} == set(NAMES)
    assert parts(library) == list(enumerate(NAMES, start=1))
    write_pdf(
        folder / "BAB IX.pdf", [["BAB IX", "Isi", "Kota kembar itu berhenti pada tahun yang lalu karena anggaran."]]
    )
    outcomes = {report.path.stem: report.outcome for report in add(library, folder)}
    assert outcomes.pop("BAB IX") is Outcome.REPLACED
    assert set(outcomes.values()) == {Outcome.UNCHANGED}
    assert parts(library) == list(enumerate(NAMES, start=1))
    with Library.write(library) as opened:
        (removed,) = remove_document(opened, "BAB X.pdf")
        assert removed.file_name == "BAB X.pdf"
        assert len({entry.thesis.id for entry in opened.catalogue.entries()}) == 1
    assert [name for _, name in parts(library)] == [name for name in NAMES if name != "BAB X"]
    check_swept(library)


def test_a_later_cover_renames_the_thesis_and_its_passages(tmp_path: Path) -> None:
    folder, library = write_thesis(tmp_path / "skripsi"), tmp_path / "library"
    aside = shutil.move(folder / "cover.pdf", tmp_path / "cover.pdf")
    add(library, folder)
    with Library.read(library) as opened:
        assert {entry.thesis.title for entry in opened.catalogue.entries()} == {"skripsi"}
        old_ids = opened.catalogue.passage_ids()
    shutil.move(aside, folder / "cover.pdf")
    add(library, folder)
    with Library.read(library) as opened:
        assert {entry.thesis.title for entry in opened.catalogue.entries()} == {"Kota Kembar di Asia"}
        assert not old_ids & opened.catalogue.passage_ids()
        asia = opened.catalogue.lexical_search(["asia"], 1)
        assert len(asia) == len(opened.catalogue.passage_ids())
    check_swept(library)


def test_the_whole_thesis_goes_by_the_name_of_its_folder(tmp_path: Path) -> None:
    folder, library = write_thesis(tmp_path / "skripsi"), tmp_path / "library"
    other = write_pdf(tmp_path / "lain.pdf", [["Kota lain adalah kota yang tidak ikut serta di dalam kerja sama."]])
    add(library, folder, other)
    with Library.write(library) as opened:
        assert len(remove_document(opened, "skripsi")) == len(NAMES)
        assert [entry.file_name for entry in opened.catalogue.entries()] == ["lain.pdf"]


def test_a_folder_of_other_names_is_one_thesis_where_the_user_says_so(tmp_path: Path) -> None:
    folder, library = tmp_path / "tesis", tmp_path / "library"
    folder.mkdir()
    for name in ("b satu", "a dua"):
        write_pdf(folder / f"{name}.pdf", [[f"Kota {name} adalah kota yang besar dan ramai sekali di sana."]])
    assert {report.folder for report in add(library, folder)} == {None}
    reports = add(library, thesis=(folder,))
    assert {report.outcome for report in reports} == {Outcome.REPLACED}  # the single documents became parts
    assert parts(library) == [(1, "a dua"), (2, "b satu")]
    check_invariants(library)
    check_swept(library)


def test_a_part_that_cannot_be_read_costs_only_itself(tmp_path: Path) -> None:
    folder, library = write_thesis(tmp_path / "skripsi"), tmp_path / "library"
    (folder / "BAB I.pdf").write_bytes(b"")
    outcomes = {report.path.stem: report.outcome for report in add(library, folder)}
    assert outcomes.pop("BAB I") is Outcome.REFUSED
    assert set(outcomes.values()) == {Outcome.ADDED}
    assert len(parts(library)) == len(NAMES) - 1


@pytest.mark.parametrize(
    ("names", "certain"),
    [
        (["00 cover", "BAB I Pendahuluan", "BAB II", "daftar pustaka", "lampiran 1"], True),
        (["E0612_skripsi_bab 1-2", "E0612_skripsi_dapus", "E0612_skripsi_cover"], True),
        (["Chapter 1", "Chapter 2", "References", "Appendix A"], True),
        (["01_pendahuluan", "02_metode", "03_hasil"], False),
        (["cover", "abstrak"], False),
        (["BAB I", "BAB I revisi"], False),
        (["ani bab 1", "budi bab 2"], False),
        (["skripsi siti", "skripsi budi"], False),
        (["BAB I"], False),
    ],
)
def test_only_names_without_doubt_make_one_thesis(names: list[str], certain: bool) -> None:
    assert are_chapters([f"{name}.pdf" for name in names]) is certain


def test_numbers_in_front_decide_where_every_file_has_one() -> None:
    files = [Path(f"{name}.pdf") for name in ("10 lampiran", "2 BAB I", "1 abstrak", "3 BAB II")]
    assert [file.stem for file in parts_in_order(files)] == ["1 abstrak", "2 BAB I", "3 BAB II", "10 lampiran"]


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("point", ["after reserving", "after vectors", "before the swap", "after the swap"])
@pytest.mark.parametrize("stores", ["embedded"], indirect=True)
def test_killed_while_adding_a_thesis_all_of_its_parts_answer_or_none(point: str, tmp_path: Path) -> None:
    folder, library = write_thesis(tmp_path / "skripsi"), tmp_path / "library"
    add(library, write_pdf(tmp_path / "lain.pdf", [["Kota lain adalah kota yang tidak ikut di dalam kerja sama."]]))
    time = 1 if "swap" in point else 3
    assert run_killed(library, point, time, *folder.iterdir()) == -signal.SIGKILL
    with Library.read(library) as opened:
        assert len(opened.catalogue.entries()) == (1 + len(NAMES) if point == "after the swap" else 1)
    check_swept(library)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
@pytest.mark.parametrize("stores", ["embedded"], indirect=True)
def test_killed_while_a_later_cover_renames_the_thesis_the_old_title_answers(tmp_path: Path) -> None:
    folder, library = write_thesis(tmp_path / "skripsi"), tmp_path / "library"
    aside = shutil.move(folder / "cover.pdf", tmp_path / "cover.pdf")
    add(library, folder)
    shutil.move(aside, folder / "cover.pdf")
    assert run_killed(library, "before the swap", 1, *folder.iterdir()) == -signal.SIGKILL
    with Library.read(library) as opened:
        assert {entry.thesis.title for entry in opened.catalogue.entries()} == {"skripsi"}
        assert {entry.passages for entry in opened.catalogue.entries() if entry.file_name.startswith("BAB")} == {1}
    check_swept(library)
