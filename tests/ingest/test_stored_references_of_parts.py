"""What the files of a thesis cite follows every change of any of them, in the same transaction."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.__main__ import main
from ingest.catalogue.records import WholeDocument
from ingest.cited_works import References, cited_work
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import Outcome, add_files, find_pdfs, rebuild, remove_document
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_stored_references import execute
from tests.pdfs import write_pdf

pytestmark = pytest.mark.usefixtures("stores")

SENTENCE = "Kota itu besar (Wendt, 1999 dalam Hadi, 2016)."
CHAPTER_1 = [["BAB I PENDAHULUAN", SENTENCE]]
CHAPTER_2 = [["BAB II HASIL", "Pelabuhan itu ramai menurut Sugiyono (2019)."]]
LISTED = [["DAFTAR PUSTAKA", "Hadi, P. (2016). Kota. Gramedia.", "Sugiyono. (2019). Metode penelitian. Alfabeta."]]
OTHER_LIST = [["DAFTAR PUSTAKA", "Akib, H. (2015). Pulau. Gramedia.", "Hadi, P. (2016). Kota kedua. Gramedia."]]
ENTRY_1, ENTRY_2 = "Hadi, P. (2016). Kota. Gramedia.", "Sugiyono. (2019). Metode penelitian. Alfabeta."
OPENING, CLOSED = ("BAB I.pdf", CHAPTER_1), ("BAB II.pdf", CHAPTER_2)
LIST_FILE = "Daftar Pustaka.pdf"


def add(root: Path, *files: tuple[str, list[list[str]]]) -> list[Outcome]:
    folder = root / "skripsi"
    folder.mkdir(exist_ok=True)
    for name, pages in files:
        write_pdf(folder / name, pages)
    with Library.write(root / "library") as library, PdfReading(PdfLimits()) as reading:
        paths = find_pdfs([folder])
        reports = add_files(library, HashingEmbedder(), reading, paths, folders=[folder.resolve()])
        return [report.outcome for report in reports]


def wholes(root: Path) -> dict[str, WholeDocument]:
    with Library.read(root / "library") as library:
        (thesis_id,) = {entry.thesis.id for entry in library.catalogue.entries()}
        found = library.catalogue.whole_documents([entry.document_id for entry in library.catalogue.entries()])
    assert {whole.thesis.id for whole in found.values()} == {thesis_id}
    return {whole.document.file_name: whole for whole in found.values()}


def stored(root: Path) -> dict[str, References]:
    return {name: whole.references for name, whole in wholes(root).items()}


def meant(whole: WholeDocument) -> list[str]:
    """The words of the entry of each mention, or why there is none."""
    works = [cited_work(whole.references, at, whole.document.text) for at in range(len(whole.references.mentions))]
    return [work.entry_text or str(work.mention.reason) for work in works]


def test_chapters_find_their_entries_in_the_file_of_the_list(tmp_path: Path) -> None:
    add(tmp_path, OPENING, CLOSED, (LIST_FILE, LISTED))
    found = wholes(tmp_path)
    assert meant(found["BAB I.pdf"]) == ["second hand", ENTRY_1]
    assert meant(found["BAB II.pdf"]) == [ENTRY_2]
    (entry,) = found["BAB I.pdf"].references.entries
    assert entry.elsewhere is not None
    assert entry.elsewhere.file_name == LIST_FILE
    text = found[LIST_FILE].document.text
    assert text[entry.start : entry.end] == ENTRY_1


def test_a_list_that_is_added_later_is_found_by_the_chapters_that_stay(tmp_path: Path) -> None:
    add(tmp_path, OPENING, CLOSED)
    assert meant(wholes(tmp_path)["BAB I.pdf"]) == ["no bibliography", "no bibliography"]
    assert add(tmp_path, (LIST_FILE, LISTED)) == [Outcome.UNCHANGED, Outcome.UNCHANGED, Outcome.ADDED]
    assert meant(wholes(tmp_path)["BAB I.pdf"]) == ["second hand", ENTRY_1]


def test_a_new_version_of_the_list_counts_for_all_and_the_old_one_for_old_versions(tmp_path: Path) -> None:
    add(tmp_path, OPENING, CLOSED, (LIST_FILE, LISTED))
    before = wholes(tmp_path)["BAB I.pdf"].document.id
    add(tmp_path, ("BAB I.pdf", [["BAB I PENDAHULUAN", "Kota itu kecil (Hadi, 2016)."]]))
    add(tmp_path, (LIST_FILE, OTHER_LIST))
    found = wholes(tmp_path)
    assert meant(found["BAB I.pdf"]) == ["Hadi, P. (2016). Kota kedua. Gramedia."]
    assert meant(found["BAB II.pdf"]) == ["no such entry"]
    with Library.read(tmp_path / "library") as library:
        assert meant(library.catalogue.whole_document(before)) == ["second hand", ENTRY_1]


def test_without_its_list_a_thesis_has_no_bibliography_even_with_one_file_left(tmp_path: Path) -> None:
    add(tmp_path, OPENING, (LIST_FILE, LISTED))
    old = wholes(tmp_path)["BAB I.pdf"].document.id
    add(tmp_path, ("BAB I.pdf", [["BAB I PENDAHULUAN", "Kota itu kecil (Hadi, 2016)."]]))
    with Library.write(tmp_path / "library") as library:
        remove_document(library, LIST_FILE)
        assert meant(library.catalogue.whole_document(old)) == ["second hand", "no such entry"]  # a version from before
    assert meant(wholes(tmp_path)["BAB I.pdf"]) == ["no bibliography"]
    assert execute(tmp_path, "SELECT count(*) FROM mentions WHERE entry_document_id IS NOT NULL") == 0


def test_parts_from_before_find_each_other_when_read_and_rebuild_stores_it(tmp_path: Path) -> None:
    add(tmp_path, OPENING, CLOSED, (LIST_FILE, LISTED))
    found = stored(tmp_path)
    execute(tmp_path, "DELETE FROM bibliography_entries")
    execute(tmp_path, "UPDATE documents SET references_version = NULL WHERE file_name = 'Daftar Pustaka.pdf'")
    assert stored(tmp_path) == found  # one part from before makes all of them be found anew
    with Library.write(tmp_path / "library") as library:
        rebuild(library, HashingEmbedder())
    assert execute(tmp_path, "SELECT count(*) FROM bibliography_entries") == 2
    assert execute(tmp_path, "SELECT count(*) FROM mentions WHERE entry_document_id IS NOT NULL") == 2
    assert stored(tmp_path) == found


@pytest.mark.parametrize("name", ["skripsi", "Daftar Pustaka.pdf", "skripsi/BAB II.pdf"])
def test_the_command_lists_what_all_files_of_a_thesis_cite(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUTIP_LANGUAGE", "en")
    add(tmp_path, OPENING, CLOSED, (LIST_FILE, LISTED))
    assert main(["--library", str(tmp_path / "library"), "references", name]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 bibliography entries",
        f"    1×  {ENTRY_1}",
        f"    1×  {ENTRY_2}",
        "3 mentions in the text, 2 of them resolved to an entry",
        "Mentions without a certain entry:",
        "  Wendt, 1999 · BAB I.pdf, unnumbered page (PDF p. 1) · cited through another work, not listed itself",
    ]
