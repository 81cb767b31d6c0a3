"""What can be chosen follows the library: the theses of Matrix and the filters, after each change and without a reload.

``page.js`` asks whenever one of these parts is shown, ``library.js`` when a change is done. The answer is nothing new
unless the lists have changed, so that no open list closes and no choice that was just made is undone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from ingest.document import Thesis
from web.filters import FilterParts, filters_page, library_theses, listed_name
from web.matrix import MatrixParts, theses_listed
from web.startup import Startup

if TYPE_CHECKING:
    import gradio as gr


def connect_choices(
    startup: Startup, blocks: gr.Blocks, choice: gr.Radio, matrix: MatrixParts, filters: FilterParts
) -> None:
    """The button that the scripts press, and what it brings up to date."""
    import gradio as gr

    quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
    asked, known = gr.Button(elem_id="k-choices-asked"), gr.State("")
    blocks.load(lambda: lists_mark(library_theses(startup)), None, known, **quiet)
    given = [choice, known, matrix.theses, *filters.inputs]
    asked.click(partial(choices_now, startup), given, [known, *matrix.listed, *filters.page], **quiet)


def choices_now(
    startup: Startup, language: str | None, known: str, chosen: Sequence[str] | None, *fields: Any
) -> list[Any]:
    """The mark of the lists, Matrix's theses and the filters; all as they are where the mark is ``known``."""
    import gradio as gr

    mark = lists_mark(library_theses(startup))
    shown = [*theses_listed(startup, language, chosen), *filters_page(startup, language, *fields)]
    return [mark, *([gr.skip()] * len(shown) if mark == known else shown)]


def lists_mark(theses: Sequence[Thesis]) -> str:
    """Differs as soon as anything differs that a list of theses, years or institutions says.

    >>> one = Thesis("t", "Kota", ("Ani",), 2024, None, None, "id", ())
    >>> lists_mark([one]) == lists_mark([one]), lists_mark([one]) == lists_mark([])
    (True, False)
    """
    said = "\n".join(f"{each.id}\t{listed_name(each)}\t{each.year}\t{each.institution}" for each in theses)
    return hashlib.sha256(said.encode()).hexdigest()
