from __future__ import annotations

from pathlib import Path

import pytest

from evaluation.questions import Evidence, Turn, read_numbered, read_questions
from tests.evaluation.formats.set_files import fault

HEADING = "id,question,lang,type,answerable"


def _table(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "set.csv"
    path.write_bytes("\n".join(lines).encode(encoding))
    return path


def test_a_row_is_a_question_and_lists_stand_in_cells(tmp_path: Path) -> None:
    path = _table(
        tmp_path,
        HEADING + ",doc,evidence,reference,key_facts,history,note",
        'q1,"Apa, tepatnya?",id,definition,true,a.pdf; b.pdf,'
        '"[{""doc"": ""a.pdf"", ""page_index"": 3, ""quote"": ""ya""}]",Ini.,satu|dua; tiga,'
        '"[{""role"": ""user"", ""content"": ""Halo?""}]",lihat lagi',
    )
    (question,) = read_questions([path])
    assert question.text == "Apa, tepatnya?"
    assert question.documents == ("a.pdf", "b.pdf")
    assert question.evidence == (Evidence("a.pdf", 3, "", "ya"),)
    assert question.key_facts == ("satu|dua", "tiga")
    assert question.history == (Turn("user", "Halo?"),)


def test_a_spreadsheet_may_give_one_page_in_columns_and_use_semicolons(tmp_path: Path) -> None:
    path = _table(
        tmp_path,
        "id;question;lang;type;answerable;doc;page_index;page_label;quote;unanswerable_kind",
        "1;Apa itu?;id;definition;BENAR;a.pdf;12;4;kata demi kata;",
        "2;Cuaca?;id;unanswerable;SALAH;;;;;off-topic",
        ";;;;;;;;;",
        encoding="utf-8-sig",
    )
    first, second = read_questions([path])
    assert (first.id, first.answerable, first.evidence) == ("1", True, (Evidence("a.pdf", 12, "4", "kata demi kata"),))
    assert (second.answerable, second.unanswerable_kind, second.documents, second.evidence) == (
        False,
        "off-topic",
        (),
        (),
    )


def test_a_row_over_several_lines_has_the_line_where_it_begins(tmp_path: Path) -> None:
    path = _table(tmp_path, HEADING, '1,"Apa\n\nitu?",id,factoid,true', "", "2,Mana?,id,factoid,false", "")
    assert [line for line, _ in read_numbered(path)] == [2, 6]


@pytest.mark.parametrize(
    ("lines", "line", "reason"),
    [
        (["id,question,lang", "1,Apa?,id"], 1, "the heading lacks type, answerable"),
        ([HEADING + ",id", "1,Apa?,id,factoid,true,1"], 1, 'the heading names "id" twice'),
        ([HEADING, '1,"Apa\nitu?",id,factoid,true', "2,Apa?,ms,factoid,true"], 4, '"lang" must be one of en, id, not "ms"'),
        ([HEADING, "1,Apa?,id,factoid,maybe"], 2, '"answerable" must be true or false'),
        ([HEADING, "1,Apa?,id,factoid,true,more"], 2, "there are 6 cells, but the heading names 5"),
        ([HEADING, "1,Apa?,id,factoid"], 2, '"answerable" must be true or false'),
        ([HEADING, "1,Apa?,id,factoid,true", '2,"Apa?,id', "x"], 3, "it is not CSV: unexpected end of data"),
        ([HEADING + ",evidence", "1,Apa?,id,factoid,true,[x"], 2, '"evidence" must be a JSON list'),
        ([HEADING + ",evidence", "1,Apa?,id,factoid,true,x"], 2, '"evidence" must be a list'),
        ([HEADING + ",doc,page_index", "1,Apa?,id,factoid,true,a.pdf,p. 3"], 2, '"page_index" must be a whole number from 0'),
        ([HEADING, "1,Apa?,id,factoid,true", "1,Apa?,id,factoid,true"], 3, 'the id "1" is that of line 2 too'),
        ([HEADING], 1, "there is no question in the file"),
        (["Pertanyaan,Jawaban", "Apa?,Ini."], 1, "it is neither JSON nor a table that begins with the names of its columns"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_line(tmp_path: Path, lines: list[str], line: int, reason: str) -> None:
    assert fault(_table(tmp_path, *lines)) == ("set.csv", line, reason)
