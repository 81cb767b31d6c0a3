"""The things that a question compares are read off its words, in both languages."""

import pytest

from ingest.language import Language
from retrieval.comparison import compared, sides


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Apa perbedaan antara diplomasi dan paradiplomasi?", ["diplomasi", "paradiplomasi"]),
        ("Bandingkan kerja sama Palu dengan Manado dalam hal dana.", ["kerja sama Palu", "Manado"]),
        ("Bagaimana Palu berbeda dari Manado?", ["Palu", "Manado"]),
        ("What is the difference between LR and SC?", ["LR", "SC"]),
        ("How does paradiplomacy differ from state diplomacy?", ["paradiplomacy", "state diplomacy"]),
        ("Compare Palu with Manado in terms of money", ["Palu", "Manado"]),
        ("How do Palu and Manado differ?", ["Palu", "Manado"]),
        ("Bagaimana hubungan Palu dengan Manado?", []),
        ("Apa hambatan Palu dan Manado?", []),
    ],
)
def test_a_comparison_is_recognised(question: str, names: list[str]) -> None:
    language: Language = "en" if question.startswith(("What", "How", "Compare")) else "id"
    assert [thing.name for thing in compared(question, language)] == names


def test_a_sentence_tells_of_the_things_that_it_names() -> None:
    things = compared("Bandingkan Palu dengan Manado", "id")
    assert sides("Palu lebih tua daripada Manado.", things) == (0, 1)
    assert sides("Manado lebih besar.", things) == (1,)
    assert sides("Kota itu besar.", things) == ()
