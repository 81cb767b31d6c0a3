"""An evidence matrix as an HTML table, as far as it is filled. Pure; whatever comes from a thesis or a reader is escaped."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from ingest.explain import page_name
from ingest.language import Language
from retrieval.citation import Citation, thesis_name
from retrieval.export.files import MATRIX_ENDINGS
from retrieval.export.matrix import header, matrix_title
from retrieval.matrix import Cell, Matrix
from retrieval.origin import origin_label
from retrieval.wording import one_line
from web.answer_html import address_of
from web.texts import TEXTS


def matrix_html(matrix: Matrix, key: str, language: Language, *, is_going: bool) -> str:
    """The table; once it is no longer being filled, with its downloads under the key that it is kept by."""
    texts = TEXTS[language]
    titles = header(matrix, language)
    heads = "".join(f'<th scope="col">{escape(title)}</th>' for title in titles)
    missing = texts.cell_waiting if is_going else texts.cell_stopped
    rows = ""
    for thesis in matrix.theses:
        cells = "".join(
            f'<td><span class="k-cell-topic" aria-hidden="true">{escape(title)}</span>'
            f"{_cell(matrix.cell(thesis, topic), missing, language)}</td>"
            for topic, title in zip(matrix.topics, titles[1:], strict=True)
        )
        rows += f'<tr><th scope="row">{escape(thesis_name(thesis))}</th>{cells}</tr>'
    name = escape(matrix_title(language))
    return (
        f'<section class="k-result" aria-label="{name}"><h2 class="k-result-title">{name}</h2>'
        f"{'' if is_going else _downloads(key, language)}"
        f'<div class="k-wide" tabindex="0" role="region" aria-label="{name}"><table class="k-table k-matrix">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _downloads(key: str, language: Language) -> str:
    links = " · ".join(
        f'<a href="/matrices/{quote(key)}{ending}?language={language}" download>{ending[1:].upper()}</a>'
        for ending in MATRIX_ENDINGS
    )
    return f'<p class="k-downloads">{escape(TEXTS[language].downloads)} {links}</p>'


def _cell(cell: Cell | None, missing: str, language: Language) -> str:
    if cell is None:
        return f'<p class="k-cell-empty">{escape(missing)}</p>'
    if not cell.citations:
        return f'<p class="k-cell-empty">{escape(cell.why_empty(language))}</p>'
    return "".join(_quote(citation, language) for citation in cell.citations)


def _quote(citation: Citation, language: Language) -> str:
    label = origin_label(citation, language)
    origin = f' <span class="k-origin">{escape(label)}</span>' if label else ""
    spoken = f' lang="{escape(citation.thesis.language)}"' if citation.thesis.language else ""
    return (
        f'<p class="k-cell-quote"><span{spoken}>“{escape(one_line(citation.quote))}”</span> '
        f'<a class="k-cite" href="{address_of(citation)}">{escape(page_name(citation.pages, language))}</a>{origin}</p>'
    )
