from __future__ import annotations

import pytest

from evaluation.metrics.asked import Asked, pair
from tests.evaluation.metrics.made import question, result


def test_questions_meet_their_results_by_id_in_the_order_of_the_questions() -> None:
    paired = pair([question("a"), question("b")], [result("b", "abstained"), result("a")])
    assert [(each.id, each.refused) for each in paired] == [("a", False), ("b", True)]


@pytest.mark.parametrize(
    ("ids", "message"),
    [(["a"], '"b" has no result'), (["a", "b", "c"], 'result "c"'), (["a", "b", "a"], 'two results of question "a"')],
)
def test_a_missing_a_spare_and_a_second_result_are_errors(ids: list[str], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        pair([question("a"), question("b")], [result(id_) for id_ in ids])


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_an_answerability_that_is_no_number_is_an_error(score: float) -> None:
    with pytest.raises(ValueError, match='answerability of question "a"'):
        pair([question("a")], [result("a", answerability=score)])


def test_any_one_page_is_the_same_need_unless_the_type_needs_all() -> None:
    gold = [("b.pdf", 3), ("a.pdf", 1), ("a.pdf", 1)]
    assert Asked(question(gold=gold), result()).page_needs == {("a.pdf", 1): 0, ("b.pdf", 3): 0}
    assert Asked(question(gold=gold, type_="cross-document"), result()).page_needs == {("a.pdf", 1): 0, ("b.pdf", 3): 1}
    assert Asked(question(gold=gold, type_="cross-document"), result()).document_needs == {"a.pdf": 0, "b.pdf": 1}
