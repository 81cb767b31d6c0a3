"""The name of a thesis's author as citations need it: what it is filed under, and what comes before that. Pure.

A name that was given with a comma is read as it says. Else Indonesian names are filed under their last word, as
libraries there and the Chicago Manual (16.76) do, but what belongs together stays together: "Nur Aisyah" and "Dinanti"
are whole names, and no style may make "Aisyah, N." of the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.person_names import PARTICLES


@dataclass(frozen=True, slots=True)
class CitedName:
    """``family`` is what the name is filed under; without ``given`` it is the whole name, which no style takes apart."""

    family: str
    given: str = ""
    particle: str = ""
    suffix: str = ""

    @property
    def inverted(self) -> str:
        """As bibliographies sort it: "van den Berg, Anna"."""
        family = f"{self.particle} {self.family}".strip()
        return ", ".join(filter(None, (family, self.suffix, self.given)))


def cited_name(name: str, language: str) -> CitedName:
    """The parts of a name; ``language`` is the thesis's, since Indonesian names follow other customs.

    >>> cited_name("MARISSA SAFIRA DINANTI", "id").inverted, cited_name("Nur Aisyah", "id")
    ('Dinanti, Marissa Safira', CitedName(family='Nur Aisyah', given='', particle='', suffix=''))
    >>> cited_name("Muhammad Abdul Rahman", "id").inverted, cited_name("Anna van den Berg", "en").inverted
    ('Abdul Rahman, Muhammad', 'van den Berg, Anna')
    >>> cited_name("Dinanti, Marissa Safira, S.IP.", "id").given, cited_name("Priyanto", "id").family
    ('Marissa Safira', 'Priyanto')
    """
    pieces = [piece.strip() for piece in _capitalised(" ".join(name.split())).split(",")]
    pieces = [piece for at, piece in enumerate(pieces) if piece and not (at and _is_degree(piece, pieces[0]))]
    if not pieces:
        return CitedName(name.strip())
    if len(pieces) > 1 and not _SUFFIX.fullmatch(pieces[1]):
        suffix = pieces[2] if len(pieces) > 2 else ""
        particle, family = _particles(pieces[0].split(), language)
        return CitedName(" ".join(family), pieces[1], " ".join(particle), suffix)
    if "," in name and len(pieces) == 1 and name.rstrip().endswith(","):
        return CitedName(pieces[0])  # "Nur Aisyah,": somebody says that this is the whole name
    words = pieces[0].split()
    suffix = pieces[1] if len(pieces) > 1 else words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else ""
    if len(words) == 1 or _is_whole(words, language):
        return CitedName(" ".join(words), suffix=suffix)
    first = len(words) - 1
    while first and language == "id" and _is_bound(words[first - 1]):
        first -= 1
    if language != "id":
        while first > 1 and words[first - 1].casefold() in PARTICLES:
            first -= 1
    particle, family = _particles(words[first:], language)
    return CitedName(" ".join(family), " ".join(words[:first]), " ".join(particle), suffix)


def _particles(words: list[str], language: str) -> tuple[list[str], list[str]]:
    """Leading "van den" and the rest; Indonesian names have none that are set apart."""
    count = 0
    while (
        language != "id" and count < len(words) - 1 and words[count].casefold() in PARTICLES and words[count].islower()
    ):
        count += 1
    return words[:count], words[count:]


def _is_whole(words: list[str], language: str) -> bool:
    """Whether nothing in it can stand alone: bodies, names with a father's name, names that end in an initial."""
    folded = [word.casefold() for word in words]
    return (
        folded[0] in _BODIES
        or folded[-1] in _BODIES
        or bool({"bin", "binti", "of", "untuk"} & set(folded))
        or (language == "id" and re.fullmatch(r"[A-Z]\.?", words[-1]) is not None)
    )


def _is_bound(word: str) -> bool:
    """Whether an Indonesian name's word goes with the next one: "Abdul Rahman", "Nur Aisyah", "Miftahul Jannah"."""
    folded = word.casefold().strip(".'’")
    return folded in _BOUND or re.fullmatch(r"\w{3,}ul", folded) is not None


def _is_degree(piece: str, before: str) -> bool:
    """Whether it is an academic degree behind a name ("S.IP.", "M.Si", "Ph.D."), not the initials of one."""
    if not re.fullmatch(r"(?:[A-Z][A-Za-z]{0,4}\.\s?)+(?:[A-Z][A-Za-z]{0,4}\.?)?|(?:MA|MSc|BSc|PhD|MBA)", piece):
        return False
    return re.search(r"[a-z]", piece) is not None or "IP" in piece or len(before.split()) > 1


def _capitalised(name: str) -> str:
    """A name that a cover shouts, as it is written elsewhere.

    >>> _capitalised("MA'RUF AL-AMIN"), _capitalised("BPS")
    ("Ma'ruf Al-Amin", 'BPS')
    """
    if not name.isupper() or len(name) <= 3:
        return name
    return re.sub(r"[^\W\d_][\w'’]*", lambda word: word[0].capitalize(), name)


_SUFFIX = re.compile(r"Jr\.?|Sr\.?|I{2,3}|IV")
_BOUND = frozenset("nur noor siti sitti st abdul abd abdur abdu abu ibnu ibn al el umi ummi ummu sri".split())
_BODIES = frozenset(
    "proyek tim badan lembaga kementerian universitas institut yayasan dinas komisi project team foundation "
    "university institute group committee".split()
)
