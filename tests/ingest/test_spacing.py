"""Blanks are put in or taken out only where there is one way to read the letters."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.characters import close_up
from ingest.cleanup import Line
from ingest.language import is_word
from ingest.spacing import Spaced, mend_spacing


def mended(*texts: str) -> Spaced:
    return mend_spacing([Line(at, text) for at, text in enumerate(texts)], lambda word: is_word(word, "id"))


def text_of(text: str) -> str:
    return mended(text).lines[0].text


def test_letters_that_stand_apart_become_a_word() -> None:
    assert text_of("P E N D A H U L U A N") == "PENDAHULUAN"
    assert text_of("B A B I V P E M B A H A S A N") == "BAB IV PEMBAHASAN"
    assert close_up("B A B   I V") == "BAB IV"


def test_words_that_run_together_are_parted() -> None:
    known = ["kerja sama antar kota"] * 3
    assert (
        mended(*known, "Mereka membahas kerjasamaantarkota.").lines[3].text == "Mereka membahas kerja sama antar kota."
    )
    assert text_of("kerjasamaantarkotakembar") == "kerjasamaantarkotakembar"
    assert mended(*["Universitas Hasanuddin Makassar"] * 3, "Universitashasanuddinmakassar").lines[3].text == (
        "Universitas hasanuddin makassar"
    )


def test_words_stay_whole_however_long() -> None:
    for word in (
        "mempertanggungjawabkannya",
        "kewarganegaraan",
        "internasionalisasi",
        "keberlangsungan",
        "getElementByIdentifier",
    ):
        assert text_of(f"kata {word} itu") == f"kata {word} itu"
    assert (
        text_of("https://kotakembarbaubau.example/kerjasamaantarkota")
        == "https://kotakembarbaubau.example/kerjasamaantarkota"
    )


def test_rows_of_single_letters_stay_and_worry_nobody() -> None:
    found = mended("A B C D E", "x y z w v")
    assert [line.text for line in found.lines] == ["A B C D E", "x y z w v"]
    assert found.doubtful_pages == ()


def test_what_cannot_be_read_in_one_way_is_reported() -> None:
    assert mended("X Q Z K R W T P L", "Kota.", "qzxwkrtplmnbvcxzlkjhgfdsapoiuyt").doubtful_pages == (0, 2)


@settings(deadline=None)
@given(st.text(alphabet="abkorteI V-", max_size=60))
def test_only_blanks_change(text: str) -> None:
    line = " ".join(text.split())
    if line:
        assert "".join(text_of(line).split()) == "".join(line.split())
