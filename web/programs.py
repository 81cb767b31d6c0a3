"""What programs may ask: ``ask``, ``search``, ``verify`` and ``matrix``, as JSON.

Gradio serves each function under its name (``/gradio_api/call/ask``; described at ``/gradio_api/openapi.json``), and as a
tool to assistants where the settings ask for an MCP server. Arguments and docstrings are what those who call it read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from ingest.document import Thesis
from ingest.errors import EmptyQuestion, KutipError, MatrixTooLarge, QuestionTooLong, UnknownChoice, WrongLimits
from ingest.explain import explain
from ingest.language import Language
from retrieval.aspects import Aspect
from retrieval.draft_wording import report_json
from retrieval.matrix import ASPECTS, Cell, Topic
from retrieval.scope import Scope
from retrieval.verify import finished, verify_steps
from retrieval.wording import citation_json, result
from retrieval.written.events import Done
from web.asking import MAX_QUESTION
from web.limits import Limits
from web.startup import Startup
from web.texts import TEXTS, as_language
from web.verify import draft_given

log = logging.getLogger(__name__)

MAX_FOUND = 50
"""Passages that a search gives at most."""

AT_ONCE = 4
"""Calls of one function that run at the same time; the searches themselves take turns."""

MAX_CELLS = 200
"""Cells of a matrix that are made in one call."""


@dataclass(frozen=True, slots=True)
class Programs:
    """The functions over the library of the app. Every fault is raised as a ``gradio.Error`` of one clear sentence."""

    startup: Startup

    def ask(
        self,
        question: str,
        only: dict[str, Any] | None = None,
        language: str = "en",
    ) -> dict[str, Any]:
        """Answer a question from the theses, with the exact words and the printed page of each, or say that there is none.

        Args:
            question: The question, in Indonesian or English.
            only: What to look in, any of ``theses`` (titles or ids), ``first_year``, ``last_year``, ``institution`` (a
                part of its name) and ``kinds`` of sections (such as body, abstract, table, appendix); none means all.
            language: The language of messages, en or id.

        Returns:
            ``outcome`` (answered, abstained or failed), ``statements`` with the numbers of their ``citations``, and of each
            citation the ``quote`` with document, offsets, printed pages and section. ``reason`` says why there is none.
        """
        with _in_words(language), self.startup.work.doing():
            library = self.startup.library
            scope = self._scope(only or {})
            for event in library.write(_asked(question), scope):
                if isinstance(event, Done):
                    return result(event.answer)
        raise AssertionError("an answer ends with Done")

    def search(
        self,
        question: str,
        count: int = 10,
        only: dict[str, Any] | None = None,
        language: str = "en",
    ) -> list[dict[str, Any]]:
        """The passages that come nearest to a question, best first, whether they answer it or not.

        Args:
            question: The question or key words, in Indonesian or English.
            count: How many passages, 50 at most.
            only: What to look in, any of ``theses`` (titles or ids), ``first_year``, ``last_year``, ``institution`` (a
                part of its name) and ``kinds`` of sections (such as body, abstract, table, appendix); none means all.
            language: The language of messages, en or id.

        Returns:
            Of each passage its ``text``, thesis, document, offsets, printed pages and ``score``.
        """
        with _in_words(language), self.startup.work.doing():
            scope = self._scope(only or {})
            found = self.startup.library.search(_asked(question), scope, max(1, min(count, MAX_FOUND)))
            return [{"text": each.page_content, **each.metadata} for each in found]

    def verify(self, text: str, every_statement: bool = False, language: str = "en") -> dict[str, Any]:
        """Check the quotations and the cited statements of a draft against the theses, word for word.

        Args:
            text: A quote, a statement or a whole draft, with quotation marks around what is quoted.
            every_statement: Also look for what comes nearest to statements that cite nothing.
            language: The language of messages, en or id.

        Returns:
            Of each quotation a verdict (exact, altered with what differs, elsewhere, not found, or failed) and where it
            stands; of each statement what comes nearest, under a label that never says "supported" on likeness alone.
        """
        with _in_words(language), self.startup.work.doing():
            library = self.startup.library
            draft = draft_given(library, text, None)
            checker = library.checker()
            steps = verify_steps(
                draft,
                checker,
                lambda: lambda statement, claimed: library.nearest(statement, checker, claimed),
                all_statements=every_statement,
            )
            return report_json(finished(steps))

    def matrix(
        self,
        theses: list[str] | None = None,
        aspects: list[str] | None = None,
        questions: list[str] | None = None,
        language: str = "en",
    ) -> list[dict[str, Any]]:
        """What each thesis says on each aspect or question, as cited quotes: one cell after another.

        Args:
            theses: Titles or ids of the theses; none means all.
            aspects: Of mechanism, driver, obstacle, impact, method, definition, recommendation; none means all of them,
                unless there are questions.
            questions: Questions that are put to each thesis.
            language: The language of messages and headings, en or id.

        Returns:
            Of each cell the thesis, the aspect or question, the ``citations``, and why there are none.
        """
        with _in_words(language), self.startup.work.doing():
            library = self.startup.library
            chosen = self._theses(theses)
            topics = [Topic(_aspect(name)) for name in aspects or ()]
            topics += [Topic(question=_asked(question)) for question in questions or ()]
            columns = topics or list(ASPECTS)
            if len(chosen) * len(columns) > MAX_CELLS:
                raise MatrixTooLarge(len(chosen) * len(columns), MAX_CELLS)
            return [
                _cell_json(library.cell(thesis, topic), as_language(language)) for thesis in chosen for topic in columns
            ]

    def _theses(self, names: list[str] | None) -> list[Thesis]:
        """The theses of these ids or titles; all where none is named. Raises UnknownChoice."""
        by_id = {entry.thesis.id: entry.thesis for entry in self.startup.library.entries()}
        by_name = by_id | {thesis.title.casefold(): thesis for thesis in by_id.values()}
        wanted = names or list(by_id)
        for name in wanted:
            if name.casefold() not in by_name:
                raise UnknownChoice(name, tuple(thesis.title for thesis in by_id.values()))
        return [by_name[name.casefold()] for name in wanted]

    def _scope(self, only: dict[str, Any]) -> Scope:
        """Raises UnknownChoice, WrongLimits, FilterMatchesNothing."""
        try:
            limits = Limits.model_validate(only)
        except ValidationError as error:
            fault = error.errors()[0]
            raise WrongLimits(".".join(map(str, fault["loc"])), fault["msg"]) from error
        named = [thesis.id for thesis in self._theses(limits.theses)] if limits.theses else []
        return self.startup.library.scope(limits.model_copy(update={"theses": named}).filters)


def connect_programs(startup: Startup) -> None:
    """Serve the functions, within the page that is open.

    Where people sign in, a call does not go by Gradio's queue: its MCP server would send it on to the host that the request
    names, by one client for all, and with the credentials of whoever called.
    """
    from gradio.events import api

    programs, queued = Programs(startup), not startup.settings.sign_in
    for function in (programs.ask, programs.search, programs.verify, programs.matrix):
        api(function, api_name=function.__name__, queue=queued, concurrency_limit=AT_ONCE)


def _asked(question: str) -> str:
    """The question as it is put. Raises EmptyQuestion, QuestionTooLong."""
    if not question.strip():
        raise EmptyQuestion
    if len(question) > MAX_QUESTION:
        raise QuestionTooLong(len(question), MAX_QUESTION)
    return question.strip()


def _aspect(name: str) -> Aspect:
    """The aspect of that name. Raises UnknownChoice."""
    try:
        return Aspect(name)
    except ValueError as error:
        raise UnknownChoice(name, tuple(Aspect)) from error


def _cell_json(cell: Cell, language: Language) -> dict[str, Any]:
    return {
        "thesis": cell.thesis.id,
        "title": cell.thesis.title,
        "topic": cell.topic.title(language),
        "asked": cell.asked,
        "outcome": cell.outcome.value,
        "reason": cell.why_empty(language) or None,
        "citations": [citation_json(citation, language) for citation in cell.citations],
    }


@contextmanager
def _in_words(language: str) -> Iterator[None]:
    """Faults as one sentence of that language, as Gradio passes them on."""
    import gradio as gr

    words = as_language(language)
    try:
        yield
    except KutipError as error:
        raise gr.Error(explain(error, words)) from error
    except Exception as error:  # whoever called is told that it failed; the log says what
        log.exception("a call failed")
        raise gr.Error(TEXTS[words].unexpected) from error
