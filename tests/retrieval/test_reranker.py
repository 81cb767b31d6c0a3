"""A cross-encoder changes the order only, and only where it is quick enough."""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from ingest.errors import ModelNotFound
from ingest.library import Library
from retrieval.answer import answer
from retrieval.reranker import CrossEncoderReranker, load_reranker
from retrieval.search import CROSS_ENCODED, PassageSearch
from retrieval.wording import terminal_lines
from retrieval.written.record import NoticeKind
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples

QUESTION = "Hambatan apa yang ditemukan pada kerja sama kota?"


class Shortest:
    """The shorter a passage, the better; None, as a model that is too slow, where ``slow``."""

    def __init__(self, slow: bool = False) -> None:
        self.slow = slow

    def scores(self, question: str, passages: Sequence[str]) -> list[float] | None:
        return None if self.slow else [-float(len(passage)) for passage in passages]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("reranked") / "library"
    build_samples(folder, HashingEmbedder())
    with Library.read(folder) as opened:
        yield opened


def test_the_best_passages_come_in_its_order_and_the_others_behind(library: Library) -> None:
    plain = PassageSearch(library, HashingEmbedder(), 0.8)
    question = plain.understand(QUESTION)
    before = plain.search(question, count=100).hits
    after = PassageSearch(library, HashingEmbedder(), 0.8, Shortest()).search(question, count=100)
    lengths = [hit.stored.passage.end - hit.stored.passage.start for hit in after.hits[:CROSS_ENCODED]]
    assert lengths == sorted(lengths)
    assert set(after.hits[:CROSS_ENCODED]) == set(before[:CROSS_ENCODED])
    assert after.hits[CROSS_ENCODED:] == before[CROSS_ENCODED:]
    assert after.notice is None


def test_a_slow_one_leaves_the_order_and_the_answer_says_so(library: Library) -> None:
    slow = PassageSearch(library, HashingEmbedder(), 0.8, Shortest(slow=True))
    found = answer(slow, QUESTION, threshold=0.0)
    without = answer(PassageSearch(library, HashingEmbedder(), 0.8), QUESTION, threshold=0.0)
    assert found.citations == without.citations
    assert found.notice is not None
    assert found.notice.kind is NoticeKind.RERANKER_SLOW
    assert any("KUTIP_RERANKER_SECONDS" in line for line in terminal_lines(found))
    assert without.notice is None


class SlowModel:
    def predict(self, pairs: list[tuple[str, str]], show_progress_bar: bool) -> list[float]:
        time.sleep(0.02)
        return [0.5] * len(pairs)


def test_the_budget_is_kept() -> None:
    model = SlowModel()
    assert CrossEncoderReranker(model, 60.0).scores("q", ["p"] * 9) == [0.5] * 9  # type: ignore[arg-type]
    assert CrossEncoderReranker(model, 0.001).scores("q", ["p"] * 9) is None  # type: ignore[arg-type]


def test_an_unknown_model_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFound):
        load_reranker(str(tmp_path / "nothing"), 1.0)


@pytest.mark.model
def test_a_real_cross_encoder_from_a_folder(tmp_path: Path) -> None:
    """A tiny one with random weights: its scores mean nothing, its kind is that of a real one."""
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertForSequenceClassification, PreTrainedTokenizerFast

    words = {word: at for at, word in enumerate(["[PAD]", "[UNK]", "kota", "kembar", "hambatan"])}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    wrapped = PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]"
    )
    wrapped.save_pretrained(tmp_path)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    found = load_reranker(str(tmp_path), 60.0).scores("kota kembar", ["hambatan", "kota", "kembar", "kota kota", "x"])
    assert found is not None
    assert len(found) == 5
