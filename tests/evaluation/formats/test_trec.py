from __future__ import annotations

from evaluation.formats.trec import as_qrels, as_run
from evaluation.questions import Evidence, SetQuestion
from evaluation.results import QuestionResult, RetrievedResult


def _question(id_: str, *evidence: Evidence) -> SetQuestion:
    return SetQuestion(id_, "Apa?", "id", "factoid", True, None, (), evidence, "", (), ())


def _result(id_: str, *found: tuple[str, tuple[int, ...]]) -> QuestionResult:
    retrieved = tuple(RetrievedResult(rank, name, 0, 1, pages, 0.5, "") for rank, (name, pages) in enumerate(found, 1))
    return QuestionResult(id_, "Apa?", "id", "answered", None, "", (), (), retrieved, 0.5, 0.0, 0.0)


def test_judgements_name_each_page_once_with_its_best_grade() -> None:
    question = _question(
        "q 1", Evidence("a b.pdf", 3, "", "x"), Evidence("a b.pdf", 3, "", "y", 2), Evidence("c.pdf", 0, "", "")
    )
    assert as_qrels([question, _question("q2")], "page") == "q%201 0 a%20b.pdf#3 2\nq%201 0 c.pdf#0 1\n"
    assert as_qrels([question], "document") == "q%201 0 a%20b.pdf 2\nq%201 0 c.pdf 1\n"


def test_a_run_names_each_place_once_at_its_first_rank_with_falling_scores() -> None:
    result = _result("q1", ("a.pdf", (3, 4)), ("b.pdf", (0,)), ("a.pdf", (4, 5)))
    assert as_run([result], "page") == (
        "q1 Q0 a.pdf#3 1 1.000000 kutip\n"
        "q1 Q0 a.pdf#4 2 0.500000 kutip\n"
        "q1 Q0 b.pdf#0 3 0.333333 kutip\n"
        "q1 Q0 a.pdf#5 4 0.250000 kutip\n"
    )
    assert (
        as_run([result], "document", "my run") == "q1 Q0 a.pdf 1 1.000000 my%20run\nq1 Q0 b.pdf 2 0.500000 my%20run\n"
    )


def test_ir_measures_reads_both_and_finds_the_same() -> None:
    import ir_measures
    from ir_measures import RR, nDCG

    question = _question("q1", Evidence("b c.pdf", 0, "", ""))
    run = as_run([_result("q1", ("a.pdf", (3,)), ("b c.pdf", (0, 1)))], "page")
    qrels = list(ir_measures.read_trec_qrels(as_qrels([question], "page")))  # type: ignore[no-untyped-call]
    found = list(ir_measures.read_trec_run(run))  # type: ignore[no-untyped-call]
    measured = ir_measures.calc_aggregate([RR, nDCG @ 10], qrels, found)
    assert measured[RR] == 0.5
    assert abs(measured[nDCG @ 10] - 0.63093) < 1e-5  # 1 / log2(3)
