"""Every word of the web page, in both languages. A text that needs values is a format string."""

from __future__ import annotations

from dataclasses import dataclass, fields

from ingest.language import Language


@dataclass(frozen=True, slots=True)
class Texts:
    """The page in one language."""

    tagline: str
    language_switch: str
    welcome: str
    welcome_more: str
    question: str
    placeholder: str
    waiting_placeholder: str
    searching: str
    mode_verbatim: str
    mode_written: str
    word_for_word: str
    change_question: str
    loading_model: str
    unpacking_model: str
    reading_file: str
    embedding_file: str
    opening_library: str
    refused_files: str
    unexpected: str
    source: str
    source_region: str
    no_source_yet: str
    no_source_more: str
    close: str
    sign_in: str
    sign_in_more: str
    sign_out: str
    signed_out: str
    signed_in_as: str
    person_name: str
    password: str
    source_failed: str
    quoted_words: str
    copy_quote: str
    copied: str
    copy_failed: str
    section: str
    pages: str
    file: str
    origin: str
    bibliography: str
    page_image: str
    marked: str
    partly_marked: str
    not_marked: str
    page_failed: str
    whole_page: str
    ask_tab: str
    evaluate_tab: str
    question_set: str
    run_set: str
    run: str
    run_before: str
    compare_runs: str
    run_progress: str
    no_runs: str
    no_set_chosen: str
    two_runs_needed: str
    downloads: str
    report: str
    comparison: str
    was_it_good: str
    liked: str
    disliked: str
    thanks: str
    what_is_wrong: str
    own_words: str
    send_reason: str
    complaint_wrong_page: str
    complaint_beside: str
    complaint_incomplete: str
    complaint_other: str
    export_disliked: str
    grade_answers: str
    grade_one: str
    grade_all_done: str
    graded_count: str
    grade_right: str
    grade_partly: str
    grade_wrong: str
    grade_note: str
    save_grade: str
    skip_grade: str
    no_grade_chosen: str
    asked_label: str
    answer_label: str
    wanted_label: str
    not_answerable: str
    pdf_page: str
    searched_in: str
    refused_filtered: str
    stopped: str
    send_question: str
    stop_answer: str
    choose_file: str
    ask_again: str
    change_last: str
    filter_button: str
    filters_active: str
    filter_theses: str
    filter_first_year: str
    filter_last_year: str
    any_year: str
    filter_institution: str
    any_institution: str
    filter_kinds: str
    years_from: str
    years_to: str
    kind_front_matter: str
    kind_abstract: str
    kind_body: str
    kind_table: str
    kind_appendix: str
    kind_transcript: str
    nearest_title: str
    copy_link: str
    previous_page: str
    next_page: str
    to_quote: str
    leafing: str
    zoom: str
    zoom_fit: str
    not_quoted: str
    open_pdf: str
    verify_tab: str
    verify_about: str
    draft_text: str
    draft_placeholder: str
    draft_file: str
    every_statement: str
    verify_start: str
    stop_work: str
    reading_draft: str
    checking: str
    download_report: str
    report_as_word: str
    what_it_means: str
    verdict: str
    in_draft: str
    in_library: str
    to_draft: str
    library_tab: str
    matrix_tab: str
    matrix_about: str
    matrix_aspects: str
    matrix_question: str
    matrix_placeholder: str
    matrix_start: str
    no_topic: str
    filling: str
    cell_waiting: str
    cell_stopped: str
    conversations: str
    new_conversation: str
    find_conversation: str
    close_conversations: str
    no_conversations: str
    no_conversation_found: str
    conversations_off: str
    conversations_failed: str
    found_count: str
    renamed: str
    deleted: str
    turns_one: str
    turns_many: str
    more_of: str
    conversation_title: str
    rename: str
    save_as: str
    delete: str
    delete_sure: str
    delete_yes: str
    delete_all: str
    delete_all_sure: str
    delete_all_yes: str
    not_kept: str
    kept_otherwise: str
    unfinished: str
    copy_citation: str
    cite_in_text: str
    cite_entry: str
    copy_in_text: str
    copy_entry: str
    citing_failed: str


