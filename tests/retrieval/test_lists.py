"""A list answers where it is of what is asked, in aspect and subject; else there is none."""

from itertools import accumulate

import pytest

from ingest.document import Section, SectionKind
from retrieval.lists import FoundList, ListSource, find_list
from retrieval.question import understand

LEAD = "Hambatan kerja sama kota Palu ada dua, yaitu:"
ITEMS = ["a. dana yang kurang;", "b. tenaga yang sedikit."]


def source(*parts: str, sections: tuple[tuple[str, int], ...] = (), title: str = "Kota Kembar") -> ListSource:
    """A document of these lines; sections by title and level begin with the line that is their title."""
    text = "\n".join(parts)
    starts = dict(zip(parts, accumulate((len(part) + 1 for part in parts), initial=0), strict=False))
    made = []
    for at, (name, level) in enumerate(sections):
        end = next((starts[other] for other, deep in sections[at + 1 :] if deep <= level), len(text))
        made.append(Section("d", level, SectionKind.BODY, name, starts[name], end))
    return ListSource("d", text, title, tuple(made), ((0, len(text), 0),))


def words(found: FoundList | None, of: ListSource) -> list[str]:
    assert found is not None
    places = [*([found.lead_in] if found.lead_in else []), *found.items]
    return [" ".join(of.text[place.start : place.end].split()) for place in places]


@pytest.mark.parametrize("question", ["Apa saja hambatan kerja sama kota Palu?", "What are the obstacles in Palu?"])
def test_the_enumeration_itself_answers_with_its_lead_in(question: str) -> None:
    of = source("Kota itu besar sekali.", LEAD, *ITEMS)
    assert words(find_list(understand(question), [of]), of) == [LEAD, *ITEMS]


@pytest.mark.parametrize(
    "question",
    [
        "Apa saja manfaat kerja sama kota Palu?",  # another aspect
        "Apa saja hambatan kerja sama kota Manado?",  # another city
        "Apa itu hambatan?",  # a definition
        "Berapa hambatan kerja sama kota Palu?",  # one number
    ],
)
def test_a_list_of_something_else_does_not(question: str) -> None:
    assert find_list(understand(question), [source(LEAD, *ITEMS)]) is None


def test_what_the_thesis_is_for_answers_only_who_asks_for_that() -> None:
    of = source("Manfaat penelitian ini bagi kota Palu adalah:", *ITEMS)
    assert find_list(understand("Apa saja manfaat bagi kota Palu?"), [of]) is None
    assert find_list(understand("Apa saja manfaat penelitian ini bagi kota Palu?"), [of]) is not None


def test_questions_answer_only_who_asks_for_them() -> None:
    of = source("Rumusan masalah penelitian ini adalah:", "1. Apa hambatan kota Palu?", "2. Apa manfaatnya?")
    assert find_list(understand("Apa saja hambatan kota Palu?"), [of]) is None
    assert words(find_list(understand("Apa rumusan masalah penelitian ini?"), [of]), of)[1:] == [
        "1. Apa hambatan kota Palu?",
        "2. Apa manfaatnya?",
    ]


HEADED = (
    "4.3 Faktor Penghambat", "4.3.1 Dana", "Anggaran kota Palu jarang cukup. Ia habis di tengah tahun.",
    "4.3.2 Tenaga", "Pegawai kota Palu masih sedikit sekali.",
)  # fmt: skip


def test_sub_headings_answer_each_with_its_first_sentence() -> None:
    of = source(*HEADED, sections=((HEADED[0], 2), (HEADED[1], 3), (HEADED[3], 3)))
    found = find_list(understand("Apa saja faktor penghambat di Palu?"), [of])
    assert words(found, of) == [
        "4.3.1 Dana Anggaran kota Palu jarang cukup.",
        "4.3.2 Tenaga Pegawai kota Palu masih sedikit sekali.",
    ]
    assert found is not None
    assert [of.text[each.start : each.end] for each in found.titles] == ["4.3.1 Dana", "4.3.2 Tenaga"]


def test_a_heading_of_two_things_gives_only_what_is_asked_for() -> None:
    parts = ("4 Faktor Pendorong dan Penghambat", "A. Faktor Pendorong", "Bahasa mendorong kota Palu bergerak.",
             "B. Faktor Penghambat", "Dana menghambat kota Palu bergerak.")  # fmt: skip
    of = source(*parts, sections=((parts[0], 1), (parts[1], 2), (parts[3], 2)))
    assert find_list(understand("Apa saja hambatan kota Palu?"), [of]) is None


def test_a_long_item_ends_with_a_sentence() -> None:
    long = "a. Dana kota itu kurang. " + "Anggaran habis di tengah tahun berjalan. " * 10
    of = source(LEAD, long.strip(), ITEMS[1])
    item = words(find_list(understand("Apa saja hambatan kota Palu?"), [of]), of)[1]
    assert item.startswith("a. Dana kota itu kurang. Anggaran")
    assert item.endswith("berjalan.")
    assert len(item.split()) <= 60


def test_a_heading_in_capitals_of_two_things_gives_only_what_is_asked_for() -> None:
    parts = ("4 FAKTOR PENDORONG DAN PENGHAMBAT", "A. Sebab Pertama", "Bahasa mendorong kota Palu bergerak.",
             "B. Sebab Kedua", "Dana menghambat kota Palu bergerak.")  # fmt: skip
    of = source(*parts, sections=((parts[0], 1), (parts[1], 2), (parts[3], 2)))
    assert find_list(understand("Apa saja hambatan kota Palu?"), [of]) is None
