"""Sentences cut a text without losing a character, and not behind an abbreviation."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences


def cut(text: str) -> list[str]:
    return [text[sentence.start : sentence.end] for sentence in sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    "parts",
    [
        ["Menurut Putri et al. Hal ini benar.", "Ya."],
        ["Lihat hlm. 34 dan No. 5.", "Lalu kembali."],
        ["UU No. 37 Tahun 1999 mengatur hal itu.", "Kota mengikutinya."],
        ["Menurut B. J. Habibie hal itu mungkin.", "Ya."],
        ["Prof. Dr. Ir. Sutarto M.Si. hadir.", "Ia pulang."],
        ["Kota, desa, dll. sudah ikut.", "Hal ini benar."],
        ["Kota, desa, dll.", "Hal ini benar."],  # "dll." before a capital ends its sentence
        ["He asked “why?”", "She left."],
        ["It took 3.5 s (cf. Fig. 3).", "It grew."],
        ["Tahun 2009.", "Kota itu tumbuh."],
        ["Apakah benar?", "Tidak!", "Ya…", "Mungkin."],
        ["Vol. 3, No. 2, pp. 14 dst."],
        ["Ia tidak setuju."],
        ["Itu ditentukan oleh beberapa hal.", "Permana menyebut empat."],  # "hal." is a page only before a number
        ["Hal itu dibahas pada hal. 12 dan hal. xiii."],
        ["Ada beberapa hal.", "Ini yang pertama."],
        ["It interprets RISC-U.", "It can execute code."],
        ["Menurut Asy’ari, M.Si. Kota itu tumbuh."],  # a name may follow a degree
        ["Dibimbing oleh Rahma, S.Kom., M.T. dan Budi.", "Ya."],
        ["Pengujian memakai variabel X.", "Hal ini benar."],
        ["“Never to show their absence!” [9]", "It is simple."],
        ["It teaches engineering.[6]", "The system grew."],
        ["Selfie was built there.12", "It is small."],
        ["Ia berkata “kota harus maju.” (Priyanto, 2020, hlm. 34).", "Lalu ia pergi."],
        ["Artikel “Kota Kembar? Siapa Untung” membahasnya.", "Ya."],
        ["Tabel 4.1. Jumlah Penduduk"],
        ["Ada tiga hal, yaitu: 1. Aktor.", "2. Agenda.", "3. Skala."],
        ["Lihat https://kota.example/a?b=1 dan v2.5.", "Lalu kembali."],
        ["Kota tumbuh 3,5 persen. . .", "Desa tidak."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(parts: list[str]) -> None:
    assert cut(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A. Latar Belakang\nKota Baubau tumbuh.", ["A. Latar Belakang", "Kota Baubau tumbuh."]),
        ("1. Kota tumbuh.\n2. Desa tidak.", ["1. Kota tumbuh.", "2. Desa tidak."]),
        ("di antara kota,\nyaitu Baubau.", ["di antara kota,\nyaitu Baubau."]),  # print only looked like a paragraph
        ("Ada dua hal\na. kota", ["Ada dua hal", "a. kota"]),
        ("dalam segmen\nGambar 2.3: Kepala berkas\nitu.", ["dalam segmen", "Gambar 2.3: Kepala berkas", "itu."]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_paragraphs_and_enumerations(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


PROSE = st.text(st.sampled_from('aKo3.!?…,;"”)(- \n') | st.characters(exclude_categories=["Cs"]), max_size=80)


@given(text=PROSE, data=st.data())
def test_sentences_are_ordered_trimmed_disjoint_and_lose_nothing(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = sentences(text, start, end)
    for sentence in found:
        assert start <= sentence.start < sentence.end <= end
        quote = text[sentence.start : sentence.end]
        assert quote == quote.strip()
    assert all(before.end <= after.start for before, after in pairwise(found))
    inside = {at for sentence in found for at in range(sentence.start, sentence.end)}
    assert all(at in inside or text[at].isspace() for at in range(start, end))


def test_a_sentence_does_not_look_beyond_its_end() -> None:
    """The text behind the interval belongs to another section; it must not decide about this one."""
    text = "Kota itu maju. dan seterusnya"
    assert [(s.start, s.end) for s in sentences(text, 0, 14)] == [(0, 14)]
