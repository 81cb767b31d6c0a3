"""A bibliography's text → its entries. Pure.

Lists differ in style, and a page's hanging indents are lost in the reading text: entries may run into one
another or be broken over paragraphs. So an entry is known by how it begins: its label ("[12]", "[CKL04]", "3."),
or its authors with a year soon after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.cited_works import Entry
from ingest.document import Section, SectionKind
from ingest.person_names import LEADING_PARTICLES, divide_authors, divide_names, folded_words, has_others, is_name
from ingest.section_names import kind_of
from ingest.sentences import trimmed

YEAR = r"(?:(?:1[5-9]|20)\d\d(?:[–/-]\d{2,4})?[a-z]?\b|n\.\s?d\.?|t\.\s?t\.?|tanpa tahun|in press|forthcoming)"
HEAD_LENGTH = 400
"""Authors and year stand within so many characters of an entry's beginning."""

SHORT_HEAD = 60
"""Authors without initials are believed within a line up to so many characters, with "(2020)." behind them."""

_LAW = re.compile(
    r"(?:Undang-Undang|Peraturan|Keputusan|Instruksi|Qanun)\s[^.\n]{0,80}?\b(?:Nomor|No\.)\s*\d+[^.\n]{0,20}?\b(?:Tahun\s)?(?:19|20)\d\d\b"
)
_LABEL = re.compile(r"(?<!\S)\[(?P<label>\d{1,3}|[A-Z][A-Za-z+]{0,7}\d\d[a-z]?)\](?=\s)")
_NUMBER = re.compile(r"(?:(?<=\n)|\A)(?P<label>\d{1,3})[.)]\s+(?=[^\W\d_]|[“\"])")
_BOUNDARY = re.compile(r"\n|(?<=[.)/\d\w])\s+(?=[^\W\d_]|[_—–-]{2})")
_ANCHOR = re.compile(
    rf"\(\s*(?P<bracketed>{YEAR})(?:,\s*[^()]{{1,30}})?\)[.,:]?\s*|(?<=[.,\s])\s*(?P<bare>{YEAR})\s*[.,:]\s+",
    re.IGNORECASE,
)
_STRICT = re.compile(
    r"(?:(?:van|von|de|der|den|al|el|bin|binti) ){0,3}[^\W\d_][\w’'`\-]+(?: [^\W\d_][\w’'`\-]+){0,2},\s+[A-Z]"
)
_ROLE = re.compile(
    r"\(\s*(?:eds?|penyunting|editors?|trans)\.?\s*\)[.,]?|,? \b(?:eds?|penyunting)\b\.?,?(?=\s|$)|\([A-Z]{2,12}\)",
    re.I,
)
_SAME_AUTHOR = re.compile(r"[_—–-]{2,}[.,]?\s*")
_NO_AUTHORS = frozenset(
    "jurnal journal in dalam vol volume hlm hal retrieved diakses accessed available tersedia edisi edition proceedings "
    "prosiding skripsi tesis disertasi thesis doi https http url issn isbn pp jakarta bandung makassar yogyakarta the a an "
    "presented paper".split()
)
_ABBREVIATED = re.compile(
    r"(?:(?:[A-Z]\.[\s-]?){1,3}[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+)?(?:,? (?:and|dan|&) |, | et al\.,? )(?!(?:and|dan|&)\b))+"
)
_VANCOUVER = re.compile(
    r"[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+)? [A-Z]{1,3}(?:,\s[^\W\d_][\w’'-]+(?: [^\W\d_][\w’'-]+)? [A-Z]{1,3})*(?:, et al)?\.(?=\s)"
)
_YEAR_AT_SEMICOLON = re.compile(r"(?:19|20)\d\d\s*;|;\s*(?:19|20)\d\d")
_QUOTED = re.compile(r"[“\"‘'](?P<title>[^“”\"\n]{4,400}?)[,.]?[”\"’'](?=[\s.,]|$)")
_PART = re.compile(r"(?<![\s.\-][A-Z])(?<!\A[A-Z])[.?!]\s+(?=\S)")
_TITLE_END = re.compile(r"[.?!]\s+(?=\S)")
_NOISE = re.compile(
    r"https?\s?:[^\n]{0,200}?(?=\(|\s[a-z]+:|$)|\((?:visited|accessed)[^)]*\)|(?:accessed|diakses|visited)\b[^.]*", re.I
)
_LAST_YEAR = re.compile(r",\s+((?:1[5-9]|20)\d\d(?:/\d{2,4})?[a-z]?)\W*$")
_PLAIN_YEAR = re.compile(r"(?<![\dA-Z_:/–-])((?:1[5-9]|20)\d\d[a-z]?)(?![\w–-])")
_BRACKETED_YEAR = re.compile(r"\((?:[A-Z][a-z]+\.? )?((?:1[5-9]|20)\d\d[a-z]?)\b")


