"""The evaluation's parts of the page as HTML: how far a run is, and the frame that shows a report. Pure."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from ingest.explain import explain
from ingest.language import Language
from web.evaluation_runs import DOWNLOADS, RunState
from web.texts import TEXTS


def run_html(state: RunState | None, language: Language) -> str:
    """A run in progress with a bar, or why it failed; nothing where none runs."""
    texts = TEXTS[language]
    if state is None or state.finished:
        return ""
    if state.failed:
        reason = texts.unexpected if state.error is None else explain(state.error, language)
        return f'<p class="k-error" role="alert">{escape(reason)}</p>'
    words = texts.run_progress.format(name=state.name, done=state.done, total=state.total)
    return (
        f'<div class="k-preparing" role="status"><p>{escape(words)}</p>'
        f'<progress max="{max(state.total, 1)}" value="{state.done}"></progress></div>'
    )


def report_frame(name: str | None, language: Language, graded: int = 0) -> str:
    """The report of a run in a frame, with its files to download; a word where there is no run yet.

    ``graded``, how many answers have a grade, makes the frame load anew when there are more.
    """
    texts = TEXTS[language]
    if not name:
        return f'<p class="k-empty">{escape(texts.no_runs)}</p>'
    place = f"/runs/{quote(name)}"
    anew = f"&amp;graded={graded}" if graded else ""
    links = " · ".join(f'<a href="{place}/{file}" download>{file}</a>' for file in DOWNLOADS)
    return (
        f'<p class="k-downloads">{escape(texts.downloads)} {links}</p>'
        f'<iframe class="k-report" loading="lazy" title="{escape(texts.report)}" src="{place}/report?language={language}{anew}"></iframe>'
    )


def disliked_link(language: Language) -> str:
    """Where the questions whose answers readers disliked can be had as a set."""
    words = escape(TEXTS[language].export_disliked)
    return f'<p class="k-downloads"><a href="/disliked.jsonl?language={language}" target="_blank">{words}</a></p>'


def comparison_frame(first: str, second: str, language: Language) -> str:
    """Two runs compared, in a frame."""
    texts = TEXTS[language]
    address = f"/comparison?first={quote(first)}&amp;second={quote(second)}&amp;language={language}"
    return f'<iframe class="k-report" loading="lazy" title="{escape(texts.comparison)}" src="{address}"></iframe>'
