"""Checking drafts for the page: step by step, stopped at once, and in one sentence where it cannot be done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval.verify import DraftReport
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.kept import KeptResults
from web.open_library import OpenLibrary
from web.startup import Startup
from web.verify import Checking

WAIT_SECONDS = 20
DRAFT = "Penulis itu menyebut “kucing oranye menari di atas bulan purnama” di halaman pertama."


@pytest.fixture
def checking(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Checking:
    startup = Startup(settings)
    monkeypatch.setattr(startup, "_library", OpenLibrary(settings, HashingEmbedder()))
    return Checking(startup, KeptResults())


def test_a_draft_is_checked_step_by_step_and_its_report_kept(checking: Checking) -> None:
    *going, last = checking.check(DRAFT, None, False, "id")
    assert [step[0].count("<progress") for step in going] == [1, 1]  # the draft is read, its one quotation checked
    assert last[0] == ""
    assert "tidak ditemukan" in last[1]
    report = checking.kept.checks.get(last[2])
    assert [each.quotation.text for each in report.quotations] == ["kucing oranye menari di atas bulan purnama"]


def test_an_upload_is_read_and_then_gone(checking: Checking, tmp_path: Path) -> None:
    file = tmp_path / "naskah.txt"
    file.write_text(DRAFT, "utf-8")
    *_, last = checking.check(None, str(file), False, "id")
    assert "tidak ditemukan" in last[1]
    assert not file.exists()


def test_nothing_to_check_is_told_in_one_sentence(checking: Checking) -> None:
    *_, last = checking.check("  ", None, False, "id")
    assert "Tidak ada kata yang dapat diperiksa" in last[0]


def test_a_check_that_is_stopped_ends_at_once_and_shows_no_report_later(
    checking: Checking, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, ended = threading.Event(), threading.Event()

    def slow(*_: object) -> Iterator[tuple[int, int] | DraftReport]:
        yield 1, 2
        assert go_on.wait(WAIT_SECONDS)
        ended.set()
        yield 2, 2

    monkeypatch.setattr(Checking, "_steps", slow)
    steps = checking.until_stopped("page", DRAFT, None, False, "id")
    assert "progress" in next(steps)[0]
    assert 'value="1"' in next(steps)[0]
    checking.running.stop("page")
    (last,) = steps
    assert "Dihentikan" in last[0]
    go_on.set()
    assert ended.wait(WAIT_SECONDS)
