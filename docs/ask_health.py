"""Asks the Kutip of this machine whether it is ready: status 0 or 1, and what it says. For health checks of containers.

python -m docs.ask_health
"""

from __future__ import annotations

import os
import sys
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

SECONDS = 8


def main() -> int:
    port = os.environ.get("KUTIP_PORT", "7860")
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=SECONDS) as answer:
            print(answer.read().decode())
            return 0
    except HTTPError as error:
        print(error.read().decode())
    except (URLError, OSError) as error:
        print(error)
    return 1


if __name__ == "__main__":
    sys.exit(main())
