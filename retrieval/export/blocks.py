"""A text to hand in as a list of blocks, before it is Markdown, Word or HTML. Values only.

What the blocks hold is plain text, often a thesis's own; each writer escapes it for its format.
"""

from __future__ import annotations

from dataclasses import dataclass

from retrieval.citation_styles import Printed, Run


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the text's title."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Words of Kutip itself, or a bibliography's entry where it is ``hanging``."""

    content: Printed
    hanging: bool = False


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of a thesis, set off, with the number of their source and, where there is one, whose words they are.

    ``answering`` is the interval of the words that answer, where that is sure.
    """

    quote: str
    number: int
    label: str = ""
    answering: tuple[int, int] | None = None

    @property
    def runs(self) -> tuple[tuple[str, bool], ...]:
        """The quote in pieces, each with whether it answers.

        >>> Quotation("pada 2009.", 1, answering=(5, 9)).runs
        (('pada ', False), ('2009', True), ('.', False))
        """
        start, end = self.answering or (len(self.quote), len(self.quote))
        pieces = ((self.quote[:start], False), (self.quote[start:end], True), (self.quote[end:], False))
        return tuple(piece for piece in pieces if piece[0])


@dataclass(frozen=True, slots=True)
class Source:
    """One of the numbered sources that quotations point to."""

    number: int
    content: Printed


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under a header; a cell is the list of its paragraphs."""

    header: tuple[str, ...]
    rows: tuple[tuple[tuple[str, ...], ...], ...]


Block = Heading | Paragraph | Quotation | Source | Table


def text_block(text: str) -> Paragraph:
    """A paragraph of upright text."""
    return Paragraph((Run(text),))


def without_controls(text: str) -> str:
    r"""Text without the characters that neither Word's nor the web's files can hold.

    >>> without_controls("a\x00b\ud800c\td")
    'abc\td'
    """
    return "".join(letter for letter in text if _is_allowed(ord(letter)))


def _is_allowed(code: int) -> bool:
    """The characters of XML 1.0."""
    return code in (0x9, 0xA, 0xD) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or code > 0xFFFF
