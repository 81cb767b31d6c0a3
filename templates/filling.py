"""Templates beside this file filled with values. Every value is escaped; a page needs no script and no request."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2

FOLDER = Path(__file__).parent


def fill(template: str, **values: Any) -> str:
    """The page ``template`` with its values and the style sheet of its name. Raises where a value is missing."""
    style = (FOLDER / template).with_suffix(".css").read_text("utf-8")
    return _environment().get_template(template).render(style=style, **values)


@cache
def _environment() -> jinja2.Environment:
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
