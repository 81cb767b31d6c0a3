"""Protected PDFs open with the password that the user gives; it is kept nowhere, and pages can be shown all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import EncryptedPdf
from ingest.library import Library
from ingest.passwords import MAX_ASKED, Passwords
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import FileReport, Outcome, add_files
from tests.fakes.embedder import HashingEmbedder
from tests.ingest.test_pipeline import PAGES, check_swept
from tests.pdfs import write_pdf

PASSWORD = "kata-sandi-42"


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    return write_pdf(tmp_path / "secret.pdf", PAGES, password=PASSWORD)


def add(library: Path, file: Path, passwords: Passwords) -> FileReport:
    with Library.write(library) as opened, PdfReading(PdfLimits()) as reading:
        (report,) = add_files(opened, HashingEmbedder(), reading, [file], passwords=passwords)
    return report


def test_the_librarys_copy_opens_without_the_password(secret: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    assert add(library, secret, Passwords(("wrong", PASSWORD))).outcome is Outcome.ADDED
    with Library.read(library) as opened, PdfReading(PdfLimits()) as reading:
        (entry,) = opened.catalogue.entries()
        assert entry.kept_sha256 != entry.sha256
        assert len(reading.read(opened.pdf(entry)).pages) == 2
    check_swept(library)
    assert add(library, secret, Passwords()).outcome is Outcome.UNCHANGED  # the same bytes need no password
    check_swept(library)


def test_the_password_is_stored_nowhere(secret: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    passwords = Passwords((PASSWORD,))
    add(library, secret, passwords)
    assert PASSWORD not in repr(passwords)
    for file in library.rglob("*"):
        assert not file.is_file() or PASSWORD.encode() not in file.read_bytes()


@pytest.mark.parametrize(("given", "tried"), [((), False), (("wrong",), True)])
def test_without_the_right_one_the_file_is_refused(
    given: tuple[str, ...], tried: bool, secret: Path, tmp_path: Path
) -> None:
    report = add(tmp_path / "library", secret, Passwords(given))
    assert isinstance(report.error, EncryptedPdf)
    assert report.error.tried is tried


def test_it_is_asked_for_a_few_times_where_somebody_can_be_asked(secret: Path, tmp_path: Path) -> None:
    answers = iter(["wrong", PASSWORD])
    assert add(tmp_path / "one", secret, Passwords(ask=lambda path: next(answers))).outcome is Outcome.ADDED
    wrong = iter(["wrong"] * (MAX_ASKED + 1))
    assert add(tmp_path / "two", secret, Passwords(ask=lambda path: next(wrong))).outcome is Outcome.REFUSED
    assert len(list(wrong)) == 1


def test_a_password_with_a_files_name_is_for_that_file() -> None:
    passwords = Passwords(("a.pdf=one", "b.pdf=two", "both", "x=y"))
    a, b = Path("a.pdf"), Path("b.pdf")
    assert list(passwords.candidates(a, [a, b])) == ["one", "both", "x=y"]
    assert list(passwords.candidates(b, [a, b])) == ["two", "both", "x=y"]
