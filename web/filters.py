"""The filters of a question: which theses, years, institution and kinds of sections it is asked of.

Under the question's box a button opens the form; what is chosen stands beside it and can be taken out there. Gradio's
fields hold the choice as long as the page is open, so follow-ups keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.document import SectionKind, Thesis
from ingest.errors import KutipError
from ingest.language import Language
from retrieval.scope import Filters
from web.startup import Startup
from web.texts import TEXTS, Texts, as_language

if TYPE_CHECKING:
    import gradio as gr

LONGEST_NAME = 90
"""Characters of a thesis's name in the list."""

KINDS = tuple(kind for kind in SectionKind if kind.is_evidence)
"""The kinds of sections that an answer may quote."""


@dataclass(frozen=True, slots=True)
class FilterParts:
    """What the events read and write."""

    button: gr.Button
    active: gr.CheckboxGroup
    theses: gr.Dropdown
    first_year: gr.Dropdown
    last_year: gr.Dropdown
    institution: gr.Dropdown
    kinds: gr.CheckboxGroup

    @property
    def inputs(self) -> list[Any]:
        """What ``chosen_filters`` takes, in its order."""
        return [self.theses, self.first_year, self.last_year, self.institution, self.kinds]

    @property
    def page(self) -> list[Any]:
        """What ``filters_page`` gives, in its order."""
        return [self.button, self.active, *self.inputs]


def build_filter_bar() -> tuple[gr.Button, gr.CheckboxGroup]:
    """The button that opens the form, and what is chosen: unticking takes it out."""
    import gradio as gr

    button = gr.Button("", size="sm", elem_id="k-filter-button")
    active = gr.CheckboxGroup(visible=False, show_label=False, container=False, elem_id="k-filter-active")
    return button, active


def build_filters(button: gr.Button, active: gr.CheckboxGroup) -> FilterParts:
    """The form, within whatever is open; ``page.js`` shows and hides it."""
    import gradio as gr

    with gr.Column(elem_id="k-filters"):
        theses = gr.Dropdown(multiselect=True, elem_id="k-filter-theses")
        with gr.Row(elem_id="k-filter-places"):
            first_year = gr.Dropdown(min_width=90, elem_id="k-filter-first-year")
            last_year = gr.Dropdown(min_width=90, elem_id="k-filter-last-year")
            institution = gr.Dropdown(min_width=180, scale=3, elem_id="k-filter-institution")
        kinds = gr.CheckboxGroup(elem_id="k-filter-kinds")
    return FilterParts(button, active, theses, first_year, last_year, institution, kinds)


def connect_filters(startup: Startup, language: gr.Radio, parts: FilterParts) -> None:
    """The lists follow the library each time the form is opened; what is active is told at each choice."""
    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    show = partial(filters_page, startup)
    toggle = "(...values) => { kutip.toggleFilters(); return values; }"
    parts.button.click(show, [language, *parts.inputs], parts.page, js=toggle, **quiet)
    told = [parts.button, parts.active]
    for field in parts.inputs:  # the fields themselves stay as they are: an open list must not close
        field.input(partial(_told, startup), [language, *parts.inputs], told, **quiet)
    parts.active.input(partial(_taken_out, startup), [language, parts.active, *parts.inputs], parts.page, **quiet)


def chosen_filters(
    theses: Sequence[str] | None,
    first_year: int | None,
    last_year: int | None,
    institution: str | None,
    kinds: Sequence[str] | None,
) -> Filters:
    """The fields as filters. Years the wrong way round are turned.

    >>> chosen_filters(["a"], 2024, 2019, None, ["table"])
    Filters(thesis_ids=frozenset({'a'}), first_year=2019, last_year=2024, institution='', kinds=frozenset({<SectionKind.TABLE: 'table'>}))
    """
    first, last = first_year or None, last_year or None
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Filters(frozenset(theses or ()), first, last, institution or "", frozenset(map(SectionKind, kinds or ())))


def active_names(filters: Filters, theses: Sequence[Thesis], language: Language) -> dict[str, str]:
    """What is filtered for, in words, by the key under which ``without`` takes it out.

    >>> active_names(Filters(first_year=2019, kinds=frozenset({SectionKind.TABLE})), [], "en")
    {'years': 'from 2019', 'kind:table': 'Tables'}
    """
    texts = TEXTS[language]
    named = {f"thesis:{each.id}": short_name(each) for each in theses if each.id in filters.thesis_ids}
    years = _years(filters, texts)
    if years:
        named["years"] = years
    if filters.institution:
        named["institution"] = filters.institution
    return named | {f"kind:{kind}": kind_name(kind, texts) for kind in KINDS if kind in filters.kinds}


def without(filters: Filters, key: str) -> Filters:
    """The filters less the one of this key.

    >>> without(Filters(frozenset({"a", "b"}), 2019), "thesis:a")
    Filters(thesis_ids=frozenset({'b'}), first_year=2019, last_year=None, institution='', kinds=frozenset())
    """
    what, _, value = key.partition(":")
    if what == "thesis":
        return replace(filters, thesis_ids=filters.thesis_ids - {value})
    if what == "kind":
        return replace(filters, kinds=filters.kinds - {SectionKind(value)})
    if what == "institution":
        return replace(filters, institution="")
    return replace(filters, first_year=None, last_year=None)


