"""A draft's report in words: the names of verdicts, reasons and changes in both languages, terminal lines, JSON. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ingest.language import Language
from retrieval.changes import ChangeKind, Piece
from retrieval.citation import Citation, place, thesis_name
from retrieval.claims import ClaimLabel
from retrieval.draft import Draft
from retrieval.draft_citations import DraftCitation
from retrieval.edited_quotes import Edit, EditKind
from retrieval.verdict import Verdict, VerdictKind, VerdictReason
from retrieval.verify import CheckedClaim, CheckedQuotation, DraftReport
from retrieval.wording import one_line

Names = dict[Language, dict[Any, str]]

VERDICTS: Names = {
    "en": {
        VerdictKind.EXACT: "exact",
        VerdictKind.ALTERED: "altered",
        VerdictKind.ELSEWHERE: "elsewhere",
        VerdictKind.NOT_FOUND: "not found",
        VerdictKind.UNCHECKED: "unchecked",
        VerdictKind.FAILED: "check failed",
    },
    "id": {
        VerdictKind.EXACT: "tepat",
        VerdictKind.ALTERED: "berubah",
        VerdictKind.ELSEWHERE: "di tempat lain",
        VerdictKind.NOT_FOUND: "tidak ditemukan",
        VerdictKind.UNCHECKED: "tidak diperiksa",
        VerdictKind.FAILED: "pemeriksaan gagal",
    },
}
REASONS: Names = {
    "en": {
        VerdictReason.WORD_FOR_WORD: "It stands there word for word.",
        VerdictReason.MARKED_EDITS: "It stands there word for word, but for what the quote itself marks as edited.",
        VerdictReason.OTHER_WORDS: "The text has other words.",
        VerdictReason.HIDDEN_CHANGE: "What is left out or put in hides a negation or changes a number.",
        VerdictReason.STITCHED: "It is stitched together from several places.",
        VerdictReason.OTHER_PAGE: "It stands word for word on another page than cited.",
        VerdictReason.PAGE_OF_THE_FILE: "The page cited is the place in the PDF file, not the number printed on the page.",
        VerdictReason.OTHER_THESIS: "It stands word for word in another thesis than cited.",
        VerdictReason.NOT_IN_LIBRARY: "The work cited is not in the library, so it could not be checked there.",
        VerdictReason.NO_SUCH_WORDS: "Nothing in the library has these words, or nearly these.",
        VerdictReason.TOO_SHORT: "It is too short, and without a citation, to tell what it quotes.",
        VerdictReason.NO_WORDS: "There are no words in it.",
        VerdictReason.CHECK_BROKE: "The check broke off; that says nothing about the draft.",
        VerdictReason.NO_JUDGE: "",
        VerdictReason.JUDGED_SUPPORTED: "The chat model judges it supported by these words; its judgement may be wrong.",
        VerdictReason.JUDGED_UNSUPPORTED: "The chat model judges it not supported by these words; its judgement may be wrong.",
        VerdictReason.JUDGED_UNSURE: "The chat model cannot tell whether these words support it.",
    },
    "id": {
        VerdictReason.WORD_FOR_WORD: "Tertulis di sana kata demi kata.",
        VerdictReason.MARKED_EDITS: "Tertulis di sana kata demi kata, selain yang ditandai kutipan itu sendiri sebagai suntingan.",
        VerdictReason.OTHER_WORDS: "Kata-kata dalam teksnya berbeda.",
        VerdictReason.HIDDEN_CHANGE: "Bagian yang dihilangkan atau disisipkan menyembunyikan ingkaran atau mengubah angka.",
        VerdictReason.STITCHED: "Disambung dari beberapa tempat.",
        VerdictReason.OTHER_PAGE: "Tertulis kata demi kata, tetapi di halaman lain daripada yang dirujuk.",
        VerdictReason.PAGE_OF_THE_FILE: "Halaman yang dirujuk adalah urutan dalam berkas PDF, bukan nomor yang tercetak.",
        VerdictReason.OTHER_THESIS: "Tertulis kata demi kata, tetapi dalam karya lain daripada yang dirujuk.",
        VerdictReason.NOT_IN_LIBRARY: "Karya yang dirujuk tidak ada di pustaka, jadi tidak dapat diperiksa di sana.",
        VerdictReason.NO_SUCH_WORDS: "Tidak ada yang memuat kata-kata ini, atau yang hampir sama, di pustaka.",
        VerdictReason.TOO_SHORT: "Terlalu pendek, dan tanpa rujukan, untuk mengetahui apa yang dikutip.",
        VerdictReason.NO_WORDS: "Tidak ada kata di dalamnya.",
        VerdictReason.CHECK_BROKE: "Pemeriksaan terhenti; ini tidak mengatakan apa pun tentang naskahnya.",
        VerdictReason.NO_JUDGE: "",
        VerdictReason.JUDGED_SUPPORTED: "Model percakapan menilainya didukung kata-kata ini; penilaiannya bisa keliru.",
        VerdictReason.JUDGED_UNSUPPORTED: "Model percakapan menilainya tidak didukung kata-kata ini; penilaiannya bisa keliru.",
        VerdictReason.JUDGED_UNSURE: "Model percakapan tidak dapat memastikan apakah kata-kata ini mendukungnya.",
    },
}
LABELS: Names = {
    "en": {
        ClaimLabel.QUOTED: "the same words, without quotation marks",
        ClaimLabel.CLOSE: "close",
        ClaimLabel.NUMBERS_DIFFER: "numbers differ",
        ClaimLabel.NEGATED: "negated on one side",
        ClaimLabel.NOTHING_FOUND: "nothing found",
        ClaimLabel.FAILED: "check failed",
    },
    "id": {
        ClaimLabel.QUOTED: "kata-kata yang sama, tanpa tanda kutip",
        ClaimLabel.CLOSE: "berdekatan",
        ClaimLabel.NUMBERS_DIFFER: "angka berbeda",
        ClaimLabel.NEGATED: "salah satunya ingkaran",
        ClaimLabel.NOTHING_FOUND: "tidak ditemukan apa pun",
        ClaimLabel.FAILED: "pemeriksaan gagal",
    },
}
CHANGES: Names = {
    "en": {
        ChangeKind.NEGATION: "a negation",
        ChangeKind.NUMBER: "a number",
        ChangeKind.NAME: "a name",
        ChangeKind.SUBJECT: "the subject",
        ChangeKind.ORDER: "the order of words",
        ChangeKind.WORD: "other words",
        ChangeKind.DROPPED: "left out",
        ChangeKind.ADDED: "added",
        ChangeKind.MARKS: "punctuation",
        ChangeKind.FOOTNOTE: "a footnote's number",
    },
    "id": {
        ChangeKind.NEGATION: "ingkaran",
        ChangeKind.NUMBER: "angka",
        ChangeKind.NAME: "nama",
        ChangeKind.SUBJECT: "subjek",
        ChangeKind.ORDER: "urutan kata",
        ChangeKind.WORD: "kata lain",
        ChangeKind.DROPPED: "dihilangkan",
        ChangeKind.ADDED: "ditambahkan",
        ChangeKind.MARKS: "tanda baca",
        ChangeKind.FOOTNOTE: "nomor catatan kaki",
    },
}
EDITS: Names = {
    "en": {
        EditKind.OMISSION: "left out",
        EditKind.INSERTION: "put in",
        EditKind.REPLACEMENT: "put in the place of",
        EditKind.SIC: "so in the text",
        EditKind.LETTER: "first letter changed",
        EditKind.FOOTNOTE: "a footnote's number left out",
    },
    "id": {
        EditKind.OMISSION: "dihilangkan",
        EditKind.INSERTION: "disisipkan",
        EditKind.REPLACEMENT: "menggantikan",
        EditKind.SIC: "demikian dalam teks",
        EditKind.LETTER: "huruf pertama diubah",
        EditKind.FOOTNOTE: "nomor catatan kaki dihilangkan",
    },
}
_WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "counts": "{quotations} quotations and {claims} statements checked against {theses} theses.",
        "text": "the text has",
        "nothing_in_text": "nothing",
        "also": "also: {places}",
        "other_year": "Cited with another year than the thesis bears.",
        "wrong_page": "The page cited is another one.",
        "wrong_thesis": "The thesis cited is another one.",
        "quotation": "quotation",
        "statement": "statement",
        "nearest": "{label}; nearness is no support",
    },
    "id": {
        "counts": "{quotations} kutipan dan {claims} pernyataan diperiksa terhadap {theses} karya.",
        "text": "dalam teks",
        "nothing_in_text": "tidak ada",
        "also": "juga: {places}",
        "other_year": "Dirujuk dengan tahun yang lain daripada tahun karyanya.",
        "wrong_page": "Halaman yang dirujuk lain.",
        "wrong_thesis": "Karya yang dirujuk lain.",
        "quotation": "kutipan",
        "statement": "pernyataan",
        "nearest": "{label}; kedekatan bukan dukungan",
    },
}
SHOWN = 300
"""Characters of a quote that a terminal shows."""


def label(claim: CheckedClaim, language: Language) -> str:
    """The label of a statement, with the reminder that nearness is no support."""
    name = LABELS[language][claim.nearest.label]
    near = claim.nearest.label in (ClaimLabel.CLOSE, ClaimLabel.NUMBERS_DIFFER, ClaimLabel.NEGATED)
    return _WORDS[language]["nearest"].format(label=name) if near else name


def reasons(checked: CheckedQuotation, language: Language) -> list[str]:
    """Why a quotation has its verdict, and what else is wrong with its citation."""
    verdict, words = checked.verdict, _WORDS[language]
    lines = [REASONS[language][verdict.reason]]
    if verdict.kind is VerdictKind.ALTERED and verdict.right_thesis is False:
        lines.append(words["wrong_thesis"])
    elif verdict.kind is VerdictKind.ALTERED and verdict.right_page is False:
        lines.append(words["wrong_page"])
    if checked.attributed.other_year:
        lines.append(words["other_year"])
    return lines


def change_line(piece: Piece, language: Language) -> str:
    """One difference in words.

    >>> change_line(Piece("87,4", "97,4", ChangeKind.NUMBER), "en")
    'a number: “87,4”, the text has “97,4”'
    """
    words = _WORDS[language]
    stored = f"“{one_line(piece.stored)}”" if piece.stored else words["nothing_in_text"]
    quoted = f"“{one_line(piece.quoted)}”" if piece.quoted else "–"
    return f"{CHANGES[language][piece.change]}: {quoted}, {words['text']} {stored}"


def edit_line(edit: Edit, language: Language) -> str:
    """One marked edit in words.

    >>> edit_line(Edit(EditKind.OMISSION, "[…]", "antar kota"), "id")
    '[…] dihilangkan: “antar kota”'
    """
    stored = f": “{one_line(edit.stored)}”" if edit.stored else ""
    return f"{edit.marked} {EDITS[language][edit.kind]}{stored}".strip()


def where(citation: Citation, language: Language) -> str:
    """A place with its thesis."""
    return f"{thesis_name(citation.thesis)}, {place(citation, language)}"


def also(verdict: Verdict, language: Language) -> str:
    """Other places of the same words, as one line; "" where there are none."""
    if not verdict.also:
        return ""
    return _WORDS[language]["also"].format(places="; ".join(where(each, language) for each in verdict.also))


def report_lines(report: DraftReport, language: Language) -> Iterator[str]:
    """The report for a terminal: one block a quotation and a statement."""
    words = _WORDS[language]
    yield words["counts"].format(
        quotations=len(report.quotations), claims=len(report.claims), theses=len(report.theses)
    )
    for number, checked in numbered(report):
        yield ""
        if isinstance(checked, CheckedQuotation):
            yield f"{number}. {words['quotation']}: {VERDICTS[language][checked.verdict.kind].upper()}"
            yield f"   “{_shown(checked.quotation.text)}”{_cited(report.draft, checked.citation)}"
            yield from (f"   {line}" for line in reasons(checked, language) if line)
            yield from _evidence(checked.verdict, language)
        else:
            yield f"{number}. {words['statement']}: {label(checked, language).upper()}"
            yield f"   {_shown(checked.text)}{_cited(report.draft, checked.citation)}"
            yield from (f"   – {change_line(piece, language)}" for piece in checked.nearest.pieces if piece.change)
            yield from _places(checked.nearest.citations, language)
            if reason := judgement(checked, language):
                yield f"   {reason}"


def judgement(claim: CheckedClaim, language: Language) -> str:
    """The chat model's judgement, marked as its own; "" where it was not asked."""
    if claim.judged is None:
        return ""
    return f"{REASONS[language][claim.support.reason]} {claim.judged.reason} ({claim.judged.model})".strip()


