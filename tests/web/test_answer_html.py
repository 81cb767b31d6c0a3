"""An answer for the chat: growing, escaped, and with links that say what they cite."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from retrieval.answer import Outcome, Reason
from retrieval.arrangement import Arrangement, Group, Kind, Part, Role
from retrieval.conversation import Understood
from retrieval.question import understand
from tests.answers_for_tests import abstained, answered
from tests.library_for_tests import whole_document
from web.answer_html import answer_pieces, note_html, question_html

TEXT = "Anggaran *naik* <b>97,4%</b> & `x`.\nWarga tidak tahu."
WHOLE = whole_document([TEXT], ["7"], title="Kota <i>")


class Tags(HTMLParser):
    """The tags and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_answer_grows_by_one_quote_a_piece() -> None:
    pieces = list(answer_pieces(answered("id", (WHOLE, 0, 35), (WHOLE, 36, 53))))
    assert [piece.count("k-cite") for piece in pieces] == [1, 2]
    assert pieces[1].startswith(pieces[0])


def test_a_link_names_document_offsets_and_number() -> None:
    (piece,) = answer_pieces(answered("id", (WHOLE, 36, 53)))
    assert re.findall(r'href="([^"]*)"', piece) == ["#source/d/36-53/1"]
    assert "Warga tidak tahu." in Tags(piece).text
    assert "hlm. 7 (PDF hlm. 1)" in Tags(piece).text


def test_text_of_a_thesis_is_never_markup_and_ends_no_block() -> None:
    (piece,) = answer_pieces(answered("en", (WHOLE, 0, 53)))
    parsed = Tags(piece)
    assert {"b", "i", "code", "em"} & set(parsed.tags) == set()
    assert "“Anggaran *naik* <b>97,4%</b> & `x`. Warga tidak tahu.”" in parsed.text
    assert "Kota <i>" in parsed.text
    assert "\n" not in piece


def test_items_answering_words_and_context_are_set_off_and_what_is_folded_comes_last_at_once() -> None:
    parts = (Part(1, Role.ITEM, answering=(9, 15), context_end=9), Part(2, folded=True))
    found = answered("en", (WHOLE, 0, 35), (WHOLE, 36, 53))
    arranged = replace(found, arrangement=Arrangement(Kind.LIST, "Two:", (Group("Kota", parts),)))
    first, whole = answer_pieces(arranged)
    assert '<span class="k-context">Anggaran </span><strong class="k-answering">*naik*</strong>' in first
    assert 'class="k-quote k-item"' in first
    assert whole.startswith(first)
    assert '<details class="k-folded"><summary>1 more</summary>' in whole
    assert Tags(whole).text.count("“") == 2


def test_near_repeats_are_linked_behind_the_quote() -> None:
    found = answered("en", (WHOLE, 0, 35), (WHOLE, 36, 53))
    arranged = replace(found, arrangement=Arrangement(Kind.QUOTES, "So:", (Group("Kota", (Part(1, also=(2,)),)),)))
    (piece,) = answer_pieces(arranged)
    assert re.findall(r'href="([^"]*)"', piece) == ["#source/d/0-35/1", "#source/d/36-53/2"]
    assert "also on p. 7 " in Tags(piece).text


def test_a_refusal_is_one_piece_without_any_source() -> None:
    refused = abstained("en", (WHOLE, 0, 35), Reason.WEAK_EVIDENCE)
    (piece,) = answer_pieces(replace(refused, nearest=()))
    assert Tags(piece).tags == ["p"]
    assert "does not seem to answer" in piece


def test_what_came_nearest_is_folded_and_bears_neither_number_nor_the_marks_of_a_citation() -> None:
    (piece,) = answer_pieces(abstained("en", (WHOLE, 0, 35), Reason.WEAK_EVIDENCE))
    parsed = Tags(piece)
    assert parsed.tags == ["p", "details", "summary", "blockquote", "br", "span", "a"]
    assert "does not seem to be an answer:“Anggaran *naik* <b>97,4%</b> & `x`.”" in parsed.text
    assert re.findall(r'href="([^"]*)"', piece) == ["#nearest/d/0-35/1"]
    assert not re.search(r'class="k-(?:cite|quote|thesis)"', piece)
    assert "<details open" not in piece
    assert "\n" not in piece


@given(st.text())
def test_whatever_is_asked_is_shown_as_asked_without_markup(text: str) -> None:
    html = question_html(text)
    assert set(Tags(html).tags) <= {"p", "br"}
    assert Tags(html).text == "".join(text.splitlines()) or "\r" in text or "\x00" in text
    assert not {"\n", "\r"} & set(html)


def test_a_note_has_its_kind_for_a_class() -> None:
    assert note_html("a < b", "error") == '<p class="k-error">a &lt; b</p>'


def test_what_a_follow_up_was_understood_as_stands_before_the_answer_as_text() -> None:
    text = "Lalu <b>apa</b>? (kota)"
    followed = replace(
        answered("id", (WHOLE, 0, 10)), understood=Understood("Lalu <b>apa</b>?", text), question=understand(text)
    )
    for answer in (followed, replace(followed, outcome=Outcome.ABSTAINED, reason=Reason.WEAK_EVIDENCE)):
        for piece in answer_pieces(answer):
            found = Tags(piece)
            assert found.text.startswith(f"Dipahami sebagai: {text} Ubah")
            assert "b" not in found.tags


def test_the_sides_of_a_comparison_stand_in_one_block_and_what_follows_behind_it() -> None:
    found = answered("en", (WHOLE, 0, 35), (WHOLE, 36, 53))
    groups = (Group("Palu", (Part(1),), side=True), Group("Manado", (Part(2),), side=True), Group("Kota", (Part(1),)))
    pieces = list(answer_pieces(replace(found, arrangement=Arrangement(Kind.COMPARISON, "Both:", groups))))
    assert len(pieces) == 2
    sides = pieces[0].split('<div class="k-sides">')[1]
    assert sides.count('<div class="k-side">') == 2
    assert sides.index("Palu") < sides.index("Manado")
    assert sides.endswith("</div></div>")
    assert "Kota" in pieces[1].removeprefix(pieces[0])
