"""The formats that question sets are read from and written to, one a file; ``evaluation.questions`` finds out which it is."""

from evaluation.formats.native import as_native
from evaluation.formats.ragas import as_ragas
from evaluation.formats.trec import as_qrels, as_run
from evaluation.formats.values import BenchmarkPassage

__all__ = ["BenchmarkPassage", "as_native", "as_qrels", "as_ragas", "as_run"]
