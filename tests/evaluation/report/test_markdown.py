"""The report for a pull request: the page's figures, and no text of others that Markdown would read."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evaluation.metrics.summary import measure
from evaluation.report.markdown import escaped, report_markdown, table
from tests.evaluation.report import small_run as small

MEASURED = measure(small.QUESTIONS, small.RESULTS, lambda _: None)
REPORT = report_markdown(small.CONFIG, small.QUESTIONS, small.RESULTS, MEASURED, "id")


def test_the_summary_comes_first_and_unfolded() -> None:
    before, _, _ = REPORT.partition("<details>")
    assert "Pertanyaan: 8 · 4 dijawab · 3 tidak dijawab · 1 gagal" in before
    assert re.search(r"^\| Halaman benar di urutan pertama \| 0,40 \| 0,\d\d–0,\d\d \| 5 \|$", before, re.MULTILINE)


def test_what_is_long_is_folded_away_and_every_fold_is_closed() -> None:
    assert REPORT.count("<details>") == REPORT.count("</details>") == 6
    assert "<summary>Menurut dokumen</summary>" in REPORT


def test_every_row_has_as_many_cells_as_its_head() -> None:
    for block in re.findall(r"(?:^\|.*\n)+", REPORT, re.MULTILINE):
        counts = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(counts) == 1


def test_texts_of_questions_and_settings_are_no_markup() -> None:
    assert "korpus \\<b\\>" in REPORT
    assert "\\<harbour\\>" in REPORT
    assert set(re.findall(r"(?<!\\)<[^>]*>", REPORT)) == {"<details>", "</details>", "<summary>", "</summary>"}


def test_an_id_that_looks_like_code_stays_a_cell() -> None:
    odd = replace(small.FAILED, id="a`|b")
    report = report_markdown({}, [odd], [small.failed(odd)], measure([odd], [small.failed(odd)], lambda _: None), "en")
    assert r"| \`a\`\|b\` |" in report


@given(st.text())
def test_an_escaped_text_stays_on_its_line_and_in_its_cell(text: str) -> None:
    row = table(("a", "b"), [(text, "1")]).splitlines()
    assert len(row) == 3
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row[2])) == 3


@given(st.text(alphabet="ab*_[]<>|`\\#~$& \n"))
def test_escaping_can_be_undone_but_for_white_space(text: str) -> None:
    assert re.sub(r"\\(.)", r"\1", escaped(text)) == " ".join(text.split())
