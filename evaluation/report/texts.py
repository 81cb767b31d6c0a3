"""Every word of the report and of the comparison, in both languages. A text that needs values is a format string."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evaluation.report.worst import Fault
from ingest.language import Language


@dataclass(frozen=True, slots=True)
class Texts:
    """The report in one language."""

    title: str
    intro: str
    contents: str
    questions_count: str
    outcomes: Mapping[str, str]
    summary: str
    interval_note: str
    wide_intervals: str
    one_of: str
    failed_note: str
    no_page_note: str
    graded: str
    judged: str
    judge_failed: str
    metric: str
    value: str
    interval: str
    questions: str
    group: str
    better: Mapping[bool | None, str]
    tables: str
    breakdowns: Mapping[str, str]
    all_metrics_of: str
    few_questions: str
    hidden_groups: str
    short_titles: Mapping[str, str]
    families: Mapping[str, str]
    plots: str
    plot_titles: Mapping[str, str]
    plot_notes: Mapping[str, str]
    axes: Mapping[str, str]
    languages: Mapping[str, str]
    types: Mapping[str, str]
    answerable: str
    unanswerable: str
    threshold: str
    search: str
    total: str
    worst: str
    worst_intro: str
    worst_none: str
    worst_more: str
    faults: Mapping[Fault, str]
    fault_notes: Mapping[Fault, str]
    conversation: str
    roles: Mapping[str, str]
    error: str
    answer: str
    reference: str
    key_facts: str
    should_be: str
    nowhere: str
    no_evidence: str
    retrieved: str
    nothing_retrieved: str
    further: str
    is_right: str
    score: str
    answerability: str
    pdf_page: str
    page: str
    run: str
    config: Mapping[str, str]
    explanations: str
    explanations_intro: str
    formula: str
    source: str
    compare_title: str
    compare_intro: str
    common: str
    differences: str
    difference: str
    p_value: str
    verdict: str
    verdicts: Mapping[str, str]
    forest_title: str
    forest_note: str
    forest_axis: str
    warnings: Mapping[str, str]
    changed: str
    nothing_changed: str
    option: str
    won_lost: str
    won: str
    lost: str
    same: str
    won_lost_by: Mapping[str, str]
    no_change: str
    absent: str
    comparison_note: str


_ENGLISH = Texts(
    title="Evaluation report",
    intro="How often the right page was found, how often a citation proves what it stands behind, and how often a refusal was right.",
    contents="Contents",
    questions_count="Questions: {count}",
    outcomes={"answered": "answered", "abstained": "no answer given", "failed": "failed"},
    summary="Summary",
    interval_note="Under each figure stands its 95 % confidence interval (bootstrap over the questions) and the number of questions that it counts.",
    wide_intervals="This set is small, so its intervals are wide: {metric} was {value}, and with other questions of the same kind anything from {low} to {high} would be no surprise. Smaller differences between two runs say nothing.",
    one_of="of {count}",
    no_page_note="Answerable questions that name no page: {count}. The figures on pages, accuracy and risk leave them out.",
    graded="A person graded {graded} of {total} answers: {right} right, {partly} partly right, {wrong} wrong.",
    judged="Statements judged by {model}: {supported} of {total} supported, {unsupported} not supported, {unsure} that it could not tell, {failed} judgements failed.",
    judge_failed="A failed judgement is no verdict: it counts neither for nor against the answer, but stays in the number of statements.",
    failed_note="Failed with an error, and counted as wrong: {count}.",
    metric="Metric",
    value="Value",
    interval="Interval",
    questions="Questions",
    group="Group",
    better={True: "higher is better", False: "lower is better", None: "neither way better as such"},
    tables="Figures",
    breakdowns={
        "all": "All questions",
        "language": "By language",
        "type": "By type of question",
        "document": "By document",
    },
    all_metrics_of="All metrics, with intervals",
    hidden_groups="Groups with fewer questions that are not shown here: {count}; metrics.json has them all.",
    few_questions="Groups with fewer than 10 questions are set in grey: read them as single cases.",
    short_titles={
        "page_hit@1": "hit@1",
        "page_hit@5": "hit@5",
        "page_hit@10": "hit@10",
        "page_rr@10": "MRR@10",
        "page_ndcg@10": "nDCG@10",
        "citation_precision": "citation precision",
        "citation_recall": "citation recall",
        "abstention_f1": "abstention F1",
        "coverage": "answered",
        "accuracy_answered": "right if answered",
        "key_facts": "key facts",
        "graded_right": "graded right",
        "faithful": "supported",
        "total_ms_median": "median time",
    },
    families={
        "page": "Finding pages",
        "document": "Finding documents",
        "citation": "Citations and quotes",
        "abstention": "Refusals",
        "answer": "Answers",
        "judge": "Faithfulness, by a judge",
        "grade": "Graded by a person",
        "speed": "Speed",
        "other": "Others",
    },
    plots="Plots",
    plot_titles={
        "risk": "Risk and coverage",
        "hit_language": "Right page found, by language",
        "hit_type": "Right page found, by type of question",
        "latency": "Time to the answer",
        "answerability": "Answerability",
    },
    plot_notes={
        "risk": "If only the questions with the highest answerability were answered (coverage), this share of the answers would be wrong (risk). The lower the curve, the better the score tells good answers from bad ones.",
        "hit_language": "Share of answerable questions with a right page among the first k; lines show the interval.",
        "hit_type": "Share of answerable questions with a right page among the first 1, 5 and 10. In brackets: how many questions.",
        "latency": "Share of the questions that were done within so many milliseconds; dotted: the median and 95 per cent.",
        "answerability": "How many questions got which score. The less the two overlap, the better refusals can be decided by it.",
    },
    axes={
        "coverage": "coverage: share of questions answered",
        "risk": "risk: share of wrong answers",
        "k": "k, passages looked at",
        "hit": "right page found",
        "milliseconds": "milliseconds",
        "share": "share of questions",
        "score": "answerability",
        "count": "questions",
    },
    languages={"id": "Indonesian", "en": "English"},
    types={},
    answerable="answerable",
    unanswerable="unanswerable",
    threshold="answers from here on",
    search="search",
    total="search and answer",
    worst="Questions to look at",
    worst_intro="Each question with a fault once, under the first that applies.",
    worst_none="No question failed, missed its page, was answered without ground or refused without need.",
    worst_more="Not shown here: {count} more; results.jsonl has them all.",
    faults={
        Fault.FAILED: "Failed",
        Fault.NOT_FOUND: "The right page was not among the first 10",
        Fault.WRONGLY_ANSWERED: "Answered, though nothing answers it",
        Fault.WRONGLY_REFUSED: "Refused, though a page answers it",
    },
    fault_notes={
        Fault.FAILED: "An error ended the answer.",
        Fault.NOT_FOUND: "What the search should have found stands beside what it found instead.",
        Fault.WRONGLY_ANSWERED: "Those that looked most answerable come first.",
        Fault.WRONGLY_REFUSED: "Those that looked least answerable come first.",
    },
    conversation="Earlier in the conversation",
    roles={"user": "Reader", "assistant": "Kutip"},
    error="Error",
    answer="Answer given",
    reference="A right answer",
    key_facts="It should contain",
    should_be="Should have been found",
    nowhere="Nothing in the corpus answers this question.",
    no_evidence="The set names no page for this question.",
    retrieved="Found",
    further="Further passages ({count})",
    nothing_retrieved="Nothing was found.",
    is_right="right page",
    score="score",
    answerability="answerability",
    pdf_page="PDF p. {number}",
    page="p. {label}",
    run="What was run",
    config={
        "started": "Started",
        "finished": "Finished",
        "questions": "Question set",
        "questions_sha256": "Question set, SHA-256",
        "question_count": "Questions",
        "corpus": "Corpus",
        "corpus_sha256": "Corpus, SHA-256",
        "settings": "Setting",
        "model": "Embedding model",
        "chat_model": "Chat model",
        "judge_prompt_sha256": "Judge's prompt, SHA-256",
        "code_sha256": "Code, SHA-256",
        "packages": "Package",
        "machine": "Machine",
        "seconds": "Seconds",
    },
    explanations="How each figure is computed",
    explanations_intro="A figure that has nothing to count is shown as –, never as 0.",
    formula="Formula",
    source="Source",
    compare_title="Two runs compared",
    compare_intro="Differences are B − A over the questions that both runs have.",
    common="Questions in common: {count}",
    differences="Differences",
    difference="B − A",
    p_value="p",
    verdict="Verdict",
    verdicts={"better": "better", "worse": "worse", "unclear": "no clear difference", "changed": "changed"},
    forest_title="Differences with their intervals",
    forest_note="Right of the line B is higher. Full dots: the interval does not touch 0. The table has the other metrics too.",
    forest_axis="B − A",
    warnings={
        "only_first": "In A alone, and left out ({count}): {ids}",
        "only_second": "In B alone, and left out ({count}): {ids}",
        "reworded": "Same id, but other words in A and B ({count}): {ids}",
        "other_gold": "The question sets are not the same file: the right answers may differ too.",
        "other_corpus": "The runs are over different corpora.",
    },
    changed="What differs between the runs",
    nothing_changed="The configurations are the same.",
    option="Option",
    won_lost="Questions won and lost",
    won="won by B",
    lost="lost by B",
    same="the same",
    won_lost_by={
        "page_hit@1": "right page first",
        "page_hit@5": "right page among the first 5",
        "key_facts": "key facts in the answer",
        "outcome": "answered or refused as it should be",
        "graded_right": "graded right by a person",
    },
    no_change="No question changed.",
    absent="none",
    comparison_note="p: two-sided, by paired bootstrap. Many metrics are looked at together, so a few small p come by chance.",
)

_INDONESIAN = Texts(
    title="Laporan evaluasi",
    intro="Seberapa sering halaman yang benar ditemukan, seberapa sering sitasi membuktikan pernyataannya, dan seberapa sering penolakan menjawab itu tepat.",
    contents="Isi",
    questions_count="Pertanyaan: {count}",
    outcomes={"answered": "dijawab", "abstained": "tidak dijawab", "failed": "gagal"},
    summary="Ringkasan",
    interval_note="Di bawah setiap angka tertera selang kepercayaan 95 % (bootstrap atas pertanyaan) dan banyaknya pertanyaan yang dihitung.",
    wide_intervals="Set ini kecil sehingga selangnya lebar: {metric} bernilai {value}, tetapi dengan pertanyaan lain yang sejenis nilai mana pun antara {low} dan {high} tidak mengherankan. Selisih antarhasil yang lebih kecil dari itu tidak berarti apa-apa.",
    one_of="dari {count}",
    no_page_note="Pertanyaan terjawab korpus yang tidak menyebut halaman: {count}. Angka tentang halaman, ketepatan, dan risiko tidak menghitungnya.",
    graded="Orang menilai {graded} dari {total} jawaban: {right} benar, {partly} sebagian benar, {wrong} salah.",
    judged="Pernyataan yang dinilai oleh {model}: {supported} dari {total} didukung, {unsupported} tidak didukung, {unsure} tidak dapat dipastikan, {failed} penilaian gagal.",
    judge_failed="Penilaian yang gagal bukan putusan: tidak memihak jawaban, tetapi tetap masuk hitungan pernyataan.",
    failed_note="Gagal karena galat, dan dihitung salah: {count}.",
    metric="Metrik",
    value="Nilai",
    interval="Selang",
    questions="Pertanyaan",
    group="Kelompok",
    better={True: "makin tinggi makin baik", False: "makin rendah makin baik", None: "tidak ada arah yang lebih baik"},
    tables="Angka",
    breakdowns={
        "all": "Semua pertanyaan",
        "language": "Menurut bahasa",
        "type": "Menurut jenis pertanyaan",
        "document": "Menurut dokumen",
    },
    all_metrics_of="Semua metrik beserta selangnya",
    hidden_groups="Kelompok dengan lebih sedikit pertanyaan yang tidak ditampilkan di sini: {count}; metrics.json memuat semuanya.",
    few_questions="Kelompok dengan kurang dari 10 pertanyaan dicetak abu-abu: bacalah sebagai kasus satuan.",
    short_titles={
        "page_hit@1": "hit@1",
        "page_hit@5": "hit@5",
        "page_hit@10": "hit@10",
        "page_rr@10": "MRR@10",
        "page_ndcg@10": "nDCG@10",
        "citation_precision": "presisi sitasi",
        "citation_recall": "recall sitasi",
        "abstention_f1": "F1 penolakan",
        "coverage": "dijawab",
        "accuracy_answered": "benar bila dijawab",
        "key_facts": "fakta kunci",
        "graded_right": "dinilai benar",
        "faithful": "didukung",
        "total_ms_median": "waktu median",
    },
    families={
        "page": "Menemukan halaman",
        "document": "Menemukan dokumen",
        "citation": "Sitasi dan kutipan",
        "abstention": "Penolakan menjawab",
        "answer": "Jawaban",
        "judge": "Kesetiaan pada sumber, dinilai model",
        "grade": "Dinilai oleh orang",
        "speed": "Kecepatan",
        "other": "Lainnya",
    },
    plots="Grafik",
    plot_titles={
        "risk": "Risiko dan cakupan",
        "hit_language": "Halaman benar ditemukan, menurut bahasa",
        "hit_type": "Halaman benar ditemukan, menurut jenis pertanyaan",
        "latency": "Waktu sampai jawaban",
        "answerability": "Keterjawaban",
    },
    plot_notes={
        "risk": "Bila hanya pertanyaan dengan nilai keterjawaban tertinggi yang dijawab (cakupan), sekian bagian dari jawabannya salah (risiko). Makin rendah kurvanya, makin baik nilai itu membedakan jawaban yang benar dari yang salah.",
        "hit_language": "Bagian dari pertanyaan yang terjawab korpus, yang halaman benarnya ada di antara k temuan pertama; garis tegak menunjukkan selang.",
        "hit_type": "Bagian dari pertanyaan yang terjawab korpus, yang halaman benarnya ada di antara 1, 5, dan 10 temuan pertama. Dalam kurung: banyaknya pertanyaan.",
        "latency": "Bagian dari pertanyaan yang selesai dalam sekian milidetik; garis titik-titik: median dan 95 persen.",
        "answerability": "Banyaknya pertanyaan per nilai. Makin sedikit keduanya tumpang-tindih, makin tepat penolakan dapat diputuskan.",
    },
    axes={
        "coverage": "cakupan: bagian pertanyaan yang dijawab",
        "risk": "risiko: bagian jawaban yang salah",
        "k": "k, banyaknya temuan yang dilihat",
        "hit": "halaman benar ditemukan",
        "milliseconds": "milidetik",
        "share": "bagian pertanyaan",
        "score": "keterjawaban",
        "count": "pertanyaan",
    },
    languages={"id": "Indonesia", "en": "Inggris"},
    types={
        "mechanism": "mekanisme",
        "driver": "pendorong",
        "obstacle": "hambatan",
        "definition": "definisi",
        "factoid": "fakta",
        "number": "angka",
        "method": "metode",
        "result": "hasil",
        "comparison": "perbandingan",
        "table": "tabel",
        "multi-page": "beberapa halaman",
        "cross-document": "lintas dokumen",
        "citation": "kutipan",
        "follow-up": "lanjutan",
        "unanswerable": "tak terjawab",
    },
    answerable="terjawab korpus",
    unanswerable="tak terjawab korpus",
    threshold="dijawab mulai dari sini",
    search="pencarian",
    total="pencarian dan jawaban",
    worst="Pertanyaan yang perlu dilihat",
    worst_intro="Setiap pertanyaan yang bermasalah muncul sekali, pada masalah pertama yang cocok.",
    worst_none="Tidak ada pertanyaan yang gagal, yang halamannya luput, yang dijawab tanpa dasar, atau yang ditolak tanpa perlu.",
    worst_more="Tidak ditampilkan di sini: {count} lagi; results.jsonl memuat semuanya.",
    faults={
        Fault.FAILED: "Gagal",
        Fault.NOT_FOUND: "Halaman yang benar tidak ada di antara 10 temuan pertama",
        Fault.WRONGLY_ANSWERED: "Dijawab, padahal korpus tidak menjawabnya",
        Fault.WRONGLY_REFUSED: "Tidak dijawab, padahal ada halaman yang menjawabnya",
    },
    fault_notes={
        Fault.FAILED: "Galat menghentikan jawabannya.",
        Fault.NOT_FOUND: "Yang seharusnya ditemukan tertera bersama yang ditemukan sebagai gantinya.",
        Fault.WRONGLY_ANSWERED: "Yang tampak paling terjawab ditampilkan lebih dahulu.",
        Fault.WRONGLY_REFUSED: "Yang tampak paling tidak terjawab ditampilkan lebih dahulu.",
    },
    conversation="Sebelumnya dalam percakapan",
    roles={"user": "Pembaca", "assistant": "Kutip"},
    error="Galat",
    answer="Jawaban yang diberikan",
    reference="Jawaban yang benar",
    key_facts="Seharusnya memuat",
    should_be="Seharusnya ditemukan",
    nowhere="Tidak ada bagian korpus yang menjawab pertanyaan ini.",
    no_evidence="Set pertanyaan tidak menyebut halaman untuk pertanyaan ini.",
    retrieved="Yang ditemukan",
    further="Bagian berikutnya ({count})",
    nothing_retrieved="Tidak ada yang ditemukan.",
    is_right="halaman benar",
    score="skor",
    answerability="keterjawaban",
    pdf_page="PDF hlm. {number}",
    page="hlm. {label}",
    run="Apa yang dijalankan",
    config={
        "started": "Mulai",
        "finished": "Selesai",
        "questions": "Set pertanyaan",
        "questions_sha256": "Set pertanyaan, SHA-256",
        "question_count": "Pertanyaan",
        "corpus": "Korpus",
        "corpus_sha256": "Korpus, SHA-256",
        "settings": "Pengaturan",
        "model": "Model embedding",
        "chat_model": "Model percakapan",
        "judge_prompt_sha256": "Prompt juri, SHA-256",
        "code_sha256": "Kode, SHA-256",
        "packages": "Paket",
        "machine": "Mesin",
        "seconds": "Detik",
    },
    explanations="Cara menghitung setiap angka",
    explanations_intro="Angka yang tidak memiliki apa pun untuk dihitung ditulis –, bukan 0.",
    formula="Rumus",
    source="Sumber",
    compare_title="Perbandingan dua hasil",
    compare_intro="Selisih adalah B − A atas pertanyaan yang dimiliki keduanya.",
    common="Pertanyaan yang sama: {count}",
    differences="Selisih",
    difference="B − A",
    p_value="p",
    verdict="Kesimpulan",
    verdicts={
        "better": "lebih baik",
        "worse": "lebih buruk",
        "unclear": "tidak ada selisih yang jelas",
        "changed": "berubah",
    },
    forest_title="Selisih beserta selangnya",
    forest_note="Di kanan garis, B lebih tinggi. Titik penuh: selangnya tidak menyentuh 0. Metrik lainnya ada di tabel.",
    forest_axis="B − A",
    warnings={
        "only_first": "Hanya ada di A, dan tidak ikut dihitung ({count}): {ids}",
        "only_second": "Hanya ada di B, dan tidak ikut dihitung ({count}): {ids}",
        "reworded": "Id sama, tetapi kata-katanya berbeda di A dan B ({count}): {ids}",
        "other_gold": "Set pertanyaannya bukan berkas yang sama: jawaban benarnya pun mungkin berbeda.",
        "other_corpus": "Keduanya dijalankan atas korpus yang berbeda.",
    },
    changed="Yang berbeda di antara keduanya",
    nothing_changed="Konfigurasi keduanya sama.",
    option="Opsi",
    won_lost="Pertanyaan yang dimenangkan dan yang hilang",
    won="dimenangkan B",
    lost="hilang di B",
    same="sama",
    won_lost_by={
        "page_hit@1": "halaman benar di urutan pertama",
        "page_hit@5": "halaman benar di antara 5 pertama",
        "key_facts": "fakta kunci dalam jawaban",
        "outcome": "dijawab atau ditolak sebagaimana mestinya",
        "graded_right": "dinilai benar oleh orang",
    },
    no_change="Tidak ada pertanyaan yang berubah.",
    absent="tidak ada",
    comparison_note="p: dua sisi, dengan bootstrap berpasangan. Banyak metrik dilihat sekaligus, jadi beberapa p kecil muncul secara kebetulan.",
)

TEXTS: Mapping[Language, Texts] = {"id": _INDONESIAN, "en": _ENGLISH}
