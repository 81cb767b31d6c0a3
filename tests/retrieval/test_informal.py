"""Spoken Indonesian becomes standard where list or rules know it; numbers, names and quoted words stay as typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.language import detect_language
from retrieval.informal import normalise_wording, standard_word
from retrieval.lexicon import rows


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("gmn cara ngatur anggaran desa?", "bagaimana cara mengatur anggaran desa?"),
        ("Knp UMKM susah dapet modal?", "Mengapa UMKM sulit dapat modal?"),
        ("apa aja ganjalan yg ditemuin peneliti", "apa saja hambatan yang ditemukan peneliti"),
        ("brp org yg diwawancarai thn 2019?", "berapa orang yang diwawancarai tahun 2019?"),
        ("kerjasamanya kayak apa sih", "kerja samanya seperti apa sih"),
        ("pasal yg ngebolehin pemda", "pasal yang membolehkan pemerintah daerah"),
        ("ngaruhnya ke petani apa", "pengaruhnya ke petani apa"),
        ("paradiplomasi nya dijalanin siapa", "paradiplomasinya dijalankan siapa"),
        ("macam2 hambatan", "macam-macam hambatan"),
        ("KNP GAK JALAN", "mengapa tidak JALAN"),
        ("why dont cities sign it?", "why do not cities sign it?"),
    ],
)
def test_what_is_typed_as_people_talk_is_read_as_standard(typed: str, meant: str) -> None:
    assert normalise_wording(typed) == meant


@pytest.mark.parametrize(
    ("spoken", "standard"),
    [
        ("ngambil", "mengambil"),
        ("nulis", "menulis"),
        ("nyari", "mencari"),
        ("nyimpan", "menyimpan"),
        ("nerapin", "menerapkan"),
        ("gabungin", "menggabungkan"),
        ("ditambahin", "ditambahkan"),
        ("dimanfaatin", "dimanfaatkan"),
        ("deket", "dekat"),
        ("ngajarinnya", "mengajarkannya"),
    ],
)
def test_spoken_verbs_follow_the_rules(spoken: str, standard: str) -> None:
    assert standard_word(spoken, "id") == standard


@pytest.mark.parametrize(
    "text",
    [
        "Apa hambatan kerja sama kota?",
        "Siapa Gak Jin menurut LoI 2009?",  # a name, an abbreviation, a year
        'Apa arti "gak ada yg tau" di wawancara?',
        "Berapa 97,4 persen dari 1.250?",
        "Which domain does the main protein model use?",
        "Apakah petani bermain peran penting?",
        "Profesor dr Soedoko bekerja di mana?",
    ],
)
def test_standard_words_names_numbers_and_quotes_stay(text: str) -> None:
    assert normalise_wording(text) == text


def test_a_word_that_the_corpus_uses_stays() -> None:
    assert normalise_wording("apa itu ngabenin", lambda word: word == "ngabenin") == "apa itu ngabenin"


def test_the_list_is_clean() -> None:
    entries = rows("informal")
    keys = [(typed, language) for typed, _, language in entries]
    assert len(keys) == len(set(keys))
    assert all(typed == typed.casefold() != meant for typed, meant, _ in entries)
    assert {language for _, _, language in entries} == {"id", "en"}


def test_what_the_list_gives_is_not_informal_itself() -> None:
    informal = {typed for typed, _, _ in rows("informal")}
    assert [meant for _, meant, _ in rows("informal") if not informal.isdisjoint(meant.split())] == []


@given(st.text(alphabet="abgknysi ABG.?\"'2", max_size=40))
def test_nothing_is_lost_between_quotation_marks_nor_of_digits(text: str) -> None:
    meant = normalise_wording(text)
    assert sum(letter.isdigit() for letter in meant) <= sum(letter.isdigit() for letter in text)
    assert meant.count('"') == text.count('"')
    assert detect_language(meant) in ("id", "en")
