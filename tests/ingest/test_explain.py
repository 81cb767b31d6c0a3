"""Every error has one sentence in each language that says what is wrong and what to do."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import errors as e
from ingest.document import LabelSource, Page
from ingest.explain import explain, message_language, page_name
from ingest.places import Server

SERVER = Server("postgresql+psycopg://kutip:rahasia@localhost/kutip")

EXAMPLES: list[e.KutipError] = [
    e.UnknownSetting("KUTIP_LIBRAY", "KUTIP_LIBRARY"),
    e.UnknownSetting("KUTIP_X", None),
    e.InvalidSetting("KUTIP_DENSE_WEIGHT", "7", "too large"),
    e.OpenToStrangers("0.0.0.0"),
    e.NobodyToSignIn(),
    e.NotSignedIn(),
    e.NotAllowed(),
    e.ForeignRequest(),
    e.InvalidName("?", 60),
    e.NoSuchPerson("ani"),
    e.PersonExists("ani"),
    e.PasswordTooShort(10),
    e.PasswordNotGiven(),
    e.WrongNameOrPassword(),
    e.TooManyAttempts(12),
    e.NoSuchCollection("disertasi"),
    e.CollectionExists("disertasi"),
    e.CollectionNotEmpty("disertasi", 7),
    e.PathNotFound(Path("a.pdf")),
    e.FolderWithoutPdfs(Path("a")),
    e.NotInLibrary("a.pdf"),
    e.UnknownChoice("tabel", ("table", "body")),
    e.WrongLimits("first_year", "Input should be a valid integer"),
    e.QuestionTooLong(2500, 2000),
    e.MatrixTooLarge(400, 200),
    e.ThesisRemoved("Kota Kembar"),
    e.NoSuchConversation(),
    e.UnknownFileFormat(Path("a.txt"), (".md", ".docx")),
    e.NoSuchPageNumber("99", "a.pdf", "i", "48"),
    e.NoSuchPageNumber("99", "a.pdf", "", ""),
    e.FilterMatchesNothing(),
    e.AmbiguousName("a.pdf", ("12345678", "87654321")),
    e.NotAFolder(Path("a.pdf")),
    e.InvalidYear("20233", 1900, 2027),
    e.TitleNeeded(),
    e.NothingToCorrect(),
    e.UnknownColumn("judul", ("file", "title")),
    e.MissingColumn("file"),
    e.RepeatedRow("a.pdf", 2),
    e.BadRow(Path("a.csv"), 3, e.TitleNeeded()),
    e.NotText(Path("a.csv")),
    e.EncryptedPdf(Path("a.pdf"), tried=True),
    e.EmptyQuestion(),
    e.NotADraft(Path("a.odt")),
    e.DamagedDraft(Path("a.docx"), "why"),
    e.DraftWithoutWords("a.txt"),
    e.DraftTooLarge("a.docx", "20 MB"),
    e.FileTooLarge("a.pdf", 200),
    e.UploadsFull(100, 2000),
    e.RequestTooLarge(8),
    e.RequestNotJson(),
    e.TooManyRequests(12),
    e.UnknownLanguage("de"),
    e.NoLongerKept(),
    e.FileExists(Path("set.jsonl")),
    e.BadResults(Path("results.jsonl"), 3, "why"),
    e.ResultsMismatch(Path("runs"), "questions"),
    e.RunsNotComparable("runs/a", "runs/b"),
    e.UnknownMetric("page_hit@2", "page_hit@1"),
    e.BadGrades(Path("grades.jsonl"), 3, "why"),
    e.NothingDisliked(),
    e.ChatModelNotSet(),
    e.ChatModelUnknown("gpt"),
    e.ChatModelNotInstalled("ollama:qwen3", "langchain-ollama"),
    e.ChatModelUnreachable("openai:gpt-5-mini", "why"),
    e.ChatModelRefused("openai:gpt-5-mini"),
    e.ChatModelTimeout("openai:gpt-5-mini", 60.0),
    e.ChatModelRateLimited("openai:gpt-5-mini"),
    e.ChatModelFailed("openai:gpt-5-mini", "why"),
    e.EmptyFile(Path("a.pdf")),
    e.NotAPdf(Path("a.pdf")),
    e.EncryptedPdf(Path("a.pdf")),
    e.PdfWithoutText(Path("a.pdf"), 3),
    e.OcrFailed(Path("a.pdf"), "over 60 s"),
    e.OcrMissing(("ocrmypdf", "tesseract-ocr-ind")),
    e.DamagedPdf(Path("a.pdf"), "why"),
    e.PdfTooHeavy(Path("a.pdf"), "15 s"),
    e.TooManyPages(Path("a.pdf"), 9000, 5000),
    e.PackagedModelMissing(),
    e.PackagedModelBroken(Path("m"), "why"),
    e.ModelNotFound("m", "why"),
    e.FileChanging(Path("a.pdf")),
    e.WorkerLost(Path("a.pdf")),
    e.WorkersDiffer(("a/1", "a/2")),
    e.WorkersNotStarted("why"),
    e.RayMissing(),
    e.RayUnreachable("10.0.0.1:6379", "why"),
    e.MetricsPackageMissing("ir-measures"),
    e.RunInProgress("20261124-120509-set"),
    e.NotReady(),
    e.ShuttingDown(),
    e.AddressInUse("127.0.0.1", 7860, "why"),
    e.PdfNotKept("a.pdf"),
    e.LibraryEmpty(Path("l")),
    e.LibraryInUse(Path("l")),
    e.LibraryChanged(Path("l")),
    e.LibraryNewer(Path("l")),
    e.NotABackup(Path("a.zip")),
    e.BackupDamaged(Path("a.backup"), "vectors.npy"),
    e.BackupDamaged(Path("a.backup"), ""),
    e.BackupNewer(Path("a.backup")),
    e.RestoreTargetNotEmpty(Path("l")),
    e.IndexDamaged(Path("library/vectors"), "why"),
    e.LibraryUnreadable(Path("l"), "why"),
    e.LibraryHalfMoved(SERVER),
    e.LibraryNotEmpty(SERVER),
    e.MoveIncomplete("passages", 7, 6),
    e.CatalogueUnreachable(SERVER, "why"),
    e.VectorsUnreachable(Server("http://localhost:8000"), "why"),
    e.CataloguePackageMissing(),
    e.ModelMismatch("a", "b"),
    e.DiskFull(Path("l"), "why"),
]


@pytest.mark.parametrize("error", EXAMPLES, ids=lambda error: type(error).__name__)
def test_the_sentence_is_one_line_and_ends(error: e.KutipError) -> None:
    english, indonesian = explain(error, "en"), explain(error, "id")
    for sentence in (english, indonesian):
        assert "\n" not in sentence
        assert sentence.endswith((".", "?"))
        assert "None" not in sentence
        assert "<" not in sentence
    assert english != indonesian


@pytest.mark.parametrize(
    "error", [error for error in EXAMPLES if isinstance(error, e.UnreadablePdf)], ids=lambda error: type(error).__name__
)
def test_what_is_wrong_with_a_file_can_be_told_by_another_process(error: e.UnreadablePdf) -> None:
    told = pickle.loads(pickle.dumps(error))
    assert (type(told), vars(told)) == (type(error), vars(error))


def test_no_leaf_of_the_tree_is_without_words() -> None:
    def leaves(kind: type[e.KutipError]) -> set[type[e.KutipError]]:
        below = kind.__subclasses__()
        return {kind} if not below else set().union(*map(leaves, below))

    from ingest.explain import _ENGLISH, _INDONESIAN

    assert set(_ENGLISH) == set(_INDONESIAN) == leaves(e.KutipError)


def page(index: int, label: str) -> Page:
    return Page("d", index, label, LabelSource.PRINTED if label else LabelSource.POSITION, 0, 1)


def test_a_pages_name_has_both_numbers() -> None:
    assert page_name((page(1, "xiii"),), "id") == "hlm. xiii (PDF hlm. 2)"
    assert page_name((page(9, "1"), page(10, "2")), "en") == "pp. 1–2 (PDF pp. 10–11)"


def test_a_page_that_bears_no_number_says_so() -> None:
    assert page_name((page(0, ""),), "id") == "tanpa nomor (PDF hlm. 1)"
    assert page_name((page(0, ""),), "en") == "unnumbered page (PDF p. 1)"


def test_a_number_that_several_pages_bear_says_of_which_part_it_is() -> None:
    second = replace(page(19, "7"), part=2)
    assert page_name((second,), "en") == "p. 7 of part 2 (PDF p. 20)"
    assert page_name((second,), "id") == "hlm. 7 bagian 2 (PDF hlm. 20)"
    assert page_name((second, replace(page(20, "8"), part=2)), "en") == "pp. 7–8 of part 2 (PDF pp. 20–21)"
    assert page_name((replace(page(8, "9"), part=1), page(9, "10")), "en") == "pp. 9 of part 1–10 (PDF pp. 9–10)"


def test_recognised_text_is_called_so() -> None:
    assert page_name((replace(page(1, "2"), recognised=True),), "en") == "p. 2 (PDF p. 2), OCR text"
    assert page_name((page(0, "1"), replace(page(1, "2"), recognised=True)), "id") == (
        "hlm. 1–2 (PDF hlm. 1–2), teks OCR"
    )


@pytest.mark.parametrize(
    ("setting", "locale", "language"),
    [("id", "en_GB.UTF-8", "id"), ("en", "id_ID", "en"), ("auto", "id_ID.UTF-8", "id"), ("auto", "C", "en")],
)
def test_messages_follow_the_setting_then_the_locale(
    setting: str, locale: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", locale)
    assert message_language(setting) == language
