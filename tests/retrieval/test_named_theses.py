"""Which theses a question names: by whole names that stand as names, never by a word that only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Thesis
from retrieval.named_theses import ThesisNames, among_first


def thesis(id_: str, title: str, author: str, year: int, institution: str = "Universitas Contoh") -> Thesis:
    return Thesis(id_, title, (author,), year, institution, None, "id", ())


KENDARI = thesis("kendari", "Strategi Pemasaran Pasar Malam di Kota Kendari", "Ratna Dewi Sari", 2019)
MARKETS = thesis("markets", "Cooling Vegetables in Night Markets without Electricity", "Jonas van Berkelaar", 2021)
RIVERS = thesis(
    "rivers", "Flood Warnings along Three Alpine Rivers", "Martin Hollnsteiner", 2021, "University of Gmunden"
)
LATER = thesis("later", "Harga Beras dan Musim Hujan", "Wayan Berkelaar", 2023)
PORT = thesis("port", "Tata Kelola Pelabuhan Rakyat", "Dinanti Rahmawati", 2020)
NAMES = ThesisNames.of([KENDARI, MARKETS, RIVERS, LATER, PORT])


def named(question: str) -> set[str]:
    return set(NAMES.named_in(question))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What does Hollnsteiner say about sirens?", {"rivers"}),
        ("hollnsteiner's sirens: how loud?", {"rivers"}),
        ("Menurut Sari, siapa pedagangnya?", {"kendari"}),
        ("Apa simpulan Ratna Dewi Sari?", {"kendari"}),
        ("skripsi dinanti memakai teori apa?", {"port"}),
        ("What does van Berkelaar cool with?", {"markets", "later"}),
        ("What does Jonas van Berkelaar cool with?", {"markets"}),
        ("Apa hasil Berkelaar (2023)?", {"later"}),
        ("Bandingkan Hollnsteiner dan Rahmawati", {"rivers", "port"}),
    ],
)
def test_an_author_s_name_names_the_thesis(question: str, expected: set[str]) -> None:
    assert named(question) == expected


@pytest.mark.parametrize(
    "question",
    [
        "apa sari dari bacaan itu?",
        "Sari buah apa yang dijual?",
        "apa yang dinanti pedagang?",
        "What did Martin Luther write?",
        "Who is Jonas Salk?",
        "berkelaaran itu apa?",
        "Berapa jumlah kota?",
        "What was built in 2021?",
    ],
)
def test_a_word_that_only_looks_like_a_name_names_nothing(question: str) -> None:
    assert not named(question)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Apa yang dijual di Kendari?", {"kendari"}),
        ("pasar malam: strategi pemasaran apa?", {"kendari"}),
        ("how does cooling of vegetables work without electricity?", {"markets"}),
        ("Which thesis is from Gmunden?", {"rivers"}),
        ("skripsi tahun 2019 membahas apa?", {"kendari"}),
        ("What does the 2020 thesis find?", {"port"}),
    ],
)
def test_a_title_a_place_or_a_year_names_the_thesis(question: str, expected: set[str]) -> None:
    assert named(question) == expected


def test_a_name_that_is_no_word_is_surer_than_a_place() -> None:
    assert NAMES.named_in("Hollnsteiner?") == {"rivers": 1.0}
    assert NAMES.named_in("Apa yang dijual di Kendari?") == {"kendari": 0.6}


def test_what_most_theses_share_names_none() -> None:
    assert not named("Which thesis of the Universitas Contoh is about prices?")
    assert not ThesisNames.of([KENDARI]).named_in("Apa yang dijual di Kendari?")


@given(st.text(max_size=60))
def test_whatever_is_asked_only_known_theses_are_named_and_sureness_is_a_share(question: str) -> None:
    found = NAMES.named_in(question)
    assert set(found) <= {"kendari", "markets", "rivers", "later", "port"}
    assert all(0 < sure <= 1 for sure in found.values())


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.lists(st.sampled_from("abc"), max_size=3, unique=True))
def test_every_hit_stays_and_named_theses_come_among_the_first(theses: list[str], names: list[str]) -> None:
    order = among_first(theses, names, 5)
    assert sorted(order) == list(range(len(theses)))
    found = [theses[at] for at in order]
    if len(names) > 1:
        assert all(found.index(name) < 5 for name in names if name in theses)
    else:
        assert found == theses
