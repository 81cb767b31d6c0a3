"""The material that lies beside the project and is not part of it: theses, broken PDFs. Tests skip where it is absent."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from ingest.pdf import PdfLimits, PdfReading, RawPdf
from ingest.reading import Reading, read_document

PROJECT = Path(__file__).resolve().parent.parent
SHARED = PROJECT.parent / "shared"
SAMPLES = PROJECT / "data" / "samples"


def shared(name: str) -> Path:
    """The file or folder ``../shared/name``; the test that asks is skipped where it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{path} is not on this machine: the material beside the project is not distributed with it")
    return path


@cache
def raw_theses() -> dict[str, RawPdf]:
    """Every thesis beside the project, if any, and every sample, by file stem; read once for all tests."""
    paths = [*sorted((SHARED / "corpus").glob("*.pdf")), *sorted(SAMPLES.glob("*.pdf"))]
    with PdfReading(PdfLimits()) as reading:
        return {path.stem: reading.read(path) for path in paths}


@cache
def theses() -> dict[str, Reading]:
    """The same, as documents."""
    return {stem: read_document(stem, stem, raw) for stem, raw in raw_theses().items()}
