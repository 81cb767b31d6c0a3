"""What `retrieval.edited_quotes` promises: marked edits are told, and one that turns the meaning is not faithful."""

import pytest

from retrieval.edited_quotes import EditedPlace, EditKind, locate_edited, parse_edits
from retrieval.word_index import WordIndex

TEXT = (
    "Kerja sama antara kedua kota itu tidak berjalan lancar karena anggaran [3] terbatas. Ia dimulai dengan tiga kota.\n"
    "Anggaran daerah lain naik pesat."
)


def places(quote: str) -> list[EditedPlace]:
    return list(locate_edited(parse_edits(quote), TEXT, WordIndex.of(TEXT)))


@pytest.mark.parametrize("mark", ["[…]", "[...]", "(...)", "( . . . )", "...", "…", "[ ... ]"])
def test_words_left_out_are_told(mark: str) -> None:
    (place,) = places(f"Kerja sama {mark} itu tidak berjalan")
    assert [(edit.kind, edit.stored) for edit in place.edits] == [(EditKind.OMISSION, "antara kedua kota")]
    assert place.is_faithful
    assert [TEXT[part.start : part.end] for part in place.parts] == ["Kerja sama", "itu tidak berjalan"]


def test_an_omission_that_drops_a_negation_is_not_faithful() -> None:
    (place,) = places("Kerja sama antara kedua kota itu […] berjalan lancar")
    assert place.edits[0].stored == "tidak"
    assert not place.is_faithful


def test_an_omission_reaches_over_no_paragraph() -> None:
    assert places("Ia dimulai dengan […] naik pesat") == []


def test_parts_must_stand_in_order() -> None:
    assert places("tidak berjalan […] Kerja sama antara") == []


@pytest.mark.parametrize(
    ("quote", "kind", "stored", "is_faithful"),
    [
        ("[Proyek] itu tidak berjalan lancar", None, None, True),
        ("Kerja sama [resmi] antara kedua kota", EditKind.INSERTION, "", True),
        ("Kerja sama antara [Baubau dan Seoul] itu tidak berjalan", EditKind.REPLACEMENT, "kedua kota", True),
        ("kota itu [tidak] berjalan lancar", EditKind.REPLACEMENT, "tidak", False),
        ("dimulai dengan [dua] kota", EditKind.REPLACEMENT, "tiga", False),
        ("antara kedua [sic] kota itu", EditKind.SIC, "", True),
        ("[k]erja sama antara kedua", EditKind.LETTER, "", True),
    ],
)
def test_what_is_put_in_is_told(quote: str, kind: EditKind | None, stored: str | None, is_faithful: bool) -> None:
    place = places(quote)[0]
    assert place.is_faithful is is_faithful
    if kind is not None:
        assert [(edit.kind, edit.stored) for edit in place.edits] == [(kind, stored)]


@pytest.mark.parametrize("quote", ["[tiga] terbatas. Ia dimulai dengan", "berjalan lancar karena anggaran [empat]"])
def test_what_the_text_has_in_brackets_is_not_put_in_by_the_quote(quote: str) -> None:
    assert places(quote) == []


@pytest.mark.parametrize("quote", ["karena anggaran [3] terbatas", "seperti [12, 14–16]", "dari [CKL04]"])
def test_a_reference_in_square_brackets_is_the_texts_own(quote: str) -> None:
    assert not parse_edits(quote).is_edited
