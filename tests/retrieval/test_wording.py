"""An answer in words: its markers resolve, thesis text is never markup, and the JSON is the agreed one."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Section, SectionKind
from ingest.language import Language, detect_language
from retrieval.answer import Reason
from retrieval.arrangement import Arrangement, Group, Kind, Part, Role
from retrieval.wording import escape_markdown, markdown, one_line, reason_text, result, terminal_lines
from tests.answers_for_tests import abstained, answered
from tests.library_for_tests import whole_document

PAGES = ["Kerja sama itu tidak selalu\n", "berhasil [1]. Anggaran *naik* 97,4% <img onerror=alert(1)>."]
FIRST = whole_document(PAGES, ["ii", "1"], [Section("d", 1, SectionKind.BODY, "BAB I", 0, 80)], title="Kota <b>")
SECOND = whole_document(["They were never carried out by the city."], title="Sister Cities", name="e")
BOTH = ((FIRST, 0, 41), (FIRST, 42, 87), (SECOND, 0, 40))


def test_the_result_has_exactly_the_agreed_fields() -> None:
    found = json.loads(json.dumps(result(answered("id", (FIRST, 0, 41)), "q-1")))
    assert found == {
        "id": "q-1",
        "question": "Apa saja hambatan kerja sama kota?",
        "language": "id",
        "understood_as": "Apa saja hambatan kerja sama kota?",
        "outcome": "answered",
        "abstained": False,
        "reason": None,
        "error": None,
        "answer": "Yang paling dekat dengan pertanyaan ini di pustaka, kata demi kata:\n\n"
        "**Proyek Kutip (2026). Kota &lt;b&gt;**\n\n> “Kerja sama itu tidak selalu berhasil \\[1\\].” [1]",
        "statements": [
            {"text": "Kerja sama itu tidak selalu\nberhasil [1].", "citations": [1], "support": "verbatim"},
        ],
        "citations": [
            {
                "number": 1,
                "doc": "d.pdf",
                "title": "Kota <b>",
                "start": 0,
                "end": 41,
                "pages": [{"page_index": 0, "page_label": "ii"}, {"page_index": 1, "page_label": "1"}],
                "section": "BAB I",
                "quote": "Kerja sama itu tidak selalu\nberhasil [1].",
                "attribution": {"origin": "unmarked", "text": "tanpa menyebut sumber lain", "works": []},
            }
        ],
        "arrangement": {
            "kind": "quotes",
            "introduction": "Yang paling dekat dengan pertanyaan ini di pustaka, kata demi kata:",
            "groups": [
                {
                    "heading": "Proyek Kutip (2026). Kota <b>",
                    "parts": [
                        {
                            "citation": 1,
                            "role": "quote",
                            "answering": None,
                            "context_end": 0,
                            "also": [],
                            "folded": False,
                        }
                    ],
                }
            ],
        },
        "nearest": [],
        "retrieved": [
            {
                "rank": 1,
                "doc": "d.pdf",
                "start": 0,
                "end": 87,
                "page_indexes": [0, 1],
                "passage_id": "7",
                "score": 1.234568,
                "text": "".join(PAGES),
            }
        ],
        "answerability": 0.912346,
        "seconds": {"search": 0.0212, "answer": 0.0488, "total": 0.07},
    }


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("reason", list(Reason))
def test_an_abstention_has_the_same_fields_and_a_reason(language: Language, reason: Reason) -> None:
    found = result(abstained(language, (FIRST, 0, 4), reason))
    assert found.keys() == result(answered("id", (FIRST, 0, 41))).keys()
    assert (found["outcome"], found["abstained"], found["error"]) == ("abstained", True, None)
    assert found["statements"] == found["citations"] == []
    assert found["answer"] == found["reason"] == reason_text(abstained(language, (FIRST, 0, 4), reason))
    assert detect_language(found["reason"]) == language
    assert [near["quote"] for near in found["nearest"]] == ["Kerj"]
    assert terminal_lines(abstained(language, (FIRST, 0, 4), reason))[0] == found["reason"]


def test_what_came_nearest_is_said_to_be_no_answer_and_bears_no_number() -> None:
    refused = abstained("id", (FIRST, 42, 87), Reason.WEAK_EVIDENCE)
    assert terminal_lines(refused)[1:] == [
        "",
        "Tidak terjawab. Yang paling dekat, tetapi tampaknya bukan jawaban:",
        "  - “Anggaran *naik* 97,4% <img onerror=alert(1)>.”",
        "    Proyek Kutip (2026). Kota <b> · BAB I, hlm. 1 (PDF hlm. 2) · d.pdf",
    ]
    assert terminal_lines(replace(refused, nearest=())) == [reason_text(refused)]
    assert markdown(refused) == reason_text(refused)


def test_an_answer_has_no_reason() -> None:
    assert reason_text(answered("id", (FIRST, 0, 41))) == ""


def test_every_marker_resolves_and_every_citation_is_marked() -> None:
    shown = markdown(answered("id", *BOTH))
    markers = [int(number) for number in re.findall(r"(?<!\\)\[(\d+)\]", shown)]
    assert markers == [1, 2, 3]


def test_quotes_stand_under_their_thesis() -> None:
    assert markdown(answered("en", *BOTH)).split("\n\n") == [
        "What comes nearest to this question in the library, word for word:",
        "**Proyek Kutip (2026). Kota &lt;b&gt;**",
        "> “Kerja sama itu tidak selalu berhasil \\[1\\].” [1]",
        "> “Anggaran \\*naik\\* 97,4% &lt;img onerror=alert(1)&gt;.” [2]",
        "**Proyek Kutip (2026). Sister Cities**",
        "> “They were never carried out by the city.” [3]",
    ]


def test_the_terminal_shows_quotes_and_both_page_numbers() -> None:
    assert terminal_lines(answered("id", *BOTH)) == [
        "Yang paling dekat dengan pertanyaan ini di pustaka, kata demi kata:",
        "",
        "Proyek Kutip (2026). Kota <b>",
        "  “Kerja sama itu tidak selalu berhasil [1].” [1]",
        "  “Anggaran *naik* 97,4% <img onerror=alert(1)>.” [2]",
        "",
        "Proyek Kutip (2026). Sister Cities",
        "  “They were never carried out by the city.” [3]",
        "",
        "Sumber:",
        "  [1] BAB I, hlm. ii–1 (PDF hlm. 1–2) · d.pdf",
        "  [2] BAB I, hlm. 1 (PDF hlm. 2) · d.pdf",
        "  [3] hlm. 1 (PDF hlm. 1) · e.pdf",
    ]


ARRANGED = replace(
    answered("en", *BOTH),
    arrangement=Arrangement(
        Kind.LIST,
        "Two:",
        (
            Group("Kota", (Part(1, Role.LEAD_IN), Part(2, Role.ITEM, answering=(16, 21), context_end=9))),
            Group("Sister Cities", (Part(3, folded=True),)),
        ),
    ),
)


def test_an_arranged_answer_shows_items_answering_words_context_and_what_is_folded() -> None:
    assert markdown(ARRANGED).split("\n\n") == [
        "Two:",
        "**Kota**",
        "> “Kerja sama itu tidak selalu berhasil \\[1\\].” [1]",
        "> - (before it: “Anggaran”) “\\*naik\\* **97,4%** &lt;img onerror=alert(1)&gt;.” [2]",
        "1 more:",
        "**Sister Cities**",
        "> “They were never carried out by the city.” [3]",
    ]
    assert terminal_lines(ARRANGED)[:9] == [
        "Two:",
        "",
        "Kota",
        "  “Kerja sama itu tidak selalu berhasil [1].” [1]",
        "  (before it: “Anggaran”)",
        "  - “*naik* *97,4%* <img onerror=alert(1)>.” [2]",
        "",
        "1 more:",
        "",
    ]


def test_near_repeats_stand_behind_the_quote_with_their_numbers() -> None:
    parts = (Part(1, also=(2, 3)),)
    told = replace(ARRANGED, arrangement=Arrangement(Kind.QUOTES, "So:", (Group("Kota", parts),)))
    assert markdown(told).endswith("[1] (also on p. 1 [2], Proyek Kutip (2026), p. 1 [3])")


def test_who_says_it_stands_in_front_of_the_quote() -> None:
    told = replace(ARRANGED, arrangement=Arrangement(Kind.SAYINGS, "Who:", (Group("Kota", (Part(1),)),)))
    assert "> Proyek Kutip (2026), no other source named: “Kerja" in markdown(told)


def test_the_terminal_speaks_the_question_s_language() -> None:
    lines = terminal_lines(answered("en", (SECOND, 0, 40)))
    assert lines[0] == "What comes nearest to this question in the library, word for word:"
    assert lines[-2:] == ["Sources:", "  [1] p. 1 (PDF p. 1) · e.pdf"]


@given(st.text())
def test_thesis_text_is_never_markup(text: str) -> None:
    escaped = escape_markdown(text)
    assert "<" not in escaped
    assert ">" not in escaped
    assert not re.search(r"(?<!\\)(?:\\\\)*[`*_\[\]|~$#]", re.sub(r"\\[\\`*_\[\]#|~$]", "", escaped))
    unescaped = re.sub(r"\\(.)", r"\1", escaped, flags=re.DOTALL)
    assert unescaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == text


@given(st.text())
def test_one_line_changes_no_word(text: str) -> None:
    assert "\n" not in one_line(text)
    assert one_line(text).split() == text.split()
