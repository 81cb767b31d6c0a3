"""The words of the part Library, in both languages. A text that needs values is a format string."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.language import Language


@dataclass(frozen=True, slots=True)
class LibraryTexts:
    """The part Library in one language."""

    about: str
    about_reading: str
    drop: str
    goes_into: str
    choose: str
    search: str
    empty: str
    empty_reading: str
    counted: str
    none_match: str
    loading: str
    failed: str
    unknown: str
    pages: str
    added: str
    one_warning: str
    warnings: str
    read: str
    edit: str
    remove: str
    jobs: str
    queued: str
    reading: str
    embedding: str
    working: str
    done_added: str
    done_replaced: str
    done_unchanged: str
    done_same: str
    near: str
    done_correction: str
    done_removal: str
    password_needed: str
    password_wrong: str
    password: str
    open_file: str
    save: str
    cancel: str
    take_back: str
    title: str
    authors: str
    year: str
    institution: str
    degree: str
    language: str
    in_indonesian: str
    in_english: str
    later: str
    remove_question: str
    remove_yes: str
    back: str
    outline: str
    no_outline: str
    search_within: str
    previous: str
    next: str
    no_text: str
    page_link: str


LIBRARY_TEXTS: dict[Language, LibraryTexts] = {
    "en": LibraryTexts(
        about="The theses that Kutip answers from. New files are read in turn; questions can be asked meanwhile.",
        about_reading="The theses that Kutip answers from, as far as you may read them.",
        drop="Drop PDFs here, several at once, up to {limit} MB each",
        goes_into="New theses go into the collection {name}.",
        choose="Choose PDFs",
        search="Search titles, authors, years, institutions, files",
        empty="There is no thesis in the library yet. Drop a PDF above: it can be asked about as soon as it is read.",
        empty_reading="There is no thesis that you may read; ask a librarian.",
        counted="{theses} theses, {pages} pages",
        none_match="No thesis fits these words.",
        loading="Loading …",
        failed="The server did not answer; is Kutip still running? Try again.",
        unknown="author unknown",
        pages="{pages} pages, {passages} passages",
        added="added {date}",
        one_warning="1 warning",
        warnings="{count} warnings",
        read="Read",
        edit="Edit",
        remove="Remove",
        jobs="Under way and done",
        queued="waiting for its turn",
        reading="reading: {pages} pages",
        embedding="indexing: {done} of {total} passages",
        working="at work …",
        done_added="added: {pages} pages, {passages} passages",
        done_replaced="replaces the earlier file of this name: {pages} pages, {passages} passages",
        done_unchanged="unchanged: it is in the library already",
        done_same="unchanged: it is in the library already, as {name}",
        near="{share} of its sentences are those of {name}",
        done_correction="corrected",
        done_removal="removed",
        password_needed="protected by a password",
        password_wrong="this password does not open it",
        password="Password",
        open_file="Open",
        save="Save",
        cancel="Cancel",
        take_back="take the correction back",
        title="Title",
        authors="Authors (divided by semicolons)",
        year="Year",
        institution="Institution",
        degree="Degree",
        language="Language of the text",
        in_indonesian="Indonesian",
        in_english="English",
        later="Files are being read; this is done after them.",
        remove_question="Remove “{title}”? Its text, its pages and its place in the search are lost. Answers and links that cite it still say where they stood, but no longer show the page. Adding the file again brings it back.",
        remove_yes="Remove it",
        back="Back to the library",
        outline="Sections",
        no_outline="No sections were found in this document.",
        search_within="Search in this document",
        previous="Previous hit",
        next="Next hit",
        no_text="No text on this page.",
        page_link="Link to this page",
    ),
    "id": LibraryTexts(
        about="Skripsi dan tesis yang menjadi sumber jawaban Kutip. Berkas baru dibaca bergiliran; sementara itu Anda tetap dapat bertanya.",
        about_reading="Skripsi dan tesis yang menjadi sumber jawaban Kutip, sejauh boleh Anda baca.",
        drop="Letakkan PDF di sini, boleh beberapa sekaligus, masing-masing paling besar {limit} MB",
        goes_into="Skripsi dan tesis baru masuk ke koleksi {name}.",
        choose="Pilih PDF",
        search="Cari judul, penulis, tahun, institusi, berkas",
        empty="Belum ada skripsi di pustaka. Letakkan PDF di atas: begitu selesai dibaca, Anda dapat bertanya tentang isinya.",
        empty_reading="Tidak ada skripsi atau tesis yang boleh Anda baca; tanyakan kepada pustakawan.",
        counted="{theses} skripsi dan tesis, {pages} halaman",
        none_match="Tidak ada yang cocok dengan kata-kata ini.",
        loading="Memuat …",
        failed="Server tidak menjawab; apakah Kutip masih berjalan? Coba lagi.",
        unknown="penulis tidak diketahui",
        pages="{pages} halaman, {passages} petikan",
        added="ditambahkan {date}",
        one_warning="1 peringatan",
        warnings="{count} peringatan",
        read="Baca",
        edit="Perbaiki",
        remove="Hapus",
        jobs="Sedang dan sudah dikerjakan",
        queued="menunggu giliran",
        reading="membaca: {pages} halaman",
        embedding="mengindeks: {done} dari {total} petikan",
        working="sedang dikerjakan …",
        done_added="ditambahkan: {pages} halaman, {passages} petikan",
        done_replaced="menggantikan berkas lama dengan nama ini: {pages} halaman, {passages} petikan",
        done_unchanged="tidak berubah: sudah ada di pustaka",
        done_same="tidak berubah: sudah ada di pustaka sebagai {name}",
        near="{share} kalimatnya sama dengan {name}",
        done_correction="diperbaiki",
        done_removal="dihapus",
        password_needed="dilindungi kata sandi",
        password_wrong="kata sandi ini tidak membukanya",
        password="Kata sandi",
        open_file="Buka",
        save="Simpan",
        cancel="Batal",
        take_back="tarik kembali perbaikan",
        title="Judul",
        authors="Penulis (dipisahkan titik koma)",
        year="Tahun",
        institution="Institusi",
        degree="Gelar",
        language="Bahasa teksnya",
        in_indonesian="Indonesia",
        in_english="Inggris",
        later="Ada berkas yang sedang dibaca; ini dikerjakan sesudahnya.",
        remove_question="Hapus “{title}”? Teksnya, halamannya, dan tempatnya dalam pencarian akan hilang. Jawaban dan tautan yang mengutipnya tetap menyebut letaknya, tetapi tidak lagi menampilkan halamannya. Menambahkan berkasnya lagi akan mengembalikannya.",
        remove_yes="Ya, hapus",
        back="Kembali ke pustaka",
        outline="Bagian-bagian",
        no_outline="Tidak ditemukan bagian-bagian dalam dokumen ini.",
        search_within="Cari dalam dokumen ini",
        previous="Temuan sebelumnya",
        next="Temuan berikutnya",
        no_text="Tidak ada teks di halaman ini.",
        page_link="Tautan ke halaman ini",
    ),
}
