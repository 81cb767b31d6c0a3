"""What every metric is called, how it is computed and where that comes from, in the order of a report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from evaluation.metrics.formulas_id import FORMULAS
from evaluation.page_hits import CUTOFFS
from ingest.language import Language


@dataclass(frozen=True, slots=True)
class MetricDescription:
    """A metric for people: its title and the formula in words, in both languages, its source, and which way is better
    (None where neither is)."""

    title: Mapping[Language, str]
    formula: Mapping[Language, str]
    source: str
    higher_is_better: bool | None


def _described(
    english: str, indonesian: str, formula: str, source: str, higher_is_better: bool | None = True
) -> MetricDescription:
    return MetricDescription({"en": english, "id": indonesian}, {"en": formula}, source, higher_is_better)


_IR = "through ir-measures (MacAvaney et al. 2022)"
_LIU = "Liu, Zhang & Liang 2023, Evaluating Verifiability in Generative Search Engines; gold pages instead of judges"
_KUTIP = "Kutip"


def _retrieval() -> Iterator[tuple[str, MetricDescription]]:
    for level, english, indonesian, gold in (
        ("page", "page", "halaman", "touches a gold page"),
        ("document", "document", "dokumen", "is of a gold document"),
    ):
        for cutoff in CUTOFFS:
            yield (
                f"{level}_hit@{cutoff}",
                _described(
                    f"Right {english} among the first {cutoff}" if cutoff > 1 else f"Right {english} first",
                    f"{indonesian.capitalize()} benar di antara {cutoff} pertama"
                    if cutoff > 1
                    else f"{indonesian.capitalize()} benar di urutan pertama",
                    f"Share of answerable questions with a passage among the first {cutoff} that {gold}.",
                    f"Success@k, {_IR}",
                ),
            )
        for cutoff in CUTOFFS:
            yield (
                f"{level}_recall@{cutoff}",
                _described(
                    f"Recall of {english}s at {cutoff}",
                    f"Recall {indonesian} pada {cutoff}",
                    f"Gold {english}s met by the first {cutoff} passages ÷ all gold {english}s of the question; where "
                    "any one suffices (all types but multi-page and cross-document) 1 if one is met. Mean over "
                    "answerable questions.",
                    f"R@k, {_IR}",
                ),
            )
        yield (
            f"{level}_rr@10",
            _described(
                f"MRR@10 of {english}s",
                f"MRR@10 {indonesian}",
                f"1 ÷ rank of the first passage that {gold}, 0 if it is not among the first 10. Mean over "
                "answerable questions.",
                f"Voorhees 1999; RR@10, {_IR}",
            ),
        )
        yield (
            f"{level}_ndcg@10",
            _described(
                f"nDCG@10 of {english}s",
                f"nDCG@10 {indonesian}",
                f"Sum of 1 ÷ log2(rank + 1) over the gold {english}s met by the first 10 passages ÷ the largest sum "
                "that the gold allows; a passage that meets several counts for one at its own rank, for the others "
                "at the ranks after it. Mean over answerable questions.",
                f"Järvelin & Kekäläinen 2002; nDCG@10, {_IR}; no gain for repetition as in Clarke et al. 2008",
            ),
        )


def _quotes() -> Iterator[tuple[str, MetricDescription]]:
    for status, english, indonesian, meaning, better in (
        ("exact", "exact", "persis", "is the stored text at its offsets, character for character, on its pages", True),
        ("altered", "altered", "diubah", "is at its place but for small changes (not searched for yet)", False),
        (
            "elsewhere",
            "elsewhere",
            "di tempat lain",
            "stands word for word in the documents of the run, but not where the citation says",
            False,
        ),
        ("not_found", "not found", "tidak ditemukan", "stands in none of the documents of the run", False),
        ("failed", "not checked", "gagal diperiksa", "could not be checked because the check failed", False),
    ):
        yield (
            f"quote_{status}",
            _described(
                f"Quotes {english}",
                f"Kutipan {indonesian}",
                f"Share of a result's citations whose quote {meaning}. Mean over results with citations.",
                _KUTIP,
                better,
            ),
        )


def _grades() -> Iterator[tuple[str, MetricDescription]]:
    for verdict, english, indonesian, better in (
        ("right", "right", "benar", True),
        ("partly", "partly right", "sebagian benar", None),
        ("wrong", "wrong", "salah", False),
    ):
        yield (
            f"graded_{verdict}",
            _described(
                f"Graded {english} by a person",
                f"Dinilai {indonesian} oleh orang",
                f"Answers that a person graded {english} ÷ answers graded.",
                _KUTIP,
                better,
            ),
        )
    for metric, english, indonesian, meaning in (
        ("key_facts", "key facts", "fakta kunci", "all key facts are found"),
        ("citations", "citations", "sitasi", "citation recall is 1"),
    ):
        yield (
            f"graded_agrees_{metric}",
            _described(
                f"Grade agrees with {english}",
                f"Penilaian sejalan dengan {indonesian}",
                f"Share of graded answers for which “graded right” and “{meaning}” are both true or both false. Over graded "
                "answers for which the metric is defined.",
                "Raw agreement; Artstein & Poesio 2008",
            ),
        )


_DESCRIBED: dict[str, MetricDescription] = {
    **dict(_retrieval()),
    "statements_cited": _described(
        "Statements cited",
        "Pernyataan bersitasi",
        "Share of an answer's statements with at least one citation that exists. Mean over answers.",
        "Liu, Zhang & Liang 2023; without a judge",
    ),
    "markers_resolve": _described(
        "Markers that resolve",
        "Penanda yang bermuara",
        "Share of the numbers in an answer and its statements that name exactly one citation. Mean over answers "
        "with numbers.",
        _KUTIP,
    ),
    **dict(_quotes()),
    "citation_precision": _described(
        "Citation precision",
        "Presisi sitasi",
        "Share of an answer's citations that touch a gold page; 0 without citations and for unanswerable questions. "
        "Mean over the answered questions, but for answerable ones without evidence.",
        _LIU,
    ),
    "citation_recall": _described(
        "Citation recall",
        "Recall sitasi",
        "Gold pages cited ÷ all gold pages of the question; where any one suffices 1 if one is cited. Mean over all "
        "answerable questions with evidence, 0 for those that were refused or failed.",
        _LIU,
    ),
    "outcome": _described(
        "Answered or refused rightly",
        "Tepat dijawab atau ditolak",
        "Share of questions that are answered if answerable and refused if not; failed ones are neither.",
        _KUTIP,
    ),
    "abstention_precision": _described(
        "Abstention precision",
        "Presisi penolakan",
        "Unanswerable questions refused ÷ questions refused.",
        "Precision; Rajpurkar et al. 2018 for unanswerable questions",
    ),
    "abstention_recall": _described(
        "Abstention recall",
        "Recall penolakan",
        "Unanswerable questions refused ÷ unanswerable questions.",
        "Recall; Rajpurkar et al. 2018 for unanswerable questions",
    ),
    "abstention_f1": _described(
        "Abstention F1",
        "F1 penolakan",
        "2 × unanswerable questions refused ÷ (questions refused + unanswerable questions).",
        "van Rijsbergen 1979",
    ),
    "coverage": _described(
        "Coverage",
        "Cakupan",
        "Share of all questions that are answered.",
        "El-Yaniv & Wiener 2010",
        None,
    ),
    "accuracy_answered": _described(
        "Accuracy when answered",
        "Ketepatan bila dijawab",
        "Answerable questions with a citation on a gold page ÷ questions answered or failed; answerable ones without "
        "evidence are left out.",
        "Selective accuracy, Geifman & El-Yaniv 2017",
    ),
    "auroc": _described(
        "AUROC of answerability",
        "AUROC keterjawaban",
        "Share of pairs of an answerable and an unanswerable question in which the answerable one has the higher "
        "score; ties count half, failed questions lose.",
        "Mann & Whitney 1947; Hanley & McNeil 1982",
    ),
    "aurc": _described(
        "Area under risk–coverage",
        "Luas di bawah risiko–cakupan",
        "Mean over the questions, let in by falling answerability, of the share of wrong ones so far.",
        "Geifman & El-Yaniv 2017",
        False,
    ),
    "key_facts": _described(
        "Key facts found",
        "Fakta kunci ditemukan",
        "Share of a question's key facts that the answer holds, words in a row; of a|b either. Mean over answerable "
        "questions with key facts, 0 for those that were refused or failed.",
        _KUTIP,
    ),
    "token_f1": _described(
        "Token F1",
        "F1 kata",
        "2 × words in common ÷ (words of the answer + words of the reference), without English articles. Mean over "
        "answerable questions with a reference, 0 for those that were refused or failed.",
        "Rajpurkar et al. 2016 (SQuAD)",
    ),
    "rouge_l": _described(
        "ROUGE-L",
        "ROUGE-L",
        "2 × longest common subsequence of words ÷ (words of the answer + words of the reference). Mean as for "
        "token F1.",
        "Lin 2004",
    ),
    "chrf": _described(
        "chrF",
        "chrF",
        "F2 of character n-grams up to 6 of answer and reference, from 0 to 1. Mean as for token F1.",
        "Popović 2015, by sacrebleu (Post 2018)",
    ),
    **dict(_grades()),
    "faithful": _described(
        "Statements supported, by a judge",
        "Pernyataan didukung, menurut juri",
        "Statements that the judge finds supported by their quotes ÷ all statements of the answer, those included that it "
        "could not tell or whose judgement failed. Mean over answered questions that the set calls answerable.",
        "Es et al. 2024 (RAGAS, faithfulness); without dropping what was not judged",
    ),
    "faithful_judged": _described(
        "Statements supported, of those judged",
        "Pernyataan didukung, dari yang dinilai juri",
        "Statements found supported ÷ statements of the answer with a verdict. Mean over answers with a verdict; to be read "
        "beside the share of failed judgements.",
        "Es et al. 2024 (RAGAS, faithfulness)",
    ),
    "faithful_failed": _described(
        "Judgements that failed",
        "Penilaian juri yang gagal",
        "Statements whose judgement failed (no answer, or none that can be read, after one more try) ÷ all statements. Mean "
        "as for statements supported.",
        _KUTIP,
        False,
    ),
    **{
        f"{part}_ms_{name}": _described(
            f"{english}, {of_english} (ms)",
            f"{indonesian}, {of_indonesian} (md)",
            f"{formula} of the {part} times of all questions that did not fail, in milliseconds, linear between values.",
            "Hyndman & Fan 1996, type 7",
            False,
        )
        for part, english, indonesian in (
            ("search", "Search", "Pencarian"),
            ("total", "Whole answer", "Seluruh jawaban"),
        )
        for name, of_english, of_indonesian, formula in (
            ("median", "median", "median", "Median"),
            ("p95", "95th percentile", "persentil ke-95", "95th percentile"),
        )
    },
}

METRICS: dict[str, MetricDescription] = {
    name: replace(each, formula={**each.formula, "id": FORMULAS[name]}) for name, each in _DESCRIBED.items()
}
