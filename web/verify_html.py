"""A checked draft as HTML: its text with what was checked marked, beside it the table of verdicts. Pure.

Whatever comes from the draft or from a thesis is escaped here. A mark and a verdict are links that open the source panel;
what a colour says, a word says too.
"""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from ingest.explain import page_name
from ingest.language import Language
from retrieval.draft_view import DraftView, ParagraphView, Part, Place, Row, Side, draft_view
from retrieval.verify import DraftReport, draft_language
from web.answer_html import address_of
from web.texts import TEXTS


def progress_html(words: str, done: int, total: int) -> str:
    """How far the work is.

    >>> progress_html("1 < 2", 1, 2)
    '<div class="k-preparing" role="status"><p>1 &lt; 2</p><progress max="2" value="1"></progress></div>'
    """
    return (
        f'<div class="k-preparing" role="status"><p>{escape(words)}</p>'
        f'<progress max="{max(total, 1)}" value="{done}"></progress></div>'
    )


def checked_html(report: DraftReport, key: str, language: Language) -> str:
    """The report; ``key`` is what it is kept under, to be downloaded."""
    view = draft_view(report, language)
    addresses = {row.number: address_of(row.places[0].citation) for row in view.rows if row.places}
    paragraphs = "".join(_paragraph(each, addresses) for each in view.paragraphs)
    words = view.words
    return (
        f'<section class="k-result" aria-label="{escape(words["title"])}">{_head(view, key, language)}'
        f'<div class="k-beside"><div class="k-draft" tabindex="0" role="region" aria-label="{escape(words["draft"])}">'
        f'<h3>{escape(words["draft"])}</h3><div lang="{draft_language(report)}">{paragraphs}</div></div>'
        f'<div class="k-verdicts"><h3>{escape(words["verdicts"])}</h3>{_table(view, language)}</div></div></section>'
    )


def _head(view: DraftView, key: str, language: Language) -> str:
    texts = TEXTS[language]
    name = f": {escape(view.name)}" if view.name else ""
    counts = "".join(
        f'<li class="k-tone-{each.tone}"><b>{each.number}</b> {escape(each.word)}</li>' for each in view.counts
    )
    links = " · ".join(
        f'<a href="/checks/{quote(key)}{ending}?language={language}" download>{escape(name)}</a>'
        for ending, name in ((".docx", texts.report_as_word), (".html", "HTML"))
    )
    return (
        f'<h2 class="k-result-title" tabindex="-1">{escape(view.words["title"])}{name}</h2>'
        f'<ul class="k-counts">{counts}</ul><p class="k-downloads">{escape(texts.download_report)} {links}</p>'
        f'<details class="k-about"><summary>{escape(texts.what_it_means)}</summary><p>{escape(view.words["note"])}</p>'
        f"<p>{escape(view.words['theses'])}: {escape('; '.join(view.theses))}</p></details>"
    )


def _paragraph(paragraph: ParagraphView, addresses: dict[int, str]) -> str:
    tag = "blockquote" if paragraph.is_block_quote else "p"
    return f"<{tag}>{''.join(_part(part, addresses) for part in paragraph.parts)}</{tag}>"


def _part(part: Part, addresses: dict[int, str]) -> str:
    if not part.number:
        return escape(part.text)
    number = part.number
    return (
        f'<a class="k-span k-tone-{part.tone}{" k-opens" if number in addresses else ""}" id="k-span-{number}" '
        f'href="{addresses.get(number, f"#k-verdict-{number}")}" data-verdict="{number}">{escape(part.text)}'
        f'<span class="k-tag">{number} {escape(part.verdict)}</span></a>'
    )


def _table(view: DraftView, language: Language) -> str:
    if not view.rows:
        return f"<p>{escape(view.words['nothing'])}</p>"
    texts = TEXTS[language]
    heads = "".join(
        f'<th scope="col">{escape(name)}</th>' for name in (texts.verdict, texts.in_draft, texts.in_library)
    )
    rows = "".join(_row(row, language) for row in view.rows)
    return f'<table class="k-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _row(row: Row, language: Language) -> str:
    name = escape(row.verdict)
    if row.places:
        name = f'<a class="k-opens k-verdict" href="{address_of(row.places[0].citation)}" data-verdict="{row.number}">{name}</a>'
    else:
        name = f'<b class="k-verdict">{name}</b>'
    number = (
        f'<a class="k-to-span" href="#k-span-{row.number}" data-verdict="{row.number}">'
        f'<span class="k-unseen">{escape(TEXTS[language].to_draft)} </span>{row.number}</a>'
    )
    cited = f'<p class="k-where">{escape(row.cited)}</p>' if row.cited else ""
    found = [f"<p>{escape(row.reason)}</p>"] if row.reason else []
    if row.pieces:
        found.append(f'<p class="k-sides">{" ".join(map(_side, row.pieces))}</p>')
    if row.changes:
        found.append(f"<ul>{''.join(f'<li>{escape(each)}</li>' for each in row.changes)}</ul>")
    found += [_place(each, language) for each in row.places]
    if row.also:
        found.append(f'<p class="k-where">{escape(row.also)}</p>')
    return (
        f'<tr class="k-tone-{row.tone}" id="k-verdict-{row.number}"><td>{number} {name}</td>'
        f"<td><p>{escape(row.said)}</p>{cited}</td><td>{''.join(found)}</td></tr>"
    )


def _side(side: Side) -> str:
    if not side.kind:
        return escape(side.quoted)
    out = f"<del>{escape(side.quoted)}</del>" if side.quoted else ""
    instead = f"<ins>{escape(side.stored)}</ins>" if side.stored else ""
    return f'<span title="{escape(side.kind)}">{out}{instead}</span>'


def _place(place: Place, language: Language) -> str:
    words = f"“{escape(place.quote)}” " if place.quote else ""
    page = escape(page_name(place.citation.pages, language))
    return (
        f'<p class="k-place">{words}<a class="k-cite" href="{address_of(place.citation)}">{page}</a>'
        f'<br><span class="k-where">{escape(place.where)}</span></p>'
    )
