"""What is typed as people talk, in the words that a thesis is written in: "gmn caranya ngatur" is "bagaimana caranya mengatur".

A list gives the words that have a meaning of their own (``lexicon/informal.tsv``). Spoken verbs follow rules: the nasal
prefix without its *me-* (ngatur, nyari, nulis), *nge-* (ngebuka), *-in* for *-kan* or *-i* (dijalanin, gabungin). A rule's
result counts only where it is a known Indonesian word and what was typed is none. Numbers, names, abbreviations in
capitals and quoted words stay as typed. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from ingest.language import Language, detect_language, is_word
from retrieval.lexicon import rows

QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|«[^»]*»|‘[^’]*’|`[^`]*`|(?<!\w)'[^']*'(?!\w)")
"""Words between quotation marks, marks included; an apostrophe within a word is none."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*2?(?![\w])")
_CLITICS = ("nya", "ku", "mu")
_DETACHED = re.compile(r"\b([a-z]{3,}) nya\b")
_NASALS: tuple[tuple[str, str, bool], ...] = (
    # first letters of the root, prefix, whether the first letter is lost
    ("bfv", "mem", False),
    ("p", "mem", True),
    ("cdj", "men", False),
    ("t", "men", True),
    ("s", "meny", True),
    ("k", "meng", True),
    ("ghaiueo", "meng", False),
    ("lrmnwy", "me", False),
)


def normalise_wording(text: str, known: Callable[[str], bool] = lambda word: False) -> str:
    """The text in standard words. ``known`` says of a lower-case word that the corpus uses it as it is.

    >>> normalise_wording("gmn caranya biar pemda ga salah ngatur anggaran?")
    'bagaimana caranya agar pemerintah daerah tidak salah mengatur anggaran?'
    >>> normalise_wording('kenapa "gak ada" dijalanin Ngatur 2x sama UU?')
    'mengapa "gak ada" dijalankan Ngatur 2x sama UU?'
    >>> normalise_wording("whats the reason they didnt sign?")
    'what is the reason they did not sign?'
    """
    language = detect_language(text)
    shouted = text.isupper()
    pieces, at = [], 0
    for quoted in QUOTED.finditer(text):
        pieces += [_normalised(text[at : quoted.start()], language, shouted, at == 0, known), quoted[0]]
        at = quoted.end()
    pieces.append(_normalised(text[at:], language, shouted, at == 0, known))
    return "".join(pieces)


def _normalised(text: str, language: Language, shouted: bool, begins: bool, known: Callable[[str], bool]) -> str:
    if language == "id":
        text = _DETACHED.sub(r"\1nya", text)

    def replaced(found: re.Match[str]) -> str:
        word = found[0]
        first = begins and not text[: found.start()].strip(" ¿¡([-–")
        if not (word.islower() or shouted or (first and word[1:].islower())):
            return word  # a name, or an abbreviation in capitals
        standard = standard_word(word.casefold(), language, known)
        if standard is None:
            return word
        return standard.capitalize() if word[0].isupper() and first and not shouted else standard

    return _TOKEN.sub(replaced, text)


def standard_word(word: str, language: Language, known: Callable[[str], bool] = lambda word: False) -> str | None:
    """What a lower-case word means in standard words; None where it is standard, or no rule knows it.

    >>> [standard_word(word, "id") for word in ("knp", "nemuin", "dimanfaatin", "nyoba", "cepet", "macam2")]
    ['mengapa', 'menemukan', 'dimanfaatkan', 'mencoba', 'cepat', 'macam-macam']
    >>> [standard_word(word, "id") for word in ("hambatan", "main", "protein", "nilai")]
    [None, None, None, None]
    """
    listed = _listed(language).get(word)
    if listed is not None or language != "id" or known(word) or is_word(word, "id"):
        return listed
    if word.endswith("2"):
        return f"{word[:-1]}-{word[:-1]}" if is_word(word[:-1], "id") else None
    if is_word(word, "en"):
        return None
    roots = [(word, "")] + [(word.removesuffix(end), end) for end in _CLITICS if word.endswith(end)]
    spoken = ((_meant(root), clitic) for root, clitic in roots if len(root) > 2)
    return next((meant + clitic for meant, clitic in spoken if meant is not None), None)


def _meant(root: str) -> str | None:
    """A word without its clitic: from the list, or by the rules where they lead to a known word."""
    if (listed := _listed("id").get(root)) is not None:
        return listed
    for candidate in _candidates(root):
        if is_word(candidate, "id"):
            return candidate
    spoken = re.fullmatch(r"(di|nge)(\w{4,})in", root)
    if spoken and is_word(spoken[2], "id"):  # a form that the tables lack, of a root that they have
        return ("di" + spoken[2] if spoken[1] == "di" else next(_active(spoken[2]))) + "kan"
    return None


def _candidates(word: str) -> Iterator[str]:
    """Standard forms that a spoken one may stand for, the likelier first."""
    if word.startswith("ny"):
        yield "menc" + word[2:]  # nyoba: coba; where the root has s, the known form decides
    if word.startswith(("ng", "ny", "n", "m")):
        yield "me" + word
    if word.startswith("nge"):
        yield from _active(word[3:])
    if word.endswith("in") and len(word) > 4:
        base = word[:-2]
        if base.startswith("di"):
            yield from (base + "kan", base + "i")
            return
        if base.startswith("ny"):
            yield from ("menc" + base[2:] + "kan", "menc" + base[2:] + "i")
        if base.startswith(("ng", "ny", "n", "m")):
            yield from ("me" + base + "kan", "me" + base + "i")
        if base.startswith("nge"):
            yield from (each + ending for each in _active(base[3:]) for ending in ("kan", "i", ""))
        yield from (each + ending for each in _active(base) for ending in ("kan", "i", ""))
    closed = re.sub(r"e([^aeiou]+)$", r"a\1", word)  # dapet, deket, bener
    if closed != word:
        yield closed


def _active(root: str) -> Iterator[str]:
    """The root with *meN-*: buka, membuka; tulis, menulis."""
    for letters, prefix, lost in _NASALS:
        if root and root[0] in letters:
            yield prefix + root[lost:]


@cache
def _listed(language: Language) -> dict[str, str]:
    return {typed: meant for typed, meant, of in rows("informal") if of == language}
