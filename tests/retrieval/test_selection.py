"""A scope's passages as runs of ids: the same as picking them one by one."""

from __future__ import annotations

from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue.records import PassageRun
from ingest.document import SectionKind
from retrieval.scope import Scope
from retrieval.selection import PassageRuns

PASSAGES = st.dictionaries(
    st.integers(1, 60), st.tuples(st.sampled_from("abc"), st.sampled_from(["body", "abstract"])), max_size=30
)
"""Passage ids with thesis and kind; ids that are gone leave gaps."""
LIMITS = st.none() | st.frozensets(st.sampled_from("abcx"))
KINDS = st.none() | st.frozensets(st.sampled_from([SectionKind.BODY, SectionKind.ABSTRACT]))


def runs_of(passages: dict[int, tuple[str, str]]) -> list[PassageRun]:
    runs = []
    for (of, _), group in groupby(enumerate(sorted(passages)), key=lambda each: (passages[each[1]], each[1] - each[0])):
        ids = [id_ for _, id_ in group]
        runs.append(PassageRun(*of, ids[0], ids[-1] + 1))
    return runs


@given(PASSAGES, LIMITS, LIMITS, KINDS)
def test_a_selection_holds_what_the_scope_lets_be_found(
    passages: dict[int, tuple[str, str]],
    visible: frozenset[str] | None,
    chosen: frozenset[str] | None,
    kinds: frozenset[SectionKind] | None,
) -> None:
    allowed = [
        id_
        for id_, (thesis, kind) in sorted(passages.items())
        if (visible is None or thesis in visible)
        and (chosen is None or thesis in chosen)
        and (kinds is None or SectionKind(kind) in kinds)
    ]
    runs = PassageRuns.of(reversed(runs_of(passages)))
    selection = runs.within(Scope(visible, chosen, kinds))
    assert selection.ids().tolist() == allowed
    assert selection.size == len(allowed)
    every = np.arange(-2, 65)
    assert every[selection.holds(every)].tolist() == allowed
    assert runs.all.ids().tolist() == sorted(passages)
