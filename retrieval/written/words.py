"""Everything that is said of a written answer, in both languages: support, doubts, notices, costs. Pure."""

from __future__ import annotations

from ingest.explain import explain
from ingest.language import Language
from retrieval.answer import Answer, Statement, Support
from retrieval.written.record import Doubt, DoubtKind, Notice, NoticeKind

_SUPPORT: dict[Language, dict[Support, str]] = {
    "id": {
        Support.VERBATIM: "kata demi kata",
        Support.CHECKED: "cocok dengan kutipannya",
        Support.UNCHECKED: "belum dapat dipastikan",
        Support.UNSUPPORTED: "tidak didukung kutipannya",
    },
    "en": {
        Support.VERBATIM: "word for word",
        Support.CHECKED: "agrees with its quote",
        Support.UNCHECKED: "not proved",
        Support.UNSUPPORTED: "not supported by its quote",
    },
}
_DOUBTS: dict[Language, dict[DoubtKind, str]] = {
    "id": {
        DoubtKind.NO_QUOTE: "tanpa kutipan",
        DoubtKind.UNKNOWN_SOURCE: "petikan {words} tidak ada",
        DoubtKind.QUOTE_NOT_FOUND: "kutipan “{words}” tidak ada dalam petikannya",
        DoubtKind.NUMBER_MISSING: "angka {words} tidak ada dalam sumbernya",
        DoubtKind.NAME_MISSING: "“{words}” tidak ada dalam sumbernya",
        DoubtKind.NEGATED: "kutipannya mengatakan sebaliknya",
        DoubtKind.LINK: "alamat {words} tidak ada dalam sumbernya",
        DoubtKind.WRONG_LANGUAGE: "bukan dalam bahasa pertanyaan",
        DoubtKind.NUMBER_BESIDE: "angka {words} ada di sekitar kutipan, bukan di dalamnya",
        DoubtKind.NUMBER_COUNTED: "bilangan “{words}” tidak ada dalam kutipan",
        DoubtKind.NAME_BESIDE: "“{words}” tidak ada dalam kutipan itu sendiri",
        DoubtKind.NAME_UNMATCHED: "“{words}” tidak dapat dicocokkan dengan sumbernya",
        DoubtKind.NEGATION_DIFFERS: "kata “tidak” hanya ada di satu pihak",
        DoubtKind.OTHER_WORDS: "kata-katanya lain dari kutipan",
        DoubtKind.OTHER_LANGUAGE: "kutipannya dalam bahasa lain",
    },
    "en": {
        DoubtKind.NO_QUOTE: "without a quote",
        DoubtKind.UNKNOWN_SOURCE: "there is no passage {words}",
        DoubtKind.QUOTE_NOT_FOUND: "the quote “{words}” is not in its passage",
        DoubtKind.NUMBER_MISSING: "the number {words} is not in its source",
        DoubtKind.NAME_MISSING: "“{words}” is not in its source",
        DoubtKind.NEGATED: "its quote says the opposite",
        DoubtKind.LINK: "the address {words} is not in its source",
        DoubtKind.WRONG_LANGUAGE: "not in the language of the question",
        DoubtKind.NUMBER_BESIDE: "the number {words} stands around the quote, not in it",
        DoubtKind.NUMBER_COUNTED: "the number “{words}” is not in the quote",
        DoubtKind.NAME_BESIDE: "“{words}” is not in the quote itself",
        DoubtKind.NAME_UNMATCHED: "“{words}” cannot be matched with its source",
        DoubtKind.NEGATION_DIFFERS: "only one side says “not”",
        DoubtKind.OTHER_WORDS: "its words are not the quote's",
        DoubtKind.OTHER_LANGUAGE: "its quote is in another language",
    },
}
_UNREADABLE: dict[Language, str] = {
    "id": "tidak ada pernyataan yang dapat dibaca sebagai JSON",
    "en": "no statement that can be read as JSON",
}
_NOTICES: dict[Language, dict[NoticeKind, str]] = {
    "id": {
        NoticeKind.MODEL_FAILED: "{error} Karena itu jawabannya berupa kutipan.",
        NoticeKind.UNUSABLE: "Apa yang ditulis model itu tidak dapat dipakai, juga setelah diminta sekali lagi; karena itu "
        "jawabannya berupa kutipan.",
        NoticeKind.STOPPED: "Model itu berhenti di tengah jawaban; karena itu jawabannya berupa kutipan.",
        NoticeKind.NO_ANSWER: "Menurut model itu petikan yang ditemukan tidak menjawab pertanyaan ini; yang paling dekat "
        "dikutip di sini.",
        NoticeKind.RERANKER_SLOW: "Model pengurut ulang terlalu lambat (KUTIP_RERANKER_SECONDS); urutan tanpa model itu dipakai.",
        NoticeKind.LEFT_OUT: "{count} pernyataan tidak didukung sumbernya dan tidak ditampilkan.",
    },
    "en": {
        NoticeKind.MODEL_FAILED: "{error} So the answer is in quotes.",
        NoticeKind.UNUSABLE: "What the model wrote could not be used, not even when asked once more; so the answer is in "
        "quotes.",
        NoticeKind.STOPPED: "The model stopped in the middle of its answer; so the answer is in quotes.",
        NoticeKind.NO_ANSWER: "The model finds no answer in the passages found; what comes nearest is quoted here.",
        NoticeKind.RERANKER_SLOW: "The re-ranker was too slow (KUTIP_RERANKER_SECONDS); the order is that without it.",
        NoticeKind.LEFT_OUT: "Statements that their sources do not support and that are not shown: {count}.",
    },
}
_WRITTEN_BY: dict[Language, str] = {
    "id": "Ditulis oleh {model} dari petikan, setiap pernyataan dibandingkan dengan kutipannya:",
    "en": "Written by {model} from passages, each statement compared with its quotes:",
}
_ASKING: dict[Language, str] = {
    "id": "{model} sedang menulis; petikan dikirim ke {host} …",
    "en": "{model} is writing; passages are sent to {host} …",
}
_COSTS: dict[Language, tuple[str, str, str]] = {
    "id": (
        "{passages} petikan dikirim ke {host} · {tries} permintaan · {seconds:.1f} detik",
        "{read} token dibaca, {written} ditulis",
        "jumlah token tidak diberitahukan server",
    ),
    "en": (
        "{passages} passages sent to {host} · {tries} requests · {seconds:.1f} seconds",
        "{read} tokens read, {written} written",
        "tokens not told by the server",
    ),
}
MAX_WORDS = 80
"""Characters of a quote that a doubt repeats."""


