"""Indexes of the evaluation: made once for the same content and model, and never taken for whole before they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import evaluation.indexes
from evaluation.formats.values import BenchmarkPassage
from evaluation.indexes import NOT_SHAPING, corpus_index, passage_index, shaping_code
from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from retrieval.question import understand
from retrieval.search import PassageSearch
from settings import PROJECT
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf

PASSAGES = [
    BenchmarkPassage("p1", "Baubau", "Kota Baubau terletak di Pulau Buton. Bahasa Cia-Cia dituturkan di sana."),
    BenchmarkPassage("p2", "", "Seoul adalah ibu kota Korea Selatan."),
    BenchmarkPassage("p3", "Kosong", " \n "),
    BenchmarkPassage("p4", "Panjang", "Hambatan anggaran daerah selalu muncul lagi setiap tahun. " * 120),
]


class OtherModel(HashingEmbedder):
    fingerprint = "other/1"


def open_reading() -> PdfReading:
    return PdfReading(PdfLimits())


def test_each_passage_is_a_document_of_one_page_found_by_its_id(tmp_path: Path) -> None:
    index = passage_index(tmp_path, HashingEmbedder(), PASSAGES)
    with Library.read(index.library) as library:
        entries = {entry.file_name: entry for entry in library.catalogue.entries()}
        assert set(entries) == {"p1", "p2", "p4"}  # nothing can be found in blanks
        assert {entries[name].pages for name in entries} == {1}
        assert (entries["p1"].passages, entries["p2"].passages) == (1, 1)
        assert entries["p4"].passages > 1  # 960 words do not fit the window
        texts = {name: library.catalogue.whole_document(entries[name].document_id).document.text for name in entries}
        assert texts == {passage.id: passage.text for passage in PASSAGES if passage.id != "p3"}
        search = PassageSearch(library, HashingEmbedder(), 0.5)
        hit = search.search(understand("Apa ibu kota Korea Selatan?")).hits[0]
        assert hit.stored.passage.document_id == entries["p2"].document_id
        collection = library.catalogue.state().collection
        assert collection is not None
        assert library.vectors.ids(collection) == library.catalogue.passage_ids()


def test_the_vectors_are_those_of_passages_embedded_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    together = passage_index(tmp_path / "together", HashingEmbedder(), PASSAGES)
    monkeypatch.setattr(evaluation.indexes, "EMBED_AT_ONCE", 1)
    alone = passage_index(tmp_path / "alone", HashingEmbedder(), PASSAGES)
    with Library.read(together.library) as one, Library.read(alone.library) as other:
        for id_, stored in one.catalogue.passages(sorted(one.catalogue.passage_ids())).items():
            twin = other.catalogue.passages([id_])[id_]
            assert (stored.sentence_vectors == twin.sentence_vectors).all()


def test_the_same_passages_are_indexed_once_and_others_or_another_model_anew(tmp_path: Path) -> None:
    calls: list[int] = []

    def count(done: int, total: int) -> None:
        calls.append(done)

    first = passage_index(tmp_path, HashingEmbedder(), PASSAGES, count)
    made = len(calls)
    assert passage_index(tmp_path, HashingEmbedder(), PASSAGES, count) == first
    assert len(calls) == made
    assert passage_index(tmp_path, HashingEmbedder(), PASSAGES[:2]).library != first.library
    assert passage_index(tmp_path, OtherModel(), PASSAGES[:2]).library != first.library


def test_a_folder_of_pdfs_is_read_once_and_refused_files_are_told(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    file = write_pdf(corpus / "a.pdf", [["Kota kembar adalah kerja sama antara dua kota di negara lain."]])
    (corpus / "b.pdf").write_bytes(b"")
    files = sorted(corpus.glob("*.pdf"))
    index = corpus_index(tmp_path / "indexes", HashingEmbedder(), open_reading, files)
    assert [report.path.name for report in index.refused] == ["b.pdf"]
    with Library.read(index.library) as library:
        assert [entry.file_name for entry in library.catalogue.entries()] == ["a.pdf"]
    moved = tmp_path / "elsewhere"
    shutil.copytree(corpus, moved)
    again = corpus_index(tmp_path / "indexes", HashingEmbedder(), open_reading, sorted(moved.glob("*.pdf")))
    assert again.library == index.library  # the content counts, not where it lies
    write_pdf(file, [["Kota kembar adalah sesuatu yang lain."]])
    changed = corpus_index(tmp_path / "indexes", HashingEmbedder(), open_reading, files)
    assert changed.library != index.library
    assert changed.content != index.content


def test_an_interrupted_index_is_made_anew(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        passage_index(tmp_path, HashingEmbedder(), PASSAGES, stop)
    index = passage_index(tmp_path, HashingEmbedder(), PASSAGES)
    with Library.read(index.library) as library:
        assert len(library.catalogue.entries()) == 3
    assert [path for path in tmp_path.iterdir() if ".part-" in path.name] == []


def test_every_file_of_ingest_shapes_an_index_but_the_named_ones() -> None:
    shaping = shaping_code()
    assert set(shaping) >= {"reading", "furniture", "token_vectors", "cover", "thesis_folders", "catalogue/fulltext"}
    assert shaping.keys().isdisjoint(NOT_SHAPING)
    files = {
        path.relative_to(PROJECT / "ingest").with_suffix("").as_posix() for path in (PROJECT / "ingest").rglob("*.py")
    }
    assert files - shaping.keys() - NOT_SHAPING == {name for name in files if name.startswith("catalogue/migrations/")}
    assert files >= NOT_SHAPING  # a file that was renamed is not left out under its new name
