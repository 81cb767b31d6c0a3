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


def test_a_list_stays_with_its_lead_in_where_it_fits() -> None:
    filler = "Kota ini adalah kota yang kecil sekali, sepi dan indah. " * 11
    items = "".join(f"\n{letter}. Hambatan ini besar sekali dan lama." for letter in "abcdef")
    text = f"{filler}Hambatannya sebagai berikut:{items}\n{filler.strip()}"
    cuts = cut_passages(text, "", [section("", 0, len(text))], tokens, 512)
    (holder,) = [passage for passage in texts(text, cuts) if "berikut:" in passage]
    assert holder.count("Hambatan ini besar") == 6


def test_what_does_not_fit_has_the_lead_in_as_context() -> None:
    items = "".join(f"\n{letter}. {'Hambatan ini besar sekali. ' * 6}".rstrip() for letter in "abcdef")
    text = f"Hambatannya sebagai berikut:{items}"
    cuts = cut_passages(text, "Kota", [section("", 0, len(text))], tokens, 150)
    assert len(cuts) > 2
    assert [cut.context for cut in cuts] == ["Kota", *["Kota › Hambatannya sebagai berikut:"] * (len(cuts) - 1)]
    assert text[cuts[0].start : cuts[0].end].startswith("Hambatannya sebagai berikut:\na. ")


def test_a_table_is_one_passage_of_rows_under_its_caption() -> None:
    rows = ["Tabel 1. Hambatan", "Hambatan\tUraian", "Tenaga\tTenaga kurang. Anggaran kecil.", "Unit\tBelum ada."]
    text = "BAB I\nKota itu tumbuh.\n" + "\n".join(rows) + "\nKota lain tidak."
    start, end = text.index("Tabel"), text.index("Kota lain")
    found = [
        section("BAB I", 0, len(text)),
        section("Tabel 1. Hambatan", start, end, SectionKind.TABLE, level=2),
    ]
    cuts = cut_passages(text, "Judul", found, tokens, WINDOW)
    assert [cut.kind for cut in cuts] == [SectionKind.BODY, SectionKind.TABLE, SectionKind.BODY]
    assert [text[row.start : row.end] for row in cuts[1].sentences] == rows
    assert cuts[1].context == "Judul › BAB I › Tabel 1. Hambatan"


def test_a_long_table_keeps_its_caption_as_context() -> None:
    text = "Tabel 1. Kota\n" + "\n".join(f"{number}\tKota nomor {number} di Indonesia" for number in range(60))
    cuts = cut_passages(text, "", [section("Tabel 1. Kota", 0, len(text), SectionKind.TABLE)], tokens, WINDOW)
    assert len(cuts) > 1
    assert all(cut.context.startswith("Tabel 1. Kota") for cut in cuts)


def test_an_answer_stays_with_its_question() -> None:
    asked = "P : Apa hambatannya?"
    answered = "I : Hambatannya adalah tenaga dan anggaran yang kurang di dinas itu."
    text = "\n".join([asked, answered] * 12)
    cuts = cut_passages(text, "", [section("", 0, len(text), SectionKind.TRANSCRIPT)], tokens, 512)
    assert len(cuts) > 1
    assert all(passage.startswith(asked) and passage.endswith(answered) for passage in texts(text, cuts))


def test_a_long_context_is_shortened_from_its_outer_end() -> None:
    title = (
        "Analisis Strategi Paradiplomasi Kota dalam Melaksanakan Perjanjian Kota Kembar dengan Sebuah Kota di Korea "
        "Selatan, Jepang, Tiongkok, Australia, Belanda, Jerman, Prancis, Italia, Spanyol dan Amerika Serikat, "
        "serta Dampaknya bagi Pembangunan Daerah, Pendidikan, dan Kebudayaan di Sulawesi Tenggara"
    )
    chapter = (
        "BAB IV STRATEGI PARADIPLOMASI KOTA DALAM MELAKSANAKAN PERJANJIAN KOTA KEMBAR DENGAN KOTA LAIN DI NEGERI JAUH"
    )
    text = "A. Hambatan\nKota kembar itu kerja sama."
    (cut,) = cut_passages(
        text, title, [section(chapter, 0, len(text)), section("A. Hambatan", 0, len(text), level=2)], tokens, WINDOW
    )
    assert cut.context.startswith("Analisis Strategi Paradiplomasi Kota dalam Melaksanakan Perjanjian Kota … › BAB IV")
    assert cut.context.endswith(" › A. Hambatan")
    assert tokens([cut.context])[0] <= MAX_CONTEXT_TOKENS


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
        assert context <= MAX_CONTEXT_TOKENS
        assert own + context <= window
    inside = {at for cut in cuts for sentence in cut.sentences for at in range(sentence.start, sentence.end)}
    for part in found:
        if part.kind.is_evidence:
            assert all(at in inside or text[at].isspace() for at in range(part.start, part.end))