def find_entries(text: str, sections: Sequence[Section]) -> tuple[Entry, ...]:
    """The entries of all bibliographies of a document, in order."""
    return tuple(
        entry for start, end in bibliography_ranges(text, sections) for entry in entries_between(text, start, end)
    )


def bibliography_ranges(text: str, sections: Sequence[Section]) -> list[tuple[int, int]]:
    """Where the lists stand, without their headings; a list inside another is not one of its own."""
    ranges: list[tuple[int, int]] = []
    for section in sections:
        named = kind_of(section.title) is SectionKind.BIBLIOGRAPHY
        if (section.kind is SectionKind.BIBLIOGRAPHY or named) and not (ranges and section.start < ranges[-1][1]):
            ranges.append((section.start, section.end))
    return [(_after_headings(text, start, end), end) for start, end in ranges]


def _after_headings(text: str, start: int, end: int) -> int:
    while True:
        line_end = text.find("\n", start, end)
        if line_end < 0 or kind_of(text[start:line_end].strip()) is not SectionKind.BIBLIOGRAPHY:
            return start
        start = line_end + 1


def entries_between(text: str, start: int, end: int) -> tuple[Entry, ...]:
    """The entries of one list.

    >>> text = "Alam, S. (2020). Kota. Jurnal Kota, 3(2), 1–10. Wendt, A. (1992). Anarchy. Polity, 4, 2–9."
    >>> [(entry.authors, entry.year, entry.title) for entry in entries_between(text, 0, len(text))]
    [(('Alam, S.',), '2020', 'Kota'), (('Wendt, A.',), '1992', 'Anarchy')]
    """
    starts = _labelled(text, start, end) or [(at, at, "") for at in _unlabelled(text, start, end)]
    entries: list[Entry] = []
    ends = [*(first for first, _, _ in starts), end][1:]
    for (first, body, label), following in zip(starts, ends, strict=True):
        span = trimmed(text, first, _without_subheading(text, first, following))
        if span is None or span.end <= body:
            continue
        entry = _parsed(text, span.start, span.end, body, label)
        if not entry.authors and entries and _SAME_AUTHOR.match(text, first, span.end):
            entry = replace(entry, authors=entries[-1].authors)
        entries.append(entry)
    return tuple(entries)


