"""How every metric is computed, in Indonesian; the English words stand with the metrics in ``descriptions.py``."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.page_hits import CUTOFFS


def _retrieval() -> Iterator[tuple[str, str]]:
    for level, name, gold in (
        ("page", "halaman", "menyentuh halaman acuan"),
        ("document", "dokumen", "berasal dari dokumen acuan"),
    ):
        for cutoff in CUTOFFS:
            yield (
                f"{level}_hit@{cutoff}",
                f"Bagian pertanyaan terjawab korpus yang di antara {cutoff} petikan pertamanya ada yang {gold}.",
            )
            yield (
                f"{level}_recall@{cutoff}",
                f"{name.capitalize()} acuan yang terpenuhi oleh {cutoff} petikan pertama ÷ semua {name} acuan pertanyaan itu; "
                "bila satu saja cukup (semua jenis selain multi-page dan cross-document) 1 jika satu terpenuhi. Rata-rata "
                "atas pertanyaan terjawab korpus.",
            )
        yield (
            f"{level}_rr@10",
            f"1 ÷ peringkat petikan pertama yang {gold}, 0 bila tidak ada di antara 10 pertama. Rata-rata atas pertanyaan "
            "terjawab korpus.",
        )
        yield (
            f"{level}_ndcg@10",
            f"Jumlah 1 ÷ log2(peringkat + 1) atas {name} acuan yang terpenuhi oleh 10 petikan pertama ÷ jumlah terbesar yang "
            "mungkin menurut acuan; petikan yang memenuhi beberapa dihitung untuk satu pada peringkatnya sendiri, untuk yang "
            "lain pada peringkat sesudahnya. Rata-rata atas pertanyaan terjawab korpus.",
        )


def _quotes() -> Iterator[tuple[str, str]]:
    for status, meaning in (
        ("exact", "sama dengan teks tersimpan pada posisinya, huruf demi huruf, di halamannya"),
        ("altered", "ada di tempatnya kecuali perubahan kecil (belum dicari)"),
        ("elsewhere", "ada kata demi kata di dokumen hasil ini, tetapi bukan di tempat yang disebut sitasinya"),
        ("not_found", "tidak ada di satu pun dokumen hasil ini"),
        ("failed", "tidak dapat diperiksa karena pemeriksaannya gagal"),
    ):
        yield (
            f"quote_{status}",
            f"Bagian sitasi sebuah hasil yang kutipannya {meaning}. Rata-rata atas hasil bersitasi.",
        )


def _grades() -> Iterator[tuple[str, str]]:
    for verdict, name in (("right", "benar"), ("partly", "sebagian benar"), ("wrong", "salah")):
        yield f"graded_{verdict}", f"Jawaban yang dinilai {name} oleh orang ÷ jawaban yang dinilai."
    for metric, meaning in (("key_facts", "semua fakta kunci ditemukan"), ("citations", "recall sitasi bernilai 1")):
        yield (
            f"graded_agrees_{metric}",
            f"Bagian jawaban yang dinilai yang “dinilai benar” dan “{meaning}”-nya sama-sama benar atau sama-sama tidak. Atas "
            "jawaban yang dinilai dan memiliki metrik itu.",
        )


def _times() -> Iterator[tuple[str, str]]:
    for part, name in (("search", "pencarian"), ("total", "seluruh jawaban")):
        for figure, called in (("median", "Median"), ("p95", "Persentil ke-95")):
            yield (
                f"{part}_ms_{figure}",
                f"{called} waktu {name} semua pertanyaan yang tidak gagal, dalam milidetik, linear di antara dua nilai.",
            )


FORMULAS: dict[str, str] = {
    **dict(_retrieval()),
    "statements_cited": "Bagian pernyataan sebuah jawaban yang memiliki sedikitnya satu sitasi yang ada. Rata-rata atas jawaban.",
    "markers_resolve": "Bagian nomor dalam jawaban dan pernyataannya yang menunjuk tepat satu sitasi. Rata-rata atas jawaban "
    "bernomor.",
    **dict(_quotes()),
    "citation_precision": "Bagian sitasi sebuah jawaban yang menyentuh halaman acuan; 0 bila tanpa sitasi dan untuk pertanyaan "
    "yang tidak terjawab korpus. Rata-rata atas pertanyaan yang dijawab, selain yang terjawab korpus tetapi tanpa bukti.",
    "citation_recall": "Halaman acuan yang disitasi ÷ semua halaman acuan pertanyaan itu; bila satu saja cukup 1 jika satu "
    "disitasi. Rata-rata atas semua pertanyaan terjawab korpus yang punya bukti, 0 untuk yang ditolak atau gagal.",
    "outcome": "Bagian pertanyaan yang dijawab bila terjawab korpus dan ditolak bila tidak; yang gagal tidak termasuk keduanya.",
    "abstention_precision": "Pertanyaan tak terjawab korpus yang ditolak ÷ pertanyaan yang ditolak.",
    "abstention_recall": "Pertanyaan tak terjawab korpus yang ditolak ÷ pertanyaan tak terjawab korpus.",
    "abstention_f1": "2 × pertanyaan tak terjawab korpus yang ditolak ÷ (pertanyaan yang ditolak + pertanyaan tak terjawab "
    "korpus).",
    "coverage": "Bagian dari semua pertanyaan yang dijawab.",
    "accuracy_answered": "Pertanyaan terjawab korpus dengan sitasi di halaman acuan ÷ pertanyaan yang dijawab atau gagal; yang "
    "terjawab korpus tetapi tanpa bukti tidak dihitung.",
    "auroc": "Bagian pasangan pertanyaan terjawab dan tak terjawab korpus yang nilai keterjawabannya lebih tinggi pada yang "
    "terjawab; yang sama dihitung setengah, yang gagal kalah.",
    "aurc": "Rata-rata atas pertanyaan, diurutkan dari keterjawaban tertinggi, dari bagian yang salah sejauh itu.",
    "key_facts": "Bagian fakta kunci sebuah pertanyaan yang dimuat jawaban, kata-katanya berurutan; dari a|b salah satu. "
    "Rata-rata atas pertanyaan terjawab korpus yang punya fakta kunci, 0 untuk yang ditolak atau gagal.",
    "token_f1": "2 × kata yang sama ÷ (kata jawaban + kata jawaban acuan), tanpa kata sandang Inggris. Rata-rata atas pertanyaan "
    "terjawab korpus yang punya jawaban acuan, 0 untuk yang ditolak atau gagal.",
    "rouge_l": "2 × barisan kata bersama terpanjang ÷ (kata jawaban + kata jawaban acuan). Rata-rata seperti F1 kata.",
    "chrf": "F2 atas n-gram huruf hingga 6 dari jawaban dan jawaban acuan, dari 0 sampai 1. Rata-rata seperti F1 kata.",
    **dict(_grades()),
    "faithful": "Pernyataan yang menurut juri didukung kutipannya ÷ semua pernyataan jawaban itu, termasuk yang tidak dapat "
    "dipastikan atau yang penilaiannya gagal. Rata-rata atas pertanyaan yang dijawab dan menurut set terjawab korpus.",
    "faithful_judged": "Pernyataan yang didukung ÷ pernyataan jawaban itu yang mendapat putusan. Rata-rata atas jawaban dengan "
    "putusan; bacalah bersama bagian penilaian yang gagal.",
    "faithful_failed": "Pernyataan yang penilaiannya gagal (tanpa jawaban, atau tidak terbaca, juga setelah dicoba sekali lagi) ÷ "
    "semua pernyataan. Rata-rata seperti pernyataan yang didukung.",
    **dict(_times()),
}
"""Metric → its formula in words."""