_ENGLISH = Texts(
    tagline="Answers from theses, word for word, with the printed page",
    language_switch="Language",
    welcome="What would you like to know?",
    welcome_more="Kutip answers with sentences from the theses in this library. Click the number behind a sentence to see it on its page.",
    question="Question",
    placeholder="Ask a question …",
    waiting_placeholder="The library is not ready yet",
    searching="Searching the library …",
    mode_verbatim="Answers are quotes, word for word; nothing leaves this machine.",
    mode_written="Answers are written by {model}: the question, the conversation and the passages found are sent to {host}.",
    word_for_word="What they lean on, word for word:",
    change_question="Change",
    loading_model="Loading the language model …",
    unpacking_model="Unpacking the language model, once only …",
    reading_file="Reading {name} (file {number} of {files}): {pages} pages …",
    embedding_file="Indexing {name} (file {number} of {files}): {done} of {total} passages …",
    opening_library="Opening the library …",
    refused_files="Not taken into the library:",
    unexpected="Something went wrong that Kutip did not foresee; its log says what. Try again, or start Kutip anew.",
    source="Source",
    source_region="The source of a citation",
    no_source_yet="No source opened yet",
    no_source_more="Click a number in an answer. The page of the thesis appears here, with the quoted words marked.",
    close="Close the source",
    sign_in="Sign in",
    sign_in_more="Name and password come from the librarian who runs this Kutip.",
    sign_out="Sign out",
    signed_out="You are signed out.",
    signed_in_as="Signed in as",
    person_name="Name",
    password="Password",
    source_failed="The source could not be loaded; is Kutip still running?",
    quoted_words="Quoted words",
    copy_quote="Copy the quote",
    copied="Copied",
    copy_failed="The browser did not let Kutip copy; select the words and copy them.",
    section="Section",
    pages="Page",
    file="File",
    origin="Whose words",
    bibliography="In its bibliography",
    page_image="Page {label}, picture of PDF page {number} of {total}",
    marked="The quoted words are marked.",
    partly_marked="The quoted words that stand on this page are marked.",
    not_marked="The quoted words could not be matched with this picture, so nothing is marked. The quote itself is the stored text of this page.",
    page_failed="This page cannot be shown: {reason}",
    whole_page="Picture of the page alone",
    ask_tab="Ask",
    evaluate_tab="Evaluate",
    question_set="Question set (JSON Lines, CSV, SQuAD or ragas)",
    run_set="Run the set over this library",
    run="Run",
    run_before="Compare with",
    compare_runs="Compare",
    run_progress="{name}: question {done} of {total} …",
    no_runs="No set was run yet. Choose a file with questions above: Kutip answers them all and reports how often it was right.",
    no_set_chosen="Choose a file with questions first.",
    two_runs_needed="Choose two different runs to compare.",
    downloads="Download:",
    report="Report of the run",
    comparison="Comparison of two runs",
    was_it_good="Does this answer your question?",
    liked="Yes",
    disliked="No",
    thanks="Thank you, that is noted.",
    what_is_wrong="Noted, thank you. What is wrong with it?",
    own_words="In your own words (optional)",
    send_reason="Send",
    complaint_wrong_page="Wrong page",
    complaint_beside="Does not answer",
    complaint_incomplete="Something is missing",
    complaint_other="Something else",
    export_disliked="Disliked questions as a set",
    grade_answers="Grade answers yourself",
    grade_one="Answer {number} of {total}",
    grade_all_done="All answers of this run are graded.",
    graded_count="Graded so far: {graded} of {total}.",
    grade_right="Right",
    grade_partly="Partly right",
    grade_wrong="Wrong",
    grade_note="Note (optional)",
    save_grade="Save and go on",
    skip_grade="Skip",
    no_grade_chosen="Choose a grade first.",
    asked_label="Question",
    answer_label="Answer",
    wanted_label="According to the set",
    not_answerable="The set says that nothing in the library answers this; a refusal is right.",
    pdf_page="PDF p. {number}",
    searched_in="Searched only in",
    refused_filtered="Filters are set, so only part of the library was searched. Take them out to search all of it.",
    stopped="Stopped.",
    send_question="Ask",
    stop_answer="Stop",
    choose_file="Drop a file here, or click to choose one",
    ask_again="Ask again",
    change_last="Change the question",
    filter_button="Filter",
    filters_active="Active filters; untick one to take it out",
    filter_theses="Theses (none chosen: all)",
    filter_first_year="From year",
    filter_last_year="To year",
    any_year="any",
    filter_institution="Institution",
    any_institution="all",
    filter_kinds="Parts of a thesis (none chosen: all)",
    years_from="from {year}",
    years_to="up to {year}",
    kind_front_matter="Front matter",
    kind_abstract="Abstract",
    kind_body="Main text",
    kind_table="Tables",
    kind_appendix="Appendices",
    kind_transcript="Transcripts",
    nearest_title="Nearest passage, not an answer",
    copy_link="Copy the link",
    previous_page="Previous page",
    next_page="Next page",
    to_quote="To the quote",
    leafing="Leaf through the pages",
    zoom="Size of the page",
    zoom_fit="Fit width",
    not_quoted="Nothing on this page is quoted here.",
    open_pdf="Open the PDF here",
    verify_tab="Verify",
    verify_about="Are the quotes in a text true? Kutip looks for each quotation, and for each statement that cites a thesis of this library, and shows the page. The text stays on the machine that Kutip runs on and is not stored.",
    draft_text="Text to check",
    draft_placeholder="Paste a paragraph or a chapter with its quotations and citations …",
    draft_file="Or a file ({endings}), up to 20 MB",
    every_statement="Look for every statement, not only for those that cite",
    verify_start="Check",
    stop_work="Stop",
    reading_draft="Reading the draft …",
    checking="Checked: {done} of {total} …",
    download_report="Download the report:",
    report_as_word="Word, with comments",
    what_it_means="What the verdicts mean",
    verdict="Verdict",
    in_draft="In the draft",
    in_library="In the library",
    to_draft="In the draft: place",
    library_tab="Library",
    matrix_tab="Matrix",
    matrix_about="What does each thesis say on the same aspect? One row a thesis, one column an aspect; every cell has quotes, word for word, with the page that they open. Where a thesis says nothing, the cell says so.",
    matrix_aspects="Aspects",
    matrix_question="A question of your own, asked of each thesis (optional)",
    matrix_placeholder="e.g. Who takes the decisions?",
    matrix_start="Fill the matrix",
    no_topic="Choose an aspect, or write a question of your own.",
    filling="Filled: {done} of {total} cells …",
    cell_waiting="not yet …",
    cell_stopped="Stopped before this cell was filled.",
    conversations="Conversations",
    new_conversation="New conversation",
    find_conversation="Search your conversations",
    close_conversations="Close the list of conversations",
    no_conversations="No conversation yet. Your first question begins one; only this browser can open it.",
    no_conversation_found="No conversation has “{words}” in it.",
    conversations_off="Conversations are not kept here: once the page is loaded anew they are gone. The browser must accept cookies, and whoever runs Kutip can set KUTIP_CONVERSATIONS.",
    conversations_failed="The conversations could not be read or changed; load the page anew and try again.",
    found_count="conversations found",
    renamed="Name saved.",
    deleted="Deleted.",
    turns_one="{count} question",
    turns_many="{count} questions",
    more_of="Name, save, delete",
    conversation_title="Name",
    rename="Save name",
    save_as="Save as",
    delete="Delete …",
    delete_sure="Its questions and answers will be gone for good.",
    delete_yes="Yes, delete",
    delete_all="Delete all …",
    delete_all_sure="All your conversations will be gone for good, not only those shown.",
    delete_all_yes="Yes, delete all",
    not_kept="This turn could not be kept.",
    unfinished="The answer is not finished. Open this conversation again in a moment, or ask again.",
    kept_otherwise="This answer was kept by another version of Kutip and cannot be shown; ask once more.",
    copy_citation="Copy citation",
    cite_in_text="In text",
    cite_entry="Bibliography",
    copy_in_text="Copy the citation in text",
    copy_entry="Copy the bibliography entry",
    citing_failed="The citation could not be made; open the source again.",
)

