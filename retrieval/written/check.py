"""A claim of a model → a checked statement: the places that it quotes, and every doubt that words can raise. Pure.

What is proved: each quote stands word for word in the source that it names; every number of the statement stands in the
sentences quoted, every name in them or, where they name nobody, around them; nothing is denied on one side alone; and half
of the statement's words are words of those sentences. A statement of which all this holds is *checked*. What a comparison
of words cannot tell, in another language above all, leaves it *unchecked*; what it refutes, *unsupported*. That the statement
follows from its quotes is proved by none of this: the reader sees both.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ingest.catalogue.fulltext import WORD, query_terms
from ingest.language import Language, detect_language
from retrieval.answer import Support
from retrieval.glossary import translations
from retrieval.question import STOP_WORDS
from retrieval.quotes import Folded, Found, Interval, fold, locate
from retrieval.written.claims import Claim, QuotedWords
from retrieval.written.names import NamesOf, names_in, unknown_words
from retrieval.written.negation import contradicts, said_by
from retrieval.written.numbers import Number, numbers_in
from retrieval.written.record import Doubt, DoubtKind
from retrieval.written.sources import Source

SHARED_WORDS = 0.5
"""Share of a statement's words that its quotes must have for it to count as checked."""

MAX_OMISSION = 600
"""Characters that a marked omission may leave out; all of it is shown."""

MIN_QUOTED_WORDS = 2
"""A single word stands anywhere and proves nothing."""

MIN_LANGUAGE_WORDS = 4
"""Words below which the language of a statement is not judged."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Whole sentences of a source that a claim quotes from."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.source.whole.document.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Checked:
    """A claim with the places that it leans on, and what is doubtful of it."""

    text: str
    evidence: tuple[Evidence, ...]
    doubts: tuple[Doubt, ...]

    @property
    def support(self) -> Support:
        if any(doubt.kind.refutes for doubt in self.doubts):
            return Support.UNSUPPORTED
        return Support.UNCHECKED if self.doubts else Support.CHECKED


def check(claim: Claim, sources: Mapping[int, Source], language: Language) -> Checked:
    """Check a claim against the sources that it was to be made from; ``language`` is the one it was to be written in."""
    evidence, doubts = _quoted(claim, sources)
    if _is_of_another_language(claim.text, language):
        doubts.append(Doubt(DoubtKind.WRONG_LANGUAGE))
    if evidence:
        doubts += _doubts(claim.text, evidence, language)
    return Checked(claim.text, evidence, tuple(dict.fromkeys(doubts)))


def _quoted(claim: Claim, sources: Mapping[int, Source]) -> tuple[tuple[Evidence, ...], list[Doubt]]:
    doubts = [Doubt(DoubtKind.UNKNOWN_SOURCE, str(number)) for number in claim.numbers if number not in sources]
    places: list[Evidence] = []
    for quote in claim.quotes:
        numbers = claim.numbers if quote.number is None else (quote.number,)
        known = [sources[number] for number in numbers if number in sources]
        found = [place for source in known if (place := _place(quote, source)) is not None]
        if found:
            places.append(found[0])
        elif known and quote.words.strip():
            doubts.append(Doubt(DoubtKind.QUOTE_NOT_FOUND, quote.words))
    if not places and not doubts:
        doubts.append(Doubt(DoubtKind.NO_QUOTE))
    return tuple(dict.fromkeys(places)), doubts


def _place(quote: QuotedWords, source: Source) -> Evidence | None:
    """Where a source holds the quote, widened to whole sentences. Marked omissions stay within a paragraph, in order."""
    text = _folded(source.text)
    parts = [part for part in _OMISSION.split(quote.words) if part.strip(" \t\n.,;:")]
    if sum(len(WORD.findall(part)) for part in parts) < MIN_QUOTED_WORDS:
        return None
    first = last = None
    for part in parts:
        place = _after(locate(part, text), 0 if last is None else last.end)
        if place is None or (last and not _may_leave_out(source.text[last.end : place.start])):
            return None
        first, last = first or place, place
    if first is None or last is None:
        return None
    base = source.passage.start
    return Evidence(source, *source.sentences_around(base + first.start, base + last.end))


@lru_cache(maxsize=32)
def _folded(text: str) -> Folded:
    """A source's text made ready for the many quotes of an answer."""
    return fold(text)


def _after(found: object, start: int) -> Interval | None:
    spans = found.spans if isinstance(found, Found) else ()
    return next((span for span in spans if span.start >= start), None)


def _may_leave_out(between: str) -> bool:
    return len(between) <= MAX_OMISSION and "\n" not in between


def _is_of_another_language(text: str, language: Language) -> bool:
    letters = [each for each in text if each.isalpha()]
    if sum(ord(each) < 0x250 for each in letters) < 0.8 * len(letters):
        return True
    return len(WORD.findall(text)) >= MIN_LANGUAGE_WORDS and detect_language(text) != language


