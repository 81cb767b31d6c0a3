"""Answers in words: as Markdown with [1] markers, as lines for a terminal, as the JSON of a result. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from ingest.language import Language
from retrieval.answer import Answer, Outcome, Reason, Statement
from retrieval.arrangement import Group, Kind, Part, Role
from retrieval.citation import Citation, place, thesis_name
from retrieval.origin import entries_quoted, origin_json
from retrieval.parts_wording import (
    arrangement_of,
    by_number,
    context_word,
    cut_quote,
    label_of,
    more_words,
    repeats_of,
    shown_and_folded,
    source_of,
    voice,
)
from retrieval.written.words import costs_text, doubt_text, notice_text, support_text, written_by

_ABSTAINED: dict[Language, dict[Reason, str]] = {
    "id": {
        Reason.NOTHING_FOUND: "Tidak ada yang ditemukan di pustaka ini untuk pertanyaan itu.",
        Reason.WEAK_EVIDENCE: "Pustaka ini tampaknya tidak menjawab pertanyaan itu: tidak ada bagian yang cukup dekat "
        "dengannya. Coba kata lain, atau sebutkan kota, tahun, atau istilahnya.",
    },
    "en": {
        Reason.NOTHING_FOUND: "Nothing in this library was found for that question.",
        Reason.WEAK_EVIDENCE: "This library does not seem to answer that question: no part of it comes near enough. "
        "Try other words, or name the city, the year or the term.",
    },
}
_NEAREST = {
    "id": "Tidak terjawab. Yang paling dekat, tetapi tampaknya bukan jawaban:",
    "en": "Not answered. What comes nearest, but does not seem to be an answer:",
}
_UNDERSTOOD = {"id": "Dipahami sebagai", "en": "Understood as"}
_SOURCES = {"id": "Sumber", "en": "Sources"}


def markdown(answer: Answer) -> str:
    """The answer as shown: grouped by thesis, each quote with its marker. Thesis text is escaped."""
    language = answer.question.language
    if answer.outcome is not Outcome.ANSWERED:
        return reason_text(answer)
    notice = [escape_markdown(notice_text(answer.notice, language))] if answer.notice else []
    arrangement = arrangement_of(answer)
    written = _written_markdown(answer) if answer.is_written else [escape_markdown(arrangement.introduction)]
    shown, folded = shown_and_folded(arrangement)
    parts = [*notice, *written, *_groups_markdown(answer, shown)]
    if folded:
        parts.append(f"{more_words(arrangement.folded, language)}:")
        parts.extend(_groups_markdown(answer, folded))
    return "\n\n".join(parts)


def _groups_markdown(answer: Answer, groups: Iterable[Group]) -> Iterator[str]:
    for group in groups:
        yield f"**{escape_markdown(group.heading)}**"
        for part in group.parts:
            yield _part_markdown(answer, part)


def _part_markdown(answer: Answer, part: Part) -> str:
    language, kind, cited = answer.question.language, arrangement_of(answer).kind, by_number(answer)
    citation = cited[part.number]
    context, before, answering, after = map(escape_markdown, cut_quote(one_line(citation.quote), part))
    notes = [label_of(part, citation, kind, language), source_of(citation, kind, language)]
    also = [f"{escape_markdown(where)} [{number}]" for where, number in repeats_of(part, cited, language)]
    lines = [
        f"{escape_markdown(voice(citation, language))} " if kind is Kind.SAYINGS else "",
        f"({context_word(language)}: “{context.strip()}”) " if context else "",
        f"“{before}{f'**{answering}**' if answering else ''}{after}” [{part.number}]",
        *(_in_brackets(escape_markdown(note)) for note in notes),
        _in_brackets(", ".join(also)),
    ]
    return ("> - " if part.role is Role.ITEM else "> ") + "".join(lines)


def terminal_lines(answer: Answer) -> list[str]:
    """The answer and its sources for a terminal, with both page numbers."""
    return [*understood_lines(answer), *answer_lines(answer)]


def understood_lines(answer: Answer) -> list[str]:
    """What was searched for where it is not what was typed, for a terminal."""
    if not answer.understood.changed:
        return []
    return [f"{understood_as(answer.question.language)}: {answer.question.text}", ""]


def answer_lines(answer: Answer, shown: int = 0) -> list[str]:
    """The answer itself, for a terminal, without as many of its written statements as were shown before."""
    language = answer.question.language
    if answer.outcome is not Outcome.ANSWERED:
        return [reason_text(answer), *_nearest_lines(answer)]
    notice = [notice_text(answer.notice, language), ""] if answer.notice else []
    if not answer.is_written:
        return [*notice, arrangement_of(answer).introduction, "", *source_lines(answer)]
    head = [] if shown else [written_by(answer), ""]
    rest = [statement_line(each, language) for each in answer.statements[shown:]]
    return [*head, *rest, "", *notice, *source_lines(answer)]


def own_words(answer: Answer) -> str:
    """What the answer says in words of its own, for the turns of a conversation; "" for quotes."""
    return " ".join(each.text for each in answer.statements) if answer.is_written else ""


def source_lines(answer: Answer) -> list[str]:
    """The quotes with their places, and what a model cost, for a terminal."""
    language = answer.question.language
    arrangement = arrangement_of(answer)
    shown, folded = shown_and_folded(arrangement)
    lines = _group_lines(answer, shown)
    if folded:
        lines += [f"{more_words(arrangement.folded, language)}:", "", *_group_lines(answer, folded)]
    lines.append(f"{_SOURCES[language]}:")
    for citation in answer.citations:
        lines.append(f"  [{citation.number}] {place(citation, language)} · {citation.file_name}")
        lines.extend(f"      {entry}" for entry in entries_quoted(citation))
    return [*lines, "", costs_text(answer)] if answer.writing else lines


def _group_lines(answer: Answer, groups: Iterable[Group]) -> list[str]:
    lines: list[str] = []
    for group in groups:
        lines.append(group.heading)
        for part in group.parts:
            lines.extend(part_lines(answer, part))
        lines.append("")
    return lines


def part_lines(answer: Answer, part: Part) -> list[str]:
    """A part for a terminal: who says it and what it leans on before it, the answering words between stars."""
    language, kind, cited = answer.question.language, arrangement_of(answer).kind, by_number(answer)
    citation = cited[part.number]
    context, before, answering, after = cut_quote(one_line(citation.quote), part)
    notes = [label_of(part, citation, kind, language), source_of(citation, kind, language)]
    also = [f"{where} [{number}]" for where, number in repeats_of(part, cited, language)]
    lines = [f"  {voice(citation, language)}"] if kind is Kind.SAYINGS else []
    lines += [f"  ({context_word(language)}: “{context.strip()}”)"] if context else []
    quote = f"“{before}{f'*{answering}*' if answering else ''}{after}” [{part.number}]"
    return [
        *lines,
        f"  {'- ' if part.role is Role.ITEM else ''}{quote}{''.join(map(_in_brackets, notes))}{_in_brackets(', '.join(also))}",
    ]


def statement_line(statement: Statement, language: Language) -> str:
    """A written statement with its markers and how it stands to them, for a terminal.

    >>> from retrieval.answer import Support
    >>> statement_line(Statement("Ya.", (1, 2), Support.CHECKED), "en")
    '  Ya. [1] [2] (agrees with its quote)'
    """
    marks = "".join(f" [{number}]" for number in statement.citations)
    return f"  {statement.text}{marks} ({support_text(statement, language)})"


def _written_markdown(answer: Answer) -> list[str]:
    language = answer.question.language
    lines = [
        f"- {without_links(escape_markdown(each.text))}{''.join(f' [{number}]' for number in each.citations)}"
        f" ({without_links(escape_markdown(support_text(each, language)))})"
        for each in answer.statements
    ]
    return [escape_markdown(written_by(answer)), "\n".join(lines)]


def without_links(text: str) -> str:
    """Markdown in which no address is made a link.

    >>> without_links("see https://a.b, www.c.d or e@f.g")
    'see https\\\\://a.b, www\\\\.c.d or e\\\\@f.g'
    """
    return text.replace("://", "\\://").replace("www.", "www\\.").replace("@", "\\@")


def _nearest_lines(answer: Answer) -> list[str]:
    """What came nearest to a question that is not answered: without numbers, since nothing is cited."""
    if not answer.nearest:
        return []
    language = answer.question.language
    lines = ["", nearest_introduction(language)]
    for near in answer.nearest:
        lines.append(f"  - “{one_line(near.quote)}”")
        lines.append(f"    {thesis_name(near.thesis)} · {place(near, language)} · {near.file_name}")
    return lines


def nearest_introduction(language: Language) -> str:
    """The words in front of what came nearest to a question that is not answered."""
    return _NEAREST[language]


def understood_as(language: Language) -> str:
    """What stands before a question that was not searched for as it was typed."""
    return _UNDERSTOOD[language]


def reason_text(answer: Answer) -> str:
    """Why there is no answer, in the question's language; "" where there is one."""
    return _ABSTAINED[answer.question.language][answer.reason] if answer.reason else ""


