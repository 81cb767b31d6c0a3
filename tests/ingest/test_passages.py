"""Passages are whole sentences of one section, small enough for the window, and never of what only looks like evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Section, SectionKind
from ingest.passages import MAX_CONTEXT_TOKENS, TARGET_WORDS, Cut, cut_passages, passage_context

WINDOW = 200


def tokens(texts: Sequence[str]) -> list[int]:
    """A piece of up to four letters is a token: additive over blanks, as the models' tokenisers are."""
    return [len(re.findall(r"\w{1,4}|[^\w\s]", text)) for text in texts]


def section(title: str, start: int, end: int, kind: SectionKind = SectionKind.BODY, level: int = 1) -> Section:
    return Section("d", level, kind, title, start, end)


def texts(text: str, cuts: Sequence[Cut]) -> list[str]:
    return [text[cut.start : cut.end] for cut in cuts]


def test_a_passage_says_what_stands_under_its_heading() -> None:
    text = "BAB I\nPENDAHULUAN\nKota kembar itu kerja sama. Baubau ikut.\nA. Latar\nSeoul juga ikut."
    part = text.index("A. Latar")
    cuts = cut_passages(
        text,
        "Judul",
        [section("BAB I PENDAHULUAN", 0, len(text)), section("A. Latar", part, len(text), level=2)],
        tokens,
        WINDOW,
    )
    assert texts(text, cuts) == ["Kota kembar itu kerja sama. Baubau ikut.", "Seoul juga ikut."]
    assert [cut.context for cut in cuts] == ["Judul › BAB I PENDAHULUAN", "Judul › BAB I PENDAHULUAN › A. Latar"]
    assert [len(cut.sentences) for cut in cuts] == [2, 1]


def test_contents_and_bibliographies_are_no_evidence() -> None:
    text = "Satu kota. Dua kota. Tiga kota. Empat kota."
    kinds = (SectionKind.CONTENTS, SectionKind.BODY, SectionKind.BIBLIOGRAPHY, SectionKind.APPENDIX)
    starts = [0, 11, 21, 32, len(text)]
    found = [section("", start, end, kind) for (start, end), kind in zip(pairwise(starts), kinds, strict=True)]
    assert texts(text, cut_passages(text, "", found, tokens, WINDOW)) == ["Dua kota.", "Empat kota."]


def test_a_heading_alone_makes_no_passage() -> None:
    assert cut_passages("BAB I", "", [section("BAB I", 0, 5)], tokens, WINDOW) == ()


def test_an_empty_text_has_no_passages() -> None:
    assert cut_passages("", "", [], tokens, WINDOW) == ()


def test_a_heading_that_the_contents_number_otherwise_is_skipped_as_printed() -> None:
    text = "Hasil\nKota itu tumbuh."
    assert texts(text, cut_passages(text, "", [section("4 Hasil", 0, len(text))], tokens, WINDOW)) == [
        "Kota itu tumbuh."
    ]


def test_even_passages_of_about_the_target() -> None:
    text = " ".join(["Kota ini adalah kota yang kecil sekali, sepi dan indah."] * 84)  # 840 words
    cuts = cut_passages(text, "", [section("", 0, len(text))], tokens, 512)
    assert [len(passage.split()) for passage in texts(text, cuts)] == [TARGET_WORDS] * 7


def test_a_sentence_longer_than_the_window_is_divided_at_blanks() -> None:
    text = "kata " * 300 + "habis."
    cuts = cut_passages(text, "", [section("", 0, len(text))], tokens, 50)
    assert "".join(texts(text, cuts)).replace(" ", "") == text.replace(" ", "")
    assert {word for passage in texts(text, cuts) for word in passage.split()} == {"kata", "habis."}
    assert all(count <= 50 for count in tokens(texts(text, cuts)))


def test_a_word_longer_than_the_window_is_divided_too() -> None:
    text = "a" * 1000
    cuts = cut_passages(text, "", [section("", 0, 1000)], tokens, 20)
    assert "".join(texts(text, cuts)) == text
    assert max(tokens(texts(text, cuts))) <= 20


def test_the_context_is_the_title_and_the_path() -> None:
    assert passage_context("", [section("", 0, 1)]) == ""
    assert passage_context("Judul", [section("", 0, 1), section("A. Latar", 0, 1)]) == "Judul › A. Latar"


WORD = st.sampled_from(
    ["Kota", "kembar.", "Baubau", "dan", "Seoul.", "No.", "3", "\n", "kerja-sama", "tahun?", "x" * 30]
)


@settings(deadline=None)
@given(words=st.lists(WORD, max_size=300), data=st.data(), window=st.integers(110, 300))
def test_passages_lie_in_one_section_fit_the_window_and_lose_nothing(
    words: list[str], data: st.DataObject, window: int
) -> None:
    text = " ".join(words)
    borders = sorted({0, len(text), *data.draw(st.lists(st.integers(0, len(text)), max_size=4))})
    kinds = st.sampled_from([SectionKind.BODY, SectionKind.CONTENTS, SectionKind.ABSTRACT])
    found = [section("", start, end, data.draw(kinds)) for start, end in pairwise(borders)]
    cuts = cut_passages(text, "Judul yang panjang", found, tokens, window)
    assert all(before.end <= after.start for before, after in pairwise(cuts))
    for cut in cuts:
        (home,) = [part for part in found if part.start <= cut.start < part.end]
        assert cut.end <= home.end
        assert home.kind.is_evidence
        (own, context) = tokens([text[cut.start : cut.end], cut.context])
        assert own + min(context, MAX_CONTEXT_TOKENS) <= window
    inside = {at for cut in cuts for sentence in cut.sentences for at in range(sentence.start, sentence.end)}
    for part in found:
        if part.kind.is_evidence:
            assert all(at in inside or text[at].isspace() for at in range(part.start, part.end))
