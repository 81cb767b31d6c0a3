"""The signals by hand, and a score that moves with them as it should."""

from dataclasses import asdict, replace

import pytest

from ingest.catalogue.fulltext import query_terms
from retrieval.answerability import WEIGHTS, FoundPassage, Signals, answerability, question_form, signals_of
from retrieval.late_interaction import question_words

TEXT = "Kenapa Seoul membangun pelabuhan di Baubau?"
STANDING = {"membangun": 30, "pelabuhan": 4, "Baubau": 20}
FREQUENCIES = {term: passages for word, passages in STANDING.items() for term in query_terms(word)}


def found(said: str, words: tuple[float, ...], score: float = 0.9, sentence: float = 0.88) -> FoundPassage:
    return FoundPassage(score, 0.85, words, (sentence,), (said,), "Kota Kembar")


def signals(*passages: FoundPassage) -> Signals:
    return signals_of(TEXT, question_words(TEXT, FREQUENCIES, 100), passages)


def test_signals_worked_by_hand() -> None:
    """Content words: Seoul (nowhere), membangun, pelabuhan, Baubau; "Kenapa" and "di" carry nothing."""
    first = found("Pelabuhan Baubau dibangun.", (0.5, 0.80, 0.95, 0.96, 0.5, 0.97), 0.91)
    second = found("Seoul adalah kota.", (0.5, 0.98, 0.82, 0.81, 0.5, 0.83), 0.90, 0.89)
    seen = signals(first, second)
    assert seen.sentence == 0.89
    assert seen.least_word == 0.95, "membangun, the least met of what either passage meets best"
    assert seen.rarest_word == 0.80, "Seoul, in the first passage"
    assert seen.unknown == 1
    assert seen.coverage == 1.0
    assert seen.margin == pytest.approx(0.01)
    assert (seen.why, seen.number, seen.names) == (1, 0, 1)


def test_coverage_is_the_weighted_share_of_words_that_stand_there() -> None:
    seen = signals(found("Baubau.", (0.5, 0.8, 0.8, 0.8, 0.5, 0.97)))
    words = question_words(TEXT, FREQUENCIES, 100)
    _, seoul, membangun, pelabuhan, _, baubau = (word.weight for word in words)
    assert seen.coverage == pytest.approx(baubau / (seoul + membangun + pelabuhan + baubau))


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("knp sih programnya berhenti?", {"why"}),
        ("How many schools did not join?", {"number", "denies"}),
        ("Siapa yang selalu datang?", {"person", "absolute"}),
        ("In which year was it signed?", {"time"}),
        ("What hinders the partnership?", set()),
        ("Apa isi nota kesepahaman?", set()),
    ],
)
def test_the_form_of_a_question(text: str, form: set[str]) -> None:
    assert {name for name, holds in question_form(text).items() if holds} == form


def test_no_passage_or_no_word_gives_no_signals() -> None:
    with pytest.raises(ValueError, match="passage"):
        signals()


def test_a_better_met_question_is_likelier_answerable() -> None:
    weak = signals(found("Kota.", (0.8,) * 6, 0.80, 0.80))
    strong = signals(found("Seoul membangun pelabuhan Baubau.", (0.95,) * 6, 0.95, 0.95))
    assert 0.0 < answerability(weak) < answerability(strong) < 1.0


def test_what_proves_nothing_on_its_own_lowers_the_score() -> None:
    seen = signals(found("Seoul membangun pelabuhan Baubau.", (0.95,) * 6))
    assert answerability(seen) < answerability(replace(seen, why=0.0))
    assert answerability(replace(seen, number=1.0)) < answerability(seen)


def test_every_signal_has_a_weight_and_extremes_stay_numbers() -> None:
    assert all(weight != 0 for weight in asdict(WEIGHTS).values())
    assert answerability(Signals(*[1e9] * 14), Signals(*[1.0] * 14), 0.0) == pytest.approx(1.0)
