"""Example questions: from the library's own headings, and only such as it answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ingest.catalogue.records import WholeDocument
from ingest.document import Section, SectionKind
from ingest.language import Language
from retrieval.answer import Outcome
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import whole_document
from web.examples import SHOWN, question_of, questions_about, suggest
from web.open_library import OpenLibrary


def sections(*titles: str, kind: SectionKind = SectionKind.BODY) -> tuple[Section, ...]:
    return tuple(Section("d", 2, kind, title, 0, 5) for title in titles)


def questions(wholes: list[WholeDocument], language: Language) -> list[str]:
    return [example.question for example in questions_about(wholes, language)]


def test_theses_in_the_language_of_the_question_take_turns() -> None:
    first = whole_document(["x"], sections=sections("A. Hambatan Utama", "B. Peluang Kerja Sama"))
    second = whole_document(["x"], sections=sections("A. Mekanisme Kerja Sama"), name="e")
    english = whole_document(["x"], sections=sections("3.1 Drivers of Cooperation"), name="f")
    english = replace(english, thesis=replace(english.thesis, language="en"))
    assert questions([first, english, second], "id") == [
        "Apa saja hambatan utama?",
        "Bagaimana mekanisme kerja sama?",
        "Apa saja peluang kerja sama?",
    ]
    assert questions([first, english, second], "en") == ["What are the drivers of cooperation?"]


def test_headings_that_make_no_question_are_left_out() -> None:
    body = sections(
        "A. Kesimpulan", "B. Hambatan " + "kata " * 12, "C. Hambatan Utama", "D. Hambatan Utama", "E. Baubau"
    )
    references = sections("Hambatan Sumber Data", kind=SectionKind.BIBLIOGRAPHY)
    assert questions([whole_document(["x"], sections=body + references)], "id") == ["Apa saja hambatan utama?"]


@pytest.mark.parametrize(
    ("heading", "text", "language", "question"),
    [
        ("2.1 Konsep Paradiplomasi", "", "id", "Apa yang dimaksud dengan paradiplomasi?"),
        ("B. DAMPAK UNDANG-UNDANG ASN", "tentang ASN dan UNDANG-UNDANG", "id", "Apa dampak UNDANG-UNDANG ASN?"),
        ("C. Strategi Kota Baubau", "di Kota Baubau dan Kota Baubau", "id", "Bagaimana strategi Kota Baubau?"),
        ("A. Pelabuhan Bebas", "Pelabuhan bebas adalah wilayah tanpa bea.", "id", "Apa yang dimaksud dengan pelabuhan bebas?"),
        ("4.3 Problems with Old Merging", "", "en", "What are the problems with old merging?"),
        ("1.2 Symbolic Execution", "We use symbolic execution.", "en", None),
        ("1.2 Symbolic Execution", "Symbolic execution is a kind of testing.", "en", "What is meant by symbolic execution?"),
        ("1.2 Why Cities Cooperate?", "", "en", "Why cities cooperate?"),
        ("3.1 Mechanisms: First Steps", "", "en", None),
    ],
)  # fmt: skip
def test_a_heading_becomes_the_question_that_it_answers(
    heading: str, text: str, language: Language, question: str | None
) -> None:
    assert question_of(heading, text, language) == question


def test_every_example_is_answered(settings: Settings) -> None:
    library = OpenLibrary(settings, HashingEmbedder())
    for suggested in suggest(library).values():
        assert 0 < len(suggested) <= SHOWN
        assert all(library.answer(each.question).outcome is Outcome.ANSWERED for each in suggested)
    library.close()


def test_a_library_that_answers_nothing_has_no_examples(settings: Settings) -> None:
    library = OpenLibrary(settings.model_copy(update={"answer_threshold": 1.0}), HashingEmbedder())
    assert suggest(library) == {"id": (), "en": ()}
    library.close()
