"""What the page made, as files: for those who know the key, and in one sentence where it is gone."""

from __future__ import annotations

from io import BytesIO

import docx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from ingest.document import Thesis
from retrieval.draft_files import typed_draft
from retrieval.export.files import MATRIX_ENDINGS
from retrieval.matrix import ASPECTS, Matrix
from retrieval.verify import DraftReport
from web.download_routes import download_routes
from web.kept import KeptResults

THESIS = Thesis("t", "Kota <b>Kembar</b>", ("Proyek Kutip",), 2026, None, None, "id", ())


@pytest.fixture
def kept() -> KeptResults:
    return KeptResults()


@pytest.fixture
def client(kept: KeptResults) -> TestClient:
    app = FastAPI()
    app.include_router(download_routes(kept))
    return TestClient(app)


def test_a_checked_draft_is_a_report_in_which_text_is_no_markup(client: TestClient, kept: KeptResults) -> None:
    key = kept.checks.keep(DraftReport(typed_draft("Satu <script>x</script>."), (), (), (THESIS,)))
    answer = client.get(f"/checks/{key}.html?language=id")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "<script>" not in answer.text


@pytest.mark.parametrize("ending", MATRIX_ENDINGS)
def test_a_matrix_is_a_file_of_each_format(client: TestClient, kept: KeptResults, ending: str) -> None:
    key = kept.matrices.keep(Matrix((THESIS,), ASPECTS[:1], ()))
    answer = client.get(f"/matrices/{key}{ending}?language=en")
    assert answer.status_code == 200
    assert len(answer.content) > 0


def test_a_checked_draft_is_a_word_document_too(client: TestClient, kept: KeptResults) -> None:
    key = kept.checks.keep(DraftReport(typed_draft("Satu kota."), (), (), (THESIS,)))
    answer = client.get(f"/checks/{key}.docx?language=id")
    assert 'filename="kutip-report.docx"' in answer.headers["content-disposition"]
    assert any(each.text == "Satu kota." for each in docx.Document(BytesIO(answer.content)).paragraphs)


@pytest.mark.parametrize(
    "address", ["/checks/x.html", "/checks/x.docx", "/checks/x.exe", "/matrices/x.csv", "/matrices/x.exe"]
)
def test_what_is_not_kept_is_told(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert len(answer.text.splitlines()) == 1
