"""A student sees what is cited how often, which citations have no entry, and which entries nobody cites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.cited_works import Unresolved
from ingest.document import LabelSource, Page
from ingest.reference_list import REASONS, reference_json, reference_lines
from tests.ingest.test_references import cited
from tests.pdfs import write_pdf

LISTED = "Hadi, P. (2016). Kota. Gramedia.\nSugiyono. (2019). Metode penelitian. Bandung: Alfabeta."
BODY = "Kota itu besar (Hadi, 2016). Hadi (2016) benar (Tidakada, 2011)."


def test_the_list_says_what_does_not_fit_together() -> None:
    text, found = cited(BODY, LISTED)
    page = Page("d", 9, "1", LabelSource.PRINTED, 0, len(text))
    assert list(reference_lines(text, [page], found, "id")) == [
        "2 entri daftar pustaka",
        "    2×  Hadi, P. (2016). Kota. Gramedia.",
        "    0×  Sugiyono. (2019). Metode penelitian. Bandung: Alfabeta.",
        "3 rujukan dalam teks, 2 ditemukan entrinya",
        "Rujukan tanpa entri yang pasti:",
        "  Tidakada, 2011 · hlm. 1 (PDF hlm. 10) · tidak ada di daftar pustaka",
        "Entri yang tidak pernah dirujuk dalam teks:",
        "  Sugiyono. (2019). Metode penelitian. Bandung: Alfabeta.",
    ]


def test_without_a_bibliography_the_list_says_so_once() -> None:
    text, found = cited("Menurut Hadi (2016) begitu.", "")
    page = Page("d", 0, "1", LabelSource.PRINTED, 0, len(text))
    assert list(reference_lines(text, [page], found, "en")) == [
        "No bibliography was found in this file.",
        "1 mentions in the text, 0 of them resolved to an entry",
        "Mentions without a certain entry:",
        "  Hadi (2016) · p. 1 (PDF p. 1)",
    ]


def test_the_json_has_offsets_that_quote_the_text() -> None:
    text, found = cited(BODY, LISTED)
    page = Page("d", 9, "1", LabelSource.PRINTED, 0, len(text))
    shown = json.loads(json.dumps(reference_json(text, [page], found)))
    assert [entry["mentions"] for entry in shown["entries"]] == [2, 0]
    assert all(text[mention["start"] : mention["end"]] == mention["text"] for mention in shown["mentions"])
    assert [mention["unresolved"] for mention in shown["mentions"]] == [None, None, "no such entry"]


def test_every_reason_has_its_words() -> None:
    assert set(REASONS["id"]) == set(REASONS["en"]) == set(Unresolved)


def test_the_command_reads_a_pdf_that_is_in_no_library(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    pages = [["Bab ini membahas kota (Hadi, 2016)."], ["DAFTAR PUSTAKA", *LISTED.split("\n")]]
    path = write_pdf(tmp_path / "skripsi.pdf", pages)
    assert main(["--library", str(tmp_path / "none"), "references", str(path)]) == 0
    assert "1 mentions in the text, 1 of them resolved to an entry" in capsys.readouterr().out
