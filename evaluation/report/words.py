"""Figures, pages and options in the words of a language. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from evaluation.report.texts import Texts
from ingest.language import Language

NOTHING = "–"
"""Where there is nothing to count."""

MILLISECONDS: dict[Language, str] = {"id": "md", "en": "ms"}


def number(value: float | None, digits: int, language: Language) -> str:
    """A number with so many decimals, written as the language writes it.

    >>> number(1234.5, 1, "en"), number(-0.25, 2, "id"), number(None, 2, "en")
    ('1,234.5', '−0,25', '–')
    """
    if value is None:
        return NOTHING
    text = f"{value:,.{digits}f}".replace("-", "−")
    if text.strip("−0.,") == "":
        text = text.lstrip("−")
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def measure(metric: str, value: float | None, language: Language, digits: int = 2) -> str:
    """A metric's value: shares and scores with decimals, times in milliseconds.

    >>> measure("page_hit@1", 0.625, "en"), measure("total_ms_p95", 1280.4, "id"), measure("search_ms_median", 7.25, "en")
    ('0.62', '1.280 md', '7.2 ms')
    """
    if value is None or not is_time(metric):
        return number(value, digits, language)
    return f"{number(value, 1 if abs(value) < 10 else 0, language)} {MILLISECONDS[language]}"


def probability(value: float, language: Language) -> str:
    """A p-value, never as if it were 0.

    >>> probability(0.0004, "en"), probability(0.03, "id")
    ('<0.001', '0,030')
    """
    return f"<{number(0.001, 3, language)}" if value < 0.001 else number(value, 3, language)


def interval(metric: str, low: float | None, high: float | None, language: Language) -> str:
    """The interval of a metric, "" where there is none.

    >>> interval("page_hit@1", 0.5, 0.75, "id"), interval("total_ms_p95", 50, 75, "en"), interval("auroc", None, None, "id")
    ('0,50–0,75', '50–75 ms', '')
    """
    if low is None or high is None:
        return ""
    return (
        f"{measure(metric, low, language).removesuffix(f' {MILLISECONDS[language]}')}–{measure(metric, high, language)}"
    )


def signed(metric: str, value: float, language: Language) -> str:
    """A difference with its sign.

    >>> signed("page_hit@1", 0.0625, "en"), signed("total_ms_p95", -12, "id"), signed("auroc", 0, "en")
    ('+0.062', '−12 md', '0.000')
    """
    return ("+" if value > 0 else "") + measure(metric, value, language, 3)


def is_time(metric: str) -> bool:
    """Whether a metric counts milliseconds.

    >>> is_time("search_ms_median"), is_time("page_hit@1")
    (True, False)
    """
    return "_ms" in metric


def family(metric: str) -> str:
    """The group of figures that a metric stands in.

    >>> [family(name) for name in ("page_hit@1", "quote_exact", "auroc", "rouge_l", "total_ms_p95", "new")]
    ['page', 'citation', 'abstention', 'answer', 'speed', 'other']
    """
    if is_time(metric):
        return "speed"
    return next((name for name, beginnings in _FAMILIES.items() if metric.startswith(beginnings)), "other")


_FAMILIES = {
    "page": ("page_",),
    "document": ("document_",),
    "citation": ("citation", "quote_", "statement", "marker", "cited"),
    "abstention": ("outcome", "abstention", "coverage", "accuracy", "auroc", "aurc"),
    "answer": ("key_fact", "token_", "rouge", "chrf"),
    "judge": ("faithful", "judge"),
    "grade": ("graded",),
}


def page(page_index: int, label: str, texts: Texts) -> str:
    """A page with its printed number, where it has one, and its place in the PDF."""
    place = texts.pdf_page.format(number=page_index + 1)
    return f"{texts.page.format(label=label)} ({place})" if label else place


def options(config: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, str]]:
    """Every option of a configuration as a dotted name and its value in words.

    >>> list(options({"model": "m", "settings": {"dense_weight": 0.8}, "questions": ["a.jsonl", "b.jsonl"]}))
    [('model', 'm'), ('settings.dense_weight', '0.8'), ('questions', 'a.jsonl, b.jsonl')]
    """
    for name, value in config.items():
        match value:
            case dict():
                yield from options(value, f"{before}{name}.")
            case list() | tuple():
                yield f"{before}{name}", ", ".join(map(_plain, value))
            case _:
                yield f"{before}{name}", _plain(value)


def option_name(name: str, texts: Texts) -> str:
    """An option's dotted name in words, as far as there are any.

    >>> from evaluation.report.texts import TEXTS
    >>> [option_name(name, TEXTS["en"]) for name in ("corpus_sha256", "settings.dense_weight", "new")]
    ['Corpus, SHA-256', 'Setting: dense_weight', 'new']
    """
    if name in texts.config:
        return texts.config[name]
    kind, dot, rest = name.partition(".")
    return f"{texts.config[kind]}: {rest}" if dot and kind in texts.config else name


def short(value: str) -> str:
    """A value with its hashes cut to what tells them apart.

    >>> short("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"), short("0.8")
    ('9f86d081884c…', '0.8')
    """
    return re.sub(r"\b([0-9a-f]{12})[0-9a-f]{20,}\b", r"\1…", value)


def _plain(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)


def beginning(text: str, length: int) -> str:
    """The beginning of a text on one line, cut at a word.

    >>> beginning("Kerja sama\\n itu tidak selalu berhasil", 20)
    'Kerja sama itu …'
    """
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    return line[: length - 2].rpartition(" ")[0] + " …" if " " in line[: length - 2] else line[: length - 1] + "…"
