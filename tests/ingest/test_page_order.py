"""Lines come in the order in which a person reads them: columns one after the other, notes out of the way of sentences."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.cleanup import Line, reflow
from ingest.page_order import in_reading_order

FULL = "Kota kembar adalah kerja sama antara dua kota di dua negara"


def body(page: int, *texts: str) -> list[Line]:
    return [
        Line(page, text, 12, left=72, right=72 + 6 * len(text), baseline=700 - 20 * at) for at, text in enumerate(texts)
    ]


def note(page: int, text: str, height: float = 60) -> Line:
    return Line(page, text, 9, left=72, right=300, baseline=height)


def text_of(lines: list[Line], pages: int) -> str:
    return reflow(in_reading_order(lines), pages, (), lambda _: False).text


def test_a_sentence_that_runs_over_the_page_is_not_cut_by_a_note() -> None:
    first = body(
        0, FULL, "tumbuh.", "Menurut Acharya paradiplomasi kota itu adalah tindakan yang", "dilakukan kota di luar"
    )
    second = body(1, "negaranya sendiri dan tanpa bantuan pemerintah pusat di Jakarta.", "Selesai.")
    text = text_of([*first, note(0, "1 Acharya, Kota Dunia, hlm. 2."), *second], 2)
    assert "dilakukan kota di luar negaranya sendiri" in text
    assert text.index("1 Acharya") < text.index("Menurut Acharya")
    assert "tumbuh.\n1 Acharya, Kota Dunia, hlm. 2.\nMenurut" in text


def test_notes_stand_at_the_end_of_a_page_whose_last_paragraph_ends() -> None:
    text = text_of(
        [
            *body(0, FULL, "tumbuh."),
            note(0, "1 Acharya."),
            *body(1, "Bab berikutnya."),
        ],
        2,
    )
    assert text.index("tumbuh.") < text.index("1 Acharya.") < text.index("Bab berikutnya")


def test_a_note_that_comes_first_in_the_file_is_put_behind() -> None:
    text = text_of([note(0, "2 Tavares."), *body(0, FULL, "tumbuh.")], 1)
    assert text.endswith("2 Tavares.")


def test_two_notes_are_two_paragraphs_and_a_long_one_is_one() -> None:
    lines = [*body(0, FULL), note(0, "1 Acharya, dalam buku", 80), note(0, "yang kedua.", 70), note(0, "2 Wendt.", 60)]
    assert text_of(lines, 1).split("\n") == [FULL, "1 Acharya, dalam buku yang kedua.", "2 Wendt."]


def test_small_print_without_a_mark_is_no_note() -> None:
    lines = [*body(0, FULL, "dan"), note(0, "Sumber: data olahan"), *body(1, "juga.")]
    assert in_reading_order(lines) == lines


def columns(rows: int) -> list[Line]:
    """Rows of two columns, each line holding a piece of both, as a file in row order gives them."""
    left = "kiri {} kota kembar tumbuh"
    right = "kanan {} kota lain ikut tumbuh"
    return [
        Line(0, f"{left.format(at)} {right.format(at)}", 10, left=72, right=540, baseline=700 - 12 * at,
             columns=((len(left.format(at)) + 1, 311.0),))
        for at in range(rows)
    ]  # fmt: skip


def test_columns_are_read_one_after_the_other() -> None:
    title = Line(0, "Judul di atas kedua kolom yang lebar sekali", 14, left=72, right=540, baseline=750)
    ordered = in_reading_order([title, *columns(12)])
    assert ordered[0] == title
    assert [line.text.split()[0] for line in ordered[1:]] == ["kiri"] * 12 + ["kanan"] * 12


def test_a_table_of_two_columns_is_read_by_rows() -> None:
    table = [
        Line(
            0,
            f"Kota{at} 19{at + 10}",
            10,
            left=72,
            right=400,
            baseline=700 - 12 * at,
            columns=((len(f"Kota{at}") + 1, 311.0),),
        )
        for at in range(15)
    ]
    assert in_reading_order(table) == table


LINE = st.builds(
    lambda text, size, left, height: Line(0, text, size, left=left, right=left + 200, baseline=height),
    st.sampled_from(["kota kembar tumbuh pesat", "1 Acharya.", "Seoul.", "dan", "3"]),
    st.sampled_from([0.0, 8.0, 12.0]),
    st.sampled_from([72.0, 311.0]),
    st.integers(20, 800).map(float),
)


@settings(deadline=None)
@given(st.lists(st.lists(LINE, max_size=40), max_size=4))
def test_order_changes_and_nothing_is_lost(pages: list[list[Line]]) -> None:
    lines = [Line(at, line.text, line.size, left=line.left, right=line.right, baseline=line.baseline)
             for at, page in enumerate(pages) for line in page]  # fmt: skip
    ordered = in_reading_order(lines)
    assert sorted((line.page_index, line.text) for line in ordered) == sorted(
        (line.page_index, line.text) for line in lines
    )
    assert [line.page_index for line in ordered] == [line.page_index for line in lines]