def _labelled(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Beginnings of entries with labels: (start, start behind the label, label). Numbers go up one by one."""
    for pattern in (_LABEL, _NUMBER):
        found: list[tuple[int, int, str]] = []
        last = 0
        for match in pattern.finditer(text, start, end):
            label = match["label"]
            at_line = match.start() == start or text[match.start() - 1] == "\n"
            if label.isdigit():
                gap = int(label) - last
                if gap != 1 and not (at_line and found and 1 < gap <= 5 and pattern is _LABEL):
                    continue
                last = int(label)
            elif not at_line and text[match.start() - 2] not in ".)/":
                continue
            found.append((match.start(), match.end(), label))
        enough = 1 if pattern is _LABEL else 3
        if len(found) >= enough and found[0][0] - start < HEAD_LENGTH:
            return found
    return []


def _unlabelled(text: str, start: int, end: int) -> Iterator[int]:
    """Beginnings of entries that begin with their authors."""
    for at, at_line in _boundaries(text, start, end):
        again = at_line and _SAME_AUTHOR.match(text, at, end)
        if (
            again
            or _LAW.match(text, at, end)
            or _head(text, at, end, at_line)
            or (at_line and _begins_without_year(text, at, start, end))
        ):
            yield at


def _boundaries(text: str, start: int, end: int) -> Iterator[tuple[int, bool]]:
    """Where an entry may begin, and whether that is the beginning of a line."""
    yield start, True
    for match in _BOUNDARY.finditer(text, start, end):
        at_line = "\n" in match[0]
        if match.end() < end and (at_line or text[match.start() - 1] in ".)/" or text[match.start() - 1].isdigit()):
            yield match.end(), at_line


def _begins_without_year(text: str, at: int, start: int, end: int) -> bool:
    """ "Alam, Syamsul. Paradiplomasi. Makassar: Unhas Press, 2019": authors at the beginning of a line, the year last."""
    line_end = text.find("\n", at, end)
    line = text[at : line_end if line_end >= 0 else end]
    finished = (
        at == start or text[max(0, at - 8) : at].rstrip()[-1:] in {".", ")", "/"} or text[at - 2 : at - 1].isdigit()
    )
    first = _PART.split(line, maxsplit=1)[0]
    return (
        finished and bool(_STRICT.match(line)) and _are_authors(first, strict=True) and bool(_PLAIN_YEAR.search(line))
    )


def _head(text: str, at: int, end: int, lenient: bool) -> re.Match[str] | None:
    """The year of an entry that begins here with its authors. Inside a line only the strict form is believed."""
    anchor = _ANCHOR.search(text, at, min(at + HEAD_LENGTH, end))
    if anchor is None:
        return None
    block = text[at : anchor.start()]
    if any(letter in '“”"‘[]:' or letter.isdigit() for letter in block):
        return None
    short = len(block) <= SHORT_HEAD and anchor["bracketed"] is not None and anchor[0].rstrip().endswith(").")
    if _are_authors(block, strict=not lenient) or (short and _are_plain_names(block)):
        return anchor
    return None


def _are_plain_names(block: str) -> bool:
    """ "Sugiyono. ", "Alam & Sudirman. ", "Dewi et al. ": authors without initials."""
    bare = _ROLE.sub("", block).strip(" .")
    if (
        not bare.split()
        or "." in re.sub(r"\bet al|\bdkk\.", "", bare)
        or bare.split(maxsplit=1)[0].casefold() in _NO_AUTHORS
    ):
        return False
    return divide_names(bare) is not None


def _are_authors(block: str, *, strict: bool) -> bool:
    bare = _ROLE.sub("", block).strip(" .,\n")
    words = folded_words(bare)
    if not bare or not (bare[0].isupper() or bare.split()[0] in LEADING_PARTICLES):
        return False
    if not words or words[0] in _NO_AUTHORS or len(bare) > HEAD_LENGTH or ":" in bare:
        return False
    authors = divide_authors(bare)
    if strict:
        return bool(_STRICT.match(bare)) and all(_is_author(author) for author in authors)
    capitals = sum(word[0].isupper() for word in bare.split())
    return all(map(_is_author, authors)) or (
        len(bare) < 120 and ". " not in bare and capitals >= 0.6 * len(bare.split())
    )


def _is_author(author: str) -> bool:
    return all(
        is_name(piece.strip()) or re.fullmatch(r"(?:[A-Z]{1,2}[.\s\-]*)+", piece.strip()) for piece in author.split(",")
    )


def _without_subheading(text: str, start: int, end: int) -> int:
    """The end of an entry, without the line "B. Jurnal" or "Website" that heads the entries after it."""
    while (line := text.rfind("\n", start, len(text[:end].rstrip()) if end - start < 5000 else end)) > start:
        last = text[line:end].strip()
        if last and (len(last) > 40 or any(map(str.isdigit, last)) or last.endswith((".", "/")) or "://" in last):
            break
        end = line
    return end


def _parsed(text: str, start: int, end: int, body: int, label: str) -> Entry:
    """Authors, year, title and source of an entry, as far as its style tells them apart."""
    same = _SAME_AUTHOR.match(text, body, end)
    at = same.end() if same else _first_letter(text, body, end)
    head = _head(text, at, end, lenient=True) or (_ANCHOR.match(text, at, end) if same else None)
    if head is not None:
        by = text[at : head.start()]
        year = " ".join((head["bracketed"] or head["bare"]).split())
        title, source = _title_and_source(text[head.end() : end])
    else:
        content = text[at:end]
        by = _authors_before_title(content)
        rest = content[len(by) :]
        year = _year_in(rest)
        title, source = _title_and_source(rest.lstrip(" .,\n"))
    authors, others = _authors(by)
    return Entry(start, end, label, authors, others, year, title, source.removeprefix(f"{year}. ") if year else source)


def _authors(block: str) -> tuple[tuple[str, ...], bool]:
    bare = _ROLE.sub("", block)
    return (divide_authors(bare), has_others(bare)) if bare.strip(" .,") else ((), False)


def _authors_before_title(content: str) -> str:
    """The authors of an entry whose year comes last: what stands before a title in quotes, or its first part."""
    quoted = _QUOTED.search(content)
    if quoted and _are_authors(content[: quoted.start()], strict=False):
        return content[: quoted.start()]
    abbreviated = _ABBREVIATED.match(content) or (_YEAR_AT_SEMICOLON.search(content) and _VANCOUVER.match(content))
    if abbreviated:
        return abbreviated[0]
    first = _PART.split(content, maxsplit=1)[0]
    return first if first != content and not first.startswith("http") and _are_authors(first, strict=False) else ""


def _first_letter(text: str, start: int, end: int) -> int:
    """The first offset that is no blank."""
    while start < end and text[start].isspace():
        start += 1
    return start


def _title_and_source(rest: str) -> tuple[str, str]:
    quoted = _QUOTED.match(rest.lstrip())
    if quoted:
        return _line(quoted["title"]), _line(rest.lstrip()[quoted.end() :])
    parts = _TITLE_END.split(rest.strip(), maxsplit=1)
    return _line(parts[0]), _line(parts[1]) if len(parts) > 1 else ""


def _line(text: str) -> str:
    return " ".join(text.split()).strip(" .,;")


def _year_in(text: str) -> str:
    """The year of publication: the one in brackets, else the last one outside addresses and dates of access."""
    last = _LAST_YEAR.search(text)
    if last:
        return last[1]
    bare = _NOISE.sub(" ", text)
    bracketed = _BRACKETED_YEAR.search(bare)
    if bracketed:
        return bracketed[1]
    years = _PLAIN_YEAR.findall(bare)
    return years[-1] if years else ""
