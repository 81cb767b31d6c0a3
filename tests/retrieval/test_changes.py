"""What `retrieval.changes` promises: every difference is told, and called what it is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.changes import ChangeKind, Piece, changes, compare, negates

STORED = (
    "Paradiplomasi tidak selalu berhasil; anggaran naik 97,4% di kota Baubau. Mereka berkata12 siap.3 "
    "Kerja sama antar-kota itu formal dan berjalan lima tahun."
)


def told(quote: str) -> list[tuple[str, str, str]]:
    return [(str(piece.change), piece.quoted, piece.stored) for piece in changes(compare(quote, STORED))]


@pytest.mark.parametrize(
    ("stored", "quoted", "kind"),
    [
        pytest.param(" tidak", "", ChangeKind.NEGATION, id="a negation dropped"),
        pytest.param("siap", "belum siap", ChangeKind.NEGATION, id="a negation added"),
        pytest.param("tidak selalu", "selalu tidak", ChangeKind.NEGATION, id="a negation moved"),
        pytest.param("formal", "informal", ChangeKind.NEGATION, id="a negative prefix"),
        pytest.param("97,4", "97,5", ChangeKind.NUMBER, id="a digit"),
        pytest.param("97,4", "97.4", ChangeKind.NUMBER, id="a decimal mark"),
        pytest.param("97,4%", "97,4", ChangeKind.NUMBER, id="a percent sign"),
        pytest.param("lima", "enam", ChangeKind.NUMBER, id="a number in words"),
        pytest.param("Baubau", "Semarang", ChangeKind.NAME, id="a name"),
        pytest.param("Mereka", "Kami", ChangeKind.SUBJECT, id="a subject"),
        pytest.param("selalu berhasil", "berhasil selalu", ChangeKind.ORDER, id="two words turned round"),
        pytest.param("naik", "turun", ChangeKind.WORD, id="a word swapped"),
        pytest.param(" selalu", "", ChangeKind.DROPPED, id="a word dropped"),
        pytest.param("formal", "formal sekali", ChangeKind.ADDED, id="a word added"),
        pytest.param("berhasil;", "berhasil,", ChangeKind.MARKS, id="a mark"),
        pytest.param("antar-kota", "antarkota", ChangeKind.MARKS, id="a certain hyphen"),
        pytest.param("antar-kota", "antar kota", ChangeKind.MARKS, id="a hyphen made a blank"),
        pytest.param("berkata12", "berkata", ChangeKind.FOOTNOTE, id="a footnote behind a word"),
        pytest.param("siap.3", "siap.", ChangeKind.FOOTNOTE, id="a footnote behind a mark"),
    ],
)
def test_each_change_is_called_by_its_kind(stored: str, quoted: str, kind: ChangeKind) -> None:
    assert stored in STORED
    kinds = {change for change, _, _ in told(STORED.replace(stored, quoted))}
    assert str(kind) in kinds
    assert kind is ChangeKind.NEGATION or kinds == {str(kind)}


def test_the_words_of_both_sides_stand_beside_each_other() -> None:
    assert told(STORED.replace("97,4%", "87,4%")) == [("number", "87,4", "97,4")]
    assert compare("Kota  kembar", "kota\nkembar") == (Piece("Kota  kembar", "kota\nkembar"),)


@pytest.mark.parametrize("bare", ["pasal12", "Java8", "F16"])
def test_digits_that_belong_to_a_word_are_no_footnote(bare: str) -> None:
    word = bare.rstrip("0123456789")
    kinds = [piece.change for piece in changes(compare(f"sesuai {word} itu", f"sesuai {bare} itu"))]
    assert kinds == [ChangeKind.NUMBER]


def test_negations_are_words_of_their_own() -> None:
    assert all(map(negates, ["Kota itu BELUM siap", "they don’t", "and-or-not"]))
    assert not negates("ditidakkan nothingness kota")


WORDS = st.lists(st.sampled_from(["kota", "tidak", "97,4%", "Seoul", "antar-kota", "siap.", "(a)"]), max_size=8)


@given(WORDS, WORDS)
def test_no_word_of_either_side_is_lost_and_only_other_words_are_changes(mine: list[str], its: list[str]) -> None:
    quote, stored = " ".join(mine), " ".join(its)
    pieces = compare(quote, stored)
    assert "".join("".join(piece.quoted.split()) for piece in pieces) == "".join(quote.split())
    assert "".join("".join(piece.stored.split()) for piece in pieces) == "".join(stored.split())
    assert bool(changes(pieces)) is (quote != stored)