def support_text(statement: Statement, language: Language) -> str:
    """How a statement stands to its citations, with the reasons for doubt."""
    doubts = "; ".join(doubt_text(doubt, language) for doubt in statement.doubts)
    return _SUPPORT[language][statement.support] + (f": {doubts}" if doubts else "")


def doubt_text(doubt: Doubt, language: Language) -> str:
    words = doubt.words if len(doubt.words) <= MAX_WORDS else f"{doubt.words[:MAX_WORDS]}…"
    return _DOUBTS[language][doubt.kind].replace("{words}", words)


def fault_text(doubt: Doubt | None, language: Language) -> str:
    """A fault as the model is told it; None: nothing could be read."""
    return _UNREADABLE[language] if doubt is None else doubt_text(doubt, language)


def notice_text(notice: Notice, language: Language) -> str:
    error = explain(notice.error, language) if notice.error else ""
    return _NOTICES[language][notice.kind].replace("{count}", str(notice.count)).replace("{error}", error)


def asking_text(model: str, host: str, language: Language) -> str:
    """What is shown while the model writes."""
    return _ASKING[language].format(model=model, host=host)


def written_by(answer: Answer) -> str:
    """The words in front of a written answer; "" for one that is none."""
    if not answer.is_written or answer.writing is None:
        return ""
    return _WRITTEN_BY[answer.question.language].format(model=answer.writing.model)


def costs_text(answer: Answer) -> str:
    """What the model cost; "" where none was asked."""
    spent = answer.writing
    if spent is None:
        return ""
    costs, tokens, untold = _COSTS[answer.question.language]
    told = spent.input_tokens is not None
    counted = tokens.format(read=spent.input_tokens, written=spent.output_tokens) if told else untold
    line = costs.format(passages=spent.passages, host=spent.host, tries=spent.tries, seconds=spent.seconds)
    return f"{line} · {counted}"
