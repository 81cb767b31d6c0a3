"""A citation: where, verbatim what. It cannot be made unless the stored text says exactly that, exactly there."""

from __future__ import annotations

from dataclasses import InitVar, dataclass

from ingest.attribution import Attribution, attribution
from ingest.catalogue.records import WholeDocument
from ingest.document import Page, Section, Span, Thesis, pages_of, section_path
from ingest.explain import page_name
from ingest.language import Language


@dataclass(frozen=True, slots=True)
class Citation:
    """``quote`` is ``text[span.start:span.end]`` of the stored text; ``pages``, ``section`` and ``attribution`` follow from
    the offsets.

    Raises ValueError where the text does not say it.
    """

    number: int
    span: Span
    quote: str
    thesis: Thesis
    file_name: str
    pages: tuple[Page, ...]
    section: tuple[Section, ...]
    attribution: Attribution
    text: InitVar[str]

    def __post_init__(self, text: str) -> None:
        if text[self.span.start : self.span.end] != self.quote:
            raise ValueError("a citation must quote its span")
        if not self.pages:
            raise ValueError("a citation must stand on a page")

    @property
    def section_title(self) -> str:
        """The section path as one line; "" on a cover."""
        return " › ".join(section.title for section in self.section if section.title)


def cite(number: int, whole: WholeDocument, start: int, end: int) -> Citation:
    """The citation of an interval of a document."""
    document = whole.document
    return Citation(
        number=number,
        span=Span(document.id, document.text_version, start, end),
        quote=document.text[start:end],
        thesis=whole.thesis,
        file_name=document.file_name,
        pages=pages_of(whole.pages, start, end),
        section=section_path(whole.sections, start),
        attribution=attribution(document.text, whole.sections, whole.references, start, end),
        text=document.text,
    )


def thesis_name(thesis: Thesis) -> str:
    """Authors, year and title, as far as they are known.

    >>> thesis_name(Thesis("t", "Kota Kembar", ("Proyek Kutip",), 2026, None, None, "id", ()))
    'Proyek Kutip (2026). Kota Kembar'
    """
    authors = ", ".join(author.rstrip(", ") for author in thesis.authors)
    year = f" ({thesis.year})" if thesis.year else ""
    return f"{authors}{year}. {thesis.title}" if authors else f"{thesis.title}{year}"


def place(citation: Citation, language: Language) -> str:
    """Section and both page numbers in words; the file, too, where the thesis has several, for each numbers its own pages."""
    where = page_name(citation.pages, language)
    if len(citation.thesis.parts) > 1:
        where = f"{citation.file_name}, {where}"
    return f"{citation.section_title}, {where}" if citation.section_title else where
