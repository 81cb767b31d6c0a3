"""The benchmark of quotes: its cases are what they are said to be, and the checker does well on the samples."""

from __future__ import annotations

import pytest

from evaluation.quote_cases import ALTERATIONS, TRUE_SHAPES, bare_words, quote_cases
from evaluation.quotes_benchmark import is_sound, notes, read_documents, rows, run
from ingest.catalogue.records import WholeDocument
from ingest.pdf import PdfLimits, PdfReading
from ingest.pipeline import find_pdfs
from tests.library_for_tests import SAMPLES


@pytest.fixture(scope="module")
def samples() -> list[WholeDocument]:
    with PdfReading(PdfLimits()) as reading:
        return read_documents(find_pdfs([SAMPLES]), reading)


def test_the_same_seed_gives_the_same_cases_and_all_kinds(samples: list[WholeDocument]) -> None:
    cases = list(quote_cases(samples, 120, seed=3))
    assert cases == list(quote_cases(samples, 120, seed=3))
    kinds = {case.kind for case in cases}
    assert set(TRUE_SHAPES) <= kinds
    assert set(ALTERATIONS) <= kinds


def test_an_altered_case_stands_in_no_text(samples: list[WholeDocument]) -> None:
    texts = [bare_words(whole.document.text) for whole in samples]
    for case in quote_cases(samples, 200, seed=4):
        if case.kind in ALTERATIONS:
            assert not any(bare_words(case.quote) in text for text in texts)


def test_no_altered_quote_is_accepted_and_every_true_one_is_found(samples: list[WholeDocument]) -> None:
    result = run(samples, 480, seed=1, many=3)
    assert is_sound(result)
    assert [each.kind for each in result.kinds if each.wrong] == []
    assert len(list(rows(result))) == len(result.kinds) + 1
    assert any("accepted as exact: 0 of" in line for line in notes(result))


def test_texts_without_a_sentence_to_quote_give_no_cases(samples: list[WholeDocument]) -> None:
    assert list(quote_cases([], 10, seed=0)) == []