def result(answer: Answer, question_id: str | None = None) -> dict[str, Any]:
    """The result of a question as evaluation files hold it, one JSON object a line."""
    return {
        "id": question_id,
        "question": answer.understood.asked,
        "language": answer.question.language,
        "understood_as": answer.question.text,
        "outcome": answer.outcome.value,
        "abstained": answer.outcome is Outcome.ABSTAINED,
        "reason": reason_text(answer) or None,
        "error": None,
        "answer": markdown(answer),
        "statements": [
            {
                "text": statement.text,
                "citations": list(statement.citations),
                "support": statement.support.value,
                **_doubts(statement, answer.question.language),
            }
            for statement in answer.statements
        ],
        "citations": [citation_json(citation, answer.question.language) for citation in answer.citations],
        "arrangement": _arrangement(answer),
        "nearest": [citation_json(near, answer.question.language) for near in answer.nearest],
        "retrieved": [
            {
                "rank": rank,
                "doc": found.file_name,
                "start": found.hit.stored.passage.start,
                "end": found.hit.stored.passage.end,
                "page_indexes": list(found.page_indexes),
                "passage_id": str(found.hit.stored.passage.id),
                "score": round(found.hit.score, 6),
                "text": found.text,
            }
            for rank, found in enumerate(answer.retrieved, start=1)
        ],
        "answerability": round(answer.answerability, 6),
        "seconds": {
            "search": round(answer.search_seconds, 4),
            "answer": round(answer.total_seconds - answer.search_seconds, 4),
            "total": round(answer.total_seconds, 4),
        },
        **_writing(answer),
    }


