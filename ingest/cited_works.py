"""What a document cites: the entries of its bibliography and the mentions in its text, as intervals. No I/O.

An entry is known by its position in the document's list, a mention by its own; both are intervals over the
document's text, like everything else.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.language import Language

REFERENCES_VERSION = 1
"""Version of the finding of references. Raising it makes stored ones be found anew from the stored text."""

OTHERS: dict[Language, str] = {"id": "dkk.", "en": "et al."}
UNDATED: dict[Language, str] = {"id": "t.t.", "en": "n.d."}


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where an entry stands that another part of the thesis lists: in which document, at which position of its list.

    ``words`` is the whole entry on one line, since the text at hand is not the one that it stands in.
    """

    document_id: str
    file_name: str
    position: int
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One work of a bibliography: ``text[start:end]`` is the whole entry as it stands there.

    ``label`` is its number or LaTeX label ("" where the list has none), ``others`` whether the list itself says
    "et al.", ``year`` as printed with its letter ("2016a",
    "n.d."), "" where none was found. What could not be told apart stays in ``title``. ``elsewhere`` is set where the
    text is that of another part of the thesis.
    """

    start: int
    end: int
    label: str
    authors: tuple[str, ...]
    others: bool
    year: str
    title: str
    source: str
    elsewhere: Elsewhere | None = None


class Form(StrEnum):
    """How a text names a work."""

    PARENTHETIC = "parenthetic"
    NARRATIVE = "narrative"
    LABELLED = "labelled"
    IBID = "ibid"


class Unresolved(StrEnum):
    """Why a mention has no entry."""

    NO_BIBLIOGRAPHY = "no bibliography"
    NO_ENTRY = "no such entry"
    OTHER_YEAR = "another year"
    AMBIGUOUS = "ambiguous"
    SECOND_HAND = "second hand"


@dataclass(frozen=True, slots=True)
class Mention:
    """One work named at one place: ``text[start:end]`` names it. "(A, 2016; B, 1992)" are two mentions.

    ``entry`` is the position of its entry, or ``reason`` says why there is none. ``within`` is the position of the
    mention through which the work is cited: for Wendt in "Wendt, 1999 dalam Syafiqah, 2022", that of Syafiqah.
    """

    start: int
    end: int
    form: Form
    names: tuple[str, ...]
    others: bool
    year: str
    label: str = ""
    entry: int | None = None
    reason: Unresolved | None = None
    within: int | None = None


@dataclass(frozen=True, slots=True)
class References:
    """All that a document cites: entries in the order of the list, mentions in the order of the text.

    Behind the entries of its own list stand those of other parts of the thesis that its mentions mean.
    """

    entries: tuple[Entry, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def listed(self) -> tuple[Entry, ...]:
        """The entries of the document's own list."""
        return tuple(entry for entry in self.entries if entry.elsewhere is None)


NO_REFERENCES = References()


@dataclass(frozen=True, slots=True)
class CitedWork:
    """A work that a sentence names, with its entry where that is known, and the work through which it is cited.

    ``entry_text`` is the whole entry as the bibliography prints it, on one line.
    """

    mention: Mention
    entry: Entry | None
    through: CitedWork | None
    entry_text: str = ""


def cited_work(references: References, position: int, text: str) -> CitedWork:
    """The work of the mention at that position, and the chain through which it is cited."""
    mention = references.mentions[position]
    entry = None if mention.entry is None else references.entries[mention.entry]
    through = None if mention.within is None else cited_work(references, mention.within, text)
    return CitedWork(mention, entry, through, entry_words(entry, text) if entry else "")


def entry_words(entry: Entry, text: str) -> str:
    """The whole entry on one line; ``text`` is that of the document at hand."""
    return entry.elsewhere.words if entry.elsewhere else " ".join(text[entry.start : entry.end].split())


def work_name(work: CitedWork, language: Language) -> str:
    """A work in words: the names as the sentence has them, else as the entry has them.

    >>> mention = Mention(0, 9, Form.PARENTHETIC, ("Alam", "Sudirman"), False, "2020")
    >>> work_name(CitedWork(mention, None, None), "en")
    'Alam & Sudirman (2020)'
    """
    mention, entry = work.mention, work.entry
    if mention.names:
        names = joined_names(mention.names, mention.others, language)
        return f"{names} ({mention.year})" if mention.year else names
    if entry is None:
        return f"[{mention.label}]"
    names = joined_names([short_name(author) for author in entry.authors], entry.others, language)
    return f"{names or f'“{entry.title}”'} ({entry.year or UNDATED[language]})"


def joined_names(names: tuple[str, ...] | list[str], others: bool, language: Language) -> str:
    """Names as they are cited: one, two, or the first and the rest.

    >>> joined_names(("A", "B", "C"), False, "id"), joined_names(("A",), True, "en")
    ('A dkk.', 'A et al.')
    """
    if len(names) > 2 or (names and others):
        return f"{names[0]} {OTHERS[language]}"
    return " & ".join(names)


def short_name(author: str) -> str:
    """What an author is called in a citation: what stands before the comma, else the last word.

    >>> short_name("Alam S"), short_name("James C. King"), short_name("Free Software Foundation, Inc.")
    ('Alam', 'King', 'Free Software Foundation')
    """
    if "," in author:
        return author.split(",", maxsplit=1)[0].strip()
    words = author.split()
    if len(words) > 1 and words[-1].isupper() and len(words[-1]) <= 3 and words[-1].isalpha():
        return " ".join(words[:-1])
    return words[-1] if 1 < len(words) <= 4 and not words[-1].isupper() else author
