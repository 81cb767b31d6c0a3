"""What differs between a quote and the words that a text has instead, word by word, each difference called by its kind.

A difference is never weighed: one changed digit is as much of one as a sentence. Only the digits of footnotes, which stand
in a text without being its words, are told apart. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from retrieval.quotes import FOLDED_WORD, Folded, agree, fold


class ChangeKind(StrEnum):
    """What became of the words; the graver one where several fit, in this order."""

    NEGATION = "negation"
    NUMBER = "number"
    NAME = "name"
    SUBJECT = "subject"
    ORDER = "order"
    WORD = "word"
    DROPPED = "dropped"
    ADDED = "added"
    MARKS = "marks"
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the comparison: what the quote says, what the text says, and the kind of change; None where none."""

    quoted: str
    stored: str
    change: ChangeKind | None = None


NEGATIONS = frozenset(
    "tidak tak bukan bukanlah belum tanpa jangan tiada tidaklah nggak enggak "
    "not no never without cannot nor neither none nothing nobody nowhere hardly".split()
)
_NEGATIVE_PREFIX = re.compile(r"(?:non|un|in|im|ir|dis)(?=\w{5})")
_PRONOUNS = frozenset(
    "saya aku kami kita kamu anda dia ia beliau mereka peneliti penulis i we you he she it they "
    "author authors researcher researchers his her their our my its".split()
)
_NUMBER_WORDS = frozenset(
    "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh ratus seratus ribu seribu juta "
    "miliar triliun setengah pertama kedua ketiga keempat kelima persen "
    "zero one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty "
    "ninety hundred thousand million billion half twice once first second third percent".split()
)
_NUMBER_MARKS = frozenset("%‰°$€£¥±<>≤≥≈~+=×")
_NOT_FOOTNOTED = frozenset("pasal ayat bab tabel gambar nomor tahun halaman section chapter table figure versi".split())
_TOKEN = re.compile(rf"{FOLDED_WORD.pattern}|\S")
_OPENING = re.compile(r"(?:^|\n|[.!?][\"'”’)]*\s)[\s\"'“‘«(]*$")
_HANGING = re.compile(r"[.,;:!?\"”’)]$")


@dataclass(frozen=True, slots=True)
class _Token:
    """A word or mark of a folded text, with its place there and its shape in the original.

    ``opens``: it begins a sentence; ``hangs``: it stands directly behind a mark.
    """

    text: str
    start: int
    end: int
    shape: str
    opens: bool
    hangs: bool

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()

    @property
    def is_number(self) -> bool:
        return any(map(str.isdigit, self.text)) or self.text in _NUMBER_WORDS or self.text in _NUMBER_MARKS

    @property
    def is_negation(self) -> bool:
        parts = re.split(r"[-‐‑]", self.shape.casefold())  # "and-or-not"
        return not NEGATIONS.isdisjoint(parts) or self.text in NEGATIONS or self.text.endswith("n't")

    @property
    def is_name(self) -> bool:
        return self.is_word and not self.opens and self.shape[0].isupper()


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as tokens."""

    text: str
    folded: Folded
    tokens: tuple[_Token, ...]

    @classmethod
    def of(cls, text: str) -> _Words:
        folded = fold(text)
        return cls(text, folded, tuple(_tokens(text, folded)))

    @property
    def texts(self) -> list[str]:
        return [token.text for token in self.tokens]

    def part(self, first: int, end: int) -> _Words:
        return _Words(self.text, self.folded, self.tokens[first:end])

    def shape(self, first: int, end: int | None = None) -> str:
        """These tokens as the original has them, with all that stands between them."""
        chosen = self.tokens[first:end]
        if not chosen:
            return ""
        return self.text[self.folded.starts[chosen[0].start] : self.folded.ends[chosen[-1].end - 1]]


def negates(text: str) -> bool:
    """Whether a negation stands among the words.

    >>> negates("tetapi belum"), negates("They don’t."), negates("nothingness")
    (True, True, False)
    """
    return any(token.is_negation for token in _tokens(text, fold(text)))


def number_words(text: str) -> Counter[str]:
    """The numbers of a text, in figures and in words.

    >>> sorted(number_words("Dua kota, 97,4%"))
    ['%', '97,4', 'dua']
    """
    return _counted(list(_tokens(text, fold(text))), "is_number")


def compare(quote: str, stored: str) -> tuple[Piece, ...]:
    """The quote beside the words of the text, cut where they differ; all ``quoted`` together are the quote's words.

    >>> for piece in compare("Kota itu berhasil pada 2019.", "Kota itu tidak berhasil pada 2018."):
    ...     print(piece)
    Piece(quoted='Kota itu', stored='Kota itu', change=None)
    Piece(quoted='', stored='tidak', change=<ChangeKind.NEGATION: 'negation'>)
    Piece(quoted='berhasil pada', stored='berhasil pada', change=None)
    Piece(quoted='2019', stored='2018', change=<ChangeKind.NUMBER: 'number'>)
    Piece(quoted='.', stored='.', change=None)
    """
    ours, theirs = _Words.of(quote), _Words.of(stored)
    pieces: list[Piece] = []
    for tag, i, j, k, end in SequenceMatcher(None, ours.texts, theirs.texts, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces += _equal(ours.part(i, j), theirs.part(k, end))
        else:
            kind = _kind(ours.tokens[i:j], theirs.tokens[k:end])
            pieces.append(Piece(ours.shape(i, j), theirs.shape(k, end), kind))
    return tuple(_reordered(pieces))


def changes(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The pieces that differ."""
    return tuple(piece for piece in pieces if piece.change is not None)


