"""Draws ``docs/answer.svg``: a real answer over the samples, as the terminal shows it.

    python docs/screenshot.py

The answer comes from ``python -m retrieval`` itself, run on a library of its own made from the samples.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI
from rich.text import Text

PROJECT = Path(__file__).resolve().parents[1]
TARGET = PROJECT / "docs" / "answer.svg"
QUESTION = "Kegiatan apa saja yang dicatat Priyanto sebagai pelaksanaan kesepakatan Baubau–Seoul?"
WIDTH = 100
FONT = "ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"

# rich fills the braces; its own template would fetch a font from the network
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-size="20">
<style>text {{ font-family: @FONT@; white-space: pre; }} .{unique_id}-matrix {{ line-height: {line_height}px; }}
{styles}</style>
<rect width="100%" height="100%" rx="8" fill="#272822"/>
<defs>{lines}</defs>
<g transform="translate({terminal_x}, {terminal_y})">{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
""".replace("@FONT@", FONT)


def main() -> None:
    """Answer the question in a fresh library, and draw what was printed."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"KUTIP_LIBRARY": str(Path(folder) / "library"), "KUTIP_LANGUAGE": "id"}
        python = [sys.executable, "-m"]
        subprocess.run([*python, "ingest", "add", "data/samples"], cwd=PROJECT, env=environment, check=True)
        printed = subprocess.run(
            [*python, "retrieval", QUESTION], cwd=PROJECT, env=environment, check=True, capture_output=True, text=True
        ).stdout
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere)
        console.print(Text(f'$ python -m retrieval "{QUESTION}"', style="bold"))
        console.print(Text(printed))
        svg = console.export_svg(title="Kutip", theme=MONOKAI, code_format=SVG)
    TARGET.write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
