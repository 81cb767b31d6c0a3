"""The conversation so far, read back from the chat as the browser sends it. Pure.

The chat itself is the record: a page that is loaded anew or cleared has no other memory of what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from retrieval.conversation import Turn

_ASKED = re.compile(r'<p class="k-asked">(.*?)</p>', re.DOTALL)


def turns_in(history: Sequence[dict[str, Any]]) -> tuple[Turn, ...]:
    """The questions of a chat's messages, as ``question_html`` put them there; anything else is left out.

    The answers are quotes, which say too much to tell what a follow-up means.

    >>> turns_in([{"role": "user", "content": '<p class="k-asked">a &lt; b?</p>'}])
    (Turn(asked='a < b?', answer=''),)
    """
    asked = (_ASKED.search(_html(message.get("content"))) for message in history if message.get("role") == "user")
    return tuple(Turn(unescape(found[1].replace("<br>", "\n"))) for found in asked if found)


def _html(content: object) -> str:
    """A message's HTML: as it was written, or in the parts that the browser sends back."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    return "".join(str(part.get("text") or "") for part in parts if isinstance(part, dict))
