"""A process for the tests of stopping: serves one slow answer and ends as the app does.

Arguments: seconds that it has to end, and its proxies. Prints its port once it listens, "begun" when the answer has begun and "stopping" when it was told to end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import StreamingResponse
from starlette.routing import Route

from web.serving import listen, serve
from web.winding_down import WorkInHand

PIECES = 10


def say(word: object) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main() -> None:
    work = WorkInHand()

    def pieces() -> Iterator[str]:
        with work.doing():
            say("begun")
            for at in range(PIECES):
                yield f"{at} "
                time.sleep(0.2)

    app = Starlette(routes=[Route("/slow", lambda request: StreamingResponse(pieces())), Route("/where", where)])
    with listen("127.0.0.1", 0) as listening:
        say(listening.getsockname()[1])
        serve(app, listening, work, seconds=float(sys.argv[1]), proxies=sys.argv[2], on_stop=lambda: say("stopping"))
    say("ended")


async def where(request: Request) -> StreamingResponse:
    return StreamingResponse(iter([str(request.url)]))


if __name__ == "__main__":
    main()