def _evidence(verdict: Verdict, language: Language) -> Iterator[str]:
    yield from (f"   – {change_line(piece, language)}" for piece in verdict.changes)
    yield from (f"   – {edit_line(edit, language)}" for edit in verdict.edits)
    yield from _places(verdict.citations, language)
    if others := also(verdict, language):
        yield f"   {others}"


def _places(citations: tuple[Citation, ...], language: Language) -> Iterator[str]:
    """The words found and where; the place of several parts is told once where it is the same."""
    for at, citation in enumerate(citations):
        yield f"   → “{_shown(citation.quote)}”"
        told = f"     {where(citation, language)} · {citation.file_name}"
        following = citations[at + 1] if at + 1 < len(citations) else None
        if following is None or where(following, language) != where(citation, language):
            yield told


def numbered(report: DraftReport) -> Iterator[tuple[int, CheckedQuotation | CheckedClaim]]:
    """All that was checked, in the order of the draft, numbered from 1."""
    everything: list[CheckedQuotation | CheckedClaim] = [*report.quotations, *report.claims]
    return enumerate(sorted(everything, key=start_of), 1)


def start_of(checked: CheckedQuotation | CheckedClaim) -> int:
    """Where it begins in the draft."""
    return checked.quotation.start if isinstance(checked, CheckedQuotation) else checked.start


