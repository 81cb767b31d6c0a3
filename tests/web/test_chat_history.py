"""What was asked so far, as the browser sends it back: whole, unescaped, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.conversation import Turn
from web.answer_html import question_html
from web.chat_history import turns_in

QUOTE = {
    "role": "assistant",
    "content": '<blockquote class="k-quote">“<p class="k-asked">Bukan saya.</p>”</blockquote>',
}


def said(text: str) -> dict[str, Any]:
    return {"role": "user", "content": question_html(text)}


def test_questions_come_back_in_order_without_the_answers() -> None:
    assert turns_in([said("Apa itu?"), QUOTE, said("Lalu <b>siapa</b> & kapan?"), QUOTE]) == (
        Turn("Apa itu?"),
        Turn("Lalu <b>siapa</b> & kapan?"),
    )


@given(st.text("abc <>&\"'\npk-=/;#x27", min_size=1))
def test_a_question_comes_back_as_its_lines(text: str) -> None:
    assert turns_in([said(text)]) == (Turn("\n".join(text.splitlines())),)


def test_the_parts_that_a_browser_sends_are_read_as_one() -> None:
    parts = [{"type": "text", "text": question_html("Apa?")}]
    assert turns_in([{"role": "user", "content": parts, "metadata": None}]) == (Turn("Apa?"),)


@pytest.mark.parametrize("content", [None, 7, {}, [], [None], [{"type": "file"}], "plain words"])
def test_what_is_no_question_of_ours_is_left_out(content: object) -> None:
    assert turns_in([{"role": "user", "content": content}, {"content": "?"}]) == ()