def _equal(ours: _Words, theirs: _Words) -> Iterator[Piece]:
    """The same words, but for hyphens that are no line's: "antarkota" for "antar-kota"."""
    done = 0
    for at, (mine, its) in enumerate(zip(ours.tokens, theirs.tokens, strict=True)):
        if _hyphens_agree(ours.folded, mine, theirs.folded, its):
            continue
        if at > done:
            yield Piece(ours.shape(done, at), theirs.shape(done, at))
        yield Piece(ours.shape(at, at + 1), theirs.shape(at, at + 1), ChangeKind.MARKS)
        done = at + 1
    if done < len(ours.tokens):
        yield Piece(ours.shape(done), theirs.shape(done))


def _hyphens_agree(folded: Folded, mine: _Token, other: Folded, its: _Token) -> bool:
    """Whether two equal words may have the same hyphens; what stands before the first word of a side is not compared."""
    skip = 1 if mine.start == 0 or its.start == 0 else 0
    quoted, stored = folded.joints[mine.start + skip : mine.end], other.joints[its.start + skip : its.end]
    return agree(b"\1" + quoted, b"\1" + stored)


def _kind(said: Sequence[_Token], says: Sequence[_Token]) -> ChangeKind:
    """What became of ``says``, of which the quote makes ``said``: the gravest that fits."""
    words = [token for token in (*said, *says) if token.is_word]
    kinds = (
        (ChangeKind.FOOTNOTE, _is_footnote(said, says)),
        (
            ChangeKind.NEGATION,
            _counted(said, "is_negation") != _counted(says, "is_negation") or _other_prefix(said, says),
        ),
        (ChangeKind.NUMBER, _counted(said, "is_number") != _counted(says, "is_number")),
        (ChangeKind.MARKS, _joined_words(said) == _joined_words(says)),
        (ChangeKind.NAME, any(token.is_name for token in words)),
        (ChangeKind.SUBJECT, any(token.text in _PRONOUNS for token in words) or _both_open(said, says)),
        (ChangeKind.DROPPED, not any(token.is_word for token in said)),
        (ChangeKind.ADDED, not any(token.is_word for token in says)),
    )
    return next((kind for kind, fits in kinds if fits), ChangeKind.WORD)


def _joined_words(tokens: Sequence[_Token]) -> str:
    return "".join(token.text for token in tokens if token.is_word)


def _both_open(said: Sequence[_Token], says: Sequence[_Token]) -> bool:
    """Whether both sides begin a sentence, where its subject mostly stands."""
    return bool(said and says) and said[0].opens and says[0].opens


def _counted(tokens: Sequence[_Token], what: str) -> Counter[str]:
    return Counter(token.text for token in tokens if getattr(token, what))


def _other_prefix(said: Sequence[_Token], says: Sequence[_Token]) -> bool:
    """ "formal" for "informal"."""
    mine, its = {token.text for token in said}, {token.text for token in says}
    bare = {_NEGATIVE_PREFIX.sub("", text, count=1) for text in (mine ^ its) if _NEGATIVE_PREFIX.match(text)}
    return bool(bare & (mine | its))


def _is_footnote(said: Sequence[_Token], says: Sequence[_Token]) -> bool:
    """The digits of a footnote that the text has and the quote leaves out: ".12" behind a mark, "kota12" behind a word."""
    if not said and len(says) == 1:
        return says[0].hangs and re.fullmatch(r"[1-9]\d{0,2}", says[0].text) is not None
    if len(said) == len(says) == 1 and re.fullmatch(r"[^\W\d]{3,}[1-9]\d?", says[0].text):
        bare = says[0].text.rstrip("0123456789")
        return said[0].text == bare and bare not in _NOT_FOOTNOTED and says[0].shape[: len(bare)].islower()
    return False


def _reordered(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces; where all words are there, and only turned round, the changes are of order. A negation that was moved
    negates something else, and stays one."""
    turned = [each for each in pieces if each.change not in (None, ChangeKind.MARKS, ChangeKind.FOOTNOTE)]
    said = Counter(" ".join(piece.quoted for piece in turned).casefold().split())
    says = Counter(" ".join(piece.stored for piece in turned).casefold().split())
    for piece in pieces:
        of_order = said == says and piece in turned and piece.change is not ChangeKind.NEGATION
        yield replace(piece, change=ChangeKind.ORDER) if of_order else piece


def _tokens(text: str, folded: Folded) -> Iterator[_Token]:
    for stretch in folded.stretches():
        for match in _TOKEN.finditer(folded.text, stretch.start, stretch.end):
            start, end = folded.starts[match.start()], folded.ends[match.end() - 1]
            opens = _OPENING.search(text, max(0, start - 8), start) is not None
            hangs = _HANGING.search(text, max(0, start - 1), start) is not None
            yield _Token(match[0], match.start(), match.end(), text[start:end], opens, hangs)