def report_json(report: DraftReport) -> dict[str, Any]:
    """The report as JSON: offsets count code points of ``text``."""
    return {
        "name": report.draft.name,
        "text": report.draft.text,
        "theses": [thesis.id for thesis in report.theses],
        "quotations": [_quotation_json(report.draft, each) for each in report.quotations],
        "statements": [_claim_json(report.draft, each) for each in report.claims],
    }


def _quotation_json(draft: Draft, checked: CheckedQuotation) -> dict[str, Any]:
    verdict = checked.verdict
    return {
        "start": checked.quotation.start,
        "end": checked.quotation.end,
        "quote": checked.quotation.text,
        "citation": _citation_json(draft, checked.citation),
        "check": verdict.check,
        "verdict": verdict.kind,
        "reason": verdict.reason,
        "right_thesis": verdict.right_thesis,
        "right_page": verdict.right_page,
        "other_year": checked.attributed.other_year,
        "changes": [_piece_json(piece) for piece in verdict.changes],
        "edits": [{"kind": edit.kind, "marked": edit.marked, "stored": edit.stored} for edit in verdict.edits],
        "places": [_place_json(each) for each in verdict.citations],
        "also": [_place_json(each) for each in verdict.also],
    }


def _claim_json(draft: Draft, claim: CheckedClaim) -> dict[str, Any]:
    return {
        "start": claim.start,
        "end": claim.end,
        "statement": claim.text,
        "citation": _citation_json(draft, claim.citation),
        "label": claim.nearest.label,
        "changes": [_piece_json(piece) for piece in claim.nearest.pieces if piece.change],
        "places": [_place_json(each) for each in claim.nearest.citations],
        "support": {"verdict": claim.support.kind, "reason": claim.support.reason},
        "judgement": None
        if claim.judged is None
        else {"of": claim.judged.model, "says": claim.judged.entailment, "reason": claim.judged.reason},
    }


def _citation_json(draft: Draft, citation: DraftCitation | None) -> dict[str, Any] | None:
    if citation is None:
        return None
    return {
        "text": draft.text[citation.start : citation.end],
        "names": list(citation.names),
        "year": citation.year,
        "pages": list(citation.pages),
    }


def _piece_json(piece: Piece) -> dict[str, Any]:
    return {"change": piece.change, "quoted": piece.quoted, "stored": piece.stored}


def _place_json(citation: Citation) -> dict[str, Any]:
    return {
        "thesis": citation.thesis.id,
        "title": citation.thesis.title,
        "doc": citation.file_name,
        "document_id": citation.span.document_id,
        "start": citation.span.start,
        "end": citation.span.end,
        "quote": citation.quote,
        "pages": [{"index": page.index, "label": page.label} for page in citation.pages],
        "section": citation.section_title,
    }


def _cited(draft: Draft, citation: DraftCitation | None) -> str:
    return f" – {one_line(draft.text[citation.start : citation.end])}" if citation else ""


def _shown(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= SHOWN else f"{line[: SHOWN - 1]}…"
