"""A student sees what is cited how often, which citations have no entry, and which entries nobody cites."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.cited_works import Unresolved
from ingest.document import LabelSource, Page, Section, SectionKind
from ingest.reference_list import REASONS, CitingDocument, reference_json, reference_lines
from ingest.references import Part, find_references_of_parts
from tests.ingest.test_references import cited
from tests.pdfs import write_pdf

LISTED = "Hadi, P. (2016). Kota. Gramedia.\nSugiyono. (2019). Metode penelitian. Bandung: Alfabeta."
BODY = "Kota itu besar (Hadi, 2016). Hadi (2016) benar (Tidakada, 2011)."


def test_the_list_says_what_does_not_fit_together() -> None:
    text, found = cited(BODY, LISTED)
    page = Page("d", 9, "1", LabelSource.PRINTED, 0, len(text))
    assert list(reference_lines([CitingDocument("d", "a.pdf", text, (page,), found)], "id")) == [
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
    assert list(reference_lines([CitingDocument("d", "a.pdf", text, (page,), found)], "en")) == [
        "No bibliography was found.",
        "1 mentions in the text, 0 of them resolved to an entry",
        "Mentions without a certain entry:",
        "  Hadi (2016) · p. 1 (PDF p. 1)",
    ]


def test_the_json_has_offsets_that_quote_the_text() -> None:
    text, found = cited(BODY, LISTED)
    page = Page("d", 9, "1", LabelSource.PRINTED, 0, len(text))
    shown = json.loads(json.dumps(reference_json([CitingDocument("d", "a.pdf", text, (page,), found)])))
    assert [entry["mentions"] for entry in shown["entries"]] == [2, 0]
    assert all(text[mention["start"] : mention["end"]] == mention["text"] for mention in shown["mentions"])
    assert [mention["unresolved"] for mention in shown["mentions"]] == [None, None, "no such entry"]


def of_two_parts() -> list[CitingDocument]:
    """A chapter, and the list of its thesis, two of whose lines are running text."""
    listed = "Daftar ini lengkap menurut Hadi (2016).\n" + LISTED
    start = listed.index("\n") + 1
    sections = [Section("b", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", start, len(listed))]
    parts = [Part("a", "BAB I.pdf", BODY, []), Part("b", "Daftar Pustaka.pdf", listed, sections)]
    found = find_references_of_parts(parts)
    pages = [Page(part.document_id, 0, "1", LabelSource.PRINTED, 0, len(part.text)) for part in parts]
    return [
        CitingDocument(part.document_id, part.file_name, part.text, (page,), references)
        for part, page, references in zip(parts, pages, found, strict=True)
    ]


def test_the_list_of_a_thesis_in_parts_counts_the_mentions_of_all_parts() -> None:
    assert list(reference_lines(of_two_parts(), "en")) == [
        "2 bibliography entries",
        "    3×  Hadi, P. (2016). Kota. Gramedia.",
        "    0×  Sugiyono. (2019). Metode penelitian. Bandung: Alfabeta.",
        "4 mentions in the text, 3 of them resolved to an entry",
        "Mentions without a certain entry:",
        "  Tidakada, 2011 · BAB I.pdf, p. 1 (PDF p. 1) · not in the bibliography",
        "Entries that the text never mentions:",
        "  Sugiyono. (2019). Metode penelitian. Bandung: Alfabeta.",
    ]


def test_the_json_of_a_thesis_in_parts_names_the_file_of_each_offset() -> None:
    parts = of_two_parts()
    texts = {part.file_name: part.text for part in parts}
    shown = reference_json(parts)
    for each in (*shown["entries"], *shown["mentions"]):
        assert texts[each["doc"]][each["start"] : each["end"]] == each["text"]
    assert [(entry["doc"], entry["mentions"]) for entry in shown["entries"]] == [
        ("Daftar Pustaka.pdf", 3),
        ("Daftar Pustaka.pdf", 0),
    ]
    assert [mention["entry"] for mention in shown["mentions"]] == [0, 0, None, 0]


def test_every_reason_has_its_words() -> None:
    assert set(REASONS["id"]) == set(REASONS["en"]) == set(Unresolved)


def test_the_command_reads_a_pdf_that_is_in_no_library(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    pages = [["Bab ini membahas kota (Hadi, 2016)."], ["DAFTAR PUSTAKA", *LISTED.split("\n")]]
    path = write_pdf(tmp_path / "skripsi.pdf", pages)
    assert main(["--library", str(tmp_path / "none"), "references", str(path)]) == 0
    assert "1 mentions in the text, 1 of them resolved to an entry" in capsys.readouterr().out
