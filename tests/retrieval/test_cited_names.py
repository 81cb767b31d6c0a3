"""Names are filed as their bearers' customs want, and what belongs together is never taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.cited_names import CitedName, cited_name


@pytest.mark.parametrize(
    "name", ["Dinanti", "Nur Aisyah", "Miftahul Jannah", "Abdul Rahman", "Siti Aminah", "Ahmad bin Ali"]
)
def test_an_indonesian_name_without_a_family_s_stays_whole(name: str) -> None:
    assert cited_name(name, "id") == CitedName(name)


@pytest.mark.parametrize(
    ("name", "language", "filed"),
    [
        ("Marissa Safira Dinanti", "id", "Dinanti, Marissa Safira"),
        ("MA'RUF AMIN HIDAYAT", "id", "Hidayat, Ma'ruf Amin"),
        ("Muhammad Abdul Rahman", "id", "Abdul Rahman, Muhammad"),
        ("Anna Maria van den Berg", "en", "van den Berg, Anna Maria"),
        ("John Smith Jr.", "en", "Smith, Jr., John"),
        ("Berg, Anna", "en", "Berg, Anna"),
        ("de Vries, Jan", "en", "de Vries, Jan"),
    ],
)  # fmt: skip
def test_other_names_are_filed_under_their_last_part(name: str, language: str, filed: str) -> None:
    assert cited_name(name, language).inverted == filed


def test_a_comma_alone_says_that_the_name_is_whole() -> None:
    assert cited_name("Budi Santoso,", "id") == CitedName("Budi Santoso")


def test_initials_behind_a_comma_are_no_degree_but_a_degree_is_left_out() -> None:
    assert cited_name("Dinanti, M. S.", "id") == CitedName("Dinanti", "M. S.")
    assert cited_name("Kuznetsov, S.A.", "id") == CitedName("Kuznetsov", "S.A.")
    assert cited_name("Andi Baso, S.Sos., M.Si.", "id") == CitedName("Baso", "Andi")


def test_a_body_is_no_person() -> None:
    assert cited_name("Proyek Kutip", "id") == CitedName("Proyek Kutip")
    assert cited_name("Badan Pusat Statistik", "id") == CitedName("Badan Pusat Statistik")


@given(st.lists(st.sampled_from("Siti Nur Andi Made Wayan Rahman Hadi Sri Ayu Ode".split()), min_size=1, max_size=5))
def test_no_word_of_a_name_is_lost_or_added(words: list[str]) -> None:
    name = cited_name(" ".join(words), "id")
    assert f"{name.given} {name.family}".split() == words
