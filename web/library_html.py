"""The part Library as HTML: theses, jobs, forms. Pure; whatever comes from a file or a person is escaped here."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from ingest.catalogue.records import DocumentEntry
from ingest.corrections import shown
from ingest.document import Thesis
from ingest.errors import EncryptedPdf
from ingest.explain import explain, explain_warning
from ingest.language import Language
from ingest.metadata_values import Metadata, MetadataField, MetadataSource
from ingest.pipeline import Outcome, Progress
from web.library_jobs import Job, Kind, Stage
from web.library_texts import LIBRARY_TEXTS, LibraryTexts
from web.texts import TEXTS

FIELDS = (
    MetadataField.TITLE,
    MetadataField.AUTHORS,
    MetadataField.YEAR,
    MetadataField.INSTITUTION,
    MetadataField.DEGREE,
    MetadataField.LANGUAGE,
)
"""What the page corrects."""

_SOURCES = {
    MetadataSource.CORRECTED: {"id": "diperbaiki seseorang", "en": "corrected by a person"},
    MetadataSource.COVER: {"id": "dari sampul", "en": "from the cover"},
    MetadataSource.APPROVAL: {"id": "dari halaman pengesahan", "en": "from an approval page"},
    MetadataSource.ABSTRACT: {"id": "dari abstrak", "en": "from the abstract"},
    MetadataSource.PROPERTIES: {"id": "dari properti PDF", "en": "from the PDF's properties"},
    MetadataSource.TEXT: {"id": "dari teksnya", "en": "from the text"},
    MetadataSource.FOLDER_NAME: {"id": "dari nama folder", "en": "from the folder's name"},
    MetadataSource.FILE_NAME: {"id": "dari nama berkas", "en": "from the file's name"},
    MetadataSource.EARLIER: {"id": "dari Kutip versi lama", "en": "from an earlier Kutip"},
}


def shell_html(limit: int, language: Language, *, may_manage: bool = True, collection: str = "") -> str:
    """The part in one language, to be filled with ``list_html`` and ``jobs_html``; readers take nothing in.

    ``collection`` is where new theses go, if they go into one.
    """
    texts = LIBRARY_TEXTS[language]
    into = f"<p>{escape(texts.goes_into.format(name=collection))}</p>" if collection else ""
    taking_in = (
        f'<div id="k-drop"><p>{escape(texts.drop.format(limit=limit))}</p>{into}'
        f'<label class="k-button"><input type="file" id="k-choose" class="k-unseen" multiple accept=".pdf,application/pdf">'
        f"{escape(texts.choose)}</label></div>"
        '<div id="k-jobs" role="status"></div>'
    )
    return (
        f'<div id="k-library-home" data-failed="{escape(texts.failed)}" data-limit="{limit}">'
        f'<p class="k-lead">{escape(texts.about if may_manage else texts.about_reading)}</p>{taking_in if may_manage else ""}'
        f'<label class="k-search"><span class="k-unseen">{escape(texts.search)}</span>'
        f'<input type="search" id="k-library-search" placeholder="{escape(texts.search)}"></label>'
        f'<div id="k-theses" aria-busy="true"><p class="k-lead">{escape(texts.loading)}</p></div></div>'
        '<div id="k-reader" hidden></div>'
    )


def list_html(entries: Sequence[DocumentEntry], language: Language, *, may_manage: bool = True) -> str:
    """The theses by title, each with its files; what there is to say where there is none. Readers change nothing."""
    texts = LIBRARY_TEXTS[language]
    if not entries:
        return f'<p class="k-library-empty">{escape(texts.empty if may_manage else texts.empty_reading)}</p>'
    theses: dict[str, list[DocumentEntry]] = {}
    for entry in entries:
        theses.setdefault(entry.thesis.id, []).append(entry)
    ordered = sorted(theses.values(), key=lambda parts: parts[0].thesis.title.casefold())
    counted = texts.counted.format(theses=len(theses), pages=sum(entry.pages for entry in entries))
    in_order = (sorted(parts, key=lambda each: each.part) for parts in ordered)
    items = "".join(_thesis(parts, texts, language, may_manage=may_manage) for parts in in_order)
    return (
        f'<p class="k-lead">{escape(counted)}</p><ul class="k-theses">{items}</ul>'
        f'<p id="k-none-match" hidden>{escape(texts.none_match)}</p>'
    )


def _thesis(parts: Sequence[DocumentEntry], texts: LibraryTexts, language: Language, *, may_manage: bool) -> str:
    thesis = parts[0].thesis
    where = ", ".join(map(str, filter(None, (thesis.institution, thesis.degree, thesis.year))))
    authors = "; ".join(thesis.authors) or texts.unknown
    searched = " ".join((thesis.title, authors, where, *(part.name for part in parts))).casefold()
    spoken = f' lang="{escape(thesis.language)}"' if thesis.language else ""
    files = "".join(_file(part, texts, language) for part in parts)
    buttons = "".join(
        f'<button type="button" class="k-button" data-do="{do}">{escape(words)}'
        f'<span class="k-unseen">: {escape(thesis.title)}</span></button>'
        for do, words in (("edit", texts.edit), ("remove", texts.remove))
        if may_manage
    )
    return (
        f'<li class="k-thesis-item" data-thesis="{escape(thesis.id)}" data-searched="{escape(searched)}">'
        f"<h3{spoken}>{escape(thesis.title)}</h3>"
        f"<p>{escape(authors)}{f' · {escape(where)}' if where else ''}</p>"
        f'<ul class="k-files">{files}</ul><div class="k-do">{buttons}</div><div class="k-form-place"></div></li>'
    )


def _file(entry: DocumentEntry, texts: LibraryTexts, language: Language) -> str:
    told = texts.pages.format(pages=entry.pages, passages=entry.passages)
    added = texts.added.format(date=f"{entry.added_at:%Y-%m-%d}") if entry.added_at else ""
    facts = " · ".join(f'<span class="k-whole">{escape(each)}</span>' for each in (told, added) if each)
    warnings = ""
    if entry.warnings:
        lines = "".join(f"<li>{escape(explain_warning(each, language))}</li>" for each in entry.warnings)
        several = len(entry.warnings) > 1
        count = escape(texts.warnings.format(count=len(entry.warnings)) if several else texts.one_warning)
        warnings = f'<details class="k-warnings"><summary>{count}</summary><ul>{lines}</ul></details>'
    return (
        f'<li><a class="k-read" href="#library/{escape(entry.document_id)}/1">{escape(texts.read)}'
        f'<span class="k-unseen">: {escape(entry.name)}</span></a> <span class="k-file-name">{escape(entry.name)}</span> · '
        f'<span class="k-quiet">{facts}</span>{warnings}</li>'
    )


def jobs_html(jobs: Sequence[Job], language: Language) -> str:
    """What is under way and what became of it; ``data-going`` says whether to ask again."""
    if not jobs:
        return ""
    texts = LIBRARY_TEXTS[language]
    going = any(not job.stage.is_over for job in jobs)
    over = sum(job.stage is Stage.DONE for job in jobs)
    items = "".join(_job(job, texts, language) for job in jobs)
    return (
        f'<section data-going="{int(going)}" data-done="{over}"><h3>{escape(texts.jobs)}</h3>'
        f'<ul class="k-jobs">{items}</ul></section>'
    )


def _job(job: Job, texts: LibraryTexts, language: Language) -> str:
    bar, form, words = "", "", job_words(job, language)
    name = "" if job.name in words else f'<span class="k-file-name">{escape(job.name)}</span> '
    if job.stage is Stage.WORKING and job.progress is not None:
        now = job.progress
        share = f' value="{now.passages_done / now.passages:.3f}"' if now.passages else ""
        bar = f'<progress max="1"{share} aria-label="{escape(job.name)}"></progress>'
    if job.stage is Stage.PASSWORD:
        form = (
            f'<form class="k-password" data-job="{escape(job.key)}"><label>{escape(texts.password)} '
            f'<input type="password" name="password" autocomplete="off" required></label> '
            f'<button class="k-button">{escape(texts.open_file)}</button></form>'
        )
    return (
        f'<li data-key="{escape(job.key)}" class="k-job k-job-{job.stage.value}">{name}'
        f"<span>{escape(words)}</span>{bar}{form}</li>"
    )


def job_words(job: Job, language: Language) -> str:
    """How far a job is, or what became of it."""
    texts = LIBRARY_TEXTS[language]
    if job.stage is Stage.FAILED:
        return explain(job.error, language) if job.error else TEXTS[language].unexpected
    if job.stage is Stage.PASSWORD:
        tried = isinstance(job.error, EncryptedPdf) and job.error.tried
        return texts.password_wrong if tried else texts.password_needed
    if job.stage is Stage.DONE:
        return _done(job, texts)
    return texts.queued if job.stage is Stage.QUEUED else _going(job.progress, texts)


def _going(now: Progress | None, texts: LibraryTexts) -> str:
    if now is None:
        return texts.working
    if now.passages:
        return texts.embedding.format(done=now.passages_done, total=now.passages)
    return texts.reading.format(pages=now.pages_read)


def _done(job: Job, texts: LibraryTexts) -> str:
    if job.report is None:
        return texts.done_correction if job.kind is Kind.CORRECTION else texts.done_removal
    report = job.report
    if report.outcome is Outcome.UNCHANGED:
        return texts.done_same.format(name=report.same_as) if report.same_as else texts.done_unchanged
    form = texts.done_replaced if report.outcome is Outcome.REPLACED else texts.done_added
    near = (texts.near.format(name=name, share=f"{share:.0%}") for name, share in report.near)
    return "; ".join((form.format(pages=report.pages, passages=report.passages), *near))


def edit_html(thesis: Thesis, metadata: Metadata, language: Language) -> str:
    """The form of a thesis's metadata: each value with where it comes from, corrected ones to be taken back."""
    texts = LIBRARY_TEXTS[language]
    rows = "".join(_field(field, thesis, metadata, texts, language) for field in FIELDS)
    return (
        f'<form class="k-edit" novalidate>{rows}<p class="k-form-note" role="alert"></p>'
        f'<div class="k-do"><button class="k-button k-first">{escape(texts.save)}</button>'
        f'<button type="button" class="k-button" data-do="cancel">{escape(texts.cancel)}</button></div></form>'
    )


