"""The names that the parts of a thesis bear everywhere, in Indonesian, English and German, and what they say. Pure."""

from __future__ import annotations

import re

from ingest.document import SectionKind

_WORK = r"(?:skripsi|tesis|disertasi|tugas akhir|karya (?:ilmiah|tulis)|laporan|thesis|dissertation)"

_NAMES: tuple[tuple[SectionKind, str], ...] = (
    (SectionKind.COVER, r"halaman (?:judul|sampul)(?: \w+)?|title page|cover"),
    (
        SectionKind.APPROVAL,
        r"(?:(?:halaman|lembar|surat|berita acara) )?(?:pengesahan|persetujuan|penerimaan|penetapan)(?: \w+){0,4}"
        r"|(?:(?:halaman|lembar|surat) )?pernyataan(?: \w+){0,6}|berita acara(?: \w+){0,4}|pakta integritas"
        r"|halaman (?:hak cipta|tim penguji)|tim penguji|(?:lembar|kartu) (?:bimbingan|konsultasi)(?: \w+){0,3}"
        r"|statement of (?:authentication|authorship|originality|authenticity)|(?:\w+ )?declaration(?: of \w+(?: \w+)?)?"
        r"|approval(?: (?:sheet|page))?|certificate of \w+|affidavit|copyright(?: notice)?"
        r"|(?:eidesstattliche|ehrenw[oö]rtliche) erkl[aä]rung",
    ),
    (
        SectionKind.PREFACE,
        r"(?:halaman )?(?:kata pengantar|prakata|sekapur sirih)|(?:halaman )?ucapan terima ?kasih|preface|foreword"
        r"|acknowledge?ments?|vorwort|danksagung",
    ),
    (
        SectionKind.DEDICATION,
        r"(?:halaman )?(?:persembahan|motto?)(?: (?:dan|&) (?:persembahan|motto?))?|dedication|widmung",
    ),
    (
        SectionKind.VITA,
        r"(?:daftar )?riwayat hidup(?: \w+)?|biodata(?: \w+)?|biografi penulis|tentang penulis|curriculum vitae"
        r"|about the author|lebenslauf",
    ),
    (
        SectionKind.ABSTRACT,
        r"abstra[kc]t?(?:ion|si|s)?|intisari|ringkasan(?: eksekutif)?|(?:executive )?summary|zusammenfassung|kurzfassung",
    ),
    (SectionKind.FRONT_MATTER, r"tentang contoh ini|about this sample"),
    (
        SectionKind.BIBLIOGRAPHY,
        r"(?:daftar (?:pustaka|kepustakaan|referensi|rujukan|bacaan)|kepustakaan|referensi|sumber rujukan"
        r"|bibliografi|bibliography|(?:list of )?references?(?: list)?|works cited|literature(?: cited)?"
        rf"|literaturverzeichnis)(?: (?:bab|chapter) \w+| {_WORK})?",
    ),
    (SectionKind.TRANSCRIPT, r"transkrip(?:si)?(?: (?:hasil )?wawancara.*)?|(?:interview )?transcripts?(?: of .*)?"),
    (
        SectionKind.APPENDIX,
        r"(?:daftar )?lampiran(?:-lampiran)?|appendi(?:x|ces)|anhang|(?:lampiran|appendix|anhang) (?:\d+|[a-z]|[ivx]+)",
    ),
)
_NAMED = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _NAMES)

CHAPTER = re.compile(r"(?:bab|chapter|bagian|part|kapitel)\s+(?:\d{1,2}|[ivxlc]+)\b\.?", re.IGNORECASE)
"""The number line of a chapter: "BAB IV", "Chapter 4"."""

