"""Quotes to check a checker with: true ones in other shapes, and ones that were altered, made from the texts themselves.

What is expected follows from how a case was made, and from a comparison of its own (words in a row, nothing folded but
case and marks), never from the code under test: an altered quote that happens to stand in a text is no case. Pure.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.catalogue.records import WholeDocument
from ingest.document import pages_of
from ingest.sentences import sentences
from retrieval.verdict import Claimed, VerdictKind

SHORTEST, LONGEST = 6, 45
"""Words of a quote."""

IN_VAIN = 2000
"""Tries after which a kind of case is given up."""

_NEGATION = re.compile(r"\b(?:tidak|tak|bukan|belum|tanpa|jangan|not|no|never|without|cannot)\b", re.IGNORECASE)
_WORDS = re.compile(r"[^\W_]+")
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}


@dataclass(frozen=True, slots=True)
class QuoteCase:
    """A quote, what its writer claims, and what a checker must say. The words come from ``start`` to ``end``."""

    kind: str
    quote: str
    expected: frozenset[VerdictKind]
    claimed: Claimed
    document: WholeDocument
    start: int
    end: int


FOUND = frozenset({VerdictKind.EXACT})
NOT_AS_QUOTED = frozenset({VerdictKind.ALTERED, VerdictKind.NOT_FOUND})
ELSEWHERE = frozenset({VerdictKind.ELSEWHERE})

Shape = Callable[[str, random.Random], str | None]


def quote_cases(documents: Sequence[WholeDocument], count: int, seed: int) -> Iterator[QuoteCase]:
    """``count`` cases, as many of each kind. The same seed gives the same cases.

    Kinds for which the texts have nothing are left out; none is made where no text has a sentence to quote.
    """
    chance = random.Random(seed)
    slices = [text for text in map(_Text, documents) if text.sentences]
    kinds = _kinds(len(slices) > 1) if slices else []
    made, vain = 0, 0
    while kinds and made < count:
        at = made % len(kinds)
        case = kinds[at](chance.choice(slices), slices, chance)
        if case is not None:
            made, vain = made + 1, 0
            yield case
        elif vain == IN_VAIN:  # no sentence has what this kind needs, such as a negation
            kinds.pop(at)
            vain = 0
        else:
            vain += 1


class _Text:
    """A document with its sentences that can be quoted, and its bare words for comparison."""

    def __init__(self, whole: WholeDocument) -> None:
        self.whole = whole
        self.text = whole.document.text
        evidence = [section for section in whole.sections if section.kind.is_evidence and section.level == 1]
        self.sentences = [
            sentence
            for section in evidence
            for sentence in sentences(self.text, section.start, section.end)
            if SHORTEST <= len(self.text[sentence.start : sentence.end].split()) <= LONGEST
            and self.text[sentence.start : sentence.end].split() == self.text[sentence.start : sentence.end].split(" ")
            and sum(map(str.isalpha, self.text[sentence.start : sentence.end])) > 0.7 * (sentence.end - sentence.start)
        ]
        self.bare = bare_words(self.text)

    def pick(self, chance: random.Random) -> tuple[int, int]:
        """A sentence, or a run of whole words in one."""
        sentence = chance.choice(self.sentences)
        if chance.random() < 0.5:
            return sentence.start, sentence.end
        words = list(re.finditer(r"\S+", self.text[sentence.start : sentence.end]))
        first = chance.randrange(len(words) - SHORTEST + 1)
        last = chance.randrange(first + SHORTEST - 1, len(words))
        return sentence.start + words[first].start(), sentence.start + words[last].end()

    def claimed(self, start: int, end: int) -> Claimed:
        pages = pages_of(self.whole.pages, start, end)
        return Claimed(frozenset({self.whole.thesis.id}), tuple(page.label for page in pages[:1] if page.label))


def bare_words(text: str) -> str:
    """The words alone, lower case, one blank between them and at both ends.

    >>> bare_words("“Naik 97,4%” – kata Ma’ruf.")
    ' naik 97 4 kata ma ruf '
    """
    return f" {' '.join(_WORDS.findall(text.casefold()))} "


Maker = Callable[[_Text, Sequence[_Text], random.Random], QuoteCase | None]


def _kinds(several: bool) -> list[Maker]:
    true = [_true(kind, shape) for kind, shape in TRUE_SHAPES.items()]
    altered = [_altered(kind, shape) for kind, shape in ALTERATIONS.items()]
    more: list[Maker] = [_stitched, _other_page, *([_other_thesis] if several else [])]
    return [*true, *altered, *more]


def _true(kind: str, shape: Shape) -> Maker:
    def make(text: _Text, texts: Sequence[_Text], chance: random.Random) -> QuoteCase | None:
        start, end = text.pick(chance)
        quote = shape(text.text[start:end], chance)
        return (
            None if quote is None else QuoteCase(kind, quote, FOUND, text.claimed(start, end), text.whole, start, end)
        )

    return make


def _altered(kind: str, shape: Shape) -> Maker:
    def make(text: _Text, texts: Sequence[_Text], chance: random.Random) -> QuoteCase | None:
        start, end = text.pick(chance)
        quote = shape(text.text[start:end], chance)
        if quote is None or _stands(quote, texts):
            return None
        return QuoteCase(kind, quote, NOT_AS_QUOTED, text.claimed(start, end), text.whole, start, end)

    return make


def _stitched(text: _Text, texts: Sequence[_Text], chance: random.Random) -> QuoteCase | None:
    """The first half of one sentence and the second half of another, of the same thesis or of any."""
    other = text if chance.random() < 0.7 else chance.choice(texts)
    one, two = chance.choice(text.sentences), chance.choice(other.sentences)
    ours, theirs = text.text[one.start : one.end].split(), other.text[two.start : two.end].split()
    quote = " ".join([*ours[: max(4, len(ours) // 2)], *theirs[-max(4, len(theirs) // 2) :]])
    if one == two or _stands(quote, texts):
        return None
    claimed = text.claimed(one.start, one.end)
    return QuoteCase("two sentences stitched", quote, NOT_AS_QUOTED, claimed, text.whole, one.start, one.end)


def _other_thesis(text: _Text, texts: Sequence[_Text], chance: random.Random) -> QuoteCase | None:
    """A sentence said to be another thesis's."""
    start, end = text.pick(chance)
    other = chance.choice(texts)
    quote = text.text[start:end]
    if other is text or bare_words(quote) in other.bare:
        return None
    claimed = Claimed(frozenset({other.whole.thesis.id}))
    return QuoteCase("another thesis's sentence", quote, ELSEWHERE, claimed, text.whole, start, end)