_INDONESIAN = Texts(
    tagline="Jawaban dari skripsi dan tesis, kata demi kata, dengan halaman tercetaknya",
    language_switch="Bahasa",
    welcome="Apa yang ingin Anda ketahui?",
    welcome_more="Kutip menjawab dengan kalimat dari skripsi dan tesis di pustaka ini. Klik nomor di belakang kalimat untuk melihatnya di halamannya.",
    question="Pertanyaan",
    placeholder="Ajukan pertanyaan …",
    waiting_placeholder="Pustaka belum siap",
    searching="Mencari di pustaka …",
    mode_verbatim="Jawaban berupa kutipan kata demi kata; tidak ada yang keluar dari komputer ini.",
    mode_written="Jawaban ditulis oleh {model}: pertanyaan, percakapan, dan petikan yang ditemukan dikirim ke {host}.",
    word_for_word="Dasarnya, kata demi kata:",
    change_question="Ubah",
    loading_model="Memuat model bahasa …",
    unpacking_model="Membuka paket model bahasa, sekali saja …",
    reading_file="Membaca {name} (berkas {number} dari {files}): {pages} halaman …",
    embedding_file="Mengindeks {name} (berkas {number} dari {files}): {done} dari {total} petikan …",
    opening_library="Membuka pustaka …",
    refused_files="Tidak dimasukkan ke pustaka:",
    unexpected="Terjadi kesalahan yang tidak diperkirakan; rinciannya ada di log Kutip. Coba lagi, atau jalankan ulang Kutip.",
    source="Sumber",
    source_region="Sumber sebuah kutipan",
    no_source_yet="Belum ada sumber yang dibuka",
    no_source_more="Klik nomor dalam jawaban. Halaman skripsinya tampil di sini, dengan kata-kata yang dikutip ditandai.",
    close="Tutup sumber",
    sign_in="Masuk",
    sign_in_more="Nama dan kata sandi diberikan oleh pustakawan yang mengelola Kutip ini.",
    sign_out="Keluar",
    signed_out="Anda sudah keluar.",
    signed_in_as="Masuk sebagai",
    person_name="Nama",
    password="Kata sandi",
    source_failed="Sumber tidak dapat dimuat; apakah Kutip masih berjalan?",
    quoted_words="Kata-kata yang dikutip",
    copy_quote="Salin kutipan",
    copied="Tersalin",
    copy_failed="Peramban tidak mengizinkan penyalinan; pilih kata-katanya lalu salin.",
    section="Bagian",
    pages="Halaman",
    file="Berkas",
    origin="Asal",
    bibliography="Di daftar pustakanya",
    page_image="Halaman {label}, gambar halaman PDF {number} dari {total}",
    marked="Kata-kata yang dikutip ditandai.",
    partly_marked="Kata-kata kutipan yang ada di halaman ini ditandai.",
    not_marked="Kata-kata yang dikutip tidak dapat dicocokkan dengan gambar ini, jadi tidak ada yang ditandai. Kutipannya sendiri adalah teks tersimpan dari halaman ini.",
    page_failed="Halaman ini tidak dapat ditampilkan: {reason}",
    whole_page="Gambar halaman saja",
    ask_tab="Tanya",
    evaluate_tab="Evaluasi",
    question_set="Himpunan pertanyaan (JSON Lines, CSV, SQuAD, atau ragas)",
    run_set="Jalankan atas pustaka ini",
    run="Hasil",
    run_before="Bandingkan dengan",
    compare_runs="Bandingkan",
    run_progress="{name}: pertanyaan {done} dari {total} …",
    no_runs="Belum ada yang dijalankan. Pilih berkas pertanyaan di atas: Kutip menjawab semuanya dan melaporkan seberapa sering jawabannya benar.",
    no_set_chosen="Pilih dahulu berkas pertanyaan.",
    two_runs_needed="Pilih dua hasil yang berbeda untuk dibandingkan.",
    downloads="Unduh:",
    report="Laporan hasil",
    comparison="Perbandingan dua hasil",
    was_it_good="Apakah ini menjawab pertanyaan Anda?",
    liked="Ya",
    disliked="Tidak",
    thanks="Terima kasih, sudah dicatat.",
    what_is_wrong="Sudah dicatat, terima kasih. Apa yang kurang tepat?",
    own_words="Dengan kata-kata sendiri (opsional)",
    send_reason="Kirim",
    complaint_wrong_page="Halamannya salah",
    complaint_beside="Tidak menjawab",
    complaint_incomplete="Ada yang kurang",
    complaint_other="Lainnya",
    export_disliked="Pertanyaan yang tidak disukai sebagai set",
    grade_answers="Nilai sendiri jawabannya",
    grade_one="Jawaban {number} dari {total}",
    grade_all_done="Semua jawaban dari hasil ini sudah dinilai.",
    graded_count="Sudah dinilai: {graded} dari {total}.",
    grade_right="Benar",
    grade_partly="Sebagian benar",
    grade_wrong="Salah",
    grade_note="Catatan (opsional)",
    save_grade="Simpan lalu lanjut",
    skip_grade="Lewati",
    no_grade_chosen="Pilih dahulu penilaiannya.",
    asked_label="Pertanyaan",
    answer_label="Jawaban",
    wanted_label="Menurut set",
    not_answerable="Menurut set, pustaka tidak menjawab pertanyaan ini; yang benar adalah tidak menjawab.",
    pdf_page="PDF hlm. {number}",
    searched_in="Hanya dicari di",
    refused_filtered="Saringan sedang aktif, jadi hanya sebagian pustaka yang dicari. Lepaskan untuk mencari di seluruhnya.",
    stopped="Dihentikan.",
    send_question="Tanyakan",
    stop_answer="Hentikan",
    choose_file="Letakkan berkas di sini, atau klik untuk memilih",
    ask_again="Tanya ulang",
    change_last="Ubah pertanyaan",
    filter_button="Saring",
    filters_active="Saringan yang aktif; hapus centang untuk melepasnya",
    filter_theses="Skripsi dan tesis (kosong: semua)",
    filter_first_year="Dari tahun",
    filter_last_year="Sampai tahun",
    any_year="bebas",
    filter_institution="Lembaga",
    any_institution="semua lembaga",
    filter_kinds="Bagian skripsi (kosong: semua)",
    years_from="sejak {year}",
    years_to="sampai {year}",
    kind_front_matter="Bagian depan",
    kind_abstract="Abstrak",
    kind_body="Isi",
    kind_table="Tabel",
    kind_appendix="Lampiran",
    kind_transcript="Transkrip",
    nearest_title="Bagian terdekat, bukan jawaban",
    copy_link="Salin tautan",
    previous_page="Halaman sebelumnya",
    next_page="Halaman berikutnya",
    to_quote="Ke kutipan",
    leafing="Membalik halaman",
    zoom="Ukuran halaman",
    zoom_fit="Pas lebar",
    not_quoted="Tidak ada yang dikutip dari halaman ini.",
    open_pdf="Buka PDF di halaman ini",
    verify_tab="Periksa",
    verify_about="Benarkah kutipan dalam sebuah naskah? Kutip mencari setiap kutipan, dan setiap pernyataan yang merujuk karya di pustaka ini, lalu menunjukkan halamannya. Naskah tetap di komputer tempat Kutip berjalan dan tidak disimpan.",
    draft_text="Naskah yang diperiksa",
    draft_placeholder="Tempelkan satu paragraf atau satu bab beserta kutipan dan rujukannya …",
    draft_file="Atau sebuah berkas ({endings}), paling besar 20 MB",
    every_statement="Cari setiap pernyataan, bukan hanya yang merujuk",
    verify_start="Periksa",
    stop_work="Hentikan",
    reading_draft="Membaca naskah …",
    checking="Diperiksa: {done} dari {total} …",
    download_report="Unduh laporan:",
    report_as_word="Word, dengan komentar",
    what_it_means="Arti hasil pemeriksaan",
    verdict="Hasil",
    in_draft="Dalam naskah",
    in_library="Dalam pustaka",
    to_draft="Dalam naskah: tempat",
    library_tab="Pustaka",
    matrix_tab="Matriks",
    matrix_about="Apa kata tiap skripsi atau tesis tentang aspek yang sama? Satu baris satu karya, satu kolom satu aspek; setiap sel berisi kutipan kata demi kata dengan halaman yang dapat dibuka. Bila karyanya tidak mengatakan apa pun, selnya menyebutkannya.",
    matrix_aspects="Aspek",
    matrix_question="Pertanyaan sendiri untuk setiap karya (opsional)",
    matrix_placeholder="misalnya: Siapa yang mengambil keputusan?",
    matrix_start="Isi matriks",
    no_topic="Pilih satu aspek, atau tulis pertanyaan sendiri.",
    filling="Terisi: {done} dari {total} sel …",
    cell_waiting="belum …",
    cell_stopped="Dihentikan sebelum sel ini diisi.",
    conversations="Percakapan",
    new_conversation="Percakapan baru",
    find_conversation="Cari di percakapan Anda",
    close_conversations="Tutup daftar percakapan",
    no_conversations="Belum ada percakapan. Pertanyaan pertama Anda memulainya; hanya peramban ini yang dapat membukanya.",
    no_conversation_found="Tidak ada percakapan yang memuat “{words}”.",
    conversations_off="Percakapan tidak disimpan di sini: setelah halaman dimuat ulang, isinya hilang. Peramban harus menerima kuki, dan pengelola dapat mengaturnya dengan KUTIP_CONVERSATIONS.",
    conversations_failed="Daftar percakapan tidak dapat dibaca atau diubah; muat ulang halaman dan coba lagi.",
    found_count="percakapan ditemukan",
    renamed="Nama disimpan.",
    deleted="Dihapus.",
    turns_one="{count} pertanyaan",
    turns_many="{count} pertanyaan",
    more_of="Nama, simpan, hapus",
    conversation_title="Nama",
    rename="Simpan nama",
    save_as="Simpan sebagai",
    delete="Hapus …",
    delete_sure="Pertanyaan dan jawabannya hilang untuk selamanya.",
    delete_yes="Ya, hapus",
    delete_all="Hapus semua …",
    delete_all_sure="Semua percakapan Anda hilang untuk selamanya, bukan hanya yang sedang tampil.",
    delete_all_yes="Ya, hapus semuanya",
    not_kept="Tanya jawab ini tidak dapat disimpan.",
    unfinished="Jawabannya belum selesai. Buka kembali percakapan ini sebentar lagi, atau tanya ulang.",
    kept_otherwise="Jawaban ini disimpan oleh versi Kutip yang lain dan tidak dapat ditampilkan; tanyakan sekali lagi.",
    copy_citation="Salin sitasi",
    cite_in_text="Dalam teks",
    cite_entry="Daftar pustaka",
    copy_in_text="Salin sitasi dalam teks",
    copy_entry="Salin entri daftar pustaka",
    citing_failed="Sitasi tidak dapat dibuat; buka kembali sumbernya.",
)

TEXTS: dict[Language, Texts] = {"id": _INDONESIAN, "en": _ENGLISH}
LANGUAGES: dict[Language, str] = {"id": "Indonesia", "en": "English"}
"""The languages of the page, each by its own name."""


def as_language(value: object) -> Language:
    """A language from outside (a cookie, an address, a browser), English where it is none of ours.

    >>> as_language("id-ID"), as_language(None)
    ('id', 'en')
    """
    return "id" if isinstance(value, str) and value.lower().split("-")[0] == "id" else "en"


def names_of_texts() -> list[str]:
    """The names of all texts."""
    return [field.name for field in fields(Texts)]
