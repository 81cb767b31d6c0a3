"""A follow-up → a question that stands alone, from the turns before it. Rules over words, no model. Pure.

"Lalu apa hambatannya?" cannot be searched for as it is. It is put together with the words of what was asked before
("apa hambatannya? (kerja sama Semarang dan Jung-Gu)"), and that text is what is searched for *and* what is shown: whoever
asked sees what they were understood as and can change it. A question that stands alone, and one that announces another
topic, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.catalogue.fulltext import WORD
from retrieval.aspects import asking_words, aspect_of
from retrieval.follow_ups import ANNOUNCEMENT, OTHER_LANGUAGE, carries_meaning, leans_on_earlier
from retrieval.question import MAX_CHARACTERS

MAX_TURNS = 8
"""Earlier turns that are looked at; what lies further back is no longer what "it" means."""

MAX_CHARACTERS_READ = 600
"""Of an earlier question, and of its answer; a pasted page is no topic."""

MAX_TOPIC_WORDS = 18
"""Content words that are added; more of them outweigh the question itself."""

MAX_PHRASE_WORDS = 25
"""Words of one phrase, small ones included."""

ANSWER_PHRASES = 3
"""Phrases of the last answer that are added to those of its question."""

SMALL_WORDS_INSIDE = 2
"""Small words in a row that do not part a phrase."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An earlier question as it was typed, and what was answered in somebody's own words; either may be empty.

    Quotes are no such answer: they say far more than what was asked, and their words lead back to the same passages.
    """

    asked: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Understood:
    """A question made standalone: ``asked`` is what was typed, on one line, ``text`` what is searched for and shown."""

    asked: str
    text: str

    @property
    def changed(self) -> bool:
        """Whether words were added to what was typed, or taken away."""
        return self.asked != self.text


class Rewriter(Protocol):
    """What makes a question standalone: the rules of ``standalone``, or anything else that keeps its promise."""

    def __call__(self, question: str, turns: Sequence[Turn]) -> Understood: ...


def standalone(question: str, turns: Sequence[Turn]) -> Understood:
    """The question as somebody would ask it who was not there before. ``turns``: the oldest first.

    >>> before = Turn(asked="Apakah kerja sama Semarang dan Jung-Gu sudah punya dasar hukum?")
    >>> standalone("Lalu apa hambatannya?", [before]).text
    'Lalu apa hambatannya? (kerja sama Semarang dan Jung-Gu sudah punya dasar hukum)'
    >>> standalone("Lalu apa pendorongnya?", [Turn(asked="Apa saja hambatan kerja sama Semarang?")]).text
    'Lalu apa pendorongnya? (kerja sama Semarang)'
    >>> standalone("Ganti topik: apa itu paradiplomasi?", [before]).text
    'apa itu paradiplomasi?'
    >>> standalone("Siapa wali kota Baubau yang memulai kerja sama?", [before]).changed
    False
    """
    asked = _one_line(question[:MAX_CHARACTERS])
    if not WORD.search(asked):
        return Understood(asked, asked)
    rest = ANNOUNCEMENT.sub("", asked)
    if rest != asked:
        return Understood(asked, rest if WORD.search(rest) else asked)
    if not leans_on_earlier(asked):
        return Understood(asked, asked)
    topic = ", ".join(_within(_topic(turns), set(map(_folded, WORD.findall(asked)))))
    topic = _without_earlier_aspect(asked, topic)
    return Understood(asked, f"{asked} ({topic})" if topic else asked)


def _without_earlier_aspect(asked: str, topic: str) -> str:
    """The topic without words by which an earlier question asked for another aspect and that would decide this one's."""
    own = aspect_of(asked)
    if own is None or not asking_words(asked, own):
        return topic  # "why?" asks about what was asked before
    while (other := aspect_of(f"{asked} ({topic})")) not in (None, own):
        words = asking_words(topic, other)
        if not words:
            return topic
        named = "|".join(map(re.escape, words))
        topic = ", ".join(_phrases(re.sub(rf"\b(?:{named})\b", " ", topic, flags=re.IGNORECASE)))
    return topic


