"""``python -m ingest`` end to end, in its own process with the real model: every bad input is one clear sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.library import Library
from settings import PROJECT
from tests.pdfs import write_pdf

SAMPLES = PROJECT / "data" / "samples"
MODELS = PROJECT / "data" / "models"


def run(library: Path, *arguments: str, language: str = "en", **environment: str) -> subprocess.CompletedProcess[str]:
    own = {name: value for name, value in os.environ.items() if not name.startswith("KUTIP_")}
    settings = {"KUTIP_LIBRARY": str(library), "KUTIP_MODELS": str(MODELS), "KUTIP_LANGUAGE": language}
    return subprocess.run(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=PROJECT,
        env=own | settings | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_one_sentence(run_: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert run_.returncode == 1
    assert "Traceback" not in run_.stderr
    lines = [line for line in (run_.stdout + run_.stderr).splitlines() if line.strip()]
    assert len(lines) == 1
    assert all(part in lines[0] for part in parts)


@pytest.mark.model
def test_a_library_from_add_to_remove(tmp_path: Path) -> None:
    library = tmp_path / "library"
    bad = tmp_path / "empty.pdf"
    bad.write_bytes(b"")
    secret = write_pdf(tmp_path / "secret.pdf", [["Rahasia."]], password="x")
    added = run(library, "add", str(SAMPLES), str(bad), str(secret))
    assert added.returncode == 1  # two files were refused
    lines = added.stdout.splitlines()
    assert [line.split(":")[0] for line in lines] == ["added"] * 3 + ["refused"] * 2
    assert "0 bytes" in lines[3]
    assert "password" in lines[4]
    assert "Traceback" not in added.stderr
    status = dict(line.split(": ", 1) for line in run(library, "status").stdout.splitlines())
    assert status["documents"] == "3"
    assert status["pages"] == "30"
    assert status["passages"] == status["vectors"]
    listed = run(library, "list").stdout
    assert all(path.name[:30] in listed for path in SAMPLES.glob("*.pdf"))
    removed = run(library, "remove", "sample-3-sister-cities.pdf", language="id")
    assert (removed.returncode, removed.stdout) == (0, "dihapus: sample-3-sister-cities.pdf\n")
    assert "sample-3" not in run(library, "list").stdout


def test_bad_input_is_one_sentence_in_the_users_language(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    library = tmp_path / "library"
    assert_one_sentence(run(library, "add", str(tmp_path / "none.pdf")), "none.pdf does not exist")
    assert_one_sentence(run(library, "add", str(tmp_path / "none.pdf"), language="id"), "none.pdf tidak ada")
    assert_one_sentence(run(library, "add", str(tmp_path / "folder")), "no PDF in the folder")
    assert_one_sentence(run(library, "list"), "is empty", "ingest add")
    assert_one_sentence(run(library, "remove", "x"), "is empty")
    assert_one_sentence(run(library, "list", KUTIP_LIBRAY="x"), "KUTIP_LIBRAY", "did you mean KUTIP_LIBRARY?")
    assert_one_sentence(run(library, "list", KUTIP_DENSE_WEIGHT="2"), "KUTIP_DENSE_WEIGHT")
    assert not library.exists()


def test_a_second_writer_is_told_so(tmp_path: Path) -> None:
    with Library.write(tmp_path):
        assert_one_sentence(run(tmp_path, "add", str(SAMPLES)), "Another Kutip process", "KUTIP_LIBRARY")


@pytest.mark.model
@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_FSIZE stands for a full disk")
def test_a_full_disk_is_one_sentence_and_what_was_stored_is_unharmed(tmp_path: Path) -> None:
    sample = str(SAMPLES / "sample-3-sister-cities.pdf")
    assert run(tmp_path, "add", sample).returncode == 0
    largest = max(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file())
    limited = f"ulimit -f {largest // 1024 + 40}; exec {sys.executable} -m ingest --library {tmp_path} add {SAMPLES}"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KUTIP_")}
    environment |= {"KUTIP_MODELS": str(MODELS), "KUTIP_LANGUAGE": "en"}
    full = subprocess.run(
        ["bash", "-c", limited], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "Nothing can be written at" in full.stderr.splitlines()[-1]
    with Library.read(tmp_path) as library:
        assert "sample-3-sister-cities.pdf" in {entry.file_name for entry in library.catalogue.entries()}
    assert run(tmp_path, "add", str(SAMPLES)).returncode == 0
    with Library.write(tmp_path) as library:
        assert library.vectors.ids(library.catalogue.state().collection or "") == library.catalogue.passage_ids()


def test_help_answers_without_loading_the_model() -> None:
    script = (
        "import sys, runpy; sys.argv = ['ingest', '--help']\n"
        "try: runpy.run_module('ingest', run_name='__main__')\n"
        "except SystemExit: pass\n"
        "print(sorted({'torch', 'chromadb', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


@pytest.mark.model
def test_metadata_are_shown_corrected_by_csv_and_taken_back(tmp_path: Path) -> None:
    library = tmp_path / "library"
    cover = ["PERAN KOTA", "SKRIPSI", "Oleh:", "SITI RAHMAWATI", "NIM E061181001", "UNIVERSITAS HASANUDDIN", "2023"]
    text = ["Peran kota itu adalah peran yang besar di dalam kerja sama antarnegara."]
    file = write_pdf(tmp_path / "skripsi.pdf", [cover, text], password="x")
    report = tmp_path / "report.csv"
    added = run(library, "add", str(file), "--password", "skripsi.pdf=x", "--report", str(report))
    assert (added.returncode, added.stdout) == (0, "added: skripsi.pdf, 2 pages, 1 passages\n")
    assert "skripsi.pdf,added,2,1" in report.read_text("utf-8-sig")
    shown = run(library, "show", "skripsi.pdf").stdout
    assert [line.split(maxsplit=1)[0] for line in shown.splitlines()][:3] == ["title", "authors", "year"]
    assert "(cover)" in shown.splitlines()[0]
    assert shown.splitlines()[0].endswith("Peran Kota")
    listed = run(library, "list", "--csv").stdout
    assert listed.splitlines()[1].startswith(
        "skripsi.pdf,Peran Kota,Siti Rahmawati,2023,Universitas Hasanuddin,skripsi"
    )
    corrections = tmp_path / "list.csv"
    corrections.write_text(listed.replace(",2023,", ",2024,").replace("Peran Kota", "Judul Baru"), "utf-8")
    edited = run(library, "edit", "--csv", str(corrections), language="id")
    assert (edited.returncode, edited.stdout.partition(",")[0]) == (0, "1 diperbaiki")
    assert "(corrected by hand)" in run(library, "show", "skripsi.pdf").stdout
    assert run(library, "edit", "skripsi.pdf", "--reset", "year").returncode == 0
    assert ",Judul Baru,Siti Rahmawati,2023," in run(library, "list", "--csv").stdout
    corrections.write_text("file,year\nskripsi.pdf,dua\n", "utf-8")
    assert_one_sentence(run(library, "edit", "--csv", str(corrections)), "line 2", "no year between")
    assert_one_sentence(run(library, "edit", "skripsi.pdf"), "Nothing to correct")
    assert_one_sentence(run(library, "edit", "lain.pdf", "--year", "2020"), "no document")
    assert run(library, "edit").returncode == 2


def test_a_thesis_that_is_no_folder_is_one_sentence(tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "a.pdf", [["Kota."]])
    assert_one_sentence(run(tmp_path / "library", "add", "--thesis", str(file)), "is no folder")
    assert_one_sentence(run(tmp_path / "library", "add", "--thesis", str(tmp_path / "x")), "does not exist")
    assert run(tmp_path / "library", "add").returncode == 2
