"""Documents that share many sentences, as a draft and the final version do. Pure.

Every sentence of some length becomes a hash of its letters; two documents are near-duplicates when a large share of the
shorter one's sentences stand in the other as well, word for word. No similarity is guessed.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from ingest.catalogue.records import NearDuplicate

MIN_WORDS = 6
"""Shorter sentences ("Sumber: hasil olahan peneliti") repeat in theses that have nothing to do with each other."""

MIN_SHARE = 0.3
"""From this share of the shorter document's sentences on, two documents are called near-duplicates."""

MIN_SENTENCES = 10
"""So few common sentences say nothing."""

MIN_RECENT = 64
RECENT_PART = 20
"""So many documents, or this part of all, lie apart in a ``SentenceIndex`` before they are sorted in."""


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


class SentenceIndex:
    """The sentences of many documents, asked at once which of them share many with one.

    Twelve bytes a sentence. What is added lies apart until it is worth sorting in, so that n documents are not sorted n times.
    """

    def __init__(self, of_documents: Mapping[str, bytes]) -> None:
        self._ids: list[str] = []
        self._sizes: NDArray[np.int64] = np.zeros(0, np.int64)
        self._hashes: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._owners: NDArray[np.uint32] = np.zeros(0, np.uint32)
        self._recent = dict(of_documents)
        self._dropped: set[str] = set()
        self._sort_in()

    def add(self, document_id: str, hashes: bytes) -> None:
        """A document that was not there."""
        self._recent[document_id] = hashes
        if len(self._recent) > max(MIN_RECENT, len(self._ids) // RECENT_PART):
            self._sort_in()

    def drop(self, document_id: str) -> None:
        """A document that is not there any more."""
        if self._recent.pop(document_id, None) is None:
            self._dropped.add(document_id)

    def near(self, document_id: str, own: bytes, without: Collection[str] = ()) -> Iterator[NearDuplicate]:
        """What ``find_near_duplicates`` finds among all of them but those ``without``."""
        ours = _array(own)
        found = []
        shared = self._common(ours)
        for at in np.flatnonzero(shared >= MIN_SENTENCES):
            id_, common = self._ids[at], int(shared[at])
            shorter = min(len(ours), int(self._sizes[at]))
            if id_ not in without and id_ not in self._dropped and common >= MIN_SHARE * shorter:
                found.append(NearDuplicate(document_id, id_, common / shorter))
        others = {id_: each for id_, each in self._recent.items() if id_ not in without}
        found += find_near_duplicates(document_id, own, others)
        yield from sorted(found, key=lambda pair: (-pair.share, pair.other_id))

    def _common(self, ours: NDArray[np.uint64]) -> NDArray[np.int64]:
        """How many sentences each of the sorted documents shares."""
        first = np.searchsorted(self._hashes, ours, "left")
        count = np.searchsorted(self._hashes, ours, "right") - first
        starts = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count) if len(ours) else first
        return np.bincount(self._owners[starts + np.arange(count.sum())], minlength=len(self._ids))

    def _sort_in(self) -> None:
        arrays = [_array(each) for each in self._recent.values()]
        numbers = np.arange(len(self._ids), len(self._ids) + len(arrays), dtype=np.uint32)
        sizes = np.array([len(each) for each in arrays], np.int64)
        hashes = np.concatenate([self._hashes, *arrays])
        owners = np.concatenate([self._owners, np.repeat(numbers, sizes)])
        order = np.argsort(hashes, kind="stable")
        self._hashes, self._owners = hashes[order], owners[order]
        self._sizes = np.concatenate([self._sizes, sizes])
        self._ids += self._recent
        self._recent = {}
