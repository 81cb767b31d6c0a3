"""Small question sets in each format, in our own words, written for a test."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from evaluation.questions import read_numbered
from ingest.errors import BadQuestionSet

CORPUS = [
    {"_id": "p1", "title": "Pasar", "text": "Pasar apung buka sebelum matahari terbit."},
    {"_id": "p2", "title": "", "text": "Perahu dayung dipakai oleh para pedagang."},
    {"_id": "p3", "text": "The harbour was widened twice."},
]


def json_lines(path: Path, objects: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects), "utf-8")
    return path


def beir(folder: Path, queries: Iterable[dict[str, Any]], qrels: str, qrels_path: str = "qrels.tsv") -> Path:
    """A BEIR folder over ``CORPUS``."""
    folder.mkdir(exist_ok=True)
    json_lines(folder / "corpus.jsonl", CORPUS)
    json_lines(folder / "queries.jsonl", queries)
    (folder / qrels_path).parent.mkdir(exist_ok=True)
    (folder / qrels_path).write_text(qrels, "utf-8")
    return folder


def fault(path: Path) -> tuple[str, int, str]:
    """File name, line and reason of the error that reading the set raises."""
    with pytest.raises(BadQuestionSet) as caught:
        read_numbered(path)
    return caught.value.path.name, caught.value.line, caught.value.reason
