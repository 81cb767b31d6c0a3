from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics.answers import chrf, holds_fact, per_question, rouge_l, stated, token_f1, words
from evaluation.metrics.asked import Asked
from tests.evaluation.metrics.made import question, result, said


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("KOTA\nKecil!", "kota kecil"),
        ("kota-kota kecil", "kota kecil"),
        ("sebesar 97,4%", "97.4"),
        ("tahun 2014–2015", "2015"),
        ("lacked a standard", "no standard|lacked"),
        ("It preserves identity", "preserv"),
        ("memahami dirinya", "memahami diri"),
        ("cara “self-presentation”", "self presentation"),
        ("HP-nya", "HP"),
        ("Emisi PM2.5 naik", "pm2.5"),
        ("pene\u00adlitian", "penelitian"),
        ("suhu −5 derajat", "-5"),
    ],
)
def test_facts_that_are_there(text: str, fact: str) -> None:
    assert holds_fact(text, fact)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("informal dan non-formal", "formal"),
        ("pada 20090", "2009"),
        ("1.974 orang", "974"),
        ("97,4%", "97"),
        ("suhu −5 derajat", "5"),
        ("kota yang kecil", "kota kecil"),
        ("kota", "kota kecil"),
        ("SDMA", "SDM"),
        ("apa pun", "|"),
        ("", "kota"),
    ],
)
def test_facts_that_are_not(text: str, fact: str) -> None:
    assert not holds_fact(text, fact)


def test_half_of_the_key_facts_count_half_and_what_is_not_answered_0() -> None:
    facts = ["2009", "Baubau|Bau-Bau"]
    found = per_question(
        [
            Asked(question("half", key_facts=facts), result("half", statements=[said("Sejak 2009", 1)])),
            Asked(question("all", key_facts=facts), result("all", answer="Kota Bau-Bau, 2009 [1]")),
            Asked(question("shy", key_facts=facts), result("shy", "abstained", answer="2009 Baubau")),
            Asked(question("crashed", key_facts=facts), result("crashed", "failed")),
            Asked(question("none"), result("none")),
            Asked(question("off", answerable=False, key_facts=facts), result("off")),
        ]
    )
    assert found["key_facts"] == {"half": 0.5, "all": 1, "shy": 0, "crashed": 0}


def test_a_marker_is_no_fact_and_parts_no_fact() -> None:
    assert stated(result(answer="Kerja sama [1] kota [2, 3].")) == "Kerja sama  kota ."
    asked = Asked(question(key_facts=["1", "sama kota"]), result(answer="Kerja sama [1] kota"))
    assert per_question([asked])["key_facts"] == {"q": 0.5}


def test_token_f1_by_hand() -> None:
    # common: kota, sama (once); precision 2/4, recall 2/3; 2 · 2 / (4 + 3)
    assert token_f1("Kota itu sama, sama.", "sama kota Baubau", "id") == pytest.approx(4 / 7)


def test_articles_do_not_count_in_english_alone() -> None:
    assert token_f1("the city", "a city", "en") == 1
    assert token_f1("the city", "a city", "id") == 0.5


@pytest.mark.parametrize(
    ("answer", "reference", "expected"),
    [
        # rouge-score 0.1.2 without stemming says the same
        (
            "Pemerintah kota bekerja sama dengan Seoul sejak 2009.",
            "Kerja sama kota dengan Seoul dimulai sejak 2009",
            0.625,  # sama dengan Seoul sejak 2009: 5 of 8 and 5 of 8
        ),
        ("the gunman police killed", "police killed the gunman", 0.5),
        ("", "Kota", 0),
        ("Seoul", "Kota", 0),
    ],
)
def test_rouge_l_by_hand(answer: str, reference: str, expected: float) -> None:
    assert rouge_l(answer, reference) == pytest.approx(expected)


def test_chrf_by_hand() -> None:
    # "abc" in "abcd": 1-grams 3/3 and 3/4, 2-grams 2/2 and 2/3, 3-grams 1/1 and 1/2; longer ones only the reference has
    precision, recall = 1.0, (3 / 4 + 2 / 3 + 1 / 2) / 3
    assert chrf("abc", "abcd") == pytest.approx(5 * precision * recall / (4 * precision + recall))


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_a_share_and_whole_for_the_same_text(answer: str, reference: str) -> None:
    for score in (token_f1(answer, reference, "id"), rouge_l(answer, reference), chrf(answer, reference)):
        assert 0 <= score <= 1 + 1e-9
    if words(reference):
        assert token_f1(reference, reference, "id") == rouge_l(reference, reference) == 1
        assert holds_fact(reference, reference.replace("|", " "))


def test_every_likeness_is_0_without_an_answer_and_missing_without_a_reference() -> None:
    found = per_question(
        [
            Asked(question("shy", reference="Kota"), result("shy", "abstained", answer="Kota")),
            Asked(question("none", reference=" … "), result("none", answer="Kota")),
        ]
    )
    assert found["token_f1"] == found["rouge_l"] == found["chrf"] == {"shy": 0}
