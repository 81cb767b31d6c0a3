"""A chat model as judge: is each statement of an answer supported by the quotes that it cites?

A judgement that fails (no answer, or none that can be read, after one more try) is kept as failed: it is no verdict, and
its statement stays in the denominator. Judgements are lines of ``judgements.jsonl`` in the run's folder; what stands there
of the same model, prompt and statement is not asked again, unless it failed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.added_lines import add_line
from evaluation.metrics.asked import PerQuestion
from evaluation.questions import SetQuestion
from evaluation.results import QuestionResult, StatementResult
from ingest.catalogue.schema import storage_errors
from ingest.language import Language
from prompts.loading import load
from retrieval.entailment import ChatJudge, Entailment, parse_entailment
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

JUDGEMENTS_FILE = "judgements.jsonl"


Verdict = Entailment
parse_verdict = parse_entailment


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgement of one statement (counted from 0) of the answer to a question; ``digest`` says of what exactly."""

    id: str
    statement: int
    verdict: Verdict
    reason: str
    model: str
    digest: str


@dataclass(frozen=True, slots=True)
class _Case:
    """A statement with the quotes that it cites."""

    id: str
    statement: int
    text: str
    quotes: tuple[str, ...]
    language: Language


class Judge:
    """A model that judges, by the name that the settings give it."""

    def __init__(self, model: BaseChatModel, settings: Settings) -> None:
        self._model, self._settings = model, settings

    @property
    def name(self) -> str:
        return self._settings.chat_model

    def judge(
        self,
        questions: Sequence[SetQuestion],
        results: Sequence[QuestionResult],
        folder: Path,
        on_judged: Callable[[int, int], None] = lambda done, total: None,
    ) -> tuple[Judgement, ...]:
        """Judge every statement that has no judgement in the folder yet; all judgements, in order.

        Raises ChatModelUnreachable or ChatModelRefused, since nothing after them could be judged either; what was judged
        before is kept. DiskFull where nothing can be written.
        """
        cases = list(_cases(questions, results))
        known = {(each.id, each.statement): each for each in read_judgements(folder)}
        judged = []
        for at, case in enumerate(cases, 1):
            found = known.get((case.id, case.statement))
            if found is None or found.verdict is Verdict.FAILED or found.digest != self._digest(case):
                found = self._judgement(case)
                add_line(folder / JUDGEMENTS_FILE, asdict(found))
            judged.append(found)
            on_judged(at, len(cases))
        return tuple(judged)

    def _judgement(self, case: _Case) -> Judgement:
        judged = ChatJudge(self._model, self._settings).judge(case.text, case.quotes, case.language)
        return Judgement(case.id, case.statement, judged.entailment, judged.reason, self.name, self._digest(case))

    def _digest(self, case: _Case) -> str:
        asked = [self.name, load("judge", case.language).sha256, case.text, *case.quotes]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()


def prompts_digest() -> str:
    """The SHA-256 of the judge's prompts, both languages."""
    return hashlib.sha256("".join(load("judge", language).sha256 for language in ("en", "id")).encode()).hexdigest()


def read_judgements(folder: Path) -> tuple[Judgement, ...]:
    """The last judgement of each statement, in the order of the file. A line cut off by a stop is asked again."""
    path = folder / JUDGEMENTS_FILE
    if not path.exists():
        return ()
    found: dict[tuple[str, int], Judgement] = {}
    with storage_errors(path):
        lines = path.read_bytes().split(b"\n")
    for line in lines:
        try:
            fields = json.loads(line.decode("utf-8"))
            judgement = Judgement(**(fields | {"verdict": Verdict(fields["verdict"])}))
        except (ValueError, KeyError, TypeError):
            continue
        found[judgement.id, judgement.statement] = judgement
    return tuple(found.values())


def judged_statements(
    questions: Sequence[SetQuestion], results: Sequence[QuestionResult], judgements: Sequence[Judgement]
) -> tuple[PerQuestion, PerQuestion]:
    """The metrics of the judge by question, and how many statements got which verdict.

    A statement without a judgement counts as one whose judgement failed.
    """
    of = {(each.id, each.statement): each.verdict for each in judgements}
    shares: PerQuestion = {"faithful": {}, "faithful_judged": {}, "faithful_failed": {}}
    counts: PerQuestion = {f"judged_{verdict.name.lower()}": {} for verdict in Verdict}
    for result in _to_judge(questions, results):
        verdicts = Counter(of.get((result.id, at), Verdict.FAILED) for at in range(len(result.statements)))
        total = len(result.statements)
        told = total - verdicts[Verdict.FAILED]
        shares["faithful"][result.id] = verdicts[Verdict.SUPPORTED] / total
        shares["faithful_failed"][result.id] = verdicts[Verdict.FAILED] / total
        if told:
            shares["faithful_judged"][result.id] = verdicts[Verdict.SUPPORTED] / told
        for verdict in Verdict:
            counts[f"judged_{verdict.name.lower()}"][result.id] = float(verdicts[verdict])
    return shares, counts


def _to_judge(questions: Sequence[SetQuestion], results: Sequence[QuestionResult]) -> Iterator[QuestionResult]:
    """The answers with statements to questions that the set calls answerable."""
    answerable = {question.id for question in questions if question.answerable}
    for result in results:
        if result.outcome == "answered" and result.id in answerable and result.statements:
            yield result


def _cases(questions: Sequence[SetQuestion], results: Sequence[QuestionResult]) -> Iterator[_Case]:
    for result in _to_judge(questions, results):
        quotes = {citation.number: citation.quote for citation in result.citations}
        for at, statement in enumerate(result.statements):
            yield _Case(result.id, at, statement.text, _quotes(statement, quotes), result.language)


def _quotes(statement: StatementResult, quotes: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(quotes[number] for number in statement.citations if number in quotes)
