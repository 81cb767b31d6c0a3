"""An answer that was stored is the answer that was given; versions before and after this one read each other's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from ingest.errors import ChatModelTimeout
from ingest.library import Library
from retrieval.answer import Answer, Outcome, Reason, Statement, Support, answer
from retrieval.citation_styles import Style
from retrieval.conversation import Turn
from retrieval.export.conversation import conversation_blocks
from retrieval.search import PassageSearch
from retrieval.stored_answer import UnreadableAnswer, from_json, to_json
from retrieval.wording import markdown
from retrieval.written.record import Doubt, DoubtKind, Notice, NoticeKind, Writing
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answer]:
    folder = tmp_path_factory.mktemp("stored")
    build_samples(folder, HashingEmbedder())
    with Library.read(folder) as library:
        search = PassageSearch(library, HashingEmbedder(), dense_weight=0.8)
        yield answer(search, "Lalu apa hambatannya?", threshold=0.0, turns=[Turn("Apa kerja sama kota kembar?")])


def stored(answer: Answer) -> dict[str, Any]:
    """Through the very characters that a database keeps."""
    found: dict[str, Any] = json.loads(json.dumps(to_json(answer)))
    return found


def test_quotes_places_and_words_come_back_and_so_does_every_export(given: Answer) -> None:
    back = from_json(stored(given))
    assert given.citations
    assert (back.citations, back.statements, back.understood) == (given.citations, given.statements, given.understood)
    assert markdown(back) == markdown(given)
    assert conversation_blocks([back], Style.APA, "id") == conversation_blocks([given], Style.APA, "id")
    assert back.retrieved == ()


def test_a_refusal_keeps_its_reason_and_what_came_nearest(given: Answer) -> None:
    refused = replace(
        given,
        outcome=Outcome.ABSTAINED,
        reason=Reason.WEAK_EVIDENCE,
        statements=(),
        citations=(),
        nearest=given.citations[:1],
    )
    back = from_json(stored(refused))
    assert (back.outcome, back.reason, back.nearest) == (refused.outcome, refused.reason, refused.nearest)


def test_a_written_answer_keeps_its_doubts_its_notice_with_the_error_and_its_costs(given: Answer) -> None:
    statement = Statement("Anggaran 97,4.", (1,), Support.UNCHECKED, (Doubt(DoubtKind.NUMBER_BESIDE, "97,4"),))
    written = replace(
        given,
        statements=(statement,),
        notice=Notice(NoticeKind.MODEL_FAILED, ChatModelTimeout("127.0.0.1", 60.0), 2),
        writing=Writing("tiny", "127.0.0.1", "ab", 2, 6, 1.5, 100, None),
    )
    back = from_json(stored(written))
    assert back.statements == (statement,)
    assert back.writing == written.writing
    assert markdown(back) == markdown(written)


def test_fields_of_another_version_do_no_harm(given: Answer) -> None:
    value = stored(given)
    value["answer"]["a_new_field"] = {"x": 1}
    value["answer"]["statements"][0]["also_on"] = ["xiii"]
    del value["answer"]["notice"], value["answer"]["nearest"], value["answer"]["statements"][0]["doubts"]
    assert from_json(value).statements == given.statements


@pytest.mark.parametrize(
    "spoil",
    [
        lambda value: value.update(form=99),
        lambda value: value["answer"].pop("outcome"),
        lambda value: value["answer"].update(outcome="guessed"),
        lambda value: value["answer"].update(citations=7),
        lambda value: value["answer"]["citations"][0].update(quote=3),
    ],
)
def test_what_is_of_no_known_form_is_refused_and_never_half_shown(given: Answer, spoil: Any) -> None:
    value = stored(given)
    spoil(value)
    with pytest.raises(UnreadableAnswer):
        from_json(value)


def test_only_an_error_of_the_tree_is_made_again(given: Answer) -> None:
    value = stored(replace(given, notice=Notice(NoticeKind.MODEL_FAILED)))
    value["answer"]["notice"]["error"] = {"error": "Path", "about": ["x"]}
    with pytest.raises(UnreadableAnswer):
        from_json(value)
