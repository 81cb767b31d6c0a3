"""A reader's opinion: kept with what was asked, said and cited; told in words, also where it cannot be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

import web.startup
from ingest.catalogue.feedback import Complaint, Feedback, GivenAnswer, Opinion
from ingest.errors import DiskFull
from ingest.places import CATALOGUE_FILE
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.asking import ask
from web.opinion import _explained, _judged
from web.startup import Startup

QUESTION = "Undang-undang apa yang mengatur hubungan luar negeri?"


@pytest.fixture
def startup(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Startup]:
    monkeypatch.setattr(web.startup, "open_embedder", lambda *_: HashingEmbedder())
    started = Startup(settings)
    started.begin()
    started.wait(60)
    yield started
    started.close()


def given_by(startup: Startup, question: str) -> list[GivenAnswer]:
    """The answers that the page asks an opinion of."""
    steps: list[Any] = list(ask(startup, question, [], "id"))
    return [part for step in steps for part in step if isinstance(part, GivenAnswer)]


def kept(settings: Settings, given: GivenAnswer) -> list[Opinion]:
    return [each for each in Feedback(settings.library / CATALOGUE_FILE).opinions() if each.answer.id == given.id]


def test_a_liked_answer_is_kept_with_its_places_and_thanked_for(startup: Startup, settings: Settings) -> None:
    (given,) = given_by(startup, QUESTION)
    words, _, form = _judged(startup, True, given, "id")
    assert "Terima kasih" in words
    assert form.visible is False
    (opinion,) = kept(settings, given)
    assert opinion == Opinion(given, True)
    assert opinion.answer.question == QUESTION
    for span in given.citations:
        whole, _ = startup.library.document(span.document_id)
        assert whole.document.text[span.start : span.end].split()[0] in given.text


def test_a_disliked_one_is_kept_at_once_and_its_reason_added(startup: Startup, settings: Settings) -> None:
    (given,) = given_by(startup, QUESTION)
    words, _, form = _judged(startup, False, given, "en")
    assert "What is wrong with it?" in words
    assert form.visible is True
    assert kept(settings, given) == [Opinion(given, False)]
    _explained(startup, given, "wrong page", " bukan bab ini ", "en")
    assert kept(settings, given) == [Opinion(given, False, Complaint.WRONG_PAGE, "bukan bab ini")]


def test_a_library_that_takes_no_opinion_is_told_in_one_sentence(
    startup: Startup, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (given,) = given_by(startup, QUESTION)

    def refuse(self: Feedback, opinion: Opinion) -> None:
        raise DiskFull(settings.library, "attempt to write a readonly database")

    monkeypatch.setattr(Feedback, "keep", refuse)
    words, choice, _ = _judged(startup, True, given, "id")
    assert "Tidak ada yang dapat ditulis" in words
    assert choice == {"__type__": "update"}  # the buttons stay, to try again


def test_a_question_that_failed_has_nothing_to_judge(startup: Startup) -> None:
    assert given_by(startup, "?!") == []
