"""Whether a question leans on what was asked before it: by its first words, its pronouns and its length. Pure."""

from __future__ import annotations

import re

from ingest.catalogue.fulltext import WORD
from retrieval.question import STOP_WORDS

POINTS_WITHIN = 3
"""A pronoun behind more content words than this means one of them, and nothing that was said before."""

ARTICLE_WITHIN = 4
"""In a question of more content words than this, "itu" is an article: "hasil analisis statis itu …"."""

IF_WITHIN = 6
"""In a question of more content words than this, "kalau" and "what if" name a condition, and it is whole."""

FEW_WORDS = 2
"""A question with no more content words than this, and no name, is about what was asked before."""


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
    named = any(_is_name(word) and carries_meaning(word) for word in WORD.findall(question)[1:])
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
            bound = owner and (_is_name(owner[0]) or (carries_meaning(owner[0]) and length > POINTS_WITHIN))
            if not bound and found["owned"].casefold() not in _NEVER_OWNED and _content_words(before) <= POINTS_WITHIN:
                return True
        elif _content_words(before) <= POINTS_WITHIN:
            return True
    return False


def _content_words(text: str) -> int:
    return sum(map(carries_meaning, WORD.findall(text)))


def _is_name(word: str) -> bool:
    return word[0].isupper() or any(map(str.isdigit, word))


def carries_meaning(word: str) -> bool:
    return word.casefold() not in STOP_WORDS and word.casefold() not in _SMALL_WORDS


ANNOUNCEMENT = re.compile(
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
    "sebaliknya setidaknya sekurangnya hanya adanya artinya".split()
)
"""Words in -nya whose ending points at nothing."""

_DEFINITION = re.compile(
    r"(?:apa(?:kah)? (?:itu|yang dimaksud(?: dengan)?|arti|makna|definisi)|siapa(?:kah)?(?: itu)?|"
    r"what (?:is|are|does)|who (?:is|was|are|were)|define|explain|jelaskan)\s+(?!the\b|yang\b|yg\b|saja\b|aja\b)\w",
    re.IGNORECASE,
)
"""A short question that is whole: it asks what something is, and names it."""

OTHER_LANGUAGE = re.compile(
    r"\W*(?:please\W+)?(?:in (?:english|indonesian)|(?:(?:dalam|pakai|pake|ke) )?bahasa (?:inggris|indonesia))"
    r"(?:\W+(?:please|dong|ya|aja|saja|tolong))*\W*$",
    re.IGNORECASE,
)
"""A wish for another language, which is no topic."""

_OWN_CONTEXT = re.compile(r"\([^()]*\w\W+\w[^()]*\)\W*$")
"""Words in brackets at the end: a question as it was understood, sent again after a change."""

_SMALL_WORDS = frozenset(
    "yg aja apa2 pas buat kayak gitu gini nggak gak ga enggak tidak tak bukan not no yes ya udah udh sdh dgn utk dr pd jd jadi cuma "
    "cuman sama soal mengenai kata bilang diapain ngapain dimana kemana sendiri bgt banget lagi pernah sedang "
    "hlm p pp page halaman does don didn just only then there here ok oke thanks please tell know want need get got give me "
    "punya ialah yaitu yakni kan".split()
)
"""Small words beyond those that a search leaves out: how people speak."""
