"""Measures the references of a folder of theses: what is parsed, resolved and left open.

    python -m docs.measure_references FOLDER --sample 60

Prints a table for docs/evaluation.md, and a sample of resolved mentions beside their entries to be checked by eye.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from pathlib import Path

from ingest.attribution import attribution
from ingest.document import SectionKind, section_path
from ingest.opening import open_reading
from ingest.pipeline import find_pdfs
from ingest.reading import Reading, read_document
from ingest.reference_list import mention_counts
from ingest.references import find_references
from ingest.sentences import sentences
from settings import load_settings


def main() -> None:
    """Read each PDF of the folder and print its row."""
    parser = argparse.ArgumentParser(prog="python -m docs.measure_references")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sample", type=int, default=0, help="resolved mentions to print")
    options = parser.parse_args()
    print("| file | entries | without year | without authors | mentions | resolved | why not | never mentioned | ms |")
    print("|---|---|---|---|---|---|---|---|---|")
    pool: list[str] = []
    origins: Counter[str] = Counter()
    with open_reading(load_settings()) as reading:
        for path in find_pdfs([options.folder]):
            read = read_document("d", path.stem, reading.read(path))
            pool.extend(_row(path.name, read))
            origins.update(_origins(read))
    total = sum(origins.values())
    print(
        "\norigins of sentences: " + ", ".join(f"{name} {count}" for name, count in origins.most_common()),
        f"of {total}",
    )
    print(*random.Random(5).sample(pool, min(options.sample, len(pool))), sep="\n")


def _row(name: str, read: Reading) -> list[str]:
    began = time.perf_counter()
    found = find_references(read.text, read.sections)
    milliseconds = 1000 * (time.perf_counter() - began)
    reasons = Counter(mention.reason.value for mention in found.mentions if mention.reason)
    resolved = [mention for mention in found.mentions if mention.entry is not None]
    counts = mention_counts(found)
    cells = (
        name,
        len(found.entries),
        sum(not entry.year for entry in found.entries),
        sum(not entry.authors for entry in found.entries),
        len(found.mentions),
        len(resolved),
        ", ".join(f"{count} {reason}" for reason, count in reasons.items()),
        sum(not counts[at] for at in range(len(found.entries))),
        f"{milliseconds:.0f}",
    )
    print("| " + " | ".join(map(str, cells)) + " |")
    lines = []
    for mention in resolved:
        assert mention.entry is not None
        entry = found.entries[mention.entry]
        before = " ".join(read.text[max(0, mention.start - 50) : mention.start].split())
        lines.append(
            f"{before}«{read.text[mention.start : mention.end]}» → {read.text[entry.start : entry.start + 60]!r}"
        )
    return lines


def _origins(read: Reading) -> Counter[str]:
    """The origin of each sentence that can be evidence."""
    found = find_references(read.text, read.sections)
    counted: Counter[str] = Counter()
    for sentence in sentences(read.text, 0, len(read.text)):
        path = section_path(read.sections, sentence.start)
        if not path or path[-1].kind in (SectionKind.BODY, SectionKind.ABSTRACT):
            origin = attribution(read.text, read.sections, found, sentence.start, sentence.end).origin
            counted[origin.value] += 1
    return counted


if __name__ == "__main__":
    main()
