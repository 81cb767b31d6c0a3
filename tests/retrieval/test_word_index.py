"""What `retrieval.word_index` promises: it finds what `locate` finds, and where most of a quote's words stand."""

from hypothesis import given
from hypothesis import strategies as st

from retrieval.quotes import Found, bare_quote, locate
from retrieval.word_index import WordIndex, folded_words

WORDS = st.lists(st.sampled_from(["kota", "antar-kota", "97,4%", "siap", "pene-\nlitian", "Jum’at", "a—b", "2014–2015"]), min_size=1, max_size=14)  # fmt: skip
GAPS = st.sampled_from([" ", "\n", " – ", ", ", " “", ". "])


@given(WORDS, GAPS, st.data())
def test_the_index_finds_exactly_what_locate_finds(words: list[str], gap: str, data: st.DataObject) -> None:
    text = gap.join(words)
    start = data.draw(st.integers(0, len(text) - 1))
    quote = data.draw(st.sampled_from([text[start : start + 12], "kota siap", "kota", "a–b", "b", "antarkota"]))
    wanted = bare_quote(quote)
    if wanted.has_words:
        found = locate(quote, text)
        assert WordIndex.of(text).exact(wanted) == (found.spans if isinstance(found, Found) else ())


def test_a_number_is_one_word_and_a_dash_between_clauses_parts_words() -> None:
    words = folded_words(bare_quote("naik 1.000,5 di Ma'ruf—kata 2014–2015").folded)
    assert [word.text for word in words] == ["naik", "1.000,5", "di", "ma'ruf", "kata", "20142015"]


def test_an_empty_text_has_nothing() -> None:
    index = WordIndex.of("")
    assert index.exact(bare_quote("kota")) == ()
    assert index.near(["kota", "siap"]) == []
