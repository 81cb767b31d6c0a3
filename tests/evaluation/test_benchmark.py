from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluation import stock
from evaluation.benchmark import Ingested, Searched, run
from evaluation.benchmark_table import head, rows
from evaluation.kutip_pipeline import KutipPipeline
from evaluation.page_hits import HitRate, Retrieved
from evaluation.questions import Evidence, SetQuestion
from ingest.embedding import KutipEmbeddings
from ingest.errors import BenchmarkPackageMissing
from ingest.explain import explain
from settings import Settings
from tests.fakes.embedder import HashingEmbedder

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE = PROJECT / "data" / "samples" / "sampel-1-mekanisme-kota-kembar.pdf"


class FixedPipeline:
    """Takes 2 seconds for 10 pages and always finds the same page."""

    def __init__(self) -> None:
        self.folders: list[Path] = []
        self.closed = False

    def ingest(self, files: Sequence[Path], folder: Path) -> Ingested:
        self.folders.append(folder)
        return Ingested(2.0, len(files), 0, 10, 20)

    def search(self, question: str, count: int) -> Searched:
        return Searched(0.002, (Retrieved(SAMPLE.name, (0,)),))

    def close(self) -> None:
        self.closed = True


def _question(id_: str, page: int, *, answerable: bool = True) -> SetQuestion:
    evidence = (Evidence(SAMPLE.name, page, "", ""),) if answerable else ()
    kind = None if answerable else "off-topic"
    return SetQuestion(
        id_, "Apa itu kota kembar?", "id", "definition", answerable, kind, (SAMPLE.name,), evidence, "", (), ()
    )


def test_a_run_measures_all_sides_over_the_same_files_and_questions(tmp_path: Path) -> None:
    other, third = FixedPipeline(), FixedPipeline()
    kutip = KutipPipeline(HashingEmbedder(), Settings(library=tmp_path / "the-users"))
    steps: list[str] = []
    result = run(
        kutip,
        {"plain": other, "third": third},
        corpus=SAMPLE.parent,
        files=[SAMPLE],
        questions=[_question("1", 0), _question("2", 1), _question("3", 0, answerable=False)],
        on_step=steps.append,
    )
    order = [step.rpartition(": ")[2] for step in steps[:12:2]]
    assert order == ["Kutip", "plain", "third", "third", "plain", "Kutip"]
    assert steps[3] == "  10 pages in 2.0 s"
    first, plain, _ = result.sides
    assert [each.done.pages_a_second for each in plain.ingests] == [5.0, 5.0]
    assert [each.place for each in first.ingests] == [0, 2]
    assert plain.pages_a_second == 5.0
    assert first.ingests[0].done.pages == 10
    assert first.memory_mb > 0
    assert (plain.search.p50, plain.search.times) == (2.0, 9)
    assert [hits.group for hits in first.page_hits] == ["all", "id"]
    assert plain.page_hits[0].rates == tuple(HitRate(within, 1, 2) for within in (1, 3, 5, 10))
    assert plain.pages_a_passage == 1.0
    assert other.closed
    assert third.closed
    assert not (tmp_path / "the-users").exists()
    assert not other.folders[0].parent.exists()
    table = list(rows(result))
    assert {len(row) for row in table} == {len(head(result))} == {6}
    assert head(result) == ("", "Kutip", "plain", "third", "Kutip / plain", "Kutip / third")
    labels = [row[0] for row in table]
    assert "right page in first 10, id" in labels
    assert "right page in first 10, en" not in labels
    speed = next(row for row in table if row[0] == "ingest, pages a second")
    assert speed[2:4] == ("5.00", "5.00")
    assert float(speed[4]) == pytest.approx(first.pages_a_second / 5.0, abs=0.005)


def test_without_questions_the_searches_are_for_beginnings_of_passages(tmp_path: Path) -> None:
    kutip = KutipPipeline(HashingEmbedder(), Settings())
    kutip.ingest([SAMPLE], tmp_path / "library")
    beginnings = kutip.beginnings(5)
    kutip.close()
    assert 0 < len(beginnings) <= 5
    assert all(0 < len(text.split()) <= 12 for text in beginnings)


def test_the_stock_pipeline_reads_one_document_a_page() -> None:
    pages = stock.read_pages(SAMPLE)
    assert [page.metadata["page"] for page in pages] == list(range(10))
    assert {page.metadata["source"] for page in pages} == {SAMPLE.name}


def test_the_stock_pipeline_finds_the_page_whose_words_are_asked_for(tmp_path: Path) -> None:
    pipeline = stock.StockPipeline(KutipEmbeddings(HashingEmbedder()))
    done = pipeline.ingest([SAMPLE], tmp_path)
    assert (done.files, done.refused, done.pages) == (1, 0, 10)
    assert done.passages > done.pages
    words = stock.read_pages(SAMPLE)[4].page_content[:800]
    found = pipeline.search(words, 3).retrieved
    pipeline.close()
    assert len(found) == 3
    assert found[0] == Retrieved(SAMPLE.name, (4,))


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(stock, "import_module", missing)
    with pytest.raises(BenchmarkPackageMissing) as caught:
        stock.open_stock("e5", Settings())
    assert explain(caught.value, "en") == (
        "The benchmark needs the package langchain-chroma; "
        "install it with: python -m pip install -r requirements-dev.txt"
    )


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom evaluation.__main__ import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    print('LOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    shown, _, loaded = done.stdout.partition("LOADED")
    assert "benchmark" in shown
    heavy = {"torch", "chromadb", "sentence_transformers", "transformers", "langchain_chroma"}
    assert heavy & set(loaded.split()) == set()


def test_the_modules_themselves_import_nothing_heavy() -> None:
    code = "import sys, evaluation.benchmark, evaluation.stock; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    assert {"torch", "chromadb", "langchain_chroma"} & set(done.stdout.split()) == set()
