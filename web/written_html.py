"""An answer as it is written, as HTML for the chat. Pure; what a model says is text and nothing else, so it is escaped here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import escape

from ingest.language import Language
from retrieval.answer import Answer, Statement
from retrieval.citation import Citation
from retrieval.written.events import Asked, Done, Event, Shown
from retrieval.written.words import asking_text, costs_text, notice_text, support_text, written_by
from web.answer_html import answer_pieces, lines_html, marker_html, note_html, quotes_html, understood_html
from web.texts import TEXTS


def event_pieces(events: Iterable[Event], on_answer: Callable[[Answer], None]) -> Iterator[str]:
    """What stands in the answer's place, time after time; the whole answer is given to ``on_answer`` at the end."""
    head, note = "", ""
    language: Language = "en"
    said: list[str] = []
    known: dict[int, Citation] = {}
    for event in events:
        match event:
            case Asked(draft, model, host):
                language = draft.question.language
                head = understood_html(draft)
                note = note_html(asking_text(model, host, language))
            case Shown(statement, citations):
                known.update({citation.number: citation for citation in citations})
                said.append(statement_html(statement, known, language))
            case Done(answer):
                yield from written_pieces(answer)
                on_answer(answer)
                return
        yield head + "".join(said) + note


def written_pieces(answer: Answer) -> Iterator[str]:
    """The whole of an answer: statements with their quotes below, or quotes alone, with what must be known of them."""
    language = answer.question.language
    notice = note_html(notice_text(answer.notice, language), "notice") if answer.notice else ""
    costs = f'<p class="k-costs">{escape(costs_text(answer))}</p>' if answer.writing else ""
    if not answer.is_written:
        yield from (notice + piece + costs for piece in answer_pieces(answer))
        return
    known = {citation.number: citation for citation in answer.citations}
    yield (
        f'{understood_html(answer)}<p class="k-lead">{escape(written_by(answer))}</p>'
        + "".join(statement_html(each, known, language) for each in answer.statements)
        + f'{notice}<p class="k-lead">{TEXTS[language].word_for_word}</p>'
        + "".join(quotes_html(answer))
        + costs
    )


def statement_html(statement: Statement, known: Mapping[int, Citation], language: Language) -> str:
    """A statement with the numbers of its quotes, and how it stands to them."""
    markers = " ".join(marker_html(known[number], language) for number in statement.citations)
    support = lines_html(support_text(statement, language))
    return (
        f'<p class="k-statement k-{statement.support.value}"><span class="k-said">{lines_html(statement.text)}</span> '
        f'{markers}<br><span class="k-support">{support}</span></p>'
    )