def _field(field: MetadataField, thesis: Thesis, metadata: Metadata, texts: LibraryTexts, language: Language) -> str:
    value = shown(getattr(thesis, field.value))
    source = metadata.source(field)
    origin = escape(_SOURCES[source][language]) if source else ""
    back = ""
    if source is MetadataSource.CORRECTED:
        back = (
            f' <label class="k-take-back"><input type="checkbox" name="reset" value="{field.value}"> '
            f"{escape(texts.take_back)}</label>"
        )
    names = {
        MetadataField.TITLE: texts.title,
        MetadataField.AUTHORS: texts.authors,
        MetadataField.YEAR: texts.year,
        MetadataField.INSTITUTION: texts.institution,
        MetadataField.DEGREE: texts.degree,
        MetadataField.LANGUAGE: texts.language,
    }
    if field is MetadataField.LANGUAGE:
        options = "".join(
            f'<option value="{code}"{" selected" if code == value else ""}>{escape(words)}</option>'
            for code, words in (("id", texts.in_indonesian), ("en", texts.in_english))
        )
        control = f'<select name="{field.value}">{options}</select>'
    else:
        control = f'<input type="text" name="{field.value}" value="{escape(value)}" maxlength="2000">'
    return (
        f'<div class="k-field"><label><span>{escape(names[field])}</span>{control}</label>'
        f'<span class="k-quiet">{origin}</span>{back}</div>'
    )


def remove_html(thesis: Thesis, language: Language) -> str:
    """The question before a thesis is removed, with what is lost."""
    texts = LIBRARY_TEXTS[language]
    return (
        f'<form class="k-remove"><p>{escape(texts.remove_question.format(title=thesis.title))}</p>'
        f'<p class="k-form-note" role="alert"></p><div class="k-do">'
        f'<button class="k-button k-danger">{escape(texts.remove_yes)}</button>'
        f'<button type="button" class="k-button" data-do="cancel">{escape(texts.cancel)}</button></div></form>'
    )
