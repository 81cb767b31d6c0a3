"""Files that wait: so many and so large together; what is abandoned goes."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ingest.errors import FileTooLarge, UploadsFull
from web.uploads import ABANDONED_DRAFT_SECONDS, ABANDONED_SECONDS, Uploads, receive, with_waiting

MEGABYTE = 1 << 20


def uploads(folder: Path, files: int = 3, megabytes: int = 20) -> Uploads:
    return Uploads(folder / "uploads", files, megabytes * MEGABYTE)


def waiting(folder: Path, name: str, size: int = 1, age: float = 0.0) -> Path:
    path = folder / "uploads" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(size)
    os.utime(path, (time.time() - age,) * 2)
    return path


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // MEGABYTE):
        yield b"x" * MEGABYTE


def test_more_files_or_bytes_than_may_wait_are_refused(tmp_path: Path) -> None:
    uploads(tmp_path).check()
    for at in range(3):
        waiting(tmp_path, f"{at}/file")
    uploads(tmp_path).check()
    waiting(tmp_path, "4/file")
    with pytest.raises(UploadsFull):
        uploads(tmp_path).check()
    with pytest.raises(UploadsFull):
        uploads(tmp_path, files=9, megabytes=0).check()


def test_a_file_is_refused_while_it_comes_in_not_after(tmp_path: Path) -> None:
    place = waiting(tmp_path, "a/file")
    with pytest.raises(FileTooLarge):
        asyncio.run(receive(chunks(50 * MEGABYTE), place, "a.pdf", 2, uploads(tmp_path)))
    assert place.stat().st_size <= 2 * MEGABYTE
    waiting(tmp_path, "b/file", 15 * MEGABYTE)
    with pytest.raises(UploadsFull):
        asyncio.run(receive(chunks(50 * MEGABYTE), place, "a.pdf", 100, uploads(tmp_path)))
    assert place.stat().st_size <= 20 * MEGABYTE


def test_what_is_abandoned_goes_and_what_is_new_stays(tmp_path: Path) -> None:
    old = [
        waiting(tmp_path, "a/file", age=ABANDONED_SECONDS + 9),
        waiting(tmp_path, "drafts/x/a.txt", age=ABANDONED_DRAFT_SECONDS + 9),
    ]
    new = [waiting(tmp_path, "b/file", age=ABANDONED_DRAFT_SECONDS + 9), waiting(tmp_path, "drafts/y/a.txt")]
    uploads(tmp_path).sweep()
    assert [path.exists() for path in (*old, *new)] == [False, False, True, True]


def test_a_draft_that_finds_no_room_is_told_so(tmp_path: Path) -> None:
    async def app(scope: object, receive: object, send: object) -> None:
        raise AssertionError("the upload was let in")

    waiting(tmp_path, "a/file")
    answer = TestClient(with_waiting(app, uploads(tmp_path, files=0))).post("/gradio_api/upload?language=id")
    assert answer.status_code == 503
    assert "Terlalu banyak berkas yang menunggu" in answer.text
