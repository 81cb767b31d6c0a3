"""The sentences that answer, chosen from the best passages. Pure.

A sentence that leans on the one before it ("Hal ini …", "They …") brings that one along; an introduction that
ends in a colon brings its list; what was said already is not said twice.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

MAX_PASSAGES = 4
"""Passages that an answer may quote from."""

MAX_QUOTES = 5
"""Quotes of one answer: what a person reads in a minute."""

REPEAT = 0.8
"""Share of common words (Jaccard) from which two quotes say the same."""

TITLE_CASE = 0.9
"""Share of long words with a capital from which a sentence is a title."""

MIN_WORDS = 5
"""Shorter sentences are captions, names and list marks; they do not answer on their own."""


@dataclass(frozen=True, slots=True)
class Margins:
    """How far below the best one a passage's score, and a sentence's within its passage, may lie to be quoted."""

    passage: float
    sentence: float


BY_INTERACTION = Margins(passage=0.02, sentence=0.012)
"""For passages by late interaction and cosines of sentences; see docs/evaluation.md."""

BY_COSINE = Margins(passage=1.2, sentence=0.012)
"""For fused z-scores of passages and cosines of sentences."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage to quote from: its document's text, its sentences as (start, end) and their scores."""

    document_id: str
    text: str
    sentences: tuple[tuple[int, int], ...]
    sentence_scores: tuple[float, ...]
    score: float
    title: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An interval to quote, and the score of its best sentence.

    What stands before ``answers_from`` is there because what follows leans on it ("Hal ini …"); -1 for nothing.
    """

    document_id: str
    start: int
    end: int
    score: float
    answers_from: int = -1

    @property
    def context_length(self) -> int:
        """Characters at the beginning that are context."""
        return max(self.answers_from - self.start, 0)


def choose(candidates: Sequence[Candidate], margins: Margins) -> tuple[Evidence, ...]:
    """The evidence of an answer, in the order of the passages, given best first."""
    chosen: list[Evidence] = []
    said: list[str] = []
    for candidate in candidates[:MAX_PASSAGES]:
        if candidate.score < candidates[0].score - margins.passage and chosen:
            break
        for evidence in _of_passage(candidate, margins.sentence):
            words = candidate.text[evidence.start : evidence.end]
            if len(chosen) < MAX_QUOTES and not any(says_again(words, before) for before in said):
                chosen.append(evidence)
                said.append(words)
    return tuple(chosen)


def _of_passage(candidate: Candidate, margin: float) -> list[Evidence]:
    """Runs of neighbouring sentences among the best ones of the passage."""
    scores, able = candidate.sentence_scores, able_sentences(candidate)
    if not able:
        return []
    best = max(scores[at] for at in able)
    return quoted(candidate, {at for at in able if scores[at] >= best - margin}, frozenset(able))


def able_sentences(candidate: Candidate) -> list[int]:
    """The sentences of a passage, by their places, that may answer."""
    quotes = [candidate.text[start:end] for start, end in candidate.sentences]
    return [at for at, quote in enumerate(quotes) if _can_answer(quote, candidate.title) and not _asks(quotes, at)]


def quoted(candidate: Candidate, answering: Collection[int], able: frozenset[int]) -> list[Evidence]:
    """These sentences of a passage with those that they lean on, neighbours as one interval."""
    quotes = [candidate.text[start:end] for start, end in candidate.sentences]
    wanted, context = set(answering), set[int]()
    for at in sorted(answering):
        companions = set(_companions(quotes, at, able))
        wanted.update(companions)
        if companions == {at - 1} and at - 1 not in answering:
            context.add(at - 1)
    return [
        Evidence(
            candidate.document_id,
            candidate.sentences[run[0]][0],
            candidate.sentences[run[-1]][1],
            max(candidate.sentence_scores[at] for at in run),
            candidate.sentences[run[1]][0] if run[0] in context and len(run) > 1 else -1,
        )
        for run in _runs(sorted(wanted))
    ]


_LEANING = re.compile(
    r"(?:(?:hal|kondisi|situasi|fenomena|pernyataan|proses|temuan|kendala|program|perubahan|konsep|interaksi|perbandingan) (?:ini|itu|tersebut)"
    r"|berdasarkan (?:hal|kondisi|uraian|pandangan) (?:ini|itu|tersebut)|keduanya|ketiganya|karena itu|akibatnya|sebaliknya"
    r"|ini\b|itu\b|ia\b|beliau\b|mereka\b|artinya|dengan demikian|oleh karena itu|namun|akan tetapi|selain itu|misalnya|di sisi lain"
    r"|this\b|these\b|that\b|those\b|it\b|they\b|he\b|she\b|such\b|however|therefore|thus|hence|for example|for instance|moreover|furthermore|in addition"
    r"|otherwise|consequently|as a result|the latter|both\b|instead|its\b|their\b|his\b|her\b|but\b)",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:[•●▪‣◦*–-]|\(?(?:[a-zA-Z]|\d{1,2}|[ivx]{1,4})[.)])\s")


def _companions(quotes: Sequence[str], at: int, able: frozenset[int]) -> Iterable[int]:
    """Indices of sentences that the sentence cannot do without."""
    introduction = _introduction(quotes, at)
    if introduction is not None:
        items = [later for later in range(introduction + 1, len(quotes)) if _ITEM.match(quotes[later])]
        return (
            range(introduction, (items[-1] if items else introduction + 1) + 1)
            if introduction + 1 < len(quotes)
            else ()
        )
    if at > 0 and at - 1 in able and _LEANING.match(quotes[at]):
        return (at - 1,)
    return ()


def _introduction(quotes: Sequence[str], at: int) -> int | None:
    """The sentence that introduces the list which the sentence begins or belongs to, if there is one."""
    if quotes[at].endswith(":"):
        return at
    if not _ITEM.match(quotes[at]):
        return None
    colon = next((before for before in reversed(range(at)) if quotes[before].endswith(":")), None)
    return colon if colon is not None and _ITEM.match(quotes[colon + 1]) else None


def _asks(quotes: Sequence[str], at: int) -> bool:
    """Whether the sentence introduces questions ("The thesis takes up: 1. How …?"), which answer nothing."""
    return quotes[at].endswith(":") and at + 1 < len(quotes) and quotes[at + 1].endswith("?")


def _can_answer(sentence: str, title: str) -> bool:
    """A question asks, a caption or a fragment breaks off, and a title (of this thesis, or of any work: its long words
    begin with capitals) only names: none of them answers."""
    words = re.findall(r"[^\W\d_]{2,}", sentence)
    if len(words) < MIN_WORDS or not re.search(r"[.!:;…][\"'”’»)\]]*$", sentence):
        return False
    long = [word for word in words if len(word) > 3]
    if len(long) >= MIN_WORDS and sum(word[0].isupper() for word in long) >= TITLE_CASE * len(long):
        return False
    return not _words(sentence) <= _words(title)


def _runs(indices: Iterable[int]) -> list[list[int]]:
    """Consecutive indices together.

    >>> _runs([0, 1, 4])
    [[0, 1], [4]]
    """
    runs: list[list[int]] = []
    for index in indices:
        if runs and index == runs[-1][-1] + 1:
            runs[-1].append(index)
        else:
            runs.append([index])
    return runs


_DENIALS = frozenset("tidak tak bukan belum tanpa jangan not no never without none cannot".split())


def says_again(one: str, other: str) -> bool:
    """Whether two sentences say nearly the same: most words in common, the same numbers, and the same denied.

    >>> first = "Kerja sama kota itu dimulai pada tahun 2009 di Baubau."
    >>> says_again(first, "Kerja sama kota itu telah dimulai pada tahun 2009 di Baubau.")
    True
    >>> says_again(first, "Kerja sama kota itu dimulai pada tahun 2012 di Baubau.")
    False
    """
    words, before = _words(one), _words(other)
    if len(words) < MIN_WORDS or not _is_repeat(words, before):
        return False
    return not any(word in _DENIALS or any(map(str.isdigit, word)) for word in words ^ before)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in re.findall(r"\w+", text))


def _is_repeat(words: frozenset[str], before: frozenset[str]) -> bool:
    return len(words & before) >= REPEAT * len(words | before)
