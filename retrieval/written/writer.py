"""The writer: a verbatim answer and its passages → statements of a chat model, each shown only after its check.

What cannot be used (nonsense, a refusal, another language, sources that were never given, an end in mid-sentence) is asked
for once more, with what was wrong. If that fails as well, the verbatim answer stands, and says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ingest.errors import ChatModelError
from ingest.language import Language
from prompts.loading import digest_of, load
from retrieval.answer import Answer, Outcome, Statement, Support
from retrieval.chat_model import host_of
from retrieval.citation import Citation, cite
from retrieval.conversation import MAX_CHARACTERS_READ, Turn, Understood
from retrieval.written.check import Checked, check
from retrieval.written.claims import Broken, ClaimReader, NoAnswer, Said
from retrieval.written.events import Asked, Done, Event, Shown
from retrieval.written.record import DoubtKind, Notice, NoticeKind, Writing
from retrieval.written.rewriting import rewritten
from retrieval.written.sources import Source
from retrieval.written.spoken import Spent, Spoken
from retrieval.written.words import fault_text
from settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

TRIES = 2
MAX_STATEMENTS = 12
MAX_FAULTS = 12
"""Unusable statements after which a model is no longer listened to."""
MAX_PREAMBLE = 3000
"""Characters without a first statement after which it is not, either; thoughts aside."""
MAX_HISTORY = 4
"""Earlier turns that the model is told."""

_ASK_AGAIN = frozenset({DoubtKind.UNKNOWN_SOURCE, DoubtKind.WRONG_LANGUAGE})
"""Faults of form, which a model may mend when it is told; what sources do not say it cannot mend."""


class Writer:
    """A chat model that writes answers, by the name that the settings give it."""

    def __init__(self, model: BaseChatModel, settings: Settings) -> None:
        self._model, self._settings = model, settings
        self.host = host_of(model, settings)

    @property
    def name(self) -> str:
        return self._settings.chat_model

    @property
    def passages(self) -> int:
        """How many passages the model is given."""
        return self._settings.chat_passages

    @property
    def prompt_sha256(self) -> str:
        return digest_of("answer", "passages", "again", "standalone")

    def understood(self, question: str, turns: Sequence[Turn], spent: Spent) -> Understood:
        """The question as it stands alone."""
        return rewritten(self._model, self._settings, question, turns, spent)

    def write(self, draft: Answer, sources: Sequence[Source], turns: Sequence[Turn], spent: Spent) -> Iterator[Event]:
        """Write the answer anew from these sources; a refusal stays one, and nothing is sent for it."""
        if draft.outcome is not Outcome.ANSWERED or not sources:
            yield Done(draft)
            return
        sheet = _Sheet(draft.question.language, {source.number: source for source in sources})
        messages = self._messages(draft, sources, turns)
        notice: Notice | None = None
        for attempt in range(1, TRIES + 1):
            yield Asked(draft, self.name, self.host, attempt)
            spent.tries += 1
            spoken = Spoken(self._model, self._settings, messages, spent)
            try:
                yield from sheet.fill(spoken)
            except ChatModelError as error:
                notice = Notice(NoticeKind.MODEL_FAILED, error)
                break
            if not sheet.is_to_be_mended:
                break
            messages = [*messages, *self._again(spoken.text, sheet)]
        notice = notice or sheet.notice(keeps_unsupported=self._settings.unsupported == "mark")
        yield Done(self._ended(draft, sheet, notice, len(sources), spent))

    def _ended(self, draft: Answer, sheet: _Sheet, notice: Notice | None, passages: int, spent: Spent) -> Answer:
        writing = Writing(
            model=self.name,
            host=self.host,
            prompt_sha256=self.prompt_sha256,
            tries=spent.tries,
            passages=passages,
            seconds=spent.seconds,
            input_tokens=spent.input_tokens,
            output_tokens=spent.output_tokens,
        )
        told = replace(
            draft, notice=notice or draft.notice, writing=writing, total_seconds=draft.total_seconds + spent.seconds
        )
        if notice is not None and notice.kind is not NoticeKind.LEFT_OUT:
            return told
        if self._settings.unsupported == "mark":
            sheet.keep_unsupported()
        return replace(
            told, statements=tuple(sheet.statements), citations=tuple(sheet.citations.values()), arrangement=None
        )

    def _messages(self, draft: Answer, sources: Sequence[Source], turns: Sequence[Turn]) -> list[BaseMessage]:
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        language = draft.question.language
        messages: list[BaseMessage] = [SystemMessage(load("answer", language).text)]
        for turn in [turn for turn in turns if turn.asked and turn.answer][-MAX_HISTORY:]:
            messages += [
                HumanMessage(turn.asked[:MAX_CHARACTERS_READ]),
                AIMessage(turn.answer[:MAX_CHARACTERS_READ]),
            ]
        passages = [source.as_prompt(language) for source in sources]
        asked = load("passages", language).fill(question=draft.question.text, passages=passages)
        return [*messages, HumanMessage(asked)]

    def _again(self, said: str, sheet: _Sheet) -> list[BaseMessage]:
        from langchain_core.messages import AIMessage, HumanMessage

        kept = [statement.text for statement in sheet.statements]
        prompt = load("again", sheet.language).fill(faults="\n".join(sheet.faults()), kept="\n".join(kept) or "–")
        return [AIMessage(said or "–"), HumanMessage(prompt)]


@dataclass(slots=True)
class _Sheet:
    """What is written so far. ``rejected`` and ``broken`` are those of the last try alone."""

    language: Language
    sources: dict[int, Source]
    statements: list[Statement] = field(default_factory=list)
    citations: dict[tuple[str, int, int], Citation] = field(default_factory=dict)
    rejected: list[Checked] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    is_cut: bool = False
    says_no_answer: bool = False

    def fill(self, spoken: Spoken) -> Iterator[Shown]:
        """Read one try, and show what passes."""
        self.rejected, self.broken, self.is_cut, self.says_no_answer = [], [], False, False
        reader = ClaimReader()
        for words in spoken:
            for said in reader.feed(words):
                yield from self._take(said)
            if len(self.statements) >= MAX_STATEMENTS:
                return
            if self._rambles(spoken.text):
                self.broken.append(spoken.text[:80])
                return
        for said in reader.close():
            yield from self._take(said)
        self.is_cut = reader.cut_off or spoken.is_cut

    def _rambles(self, text: str) -> bool:
        """Whether a model goes on without claiming anything, or with nothing but what cannot be used."""
        faults = len(self.rejected) + len(self.broken)
        if faults or self.statements or self.says_no_answer:
            return faults > MAX_FAULTS
        return len(text) > MAX_PREAMBLE and "<think" not in text[:MAX_PREAMBLE]

    def _take(self, said: Said) -> Iterator[Shown]:
        if isinstance(said, NoAnswer):
            self.says_no_answer = True
        elif isinstance(said, Broken):
            self.broken.append(said.text)
        elif said.text.casefold() not in {statement.text.casefold() for statement in self.statements}:
            checked = check(said, self.sources, self.language)
            if checked.support is Support.UNSUPPORTED:
                self.rejected.append(checked)
            elif len(self.statements) < MAX_STATEMENTS:
                yield self._stated(checked)

    def _stated(self, checked: Checked) -> Shown:
        fresh = []
        numbers = []
        for place in checked.evidence:
            key = (place.source.whole.document.id, place.start, place.end)
            if key not in self.citations:
                self.citations[key] = cite(len(self.citations) + 1, place.source.whole, place.start, place.end)
                fresh.append(self.citations[key])
            numbers.append(self.citations[key].number)
        self.statements.append(Statement(checked.text, tuple(numbers), checked.support, checked.doubts))
        return Shown(self.statements[-1], tuple(fresh))

    def keep_unsupported(self) -> None:
        """Put what did not pass behind the rest, marked as what it is."""
        for checked in self.rejected:
            self._stated(checked)

    @property
    def is_to_be_mended(self) -> bool:
        """Whether to ask once more."""
        if self.says_no_answer and not self.rejected and not self.broken:
            return False
        faulty = any(doubt.kind in _ASK_AGAIN for checked in self.rejected for doubt in checked.doubts)
        return not self.statements or bool(self.broken) or self.is_cut or faulty

    def faults(self) -> Iterator[str]:
        """What was wrong, in words for the model."""
        for checked in self.rejected:
            reasons = "; ".join(fault_text(doubt, self.language) for doubt in checked.doubts if doubt.kind.refutes)
            yield f"- {checked.text}: {reasons}"
        yield from (f"- {fault_text(None, self.language)}: {text}" for text in self.broken)
        if not self.rejected and not self.broken:
            yield f"- {fault_text(None, self.language)}"

    def notice(self, *, keeps_unsupported: bool) -> Notice | None:
        """What to tell of it; all but LEFT_OUT mean that the verbatim answer stands."""
        if self.is_cut:
            return Notice(NoticeKind.STOPPED)
        if not self.statements:
            return Notice(NoticeKind.NO_ANSWER if self.says_no_answer else NoticeKind.UNUSABLE)
        if self.rejected and not keeps_unsupported:
            return Notice(NoticeKind.LEFT_OUT, count=len(self.rejected))
        return None
