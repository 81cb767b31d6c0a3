"""Who wrote it, under what title, when and where: from the file's properties, the cover and the abstract. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.cleanup import Line
from ingest.language import Language, detect_language

COVER_LINES = 40
"""A cover has no more lines than this."""

COVER_WORDS = 150
"""A first page with more words than this is no cover."""

ABSTRACT_PAGES = 3
OPENING_LINES = 60
"""The institution is named on the cover; where there is none, in the head of the abstract."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a reader cites a thesis by. Unknown parts are empty or None, never guessed."""

    title: str
    authors: tuple[str, ...]
    year: int | None
    institution: str | None
    degree: str | None
    language: Language


_DEGREE = re.compile(
    r"\b(?P<degree>skripsi|tesis|disertasi|tugas akhir|(?:bachelor|master|diploma|doctoral|phd)(?:['’]?s)?\s*(?:thesis|dissertation))\b",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:oleh|by|disusun oleh|diajukan oleh|author)\s*:?", re.IGNORECASE)
_SUBMITTED = re.compile(
    r"(?:submitted|in partial|diajukan|sebagai salah satu|untuk memenuhi|supervis|advisor|pembimbing|student id|nim\b|http)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\b(?:19|20)\d{2}\b")
_INSTITUTION = re.compile(
    r"\b(?:Universitas(?: [A-Z][\w’']+){1,4}|(?:Paris[ -]Lodron )?University of [A-Z]\w+(?: [A-Z]\w+)?|Institut [A-Z]\w+(?: [A-Z]\w+){0,3}"
    r"|[A-Z]\w+(?: [A-Z]\w+)? University|Paris Lodron Universit\S*t \w+)"
)
_NAME = re.compile(r"(?:[A-Z][\w’'.-]+)(?: (?:[A-Z][\w’'.-]*|van|von|de|bin|binti)){1,4}")
_STEM = re.compile(r"[-_]+")
_NO_TITLE = re.compile(
    r"untitled|document ?\d*|dokumen ?\d*|(?:microsoft )?(?:word|powerpoint) - .*|.*\.(?:docx?|rtf|odt|tex|dvi|indd|pdf)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"anonymous|unknown|(?:windows |microsoft )?user|admin(?:istrator)?|acer|asus|dell|hp|lenovo|toshiba", re.IGNORECASE
)
"""What programs put into a file's properties when nobody does: their own names, and those of the machines."""


def find_metadata(file_stem: str, lines: Sequence[Line], text: str, title: str, authors: Sequence[str]) -> Metadata:
    """Metadata from the file's own ``title`` and ``authors`` where somebody set them, else from the cover, else its name."""
    title = "" if _NO_TITLE.fullmatch(title.strip()) else title
    authors = [author for author in authors if not _NO_AUTHOR.fullmatch(author.strip())]
    cover = [line.text for line in lines if line.page_index == 0][:COVER_LINES]
    is_cover = len(" ".join(cover).split()) < COVER_WORDS and any(_is_cover_line(line) for line in cover)
    cover_title, cover_author = _title_and_author(cover) if is_cover else ("", "")
    opening = cover if is_cover else [line.text for line in lines if line.page_index < ABSTRACT_PAGES][:OPENING_LINES]
    institution = next(filter(None, map(_INSTITUTION.search, opening)), None)
    degrees = (_DEGREE.match(line) for line in cover if len(line) < 60)
    degree = next(filter(None, degrees), None) if is_cover else None
    years = _DATE.findall("\n".join(cover)) if is_cover else []
    return Metadata(
        title=title.strip() or cover_title or _STEM.sub(" ", file_stem).strip(),
        authors=tuple(authors) or ((cover_author,) if cover_author else ()),
        year=int(years[-1]) if years else None,
        institution=institution[0] if institution else None,
        degree=degree["degree"].lower() if degree else None,
        language=detect_language(text),
    )


def _is_cover_line(line: str) -> bool:
    return bool(_DEGREE.match(line) or _BY.fullmatch(line) or _DATE.search(line))


def _title_and_author(cover: Sequence[str]) -> tuple[str, str]:
    """The title: the cover's lines up to the author, the purpose or the date; the author: the name that follows."""
    title: list[str] = []
    author = ""
    for at, line in enumerate(cover):
        if _BY.fullmatch(line):
            author = cover[at + 1] if at + 1 < len(cover) else ""
            break
        is_end = bool(_SUBMITTED.match(line) or _DATE.search(line) or "@" in line)
        dated_name = at + 1 < len(cover) and bool(title) and bool(_NAME.fullmatch(line)) and _precedes_date(cover, at)
        if dated_name:
            author = line
            break
        if is_end and title:
            break
        if not _DEGREE.fullmatch(line.strip()) and not is_end:
            title.append(line)
    if not author:
        after = (cover[at + 1] for at, line in enumerate(cover[:-1]) if _BY.fullmatch(line))
        author = next(after, "")
    return " ".join(title), author if _NAME.fullmatch(author) else ""


def _precedes_date(cover: Sequence[str], at: int) -> bool:
    following = [line for line in cover[at + 1 : at + 3] if "@" not in line]
    return bool(following) and bool(_DATE.search(following[0]))
