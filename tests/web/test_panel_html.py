"""The fixed parts of the page: the state of the start in words, and both languages side by side."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import LibraryInUse, NotAPdf
from ingest.pipeline import FileReport, Outcome, Progress
from web.panel_html import both, header_html, panel_html, status_html
from web.startup import Preparation, Stage

REFUSED = FileReport(Path("a<b.pdf"), Outcome.REFUSED, error=NotAPdf(Path("a<b.pdf")))


def test_a_ready_library_needs_no_words() -> None:
    assert status_html(Preparation(Stage.READY), "id") == ""


def test_progress_names_the_file_and_how_much_is_done() -> None:
    progress = Progress(Path("skripsi.pdf"), 1, 3, 40, 16, 64)
    html = status_html(Preparation(Stage.FILES, 0.4167, progress), "en")
    assert "Indexing skripsi.pdf (file 2 of 3): 16 of 64 passages" in html
    assert '<progress max="1" value="0.417">' in html
    reading = status_html(Preparation(Stage.FILES, 0.3, Progress(Path("skripsi.pdf"), 0, 3, 40, 0, 0)), "id")
    assert "Membaca skripsi.pdf (berkas 1 dari 3): 40 halaman" in reading


@pytest.mark.parametrize("stage", [Stage.MODEL, Stage.LIBRARY])
def test_where_no_share_is_known_the_bar_shows_none(stage: Stage) -> None:
    assert "value=" not in status_html(Preparation(stage), "en")


def test_a_failed_start_says_why_in_the_language_of_the_page() -> None:
    failed = Preparation(Stage.FAILED, error=LibraryInUse(Path("/x/pustaka")))
    assert "sedang menulis pustaka /x/pustaka" in status_html(failed, "id")
    assert 'role="alert"' in status_html(failed, "id")
    assert "did not foresee" in status_html(Preparation(Stage.FAILED), "en")


@pytest.mark.parametrize("stage", list(Stage))
def test_refused_files_are_told_with_the_reason_at_every_stage(stage: Stage) -> None:
    html = status_html(Preparation(stage, refused=(REFUSED,)), "en")
    assert "a&lt;b.pdf is not a PDF file" in html


def test_the_fixed_parts_hold_every_text_in_both_languages() -> None:
    assert both("close") in panel_html()
    assert both("tagline") in header_html()
    for html in (panel_html(), header_html()):
        assert html.count('lang="id"') == html.count('lang="en"') > 0
