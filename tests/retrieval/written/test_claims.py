"""Reading what models say: in whatever pieces and wrappings, each claim once, nothing taken for one that is none."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.written.claims import Broken, Claim, ClaimReader, NoAnswer, QuotedWords, Said

ONE = {"statement": "Satu {kota}.", "sources": [{"number": 1, "quote": 'kata "satu"'}]}
TWO = {"statement": "Dua.", "sources": [{"number": 2, "quote": "dua }"}]}
CLAIMS = [
    Claim("Satu {kota}.", (1,), (QuotedWords(1, 'kata "satu"'),)),
    Claim("Dua.", (2,), (QuotedWords(2, "dua }"),)),
]


def read(text: str, size: int = 7) -> list[Said]:
    reader = ClaimReader()
    found = [said for at in range(0, len(text), size) for said in reader.feed(text[at : at + size])]
    return found + list(reader.close())


FORMS = [
    f"{json.dumps(ONE)}\n{json.dumps(TWO)}",
    f"Sure, here it is:\n```json\n{json.dumps(ONE)}\n{json.dumps(TWO)}\n```\nI hope this helps!",
    json.dumps([ONE, TWO]),
    json.dumps([ONE, TWO], indent=2),
    json.dumps({"statements": [ONE, TWO]}, indent=1),
    f"<think>\nMaybe {{x}} or {json.dumps(TWO)}?\n</think>\n{json.dumps(ONE)},\n{json.dumps(TWO)}",
]


@pytest.mark.parametrize("text", FORMS)
@given(size=st.integers(1, 60))
def test_claims_are_read_from_every_form_in_any_pieces(text: str, size: int) -> None:
    assert read(text, size) == CLAIMS


@pytest.mark.parametrize(
    ("fields", "claim"),
    [
        ({"text": "A b.", "citations": [1], "quote": "c d"}, Claim("A b.", (1,), (QuotedWords(1, "c d"),))),
        (
            {"sentence": "A [2].", "citations": ["[1]", 2], "quotes": ["c", "d"]},
            Claim("A.", (1, 2), (QuotedWords(1, "c"), QuotedWords(2, "d"))),
        ),
        ({"statement": "A【3†x】", "sources": [3]}, Claim("A", (3,), ())),
        ({"statement": "A", "sources": [{"number": True, "quote": 7}]}, Claim("A", (), ())),
        ({"statement": "<b>A</b>\u202e\u0000", "sources": "x"}, Claim("<b>A</b>", (), (QuotedWords(None, "x"),))),
    ],
)
def test_forms_that_models_fall_into(fields: dict[str, object], claim: Claim) -> None:
    assert read(json.dumps(fields)) == [claim]


def test_a_broken_line_costs_itself_alone() -> None:
    text = f'{{"statement": "torn\n{json.dumps(ONE)}\n{{"statement" "x"}}\n{json.dumps(TWO)}'
    found = read(text)
    assert [said for said in found if isinstance(said, Claim)] == CLAIMS
    assert any(isinstance(said, Broken) for said in found)


@pytest.mark.parametrize("text", ["", "I'm sorry, but I can't help with that.", "Bap bap bap.", "[1, 2]", "null"])
def test_where_nothing_is_claimed_nothing_is_read(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    "text", ["{is} {", '{"a": 1}', '{"statement": ""}', '{"statement": "?!"}', '{"statement": {}}']
)
def test_what_is_no_claim_is_broken(text: str) -> None:
    assert {type(said) for said in read(text)} == {Broken}


def test_a_model_may_say_that_there_is_no_answer() -> None:
    assert read('{"no_answer": true}') == [NoAnswer()]


@given(st.text())
def test_any_text_is_read_without_a_fault(text: str) -> None:
    read(text)
    read('{"statement": ' + text)
    read(json.dumps({"statement": text, "sources": [{"number": text, "quote": text}], "quotes": text}))


@pytest.mark.parametrize("text", ['{"a":' * 5000, "[" * 5000 + "{", '{"statement": ' + "9" * 5000 + "}"])
def test_depth_and_length_are_no_attack(text: str) -> None:
    assert all(isinstance(said, Broken) for said in read(text, 500))
