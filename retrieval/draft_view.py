"""A draft's report as the values of its page: the text cut at what was checked, a row a verdict. No markup here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.language import Language
from retrieval import draft_wording as wording
from retrieval.changes import Piece
from retrieval.citation import Citation, thesis_name
from retrieval.claims import ClaimLabel
from retrieval.draft import Paragraph
from retrieval.verdict import VerdictKind
from retrieval.verify import CheckedClaim, CheckedQuotation, DraftReport
from retrieval.wording import one_line
from templates.filling import fill

PAGE = "draft_report.html"

_TONES: dict[VerdictKind | ClaimLabel, str] = {
    VerdictKind.EXACT: "good",
    VerdictKind.ALTERED: "bad",
    VerdictKind.ELSEWHERE: "warn",
    VerdictKind.NOT_FOUND: "bad",
    VerdictKind.UNCHECKED: "open",
    VerdictKind.FAILED: "open",
    ClaimLabel.QUOTED: "warn",
    ClaimLabel.CLOSE: "open",
    ClaimLabel.NUMBERS_DIFFER: "warn",
    ClaimLabel.NEGATED: "warn",
    ClaimLabel.NOTHING_FOUND: "warn",
    ClaimLabel.FAILED: "open",
}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "title": "Quotations checked",
        "draft": "The draft",
        "verdicts": "What was found",
        "theses": "Checked against",
        "nothing": "Nothing was found in it to check: no quotations, and no statements that cite a thesis of the library.",
        "note": "“Exact” means that these words stand on that page of the PDF, character for character but for line ends, "
        "case and the shape of marks. It does not mean that they support what the draft says. Struck out is what "
        "the draft has, in bold what the thesis has instead. Only theses of the library could be looked at.",
    },
    "id": {
        "title": "Kutipan yang diperiksa",
        "draft": "Naskah",
        "verdicts": "Hasil pemeriksaan",
        "theses": "Diperiksa terhadap",
        "nothing": "Tidak ada yang dapat diperiksa di dalamnya: tidak ada kutipan, dan tidak ada pernyataan yang merujuk karya di pustaka.",
        "note": "“Tepat” berarti kata-kata itu tertulis di halaman PDF tersebut, huruf demi huruf selain ganti baris, "
        "huruf besar, dan bentuk tanda. Itu tidak berarti kata-kata itu mendukung isi naskah. Yang dicoret adalah tulisan "
        "naskah, yang tebal adalah tulisan karyanya. Hanya karya di pustaka yang dapat diperiksa.",
    },
}


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the draft; ``number`` is 0 where nothing was checked."""

    text: str
    number: int = 0
    tone: str = ""
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class ParagraphView:
    """A paragraph as parts."""

    parts: tuple[Part, ...]
    is_block_quote: bool


@dataclass(frozen=True, slots=True)
class Place:
    """A place that was found, and its words; ``quote`` is "" where they are the quotation's own."""

    quote: str
    where: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Side:
    """A piece of a comparison; ``kind`` is "" where both sides are the same."""

    quoted: str
    stored: str
    kind: str


@dataclass(frozen=True, slots=True)
class Row:
    """A verdict with all that is to be said of it."""

    number: int
    tone: str
    verdict: str
    said: str
    reason: str
    pieces: tuple[Side, ...]
    changes: tuple[str, ...]
    places: tuple[Place, ...]
    also: str
    cited: str


@dataclass(frozen=True, slots=True)
class Count:
    """How often a verdict was given."""

    number: int
    word: str
    tone: str


@dataclass(frozen=True, slots=True)
class DraftView:
    """A whole report; ``words`` are the headings and notes by their names."""

    words: dict[str, str]
    name: str
    counts: tuple[Count, ...]
    paragraphs: tuple[ParagraphView, ...]
    rows: tuple[Row, ...]
    theses: tuple[str, ...]


