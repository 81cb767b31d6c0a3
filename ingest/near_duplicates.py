"""Documents that share many sentences, as a draft and the final version do. Pure.

Every sentence of some length becomes a hash of its letters; two documents are near-duplicates when a large share of the
shorter one's sentences stand in the other as well, word for word. No similarity is guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.records import NearDuplicate

MIN_WORDS = 6
"""Shorter sentences ("Sumber: hasil olahan peneliti") repeat in theses that have nothing to do with each other."""

MIN_SHARE = 0.3
"""From this share of the shorter document's sentences on, two documents are called near-duplicates."""

MIN_SENTENCES = 10
"""So few common sentences say nothing."""


def sentence_hashes(sentences: Iterable[str]) -> bytes:
    """Sentences as sorted 64-bit hashes, case, blanks and punctuation aside; short ones are left out.

    >>> one, two = sentence_hashes(["Kota itu adalah kota yang besar."]), sentence_hashes(["Kota itu adalah\\nkota yang besar"])
    >>> len(one), one == two, sentence_hashes(["Kota besar."])
    (8, True, b'')
    """
    words = (re.findall(r"\w+", sentence.casefold()) for sentence in sentences)
    hashes = {
        int.from_bytes(hashlib.blake2b(" ".join(found).encode(), digest_size=8).digest(), "little")
        for found in words
        if len(found) >= MIN_WORDS
    }
    return np.array(sorted(hashes), dtype=np.uint64).tobytes()


def find_near_duplicates(document_id: str, own: bytes, others: Mapping[str, bytes]) -> Iterator[NearDuplicate]:
    """The documents among ``others`` that share at least MIN_SHARE of the shorter one's sentences, most alike first."""
    ours = _array(own)
    found = []
    for other_id, theirs in others.items():
        shorter = min(len(ours), len(theirs) // 8)
        common = len(np.intersect1d(ours, _array(theirs), assume_unique=True))
        if common >= MIN_SENTENCES and common >= MIN_SHARE * shorter:
            found.append(NearDuplicate(document_id, other_id, common / shorter))
    yield from sorted(found, key=lambda pair: (-pair.share, pair.other_id))


def _array(hashes: bytes) -> NDArray[np.uint64]:
    return np.frombuffer(hashes, dtype=np.uint64)
