"""A process that changes a library without end: files added, replaced, removed, everything indexed anew.

Arguments: library folder, folder of PDFs.
"""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

from ingest.library import Library
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import add_files, find_pdfs, rebuild, remove_document
from tests.fakes.embedder import HashingEmbedder
from tests.pdfs import write_pdf


def main() -> None:
    folder, files = map(Path, sys.argv[1:])
    with Library.write(folder) as library, PdfReading(PdfLimits()) as reading:
        for number in itertools.count():
            list(add_files(library, HashingEmbedder(), reading, find_pdfs([files])))
            write_pdf(files / "0.pdf", [["BAB I", "PENDAHULUAN", f"Kota nomor nol pada putaran {number} ramai."]])
            list(add_files(library, HashingEmbedder(), reading, [files / "0.pdf"]))
            remove_document(library, "1.pdf")
            rebuild(library, HashingEmbedder())
            if number == 0:
                sys.stdout.write("writing\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
