"""A thesis's cover: which page it is, what each of its lines is, and what they say. Pure.

Covers keep to no standard, but their lines are of few kinds: the title, the kind of thesis, the purpose ("Diajukan
untuk …"), the author ("Oleh"), a student number, faculty and university, place and date. A line is told by its words
and by its place among the others; what stays unclear says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.metadata_values import KnownField, MetadataField, MetadataSource, Value

COVER_LINES = 40
"""A cover has no more lines than this."""

COVER_WORDS = 170
"""A page with more words than this is no cover."""

COVER_PAGES = 3
"""A cover may stand behind a repository's own page or an empty one, not deeper."""


class LineKind(StrEnum):
    """What a line of a cover is."""

    TEXT = "text"
    DEGREE = "degree"
    BY = "by"
    NUMBER = "student number"
    PURPOSE = "purpose"
    BODY = "university, faculty or department"
    SUPERVISOR = "supervisor"
    DATE = "date"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CoverLine:
    """A line and its kind; ``rest`` is what follows the words that tell the kind ("Oleh: SITI" → "SITI")."""

    kind: LineKind
    text: str
    rest: str = ""


_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|januari|februari|maret|mei"
    r"|juni|juli|agustus|oktober|desember|jänner|januar|februar|märz|mai|dezember)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_BARE_DATE = re.compile(
    rf"(?:[\w’'. ]+,\s*)?(?:\d{{1,2}}\.?\s+)?(?:{_MONTH}\.?,?\s+(?:\d{{1,2}},?\s+)?)?(?:19|20)\d{{2}}\.?", re.IGNORECASE
)
_PLACE_DATE = re.compile(r"[^\W\d]+(?:[ ,]+[^\W\d]+){0,2},?\s+(?:19|20)\d{2}\.?")
_DEGREE = re.compile(
    r"(?:(?:usulan |proposal )?(?P<id>skripsi|tesis|thesis|disertasi|tugas akhir|karya tulis ilmiah|laporan akhir)(?: sarjana| magister| akhir)?"
    r"|(?P<en>(?:bachelor|master|diploma|doctoral|phd|ph\.d\.|undergraduate|honou?rs)(?:['’]?s)?(?: degree)?[ -]*(?:thesis|dissertation|project))"
    r"|(?P<de>bachelorarbeit|masterarbeit|diplomarbeit|dissertation))",
    re.IGNORECASE,
)
_BY = re.compile(
    r"(?:(?:di ?susun|di ?ajukan|di ?tulis|di ?kerjakan|di ?buat)(?: dan (?:di ?ajukan|di ?susun))? oleh|oleh|by|written by|author|penulis|nama(?: mahasiswa)?|(?:eingereicht |verfasst )?von)\b\s*:?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"(?:\(?\s*(?:nim|npm|nrp|nbi|stambuk|n\.i\.m|no\.? ?(?:mahasiswa|stambuk|pokok|induk)|nomor (?:pokok|induk|stambuk)(?: mahasiswa)?|student (?:id|number)|matr\S*(?: number| no\.?)?)\b.*"
    r"|\(?[A-Z]{0,4}[ .-]?\d[\d./ -]{5,}\)?)",
    re.IGNORECASE,
)
_SUPERVISOR = re.compile(
    r"(?:(?:dosen )?pembimbing(?: ?(?:utama|pendamping|[IV]+|\d))?|(?:ko-?)?promotor|(?:co-?)?supervisors?|supervised by|(?:thesis )?advis[oe]rs?|betreuer(?:in)?|di ?bimbing oleh)\b\s*:?\s*(?P<rest>.*)",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"(?:submitted|in partial|presented|diajukan|disusun|sebagai (?:salah satu|syarat|persyaratan)|untuk (?:memenuhi|memperoleh|mencapai)|guna |in fulfil|for the degree|requirements|a thesis|eingereicht|zur erlangung)",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:(?:submitted )?(?:to|at|an|zur|am) (?:the |der |dem )?|der |dem )?(?P<name>(?:"
    r"(?:program studi|prodi|jurusan|departemen|fakultas|universitas|institut|sekolah tinggi|sekolah pascasarjana|program (?:pasca ?sarjana|sarjana|magister|doktor)|pascasarjana|politeknik|akademi|uin|iain|stain|stie|stkip|konsentrasi|bagian)\b"
    r"|(?:department|faculty|school|institute|institut|fakultät|fachbereich|college|university|universität)\b"
    r"|(?:[^\W\d]+[ -]){0,4}(?:university|universit\S*t)\b).*)",
    re.IGNORECASE,
)
_DEPARTMENT = re.compile(
    r"(?:program studi|prodi|jurusan|departemen|department(?: of)?|institute of(?! technology)|institut für|fachbereich)\b\s*:?\s*(?P<name>.*)",
    re.IGNORECASE,
)
_FACULTY = re.compile(
    r"(?:fakultas|faculty|school|fakultät|sekolah pascasarjana|program pasca ?sarjana)\b.*", re.IGNORECASE
)
_INSTITUTION = re.compile(
    r"(?:universitas|institut(?!e of (?!tech)| für)|sekolah tinggi|politeknik|akademi|uin|iain|stain|stie|stkip|college)\b.*|.*\buniversit.*",
    re.IGNORECASE,
)
_OPEN_NAME = re.compile(
    r".*\b(?:negeri|islam|kristen|katolik|muhammadiyah|teknologi|universitas|institut|of|pgri|tinggi|ilmu|dan)$",
    re.IGNORECASE,
)
_DEGREE_OF = re.compile(
    r"\b(?:(?:degree of|derajat|gelar)\s+)?(?P<name>(?:Bachelor|Master|Doctor|Magister) of [A-Z]\w+(?: [A-Z]\w+)?|Sarjana(?: [A-Z]\w+){1,3})"
)
_OPEN_TITLE = re.compile(
    r".*(?:\b(?:di|pada|dan|of|at|the|in|dengan|untuk|oleh|and|for|dari|tahun|periode|studi kasus|antara)|[-–:,])$",
    re.IGNORECASE,
)
_NOT_A_COVER = re.compile(
    r"(?:(?:halaman|lembar|surat)? ?(?:pernyataan|pengesahan|persetujuan)\b.*|abstra[ck]t?|kata pengantar|prakata|daftar isi|contents|table of contents|acknowledge?ments?|declaration|statement of .*|approval.*)",
    re.IGNORECASE,
)
_NO_TITLE_LINE = re.compile(
    r"(?:halaman (?:judul|sampul)|judul|cover|logo|kementerian .*|republik indonesia|(?:http|www\.).*|.*@.*)",
    re.IGNORECASE,
)
_COUNTRY = re.compile(
    r",? (?:austria|österreich|germany|deutschland|indonesia|switzerland|netherlands|malaysia)$", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"[-–. ]*(?:\d{1,3}|[ivxlc]+)[-–. ]*")
_NAME_WORD = r"(?:[^\W\d_][\w’'`.-]*)"
_NAME = re.compile(rf"{_NAME_WORD}(?: {_NAME_WORD}){{0,5}}")
_LOWER_IN_NAME = frozenset(("van", "von", "de", "bin", "binti", "der", "den", "al", "el", "zu", "di"))
_TITLE_AFTER_NAME = re.compile(r",\s*(?:[A-Z][A-Za-z]{0,4}\.|(?:B|M)(?:Sc|A|BA|Eng)\b|PhD\b|S[EHT]\b|[SM]Pd\b).*$")
_NAME_AND_NUMBER = re.compile(
    r"(?P<name>[^\W\d][^\d()/]{2,50}?)[ ,]*[(/–-]? ?(?P<number>(?:ni[mr]\b|npm\b|nrp\b)?[.: ]*[A-Z]{0,3}\d[\d./]{5,})\)?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"(?:in|im|in the field of|bidang) [^\W\d].*")
_LETTER_SPACED = re.compile(r"(?:\w ){3,}\w")


def find_cover(pages: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The lines of the page that is the cover, or none."""
    at = cover_page(pages)
    return () if at is None else _cover_lines(pages[at])


def cover_page(pages: Sequence[Sequence[str]]) -> int | None:
    """Which page is the cover: one of few words, with at least two kinds of lines that covers have."""
    for at, page in enumerate(pages[:COVER_PAGES]):
        head = _cover_lines(page)
        if len(" ".join(head).split()) >= COVER_WORDS or any(
            _NOT_A_COVER.fullmatch(line.strip(" .:")) for line in head
        ):
            continue
        kinds = {line.kind for line in classify(head)} - {LineKind.TEXT, LineKind.OTHER, LineKind.PURPOSE}
        if len(kinds) > 1:
            return at
    return None


def _cover_lines(page: Sequence[str]) -> tuple[str, ...]:
    shown = [line for line in page if line and not _PAGE_NUMBER.fullmatch(line)]
    return tuple(part for line in shown[:COVER_LINES] for part in _name_and_number(despaced(line)))


def _name_and_number(line: str) -> tuple[str, ...]:
    """ "ANI SUSANTI (12345678)" as two lines."""
    found = _NAME_AND_NUMBER.fullmatch(line)
    return (found["name"].strip(), found["number"]) if found and is_name(found["name"]) else (line,)


def despaced(line: str) -> str:
    """Letter-spaced capitals as a word.

    >>> despaced("S K R I P S I"), despaced("A B"), despaced("Universit¨at")
    ('SKRIPSI', 'A B', 'Universität')
    """
    line = re.sub(r"¨\s?([aouAOU])", lambda found: found[1] + "\u0308", line)
    line = line.replace("a\u0308", "ä").replace("o\u0308", "ö").replace("u\u0308", "ü")
    line = line.replace("A\u0308", "Ä").replace("O\u0308", "Ö").replace("U\u0308", "Ü")
    return line.replace(" ", "") if _LETTER_SPACED.fullmatch(line) else line


def classify(lines: Sequence[str]) -> list[CoverLine]:
    """The kind of each line; lines that continue a purpose or a department's name are taken with it."""
    found: list[CoverLine] = []
    titled = False  # whether the title is over: dates and bodies are looked for more freely then
    for at, line in enumerate(lines):
        made = _classify(line, titled, found[-1] if found else None)
        follows = made.kind is LineKind.TEXT and found and found[-1].kind is LineKind.PURPOSE
        if follows and not (at + 1 < len(lines) and _NUMBER.fullmatch(lines[at + 1])):
            made = CoverLine(LineKind.PURPOSE, line)
        titled = titled or (made.kind in (LineKind.BY, LineKind.NUMBER, LineKind.PURPOSE))
        titled = titled or (made.kind is LineKind.DEGREE and any(each.kind is LineKind.TEXT for each in found))
        found.append(made)
    return found


def _classify(line: str, titled: bool, before: CoverLine | None) -> CoverLine:  # noqa: PLR0911  # one return a kind
    goes_on = before is not None and before.kind is LineKind.TEXT and bool(_OPEN_TITLE.fullmatch(before.text))
    if _NO_TITLE_LINE.fullmatch(line.strip(" .:")):
        return CoverLine(LineKind.OTHER, line)
    if degree := _DEGREE.fullmatch(line.strip(' .:()"“”')):
        return CoverLine(LineKind.DEGREE, line, degree[0])
    if (by := _BY.fullmatch(line)) and not goes_on and (not by["rest"] or ":" in line or is_name(by["rest"])):
        return CoverLine(LineKind.BY, line, by["rest"])
    if _NUMBER.fullmatch(line):
        return CoverLine(LineKind.NUMBER, line)
    if supervisor := _SUPERVISOR.fullmatch(line):
        return CoverLine(LineKind.SUPERVISOR, line, supervisor["rest"])
    if (body := _BODY.fullmatch(line)) and (titled or not goes_on):
        return CoverLine(LineKind.BODY, line, body["name"])
    if before is not None and before.kind is LineKind.DEGREE and _SUBJECT.fullmatch(line):
        return CoverLine(LineKind.OTHER, line)
    if _PURPOSE.match(line):
        return CoverLine(LineKind.PURPOSE, line)
    if (_BARE_DATE.fullmatch(line) and not goes_on) or (titled and _PLACE_DATE.fullmatch(line)):
        return CoverLine(LineKind.DATE, line)
    return CoverLine(LineKind.TEXT, line)


def read_cover(cover: Sequence[str], named: Sequence[str] = ()) -> Iterator[KnownField]:
    """What a cover says, as it is printed there. ``named`` are authors known from elsewhere, to be told from the title."""
    lines = classify(cover)
    authors, author_lines = _authors(lines, frozenset(map(str.casefold, named)))
    title = _title(lines, author_lines)
    degree = next((line.rest for line in lines if line.kind is LineKind.DEGREE), "")
    if not degree:
        of = next(filter(None, (_DEGREE_OF.search(line.text) for line in lines if line.kind is LineKind.PURPOSE)), None)
        degree = of["name"] if of else ""
    years = [year for line in lines if line.kind is LineKind.DATE for year in _YEAR.findall(line.text)]
    bodies = _bodies(lines)
    values: dict[MetadataField, Value | None] = {
        MetadataField.TITLE: title,
        MetadataField.AUTHORS: authors,
        MetadataField.YEAR: int(years[-1]) if years else None,
        MetadataField.INSTITUTION: next((body for body in bodies if _is_institution(body)), None),
        MetadataField.FACULTY: next((body for body in bodies if _FACULTY.fullmatch(body)), None),
        MetadataField.DEPARTMENT: next((found["name"] for found in map(_DEPARTMENT.fullmatch, bodies) if found), None),
        MetadataField.DEGREE: re.sub(r"(?i)['’]s\b", "", degree).lower() if _DEGREE.fullmatch(degree) else degree,
        MetadataField.SUPERVISORS: _supervisors(lines),
    }
    for field, value in values.items():
        if value:
            yield KnownField(field, value, MetadataSource.COVER)


def is_name(text: str) -> bool:
    """Whether the words can be a person's name: one to six words that begin with capitals, no digits.

    >>> is_name("SITI RAHMAWATI"), is_name("Kota kembar di dunia"), is_name("Anna von Huber")
    (True, False, True)
    """
    words = without_degrees(text).split()
    return bool(_NAME.fullmatch(without_degrees(text))) and all(
        word[0].isupper() or word.lower() in _LOWER_IN_NAME for word in words
    )


def without_degrees(name: str) -> str:
    """A name without the academic degrees behind it.

    >>> without_degrees("ANDI BASO, S.Sos., M.Si.")
    'ANDI BASO'
    """
    return _TITLE_AFTER_NAME.sub("", name.strip(' .:()"“”')).strip(" ,")


def _authors(lines: Sequence[CoverLine], named: frozenset[str]) -> tuple[tuple[str, ...], frozenset[int]]:
    """The authors and the lines that name them."""
    for at, line in enumerate(lines):
        if line.kind is LineKind.BY:
            if line.rest:
                return (without_degrees(line.rest),), frozenset()
            following = _names_from(lines, at + 1)
            if following:
                return tuple(without_degrees(lines[each].text) for each in following), frozenset(following)
    before_number = [
        at for at in range(1, len(lines) - 1) if lines[at + 1].kind is LineKind.NUMBER and _is_person(lines, at)
    ]
    before_date = [at for at in range(1, len(lines) - 1) if _is_person(lines, at) and _precedes_date(lines, at)]
    alone = [
        at for at in range(2, len(lines) - 1) if _is_person(lines, at) and _stands_between_degree_and_body(lines, at)
    ]
    known = [
        at for at, line in enumerate(lines) if without_degrees(line.text).casefold() in named or _has_initial(lines, at)
    ]
    found = before_number or known or before_date[:1] or alone
    return tuple(without_degrees(lines[at].text) for at in found), frozenset(found)


def _names_from(lines: Sequence[CoverLine], start: int) -> list[int]:
    named: list[int] = []
    for at in range(start, len(lines)):
        if lines[at].kind is LineKind.NUMBER and named:
            continue
        if not (lines[at].kind is LineKind.TEXT and is_name(lines[at].text)):
            break
        if named and lines[at - 1].kind is not LineKind.NUMBER:
            break  # a second line without a number between is a place or the rest of something
        named.append(at)
    return named


def _is_person(lines: Sequence[CoverLine], at: int) -> bool:
    """A name of more than one word that is not the whole title."""
    text = lines[at].text
    before = any(line.kind is LineKind.TEXT for line in lines[:at])
    return lines[at].kind is LineKind.TEXT and before and len(text.split()) > 1 and is_name(text)


def _has_initial(lines: Sequence[CoverLine], at: int) -> bool:
    """ "Jane Q. Doe" below the title: no title ends so."""
    words = lines[at].text.split()
    return _is_person(lines, at) and len(words) == 3 and bool(re.fullmatch(r"[A-Z]\.", words[1]))


def _precedes_date(lines: Sequence[CoverLine], at: int) -> bool:
    following = [line for line in lines[at + 1 : at + 3] if line.kind is not LineKind.OTHER]
    return bool(following) and following[0].kind is LineKind.DATE


def _stands_between_degree_and_body(lines: Sequence[CoverLine], at: int) -> bool:
    titled = any(line.kind is LineKind.TEXT for line in lines[: at - 1])
    return titled and lines[at - 1].kind in (LineKind.DEGREE, LineKind.PURPOSE) and lines[at + 1].kind is LineKind.BODY


def _title(lines: Sequence[CoverLine], author_lines: frozenset[int]) -> str:
    """The first run of lines that are nothing else."""
    title = ""
    for at, line in enumerate(lines):
        if line.kind is LineKind.TEXT and at not in author_lines:
            title = title + line.text if title.endswith("-") else f"{title} {line.text}"
        elif title:
            break
    return title.strip(' "“”«»')


def _bodies(lines: Sequence[CoverLine]) -> list[str]:
    """University, faculty and department, each with the lines that it runs over."""
    bodies: list[str] = []
    for at, line in enumerate(lines):
        following = lines[at + 1].kind if at + 1 < len(lines) else None
        if line.kind is LineKind.BODY:
            bodies.append(_without_country(line.rest.split(",")[0]).strip(" ."))
        elif line.kind is LineKind.PURPOSE and (
            named := re.search(r"\b(?:to|at) the ((?:Department|Faculty|Institute) .*)", line.text)
        ):
            bodies.append(named[1].strip(" ,."))
        elif (
            line.kind is LineKind.TEXT
            and bodies
            and lines[at - 1].kind is LineKind.BODY
            and (following is LineKind.BODY or _OPEN_NAME.fullmatch(bodies[-1]))
        ):
            bodies[-1] = f"{bodies[-1]} {line.text}"
    return bodies


def _without_country(body: str) -> str:
    """ "University of Salzburg Austria" without the country; "Universitas Indonesia" keeps its name."""
    shorter = _COUNTRY.sub("", body)
    return shorter if len(shorter.split()) > 2 else body


def _is_institution(body: str) -> bool:
    return bool(_INSTITUTION.fullmatch(body)) and not _DEPARTMENT.fullmatch(body) and not _FACULTY.fullmatch(body)


def _supervisors(lines: Sequence[CoverLine]) -> tuple[str, ...]:
    found = []
    for at, line in enumerate(lines):
        if line.kind is LineKind.SUPERVISOR:
            following = lines[at + 1] if at + 1 < len(lines) else None
            named = line.rest or (following.text if following and following.kind is LineKind.TEXT else "")
            if named and not _YEAR.search(named):
                found.append(
                    re.sub(r"^\d[.)]\s*", "", named).strip(" .;:") + ("." if named.rstrip().endswith(".") else "")
                )
    return tuple(found)
