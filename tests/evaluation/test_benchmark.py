from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from evaluation import stock
from evaluation.benchmark import Ingested, KutipPipeline, Searched, rows, run
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


def test_a_run_measures_both_over_the_same_files_and_questions(tmp_path: Path) -> None:
    other = FixedPipeline()
    kutip = KutipPipeline(HashingEmbedder(), Settings(library=tmp_path / "the-users"))
    steps: list[str] = []
    result = run(
        kutip,
        other,
        stock_model="e5",
        corpus=SAMPLE.parent,
        files=[SAMPLE],
        questions=[_question("1", 0), _question("2", 1), _question("3", 0, answerable=False)],
        on_step=steps.append,
    )
    assert [step.rpartition(": ")[2] for step in steps[:8:2]] == ["Kutip", "stock", "stock", "Kutip"]
    assert steps[3] == "  10 pages in 2.0 s"
    assert [each.stock.pages_a_second for each in result.rounds] == [5.0, 5.0]
    assert result.total(lambda each: each.stock) == 5.0
    assert result.ingest_ratio == pytest.approx(result.total(lambda each: each.kutip) / 5.0)
    assert result.rounds[0].kutip.pages == 10
    assert (result.stock_search.p50, result.stock_search.times) == (2.0, 9)
    assert [hits.group for hits in result.page_hits] == ["all", "id"]
    assert result.page_hits[0].stock == tuple(HitRate(within, 1, 2) for within in (1, 3, 5, 10))
    assert result.stock_pages_a_passage == 1.0
    assert other.closed
    assert not (tmp_path / "the-users").exists()
    assert not other.folders[0].parent.exists()
    labels = [row[0] for row in rows(result)]
    assert "right page in first 10, id" in labels
    assert "right page in first 10, en" not in labels


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
