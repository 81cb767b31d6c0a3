"""Files that only grow: one JSON object a line, added at the end."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.catalogue.schema import storage_errors


def add_line(path: Path, fields: Mapping[str, Any]) -> None:
    """Add a line; where the last one was cut off by a stop, behind it. Raises DiskFull where nothing can be written."""
    line = json.dumps(fields, ensure_ascii=False) + "\n"
    with storage_errors(path, writing=True), path.open("ab+") as file:
        if file.tell():
            file.seek(-1, 2)
            if file.read(1) != b"\n":
                line = "\n" + line
        file.write(line.encode())
