"""A list is found with the sentence that introduces it; headings and prose are no list."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.enumerations import Enumeration, enumerations_of
from ingest.sentences import sentences


def found(text: str) -> tuple[Enumeration, ...]:
    return enumerations_of(text, sentences(text, 0, len(text)))


def shown(text: str) -> list[tuple[str, list[str]]]:
    return [
        (text[each.lead_in.start : each.lead_in.end], [text[item.start : item.end] for item in each.items])
        for each in found(text)
    ]


@pytest.mark.parametrize(
    ("text", "lead_in", "items"),
    [
        ("Ada dua hal:\na. Kota.\nb. Desa.\nLalu kembali.", "Ada dua hal:", ["a. Kota.", "b. Desa."]),
        ("Ada dua hal:\n1) Kota;\n2) Desa.", "Ada dua hal:", ["1) Kota;", "2) Desa."]),
        ("Ada dua hal:\n(i) kota\n(ii) desa", "Ada dua hal:", ["(i) kota", "(ii) desa"]),
        ("It contains:\n• a compiler\n• an emulator\nIt is small.", "It contains:", ["• a compiler", "• an emulator"]),
        ("Ada tiga hal, yaitu: 1. Aktor. 2. Agenda. 3. Skala.", "Ada tiga hal, yaitu:", ["1. Aktor.", "2. Agenda.", "3. Skala."]),
        (
            "Hambatannya sebagai berikut.\na. Dana. Dana itu kecil.\nb. Tenaga. Tenaga itu sedikit.",
            "Hambatannya sebagai berikut.",
            ["a. Dana. Dana itu kecil.", "b. Tenaga. Tenaga itu sedikit."],
        ),
    ],
)  # fmt: skip
def test_a_list_has_a_lead_in_and_items(text: str, lead_in: str, items: list[str]) -> None:
    assert shown(text) == [(lead_in, items)]


def test_a_list_within_an_item_belongs_to_the_item() -> None:
    text = "Ada dua hal:\na. Kota, yaitu:\n1) besar;\n2) kecil.\nb. Desa."
    assert shown(text) == [("Ada dua hal:", ["a. Kota, yaitu:\n1) besar;\n2) kecil.", "b. Desa."])]


def test_a_last_item_that_is_a_title_has_the_text_below_it_as_the_others_have() -> None:
    text = "Ada dua manfaat:\n1. Akademik\nKota dikaji.\n2. Praktis\nKota ditata. Desa juga.\nLalu kembali."
    assert shown(text)[0][1] == ["1. Akademik\nKota dikaji.", "2. Praktis\nKota ditata. Desa juga."]
    plain = "Ada dua hal:\n1. Kota\n2. Desa\nLalu kembali."
    assert shown(plain)[0][1] == ["1. Kota", "2. Desa"]


def test_two_lists_are_two() -> None:
    text = "Kota itu:\na. besar;\nb. ramai.\nDesa itu:\na. kecil;\nb. sepi."
    assert [lead_in for lead_in, _ in shown(text)] == ["Kota itu:", "Desa itu:"]


@pytest.mark.parametrize(
    "text",
    [
        "Kota tumbuh. Desa tidak.",
        "Ada satu hal:\na. Kota.\nLalu kembali.",  # one item is no list
        "Kota itu:\nb. besar;\nc. ramai.",  # a list begins at its beginning
        "Kota itu:\na. besar;\nc. ramai.",
        "a. Kota.\nb. Desa.",  # nothing introduces it
        "Kota itu:\na. " + "Kota itu besar sekali. " * 20 + "\nb. Desa.",  # a section, not an item
    ],
)
def test_other_text_is_no_list(text: str) -> None:
    assert found(text) == ()


PIECE = st.sampled_from(["a. ", "b. ", "1. ", "2) ", "(i) ", "• ", "Kota", "itu:", "desa.", "\n", " ", "H. Ali; "])


@given(st.lists(PIECE, max_size=30).map("".join))
def test_lists_are_ordered_and_lie_within_the_text(text: str) -> None:
    lists = found(text)
    assert all(before.end <= after.start for before, after in pairwise(lists))
    for each in lists:
        assert 0 <= each.start < each.lead_in.end <= each.items[0].start < each.end <= len(text)
        assert all(before.end <= after.start for before, after in pairwise(each.items))
        assert all(text[item.start : item.end].strip() == text[item.start : item.end] != "" for item in each.items)
