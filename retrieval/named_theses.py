"""Which theses a question names: by their author, their title, a place or body in it, or their year. Pure.

A name counts only as a whole word, and one that is an ordinary word too ("Sari", "Dewi") only where
it stands as a name does. What most theses of a library share names none of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ingest.catalogue.fulltext import query_terms
from ingest.document import Thesis
from ingest.language import Language, is_word
from ingest.person_names import NEVER_NAMES, PARTICLES, folded_words
from retrieval.question import STOP_WORDS

AUTHOR, ORDINARY_AUTHOR, PLACE, YEAR = 1.0, 0.7, 0.6, 0.5
"""How surely a thesis is meant by its author, by an author whose name is a word as well, by a place, by its year."""

TITLE_SHARE = 0.5
"""What share of a title's rarer words, weighed by their rarity, names it; a question has to have at least two of them."""

NEAR_THE_BEST = 0.8
"""Titles count that are named nearly as well as the best one."""

LANGUAGES: tuple[Language, ...] = ("id", "en")

_WORD = re.compile(r"[^\W\d_]+")
_YEAR = re.compile(r"(?<![\w.,/])(?:19|20)\d\d(?![\w/])")
_THESIS_OF_YEAR = re.compile(
    r"\b(?:skripsi|tesis|disertasi|thesis|theses|dissertation)\W+(?:(?:tahun|from|of|in|dari|written)\W+){0,2}((?:19|20)\d\d)\b"
    r"|\b((?:19|20)\d\d)\W+(?:\w+\W+)?(?:thesis|dissertation)\b",
    re.IGNORECASE,
)
_BEFORE_A_NAME = frozenset(
    "menurut oleh kata skripsi tesis penulis peneliti karya punya milik sama by to author student does did thesis".split()
)
_GENERIC = frozenset(
    "universitas university institut institute sekolah tinggi politeknik akademi college school fakultas faculty "
    "universitat technische hochschule negeri islam indonesia".split()
)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the question. ``apart``: whether something else than a blank stands between it and the one before."""

    text: str
    folded: str
    opens: bool
    apart: bool
    place: tuple[int, int]

    @property
    def ordinary(self) -> bool:
        return _is_ordinary(self.folded)

    @property
    def like_a_name(self) -> bool:
        """Written as a name is, and not merely because a sentence begins with it."""
        return self.text[0].isupper() and self.text[1:].islower() and not (self.opens and self.ordinary)


@dataclass(frozen=True, slots=True)
class ThesisNames:
    """The names of the theses of one library. Make with ``of``.

    ``titles`` has the sum of the rarity of each title's terms, ``holders`` the theses that have a term in their title.
    """

    authors: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    titles: Mapping[str, float]
    holders: Mapping[str, frozenset[str]]
    rarity: Mapping[str, float]
    places: Mapping[str, frozenset[str]]
    years: Mapping[str, int]

    @classmethod
    def of(cls, theses: Iterable[Thesis]) -> ThesisNames:
        known = list({thesis.id: thesis for thesis in theses}.values())
        authors: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
        places: dict[str, set[str]] = defaultdict(set)
        titles, holding = {}, defaultdict(set)
        for thesis in known:
            for author in thesis.authors:
                words = tuple(word for word in folded_words(author) if len(word) > 2 and word not in PARTICLES)
                for word in words:
                    authors[word].append((thesis.id, words))
            titles[thesis.id] = frozenset(_title_terms(thesis.title))
            for term in titles[thesis.id]:
                holding[term].add(thesis.id)
            for word in _place_words(thesis):
                places[word].add(thesis.id)
        most = len(known) / 2
        holders = {term: frozenset(own) for term, own in holding.items() if len(own) <= most}
        rarity = {term: math.log(len(known) / len(own)) for term, own in holders.items()}
        return cls(
            {word: tuple(own) for word, own in authors.items()},
            {id_: sum(rarity.get(term, 0.0) for term in terms) for id_, terms in titles.items()},
            holders,
            rarity,
            {word: frozenset(own) for word, own in places.items() if len(own) <= most},
            {thesis.id: thesis.year for thesis in known if thesis.year is not None},
        )

    def named_in(self, question: str) -> dict[str, float]:
        """The theses that the question names, each with how surely (0 to 1); none where it names none.

        >>> ani = Thesis("a", "Kota Kembar di Asia", ("Ani Wulandari",), 2019, "Universitas Contoh", None, "id", ())
        >>> budi = Thesis("b", "Pasar Malam Kendari", ("Budi Sari",), 2021, "Universitas Contoh", None, "id", ())
        >>> names = ThesisNames.of([ani, budi])
        >>> names.named_in("Apa kata Wulandari?"), names.named_in("Apa yang terjadi di Kendari?")
        ({'a': 1.0}, {'b': 0.6})
        >>> names.named_in("apa sari dari bacaan itu?"), names.named_in("Menurut Sari, siapa pedagangnya?")
        ({}, {'b': 1.0})
        """
        words = _words(question)
        named = self._by_title(words) | self._by_author(words, {int(year) for year in _YEAR.findall(question)})
        if not named:
            named = dict.fromkeys(self._by_place(words), PLACE)
        if not named and (found := _THESIS_OF_YEAR.search(question)):
            year = int(found[1] or found[2])
            of_year = [id_ for id_, own in self.years.items() if own == year]
            named = dict.fromkeys(of_year, YEAR) if 2 * len(of_year) <= len(self.titles) else {}
        return named

    def _by_author(self, words: Sequence[_Word], years: set[int]) -> dict[str, float]:
        """Theses by their authors; where several authors share a name, those of whom the question says most, and of these
        those of a year that it names."""
        said: dict[tuple[str, tuple[str, ...]], set[int]] = defaultdict(set)
        for at, word in enumerate(words):
            for thesis_id, author in self.authors.get(word.folded, ()):
                if _stands_as_name(words, at, author):
                    said[thesis_id, author].add(at)
        named = {}
        for (thesis_id, _), places in said.items():
            rivals = [(id_, other) for (id_, _), other in said.items() if other & places]
            fullest = max(len(other) for _, other in rivals)
            of_year = {id_ for id_, other in rivals if len(other) == fullest and self.years.get(id_) in years}
            if len(places) == fullest and (not of_year or thesis_id in of_year):
                first = min(places)
                sure = len(places) > 1 or not words[first].ordinary or _is_introduced(words, first)
                named[thesis_id] = AUTHOR if sure else ORDINARY_AUTHOR
        return named

    def _by_title(self, words: Sequence[_Word]) -> dict[str, float]:
        weights: dict[str, float] = defaultdict(float)
        met: Counter[str] = Counter()
        seen: set[str] = set()
        for terms in dict.fromkeys(frozenset(query_terms(word.folded)) for word in words):
            new = (terms - seen) & self.rarity.keys()
            seen |= terms
            for term in new:
                for thesis_id in self.holders[term]:
                    weights[thesis_id] += self.rarity[term]
            met.update(frozenset().union(*(self.holders[term] for term in new)))
        shares = {id_: weights[id_] / self.titles[id_] for id_, count in met.items() if count > 1}
        least = max(TITLE_SHARE, NEAR_THE_BEST * max(shares.values(), default=0.0))
        return {id_: min(share, 1.0) for id_, share in sorted(shares.items()) if share >= least}

    def _by_place(self, words: Sequence[_Word]) -> set[str]:
        """Theses that have the rarest place which the question names."""
        capitals = sum(word.like_a_name for word in words)
        shouted = 2 * capitals > len(words)  # every word has a capital, so none says anything
        found = [
            self.places[word.folded]
            for word in words
            if word.folded in self.places
            and (not word.ordinary or (word.like_a_name and not word.opens and not shouted))
        ]
        return set(sorted(found, key=len)[0]) if found else set()


def _words(question: str) -> list[_Word]:
    words, end = [], 0
    for match in _WORD.finditer(question):
        between = question[end : match.start()]
        opens = not question[: match.start()].strip(" \"“'(") or any(mark in between for mark in ".?!:")
        folded = "".join(folded_words(match[0])) or match[0].casefold()
        words.append(_Word(match[0], folded, opens, bool(between.strip()), match.span()))
        end = match.end()
    return words


def _stands_as_name(words: Sequence[_Word], at: int, author: Sequence[str]) -> bool:
    """Whether the word is this author's name here, and not an ordinary word or a part of somebody else's name.

    A given name that is a word of the language needs more than its capital: "a Christian holiday" is nobody's.
    """
    word = words[at]
    beside = [words[at - 1]] if at and not word.apart else []
    beside += [words[at + 1]] if at + 1 < len(words) and not words[at + 1].apart else []
    if any(other.folded in author for other in beside):
        return True
    if any(other.like_a_name and not other.opens for other in beside):
        return False
    if not word.ordinary or _is_introduced(words, at):
        return True
    return word.like_a_name and word.folded == author[-1]


def _is_introduced(words: Sequence[_Word], at: int) -> bool:
    """Whether a word stands before it that a name follows: "menurut", "thesis by"."""
    return at > 0 and not words[at].apart and words[at - 1].folded in _BEFORE_A_NAME


def _is_ordinary(word: str) -> bool:
    """Whether it is a word of either language, an Indonesian passive ("dinanti", is awaited) too."""
    return any(is_word(word, language) for language in LANGUAGES) or (
        word.startswith("di") and is_word(word.removeprefix("di"), "id")
    )


def _title_terms(title: str) -> Iterable[str]:
    for match in _WORD.finditer(title):
        if len(match[0]) > 2 and match[0].casefold() not in STOP_WORDS:
            yield from query_terms(match[0])


def _place_words(thesis: Thesis) -> set[str]:
    """Words with a capital in the title, the institution and the keywords: the places and bodies are among them."""
    texts = (thesis.title, thesis.institution or "", *thesis.keywords)
    words = {
        match[0] for text in texts for match in _WORD.finditer(text) if match[0][0].isupper() and len(match[0]) > 3
    }
    return {"".join(folded_words(word)) for word in words} - _GENERIC - NEVER_NAMES - STOP_WORDS


def among_first(theses: Sequence[str], named: Sequence[str], places: int) -> list[int]:
    """The order of hits of these theses, in which several named ones all come among the first ``places``.

    The best hit of one that would come later moves up to the last of these places; all others keep their order.

    >>> among_first(["a", "a", "c", "a", "b"], ["a", "b"], 3)
    [0, 1, 4, 2, 3]
    """
    best = {thesis: theses.index(thesis) for thesis in named if thesis in theses}
    late = sorted(at for at in best.values() if at >= places)
    if not late or not 1 < len(best) <= places:
        return list(range(len(theses)))
    staying = set(best.values())
    room = [at for at in range(places) if at not in staying][-len(late) :]
    first = [at for at in range(places) if at not in room] + late
    return first + [at for at in range(len(theses)) if at not in first]
