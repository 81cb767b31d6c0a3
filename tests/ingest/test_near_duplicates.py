"""A draft beside its final version is named as such, and the same sentence is not found twice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import near_duplicates
from ingest.library import Library
from ingest.near_duplicates import SentenceIndex, find_near_duplicates, sentence_hashes
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import FileReport, add_files
from retrieval.question import understand
from retrieval.search import PassageSearch
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf

SENTENCES = [
    f"Kalimat nomor {word} ini membahas anggaran kota dan {word} di Baubau." for word in "abcdefghijklmnopqrst"
]


def add(library: Path, *files: Path) -> list[FileReport]:
    with Library.write(library) as opened, PdfReading(PdfLimits()) as reading:
        return list(add_files(opened, HashingEmbedder(), reading, files))


def write(path: Path, sentences: list[str]) -> Path:
    return write_pdf(path, [sentences[:10], sentences[10:]])


def test_the_share_is_that_of_the_shorter_documents_sentences() -> None:
    draft, final = sentence_hashes(SENTENCES[:16]), sentence_hashes([*SENTENCES[4:], "Enam kata saja ada di sini."])
    (pair,) = find_near_duplicates(
        "final", final, {"draft": draft, "other": sentence_hashes(["Kalimat lain sama sekali di kota."])}
    )
    assert (pair.document_id, pair.other_id, pair.share) == ("final", "draft", 12 / 16)


def test_few_common_sentences_are_none() -> None:
    assert not list(find_near_duplicates("a", sentence_hashes(SENTENCES[:9]), {"b": sentence_hashes(SENTENCES[:9])}))
    some = sentence_hashes([*SENTENCES[:2], *(f"Lain {at} lagi yang tidak sama dengan itu." for at in range(30))])
    assert not list(find_near_duplicates("a", some, {"b": sentence_hashes(SENTENCES)}))


@given(st.permutations(SENTENCES))
def test_the_order_of_sentences_does_not_matter(sentences: list[str]) -> None:
    assert sentence_hashes(sentences) == sentence_hashes(SENTENCES)


def test_add_names_the_draft_and_search_shows_the_final_version(tmp_path: Path) -> None:
    draft = write(tmp_path / "draft.pdf", SENTENCES)
    final = write(tmp_path / "final.pdf", [*SENTENCES[:18], "Dua kalimat ini baru ditulis pada versi terakhir itu."])
    other = write_pdf(tmp_path / "other.pdf", [["Dokumen lain ini membahas sungai dan hutan di pulau itu."]])
    reports = add(tmp_path / "library", draft, other, final)
    assert [report.near for report in reports[:2]] == [(), ()]
    ((name, share),) = reports[2].near
    assert name == "draft.pdf"
    assert share == pytest.approx(0.9, abs=0.1)
    with Library.read(tmp_path / "library") as library:
        (pair,) = library.catalogue.near_duplicates()
        names = {entry.document_id: entry.file_name for entry in library.catalogue.entries()}
        assert (names[pair.document_id], names[pair.other_id]) == ("final.pdf", "draft.pdf")
        found = PassageSearch(library, HashingEmbedder(), 0.8).search(understand("anggaran kota Baubau")).hits
        documents = [names[hit.stored.passage.document_id] for hit in found]
        assert "final.pdf" in documents
        assert "draft.pdf" not in documents


def test_a_new_version_is_no_near_duplicate_of_the_old_one(tmp_path: Path) -> None:
    file = write(tmp_path / "skripsi.pdf", SENTENCES)
    add(tmp_path / "library", file)
    (report,) = add(tmp_path / "library", write(file, [*SENTENCES, "Satu kalimat ini baru saja ditambahkan di akhir."]))
    assert report.near == ()


DOCUMENTS = st.lists(st.frozensets(st.integers(0, 40), max_size=40), max_size=12)


@given(DOCUMENTS, DOCUMENTS, st.sets(st.integers(0, 23)), st.sets(st.integers(0, 23)), st.integers(0, 3))
def test_an_index_of_sentences_finds_what_comparing_each_document_finds(
    first: list[frozenset[int]],
    later: list[frozenset[int]],
    dropped: set[int],
    without: set[int],
    most_recent: int,
) -> None:
    texts = {str(at): _packed(numbers) for at, numbers in enumerate([*first, *later])}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(near_duplicates, "MIN_RECENT", most_recent)
        patch.setattr(near_duplicates, "MIN_SENTENCES", 3)
        index = SentenceIndex({id_: texts[id_] for id_ in list(texts)[: len(first)]})
        for id_ in list(texts)[len(first) :]:
            index.add(id_, texts[id_])
        for at in dropped & set(range(len(texts))):
            index.drop(str(at))
        left = {id_: each for id_, each in texts.items() if int(id_) not in dropped | without}
        for own in texts.values():
            expected = list(find_near_duplicates("new", own, left))
            assert list(index.near("new", own, {str(at) for at in without})) == expected


def _packed(numbers: frozenset[int]) -> bytes:
    return np.array(sorted(numbers), dtype=np.uint64).tobytes()
