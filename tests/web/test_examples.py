"""Example questions: from the library's own headings, and only such as it answers."""

from __future__ import annotations

from ingest.document import Section, SectionKind
from retrieval.answer import Outcome
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import whole_document
from web.examples import SHOWN, questions_about, suggest
from web.open_library import OpenLibrary


def sections(*titles: str, kind: SectionKind = SectionKind.BODY) -> tuple[Section, ...]:
    return tuple(Section("d", 2, kind, title, 0, 5) for title in titles)


def test_theses_take_turns_and_those_in_the_language_of_the_question_go_first() -> None:
    english = whole_document(["x"], sections=sections("3.1 Drivers of Cooperation", "3.2 Other Things"))
    indonesian = whole_document(["x"], sections=sections("A. Peluang Kerja Sama"), name="e")
    english = type(english)(
        type(english.thesis)("t", "T", (), None, None, None, "en", ()),
        english.document,
        english.pages,
        english.sections,
    )
    assert list(questions_about([english, indonesian], "id")) == [
        "Apa yang dikatakan tentang “Peluang Kerja Sama”?",
        "Apa yang dikatakan tentang “Drivers of Cooperation”?",
        "Apa yang dikatakan tentang “Other Things”?",
    ]


def test_headings_that_make_no_question_are_left_out() -> None:
    body = sections("A. Kesimpulan", "B. " + "kata " * 12, "C. Hambatan Utama", "D. Hambatan Utama")
    references = sections("Daftar Sumber Data", kind=SectionKind.BIBLIOGRAPHY)
    assert list(questions_about([whole_document(["x"], sections=body + references)], "en")) == [
        "What is said about “Hambatan Utama”?"
    ]


def test_every_example_is_answered(settings: Settings) -> None:
    library = OpenLibrary(settings, HashingEmbedder())
    for questions in suggest(library).values():
        assert 0 < len(questions) <= SHOWN
        assert all(library.answer(question).outcome is Outcome.ANSWERED for question in questions)
    library.close()


def test_a_library_that_answers_nothing_has_no_examples(settings: Settings) -> None:
    library = OpenLibrary(settings.model_copy(update={"answer_threshold": 1.0}), HashingEmbedder())
    assert suggest(library) == {"id": (), "en": ()}
    library.close()
