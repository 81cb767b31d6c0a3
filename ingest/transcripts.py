"""Interview transcripts: who speaks, and where a turn begins. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ingest.cleanup import Line

MIN_TURNS = 4
"""Lines that begin with a name and a colon are turns where at least two names come so often together, ..."""

MIN_TURNS_EACH = 2
"""... each at least this often: "Catatan:" and "Sumber:" stand alone."""

MAX_GAP = 60
"""Lines between two turns of one transcript."""

_SPEAKER = re.compile(
    r"(?P<name>(?:Pewawancara|Peneliti|Penanya|Penulis|Informan|Narasumber|Responden|Partisipan|Subjek|Moderator"
    r"|Interviewer|Interviewee|Researcher|Respondent|Participant|Informant|Speaker|Question|Answer|Tanya|Jawab"
    r"|Pertanyaan|Jawaban)(?:\s+(?:\d{1,2}|[A-Z]|[IVX]{1,4}))?|[A-Z]{1,3}\d{0,2}"
    r"|(?:(?:Bapak|Ibu|Pak|Bu|Mr\.|Mrs\.|Ms\.|Dr\.)\s+)?[A-Z][\w'’.-]+(?:\s+[A-Z][\w'’.-]+){0,2})\s*:\s*(?=\S|$)",
)
_ROLE = re.compile(
    r"pewawancara|peneliti|penanya|informan|narasumber|responden|partisipan|interview|researcher|respondent|participant"
    r"|informant|tanya|jawab|pertanyaan|^[PQTJIANR]\d{0,2}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one person says at a stretch: ``text[start:end]``, the speaker's name at its beginning."""

    speaker: str
    start: int
    end: int


def find_turns(lines: Sequence[Line], apart: Collection[int]) -> tuple[int, ...]:
    """The lines that begin a turn; none in ``apart`` (headings, contents, tables).

    >>> said = ["P : Sejak kapan?", "I : Sejak 2009.", "Waktu itu ada surat.", "P : Lalu?", "I : Lalu berhenti."]
    >>> find_turns([Line(0, text) for text in said], ())
    (0, 1, 3, 4)
    """
    begins = [
        (at, match["name"])
        for at, line in enumerate(lines)
        if at not in apart and (match := _SPEAKER.match(line.text)) is not None
    ]
    found: list[int] = []
    stretch: list[tuple[int, str]] = []
    for begin in begins:
        if stretch and begin[0] - stretch[-1][0] > MAX_GAP:
            found.extend(_spoken(stretch))
            stretch = []
        stretch.append(begin)
    return (*found, *_spoken(stretch))


def _spoken(stretch: Sequence[tuple[int, str]]) -> list[int]:
    """The turns of a stretch, if it is a conversation: at least two speakers that come again, one of them by a role."""
    counts = Counter(name for _, name in stretch)
    speakers = {name for name, count in counts.items() if count >= MIN_TURNS_EACH or _ROLE.search(name)}
    often = [name for name in speakers if counts[name] >= MIN_TURNS_EACH]
    turns = [at for at, name in stretch if name in speakers]
    if len(often) < 2 or len(turns) < MIN_TURNS or not any(_ROLE.search(name) for name in speakers):
        return []
    return turns


def turns_of(text: str, start: int, end: int) -> tuple[Turn, ...]:
    """The turns of a transcript, which begin paragraphs of the reading text; what stands before the first is none.

    >>> text = "Wawancara\\nP : Sejak kapan?\\nI : Sejak 2009.\\nP : Lalu?\\nI : Berhenti."
    >>> [(turn.speaker, text[turn.start : turn.end]) for turn in turns_of(text, 0, len(text))][:2]
    [('P', 'P : Sejak kapan?'), ('I', 'I : Sejak 2009.')]
    """
    paragraphs: list[tuple[int, Line]] = []
    at = start
    for paragraph in text[start:end].split("\n"):
        paragraphs.append((at, Line(0, paragraph)))
        at += len(paragraph) + 1
    begins = find_turns([line for _, line in paragraphs], ())
    turns = []
    for number, begin in enumerate(begins):
        offset, line = paragraphs[begin]
        match = _SPEAKER.match(line.text)
        last = paragraphs[begins[number + 1]][0] - 1 if number + 1 < len(begins) else end
        if match is not None:
            turns.append(Turn(match["name"], offset, offset + len(text[offset:last].rstrip())))
    return tuple(turns)
