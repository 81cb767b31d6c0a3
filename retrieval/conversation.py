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
from retrieval.question import MAX_CHARACTERS, STOP_WORDS

MAX_TURNS = 8
"""Earlier turns that are looked at; what lies further back is no longer what "it" means."""

MAX_CHARACTERS_READ = 600
"""Of an earlier question, and of its answer; a pasted page is no topic."""

MAX_TOPIC_WORDS = 18
"""Content words that are added; more of them outweigh the question itself."""

ANSWER_PHRASES = 3
"""Phrases of the last answer that are added to those of its question."""

SMALL_WORDS_INSIDE = 2
"""Small words in a row that do not part a phrase."""

POINTS_WITHIN = 3
"""A pronoun behind more content words than this means one of them, and nothing that was said before."""

ARTICLE_WITHIN = 4
"""In a question of more content words than this, "itu" is an article: "hasil analisis statis itu …"."""

IF_WITHIN = 6
"""In a question of more content words than this, "kalau" and "what if" name a condition, and it is whole."""

FEW_WORDS = 2
"""A question with no more content words than this, and no name, is about what was asked before."""


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
    >>> standalone("Ganti topik: apa itu paradiplomasi?", [before]).text
    'apa itu paradiplomasi?'
    >>> standalone("Siapa wali kota Baubau yang memulai kerja sama?", [before]).changed
    False
    """
    asked = _one_line(question[:MAX_CHARACTERS])
    if not WORD.search(asked):
        return Understood(asked, asked)
    rest = _ANNOUNCEMENT.sub("", asked)
    if rest != asked:
        return Understood(asked, rest if WORD.search(rest) else asked)
    if not leans_on_earlier(asked):
        return Understood(asked, asked)
    topic = ", ".join(_within(_topic(turns), set(map(_folded, WORD.findall(asked)))))
    return Understood(asked, f"{asked} ({topic})" if topic else asked)


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


def leans_on_earlier(question: str) -> bool:
    """Whether a question goes on from an earlier one, points back at it, or says too little to stand alone.

    >>> leans_on_earlier("And its memory use?"), leans_on_earlier("Kalau Kuznetsov?")
    (True, True)
    >>> leans_on_earlier("What is lazy evaluation?"), leans_on_earlier("Bagaimana kota Semarang mengukur partisipasi warga?")
    (False, False)
    """
    if _OWN_CONTEXT.search(question):
        return False
    length = _content_words(question)
    if _GOES_ON.match(question) or (_IF.match(question) and length <= IF_WITHIN) or _points_back(question):
        return True
    if _DEFINITION.match(question):
        return False
    named = any(_is_name(word) and _carries_meaning(word) for word in WORD.findall(question)[1:])
    return length < FEW_WORDS or (length == FEW_WORDS and not named)


def _points_back(question: str) -> bool:
    """Whether there is a pronoun, "itu" or "-nya" that means nothing in the question itself.

    >>> _points_back("Perjanjian itu kapan ditandatangani?"), _points_back("Instruksi LR itu apa?")
    (True, False)
    >>> _points_back("Apa hambatannya?"), _points_back("Apa bedanya tes sekali jalan dengan tes berulang?")
    (True, False)
    """
    length = _content_words(question)
    for found in _POINTER.finditer(question):
        before = question[: found.start()]
        if found["sure"]:
            return True
        if found["article"]:
            if length <= ARTICLE_WITHIN and not any(map(_is_name, WORD.findall(before)[1:])):
                return True
        elif found["owned"]:
            owner = WORD.match(question, found.end() + 1)
            bound = owner and (_is_name(owner[0]) or (_carries_meaning(owner[0]) and length > POINTS_WITHIN))
            if not bound and found["owned"].casefold() not in _NEVER_OWNED and _content_words(before) <= POINTS_WITHIN:
                return True
        elif _content_words(before) <= POINTS_WITHIN:
            return True
    return False


def _topic(turns: Sequence[Turn]) -> list[str]:
    """The phrases that the conversation is about, the most telling first: back to the last question that stood alone."""
    phrases: list[str] = []
    for turn in reversed(turns[-MAX_TURNS:]):
        text = _ANNOUNCEMENT.sub("", _one_line(turn.asked[:MAX_CHARACTERS_READ]))
        found = [] if _OTHER_LANGUAGE.match(text) else _phrases(text)
        if not phrases and found:
            found += _phrases(_one_line(_OWN_MARKS.sub(" ", turn.answer[:MAX_CHARACTERS_READ])))[:ANSWER_PHRASES]
        phrases += found
        if found and not leans_on_earlier(text):
            break  # whatever was asked before this was another matter
    return phrases


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
            if any(map(_carries_meaning, WORD.findall(word))):
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
        words = [_folded(word) for word in WORD.findall(phrase) if _carries_meaning(word)]
        if known.issuperset(words):
            continue
        if len(words) > room:
            break
        room -= len(words)
        known.update(words)
        kept.append(phrase)
    return kept


def _one_line(text: str) -> str:
    """The text without line ends, and without bytes of no character, as a terminal may pass them."""
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _folded(word: str) -> str:
    return word.casefold().removesuffix("nya")


def _content_words(text: str) -> int:
    return sum(map(_carries_meaning, WORD.findall(text)))


def _is_name(word: str) -> bool:
    return word[0].isupper() or any(map(str.isdigit, word))


def _carries_meaning(word: str) -> bool:
    return word.casefold() not in STOP_WORDS and word.casefold() not in _SMALL_WORDS


_ANNOUNCEMENT = re.compile(
    r"""^(?:(?:ok(?:e|ay)?|sip|baik(?:lah)?|thanks?(?:\ you)?|makasih|terima\ kasih|now|sekarang|well|great|good)\b[\s,.!–-]*)*
    (?:(?:ganti|pindah|beda|lain|beralih)\b(?:\s+(?:ke\s+)?(?:topik|soal|hal|tema|bahasan|pertanyaan))?(?:\s+(?:lain|lagi|baru|ya|dulu|deh))*
      |(?:topik|pertanyaan|hal|soal)\s+(?:lain|baru)(?:\s+(?:lagi|ya))*
      |(?:a\s+|on\s+)?(?:an?other|(?:a\s+)?(?:new|different|unrelated))\s+(?:question|thing|topic|subject|matter|note)
      |(?:something|on\s+to\s+something)\s+(?:else|different)
      |(?:let(?:'|’)?s|let\s+us)\s+(?:move\s+on|talk\s+about\s+something\s+else|change\s+(?:the\s+)?(?:topic|subject))
      |(?:moving\s+on|change\s+of\s+(?:topic|subject)|switching\s+(?:topics?|subjects?)|changing\s+(?:the\s+)?(?:topic|subject))
      |btw|by\s+the\s+way|omong-omong|ngomong-ngomong|oh\s+ya
    )\s*[:;,.!–-]+\s*
    |^(?:ok(?:e|ay)?[\s,.!–-]+)?(?:sekarang\s+(?:soal|tentang|mengenai)|now\s+(?:about|on\s+to))\s+""",
    re.IGNORECASE | re.VERBOSE,
)
"""What announces another topic, with the courtesies before it: never part of the question."""

_GOES_ON = re.compile(
    r"(?:(?:ok(?:e|ay)?|sip|baik|thanks?|makasih|nah|hmm+|oh)\b[\s,.!–-]*)*"
    r"(?:lalu|terus|trus|trs|kemudian|dan|tapi|tetapi|sedangkan|selain itu|bagaimana dengan|gimana dengan|"
    r"gimana kalau|bagaimana kalau|contohnya|misalnya|and|but|then|also|or|what about|how about|what else|why not|"
    r"apa lagi|siapa lagi|mana lagi)\b",
    re.IGNORECASE,
)
"""Words that only go on from something said before."""

_IF = re.compile(r"\W*(?:kalau|kalo|klo|kl|jika|what if|if|so|jadi)\b", re.IGNORECASE)
"""Words that go on in a short question, and begin a condition in a long one."""

_POINTER = re.compile(
    r"\b(?:(?P<article>(?<!apa )(?<!waktu )itu|tersebut|tsb)|(?P<owned>\w{3,}nya)|ia|dia|beliau|mereka|begitu|tadi|yg mana|yang mana|"
    r"keduanya|it(?! (?:possible|necessary|true|likely|going to)\b)|its|they|them|their|theirs|he|him|his|she|her|hers|this|those|these|there|the former|the latter|"
    r"(?P<sure>then(?=\W*$)|(?:in|at|on|of|for|with|from|by) that(?: \w+)?(?=\W*$|,)))\b",
    re.IGNORECASE,
)

_NEVER_OWNED = frozenset(
    "biasanya sebenarnya sesungguhnya misalnya akhirnya umumnya rupanya selanjutnya sebelumnya khususnya seharusnya sebaiknya "
    "sebaliknya setidaknya sekurangnya pertanyaannya bertanya menanya mempunya hanya punya tanya adanya "
    "artinya".split()
)
"""Words in -nya whose ending points at nothing."""

_DEFINITION = re.compile(
    r"(?:apa(?:kah)? (?:itu|yang dimaksud(?: dengan)?|arti|makna|definisi)|siapa(?:kah)?(?: itu)?|"
    r"what (?:is|are|does)|who (?:is|was|are|were)|define|explain|jelaskan)\s+(?!the\b|yang\b|yg\b|saja\b|aja\b)\w",
    re.IGNORECASE,
)
"""A short question that is whole: it asks what something is, and names it."""

_OTHER_LANGUAGE = re.compile(
    r"\W*(?:please\W+)?(?:in (?:english|indonesian)|(?:(?:dalam|pakai|pake|ke) )?bahasa (?:inggris|indonesia))"
    r"(?:\W+(?:please|dong|ya|aja|saja|tolong))*\W*$",
    re.IGNORECASE,
)
"""A wish for another language, which is no topic."""

_OWN_CONTEXT = re.compile(r"\([^()]*\w\W+\w[^()]*\)\W*$")
"""Words in brackets at the end: a question as it was understood, sent again after a change."""

_QUESTION_WORDS = frozenset(
    "apa apakah siapa kapan mana berapa mengapa kenapa bagaimana gimana what which who when where why how".split()
)
_SMALL_WORDS = frozenset(
    "yg aja apa2 pas buat kayak gitu gini nggak gak ga enggak tidak tak bukan not no yes ya udah udh sdh dgn utk dr pd jd jadi cuma "
    "cuman sama soal mengenai kata bilang diapain ngapain ngaruhnya dimana kemana sendiri bgt banget lagi pernah sedang "
    "hlm p pp page halaman does don didn just only then there here ok oke thanks please tell know want need get got give me "
    "punya ialah yaitu yakni kan".split()
)
"""Small words beyond those that a search leaves out: how people speak."""

_PARTS = re.compile(r"[?!;:,()“”\"]+(?:\s+|$)|\.(?:\s+|$)|\s[–—-]\s|\s*[()“”\"]+")
_EDGES = " .,;:!?'’‘()[]{}<>*_`“”\"–—-"
_OWN_MARKS = re.compile(r"\((?:hlm|pp?|PDF)\b[^)]*\)|\[\d+\]")
"""Page references and numbers of citations, which a topic has no use for."""