def short_name(thesis: Thesis) -> str:
    """First author's last name and year as a chip has room for; the title where no author is known.

    >>> short_name(Thesis("t", "Kota", ("Nur Dinanti", "B"), 2025, None, None, "id", ()))
    'Dinanti (2025)'
    """
    name = thesis.authors[0].split(",")[0].split()[-1] if thesis.authors else _cut(thesis.title, 40)
    return f"{name} ({thesis.year})" if thesis.year else name


def kind_name(kind: SectionKind, texts: Texts) -> str:
    """What a kind of section is called."""
    return {
        SectionKind.FRONT_MATTER: texts.kind_front_matter,
        SectionKind.ABSTRACT: texts.kind_abstract,
        SectionKind.BODY: texts.kind_body,
        SectionKind.TABLE: texts.kind_table,
        SectionKind.APPENDIX: texts.kind_appendix,
        SectionKind.TRANSCRIPT: texts.kind_transcript,
    }[kind]


def filters_page(startup: Startup, language: str | None, *fields: Any) -> list[Any]:
    """Button, active filters and fields in this language, with what the library has now; ``fields`` is what is chosen."""
    words = as_language(language)
    return _shown(chosen_filters(*fields), library_theses(startup), words)


def library_theses(startup: Startup) -> list[Thesis]:
    """The theses that answer, by name; none while the library is not open."""
    try:
        theses = {entry.thesis.id: entry.thesis for entry in startup.library.entries()}
    except KutipError:  # the status line above the chat tells it
        return []
    return sorted(theses.values(), key=lambda thesis: listed_name(thesis).casefold())


def _told(startup: Startup, language: str | None, *fields: Any) -> list[Any]:
    """Button and active filters after a choice."""
    return filters_page(startup, language, *fields)[:2]


def _taken_out(startup: Startup, language: str | None, left: Sequence[str] | None, *fields: Any) -> list[Any]:
    """A filter beside the button was unticked."""
    words, theses, filters = as_language(language), library_theses(startup), chosen_filters(*fields)
    for key in active_names(filters, theses, words):
        if key not in (left or ()):
            filters = without(filters, key)
    return _shown(filters, theses, words)


def _shown(filters: Filters, theses: Sequence[Thesis], language: Language) -> list[Any]:
    """Fields and what is active; a thesis or year that the library lost is no longer chosen."""
    import gradio as gr

    texts = TEXTS[language]
    years = sorted({thesis.year for thesis in theses if thesis.year})
    institutions = sorted({thesis.institution for thesis in theses if thesis.institution}, key=str.casefold)
    filters = replace(
        filters,
        thesis_ids=filters.thesis_ids & {thesis.id for thesis in theses},
        first_year=filters.first_year if filters.first_year in years else None,
        last_year=filters.last_year if filters.last_year in years else None,
        institution=filters.institution if filters.institution in institutions else "",
    )
    active = active_names(filters, theses, language)
    listed = [(listed_name(thesis), thesis.id) for thesis in theses]
    any_year = [(texts.any_year, 0), *((str(year), year) for year in years)]
    named = [(texts.any_institution, ""), *((name, name) for name in institutions)]
    kinds = [(kind_name(kind, texts), kind.value) for kind in KINDS]
    chosen = [thesis.id for thesis in theses if thesis.id in filters.thesis_ids]
    return [
        gr.Button(value=f"{texts.filter_button} ({len(active)})" if active else texts.filter_button),
        gr.CheckboxGroup(
            [(name, key) for key, name in active.items()],
            value=list(active),
            label=texts.filters_active,
            visible=bool(active),
        ),
        gr.Dropdown(listed, value=chosen, multiselect=True, label=texts.filter_theses),
        gr.Dropdown(any_year, value=filters.first_year or 0, label=texts.filter_first_year),
        gr.Dropdown(any_year, value=filters.last_year or 0, label=texts.filter_last_year),
        gr.Dropdown(named, value=filters.institution, label=texts.filter_institution),
        gr.CheckboxGroup(
            kinds, value=[kind.value for kind in KINDS if kind in filters.kinds], label=texts.filter_kinds
        ),
    ]


def _years(filters: Filters, texts: Texts) -> str:
    first, last = filters.first_year, filters.last_year
    if first is not None and last is not None:
        return str(first) if first == last else f"{first}–{last}"
    if first is not None:
        return texts.years_from.format(year=first)
    return texts.years_to.format(year=last) if last is not None else ""


def listed_name(thesis: Thesis) -> str:
    """What a list of theses calls one."""
    return f"{short_name(thesis)}: {_cut(thesis.title, LONGEST_NAME)}" if thesis.authors else _cut(thesis.title, 130)


def _cut(text: str, longest: int) -> str:
    """
    >>> _cut("Paradiplomasi kota", 12)
    'Paradiploma…'
    >>> _cut("Paradiplomasi kota kembar", 20)
    'Paradiplomasi kota…'
    """
    if len(text) <= longest:
        return text
    kept = text[: longest - 1]
    whole = kept.rpartition(" ")[0] if not text[longest - 1].isspace() else kept
    return (whole or kept).rstrip(" ,;:–-") + "…"
