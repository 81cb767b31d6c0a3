"""An answer of a run as a person grades it: question, answer, and what the set holds for right. Pure."""

from __future__ import annotations

from html import escape

from evaluation.finished_run import Answers
from evaluation.questions import SetQuestion
from evaluation.results import CitationResult, QuestionResult
from ingest.language import Language
from web.texts import TEXTS


def to_grade_html(answers: Answers, id_: str, language: Language) -> str:
    """One answer, and how many of the run's are graded. Text of sets and theses is escaped."""
    texts = TEXTS[language]
    number, result = next((at, each) for at, each in enumerate(answers.results, 1) if each.id == id_)
    question = next(each for each in answers.questions if each.id == id_)
    gold = _wanted(question, language)
    parts = [
        f'<p class="k-where">{escape(texts.grade_one.format(number=number, total=len(answers.results)))} · '
        f"{escape(_count(answers, language))}</p>",
        _part(texts.asked_label, [question.text], question.language),
        _part(texts.answer_label, _said(result, language), question.language),
        _part(texts.wanted_label, gold, question.language) if gold else "",
    ]
    return f'<div class="k-to-grade">{"".join(parts)}</div>'


def all_graded_html(answers: Answers, language: Language) -> str:
    """That nothing is left to grade, and the count."""
    words = f"{TEXTS[language].grade_all_done} {_count(answers, language)}"
    return f'<p class="k-note" role="status">{escape(words)}</p>'


def _count(answers: Answers, language: Language) -> str:
    return TEXTS[language].graded_count.format(graded=len(answers.grades), total=len(answers.results))


def _said(result: QuestionResult, language: Language) -> list[str]:
    """Each statement with the places that it cites, or what was said where there is none."""
    if not result.statements:
        return [result.answer or "–"]
    cited = {citation.number: citation for citation in result.citations}
    lines = []
    for statement in result.statements:
        places = (_place(cited[number], language) for number in statement.citations if number in cited)
        lines.append(" ".join((" ".join(statement.text.split()), *places)))
    return lines


def _place(citation: CitationResult, language: Language) -> str:
    pages = "–".join(dict.fromkeys(str(index + 1) for index in (citation.page_indexes[0], citation.page_indexes[-1])))
    return f"[{citation.number}: {citation.document}, {TEXTS[language].pdf_page.format(number=pages)}]"


def _wanted(question: SetQuestion, language: Language) -> list[str]:
    """The reference, the key facts and the quotes; that nothing answers it where the set says so."""
    if not question.answerable:
        return [TEXTS[language].not_answerable]
    quotes = [f"{each.document}: {each.quote}" for each in question.evidence if each.quote]
    facts = " · ".join(" / ".join(fact.split("|")) for fact in question.key_facts)
    return [line for line in (question.reference, facts, *quotes) if line]


def _part(label: str, lines: list[str], language: str) -> str:
    body = "".join(f"<p>{escape(line)}</p>" for line in lines if line.strip())
    return f'<h4>{escape(label)}</h4><div lang="{language}">{body}</div>'
