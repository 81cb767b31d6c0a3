"""Written answers in the page: statements as they come, what supports each, and nothing of a model's that is live."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import ChatModelTimeout
from retrieval.answer import Answer, Statement, Support
from retrieval.conversation import Turn
from retrieval.written.events import Asked, Done, Event, Shown
from retrieval.written.record import Doubt, DoubtKind, Notice, NoticeKind, Writing
from tests.answers_for_tests import answered
from tests.library_for_tests import whole_document
from tests.web.test_answer_html import Tags
from web.answer_html import question_html
from web.chat_history import turns_in
from web.written_html import event_pieces, written_pieces

WHOLE = whole_document(["Anggaran naik 97,4%. Warga tidak tahu."], ["7"])
WRITING = Writing("openai:tiny", "api.example", "0" * 64, 1, 6, 2.34, 1200, 80)


def written(*statements: Statement) -> Answer:
    draft = answered("en", (WHOLE, 0, 20), (WHOLE, 21, 38))
    return replace(draft, statements=statements, writing=WRITING)


CHECKED = Statement("The budget rose by 97.4%.", (1,), Support.CHECKED)
UNCHECKED = Statement("People do not know.", (2,), Support.UNCHECKED, (Doubt(DoubtKind.OTHER_LANGUAGE),))


def test_statements_come_one_by_one_and_then_stand_with_their_quotes_and_costs() -> None:
    found = written(CHECKED, UNCHECKED)
    events: list[Event] = [
        Asked(found, "openai:tiny", "api.example", 1),
        Shown(CHECKED, found.citations[:1]),
        Shown(UNCHECKED, found.citations[1:]),
        Done(found),
    ]
    answers: list[Answer] = []
    pieces = list(event_pieces(events, answers.append))
    assert [piece.count('class="k-statement') for piece in pieces] == [0, 1, 2, 2]
    assert "passages are sent to api.example" in pieces[0]
    assert answers == [found]
    last = Tags(pieces[-1]).text
    assert "Written by openai:tiny" in last
    assert "agrees with its quote" in last
    assert "not proved: its quote is in another language" in last
    assert "6 passages sent to api.example · 1 requests · 2.3 seconds · 1200 tokens read, 80 written" in last
    assert "“Anggaran naik 97,4%.”" in last
    assert pieces[-1].count('href="#source/') == 4


def test_where_the_model_failed_the_quotes_stand_with_the_reason() -> None:
    found = replace(
        answered("en", (WHOLE, 0, 20)),
        writing=WRITING,
        notice=Notice(NoticeKind.MODEL_FAILED, ChatModelTimeout("openai:tiny", 5)),
    )
    pieces = list(written_pieces(found))
    assert "did not answer within 5 seconds" in pieces[-1]
    assert "k-statement" not in pieces[-1]
    assert pieces[-1].count('href="#source/') == 1


def test_an_unsupported_statement_is_marked_in_words() -> None:
    lie = Statement("It rose by 5%.", (), Support.UNSUPPORTED, (Doubt(DoubtKind.NUMBER_MISSING, "5"),))
    (piece,) = written_pieces(written(CHECKED, lie))
    assert 'class="k-statement k-unsupported"' in piece
    assert "not supported by its quote: the number 5 is not in its source" in piece


@given(st.text(), st.text())
def test_what_a_model_says_is_text_and_comes_back_as_such_in_the_next_turn(text: str, words: str) -> None:
    said = Statement(text, (1,), Support.UNCHECKED, (Doubt(DoubtKind.NAME_BESIDE, words),))
    (piece,) = written_pieces(written(said))
    assert set(Tags(piece).tags) <= {"p", "span", "a", "br", "blockquote"}
    assert len(piece.splitlines()) == 1
    history = [{"role": "user", "content": question_html("Why?")}, {"role": "assistant", "content": piece}]
    (turn,) = turns_in(history)
    assert turn == Turn("Why?", "\n".join(text.splitlines()))
