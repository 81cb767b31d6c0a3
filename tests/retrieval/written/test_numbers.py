"""Numbers of both languages have one value, and no digit escapes."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.written.numbers import numbers_in


def values(text: str) -> list[str]:
    return [str(number.value) for number in numbers_in(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("97,4%", "97.4 percent"),
        ("1.000", "1,000"),
        ("1.250.000,50", "1,250,000.5"),
        ("2,5 juta", "2.5 million"),
        ("dua puluh lima", "twenty-five"),
        ("tiga ribu", "3.000"),
        ("10²", "102"),
    ],
)
def test_the_same_number_in_both_languages(one: str, other: str) -> None:
    assert values(one) == values(other)


@pytest.mark.parametrize(
    ("text", "percent"), [("5%", True), ("5 persen", True), ("5 orang", False), ("5 percent", True)]
)
def test_percentages_are_told(text: str, percent: bool) -> None:
    assert [number.percent for number in numbers_in(text)] == [percent]


@pytest.mark.parametrize("text", ["satu kota", "one of them", "a city", "keduanya"])
def test_articles_are_no_numbers(text: str) -> None:
    assert values(text) == []


@given(st.text(alphabet="0123456789.,-% aRp/()", max_size=30))
def test_every_digit_belongs_to_a_number(text: str) -> None:
    written = "".join(dict.fromkeys(number.written for number in numbers_in(text)))
    assert set(re.findall(r"\d", text)) <= set(written)


@given(st.integers(0, 10**9))
def test_thousands_in_either_way(number: int) -> None:
    assert [each.value for each in numbers_in(f"{number:,}")] == [Decimal(number)]
    assert [each.value for each in numbers_in(f"{number:,}".replace(",", "."))] == [Decimal(number)]
