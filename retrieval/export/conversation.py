"""A conversation, questions and answers, as a text with numbered sources and a bibliography. Pure.

The numbers run through the whole conversation: a place that is quoted twice is one source.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.document import Span
from ingest.language import Language
from retrieval.answer import Answer, Outcome
from retrieval.arrangement import Kind, Part
from retrieval.citation import Citation, place
from retrieval.citation_styles import Bibliography, Printed, Run, Style
from retrieval.export.blocks import Block, Heading, Paragraph, Quotation, Source, text_block
from retrieval.origin import entries_quoted
from retrieval.parts_wording import arrangement_of, by_number, label_of, repeats_of, source_of, voice
from retrieval.wording import one_line, reason_text, statement_line, understood_as
from retrieval.written.words import notice_text, written_by

_WORDS: dict[Language, dict[str, str]] = {
    "id": {
        "title": "Percakapan dengan Kutip",
        "note": "Setiap kutipan sama kata demi kata dengan teks skripsinya; nomornya menunjuk ke daftar sumber di bawah.",
        "sources": "Sumber",
        "bibliography": "Daftar Pustaka",
        "question": "Pertanyaan",
        "empty": "Belum ada pertanyaan dalam percakapan ini.",
        "entry": "Pada daftar pustaka karya itu",
    },
    "en": {
        "title": "A conversation with Kutip",
        "note": "Every quote is word for word what the thesis says; its number points to the list of sources below.",
        "sources": "Sources",
        "bibliography": "Bibliography",
        "question": "Question",
        "empty": "Nothing has been asked in this conversation yet.",
        "entry": "In that work's bibliography",
    },
}


def conversation_title(language: Language) -> str:
    """What the text is called."""
    return _WORDS[language]["title"]


def conversation_blocks(answers: Sequence[Answer], style: Style, language: Language) -> list[Block]:
    """The conversation, oldest question first; ``language`` is that of the headings and of the bibliography."""
    words = _WORDS[language]
    numbers: dict[tuple[Span, str], int] = {}
    citations: list[Citation] = []
    for answer in answers:
        for citation in answer.citations:
            if numbers.setdefault(_key(citation), len(citations) + 1) > len(citations):
                citations.append(citation)
    blocks: list[Block] = [Heading(1, words["title"])]
    if not answers:
        return [*blocks, text_block(words["empty"])]
    blocks.append(text_block(words["note"]))
    for at, answer in enumerate(answers, start=1):
        blocks.append(Heading(2, f"{words['question']} {at}: {answer.understood.asked}"))
        blocks.extend(_answer(answer, numbers))
    if citations:
        bibliography = Bibliography((citation.thesis for citation in citations), style, language)
        blocks.append(Heading(2, words["sources"]))
        blocks.extend(
            Source(number, _source(citation, bibliography, words["entry"]))
            for number, citation in enumerate(citations, start=1)
        )
        blocks.append(Heading(2, words["bibliography"]))
        blocks.extend(Paragraph(entry, hanging=True) for entry in bibliography.entries())
    return blocks


def _key(citation: Citation) -> tuple[Span, str]:
    return citation.span, citation.thesis.id


def _answer(answer: Answer, numbers: dict[tuple[Span, str], int]) -> Iterator[Block]:
    language = answer.question.language
    if answer.understood.changed:
        yield text_block(f"{understood_as(language)}: {answer.question.text}")
    if answer.outcome is not Outcome.ANSWERED:
        yield text_block(reason_text(answer))
        return
    if answer.notice:
        yield text_block(notice_text(answer.notice, language))
    arrangement = arrangement_of(answer)
    yield text_block(written_by(answer) or arrangement.introduction)
    if answer.is_written:
        yield from _written(answer, numbers)
    for group in arrangement.groups:
        yield Heading(3, group.heading)
        for part in group.parts:
            yield _quotation(answer, part, arrangement.kind, numbers)


def _quotation(answer: Answer, part: Part, kind: Kind, numbers: dict[tuple[Span, str], int]) -> Quotation:
    """A part as a quote, with all that is known of it behind it: who says it, its thesis, where else it stands."""
    language, cited = answer.question.language, by_number(answer)
    citation = cited[part.number]
    said = voice(citation, language).rstrip(":") if kind is Kind.SAYINGS else ""
    also = [f"{where} [{numbers[_key(cited[number])]}]" for where, number in repeats_of(part, cited, language)]
    notes = [said, label_of(part, citation, kind, language), source_of(citation, kind, language), ", ".join(also)]
    return Quotation(one_line(citation.quote), numbers[_key(citation)], "; ".join(filter(None, notes)), part.answering)


def _written(answer: Answer, numbers: dict[tuple[Span, str], int]) -> Iterator[Block]:
    """A model's statements, each with how it stands to its quotes; the quotes follow."""
    own = {citation.number: numbers[_key(citation)] for citation in answer.citations}
    for statement in answer.statements:
        numbered = replace(statement, citations=tuple(own[number] for number in statement.citations))
        yield text_block(statement_line(numbered, answer.question.language).strip())


def _source(citation: Citation, bibliography: Bibliography, entry_words: str) -> Printed:
    """The citation in the style, then the place in words, the file, and what that work's bibliography says."""
    where = f" · {place(citation, bibliography.language)} · {citation.file_name}"
    entries = "".join(f" · {entry_words}: {entry}" for entry in entries_quoted(citation))
    return (*bibliography.quoted(citation), Run(where + entries))
