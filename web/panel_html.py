"""The fixed parts of the page as HTML: head, source panel, state of the start. Both languages stand in it, one is shown."""

from __future__ import annotations

from html import escape

from ingest.catalogue.people import Person
from ingest.explain import explain
from ingest.language import Language
from retrieval.written.writer import Writer
from web.startup import Preparation, Stage
from web.texts import TEXTS, Texts


def both(name: str) -> str:
    """A text in both languages; the style sheet shows the one that the page is set to.

    >>> both("source")
    '<span class="k-text" lang="id">Sumber</span><span class="k-text" lang="en">Source</span>'
    """
    return "".join(
        f'<span class="k-text" lang="{language}">{escape(getattr(texts, name))}</span>'
        for language, texts in TEXTS.items()
    )


def header_html() -> str:
    """Name and purpose, and the way to the parts of the page."""
    parts = "".join(
        f'<a class="k-tab" href="#{part}" id="k-tab-{part}">{both(name)}</a>'
        for part, name in (
            ("ask", "ask_tab"),
            ("verify", "verify_tab"),
            ("matrix", "matrix_tab"),
            ("library", "library_tab"),
            ("evaluate", "evaluate_tab"),
        )
    )
    return f'<header id="k-name"><h1>Kutip</h1><nav class="k-tabs">{parts}</nav><p>{both("tagline")}</p></header>'


def account_html(person: Person | None) -> str:
    """Who has signed in, with the way out; the style sheet leaves out of sight what is not for their role."""
    if person is None:
        return ""
    return (
        f'<form id="k-account" method="post" action="/sign-out" data-role="{escape(person.role.value)}">'
        f'<span><span class="k-unseen">{both("signed_in_as")} </span>{escape(person.name)}</span> '
        f"<button>{both('sign_out')}</button></form>"
    )


def mode_html(writer: Writer | None, language: Language) -> str:
    """How answers come about, and who is sent what for them."""
    texts = TEXTS[language]
    if writer is None:
        return f'<p class="k-mode">{escape(texts.mode_verbatim)}</p>'
    words = texts.mode_written.format(model=writer.name, host=writer.host)
    return f'<p class="k-mode k-mode-written">{escape(words)}</p>'


def panel_html() -> str:
    """The source panel before a citation is opened, and the words that the scripts need."""
    return (
        f'<aside id="k-source"><h2 class="k-unseen">{both("source_region")}</h2>'
        f'<button type="button" class="k-close"><span aria-hidden="true">✕</span>'
        f'<span class="k-unseen">{both("close")}</span></button>'
        '<div id="k-source-body" aria-live="polite"></div></aside>'
        f'<template id="k-source-empty"><div class="k-empty"><p class="k-empty-title">{both("no_source_yet")}</p>'
        f"<p>{both('no_source_more')}</p></div></template>"
        '<div id="k-preview" role="tooltip" hidden></div>'
        f'<div id="k-texts" hidden>{_for_script(*SCRIPT_TEXTS)}</div>'
    )


SCRIPT_TEXTS = (
    "source_failed",
    "send_question",
    "stop_answer",
    "choose_file",
    "conversations_failed",
    "found_count",
    "renamed",
    "deleted",
    "find_conversation",
    "citing_failed",
)


def _for_script(*names: str) -> str:
    """Texts that ``page.js`` and ``source.js`` look up by their names."""
    return "".join(f'<span data-name="{name}">{both(name)}</span>' for name in names)


def status_html(state: Preparation, language: Language) -> str:
    """How far the start has come; empty once the library is ready, but for files that were refused."""
    texts = TEXTS[language]
    refused = _refused(state, texts, language)
    if state.stage is Stage.READY:
        return refused
    if state.stage is Stage.FAILED:
        reason = texts.unexpected if state.error is None else explain(state.error, language)
        return f'<p class="k-error" role="alert">{escape(reason)}</p>{refused}'
    known = state.stage in (Stage.UNPACKING, Stage.FILES)
    value = f' value="{state.share:.3f}"' if known else ""
    words = escape(_words(state, texts))
    return f'<div class="k-preparing" role="status"><p>{words}</p><progress max="1"{value}></progress></div>{refused}'


def _words(state: Preparation, texts: Texts) -> str:
    if state.progress is not None:
        now = state.progress
        form = texts.embedding_file if now.passages else texts.reading_file
        return form.format(
            name=now.file.name,
            number=now.files_done + 1,
            files=now.files,
            pages=now.pages_read,
            done=now.passages_done,
            total=now.passages,
        )
    stages = {
        Stage.UNPACKING: texts.unpacking_model,
        Stage.LIBRARY: texts.opening_library,
        Stage.FILES: texts.opening_library,
    }
    return stages.get(state.stage, texts.loading_model)


def _refused(state: Preparation, texts: Texts, language: Language) -> str:
    if not state.refused:
        return ""
    lines = "".join(f"<li>{escape(explain(report.error, language))}</li>" for report in state.refused if report.error)
    return f'<div class="k-refused" role="status"><p>{texts.refused_files}</p><ul>{lines}</ul></div>'
