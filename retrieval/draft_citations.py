"""The citations in a draft, "(Priyanto, 2020, hlm. 34)", and which quotation and which theses each is about. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.brackets import WINDOW
from ingest.cited_works import Form
from ingest.document import Thesis
from ingest.in_text import find_mentions
from ingest.names_before import KnownNames, names_before
from ingest.person_names import is_same_author
from retrieval.draft import Draft, Quotation
from retrieval.verdict import Claimed


@dataclass(frozen=True, slots=True)
class DraftCitation:
    """``text[start:end]`` of the draft names a work; ``pages`` are the printed numbers that it gives, each of a range.

    ``names`` is empty for a page alone, "(hlm. 34)", and for "ibid.".
    """

    start: int
    end: int
    names: tuple[str, ...]
    year: str
    pages: tuple[str, ...]


MAX_RANGE = 50
NEAR = 300
"""A citation belongs to a quotation at most so many characters away."""

_NUMBER = r"\d{1,4}|[ivxlc]{1,7}"
_PAGES = re.compile(
    rf"[\s,:;.]*(?P<word>\b(?:hlm|hal|h|pp?|pages?|halaman)\b\.?\s*)?(?P<first>{_NUMBER})\b(?:\s*[-–—]\s*(?P<last>{_NUMBER})\b)?",
    re.IGNORECASE,
)
_PAGE_ALONE = re.compile(
    rf"\(\s*(?:(?P<ibid>ibid)\.?\s*,?\s*)?(?:hlm|hal|h|pp?|pages?|halaman)\b\.?\s*(?P<first>{_NUMBER})\b"
    rf"(?:\s*[-–—]\s*(?P<last>{_NUMBER})\b)?\s*\)",
    re.IGNORECASE,
)
_YEAR_AND_PAGE = re.compile(
    rf"\((?P<year>(?:1[5-9]|20)\d\d[a-z]?)\s*[,:]\s*(?:hlm|hal|h|pp?|pages?|halaman)\b\.?\s*(?:{_NUMBER})[^()]{{0,12}}\)",
    re.IGNORECASE,
)
_NEW_SENTENCE = re.compile(r"[.!?][\"”’»]?\s+(?!\()\S")


def draft_citations(draft: Draft, theses: Sequence[Thesis]) -> tuple[DraftCitation, ...]:
    """The citations of a draft in order.

    >>> from retrieval.draft import Paragraph
    >>> text = "Priyanto (2020: 34) menulis “satu dua” (hlm. 35), dan lagi (Alam & Sudirman, 2014, pp. xi–xii)."
    >>> draft = Draft("a", text, (Paragraph(0, len(text)),))
    >>> [(each.names, each.year, each.pages) for each in draft_citations(draft, ())]
    [(('Priyanto',), '2020', ('34',)), ((), '', ('35',)), (('Alam', 'Sudirman'), '2014', ('xi', 'xii'))]
    """
    authors = [author for thesis in theses for author in thesis.authors]

    def is_listed(names: tuple[str, ...]) -> bool:
        return any(is_same_author(name, author) for name in names for author in authors)

    ranges = [(paragraph.start, paragraph.end) for paragraph in draft.paragraphs]
    found = [
        DraftCitation(
            each.start, each.end, each.names, each.year, _pages_behind(draft.text, each.start, each.end, each.year)
        )
        for each in find_mentions(draft.text, ranges, (), is_listed)
        if each.form is not Form.IBID
    ]
    found += _with_pages(draft, ranges, [range(each.start, each.end) for each in found])
    named = [range(each.start, each.end) for each in found]
    for match in _PAGE_ALONE.finditer(draft.text):
        if not any(match.start() in span for span in named):
            found.append(DraftCitation(match.start(), match.end(), (), "", _range(match["first"], match["last"])))
    return tuple(sorted(found, key=lambda each: each.start))


def _with_pages(draft: Draft, ranges: Sequence[tuple[int, int]], taken: Sequence[range]) -> Iterator[DraftCitation]:
    """ "Wendt (1999, p. 12)" of an author whom nothing else names: with a page behind the year it is no event."""
    known = KnownNames(lambda names: True)
    for start, end in ranges:
        for match in _YEAR_AND_PAGE.finditer(draft.text, start, end):
            named = names_before(draft.text, max(start, match.start() - WINDOW), match.start(), known)
            if named is not None and not any(match.start() in span for span in taken):
                pages = _pages_behind(draft.text, match.start(), match.end(), match["year"])
                yield DraftCitation(named.start, match.end(), named.names, match["year"], pages)


def _pages_behind(text: str, start: int, end: int, year: str) -> tuple[str, ...]:
    """The pages between the year and the end of the citation; a number that looks like a year is none."""
    place = text.find(year, start, end) if year else -1
    if place < 0:
        return ()
    match = _PAGES.match(text, place + len(year), end)
    if match is None or (not match["word"] and re.fullmatch(r"(?:1[5-9]|20)\d\d", match["first"])):
        return ()
    return _range(match["first"], match["last"])


def _range(first: str, last: str | None) -> tuple[str, ...]:
    """Every page from the first to the last.

    >>> _range("34", "36"), _range("xi", "xii"), _range("5", None)
    (('34', '35', '36'), ('xi', 'xii'), ('5',))
    """
    if last is None:
        return (first,)
    if first.isdigit() and last.isdigit() and int(first) < int(last) <= int(first) + MAX_RANGE:
        return tuple(str(page) for page in range(int(first), int(last) + 1))
    return (first, last)


def citation_of(
    quotation: Quotation, draft: Draft, citations: Sequence[DraftCitation], nexts: int
) -> DraftCitation | None:
    """The citation that a quotation belongs to: the one behind it, else the one that introduces it.

    ``nexts`` is where the next quotation begins, whose citations are its own. A page alone, "(hlm. 34)", goes with the
    work that was named before.
    """
    behind = next((each for each in citations if each.start >= quotation.end), None)
    if behind is not None and not _belongs(draft, quotation.end, behind.start, quotation.is_block, nexts):
        behind = None
    if behind is not None and behind.names:
        return behind
    before = [each for each in citations if each.end <= quotation.start and each.names]
    named = before[-1] if before else None
    if behind is not None:
        return DraftCitation(behind.start, behind.end, named.names, named.year, behind.pages) if named else behind
    if named is None or not _introduces(draft, named.end, quotation):
        return None
    return named


def _belongs(draft: Draft, end: int, start: int, is_block: bool, nexts: int) -> bool:
    """Whether nothing but a few words of the same sentence stand between a quotation and a citation behind it."""
    between = draft.text[end:start]
    if start >= nexts or len(between) > NEAR or _NEW_SENTENCE.search(between):
        return False
    return "\n" not in between or (is_block and not between.strip(' \n("”'))


def _introduces(draft: Draft, end: int, quotation: Quotation) -> bool:
    """Whether a citation leads to the quotation: in its sentence, or in the last one before a block."""
    between = draft.text[end : quotation.start]
    if len(between) > NEAR or len(_NEW_SENTENCE.findall(between)) > (1 if quotation.is_block else 0):
        return False
    return between.count("\n") <= (1 if quotation.is_block else 0)


@dataclass(frozen=True, slots=True)
class Attributed:
    """What a citation claims of the library; ``other_year`` where the author's only thesis is of another year."""

    claimed: Claimed
    other_year: bool = False


def attributed(citation: DraftCitation | None, theses: Sequence[Thesis]) -> Attributed:
    """The theses that a citation means, by author and year.

    >>> thesis = Thesis("t", "Kota", ("Sigit Wirawan Priyanto",), 2020, None, None, "id", ())
    >>> attributed(DraftCitation(0, 9, ("Priyanto",), "2021", ("3",)), [thesis])
    Attributed(claimed=Claimed(thesis_ids=frozenset({'t'}), pages=('3',)), other_year=True)
    """
    if citation is None:
        return Attributed(Claimed())
    if not citation.names:
        return Attributed(Claimed(None, citation.pages))
    by_author = [thesis for thesis in theses if _are_authors(citation.names, thesis)]
    of_year = [thesis for thesis in by_author if thesis.year is None or citation.year.startswith(str(thesis.year))]
    meant = of_year or (by_author if len(by_author) == 1 else [])
    ids = frozenset(thesis.id for thesis in meant)
    return Attributed(Claimed(ids, citation.pages), bool(ids) and not of_year)


def _are_authors(names: Sequence[str], thesis: Thesis) -> bool:
    return all(any(is_same_author(name, author) for author in thesis.authors) for name in names)