_APPENDIX_START = re.compile(r"(?:lampiran|appendix|anhang)\s+(?:\d{1,2}|[A-Z]|[IVX]+)\b", re.IGNORECASE)
_TRANSCRIPT = re.compile(r"\btran(?:skrip|script)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"^(?P<number>(?:bab|chapter|bagian|part|kapitel)\s+(?:\d+|[ivxlc]+)\b[.:]?|\d{1,2}(?:\.\d{1,2})*\.?|[A-Z](?:\.\d{1,2})+\.?"
    r"|[A-Z]\.|[a-z]\.|\d{1,2}\)|[a-z]\)|\([a-z\d]{1,2}\)|(?-i:[IVX]{2,5}\.))\s+(?P<title>\S.*)$",
    re.IGNORECASE,
)

_FRONT = frozenset({
    SectionKind.COVER, SectionKind.APPROVAL, SectionKind.PREFACE, SectionKind.DEDICATION,
    SectionKind.ABSTRACT, SectionKind.FRONT_MATTER, SectionKind.VITA,
})  # fmt: skip


def kind_of(title: str, level: int = 1) -> SectionKind:
    """What kind of section a title names.

    A numbered chapter "6 Summary", or a section of that name within a chapter, is body: only lists of references,
    appendices and transcripts are what they are called wherever they stand.

    >>> kind_of("DAFTAR PUSTAKA").value, kind_of("BAB I PENDAHULUAN").value, kind_of("Lampiran 2").value
    ('bibliography', 'body', 'appendix')
    >>> kind_of("Summary").value, kind_of("6 Summary").value, kind_of("Summary", level=2).value
    ('abstract', 'body', 'body')
    """
    number, rest = split_number(title)
    bare = re.sub(r"\s*\([^()]*\)$", "", rest.strip(" .:"))
    for kind, pattern in _NAMED:
        if pattern.fullmatch(bare):
            return SectionKind.BODY if kind in _FRONT and (number or level > 1) else kind
    if _APPENDIX_START.match(title):
        return SectionKind.TRANSCRIPT if _TRANSCRIPT.search(title) else SectionKind.APPENDIX
    return SectionKind.BODY


def is_front(kind: SectionKind) -> bool:
    """Whether sections of the kind stand before the first chapter (or, some, behind the last), never between."""
    return kind in _FRONT


def split_number(heading: str) -> tuple[str, str]:
    """A heading's number and the rest.

    >>> split_number("BAB IV HASIL"), split_number("2.1 Motivation"), split_number("Abstract")
    (('BAB IV', 'HASIL'), ('2.1', 'Motivation'), ('', 'Abstract'))
    """
    match = _NUMBERED.match(heading)
    return (match["number"], match["title"]) if match else ("", heading)


def roman_number(text: str) -> int | None:
    """A roman number up to XXXIX; None for anything else.

    >>> roman_number("IV"), roman_number("xii"), roman_number("4")
    (4, 12, None)
    """
    match = re.fullmatch(r"(x{0,3})(ix|iv|v?i{0,3})", text.casefold())
    if not text or match is None:
        return None
    return 10 * len(match[1]) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix").index(match[2])


def levels(numbers: list[str]) -> list[int]:
    """The depth of each heading of a document, from the numbers of all ("" for none).

    "BAB I" and "2" are 1 and "2.1.3" is 3. Letters and figures nest in the order in which they are met:
    a style that is open goes back to its depth, a new one lies below the last.

    >>> levels(["BAB I", "A.", "B.", "1.", "a.", "BAB II", "A.", ""])
    [1, 2, 2, 3, 4, 1, 2, 1]
    >>> levels(["1", "1.1", "1.1.1", "2", "A", "A.1"])
    [1, 2, 3, 1, 1, 2]
    """
    romans = any(re.fullmatch(r"[IVX]{2,5}\.", number) for number in numbers)
    dotted = any(re.fullmatch(r"\d+\.\d.*", number) for number in numbers)
    plain = dotted and not any(CHAPTER.fullmatch(number.rstrip(".:")) for number in numbers)
    found: list[int] = []
    open_styles: list[str] = []
    for at, number in enumerate(numbers):
        style = _style(number, romans and not _follows_letter(numbers, at))
        if plain and re.fullmatch(r"(?:\d+|[A-Z])\.", number):
            style = 1  # "1. Introduction" over "1.1 Motivation"
        if isinstance(style, int):
            depth = style
            open_styles = [*open_styles[: depth - 1], *"." * depth][:depth]
        elif style in open_styles:
            depth = open_styles.index(style) + 1
            del open_styles[depth:]
        else:
            open_styles.append(style)
            depth = len(open_styles)
        found.append(depth)
    return found


def _follows_letter(numbers: list[str], at: int) -> bool:
    """Whether "I." comes behind "H." and "V." behind "U.": a letter in a thesis whose chapters are roman."""
    letter = numbers[at].rstrip(".")
    return len(letter) == 1 and chr(ord(letter) - 1) + "." in numbers[max(0, at - 40) : at] and letter != "I"


def _style(number: str, romans: bool) -> int | str:
    """The depth that a number states, or the style that it is written in."""
    bare = number.rstrip(".:")
    if not bare or CHAPTER.fullmatch(bare) or (romans and re.fullmatch(r"[IVX]+\.", number)):
        return 1
    if re.fullmatch(r"[A-Z]|\d+", number):
        return 1
    if re.fullmatch(r"(?:[A-Z]|\d+)(?:\.\d+)+", bare):
        return bare.count(".") + 1
    return re.sub(r"\d+", "1", re.sub(r"[a-z]", "a", re.sub(r"[A-Z]", "A", number)))
