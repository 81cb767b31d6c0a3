"""Lists within running text are found with what introduces them, and never out of order."""

from hypothesis import given
from hypothesis import strategies as st

from ingest.sentences import sentences
from retrieval.inline_lists import inline_lists


def read(text: str) -> list[tuple[str, list[str]]]:
    return [
        (
            text[each.lead_in.start : each.lead_in.end] if each.lead_in else "",
            [text[i.start : i.end] for i in each.items],
        )
        for each in inline_lists(text, sentences(text, 0, len(text)))
    ]


def test_clauses_that_are_counted_in_words_are_items() -> None:
    text = "Ada dua hambatan, yaitu: pertama, dana yang kurang; kedua, tenaga yang sedikit. Kota itu tumbuh."
    assert read(text) == [
        ("Ada dua hambatan, yaitu:", ["pertama, dana yang kurang", "kedua, tenaga yang sedikit."]),
    ]


def test_sentences_that_are_counted_reach_to_the_next_one() -> None:
    text = (
        "The city met two obstacles. First, money was short. It never sufficed. Second, staff was rare. The city grew."
    )
    assert read(text) == [
        ("The city met two obstacles.", ["First, money was short. It never sufficed.", "Second, staff was rare."])
    ]


def test_an_ordinal_may_stand_behind_its_noun() -> None:
    text = "Pendorong pertama adalah bahasa. Pendorong kedua adalah hukum."
    assert read(text) == [("", ["Pendorong pertama adalah bahasa.", "Pendorong kedua adalah hukum."])]


def test_one_ordinal_is_no_list_and_a_second_before_the_first_is_none_either() -> None:
    assert read("Pertama, kota itu besar. Desa itu kecil.") == []
    assert read("Kedua, desa itu kecil. Pertama, kota itu besar.") == []


@given(st.lists(st.sampled_from(["(1) dana", "(2) tenaga", "(3) waktu", "kota", "Pertama,", "kedua,", ";", ".", "\n"])))
def test_items_lie_in_the_text_in_order_and_apart(words: list[str]) -> None:
    text = " ".join(words)
    for found in inline_lists(text, sentences(text, 0, len(text))):
        assert len(found.items) >= 2
        places = [*([found.lead_in] if found.lead_in else []), *found.items]
        assert all(0 <= place.start < place.end <= len(text) for place in places)
        assert all(one.end <= other.start for one, other in zip(found.items, found.items[1:], strict=False))
