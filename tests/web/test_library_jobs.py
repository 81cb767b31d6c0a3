"""Changes of the library made by the page: one after another, each told to its end, while the library answers."""

from __future__ import annotations

from pathlib import Path

import pytest

import web.startup
from ingest.errors import NoLongerKept, NotAPdf, ShuttingDown
from ingest.pipeline import Outcome
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf
from web.library_html import jobs_html, list_html
from web.library_jobs import Job, LibraryJobs, Stage, safe_name
from web.startup import Startup

SECONDS = 120


@pytest.fixture
def jobs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LibraryJobs:
    monkeypatch.setattr(web.startup, "open_embedder", lambda settings, progress: HashingEmbedder())
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_pdf(corpus / "kota.pdf", [["Kota kembar adalah kerja sama antara dua kota."]], title="Kota")
    settings = Settings(library=tmp_path / "library", corpus=corpus, answer_threshold=0.0)
    startup = Startup(settings)
    startup.begin()
    assert startup.wait(SECONDS).stage is web.startup.Stage.READY
    return LibraryJobs(startup, settings)


def take_in(jobs: LibraryJobs, name: str, file: Path) -> Job:
    place = jobs.place()
    place.write_bytes(file.read_bytes())
    return jobs.wait(jobs.upload(name, place), SECONDS)


def names(jobs: LibraryJobs) -> list[str]:
    return [entry.file_name for entry in jobs.startup.library.entries()]


def test_the_first_file_of_an_empty_library_is_taken_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web.startup, "open_embedder", lambda settings, progress: HashingEmbedder())
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "rusak.pdf").write_bytes(b"tidak ada PDF")
    settings = Settings(library=tmp_path / "library", corpus=tmp_path / "corpus")
    startup = Startup(settings)
    startup.begin()
    assert startup.wait(SECONDS).stage is web.startup.Stage.FAILED
    file = write_pdf(tmp_path / "kota.pdf", [["Kota kembar adalah kerja sama antara dua kota."]], title="Kota")
    assert take_in(LibraryJobs(startup, settings), "kota.pdf", file).stage is Stage.DONE


def test_a_file_of_the_same_name_replaces_wherever_the_first_came_from(jobs: LibraryJobs, tmp_path: Path) -> None:
    newer = write_pdf(tmp_path / "baru.pdf", [["Kota kembar berakhir tahun lalu."]], title="Kota")
    job = take_in(jobs, "kota.pdf", newer)
    assert job.report is not None
    assert job.report.outcome is Outcome.REPLACED
    assert names(jobs) == ["kota.pdf"]
    assert "berakhir" in jobs.startup.library.answer("Kapan kota kembar berakhir?").statements[0].text


def test_the_same_file_is_unchanged_and_a_broken_one_changes_nothing(jobs: LibraryJobs, tmp_path: Path) -> None:
    first = jobs.startup.library.entries()
    same = take_in(jobs, "kota.pdf", tmp_path / "corpus" / "kota.pdf")
    assert same.report is not None
    assert same.report.outcome is Outcome.UNCHANGED
    (tmp_path / "rusak").write_bytes(b"tidak ada PDF")
    broken = take_in(jobs, "kota.pdf", tmp_path / "rusak")
    assert isinstance(broken.error, NotAPdf)
    assert jobs.startup.library.entries() == first


def test_a_password_is_asked_for_until_one_opens_the_file(jobs: LibraryJobs, tmp_path: Path) -> None:
    file = write_pdf(tmp_path / "rahasia.pdf", [["Garam laut dijual di pasar."]], password="garam")
    job = take_in(jobs, "rahasia.pdf", file)
    assert job.stage is Stage.PASSWORD
    jobs.give_password(job.key, "gula")
    assert jobs.wait(job, SECONDS).stage is Stage.PASSWORD
    jobs.give_password(job.key, "garam")
    assert jobs.wait(job, SECONDS).stage is Stage.DONE
    assert names(jobs) == ["kota.pdf", "rahasia.pdf"]
    with pytest.raises(NoLongerKept):
        jobs.give_password(job.key, "garam")


def test_nothing_of_what_came_in_is_left_lying(jobs: LibraryJobs, tmp_path: Path) -> None:
    take_in(jobs, "../../../kota.pdf", tmp_path / "corpus" / "kota.pdf")
    assert list((jobs.settings.library / "uploads").iterdir()) == []


def test_names_and_titles_are_never_markup(jobs: LibraryJobs, tmp_path: Path) -> None:
    hostile = "<img src=x onerror=alert(1)>"
    file = write_pdf(tmp_path / "a.pdf", [["Garam laut dijual di pasar."]], title=hostile, author=hostile)
    take_in(jobs, f"{hostile}.pdf", file)
    for html in (list_html(jobs.startup.library.entries(), "id"), jobs_html(jobs.jobs, "id")):
        assert "&lt;img" in html
        assert "<img" not in html


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\\", "a/../..", ".pdf\x00", "é" * 400 + ".pdf", "\u202egnp.pdf"])
def test_any_name_becomes_one_that_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe not in ("", ".", "..")
    assert not set(safe) & set("/\\\0\u202e")
    assert len(safe.encode()) <= 255


def test_jobs_are_counted_and_none_is_begun_by_an_app_that_ends(jobs: LibraryJobs, tmp_path: Path) -> None:
    newer = write_pdf(tmp_path / "baru.pdf", [["Kota kembar berakhir tahun lalu."]], title="Kota")
    take_in(jobs, "kota.pdf", newer)
    figures = jobs.startup.metrics.text().decode()
    assert 'kutip_ingest_files_total{outcome="replaced"} 1.0' in figures
    assert "kutip_jobs 0.0" in figures
    jobs.startup.work.finish(0)
    job = take_in(jobs, "lain.pdf", newer)
    assert (job.stage, type(job.error)) == (Stage.FAILED, ShuttingDown)
    assert names(jobs) == ["kota.pdf"]
