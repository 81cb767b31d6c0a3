"""What a question asks: its language, its content words, the terms that search the full text. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.errors import EmptyQuestion
from ingest.language import Language, detect_language

MAX_CHARACTERS = 2000
"""Longer questions are cut: the model reads no more, and a pasted chapter is no question."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question as understood. ``content_words`` are its words that carry meaning, case folded, in order."""

    text: str
    language: Language
    terms: tuple[str, ...]
    content_words: tuple[str, ...]


def understand(text: str) -> Question:
    """Read a question. Raises EmptyQuestion where there is no word in it.

    >>> understand("Apa saja hambatan kerja sama kota?").content_words
    ('hambatan', 'kerja', 'sama', 'kota')
    """
    text = text.encode("utf-8", "replace").decode("utf-8")  # bytes of no character, as a terminal may pass them
    text = " ".join(text.split())[:MAX_CHARACTERS]
    words = [word.casefold() for word in WORD.findall(text)]
    if not words:
        raise EmptyQuestion
    content = tuple(word for word in words if word not in STOP_WORDS) or tuple(words)
    terms = query_terms(" ".join(content))
    if not terms:  # a sign that Unicode counts as a letter and that folds to a blank
        raise EmptyQuestion
    return Question(text, detect_language(text), terms, content)


STOP_WORDS = frozenset(
    # Indonesian function words, also the spoken ones
    "yang dan di dari ke untuk pada dengan dalam adalah ini itu atau oleh sebagai akan juga dapat bisa karena apa "
    "apakah bagaimana gimana mengapa kenapa knp kapan siapa berapa mana saja aja lalu terhadap antara tentang serta "
    "agar bagi menurut jika kalau sudah telah para masih lebih sangat nya dong sih kok kah si sang ada tersebut "
    "dijelaskan disebutkan menjelaskan penulis skripsi tesis tolong jelaskan sebutkan "
    # English function words
    "the of and to in is are was were for with on by from that this these those which what how why when who whom whose "
    "where does do did it its as at an a be been has have had or but than into about can could should would there "
    "their they them he she his her we our you your i me my will may might also so such any some say says said "
    "please explain thesis author according".split()
)
"""Words that a question is asked with; the full text is not searched for them."""
