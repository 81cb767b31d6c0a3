"""A document to read in, as HTML: its outline, each page's text beside its picture. Pure; all text is escaped here."""

from __future__ import annotations

from bisect import bisect_right
from html import escape

from ingest.catalogue.records import WholeDocument
from ingest.document import Page, Section
from ingest.explain import page_name
from ingest.language import Language
from web.library_texts import LIBRARY_TEXTS, LibraryTexts
from web.source_html import IMAGE_WIDTHS, page_address, pdf_address
from web.texts import TEXTS

DEEPEST = 4
"""Levels of the outline."""


def reader_html(whole: WholeDocument, language: Language) -> str:
    """The whole document. Pages bear the id ``k-read-<number>``, counted from 1 as in the links to them."""
    texts = LIBRARY_TEXTS[language]
    document = whole.document
    spoken = f' lang="{escape(whole.thesis.language)}"' if whole.thesis.language else ""
    pages = "".join(_page(page, document.text[page.start : page.end], spoken, texts, language) for page in whole.pages)
    return (
        f'<div class="k-reader-head"><a href="#library" class="k-back">← {escape(texts.back)}</a>'
        f'<h2 tabindex="-1"{spoken}>{escape(whole.thesis.title)}</h2><p class="k-quiet">{escape(document.file_name)}</p>'
        f"{_search(texts)}</div>"
        f'<div class="k-reader-columns"><nav aria-label="{escape(texts.outline)}">{_outline(whole, spoken, texts)}</nav>'
        f'<div class="k-reader-pages">{pages}</div></div>'
    )


def _search(texts: LibraryTexts) -> str:
    return (
        f'<form id="k-read-find" role="search"><input type="search" aria-label="{escape(texts.search_within)}" '
        f'placeholder="{escape(texts.search_within)}"><output></output>'
        f'<button type="button" class="k-button" data-step="-1" aria-label="{escape(texts.previous)}">↑</button>'
        f'<button class="k-button" data-step="1" aria-label="{escape(texts.next)}">↓</button></form>'
    )


def _outline(whole: WholeDocument, spoken: str, texts: LibraryTexts) -> str:
    """The sections with a title, each leading to the page where it begins."""
    named = [section for section in whole.sections if section.title and section.level <= DEEPEST]
    if not named:
        return f'<p class="k-quiet">{escape(texts.no_outline)}</p>'
    items = "".join(_entry(section, whole.pages, spoken) for section in named)
    return f'<details open><summary>{escape(texts.outline)}</summary><ol class="k-outline">{items}</ol></details>'


def _entry(section: Section, pages: tuple[Page, ...], spoken: str) -> str:
    page = pages[max(bisect_right(pages, section.start, key=lambda each: each.start) - 1, 0)]
    return (
        f'<li style="--k-level:{section.level}"><a href="#library/{escape(section.document_id)}/{page.index + 1}">'
        f'<span{spoken}>{escape(section.title)}</span> <span class="k-quiet">{escape(page.label)}</span></a></li>'
    )


def _page(page: Page, text: str, spoken: str, texts: LibraryTexts, language: Language) -> str:
    name = escape(page_name((page,), language))
    address = f"#library/{escape(page.document_id)}/{page.index + 1}"
    if text.strip():
        body = f'<div class="k-page-text"{spoken}>{escape(text)}</div>'
    else:
        body = f'<p class="k-quiet">{escape(texts.no_text)}</p>'
    return (
        f'<section class="k-read-page" id="k-read-{page.index + 1}" tabindex="-1"><h3>{name} '
        f'<a href="{address}" class="k-page-link" title="{escape(texts.page_link)}" aria-label="{escape(texts.page_link)}">#</a>'
        f'</h3><div class="k-read-sides">{body}'
        f'<a class="k-read-picture" href="{pdf_address(page)}" target="_blank" rel="noopener" '
        f'title="{escape(TEXTS[language].open_pdf)}"><img loading="lazy" src="{page_address(page, IMAGE_WIDTHS[0])}" '
        f'alt="{name}"></a></div></section>'
    )
