"""Folders with one PDF a chapter: which files are one thesis, and in what order they are read. Looks at names alone.

A folder is taken for one thesis by itself only where that is certain: every PDF in it is named like a part of a thesis
and at least one like a chapter. Everything else is said by the user (``add --thesis FOLDER``).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}

_PARTS: tuple[tuple[str, int], ...] = (
    (
        r"cover|sampul|hal(?:aman)?[ _.-]*judul|judul|title(?:[ _.-]*page)?|halaman[ _.-]*depan|bagian[ _.-]*(?:awal|depan)|front(?:[ _.-]*matter)?|awal",
        0,
    ),
    (r"(?:lembar[ _.-]*)?(?:pengesahan|persetujuan)|approval", 1),
    (r"(?:surat[ _.-]*)?(?:pernyataan|keaslian|orisinalitas)|declaration|statement", 2),
    (r"abstra[ck]t?|abstraksi|intisari|ringkasan|summary", 3),
    (r"kata[ _.-]*pengantar|prakata|persembahan|motto|preface|acknowledge?ments?|dedication", 4),
    (
        r"daftar[ _.-]*(?:isi|tabel|gambar|singkatan|istilah)|(?:table[ _.-]*of[ _.-]*)?contents|list[ _.-]*of[ _.-]*(?:tables|figures)",
        5,
    ),
    (
        r"(?:bab|chapter|chap|ch|bagian|kapitel)[ _.-]*(?P<number>\d{1,2}|[ivxlc]+)(?:[ _.-]*(?:-|sd|s\.d\.|to|sampai|dan|&)[ _.-]*(?:bab[ _.-]*)?(?:\d{1,2}|[ivxlc]+))?",
        10,
    ),
    (r"pendahuluan|introduction", 11),
    (r"(?:tinjauan|kajian)[ _.-]*pustaka|literature[ _.-]*review", 12),
    (r"metod\w*(?:[ _.-]*penelitian)?|methods?|methodology", 13),
    (r"hasil(?:[ _.-]*dan[ _.-]*pembahasan)?|pembahasan|results?(?:[ _.-]*and[ _.-]*discussion)?|discussion", 14),
    (r"penutup|kesimpulan(?:[ _.-]*dan[ _.-]*saran)?|simpulan|conclusions?", 15),
    (r"daftar[ _.-]*(?:pustaka|rujukan|referensi)|dapus|dp|referensi|bibliography|references", 20),
    (r"lampiran(?:[ _.-]*\w{1,3})?|appendi(?:x|ces)(?:[ _.-]*\w{1,3})?|bagian[ _.-]*akhir|akhir", 30),
    (r"(?:daftar[ _.-]*)?riwayat[ _.-]*hidup|biodata|cv|curriculum[ _.-]*vitae", 31),
)
CHAPTER = 10
_EDGE = r"(?:^|(?<=[ _.()-]))"
_PATTERNS = [(re.compile(rf"{_EDGE}(?:{pattern})(?=$|[ _.,()-])", re.IGNORECASE), rank) for pattern, rank in _PARTS]
_LEADING_NUMBER = re.compile(r"\s*(?P<number>\d{1,3})(?!\d)[ _.)-]*")


@dataclass(frozen=True, slots=True)
class PartName:
    """What a file's name says: its place among the kinds of parts, its chapter number, what stands in front of it."""

    rank: int
    number: int
    prefix: str


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that are one thesis, in reading order. ``folder`` is None for a thesis in a single file."""

    files: tuple[Path, ...]
    folder: Path | None = None


def part_name(stem: str) -> PartName | None:
    """What part of a thesis a file is, or None where its name does not say.

    >>> part_name("BAB IV Hasil"), part_name("03_bab 3"), part_name("E0612_skripsi_lampiran").rank, part_name("kota")
    (PartName(rank=10, number=4, prefix=''), PartName(rank=10, number=3, prefix=''), 30, None)
    """
    leading = _LEADING_NUMBER.match(stem)
    rest = stem[leading.end() :] if leading else stem
    found = [(match, rank) for pattern, rank in _PATTERNS if (match := pattern.search(rest))]
    if not found:
        return None
    chapters = [each for each in found if each[1] == CHAPTER]
    match, rank = (chapters or sorted(found, key=lambda each: each[0].start()))[0]
    number = _number(match["number"]) if rank == CHAPTER else 0
    return PartName(rank, number, rest[: match.start()].strip(" _.-").casefold())


def are_chapters(names: Sequence[str]) -> bool:
    """Whether files of these names are certainly the parts of one thesis: all parts, a chapter among them, no two alike.

    >>> are_chapters(["cover.pdf", "BAB I.pdf", "BAB II.pdf", "Daftar Pustaka.pdf"])
    True
    >>> are_chapters(["BAB I.pdf", "siti.pdf"]), are_chapters(["ani_bab 1.pdf", "budi_bab 1.pdf"])
    (False, False)
    """
    parts = [part_name(Path(name).stem) for name in names]
    known = [part for part in parts if part is not None]
    chapters = [part.number for part in known if part.rank == CHAPTER]
    one_prefix = len({part.prefix for part in known}) == 1
    return len(known) == len(names) > 1 and bool(chapters) and len(set(chapters)) == len(chapters) and one_prefix


def parts_in_order(files: Collection[Path]) -> tuple[Path, ...]:
    """By the numbers in front where all have one, each another; else front matter, chapters, bibliography, appendices.

    >>> names = ["Lampiran.pdf", "BAB X.pdf", "BAB IX.pdf", "abstrak.pdf", "cover.pdf", "daftar pustaka.pdf"]
    >>> [path.stem for path in parts_in_order([Path(name) for name in names])]
    ['cover', 'abstrak', 'BAB IX', 'BAB X', 'daftar pustaka', 'Lampiran']
    """
    leading = [_LEADING_NUMBER.match(file.stem) for file in files]
    if all(leading) and len({match["number"] for match in leading if match}) == len(files):
        return tuple(sorted(files, key=lambda file: _natural(file.name)))
    return tuple(sorted(files, key=_place))


def uploads_of(files: Sequence[Path], folders: Collection[Path], known: Mapping[str, str]) -> Iterator[Upload]:
    """Group files into theses, in the order of the first file of each.

    ``folders`` are theses because the user says so, ``known`` because the library has them as such; any other folder
    all of whose PDFs are among the files is one if the names leave no doubt.
    """
    of_folder: dict[Path, list[Path]] = {}
    for file in files:
        of_folder.setdefault(file.parent, []).append(file)
    done: set[Path] = set()
    for file in files:
        folder = file.parent
        said = next((each for each in folders if each == folder or each in folder.parents), None)
        if said is not None:
            if said not in done:
                done.add(said)
                yield Upload(parts_in_order([each for each in files if said in each.parents]), said)
        elif str(folder) in known or (
            are_chapters([each.name for each in of_folder[folder]]) and _is_all(folder, of_folder[folder])
        ):
            if folder not in done:
                done.add(folder)
                yield Upload(parts_in_order(of_folder[folder]), folder)
        else:
            yield Upload((file,))


def _is_all(folder: Path, files: Sequence[Path]) -> bool:
    inside = {each for each in folder.iterdir() if each.suffix.lower() == ".pdf"} if folder.is_dir() else set()
    return len(inside) <= len(files)


def _place(file: Path) -> tuple[int, int, list[tuple[int, int | str]]]:
    part = part_name(file.stem)
    if part is None:
        return (CHAPTER, 0, _natural(file.name))
    return (part.rank, part.number, _natural(file.name))


def _natural(name: str) -> list[tuple[int, int | str]]:
    """Numbers by their value: "bab 2" before "bab 10"."""
    pieces = re.findall(r"\d+|\D+", name.casefold())
    return [(0, int(piece)) if piece.isdigit() else (1, piece) for piece in pieces]


def _number(text: str) -> int:
    """Arabic or roman.

    >>> _number("14"), _number("XIV"), _number("ix")
    (14, 14, 9)
    """
    if text.isdigit():
        return int(text)
    values = [_ROMAN[letter] for letter in text.lower()]
    return sum(-value if value < max(values[at + 1 :], default=0) else value for at, value in enumerate(values))