def _arrangement(answer: Answer) -> dict[str, Any] | None:
    """How the quotes stand together; None for a refusal. Offsets are into the quote of the citation."""
    if answer.outcome is not Outcome.ANSWERED:
        return None
    arrangement = arrangement_of(answer)
    return {
        "kind": arrangement.kind.value,
        "introduction": arrangement.introduction,
        "groups": [
            {
                "heading": group.heading,
                "parts": [
                    {
                        "citation": part.number,
                        "role": part.role.value,
                        "answering": list(part.answering) if part.answering else None,
                        "context_end": part.context_end,
                        "also": list(part.also),
                        "folded": part.folded,
                    }
                    for part in group.parts
                ],
            }
            for group in arrangement.groups
        ],
    }


def _doubts(statement: Statement, language: Language) -> dict[str, Any]:
    return {"doubts": [doubt_text(doubt, language) for doubt in statement.doubts]} if statement.doubts else {}


def _writing(answer: Answer) -> dict[str, Any]:
    """What a model did for the answer; nothing where none was asked."""
    told = answer.writing
    if told is None:
        return {}
    return {
        "mode": "written" if answer.is_written else "verbatim",
        "notice": notice_text(answer.notice, answer.question.language) if answer.notice else None,
        "writing": asdict(told) | {"seconds": round(told.seconds, 4)},
    }


def citation_json(citation: Citation, language: Language) -> dict[str, Any]:
    """A citation as evaluation files and programs have it."""
    return {
        "number": citation.number,
        "doc": citation.file_name,
        "title": citation.thesis.title,
        "start": citation.span.start,
        "end": citation.span.end,
        "pages": [
            {
                "page_index": page.index,
                "page_label": page.label,
                **({"page_label_part": page.part} if page.part else {}),
                **({"recognised": True} if page.recognised else {}),
            }
            for page in citation.pages
        ],
        "section": citation.section_title,
        "quote": citation.quote,
        "attribution": origin_json(citation, language),
    }


def _in_brackets(label: str) -> str:
    return f" ({label})" if label else ""


def one_line(quote: str) -> str:
    """A quote over several paragraphs on one line, its words untouched."""
    return " ".join(quote.split("\n"))


def escape_markdown(text: str) -> str:
    """Text of a thesis that must not become markup.

    >>> escape_markdown("<b> a_b [x]")
    '&lt;b&gt; a\\\\_b \\\\[x\\\\]'
    """
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join("\\" + letter if letter in "\\`*_[]#|~$" else letter for letter in text)
