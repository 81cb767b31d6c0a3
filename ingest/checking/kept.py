"""Whether the library's copies of its PDFs are there, byte by byte, and nothing besides."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, select

from ingest.catalogue import rows
from ingest.catalogue.tables import REMOVED, documents
from ingest.checking.difference import Difference, Kind
from ingest.document import WarningKind
from ingest.files import StoredFiles, file_digest
from ingest.uploads import lost_uploads

PDF_HEAD = b"%PDF-"


def file_differences(connection: Connection, files: StoredFiles, library: Path) -> Iterator[Difference]:
    """Each text that is kept has the PDF that it was read from, and no other file lies about."""
    kept: set[str] = set()
    found = connection.execute(select(documents).where(documents.c.state != REMOVED).order_by(documents.c.added_at))
    for row in found.mappings():
        digest = row["copy_sha256"] or row["sha256"]
        warned = {warning.kind for warning in rows.warnings_from_json(row["warnings"])}
        path = files.path(digest)
        kept.add(path.name)
        if not path.is_file():
            yield Difference(Kind.PDF_LOST, row["file_name"], document_ids=(row["id"],))
        elif not _is_copy(path, digest, recognised=WarningKind.RECOGNISED_TEXT in warned):
            yield Difference(Kind.PDF_ALTERED, row["file_name"], document_ids=(row["id"],))
    if extra := [name for name in files.names() if name not in kept]:
        yield Difference(Kind.FILES_EXTRA, count=len(extra))
    if lost := lost_uploads(library):
        yield Difference(Kind.UPLOADS_EXTRA, count=len(lost))


def _is_copy(path: Path, sha256: str, *, recognised: bool) -> bool:
    """A copy with recognised text lies under the digest of the file that it was made from; that it is a PDF is all that can be told."""
    if file_digest(path) == sha256:
        return True
    with path.open("rb") as file:
        return recognised and file.read(len(PDF_HEAD)) == PDF_HEAD
