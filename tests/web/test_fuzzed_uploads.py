"""Broken PDFs through the page's own upload: each is taken in or refused in a sentence, and the library goes on answering."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from starlette.testclient import TestClient

import web.startup
from ingest.library import Library
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import SAMPLES, build_samples
from tests.mutated_pdfs import mutated
from tests.pdfs import write_contents, write_pdf
from tests.shared_material import SHARED
from web.evaluation_runs import EvaluationRuns
from web.library_html import job_words
from web.library_jobs import Job, LibraryJobs, Stage
from web.page_view import PageViewer
from web.serving import web_app
from web.startup import Startup

HANGS_SECONDS = 120
"""No file may take longer: opening has 5 seconds here, a page 3, all pages 30."""

LARGEST = 300_000
"""Bytes of the originals that are broken: larger ones only take longer to send."""

QUESTION = "Undang-undang apa yang mengatur hubungan luar negeri?"


@dataclass
class Site:
    client: TestClient
    jobs: LibraryJobs
    startup: Startup

    def send(self, name: str, content: bytes) -> Job:
        """Upload a file as the page does, and wait for what becomes of it."""
        answer = self.client.post("/library/files", content=content, headers={"X-Kutip": name})
        assert answer.status_code == 202, answer.text
        job = self.jobs.jobs[0]
        end = time.monotonic() + HANGS_SECONDS
        while not job.stage.is_over and time.monotonic() < end:
            job = self.jobs.wait(job, 1)
        assert job.stage.is_over, f"{name} hangs"
        return job


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("fuzzed") / "library"
    build_samples(folder, HashingEmbedder())
    settings = Settings(
        library=folder,
        answer_threshold=0.0,
        requests_per_minute=0,
        pdf_open_seconds=5,
        pdf_page_seconds=3,
        pdf_seconds=30,
        pdf_memory_mb=512,
    )
    made: list[LibraryJobs] = []

    def noted(startup: Startup, settings: Settings) -> LibraryJobs:
        made.append(LibraryJobs(startup, settings))
        return made[0]

    with pytest.MonkeyPatch.context() as patched, PageViewer() as viewer:
        patched.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
        patched.setattr("web.library.LibraryJobs", noted)
        startup = Startup(settings)
        startup.begin()
        startup.wait(60)
        with TestClient(web_app(startup, viewer, EvaluationRuns(settings), ["*"])) as client:
            yield Site(client, made[0], startup)
        startup.close()


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The samples, small files of our own, and those beside the project where they are there."""
    folder = tmp_path_factory.mktemp("originals")
    own = [
        write_pdf(folder / "a.pdf", [["Kota kembar adalah kerja sama.", "Garam dijual di pasar."]] * 3, title="Kota"),
        write_contents(folder / "b.pdf", [b"BT /F1 12 Tf 72 700 Td (Pelabuhan ditutup.) Tj ET"] * 4),
    ]
    paths = [*own, *sorted(SAMPLES.glob("*.pdf")), *sorted((SHARED / "robust-pdfs").glob("*.pdf"))]
    return [path.read_bytes() for path in paths if path.stat().st_size <= LARGEST]


def fuzz(site: Site, originals: list[bytes], seeds: range) -> Counter[str]:
    """Send a broken file for each seed; how often it came out how."""
    outcomes: Counter[str] = Counter()
    for seed in seeds:
        job = site.send(f"rusak-{seed % 20}.pdf", mutated(originals[seed % len(originals)], seed))
        if job.stage is Stage.DONE and job.report is not None:
            outcomes[str(job.report.outcome)] += 1
            continue
        assert job.error is not None, f"seed {seed} ended in a fault that was not foreseen"
        assert job_words(job, "id") != job_words(job, "en")
        outcomes[type(job.error).__name__] += 1
    return outcomes


def assert_sound(site: Site) -> None:
    """The library answers, its stores agree, and nothing lies about."""
    answer = site.startup.library.answer(QUESTION)
    texts = {}
    for citation in answer.citations:
        whole, _ = site.startup.library.document(citation.span.document_id)
        texts[citation.span.document_id] = whole.document.text
        assert texts[citation.span.document_id][citation.span.start : citation.span.end] == citation.quote
    assert answer.citations
    with Library.read(site.jobs.settings.library) as library:
        for entry in library.catalogue.entries():
            assert library.pdf(entry).is_file()
            whole = library.catalogue.whole_document(entry.document_id)
            assert whole.pages[-1].end == len(whole.document.text)
    left = [path for path in (site.jobs.settings.library / "uploads").rglob("*") if path.is_file()]
    assert all("waiting" in path.parts for path in left)  # those that wait for their password
    assert site.client.get("/").status_code == 200


def test_fifty_broken_files_do_no_harm(site: Site, originals: list[bytes]) -> None:
    outcomes = fuzz(site, originals, range(50))
    assert outcomes.total() == 50
    assert len(outcomes) > 1
    assert_sound(site)


@pytest.mark.soak
def test_two_thousand_broken_files_do_no_harm(site: Site, originals: list[bytes]) -> None:
    outcomes: Counter[str] = Counter()
    for start in range(1000, 3000, 100):
        outcomes += fuzz(site, originals, range(start, start + 100))
        assert_sound(site)
    assert outcomes.total() == 2000
