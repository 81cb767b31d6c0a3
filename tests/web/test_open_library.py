"""The library that the app has open: it follows other processes' changes, and shows only what is in scope."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from ingest.errors import IndexDamaged, LibraryEmpty, ModelMismatch, NotInLibrary, ThesisRemoved
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, rebuild, remove_document
from ingest.places import VECTORS_FOLDER, LibraryPlace
from retrieval.answer import Outcome
from retrieval.scope import Scope
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_damaged_index import execute
from tests.pdfs import write_pdf
from web.open_library import OpenLibrary

QUESTION = "Hambatan apa yang ditemukan pada kerja sama Semarang?"


@pytest.fixture
def own(samples_library: Path, tmp_path: Path) -> Settings:
    """A library of this test alone."""
    shutil.copytree(samples_library, tmp_path / "library")
    return Settings(library=tmp_path / "library", answer_threshold=0.0)


class OtherModel(HashingEmbedder):
    fingerprint = "other/1"


def test_what_another_process_adds_is_found_without_a_new_start(own: Settings, tmp_path: Path) -> None:
    library = OpenLibrary(own, HashingEmbedder())
    asked = "Apa kata naskah tentang zirkonium kubik?"
    assert all("zirkonium" not in citation.quote for citation in library.answer(asked).citations)
    file = write_pdf(tmp_path / "baru.pdf", [["Naskah ini berkata bahwa zirkonium kubik bukan intan."]])
    with Library.write(own.library) as writer, PdfReading(PdfLimits()) as reading:
        list(add_files(writer, HashingEmbedder(), reading, [file]))
    assert any("zirkonium" in citation.quote for citation in library.answer(asked).citations)
    library.close()


def test_an_index_of_another_model_is_told_and_mended_without_a_new_start(own: Settings) -> None:
    library = OpenLibrary(own, HashingEmbedder())
    library.answer(QUESTION)
    with Library.write(own.library) as writer:
        rebuild(writer, OtherModel())
    for _ in range(2):
        with pytest.raises(ModelMismatch):
            library.answer(QUESTION)
    with Library.write(own.library) as writer:
        rebuild(writer, HashingEmbedder())
    assert library.answer(QUESTION).outcome is Outcome.ANSWERED
    library.close()


@pytest.mark.parametrize("damage", ["full text", "vectors"])
def test_an_index_that_is_damaged_while_it_is_open_is_told_and_answers_again_after_a_rebuild(
    damage: str, own: Settings
) -> None:
    library = OpenLibrary(own, HashingEmbedder())
    before = library.answer(QUESTION)
    if damage == "full text":
        execute(LibraryPlace.of(own.library), "DELETE FROM passage_text_data")
    else:
        (own.library / VECTORS_FOLDER / "chroma.sqlite3").write_bytes(bytes(8192))
        execute(LibraryPlace.of(own.library), "UPDATE library_state SET revision = revision + 1")  # it is opened anew
    for _ in range(2):
        with pytest.raises(IndexDamaged):
            library.answer(QUESTION)
    with Library.write_to_rebuild(own.library) as writer:
        rebuild(writer, HashingEmbedder())
    assert [each.quote for each in library.answer(QUESTION).citations] == [each.quote for each in before.citations]
    library.close()


def test_a_document_comes_with_the_pdf_that_its_text_was_read_from(settings: Settings) -> None:
    library = OpenLibrary(settings, HashingEmbedder())
    whole = library.latest_documents(1)[0]
    found, file = library.document(whole.document.id)
    assert found == whole
    assert file.name == f"{whole.document.sha256}.pdf"
    assert file.exists()
    library.close()


def test_unknown_removed_and_hidden_documents_are_not_shown(own: Settings) -> None:
    library = OpenLibrary(own, HashingEmbedder())
    first, second = library.latest_documents(2)
    visible = Scope(visible=frozenset({first.thesis.id}))
    assert library.document(first.document.id, visible)[0].document == first.document
    assert [whole.thesis.id for whole in library.latest_documents(9, visible)] == [first.thesis.id]
    with pytest.raises(NotInLibrary):
        library.document(second.document.id, visible)
    with pytest.raises(NotInLibrary):
        library.document("0" * 32)
    with Library.write(own.library) as writer:
        remove_document(writer, first.document.file_name)
    with pytest.raises(NotInLibrary):
        library.document(first.document.id, Scope(visible=frozenset()))
    with pytest.raises(ThesisRemoved):
        library.document(first.document.id)
    library.close()


def test_an_empty_library_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(LibraryEmpty):
        OpenLibrary(Settings(library=tmp_path), HashingEmbedder())


def test_threads_take_turns(settings: Settings) -> None:
    library = OpenLibrary(settings, HashingEmbedder())
    expected = library.answer(QUESTION).citations
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(library.answer(QUESTION).citations)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 8
    library.close()


def test_what_a_conversation_cites_is_there_after_its_file_was_replaced_and_once_removed_is_called_so(
    own: Settings, tmp_path: Path
) -> None:
    library = OpenLibrary(own, HashingEmbedder())
    sentence = "Naskah ini berkata bahwa zirkonium kubik bukan intan."
    with Library.write(own.library) as writer, PdfReading(PdfLimits()) as reading:
        file = write_pdf(tmp_path / "baru.pdf", [[sentence]])
        list(add_files(writer, HashingEmbedder(), reading, [file]))
        (old,) = library.latest_documents(1)
        write_pdf(file, [["Naskah yang diperbaiki tidak menyebut batu apa pun lagi."]])
        list(add_files(writer, HashingEmbedder(), reading, [file]))
    (new,) = library.latest_documents(1)
    assert new.document.id != old.document.id
    kept, pdf = library.document(old.document.id)
    assert sentence in kept.document.text
    assert pdf.exists()
    with Library.write(own.library) as writer:
        remove_document(writer, new.document.id)
    with pytest.raises(ThesisRemoved):
        library.document(new.document.id)
    library.close()
