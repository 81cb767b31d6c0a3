"""An ``Answer`` as HTML for the chat, in growing pieces. Pure; whatever comes from a thesis is escaped here.

A citation is a link to a fragment, ``#source/<document>/<start>-<end>``: the chat's sanitiser leaves links, ``class``
and ``title`` alone, the keyboard reaches them, and the address says by itself what is cited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from ingest.explain import page_name
from ingest.language import Language
from retrieval.answer import Answer, Outcome
from retrieval.citation import Citation, thesis_name
from retrieval.origin import origin_label
from retrieval.wording import by_thesis, introduction, nearest_introduction, one_line, reason_text, understood_as
from web.texts import TEXTS


def question_html(text: str, turn_id: str = "") -> str:
    """What was asked, as text; with the id under which its turn is kept.

    >>> question_html("a < b\\nc")
    '<p class="k-asked">a &lt; b<br>c</p>'
    """
    mark = f' id="k-turn-{turn_id}"' if turn_id else ""
    return f'<p class="k-asked"{mark}>{lines_html(text)}</p>'


def note_html(text: str, kind: str = "note") -> str:
    """A message of Kutip's own: searching, an error, a refusal."""
    return f'<p class="k-{kind}">{lines_html(text)}</p>'


def answer_pieces(answer: Answer) -> Iterator[str]:
    """The answer, one statement more each time; the last piece is the whole.

    A refusal is one piece without sources; folded, and not as citations, it has what came nearest.
    """
    understood = understood_html(answer)
    if answer.outcome is not Outcome.ANSWERED:
        yield understood + note_html(reason_text(answer), "refusal") + _nearest(answer)
        return
    language = answer.question.language
    done = f'{understood}<p class="k-lead">{escape(introduction(language))}</p>'
    for quote in quotes_html(answer):
        done += quote
        yield done


def quotes_html(answer: Answer) -> Iterator[str]:
    """The quotes one by one, the first of each thesis with its name."""
    for citations in by_thesis(answer):
        name = f'<p class="k-thesis">{escape(thesis_name(citations[0].thesis))}</p>'
        for at, citation in enumerate(citations):
            yield (name if at == 0 else "") + _quote(citation, answer.question.language)


def limits_html(names: Sequence[str], language: Language) -> str:
    """What a question was limited to, in front of its answer.

    >>> limits_html(["2019", "Tables"], "en")
    '<p class="k-limits">Searched only in: 2019 · Tables</p>'
    """
    return f'<p class="k-limits">{TEXTS[language].searched_in}: {lines_html(" · ".join(names))}</p>'


def _nearest(answer: Answer) -> str:
    """What came nearest to a question that is not answered: no numbers, and links that say so; "" where nothing did."""
    if not answer.nearest:
        return ""
    language = answer.question.language
    quotes = "".join(
        f'<blockquote class="k-near">“{lines_html(one_line(near.quote))}”<br><span class="k-where">'
        f"{escape(thesis_name(near.thesis))}{f' · {escape(near.section_title)}' if near.section_title else ''} · "
        f'<a class="k-near-link" href="{address_of(near, "nearest")}">{escape(page_name(near.pages, language))}</a></span></blockquote>'
        for near in answer.nearest
    )
    return f'<details class="k-nearest"><summary>{nearest_introduction(language)}</summary>{quotes}</details>'


def understood_html(answer: Answer) -> str:
    """What a follow-up was searched for as, with a link that puts it into the question's box; "" where it stood alone."""
    if not answer.understood.changed:
        return ""
    language = answer.question.language
    words = f'<span class="k-standalone">{lines_html(answer.question.text)}</span>'
    change = f'<a class="k-change" href="#question">{TEXTS[language].change_question}</a>'
    return f'<p class="k-understood">{understood_as(language)}: {words} {change}</p>'


def _quote(citation: Citation, language: Language) -> str:
    words = lines_html(one_line(citation.quote))
    where = escape(page_name(citation.pages, language))
    section = f"{escape(citation.section_title)} · " if citation.section_title else ""
    label = escape(origin_label(citation, language))
    origin = f'<br><span class="k-origin">{label}</span>' if label else ""
    return (
        f'<blockquote class="k-quote">“{words}” {marker_html(citation, language)}'
        f'<br><span class="k-where">{section}{where}</span>{origin}</blockquote>'
    )


def marker_html(citation: Citation, language: Language) -> str:
    """The number: what a screen reader says of it is in the text, since the sanitiser takes ``aria-label`` away."""
    where = page_name(citation.pages, language)
    source = TEXTS[language].source
    return (
        f'<a class="k-cite" href="{address_of(citation)}">'
        f'<span class="k-unseen">{source} </span>{citation.number}<span class="k-unseen">, {escape(where)}</span></a>'
    )


def address_of(citation: Citation, kind: str = "source") -> str:
    """The fragment that opens it in the source panel, as ``source.js`` reads it."""
    span = citation.span
    return f"#{kind}/{span.document_id}/{span.start}-{span.end}/{citation.number}"


def lines_html(text: str) -> str:
    """Escaped text without any line end, which would end the block of HTML and begin Markdown."""
    return "<br>".join(escape(line) for line in text.splitlines())