def turns_of(messages: Iterable[tuple[str, str]]) -> tuple[Turn, ...]:
    """The turns of a list of (role, text); any role but "user" is the side that answers.

    >>> turns_of([("assistant", "Halo!"), ("user", "Apa itu paradiplomasi?"), ("agent", "Hubungan luar negeri daerah.")])
    (Turn(asked='', answer='Halo!'), Turn(asked='Apa itu paradiplomasi?', answer='Hubungan luar negeri daerah.'))
    """
    turns: list[Turn] = []
    for role, text in messages:
        if role == "user" or not turns:
            turns.append(Turn(asked=text) if role == "user" else Turn(answer=text))
        else:
            turns[-1] = Turn(turns[-1].asked, f"{turns[-1].answer} {text}".strip())
    return tuple(turns)


def _topic(turns: Sequence[Turn]) -> list[str]:
    """The phrases that the conversation is about: of its questions, the latest first, back to the last one that stood
    alone; then of the answer to the latest."""
    phrases: list[str] = []
    answer = ""
    for turn in reversed(turns[-MAX_TURNS:]):
        text = ANNOUNCEMENT.sub("", _one_line(turn.asked[:MAX_CHARACTERS_READ]))
        found = [] if OTHER_LANGUAGE.match(text) else _phrases(text)
        if not phrases and found:
            answer = _one_line(_OWN_MARKS.sub(" ", turn.answer[:MAX_CHARACTERS_READ]))
        phrases += found
        if found and not leans_on_earlier(text):
            break  # whatever was asked before this was another matter
    return [*phrases, *_phrases(answer)[:ANSWER_PHRASES]]


def _phrases(text: str) -> list[str]:
    """The runs of words that carry meaning, with the small words inside them.

    >>> _phrases("What does the translator put in place of the global pointer first?")
    ['translator put in place of the global pointer first']
    """
    phrases: list[str] = []
    for part in _PARTS.split(text):
        run: list[str] = []
        small = 0
        for word in part.split():
            if any(map(carries_meaning, WORD.findall(word))):
                run.append(word)
                small = 0
            elif run:
                small += 1
                run.append(word)
                if small > SMALL_WORDS_INSIDE or word.casefold().strip(_EDGES) in _QUESTION_WORDS:
                    phrases.append(" ".join(run[:-small]))
                    run, small = [], 0
        phrases.append(" ".join(run[: len(run) - small]))
    return [phrase for phrase in (phrase.strip(_EDGES) for phrase in phrases) if len(phrase) > 2]


def _within(phrases: Iterable[str], known: set[str]) -> list[str]:
    """The phrases that say something new beside the words known, as long as there is room for their words.

    >>> _within(["kota kembar", "Kembar", "kerja sama"], {"kerja", "sama"})
    ['kota kembar']
    """
    kept: list[str] = []
    room = MAX_TOPIC_WORDS
    for phrase in phrases:
        words = [_folded(word) for word in WORD.findall(phrase) if carries_meaning(word)]
        if known.issuperset(words):
            continue
        if len(words) > room and kept:
            continue
        room -= len(words)
        known.update(words)
        kept.append(" ".join(phrase.split()[:MAX_PHRASE_WORDS]))
    return kept


def _one_line(text: str) -> str:
    """The text without line ends, and without bytes of no character, as a terminal may pass them."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _folded(word: str) -> str:
    return word.casefold().removesuffix("nya")


_PARTS = re.compile(r"[?!;:,()“”\"]+(?:\s+|$)|\.(?:\s+|$)|\s[–—-]\s|\s*[()“”\"]+")
_EDGES = " .,;:!?'’‘()[]{}<>*_`“”\"–—-"
_OWN_MARKS = re.compile(r"\((?:hlm|pp?|PDF)\b[^)]*\)|\[\d+\]")
"""Page references and numbers of citations, which a topic has no use for."""

_QUESTION_WORDS = frozenset(
    "apa apakah siapa kapan mana berapa mengapa kenapa bagaimana gimana what which who when where why how".split()
)
