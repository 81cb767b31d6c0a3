"""A conversation is handed in whole: every quote with its number, every number with its source, every work with its entry."""

from __future__ import annotations

from dataclasses import replace

from ingest.document import Thesis
from retrieval.answer import Reason, Statement, Support
from retrieval.citation_styles import Style, plain
from retrieval.conversation import Understood
from retrieval.export.blocks import Block, Heading, Paragraph, Quotation, Source
from retrieval.export.conversation import conversation_blocks
from tests.answers_for_tests import QUESTIONS, abstained, answered
from tests.library_for_tests import whole_document

ONE = whole_document(["Satu kota. ", "Dua kota."], ["xii", "1"])
OTHER_THESIS = Thesis("t-e", "Desa", ("Nur Aisyah",), 2020, "Universitas Contoh", "skripsi", "id", ("e",))
TWO = replace(whole_document(["Tiga desa."], name="e"), thesis=OTHER_THESIS)
ANSWERS = [
    answered("id", (ONE, 0, 10), (ONE, 11, 20)),
    abstained("en", (ONE, 0, 10), Reason.WEAK_EVIDENCE),
    answered("id", (ONE, 11, 20), (TWO, 0, 10)),
]
BLOCKS = conversation_blocks(ANSWERS, Style.APA, "id")


def texts(blocks: list[Block]) -> list[str]:
    return [plain(block.content) for block in blocks if isinstance(block, Paragraph)]


def test_a_place_quoted_twice_is_one_source() -> None:
    quoted = [(block.quote, block.number) for block in BLOCKS if isinstance(block, Quotation)]
    assert quoted == [("Satu kota.", 1), ("Dua kota.", 2), ("Dua kota.", 2), ("Tiga desa.", 3)]
    sources = [(block.number, plain(block.content)) for block in BLOCKS if isinstance(block, Source)]
    assert sources == [
        (1, "(Proyek Kutip, 2026, hlm. xii) · hlm. xii (PDF hlm. 1) · d.pdf"),
        (2, "(Proyek Kutip, 2026, hlm. 1) · hlm. 1 (PDF hlm. 2) · d.pdf"),
        (3, "(Nur Aisyah, 2020, hlm. 1) · hlm. 1 (PDF hlm. 1) · e.pdf"),
    ]


def test_each_work_has_one_entry_and_each_question_its_heading() -> None:
    assert texts(BLOCKS)[-2:] == ["Nur Aisyah. (2020). Desa [Skripsi]. Universitas Contoh.", "Proyek Kutip. (2026). Kota Kembar."]  # fmt: skip
    headings = [block.text for block in BLOCKS if isinstance(block, Heading)]
    assert headings[0] == "Percakapan dengan Kutip"
    assert headings[1] == f"Pertanyaan 1: {QUESTIONS['id']}"
    assert headings[-2:] == ["Sumber", "Daftar Pustaka"]


def test_a_refusal_says_why_and_a_question_changed_says_how_it_was_understood() -> None:
    assert any(text.startswith("This library does not seem to answer") for text in texts(BLOCKS))
    changed = replace(ANSWERS[0], understood=Understood("Lalu?", QUESTIONS["id"]))
    assert f"Dipahami sebagai: {QUESTIONS['id']}" in texts(conversation_blocks([changed], Style.APA, "id"))


def test_a_conversation_without_answers_has_no_empty_lists() -> None:
    assert texts(conversation_blocks([], Style.APA, "en")) == ["Nothing has been asked in this conversation yet."]
    refused = conversation_blocks([ANSWERS[1]], Style.APA, "en")
    assert "Sources" not in [block.text for block in refused if isinstance(block, Heading)]


def test_a_model_s_statements_stand_before_their_quotes_with_the_same_numbers() -> None:
    statement = Statement("Ada dua kota.", (2,), Support.UNCHECKED)
    written = replace(ANSWERS[0], statements=(statement,))
    blocks = conversation_blocks([ANSWERS[2], written], Style.APA, "id")
    (shown,) = (text for text in texts(blocks) if text.startswith("Ada dua kota."))
    assert shown.startswith("Ada dua kota. [1] (")
    assert blocks.index(
        next(each for each in blocks if isinstance(each, Paragraph) and shown in plain(each.content))
    ) < max(at for at, each in enumerate(blocks) if isinstance(each, Quotation))
