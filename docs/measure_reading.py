"""Measures the reading of PDFs: speed, memory, where page numbers come from, and what was left out or warned of.

    python -m docs.measure_reading FOLDER

Reads every PDF under the folder as an ingest does, without embedding. The memory is that of the reading child process.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

from ingest.errors import KutipError
from ingest.explain import explain, explain_warning
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import find_pdfs
from ingest.reading import Reading, read_document

PAGES = 150
"""The length of a usual thesis."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m docs.measure_reading")
    parser.add_argument("folder", type=Path)
    files = find_pdfs([parser.parse_args().folder])
    extraction = derivation = 0.0
    pages = 0
    outcomes: Counter[str] = Counter()
    with PdfReading(PdfLimits()) as pdfs:
        for path in files:
            began = time.perf_counter()
            try:
                raw = pdfs.read(path)
            except KutipError as error:
                outcomes["refused"] += 1
                print(f"{path.name}: {time.perf_counter() - began:.1f} s: {explain(error, 'en')}")
                continue
            extracted = time.perf_counter()
            reading = read_document("d", path.stem, raw)
            ended = time.perf_counter()
            outcomes["read"] += 1
            pages += len(raw.pages)
            extraction += extracted - began
            derivation += ended - extracted
            print(f"{path.name}: {len(raw.pages)} pages in {ended - began:.2f} s")
            for line in _findings(reading):
                print(f"  {line}")
    seconds = extraction + derivation
    print(f"files: {', '.join(f'{count} {outcome}' for outcome, count in outcomes.items())}; pages: {pages}")
    if pages:
        print(f"pages a second: {pages / seconds:.0f}; {PAGES} pages: {PAGES * seconds / pages:.1f} s")
        print(f"of that, pypdf and places: {100 * extraction / seconds:.0f} %; text and structure: the rest")
    _report_processes(pages)


def _findings(reading: Reading) -> list[str]:
    sources = Counter(page.label_source.value for page in reading.pages)
    removals = Counter(removal.kind.value for removal in reading.removals)
    return [
        "page numbers: " + (", ".join(f"{count} {source}" for source, count in sources.items()) or "no pages"),
        "removed: " + (", ".join(f"{count} {kind}" for kind, count in removals.items()) or "nothing"),
        *(explain_warning(warning, "en") for warning in reading.warnings),
    ]


def _report_processes(pages: int) -> None:
    """Processor time, which other programs on the machine do not lengthen, and memory; where the system tells."""
    if sys.platform == "win32":
        return
    import resource

    children, own = resource.getrusage(resource.RUSAGE_CHILDREN), resource.getrusage(resource.RUSAGE_SELF)
    seconds = sum(usage.ru_utime + usage.ru_stime for usage in (children, own))
    peak = children.ru_maxrss >> 20 if sys.platform == "darwin" else children.ru_maxrss >> 10
    if pages:
        print(f"processor time for {PAGES} pages, start of both processes included: {PAGES * seconds / pages:.1f} s")
    print(f"peak memory of the reading process: {peak} MB")


if __name__ == "__main__":
    main()
