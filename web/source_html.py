"""A citation and its pages as the HTML of the source panel. Pure; whatever comes from a thesis is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ingest.document import Page
from ingest.errors import KutipError
from ingest.explain import explain, page_name
from ingest.language import Language
from retrieval.citation import Citation, thesis_name
from retrieval.origin import entries_quoted, origin_text
from web.page_alignment import Box
from web.texts import TEXTS, Texts

IMAGE_WIDTHS = (800, 1600)
"""Widths of the page pictures in pixels: for usual screens and for dense ones."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """The part of a page that a citation quotes: [start, end) within the page's own text."""

    page: Page
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A cited page with the boxes of the quoted words, None where they cannot be aligned with the picture.

    ``aspect`` is width by height; ``failure`` says why there is no picture at all.
    """

    page: Page
    aspect: float
    boxes: tuple[Box, ...] | None
    failure: KutipError | None = None


def parts_of(citation: Citation, text: str) -> tuple[PagePart, ...]:
    """What a citation quotes of each of its pages; a page on which it only has blanks is left out."""
    parts = []
    for page in citation.pages:
        start, end = max(citation.span.start, page.start), min(citation.span.end, page.end)
        if text[start:end].strip():
            parts.append(PagePart(page, start - page.start, end - page.start))
    return tuple(parts)


def page_address(page: Page, width: int) -> str:
    """Where the picture of a page is served."""
    return f"/pages/{page.document_id}/{page.index}.png?width={width}"


def source_html(citation: Citation, shown: Sequence[ShownPage], page_count: int, language: Language) -> str:
    """The panel's content: what is cited, the words, and each page with the words marked."""
    texts = TEXTS[language]
    pages = "".join(_page(page, page_count, len(shown) > 1, texts, language) for page in shown)
    return (
        f'<h2 class="k-source-title" tabindex="-1">{texts.source} {citation.number}</h2>'
        f'<p class="k-thesis">{escape(thesis_name(citation.thesis))}</p>'
        f"<dl>{_facts(citation, texts, language)}</dl>"
        f'<div class="k-words"><h3>{texts.quoted_words}</h3>'
        f'<blockquote id="k-quote" lang="{escape(citation.thesis.language)}">{escape(citation.quote)}</blockquote>'
        f'<button type="button" class="k-copy" data-done="{escape(texts.copied)}" '
        f'data-failed="{escape(texts.copy_failed)}">{texts.copy_quote}</button></div>{pages}'
    )


def failure_html(reason: str, language: Language) -> str:
    """The panel's content where the source cannot be shown."""
    return (
        f'<h2 class="k-source-title" tabindex="-1">{TEXTS[language].source}</h2>'
        f'<p class="k-error" role="alert">{escape(reason)}</p>'
    )


def _facts(citation: Citation, texts: Texts, language: Language) -> str:
    facts = [
        (texts.section, citation.section_title),
        (texts.pages, page_name(citation.pages, language)),
        (texts.file, citation.file_name),
        (texts.origin, origin_text(citation, language)),
        *((texts.bibliography, entry) for entry in entries_quoted(citation)),
    ]
    return "".join(f"<div><dt>{name}</dt><dd>{escape(value)}</dd></div>" for name, value in facts if value)


def _page(shown: ShownPage, page_count: int, of_several: bool, texts: Texts, language: Language) -> str:
    caption = escape(page_name((shown.page,), language))
    if shown.failure is not None:
        reason = texts.page_failed.format(reason=explain(shown.failure, language))
        return f'<p class="k-page-name">{caption}</p><p class="k-error" role="alert">{escape(reason)}</p>'
    if shown.boxes is None:
        note, kind = texts.not_marked, "k-not-marked"
    else:
        note, kind = texts.partly_marked if of_several else texts.marked, "k-marked"
    label = shown.page.label or str(shown.page.index + 1)
    described = texts.page_image.format(label=label, number=shown.page.index + 1, total=page_count)
    sources = ", ".join(f"{page_address(shown.page, width)} {at}x" for at, width in enumerate(IMAGE_WIDTHS, start=1))
    return (
        f'<figure class="k-page" data-page="{shown.page.index}"><figcaption><span class="k-page-name">{caption}</span> '
        f'<span class="{kind}">{escape(note)}</span></figcaption>'
        f'<div class="k-sheet" style="aspect-ratio:{shown.aspect:.5f}">'
        f'<img src="{page_address(shown.page, IMAGE_WIDTHS[0])}" srcset="{sources}" alt="{escape(described)}">'
        f"{''.join(map(_mark, shown.boxes or ()))}</div>"
        f'<a class="k-alone" href="{page_address(shown.page, IMAGE_WIDTHS[-1])}" target="_blank">{texts.whole_page}</a>'
        "</figure>"
    )


def _mark(box: Box) -> str:
    """A box in per cent of the page, so that it fits the picture at every size."""
    place = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    style = ";".join(f"{name}:{100 * share:.4f}%" for name, share in place.items())
    return f'<span class="k-mark" style="{style}"></span>'
