"""An ``Answer`` as HTML for the chat, in growing pieces. Pure; whatever comes from a thesis is escaped here.

A citation is a link to a fragment, ``#source/<document>/<start>-<end>``: the chat's sanitiser leaves links, ``class``
and ``title`` alone, the keyboard reaches them, and the address says by itself what is cited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from ingest.explain import page_name
from ingest.language import Language
from retrieval.answer import Answer, Outcome
from retrieval.arrangement import Group, Kind, Part, Role
from retrieval.citation import Citation, thesis_name
from retrieval.introductions import short_name
from retrieval.origin import entries_quoted
from retrieval.parts_wording import (
    arrangement_of,
    by_number,
    cut_quote,
    entry_word,
    label_of,
    more_words,
    repeats_of,
    shown_and_folded,
    voice,
)
from retrieval.wording import nearest_introduction, one_line, reason_text, understood_as
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
    done = f'{understood}<p class="k-lead">{escape(arrangement_of(answer).introduction)}</p>'
    for quote in quotes_html(answer):
        done += quote
        yield done


def quotes_html(answer: Answer) -> Iterator[str]:
    """The quotes one by one, the first of each group with its heading; at the end, at once, what is folded."""
    arrangement, language = arrangement_of(answer), answer.question.language
    shown, folded = shown_and_folded(arrangement)
    yield from _groups(answer, shown)
    if folded:
        summary = f"<summary>{more_words(arrangement.folded, language)}</summary>"
        yield f'<details class="k-folded">{summary}{"".join(_groups(answer, folded))}</details>'


def _groups(answer: Answer, groups: Sequence[Group]) -> Iterator[str]:
    """Part by part; the sides of a comparison at once, beside each other."""
    for is_side, together in groupby(groups, key=lambda group: group.side):
        if is_side:
            sides = "".join(f'<div class="k-side">{"".join(_quotes(answer, group))}</div>' for group in together)
            yield f'<div class="k-sides">{sides}</div>'
        else:
            for group in together:
                yield from _quotes(answer, group)


def _quotes(answer: Answer, group: Group) -> Iterator[str]:
    for at, part in enumerate(group.parts):
        heading = f'<p class="k-thesis">{escape(group.heading)}</p>' if at == 0 else ""
        yield heading + _part(answer, part)


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


_CLASSES = {Role.QUOTE: "k-quote", Role.LEAD_IN: "k-quote k-lead-in", Role.ITEM: "k-quote k-item"}


def _part(answer: Answer, part: Part) -> str:
    """A quote with its number and place, what it leans on set apart, the answering words set off, where else it stands."""
    arrangement, language, cited = arrangement_of(answer), answer.question.language, by_number(answer)
    citation = cited[part.number]
    context, before, answering, after = map(lines_html, cut_quote(one_line(citation.quote), part))
    leaned_on = f'<span class="k-context">{context}</span>' if context else ""
    set_off = f'<strong class="k-answering">{answering}</strong>' if answering else ""
    words = f"{leaned_on}{before}{set_off}{after}"
    said = (
        f'<span class="k-voice">{escape(voice(citation, language))}</span><br>'
        if arrangement.kind is Kind.SAYINGS
        else ""
    )
    return (
        f'<blockquote class="{_CLASSES[part.role]}">{said}“{words}” {marker_html(citation, language)}'
        f"{_where(part, citation, arrangement.kind, language)}{_also(part, cited, language)}</blockquote>"
    )


def _where(part: Part, citation: Citation, kind: Kind, language: Language) -> str:
    """The place below a quote, and whose words it has; of an item the page alone, for its list says the rest."""
    places = [short_name(citation.thesis, language)] if kind is Kind.COMPARISON else []
    places += [citation.section_title] if part.role is not Role.ITEM else []
    page = f'<span class="k-whole">{escape(page_name(citation.pages, language))}</span>'
    label = label_of(part, citation, kind, language)
    entries = entries_quoted(citation) if kind is Kind.SAYINGS else ()
    notes = [label, *(f"{entry_word(language)}: {entry}" for entry in entries)]
    origin = "".join(f'<br><span class="k-origin">{escape(note)}</span>' for note in notes if note)
    return f'<br><span class="k-where">{" · ".join([*map(escape, filter(None, places)), page])}</span>{origin}'


def _also(part: Part, cited: dict[int, Citation], language: Language) -> str:
    """The other places of nearly the same words, each with its link."""
    places = [
        f"{escape(where)} {marker_html(cited[number], language)}" for where, number in repeats_of(part, cited, language)
    ]
    return f'<br><span class="k-also">{", ".join(places)}</span>' if places else ""


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
