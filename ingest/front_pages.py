"""What approval pages, statements and abstracts say of a thesis: labelled lines, the head of the abstract, keywords. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.cover import despaced, is_name, without_degrees
from ingest.language import is_word
from ingest.metadata_values import KnownField, MetadataField, MetadataSource, Value

FRONT_PAGES = 25
"""Approval pages and abstracts stand among the first pages."""

HEAD_LINES = 14
"""The head of an abstract (author, title, supervisor) has no more lines than this."""

KEYWORD_LINES = 4
MAX_KEYWORDS = 12
MAX_KEYWORD_WORDS = 6

_ABSTRACT = re.compile(r"(?:abstra[ck]t?|intisari|ringkasan|sari|zusammenfassung|kurzfassung)", re.IGNORECASE)
_APPROVAL = re.compile(
    r"(?:(?:halaman|lembar(?:an)?|surat)? ?(?:pernyataan|pengesahan|persetujuan)\b.*|statement of .*|declaration.*|approval.*)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?P<label>nama(?: lengkap| mahasiswa| penulis)?|name|penulis|nim|npm|nrp|nomor (?:induk|pokok)(?: mahasiswa)?|judul(?: skripsi| tesis| disertasi| penelitian| tugas akhir)?|title"
    r"|program studi|prodi|jurusan|departemen|department|fakultas|faculty|universitas|university|jenjang|pembimbing|tahun)\s*:\s*(?P<value>\S.*)?",
    re.IGNORECASE,
)
_DATED = re.compile(r"[^\W\d]+(?: [^\W\d]+)?,?\s+(?:\d{1,2}\s+)?[^\W\d]+,?\s+(?P<year>(?:19|20)\d{2})\.?")
_KEYWORDS = re.compile(
    r"(?:kata[- ]?kata kunci|kata[- ]kunci|key ?words?|index terms|schlüsselwörter|schlagwörter)\s*[:;–-]\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_NUMBER = r"(?:\(?(?:nim|npm|nrp|stambuk)?[.: ]*[A-Z]{0,3}[\d. ]{6,}\)?)"
_HEAD_WITH_NUMBER = re.compile(
    rf"(?P<name>(?:[A-Z]\. ?)*[^.,(\d]{{3,60}}?)[.,]? ?{_NUMBER}[.,;]? [“\"]?(?P<title>[^“”\"]{{15,400}}?)[”\"]?[.,]? ?\(?(?=(?:di ?)?(?:pembimbing|bimbing|supervis|skripsi|departemen|program studi|jurusan|department|fakultas|faculty|advis)|dibawah|di bawah)",
    re.IGNORECASE,
)
_HEAD_WITH_GUIDE = re.compile(
    r"(?P<name>(?:[A-Z]\. ?)*[^.,(\d]{3,60})[.,] [“\"]?(?P<title>[^“”\"(]{15,400}?)[”\"]?[.,]? ?\((?:di ?bimbing|supervised|pembimbing)",
    re.IGNORECASE,
)
_GUIDES = re.compile(
    r"\(?(?:di ?bimbing oleh|supervised by|(?:dosen )?pembimbing(?: [IV\d]+)?|supervisors?|advisors?)\s*:?\s*(?P<names>.{5,200}?)(?:\)|\.? (?=departemen|program studi|jurusan|fakultas|department|faculty|universitas)|$)",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:program studi|jurusan|departemen|department(?: of)?)\s+(?P<name>[A-Z][^.,(]{3,60})[.,]", re.IGNORECASE
)
_FACULTY = re.compile(r"(?:fakultas|faculty of)\s+[A-Z][^.,(]{3,80}[.,]", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"\b(?:Universitas(?: [A-Z][\w’'-]+){1,4}|University of [A-Z]\w+(?: [A-Z]\w+)?|Institut [A-Z]\w+(?: [A-Z]\w+){0,3}|(?:[A-Z]\w+ ){1,3}University)"
)


def read_front_pages(pages: Sequence[Sequence[str]]) -> Iterator[KnownField]:
    """Every statement of the front pages; what an abstract says in the thesis's first language comes first."""
    for lines in pages[:FRONT_PAGES]:
        headings = [despaced(line).strip(" .:") for line in lines[:4]]
        if any(_APPROVAL.fullmatch(heading) for heading in headings):
            yield from _labelled(lines)
    abstracts = [at for at, lines in enumerate(pages[:FRONT_PAGES]) if any(map(_is_abstract, lines[:4]))]
    for at in abstracts:
        yield from _abstract_head(pages[at])
    keywords = [word for at in abstracts for lines in pages[at : at + 2] for word in _keywords(lines)]
    once = {word.casefold(): word for word in reversed(keywords)}
    unique = tuple(word for word in dict.fromkeys(keywords) if once[word.casefold()] == word)
    if unique:
        yield KnownField(MetadataField.KEYWORDS, unique, MetadataSource.ABSTRACT)


def _is_abstract(line: str) -> bool:
    return bool(_ABSTRACT.fullmatch(despaced(line).strip(" .:")))