def _doubts(text: str, evidence: Sequence[Evidence], language: Language) -> Iterator[Doubt]:
    quoted = "\n".join(each.text for each in evidence)
    around = "\n".join(dict.fromkeys(each.source.text for each in evidence))
    heads = "\n".join(dict.fromkeys(each.source.heading for each in evidence))
    written_in = detect_language(quoted)
    claimed = _without_reference(text, evidence)
    yield from _number_doubts(claimed, quoted, around)
    yield from _name_doubts(text, quoted, f"{heads}\n{around}", language, written_in)
    yield from _denial_doubts(claimed, quoted, language, written_in)
    yield from (Doubt(DoubtKind.LINK, found[0]) for found in _LINK.finditer(text) if found[0] not in quoted)
    if _shared(claimed, quoted, language) < SHARED_WORDS:
        yield Doubt(DoubtKind.OTHER_WORDS if written_in == language else DoubtKind.OTHER_LANGUAGE)


def _number_doubts(text: str, quoted: str, around: str) -> Iterator[Doubt]:
    inside, beside = numbers_in(quoted), numbers_in(around)
    for number in numbers_in(text):
        if number.in_words:
            if not _holds(inside, number):
                yield Doubt(DoubtKind.NUMBER_COUNTED, number.written)
        elif not _holds(beside, number) and not _holds(inside, number):
            yield Doubt(DoubtKind.NUMBER_MISSING, number.written)
        elif number not in _as_digits(inside, number):
            yield Doubt(DoubtKind.NUMBER_BESIDE, number.written)


def _holds(numbers: Sequence[Number], number: Number) -> bool:
    return any(each.value == number.value for each in numbers)


def _as_digits(numbers: Sequence[Number], number: Number) -> tuple[Number, ...]:
    """The number itself where the text has its value, as a percentage or not, in digits or words."""
    same = any(each.value == number.value and (each.in_words or each.percent == number.percent) for each in numbers)
    return (number,) if same else ()


def _name_doubts(text: str, quoted: str, around: str, language: Language, written_in: Language) -> Iterator[Doubt]:
    inside, beside, same_language = NamesOf(quoted), NamesOf(around), written_in == language
    others = any(not name.ordinary for name in names_in(quoted, written_in))
    for name in names_in(text, language):
        if inside.has(name):
            continue
        if beside.has(name):
            if others and not name.ordinary:
                yield Doubt(DoubtKind.NAME_BESIDE, name.text)
        elif name.ordinary:
            if same_language:
                yield Doubt(DoubtKind.NAME_BESIDE, name.text)
        else:
            yield Doubt(DoubtKind.NAME_MISSING if same_language else DoubtKind.NAME_UNMATCHED, name.text)
    terms = frozenset(query_terms(around))
    for word in unknown_words(text) if same_language else ():
        if not any(term in terms for term in query_terms(word)):
            yield Doubt(DoubtKind.NAME_UNMATCHED, word)


def _denial_doubts(text: str, quoted: str, language: Language, written_in: Language) -> Iterator[Doubt]:
    claim, evidence = said_by(text, language, written_in), said_by(quoted, written_in)
    if contradicts(claim, evidence):
        yield Doubt(DoubtKind.NEGATED)
    elif claim.denies != evidence.denies:
        yield Doubt(DoubtKind.NEGATION_DIFFERS)


def _shared(text: str, quoted: str, language: Language) -> float:
    """The share of a statement's content words that its quotes have, the other language's words counted."""
    terms = frozenset(query_terms(quoted))
    words = [word for word in map(str.casefold, WORD.findall(text)) if word not in STOP_WORDS and not word.isdigit()]
    if not words:
        return 0.0
    forms = (query_terms(" ".join((word, *translations([word], language)))) for word in words)
    return sum(any(term in terms for term in form) for form in forms) / len(words)


def _without_reference(text: str, evidence: Sequence[Evidence]) -> str:
    """The statement without "(Priyanto, 2020)" or "Priyanto (2020)" where that is the thesis cited."""
    for thesis in {each.source.whole.thesis for each in evidence}:
        for author in thesis.authors if thesis.year else ():
            name = re.escape(author.split(",")[0].split()[-1]) if author.split(",")[0].split() else "(?!)"
            text = re.sub(rf"\b({name})\b,?\s*\(?{thesis.year}\)?", r"\1", text, flags=re.IGNORECASE)
    return text


_OMISSION = re.compile(r"\[\s*(?:…|\.\.\.+)\s*\]|\(\s*(?:…|\.\.\.+)\s*\)|…|\.\.\.+")
_LINK = re.compile(
    r"(?:https?|ftp|javascript|data|file):\S+|www\.\S+|[\w.+-]+@[\w-]+\.\w+|\b[\w-]+\.(?:com|net|org|io|ru|xyz)\b", re.I
)
