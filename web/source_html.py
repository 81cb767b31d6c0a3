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
from retrieval.citation_styles import Bibliography, Printed, Style
from retrieval.origin import entries_quoted, origin_text
from web.page_alignment import Box
from web.texts import TEXTS, Texts

IMAGE_WIDTHS = (800, 1600)
"""Widths of the page pictures in pixels: for usual screens and for dense ones."""

PIXELS_A_POINT = 96 / 72
"""At 100 %, as browsers count: a page is as wide as on paper."""

CITED_IN = ((Style.APA, "APA 7"), (Style.CHICAGO, "Chicago"), (Style.IEEE, "IEEE"))
"""The styles that a citation can be copied in, and their names."""

PREVIEW = 320
"""Characters of a quote in its preview."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """The part of a page that a citation quotes: [start, end) within the page's own text."""

    page: Page
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page with the boxes of the quoted words, none where it is not quoted, None where they cannot be aligned with the
    picture.

    ``aspect`` is width by height, ``points`` the width in 1/72 inch; ``failure`` says why there is no picture at all.
    """

    page: Page
    aspect: float
    boxes: tuple[Box, ...] | None
    failure: KutipError | None = None
    points: float = 595.0


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


def pdf_address(page: Page) -> str:
    """Where the PDF itself is served, opened at a page."""
    return f"/documents/{page.document_id}.pdf#page={page.index + 1}"


def source_html(
    citation: Citation, shown: Sequence[ShownPage], page_count: int, language: Language, *, is_near: bool = False
) -> str:
    """The panel's content: what is cited, the words, and each page with the words marked.

    ``is_near``: it came nearest to a question that is not answered, and is no source of an answer.
    """
    texts = TEXTS[language]
    pages = "".join(_figure(page, page_count, len(shown) > 1, texts, language) for page in shown)
    title = texts.nearest_title if is_near else f"{texts.source} {citation.number}"
    return (
        f'<h2 class="k-source-title" tabindex="-1">{title}</h2>'
        f'<p class="k-thesis">{escape(thesis_name(citation.thesis))}</p>'
        f"<dl>{_facts(citation, texts, language)}</dl>"
        f'<div class="k-words"><h3>{texts.quoted_words}</h3>'
        f'<blockquote id="k-quote" lang="{escape(citation.thesis.language)}">{escape(citation.quote)}</blockquote>'
        f"{_copy_button('quote', texts.copy_quote, texts)} {_copy_button('link', texts.copy_link, texts)}"
        f'<details class="k-citing"><summary>{texts.copy_citation}</summary>'
        '<div class="k-citing-body"></div></details></div>'
        f'{_toolbar(texts)}<div id="k-leaves" data-pages="{page_count}">{pages}</div>'
    )


def leaf_html(shown: ShownPage, page_count: int, of_several: bool, language: Language) -> str:
    """One page of a document, leafed to; marked where it is quoted. ``of_several``: the quote runs over a page break."""
    return _figure(shown, page_count, of_several, TEXTS[language], language)


def citing_html(citation: Citation, language: Language) -> str:
    """The citation in each style, in text with its printed page and as entry, to be copied."""
    texts = TEXTS[language]
    html = ""
    for style, name in CITED_IN:
        bibliography = Bibliography([citation.thesis], style, language)
        in_text, entry = bibliography.quoted(citation), bibliography.entry(citation.thesis)
        html += (
            f"<h4>{name}</h4>"
            f"<p>{texts.cite_in_text}: {_copied(f'{style.value}-text', in_text, texts.copy_in_text, texts)}</p>"
            f"<p>{texts.cite_entry}: {_copied(f'{style.value}-entry', entry, texts.copy_entry, texts)}</p>"
        )
    return html


def _copied(what: str, printed: Printed, action: str, texts: Texts) -> str:
    words = "".join(f"<i>{escape(run.text)}</i>" if run.italic else escape(run.text) for run in printed)
    return f'<span id="k-copy-{what}">{words}</span> {_copy_button(what, action, texts)}'


def preview_html(citation: Citation, language: Language) -> str:
    """The words behind a number and where they stand, short enough to lie over the answer."""
    quote = citation.quote if len(citation.quote) <= PREVIEW else citation.quote[:PREVIEW].rstrip() + " …"
    return (
        f'<p class="k-preview-quote" lang="{escape(citation.thesis.language)}">“{escape(quote)}”</p>'
        f'<p class="k-preview-where">{escape(thesis_name(citation.thesis))} · '
        f"{escape(page_name(citation.pages, language))}</p>"
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


def _copy_button(what: str, words: str, texts: Texts) -> str:
    return (
        f'<button type="button" class="k-button k-copy" data-copy="{what}" data-done="{escape(texts.copied)}" '
        f'data-failed="{escape(texts.copy_failed)}">{words}</button>'
    )


def _toolbar(texts: Texts) -> str:
    """Leafing and zoom. ``source.js`` says of a button whether it can be used and is pressed."""
    leafing = (
        f'<button type="button" class="k-button" data-leaf="-1" aria-keyshortcuts="ArrowLeft" title="{texts.previous_page} (←)">'
        f'<span aria-hidden="true">‹</span><span class="k-unseen">{texts.previous_page}</span></button>'
        f'<button type="button" class="k-button" data-leaf="0" aria-disabled="true">{texts.to_quote}</button>'
        f'<button type="button" class="k-button" data-leaf="1" aria-keyshortcuts="ArrowRight" title="{texts.next_page} (→)">'
        f'<span aria-hidden="true">›</span><span class="k-unseen">{texts.next_page}</span></button>'
    )
    zooms = (("fit", texts.zoom_fit, "0"), ("100", "100 %", "1"), ("200", "200 %", "2"))
    zoom = "".join(
        f'<button type="button" class="k-button" data-zoom="{size}" aria-pressed="false" aria-keyshortcuts="{key}" '
        f'title="{name} ({key})">{name}</button>'
        for size, name, key in zooms
    )
    return (
        f'<div class="k-tools"><div role="group" aria-label="{texts.leafing}">{leafing}</div>'
        f'<div role="group" aria-label="{texts.zoom}">{zoom}</div></div>'
    )


def _figure(shown: ShownPage, page_count: int, of_several: bool, texts: Texts, language: Language) -> str:
    caption = escape(page_name((shown.page,), language))
    if shown.failure is not None:
        reason = texts.page_failed.format(reason=explain(shown.failure, language))
        return (
            f'<figure class="k-page" data-page="{shown.page.index}"><figcaption class="k-page-name">{caption}</figcaption>'
            f'<p class="k-error" role="alert">{escape(reason)}</p></figure>'
        )
    if shown.boxes is None:
        note, kind = texts.not_marked, "k-not-marked"
    elif not shown.boxes:
        note, kind = texts.not_quoted, "k-marked"
    else:
        note, kind = texts.partly_marked if of_several else texts.marked, "k-marked"
    label = shown.page.label or str(shown.page.index + 1)
    described = texts.page_image.format(label=label, number=shown.page.index + 1, total=page_count)
    sources = ", ".join(f"{page_address(shown.page, width)} {width}w" for width in IMAGE_WIDTHS)
    size = f"aspect-ratio:{shown.aspect:.5f};--k-natural:{shown.points * PIXELS_A_POINT:.0f}px"
    return (
        f'<figure class="k-page" data-page="{shown.page.index}"><figcaption><span class="k-page-name">{caption}</span> '
        f'<span class="{kind}">{escape(note)}</span></figcaption>'
        f'<div class="k-frame"><div class="k-sheet" style="{size}">'
        f'<img src="{page_address(shown.page, IMAGE_WIDTHS[0])}" srcset="{sources}" sizes="{IMAGE_WIDTHS[0]}px" '
        f'alt="{escape(described)}">{"".join(map(_mark, shown.boxes or ()))}</div></div>'
        f'<p class="k-alone"><a href="{pdf_address(shown.page)}" target="_blank" rel="noopener">{texts.open_pdf}</a> · '
        f'<a href="{page_address(shown.page, IMAGE_WIDTHS[-1])}" target="_blank" rel="noopener">{texts.whole_page}</a></p>'
        "</figure>"
    )


def _mark(box: Box) -> str:
    """A box in per cent of the page, so that it fits the picture at every size."""
    place = {"left": box.left, "top": box.top, "width": box.width, "height": box.height}
    style = ";".join(f"{name}:{100 * share:.4f}%" for name, share in place.items())
    return f'<span class="k-mark" style="{style}"></span>'
