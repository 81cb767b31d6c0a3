"""What `retrieval.entailment` promises: a judgement is read or it has failed; what cannot be asked at all is said."""

import pytest

from ingest.errors import ChatModelUnreachable
from retrieval.entailment import ChatJudge, Entailment
from settings import Settings
from tests.fakes.chat_model import fake, honest_judge, nonsense, refusal, silence

QUOTES = ["Kerja sama itu belum siap."]


def judged(*behaviours: object) -> Entailment:
    judge = ChatJudge(fake(*behaviours), Settings(chat_model="fake:model"))  # type: ignore[arg-type]
    return judge.judge("Kerja sama itu belum siap.", QUOTES, "id").entailment


def test_the_model_judges_by_the_quotes() -> None:
    assert judged(honest_judge) is Entailment.SUPPORTED


@pytest.mark.parametrize("behaviour", [nonsense, silence, refusal])
def test_a_judgement_that_cannot_be_read_has_failed_after_one_more_try(behaviour: object) -> None:
    assert judged(behaviour) is Entailment.FAILED
    assert judged(behaviour, honest_judge) is Entailment.SUPPORTED


def test_a_model_that_cannot_be_reached_is_an_error_and_no_verdict() -> None:
    class ConnectError(Exception):
        pass

    def unreachable(prompt: str) -> str:
        raise ConnectError("no route")

    with pytest.raises(ChatModelUnreachable):
        judged(unreachable)
