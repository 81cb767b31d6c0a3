"""The signals by hand, and a score that moves with them as it should."""

from dataclasses import asdict, replace

import pytest

from ingest.catalogue.fulltext import query_terms
from retrieval.answerability import (
    WEIGHTS,
    FoundPassage,
    Signals,
    answerability,
    question_form,
    signals_of,
)
from retrieval.late_interaction import question_words

TEXT = "Kenapa Seoul membangun pelabuhan di Baubau?"
STANDING = {"membangun": 30, "pelabuhan": 4, "Baubau": 20}
FREQUENCIES = {term: passages for word, passages in STANDING.items() for term in query_terms(word)}


def found(words: tuple[float, ...], score: float = 0.9) -> FoundPassage:
    return FoundPassage(score, 0.85, words)


def signals(*passages: FoundPassage, text: str = TEXT) -> Signals:
    return signals_of(text, question_words(text, FREQUENCIES, 100), passages)


def test_signals_worked_by_hand() -> None:
    """Seoul stands nowhere in the library, so it is the rarest word."""
    first = found((0.5, 0.80, 0.95, 0.96, 0.5, 0.97), 0.91)
    second = found((0.5, 0.98, 0.82, 0.81, 0.5, 0.83), 0.90)
    seen = signals(first, second)
    assert seen.similarity == 0.85
    assert seen.rarest_word == 0.80, "Seoul, in the first passage"
    assert seen.margin == pytest.approx(0.01)
    assert (seen.why, seen.number, seen.names, seen.denies) == (1, 0, 1, 0)
    assert (seen.far, seen.strange) == (0, 0), "0.91 is near, and of four content words one is unknown"


def test_a_far_passage_and_strange_words_are_told() -> None:
    seen = signals(found((0.7,) * 3, 0.75), text="tungsten melting Baubau")
    assert seen.far == pytest.approx(0.04)
    assert seen.strange == pytest.approx(2 / 3 - 0.35)


def test_the_margin_is_to_the_fifth_passage() -> None:
    passages = [found((0.9,) * 6, score) for score in (0.95, 0.94, 0.93, 0.92, 0.90, 0.80)]
    assert signals(*passages).margin == pytest.approx(0.05)


def test_a_function_word_is_not_the_rarest_word() -> None:
    seen = signals(found((0.1, 0.9)), text="Kenapa Baubau?")
    assert seen.rarest_word == 0.9


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("knp sih programnya berhenti?", {"why"}),
        ("How many schools did not join?", {"number", "denies"}),
        ("What hinders the partnership?", set()),
        ("Apa isi nota kesepahaman?", set()),
        ("Why wasn't it renewed?", {"why", "denies"}),
    ],
)
def test_the_form_of_a_question(text: str, form: set[str]) -> None:
    assert {name for name, holds in question_form(text).items() if holds} == form


def test_no_passage_or_no_word_gives_no_signals() -> None:
    with pytest.raises(ValueError, match="passage"):
        signals()
    with pytest.raises(ValueError, match="word"):
        signals_of("?", (), [found(())])


def test_a_better_met_question_is_likelier_answerable() -> None:
    weak = signals(found((0.8,) * 6, 0.80))
    strong = replace(signals(found((0.95,) * 6, 0.95)), similarity=0.92)
    assert 0.0 < answerability(weak) < answerability(strong) < 1.0


def test_no_better_match_lowers_the_score() -> None:
    better = {
        name: weight for name, weight in asdict(WEIGHTS).items() if name in ("similarity", "rarest_word", "margin")
    }
    worse = {name: weight for name, weight in asdict(WEIGHTS).items() if name in ("far", "strange")}
    assert min(better.values()) > 0 > max(worse.values())


def test_what_takes_something_for_granted_lowers_the_score() -> None:
    seen = signals(found((0.95,) * 6))
    assert answerability(seen) < answerability(replace(seen, why=0.0))
    assert answerability(replace(seen, number=1.0)) < answerability(seen)


def test_every_signal_has_a_weight_and_extremes_stay_numbers() -> None:
    assert all(weight != 0 for weight in asdict(WEIGHTS).values())
    assert answerability(Signals(*[1e9] * 9), Signals(*[1.0] * 9), 0.0) == pytest.approx(1.0)