def _other_page(text: _Text, texts: Sequence[_Text], chance: random.Random) -> QuoteCase | None:
    start, end = text.pick(chance)
    own = {page.label for page in pages_of(text.whole.pages, start, end)}
    page = chance.choice([page for page in text.whole.pages if page.label])
    if page.label in own or "" in own or text.bare.count(bare_words(text.text[start:end])) > 1:
        return None
    claimed = Claimed(frozenset({text.whole.thesis.id}), (page.label,))
    return QuoteCase("another page claimed", text.text[start:end], ELSEWHERE, claimed, text.whole, start, end)


def _stands(quote: str, texts: Sequence[_Text]) -> bool:
    bare = bare_words(quote)
    return any(bare in text.bare for text in texts)


# Other shapes of the same words


def _replaced_gap(gap: str) -> Shape:
    def shape(quote: str, chance: random.Random) -> str | None:
        gaps = [match.start() for match in re.finditer(" ", quote)]
        chosen = set(chance.sample(gaps, max(1, len(gaps) // 3))) if gaps else set()
        return "".join(gap if at in chosen else letter for at, letter in enumerate(quote)) if chosen else None

    return shape


def _broken_word(hyphen: str) -> Shape:
    def shape(quote: str, chance: random.Random) -> str | None:
        long = list(re.finditer(r"(?<![\w-])[^\W\d_]{6,}(?![\w-])", quote))
        if not long:
            return None
        word = chance.choice(long)
        at = chance.randrange(word.start() + 2, word.end() - 2)
        return quote[:at] + hyphen + quote[at:]

    return shape


def _other_case(quote: str, chance: random.Random) -> str:
    return chance.choice([quote.upper(), quote.lower(), quote[0].swapcase() + quote[1:]])


def _other_marks(quote: str, chance: random.Random) -> str:
    changed = re.sub(r"[“”\"]", lambda _: chance.choice('"“”«»'), quote)
    changed = re.sub(r"[‘’']", lambda _: chance.choice("'’‘"), changed)
    return chance.choice(["“{}”", '"{}"', "«{}»", "„{}“", "‘{}’"]).format(changed)


def _with_ligatures(quote: str, chance: random.Random) -> str | None:
    changed = quote
    for letters, ligature in _LIGATURES.items():
        changed = changed.replace(letters, ligature)
    return changed if changed != quote else None


def _decomposed(quote: str, chance: random.Random) -> str:
    return unicodedata.normalize("NFD", quote)


def _with_omission(quote: str, chance: random.Random) -> str | None:
    """Some words left out and marked, none of them a negation."""
    return _left_out(quote, chance, negation=False)


def _with_sic(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(1, len(words))
    return " ".join([*words[:at], chance.choice(["[sic]", "[sic!]"]), *words[at:]])


def _with_insertion(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(3, len(words) - 2)
    return " ".join([*words[:at], chance.choice(["[kota itu]", "[yaitu]", "[the engine]"]), *words[at:]])


def _with_capital(quote: str, chance: random.Random) -> str | None:
    return f"[{quote[0].swapcase()}]{quote[1:]}" if quote[0].isalpha() and quote[1:2].isalpha() else None


def _left_out(quote: str, chance: random.Random, *, negation: bool) -> str | None:
    words = quote.split(" ")
    if len(words) < 9:
        return None
    at = chance.randrange(3, len(words) - 5)
    end = chance.randrange(at + 1, len(words) - 3)
    if bool(_NEGATION.search(" ".join(words[at:end]))) is not negation:
        return None
    mark = chance.choice(["[…]", "[...]", "(...)", "...", "…"])
    return " ".join([*words[:at], mark, *words[end:]])


TRUE_SHAPES: dict[str, Shape] = {
    "as it stands": lambda quote, chance: quote,
    "line breaks": _replaced_gap("\n"),
    "no-break blanks": _replaced_gap("\u00a0"),
    "word broken at a line's end": _broken_word("-\n"),
    "soft hyphen": _broken_word("\u00ad"),
    "other case": _other_case,
    "other quotation marks": _other_marks,
    "ligatures": _with_ligatures,
    "accents in pieces": _decomposed,
    "marked omission": _with_omission,
    "marked [sic]": _with_sic,
    "marked insertion": _with_insertion,
    "marked capital": _with_capital,
}


# Other words


def _other_digit(quote: str, chance: random.Random) -> str | None:
    digits = [match.start() for match in re.finditer(r"\d", quote)]
    if not digits:
        return None
    at = chance.choice(digits)
    return quote[:at] + chance.choice([digit for digit in "0123456789" if digit != quote[at]]) + quote[at + 1 :]


def _dropped_negation(quote: str, chance: random.Random) -> str | None:
    found = [match for match in _NEGATION.finditer(quote) if match.start() > 0 and match.end() < len(quote) - 1]
    if not found:
        return None
    match = chance.choice(found)
    return " ".join((quote[: match.start()] + quote[match.end() :]).split())


def _added_negation(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(1, len(words))
    return " ".join([*words[:at], chance.choice(["tidak", "bukan", "not", "never"]), *words[at:]])


def _swapped_word(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(len(words))
    instead = chance.choice(["kota", "negara", "sering", "system", "always", "faktor", "result", "tahun"])
    return None if words[at].casefold() == instead else " ".join([*words[:at], instead, *words[at + 1 :]])


def _dropped_word(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(1, len(words) - 1)
    return " ".join([*words[:at], *words[at + 1 :]]) if _WORDS.search(words[at]) else None


def _added_word(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(1, len(words))
    return " ".join([*words[:at], chance.choice(["juga", "sangat", "very", "also", "selalu"]), *words[at:]])


def _turned_words(quote: str, chance: random.Random) -> str | None:
    words = quote.split(" ")
    at = chance.randrange(1, len(words) - 2)
    return " ".join([*words[:at], words[at + 1], words[at], *words[at + 2 :]])


def _hidden_negation(quote: str, chance: random.Random) -> str | None:
    return _left_out(quote, chance, negation=True)


ALTERATIONS: dict[str, Shape] = {
    "a digit changed": _other_digit,
    "a negation dropped": _dropped_negation,
    "a negation added": _added_negation,
    "a word swapped": _swapped_word,
    "a word dropped": _dropped_word,
    "a word added": _added_word,
    "two words turned round": _turned_words,
    "an omission hides a negation": _hidden_negation,
}