def _labelled(lines: Sequence[str]) -> Iterator[KnownField]:
    """ "Nama : …", "Judul : …" of an approval or statement page, of its first person alone: the next ones are examiners."""
    fields = {"nama": MetadataField.AUTHORS, "name": MetadataField.AUTHORS, "penulis": MetadataField.AUTHORS}
    fields |= {"judul": MetadataField.TITLE, "title": MetadataField.TITLE}
    fields |= {
        "program": MetadataField.DEPARTMENT,
        "prodi": MetadataField.DEPARTMENT,
        "jurusan": MetadataField.DEPARTMENT,
    }
    fields |= {"departemen": MetadataField.DEPARTMENT, "department": MetadataField.DEPARTMENT}
    labels = [(at, found) for at, line in enumerate(lines) if (found := _LABEL.fullmatch(line))]
    numbered = any(re.match(r"ni[mr]|npm|nrp|nomor", found["label"], re.IGNORECASE) for _, found in labels)
    if numbered:
        seen: set[MetadataField] = set()
        for at, found in labels:
            field = fields.get(found["label"].split()[0].lower())
            value = (
                _wrapped(lines, at, found["value"] or "")
                if field is MetadataField.TITLE
                else (found["value"] or "").strip()
            )
            if field is None or field in seen or not value:
                continue
            seen.add(field)
            if field is not MetadataField.AUTHORS:
                yield KnownField(field, value.strip(' "“”.'), MetadataSource.APPROVAL)
            elif is_name(value):
                yield KnownField(field, (without_degrees(value),), MetadataSource.APPROVAL)
    dated = [found["year"] for line in lines if (found := _DATED.fullmatch(line))]
    if dated:
        yield KnownField(MetadataField.YEAR, int(dated[-1]), MetadataSource.APPROVAL)


def _wrapped(lines: Sequence[str], at: int, value: str) -> str:
    """A labelled title and the lines that it runs over: up to the next label, a sentence's end, or four lines."""
    for line in lines[at + 1 : at + 5]:
        if (
            _LABEL.fullmatch(line)
            or value.endswith((".", "”", '"'))
            or re.match(r"(?:adalah|dengan ini|menyatakan|telah)\b", line)
        ):
            break
        if value.isupper() and not line.isupper():
            break
        value = f"{value} {line}".strip()
    return value


def _abstract_head(lines: Sequence[str]) -> Iterator[KnownField]:
    """Author, title, supervisor and department, where an abstract begins with them."""
    start = next(at for at, line in enumerate(lines) if _is_abstract(line)) + 1
    head = " ".join(lines[start : start + HEAD_LINES])
    values: dict[MetadataField, Value | None] = {}
    if (found := _HEAD_WITH_NUMBER.match(head) or _HEAD_WITH_GUIDE.match(head)) and is_name(found["name"]):
        values[MetadataField.AUTHORS] = (without_degrees(found["name"]),)
        values[MetadataField.TITLE] = found["title"].strip(' .,"“”')
        rest = head[found.end("title") :]
        guides = _GUIDES.search(rest[:250])
        values[MetadataField.SUPERVISORS] = _people(guides["names"]) if guides else None
        body = rest[:500]
        values[MetadataField.DEPARTMENT] = (
            department["name"].strip() if (department := _DEPARTMENT.search(body)) else None
        )
        values[MetadataField.FACULTY] = faculty[0].strip(" .,") if (faculty := _FACULTY.search(body)) else None
    if institution := _INSTITUTION.search(head[:800] if values else ""):
        values[MetadataField.INSTITUTION] = institution[0]
    for field, value in values.items():
        if value:
            yield KnownField(field, value, MetadataSource.ABSTRACT)


def _people(names: str) -> tuple[str, ...]:
    """People joined by "dan" or "and"; commas belong to their degrees."""
    found = [name.strip(" ,;.") for name in re.split(r"\s+(?:dan|and|&)\s+|;\s*", names)]
    return tuple(f"{name}." if re.search(r"\w\.\w+$", name) else name for name in found if len(name) > 4)


def _keywords(lines: Sequence[str]) -> Iterator[str]:
    for at, line in enumerate(lines):
        found = _KEYWORDS.match(line)
        if not found:
            continue
        value = found["rest"]
        for following in lines[at + 1 : at + KEYWORD_LINES]:
            if (
                value.endswith(".")
                or _KEYWORDS.match(following)
                or len(following.split()) > 12
                or _is_abstract(following)
            ):
                break
            value = _joined(value, following)
        separator = ";" if ";" in value else ","
        words = [re.sub(r"\s+", " ", word).strip(" .,;") for word in value.split(separator)]
        yield from [word for word in words if word and len(word.split()) <= MAX_KEYWORD_WORDS][:MAX_KEYWORDS]


def _joined(value: str, following: str) -> str:
    """Two lines as one; the hyphen of a divided word goes, that of a compound stays."""
    divided = re.search(r"([^\W\d_]+)-$", value)
    if not divided:
        return f"{value} {following}"
    rest = re.match(r"[^\W\d_]*", following)
    word = (divided[1] + (rest[0] if rest else "")).lower()
    return value[:-1] + following if is_word(word, "id") or is_word(word, "en") else value + following
