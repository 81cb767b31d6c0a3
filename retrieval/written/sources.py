"""The passages that a model may write from: numbered, each with the document that it is a part of. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.catalogue.records import WholeDocument
from ingest.document import Passage, pages_of, section_path
from ingest.explain import page_name
from ingest.language import Language, detect_language
from retrieval.answer import Answer
from retrieval.citation import thesis_name

MAX_CHARACTERS = 3500
"""Of one passage; a longer one is cut at the end of a sentence."""


@dataclass(frozen=True, slots=True)
class Source:
    """A passage under the number that the model knows it by."""

    number: int
    whole: WholeDocument
    passage: Passage

    @property
    def end(self) -> int:
        """Where the part ends that the model sees."""
        start, end = self.passage.start, self.passage.end
        ends = [each.end for each in self.passage.sentences if each.end <= start + MAX_CHARACTERS]
        return end if end - start <= MAX_CHARACTERS or not ends else ends[-1]

    @property
    def text(self) -> str:
        """What the model may quote."""
        return self.whole.document.text[self.passage.start : self.end]

    @property
    def language(self) -> Language:
        return detect_language(self.text)

    @property
    def heading(self) -> str:
        """Thesis and section: who is speaking of what, though nothing to quote from."""
        sections = " › ".join(
            each.title for each in section_path(self.whole.sections, self.passage.start) if each.title
        )
        return f"{thesis_name(self.whole.thesis)}\n{sections}"

    def as_prompt(self, language: Language) -> str:
        """The passage as a prompt holds it: a line of where it stands, then its words."""
        where = page_name(pages_of(self.whole.pages, self.passage.start, self.end), language)
        return f"({' · '.join(self.heading.splitlines())} · {where})\n\n{self.text}"

    def sentences_around(self, start: int, end: int) -> tuple[int, int]:
        """The whole sentences that an interval touches, so that no "tidak" is cut off from what it denies."""
        touched = [each for each in self.passage.sentences if each.start < end and start < each.end]
        return (min(start, touched[0].start), max(end, touched[-1].end)) if touched else (start, end)


def sources_of(answer: Answer, wholes: Mapping[str, WholeDocument], count: int) -> tuple[Source, ...]:
    """The first passages that were retrieved for an answer, numbered from 1."""
    found = [retrieved.hit.stored.passage for retrieved in answer.retrieved[:count]]
    return tuple(Source(at, wholes[passage.document_id], passage) for at, passage in enumerate(found, start=1))
