"""Whether the right pages and documents were found, and how early; the arithmetic is that of ``ir-measures``.

What is counted:

- Answerable questions alone, at page level those with evidence. A failed result found nothing.
- **Needs.** Of a multi-page or cross-document question every gold page (or document) is a need. Of all other
  questions any one piece of evidence suffices, so all of them are one need: recall is 1 if any is found, else 0.
- **Ranks are those of passages**, at both levels, for k passages are what a reader or a model is given. A page
  stands at the rank of the first passage that touches it. A passage that brings no new need is simply not relevant,
  also if it repeats one (as in novelty-aware evaluation, Clarke et al. 2008).
- **Ties.** A passage that meets several needs at once is worth no more than passages that meet one each: its first
  need stands at its own rank, each further one at the next rank that no earlier need has taken. Pages that meet no
  need take no rank. So long passages gain nothing from a second right page and lose nothing by it.
- No more than the first 10 passages are read, however many a result lists.

Denominators come from the gold: recall divides by the needs, the ideal of nDCG by as many needs as fit in 10 ranks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from evaluation.metrics.asked import Asked, PerQuestion
from evaluation.page_hits import CUTOFFS
from evaluation.results import RetrievedResult

if TYPE_CHECKING:
    from ir_measures import Qrel, ScoredDoc
    from ir_measures.measures import Measure

DEPTH = 10

Place = TypeVar("Place", bound=Hashable)


def per_question(asked: Sequence[Asked]) -> PerQuestion:
    """``page_…`` and ``document_…`` of hit@k, recall@k (k = 1, 3, 5, 10), rr@10 and ndcg@10, by question."""
    pages = {
        each.id: (each.page_needs, [_pages(passage) for passage in _best_first(each.result.retrieved)])
        for each in asked
        if each.has_gold_pages
    }
    documents = {
        each.id: (each.document_needs, [{passage.document} for passage in _best_first(each.result.retrieved)])
        for each in asked
        if each.question.answerable and each.document_needs
    }
    return {
        **_measured("page", {id_: (needs, ranked_needs(needs, found)) for id_, (needs, found) in pages.items()}),
        **_measured(
            "document", {id_: (needs, ranked_needs(needs, found)) for id_, (needs, found) in documents.items()}
        ),
    }


def ranked_needs(
    needs: Mapping[Place, int], passages: Sequence[Iterable[Place]], depth: int = DEPTH
) -> tuple[int | None, ...]:
    """The need that stands at each of the ranks, None where none does.

    ``passages`` are the places that each passage touches, best first. The first touches pages 4 and 5, of which
    page 5 and, further on, pages 6 and 7 are needed:

    >>> ranked_needs({5: 0, 6: 1, 7: 2}, [[4, 5], [5], [6, 7], [9]], depth=5)
    (0, None, 1, 2, None)
    """
    ranks: list[int | None] = []
    met: set[int] = set()
    waiting: list[int] = []
    for rank in range(depth):
        touched = passages[rank] if rank < len(passages) else ()
        new = sorted({needs[place] for place in touched if place in needs} - met)
        met.update(new)
        waiting += new
        ranks.append(waiting.pop(0) if waiting else None)
    return tuple(ranks)


def _measured(level: str, ranked: Mapping[str, tuple[Mapping[Place, int], tuple[int | None, ...]]]) -> PerQuestion:
    """The figures of every question, its needs being the relevant documents of ``ir-measures``."""
    import ir_measures
    from ir_measures import RR, R, Success, nDCG

    names: dict[Measure, str] = {
        **{Success @ cutoff: f"{level}_hit@{cutoff}" for cutoff in CUTOFFS},
        **{R @ cutoff: f"{level}_recall@{cutoff}" for cutoff in CUTOFFS},
        RR @ DEPTH: f"{level}_rr@{DEPTH}",
        nDCG @ DEPTH: f"{level}_ndcg@{DEPTH}",
    }
    values: PerQuestion = {name: {} for name in names.values()}
    if not ranked:
        return values
    gold = [qrel for id_, (needs, _) in ranked.items() for qrel in _gold(id_, needs)]
    found = [document for id_, (_, ranks) in ranked.items() for document in _found(id_, ranks)]
    for metric in ir_measures.iter_calc(list(names), gold, found):
        values[names[metric.measure]][metric.query_id] = float(metric.value)
    return values


def _gold(id_: str, needs: Mapping[Place, int]) -> Iterator[Qrel]:
    from ir_measures import Qrel

    return (Qrel(id_, f"need {need}", 1) for need in sorted(set(needs.values())))


def _found(id_: str, ranks: Sequence[int | None]) -> Iterator[ScoredDoc]:
    """One document for each rank; the scores differ, so no provider has a tie to break."""
    from ir_measures import ScoredDoc

    for rank, need in enumerate(ranks, 1):
        yield ScoredDoc(id_, f"rank {rank}" if need is None else f"need {need}", float(-rank))


def _best_first(retrieved: Iterable[RetrievedResult]) -> list[RetrievedResult]:
    return sorted(retrieved, key=lambda passage: passage.rank)


def _pages(passage: RetrievedResult) -> set[tuple[str, int]]:
    return {(passage.document, index) for index in passage.page_indexes}
