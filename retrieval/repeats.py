"""The same passage in a draft and in the final version is found once: in the version that was added last. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

SAME_SENTENCES = 0.5
"""From this share of the shorter passage's sentences on, two passages of near-duplicate documents say the same."""


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage found, by its document and its sentences, folded."""

    document_id: str
    sentences: frozenset[str]


def folded_sentence(sentence: str) -> str:
    """Letters and digits alone.

    >>> folded_sentence("Kota itu, besar.") == folded_sentence("kota itu besar")
    True
    """
    return " ".join(re.findall(r"\w+", sentence.casefold()))


def without_repeats(found: Sequence[FoundPassage], later: Collection[tuple[str, str]]) -> list[int]:
    """Which passages to show, best first: of two that say the same, the one of the later version, in the better place.

    ``later`` has pairs of near-duplicate documents, the later one first.

    >>> same = frozenset({"kota itu besar"})
    >>> passages = [FoundPassage("draft", same), FoundPassage("other", same), FoundPassage("final", same)]
    >>> without_repeats(passages, {("final", "draft")})
    [2, 1]
    """
    shown: list[int] = []
    gone: set[int] = set()
    for at in range(len(found)):
        if at in gone:
            continue
        best = at
        for other in range(len(found)):
            if other in gone or other == best or not _say_the_same(found[best], found[other]):
                continue
            if (found[other].document_id, found[best].document_id) in later:
                gone.add(best)
                best = other
            elif (found[best].document_id, found[other].document_id) in later:
                gone.add(other)
        gone.add(best)
        shown.append(best)
    return shown


def _say_the_same(one: FoundPassage, other: FoundPassage) -> bool:
    shorter = min(len(one.sentences), len(other.sentences))
    return shorter > 0 and len(one.sentences & other.sentences) >= SAME_SENTENCES * shorter