def draft_view(report: DraftReport, language: Language) -> DraftView:
    """The report as values to be shown."""
    return DraftView(
        _WORDS[language],
        report.draft.name,
        tuple(_counts(report, language)),
        tuple(_paragraph(each, report, language) for each in report.draft.paragraphs),
        tuple(_row(number, checked, report, language) for number, checked in wording.numbered(report)),
        tuple(thesis_name(thesis) for thesis in report.theses),
    )


def draft_page(report: DraftReport, language: Language) -> str:
    """The report as one HTML page that needs nothing else: the draft with its quotations marked, the verdicts beside it."""
    view = draft_view(report, language)
    return fill(
        PAGE,
        language=language,
        words=view.words,
        name=view.name,
        counts=view.counts,
        paragraphs=view.paragraphs,
        rows=view.rows,
        theses=view.theses,
    )


def _counts(report: DraftReport, language: Language) -> Iterator[Count]:
    verdicts = Counter(each.verdict.kind for each in report.quotations)
    labels = Counter(each.nearest.label for each in report.claims)
    for kind in VerdictKind:
        if verdicts[kind]:
            yield Count(verdicts[kind], wording.VERDICTS[language][kind], _TONES[kind])
    for label in ClaimLabel:
        if labels[label]:
            yield Count(labels[label], wording.LABELS[language][label], _TONES[label])


def _paragraph(paragraph: Paragraph, report: DraftReport, language: Language) -> ParagraphView:
    text, done = report.draft.text, paragraph.start
    parts: list[Part] = []
    for number, checked in wording.numbered(report):
        start, end = _bounds(checked)
        if start < done or end > paragraph.end:
            continue
        parts.append(Part(text[done:start]))
        parts.append(Part(text[start:end], number, _tone(checked), _name(checked, language)))
        done = end
    parts.append(Part(text[done : paragraph.end]))
    return ParagraphView(tuple(part for part in parts if part.text), paragraph.is_block_quote)


def _row(number: int, checked: CheckedQuotation | CheckedClaim, report: DraftReport, language: Language) -> Row:
    citation = checked.citation
    cited = one_line(report.draft.text[citation.start : citation.end]) if citation else ""
    if isinstance(checked, CheckedQuotation):
        verdict = checked.verdict
        said, reason = f"“{one_line(checked.quotation.text)}”", " ".join(wording.reasons(checked, language))
        pieces, places, others = verdict.pieces, verdict.citations, wording.also(verdict, language)
        edits = tuple(wording.edit_line(edit, language) for edit in verdict.edits)
    else:
        said, reason = checked.text, wording.judgement(checked, language)
        pieces, places, others, edits = checked.nearest.pieces, checked.nearest.citations, "", ()
    same = isinstance(checked, CheckedQuotation) and not pieces and not edits
    changed = tuple(wording.change_line(piece, language) for piece in pieces if piece.change)
    return Row(
        number,
        _tone(checked),
        _name(checked, language),
        said,
        reason,
        tuple(_side(piece, language) for piece in pieces) if changed else (),
        (*changed, *edits),
        tuple(_place(each, language, shown=not same) for each in places),
        others,
        cited,
    )


def _side(piece: Piece, language: Language) -> Side:
    kind = "" if piece.change is None else wording.CHANGES[language][piece.change]
    return Side(one_line(piece.quoted), one_line(piece.stored), kind)


def _place(citation: Citation, language: Language, *, shown: bool) -> Place:
    return Place(one_line(citation.quote) if shown else "", wording.where(citation, language), citation)


def _bounds(checked: CheckedQuotation | CheckedClaim) -> tuple[int, int]:
    if isinstance(checked, CheckedQuotation):
        return checked.quotation.start, checked.quotation.end
    return checked.start, checked.end


def _tone(checked: CheckedQuotation | CheckedClaim) -> str:
    return _TONES[checked.verdict.kind if isinstance(checked, CheckedQuotation) else checked.nearest.label]


def _name(checked: CheckedQuotation | CheckedClaim, language: Language) -> str:
    if isinstance(checked, CheckedQuotation):
        return wording.VERDICTS[language][checked.verdict.kind]
    return wording.label(checked, language)
