"""How often one person may ask for what costs time: questions, searches, checks, matrices, uploads; and for anything at all."""

from __future__ import annotations

import math
import time
from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from ingest.errors import TooManyRequests
from web.admission import GRADIO, refusal
from web.rights import PERSON

if TYPE_CHECKING:
    import gradio as gr

ON_THIS_MACHINE = 10
"""So many times as much is let through from this machine's own address: whoever is there needs no asking."""

CHEAP = 20
"""So many times as many requests of any kind as costly ones: a page asks for pictures, lists and how far work is."""

COSTLY_ADDRESSES = ("/library/files", "/conversations/", "/runs/", "/comparison", "/checks/", "/matrices/")
"""Of Kutip's own addresses those that compute something; each asked for by hand."""


@dataclass(frozen=True, slots=True)
class CostlyCalls:
    """The functions of Gradio's page that cost time, by their numbers and their names for programs."""

    numbers: Collection[int]
    names: Collection[str]

    @classmethod
    def of(cls, blocks: gr.Blocks) -> CostlyCalls:
        """Those whose number at the same time is set: whatever is cheap needs no such number."""
        costly = [each for each in blocks.fns.values() if each.concurrency_limit != "default"]
        return cls({each._id for each in costly}, {str(each.api_name) for each in costly})

    def has(self, scope: Scope) -> bool:
        """Whether a request to Gradio calls one of them, or uploads."""
        path = scope["path"].removeprefix(GRADIO).strip("/")
        if scope["method"] != "POST":
            return False
        if path in ("upload", "mcp") or path.startswith("mcp/"):
            return True
        sent = scope.get("state", {}).get("sent")
        number = sent.get("fn_index") if isinstance(sent, dict) else None
        return number in self.numbers or path.rpartition("/")[2] in self.names


class Counter:
    """Counts the requests of each caller over the last minute. Its methods may be called from any thread."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())

    def seconds_to_wait(self, who: str, kind: str, times: int = 1) -> int | None:
        """None where one more is let through, which is counted; else when to come again."""
        item = RateLimitItemPerMinute(self._per_minute * times)
        if self._counts.hit(item, kind, who):
            return None
        return max(1, math.ceil(self._counts.get_window_stats(item, kind, who).reset_time - time.time()))


def with_limits(app: ASGIApp, per_minute: int, costly: CostlyCalls) -> ASGIApp:
    """The app for those who do not ask too often; 0 for as often as they like. Behind ``Admission``, which reads what is sent."""
    if per_minute == 0:
        return app
    counter = Counter(per_minute)

    async def limited(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            who, local = caller(scope)
            times = ON_THIS_MACHINE if local else 1
            wait = counter.seconds_to_wait(who, "all", times * CHEAP)
            if wait is None and is_costly(scope, costly):
                wait = counter.seconds_to_wait(who, "costly", times)
            if wait is not None:
                answer = refusal(scope, TooManyRequests(wait), 429, **{"Retry-After": str(wait)})
                await answer(scope, receive, send)
                return
        await app(scope, receive, send)

    return limited


def is_costly(scope: Scope, costly: CostlyCalls) -> bool:
    """Whether a request costs time."""
    if scope["path"].startswith(GRADIO):
        return costly.has(scope)
    return bool(scope["path"].startswith(COSTLY_ADDRESSES))


def caller(scope: Scope) -> tuple[str, bool]:
    """Whom a request counts for, and whether that is this machine: a person who has signed in, or else an address.

    An IPv6 address counts as its network of 64 bits, all of which one machine may use.

    >>> caller({"client": ("10.0.0.5", 4000)}), caller({"client": ("127.0.0.1", 4000)})
    (('address 10.0.0.5', False), ('address 127.0.0.1', True))
    >>> from ingest.catalogue.people import Person, Role
    >>> caller({"client": ("2001:db8::1:2", 4000)})[0], caller({"client": ("10.0.0.5", 1), "state": {PERSON: Person("a1", "Ani", Role.READER)}})
    ('address 2001:db8::', ('person a1', False))
    """
    state: dict[str, Any] = scope.get("state", {})
    person = state.get(PERSON)
    if person:
        return f"person {person.id}", False
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:  # a socket of this machine, or a test
        return f"address {host}", True
    if isinstance(address, IPv6Address) and address.ipv4_mapped is None and not address.is_loopback:
        return f"address {IPv6Address(int(address) >> 64 << 64)}", False
    return f"address {address}", address.is_loopback
