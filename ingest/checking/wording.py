"""A difference as one line, in both languages: what is wrong, how often, and what to do where it cannot be mended."""

from __future__ import annotations

from ingest.checking.difference import Difference, Kind
from ingest.language import Language

_WORDS: dict[Language, dict[Kind, str]] = {
    "en": {
        Kind.DATABASE_DAMAGED: "the catalogue's database is damaged ({where}); restore the library from a backup",
        Kind.STATE_LOST: "the catalogue no longer says what answers; restore the library from a backup",
        Kind.TEXT_LOST: "{where}: its text is gone; remove the document and add the file again",
        Kind.PAGES_WRONG: "{where}: its pages do not cover its text; remove the document and add the file again",
        Kind.SECTIONS_WRONG: "{where}: sections lie outside its text; remove the document and add the file again",
        Kind.DOCUMENT_ORPHANED: "{count} documents belong to no thesis; restore the library from a backup",
        Kind.CITED_TEXT_LOST: "{count} citations that are kept point to a text that is gone; restore the library from a backup",
        Kind.QUOTE_DIFFERS: "{count} quotes that are kept differ from the text at their place; restore the library from a backup",
        Kind.PDF_LOST: "{where}: the library's copy of the PDF is gone; add the same file again",
        Kind.PDF_ALTERED: "{where}: the library's copy of the PDF is not the file that was read; add the same file again",
        Kind.ROWS_ORPHANED: "{count} rows of {where} belong to nothing",
        Kind.THESIS_STATE: "{count} theses are said to be removed and are not, or the other way round",
        Kind.COUNTER_BEHIND: "the counter of passages is behind",
        Kind.OWNED_UNSETTLED: "the vectors of {count} passages are noted for deletion",
        Kind.PASSAGES_STRAY: "{count} passages belong to documents that no longer answer",
        Kind.REFERENCES_WRONG: "{where}: its stored references do not fit its text",
        Kind.PASSAGES_WRONG: "{where}: {count} passages do not fit its text",
        Kind.PASSAGES_LOST: "{where}: it has no passages, so nothing of it is found",
        Kind.TOKENS_LOST: "{where}: {count} passages without token vectors, as in libraries of earlier versions",
        Kind.FULL_TEXT_LOST: "{where}: {count} passages are missing from the full text",
        Kind.FULL_TEXT_DIFFERS: "{where}: the full text of {count} passages differs from their text",
        Kind.VECTORS_LOST: "{where}: {count} passages without a vector",
        Kind.VECTORS_DIFFER: "{where}: {count} vectors are damaged or filed under the wrong thesis or kind",
        Kind.FULL_TEXT_DAMAGED: "the full text cannot be read or contradicts itself",
        Kind.VECTORS_UNREADABLE: "the vectors cannot be read",
        Kind.COLLECTION_LOST: "the vectors are gone (collection {where})",
        Kind.FULL_TEXT_COUNTS: "the full text counts its words wrongly",
        Kind.FULL_TEXT_EXTRA: "the full text of {count} passages that are not there",
        Kind.VECTORS_EXTRA: "{count} vectors without a passage",
        Kind.PASSAGES_UNFINISHED: "{count} passages left by a rebuild that did not end",
        Kind.VECTORS_UNFINISHED: "{count} vectors left by a change that did not end",
        Kind.COLLECTIONS_EXTRA: "{count} collections left by a rebuild that did not end",
        Kind.FILES_EXTRA: "{count} files left that no document needs",
        Kind.UPLOADS_EXTRA: "{count} uploads that were not taken in when Kutip ended; upload them again",
    },
    "id": {
        Kind.DATABASE_DAMAGED: "basis data katalog rusak ({where}); pulihkan pustaka dari cadangan",
        Kind.STATE_LOST: "katalog tidak lagi menyatakan apa yang menjawab; pulihkan pustaka dari cadangan",
        Kind.TEXT_LOST: "{where}: teksnya hilang; hapus dokumennya lalu tambahkan lagi berkasnya",
        Kind.PAGES_WRONG: "{where}: halamannya tidak mencakup teksnya; hapus dokumennya lalu tambahkan lagi berkasnya",
        Kind.SECTIONS_WRONG: "{where}: ada bagian di luar teksnya; hapus dokumennya lalu tambahkan lagi berkasnya",
        Kind.DOCUMENT_ORPHANED: "{count} dokumen tidak termasuk skripsi mana pun; pulihkan pustaka dari cadangan",
        Kind.CITED_TEXT_LOST: "{count} kutipan yang disimpan menunjuk teks yang hilang; pulihkan pustaka dari cadangan",
        Kind.QUOTE_DIFFERS: "{count} kutipan yang disimpan berbeda dari teks di tempatnya; pulihkan pustaka dari cadangan",
        Kind.PDF_LOST: "{where}: salinan PDF-nya hilang; tambahkan lagi berkas yang sama",
        Kind.PDF_ALTERED: "{where}: salinan PDF-nya bukan berkas yang dibaca; tambahkan lagi berkas yang sama",
        Kind.ROWS_ORPHANED: "{count} baris {where} tidak bertuan",
        Kind.THESIS_STATE: "{count} skripsi dinyatakan dihapus padahal tidak, atau sebaliknya",
        Kind.COUNTER_BEHIND: "penghitung petikan tertinggal",
        Kind.OWNED_UNSETTLED: "vektor {count} petikan tercatat untuk dihapus",
        Kind.PASSAGES_STRAY: "{count} petikan milik dokumen yang tidak lagi menjawab",
        Kind.REFERENCES_WRONG: "{where}: rujukan yang tersimpan tidak cocok dengan teksnya",
        Kind.PASSAGES_WRONG: "{where}: {count} petikan tidak cocok dengan teksnya",
        Kind.PASSAGES_LOST: "{where}: tidak ada petikannya, jadi isinya tidak ditemukan",
        Kind.TOKENS_LOST: "{where}: {count} petikan tanpa vektor token, seperti pada pustaka versi lama",
        Kind.FULL_TEXT_LOST: "{where}: {count} petikan tidak ada dalam indeks kata",
        Kind.FULL_TEXT_DIFFERS: "{where}: indeks kata {count} petikan berbeda dari teksnya",
        Kind.VECTORS_LOST: "{where}: {count} petikan tanpa vektor",
        Kind.VECTORS_DIFFER: "{where}: {count} vektor rusak atau tercatat pada skripsi atau jenis yang salah",
        Kind.FULL_TEXT_DAMAGED: "indeks kata tidak terbaca atau saling bertentangan",
        Kind.VECTORS_UNREADABLE: "vektornya tidak terbaca",
        Kind.COLLECTION_LOST: "vektornya hilang (koleksi {where})",
        Kind.FULL_TEXT_COUNTS: "indeks kata salah menghitung katanya",
        Kind.FULL_TEXT_EXTRA: "indeks kata {count} petikan yang tidak ada",
        Kind.VECTORS_EXTRA: "{count} vektor tanpa petikan",
        Kind.PASSAGES_UNFINISHED: "{count} petikan sisa penyusunan ulang yang tidak selesai",
        Kind.VECTORS_UNFINISHED: "{count} vektor sisa perubahan yang tidak selesai",
        Kind.COLLECTIONS_EXTRA: "{count} koleksi sisa penyusunan ulang yang tidak selesai",
        Kind.FILES_EXTRA: "{count} berkas sisa yang tidak diperlukan dokumen mana pun",
        Kind.UPLOADS_EXTRA: "{count} unggahan yang belum masuk ketika Kutip berhenti; unggah lagi",
    },
}


def difference_line(difference: Difference, language: Language) -> str:
    """What is wrong.

    >>> difference_line(Difference(Kind.VECTORS_LOST, "a.pdf", 3), "en")
    'a.pdf: 3 passages without a vector'
    """
    return _WORDS[language][difference.kind].format(where=difference.where, count=difference.count)
