"""Written answers over a real library, with models that behave and models that do not: what is shown keeps its promise."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from langchain_core.messages import AIMessageChunk
from langchain_core.outputs import ChatGenerationChunk
from pydantic import SecretStr

from ingest.errors import EmptyQuestion
from ingest.library import Library
from retrieval.answer import Answer, Outcome, Support, answer
from retrieval.conversation import Turn
from retrieval.search import PassageSearch
from retrieval.wording import markdown, own_words, result, terminal_lines
from retrieval.written.answering import open_writer, write_answer
from retrieval.written.events import Asked, Done, Event, Shown, answer_of
from retrieval.written.numbers import numbers_in
from retrieval.written.record import NoticeKind
from retrieval.written.writer import Writer
from settings import Settings
from tests.fakes.chat_model import (
    Behaviour,
    FakeChatModel,
    fake,
    first_sentences,
    honest_writer,
    nonsense,
    raises,
    refusal,
    says,
    silence,
    slow,
    sources_in,
    statement,
)
from tests.fakes.chat_server import chat_server
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples

QUESTION = "Kegiatan apa saja yang dicatat Priyanto sebagai pelaksanaan kesepakatan Baubau–Seoul?"
SETTINGS = Settings(chat_model="openai:tiny", chat_api_key=SecretStr("none"))


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PassageSearch]:
    folder = tmp_path_factory.mktemp("written")
    build_samples(folder, HashingEmbedder())
    with Library.read(folder) as library:
        yield PassageSearch(library, HashingEmbedder(), SETTINGS.dense_weight)
    shutil.rmtree(folder)


def events(
    search: PassageSearch,
    model: FakeChatModel,
    question: str = QUESTION,
    chosen: Settings = SETTINGS,
    turns: Sequence[Turn] = (),
) -> list[Event]:
    return list(write_answer(search, question, threshold=0.0, writer=Writer(model, chosen), turns=turns))


def written(search: PassageSearch, *behaviours: Behaviour | str, chosen: Settings = SETTINGS) -> Answer:
    found = answer_of(events(search, fake(*behaviours), chosen=chosen))
    check_promises(search, found)
    return found


def check_promises(search: PassageSearch, found: Answer, *, marks: bool = False) -> None:
    """No unknown citation, no altered quote, no number that its quotes lack is shown as checked."""
    citations = {citation.number: citation for citation in found.citations}
    assert list(citations) == list(range(1, len(found.citations) + 1))
    for citation in found.citations:
        text = search.library.catalogue.whole_document(citation.span.document_id).document.text
        assert citation.quote == text[citation.span.start : citation.span.end]
    for each in found.statements:
        assert set(each.citations) <= set(citations)
        assert each.support is not Support.UNSUPPORTED or marks
        assert each.citations or each.support is Support.UNSUPPORTED
        if each.support is Support.CHECKED:
            quoted = {number.value for n in each.citations for number in numbers_in(citations[n].quote)}
            assert {number.value for number in numbers_in(each.text)} <= quoted
            assert not each.doubts


def test_an_honest_model_s_statements_are_shown_one_by_one_and_checked(search: PassageSearch) -> None:
    model = fake(honest_writer)
    told = events(search, model)
    assert [type(event) for event in told] == [Asked, *[Shown] * (len(told) - 2), Done]
    found = answer_of(told)
    check_promises(search, found)
    assert found.is_written
    assert tuple(event.statement for event in told if isinstance(event, Shown)) == found.statements
    assert {each.support for each in found.statements} == {Support.CHECKED}
    assert (found.notice, len(model.asked)) == (None, 1)
    assert found.writing is not None
    assert (found.writing.model, found.writing.tries, found.writing.passages) == ("openai:tiny", 1, 6)
    assert found.writing.prompt_sha256 == Writer(model, SETTINGS).prompt_sha256


def test_a_statement_is_shown_before_the_model_has_ended(search: PassageSearch) -> None:
    def ends_in_a_fault(prompt: str) -> str:
        return honest_writer(prompt) + '\n{"statement": "torn'

    told = events(search, fake(ends_in_a_fault))
    assert any(isinstance(event, Shown) for event in told)
    found = answer_of(told)
    assert found.notice is not None
    assert (found.notice.kind, found.is_written) == (NoticeKind.STOPPED, False)


MISBEHAVIOURS: list[tuple[Behaviour, NoticeKind, int]] = [
    (nonsense, NoticeKind.UNUSABLE, 2),
    (silence, NoticeKind.UNUSABLE, 2),
    (says("Bap. " * 10_000), NoticeKind.UNUSABLE, 2),
    (says("{x} " * 10_000), NoticeKind.UNUSABLE, 2),
    (says(f"{statement('Ya.', 9, 'ya ya')}\n" * 10_000), NoticeKind.UNUSABLE, 2),
    (refusal, NoticeKind.UNUSABLE, 2),
    (says(statement("Sorry, I cannot help with that.", 1, "")), NoticeKind.UNUSABLE, 2),
    (lambda prompt: statement("Kota itu bekerja sama.", 77, first_sentences(prompt)[0][1]), NoticeKind.UNUSABLE, 2),
    (lambda prompt: statement("Kota itu bekerja sama.", 1, "kata yang tidak pernah tertulis"), NoticeKind.UNUSABLE, 2),
    (
        lambda prompt: statement("The cities have worked together for years.", *first_sentences(prompt)[0]),
        NoticeKind.UNUSABLE,
        2,
    ),
    (lambda prompt: statement("Kota itu punya 987654 warga.", *first_sentences(prompt)[0]), NoticeKind.UNUSABLE, 2),
    (lambda prompt: honest_writer(prompt)[:60], NoticeKind.STOPPED, 2),
    (lambda prompt: honest_writer(prompt) + '\n{"statement": "Ya', NoticeKind.STOPPED, 2),
    (says('{"no_answer": true}'), NoticeKind.NO_ANSWER, 1),
    (raises(TimeoutError("late")), NoticeKind.MODEL_FAILED, 1),
    (raises(ConnectionError("gone")), NoticeKind.MODEL_FAILED, 1),
    (raises(ZeroDivisionError("bug")), NoticeKind.MODEL_FAILED, 1),
]


@pytest.mark.parametrize(("behaviour", "kind", "tries"), MISBEHAVIOURS)
def test_a_model_that_misbehaves_is_asked_once_more_then_the_quotes_stand(
    search: PassageSearch, behaviour: Behaviour, kind: NoticeKind, tries: int
) -> None:
    model = fake(behaviour)
    found = answer_of(events(search, model))
    verbatim = answer(search, QUESTION, threshold=0.0)
    assert found.notice is not None
    assert (found.notice.kind, len(model.asked)) == (kind, tries)
    assert (found.statements, found.citations) == (verbatim.statements, verbatim.citations)
    assert {each.support for each in found.statements} == {Support.VERBATIM}
    line = result(found)
    assert (line["mode"], bool(line["notice"]), line["writing"]["tries"]) == ("verbatim", True, tries)
    assert line["notice"] in "\n".join(terminal_lines(found))


def test_a_model_that_mends_what_was_wrong_is_listened_to(search: PassageSearch) -> None:
    model = fake(nonsense, honest_writer)
    found = answer_of(events(search, model))
    assert (found.is_written, found.notice) == (True, None)
    assert "tidak ada pernyataan yang dapat dibaca" in model.asked[1]


def test_a_second_try_keeps_what_passed_in_the_first_and_repeats_nothing(search: PassageSearch) -> None:
    def one_and_an_unknown_source(prompt: str) -> str:
        number, sentence = first_sentences(prompt)[0]
        return f"{statement(sentence, number, sentence)}\n{statement(sentence + ' Ya.', 50, sentence)}"

    model = fake(one_and_an_unknown_source, honest_writer)
    found = answer_of(events(search, model))
    assert "petikan 50 tidak ada" in model.asked[1]
    texts = [each.text for each in found.statements]
    assert len(texts) == len(set(texts)) > 1


def test_a_model_that_goes_on_and_on_is_not_listened_to_for_ever(search: PassageSearch) -> None:
    spoken = 0

    class Endless(FakeChatModel):
        def _stream(self, *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
            nonlocal spoken
            while True:
                spoken += 1
                yield ChatGenerationChunk(message=AIMessageChunk(content="Bap bap bap. "))

    found = answer_of(events(search, Endless(behaviours=())))
    assert found.notice is not None
    assert found.notice.kind is NoticeKind.UNUSABLE
    assert spoken < 1000


def half_right(prompt: str) -> str:
    (number, sentence), *_ = first_sentences(prompt)
    return f"{statement(sentence, number, sentence)}\n{statement('Kota itu punya 987654 warga.', number, sentence)}"


def test_what_the_sources_do_not_support_is_left_out_and_counted(search: PassageSearch) -> None:
    found = written(search, half_right)
    assert len(found.statements) == 1
    assert found.notice is not None
    assert (found.notice.kind, found.notice.count) == (NoticeKind.LEFT_OUT, 1)


def test_or_it_is_shown_and_marked(search: PassageSearch) -> None:
    chosen = SETTINGS.model_copy(update={"unsupported": "mark"})
    found = answer_of(events(search, fake(half_right), chosen=chosen))
    check_promises(search, found, marks=True)
    assert [each.support for each in found.statements] == [Support.CHECKED, Support.UNSUPPORTED]
    assert found.notice is None
    assert "tidak didukung kutipannya: angka 987654 tidak ada dalam sumbernya" in markdown(found)


def test_a_refusal_is_one_without_asking_any_model(search: PassageSearch) -> None:
    model = fake(honest_writer)
    (done,) = write_answer(search, QUESTION, threshold=1.0, writer=Writer(model, SETTINGS))
    assert isinstance(done, Done)
    assert (done.answer.outcome, model.asked) == (Outcome.ABSTAINED, [])


def test_a_question_without_words_is_sent_nowhere(search: PassageSearch) -> None:
    model = fake(honest_writer)
    with pytest.raises(EmptyQuestion):
        events(search, model, "?!", turns=[Turn("Apa itu kota kembar?")])
    assert model.asked == []


def test_without_a_writer_the_answer_is_verbatim(search: PassageSearch) -> None:
    (done,) = write_answer(search, QUESTION, threshold=0.0, writer=None)
    assert isinstance(done, Done)
    assert result(done.answer) | {"seconds": 0} == result(answer(search, QUESTION, threshold=0.0)) | {"seconds": 0}
    assert "writing" not in result(done.answer)


def test_the_conversation_goes_along_and_its_end_is_bounded(search: PassageSearch) -> None:
    turns = [Turn(f"Pertanyaan {at}?", f"Jawaban {at}.") for at in range(9)]
    model = fake(says("Apa hambatan kerja sama Baubau–Seoul itu?"), honest_writer)
    events(search, model, "Lalu apa hambatan kerja sama Baubau–Seoul itu?", turns=turns)
    assert [at for at in range(9) if f"\n\nJawaban {at}.\n\n" in model.asked[1]] == [5, 6, 7, 8]


def test_a_follow_up_is_understood_by_the_model_or_else_by_rules(search: PassageSearch) -> None:
    turns = [Turn("Apa itu kerja sama Baubau?", "Kerja sama Baubau dan Seoul.")]
    for said, understood in (
        ("Apa hambatan kerja sama Baubau dan Seoul?", "Apa hambatan kerja sama Baubau dan Seoul?"),
        ("Apa hambatan kerja sama Ambon?", "Lalu apa hambatannya? (kerja sama Baubau, Kerja sama Baubau, Seoul)"),
    ):
        found = answer_of(events(search, fake(said, honest_writer), "Lalu apa hambatannya?", turns=turns))
        if said == understood:
            assert found.question.text == understood
        else:
            assert "Ambon" not in found.question.text
            assert found.question.text.startswith("Lalu apa hambatannya? (")
    broken = fake(raises(TimeoutError("late")), honest_writer)
    found = answer_of(events(search, broken, "Lalu apa hambatannya?", turns=turns))
    assert found.understood.changed
    assert found.is_written


def test_a_written_answer_is_in_words_for_a_terminal_json_and_the_next_turn(search: PassageSearch) -> None:
    found = written(search, honest_writer)
    line = result(found)
    assert line["mode"] == "written"
    assert {each["support"] for each in line["statements"]} == {"checked"}
    assert line["seconds"]["total"] >= line["writing"]["seconds"]
    shown = "\n".join(terminal_lines(found))
    for each in found.statements:
        assert each.text in shown
    assert "Ditulis oleh openai:tiny" in shown
    assert own_words(found).startswith(found.statements[0].text)
    assert own_words(answer(search, QUESTION, threshold=0.0)) == ""


def test_over_a_server_costs_are_kept_and_its_host_is_named(search: PassageSearch) -> None:
    with chat_server(honest_writer) as server:
        chosen = SETTINGS.model_copy(update={"chat_url": server.url})
        writer = open_writer(chosen)
        assert writer is not None
        found = answer_of(write_answer(search, QUESTION, threshold=0.0, writer=writer))
    check_promises(search, found)
    assert found.is_written
    assert found.writing is not None
    assert (found.writing.host, found.writing.input_tokens, found.writing.output_tokens) == ("127.0.0.1", 11, 7)
    assert "127.0.0.1" in "\n".join(terminal_lines(found))
    assert server.requests[0]["stream"] is True


def test_a_server_that_is_gone_or_slow_leaves_the_quotes(search: PassageSearch) -> None:
    gone = SETTINGS.model_copy(update={"chat_url": "http://127.0.0.1:9/v1"})
    found = answer_of(write_answer(search, QUESTION, threshold=0.0, writer=open_writer(gone)))
    assert "tidak dapat dihubungi" in result(found)["notice"]
    with chat_server(slow(3.0, honest_writer)) as server:
        late = SETTINGS.model_copy(update={"chat_url": server.url, "chat_timeout": 0.3})
        found = answer_of(write_answer(search, QUESTION, threshold=0.0, writer=open_writer(late)))
    assert "tidak menjawab dalam 0.3 detik" in result(found)["notice"]
    assert {each.support for each in found.statements} == {Support.VERBATIM}


def test_the_settings_say_whether_answers_are_written() -> None:
    assert open_writer(Settings()) is None
    assert open_writer(SETTINGS.model_copy(update={"answers": "verbatim"})) is None
    writer = open_writer(SETTINGS)
    assert writer is not None
    assert writer.host == "api.openai.com"


LIE = st.sampled_from(
    ["number", "digit in quote", "negation", "source", "stitched", "no quote", "extra name", "garbage", "cut"]
)


@examples(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lies=st.lists(LIE, min_size=1, max_size=5), number=st.integers(0, 99999), marks=st.booleans())
def test_no_lie_of_a_model_is_ever_shown_as_checked(
    search: PassageSearch, lies: list[str], number: int, marks: bool
) -> None:
    said: list[str] = []

    def lie(prompt: str) -> str:
        sentences = first_sentences(prompt)
        lines = [lied(sentences, at, each, number, sources_in(prompt)) for at, each in enumerate(lies)]
        said.extend(lines)
        return honest_writer(prompt) + "\n" + "\n".join(lines)

    chosen = SETTINGS.model_copy(update={"unsupported": "mark" if marks else "drop"})
    found = answer_of(events(search, fake(lie), chosen=chosen))
    check_promises(search, found, marks=marks)
    lied_texts = {
        json.loads(line)["statement"] for line in said if line.startswith('{"statement"') and line.endswith("}")
    }
    shown = {each.text for each in found.statements if each.support is Support.CHECKED}
    assert not {" ".join(text.split()) for text in lied_texts} & shown


def lied(sentences: list[tuple[int, str]], at: int, kind: str, number: int, passages: dict[int, str]) -> str:
    """A line that tells this kind of lie about one of the sentences."""
    source, sentence = sentences[at % len(sentences)]
    other = sentences[(at + 1) % len(sentences)][1]
    bare = sentence.rstrip(".")
    return {
        "number": statement(f"{bare} sebanyak {number}7654321.", source, sentence),
        "digit in quote": statement(f"{bare} lagi.", source, f"{number}1 {sentence}"),
        "negation": statement(f"{bare} dan lain-lain.", source, f"tidak {sentence} tidak"),
        "source": statement(f"{bare} pula.", 100 + number, sentence),
        "stitched": statement(f"{bare} juga.", source, f"{sentence[:20]} {other[-20:]}"),
        "no quote": statement(f"{bare} begitu.", source, ""),
        "extra name": statement(f"{bare} bersama Zanzibar.", source, sentence),
        "garbage": '{"statement" {{{ ]',
        "cut": '{"statement": "Ya, kota',
    }[kind]
