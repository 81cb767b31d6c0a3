"""What `retrieval.quotes` promises: the same words are found, wherever they stand; other words never are."""

import time
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retrieval.quotes import Found, Interval, Miss, Reason, fold, locate

THESIS = (
    "Paradiplomasi tidak selalu berhasil; anggaran naik 97,4% (Alam, 2014). Orang-orang di kota “Baubau” berkata: "
    "‘kami belum siap’. Kerja sama antar-kota – sejak tahun 1987 – memberi Rp 1.000 per orang!"
)
NOT_FOUND = Miss(Reason.NOT_FOUND)


def quoted(quote: str, text: str) -> list[str]:
    """What the text says at each place of the quote."""
    found = locate(quote, text)
    return [text[span.start : span.end] for span in found.spans] if isinstance(found, Found) else []


# Other words are never found


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param("Paradiplomasi selalu berhasil", id="a dropped negation"),
        pytest.param("Paradiplomasi tidak selalu tidak berhasil", id="an added negation"),
        pytest.param("anggaran naik 97,5%", id="one digit changed"),
        pytest.param("anggaran naik 97.4%", id="another decimal mark"),
        pytest.param("memberi Rp 1000 per orang", id="a thousands mark dropped"),
        pytest.param("anggaran turun 97,4%", id="a word swapped"),
        pytest.param("selalu tidak berhasil", id="two words turned round"),
        pytest.param("anggaran naik memberi Rp 1.000", id="two halves stitched"),
        pytest.param("Paradiplomasi tidak […] berhasil", id="an omission"),
        pytest.param("Paradiplomasi tidak selalu berhasil anggaran naik", id="an inner mark dropped"),
        pytest.param("Paradiplomasi tidak selalu berhasil, anggaran naik", id="an inner mark changed"),
        pytest.param("per orang?", id="a statement made a question"),
        pytest.param("Kerja sama antarkota", id="a certain hyphen dropped"),
        pytest.param("Kerja-sama antar-kota", id="a hyphen for a space"),
        pytest.param("Kerja samaantar-kota", id="a space dropped"),
    ],
)
def test_an_altered_quote_is_not_found(altered: str) -> None:
    assert locate(altered, THESIS) == NOT_FOUND


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("rang", "seorang orang"),
        ("tidak pasti", "tidak pastikan"),
        ("87", "1987"),
        ("7,4%", "97,4%"),
        ("4%", "97,4%"),
        ("naik 97", "naik 97,4%"),
        ("naik 97", "naik 97%"),
        ("naik 97", "naik 97 %"),
        ("1.000", "1.000.000"),
        ("1.000", "21.000"),
        ("5%", "tumbuh -5%"),
        ("5%", "tumbuh −5%"),
        ("20%", "10–20%"),
        ("5 juta", "US$5 juta"),
        ("formal berkembang", "sektor non-formal berkembang"),
        ("sektor non", "sektor non-formal"),
        ("litian", "pene-\nlitian"),
        ("pene", "pene- litian"),
        ("Jum", "hari Jum’at"),
        ("at", "hari Jum’at"),
        ("5 km", "5 km/jam"),
        ("m", "luas 5 m²"),
        ("e", "e\u0301"),
        ("cafe", "cafe\u0301"),
        ("rang", "o\u200brang"),
        ("orang", "orang\u0301"),
    ],
)
def test_a_part_of_a_word_or_a_number_is_not_found(part: str, text: str) -> None:
    assert locate(part, text) == NOT_FOUND


@pytest.mark.parametrize(
    ("quote", "text"),
    [("10^2", "10²"), ("102", "10²"), ("m2", "m²"), ("½", "1/2"), ("5′ lebar", "5″ lebar"), ("e", "é"), ("ı", "i")],
)
def test_characters_that_only_look_alike_are_kept_apart(quote: str, text: str) -> None:
    assert locate(quote, text) == NOT_FOUND


# The same words are found


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        pytest.param("kerja sama  lokal", "kerja\u00a0sama\nlokal", id="white space"),
        pytest.param("kerja sama", "kerja\u2009\u2028\r\nsama", id="rare white space"),
        pytest.param("kerja sama", "ker\u200bja\ufeff sa\u2060ma", id="characters of no width"),
        pytest.param("satu dua", "satu\n\ndua", id="a paragraph's end"),
        pytest.param("KERJA SAMA", "Kerja sama", id="case"),
        pytest.param("i\u0307stanbul STRASSE", "İstanbul Straße", id="case that changes the length"),
        pytest.param("efisiensi afﬁliasi staﬀ", "eﬁsiensi aﬃliasi staff", id="ligatures"),
        pytest.param("café niño", "cafe\u0301 nin\u0303o", id="combining marks"),
        pytest.param("한국", "\u1112\u1161\u11ab\u1100\u116e\u11a8", id="Korean letters in pieces"),
        pytest.param("""kata "Baubau" 'siap' lagi""", "kata “Baubau” ‘siap’ lagi", id="shapes of quotation marks"),
        pytest.param("kata ‘Baubau’ lagi", "kata «Baubau» lagi", id="single for double inside a quote"),
        pytest.param("Qur`an dan Jum'at", "Qurʼan dan Jum’at", id="apostrophes"),
        pytest.param('5" lebar', "5″ lebar", id="primes"),
        pytest.param("antar-kota - 1990-1995", "antar‑kota — 1990–1995", id="dashes"),
        pytest.param("kota--desa", "kota—desa", id="a typed dash"),
        pytest.param("ya ... tidak", "ya … tidak", id="an ellipsis"),
        pytest.param("Saran ......... 101", "Saran ............ 101", id="a row of dots"),
        pytest.param("１９８７（ＡＢ）", "1987(ab)", id="full-width forms"),
    ],
)
def test_the_same_words_in_other_shapes_are_found_whole_both_ways(quote: str, text: str) -> None:
    assert quoted(quote, text) == [text]
    assert quoted(text, quote) == [quote]


@pytest.mark.parametrize(
    ("quote", "text", "is_same"),
    [
        ("pene-\nlitian", "penelitian", True),
        ("pene- litian", "penelitian", True),
        ("pene\u00ad\nlitian", "penelitian", True),
        ("pene\u00adlitian", "penelitian", True),
        ("konsep-\nkonsep", "konsep-konsep", True),
        ("sosio-\nkultural", "sosio-kultural", True),
        ("sosio-\nkultural", "sosiokultural", True),
        ("sosio-\nkultural", "sosio kultural", False),
        ("PENE-\nLITIAN", "penelitian", True),
        ("antar-kota", "antarkota", False),
        ("antar -\nkota", "antarkota", False),
        ("2014-\n2015", "2014-2015", True),
        ("2014-\n2015", "20142015", False),
        ("2- 3", "23", False),
        ("2\u00ad3", "23", False),
        ("covid-\n19", "covid19", False),
        ("pra- dan pascabencana", "pra-\ndan pascabencana", True),
        ("pra- dan pascabencana", "pradan pascabencana", False),
        ("pra- dan pascabencana", "pra-dan pascabencana", False),
        ("kota—\ndesa", "kota—desa", True),
        ("kota—\ndesa", "kotadesa", False),
        ("a-\nb-\nc", "a-bc", True),
    ],
)
def test_a_hyphen_is_dropped_only_where_a_line_may_have_put_it(quote: str, text: str, is_same: bool) -> None:
    assert (quoted(quote, text) == [text]) is is_same
    assert (quoted(text, quote) == [quote]) is is_same


def test_every_place_is_reported_in_order() -> None:
    text = "Kami belum siap. Mereka belum siap; belum\nsiap!"
    assert locate("belum siap", text) == Found((Interval(5, 15), Interval(24, 34), Interval(36, 46)))
    assert locate("ya ya", "ya ya ya") == Found((Interval(0, 5), Interval(3, 8)))


@pytest.mark.parametrize(
    ("quote", "covered"),
    [
        ("“anggaran naik 97,4% (Alam, 2014).”", "anggaran naik 97,4% (Alam, 2014)."),
        ("“Paradiplomasi tidak selalu berhasil.”", "Paradiplomasi tidak selalu berhasil"),
        ("tidak selalu berhasil;", "tidak selalu berhasil;"),
        ("anggaran naik 97,4%...", "anggaran naik 97,4%"),
        ("tidak selalu berhasil ....", "tidak selalu berhasil"),
        (" 'kota \"Baubau\",' ", "kota “Baubau"),
        ("\n«per orang!»\n", "per orang!"),
    ],
)
def test_what_a_quoter_puts_around_a_quote_does_not_count(quote: str, covered: str) -> None:
    assert quoted(quote, THESIS) == [covered]


def test_a_dash_between_clauses_ends_a_word_but_a_hyphen_does_not() -> None:
    assert quoted("which failed", "the city—which failed—was poor") == ["which failed"]
    assert quoted("which failed", "the city-which failed-was poor") == []


@pytest.mark.parametrize("nothing", ["", " \n", "“”", "...", "—", "“ . ”", "\u200b", "_"])
def test_a_quote_without_a_word_is_empty_not_missing(nothing: str) -> None:
    assert locate(nothing, THESIS) == Miss(Reason.EMPTY)


def test_many_quotes_can_be_checked_against_one_folded_text() -> None:
    folded = fold(THESIS)
    assert locate("belum siap", folded) == locate("belum siap", THESIS)
    assert locate("sudah siap", folded) == NOT_FOUND


def test_a_long_text_is_folded_in_a_moment_and_searched_in_less() -> None:
    text = (THESIS + "\n") * 1500
    start = time.perf_counter()
    folded = fold(text)
    between = time.perf_counter()
    found = locate("kerja sama antar-\nkota – sejak tahun 1987", folded)
    assert isinstance(found, Found)
    assert len(found.spans) == 1500
    assert between - start < 2, "generous: about 0.1 s on an idle machine"
    assert time.perf_counter() - between < 1


# Properties

LETTERS = [*"aeknrtABIZæñéÉßİſЯяςΩكب国한7٣", "e\u0301", "q\u0323", "ﬁ", "ﬃ", "²"]
PARTINGS = [" ", "  ", "\u00a0", "\n", " \n\t", "\u2009", ", ", ". ", "; ", " – ", " - ", " “", "” ", " … ", " ("]
BINDINGS = ["-", "‑", "—", "–", "-\n", "- ", "'", "’", "\u00ad", "\u200b", "/", "."]
WORDS = st.lists(st.sampled_from(LETTERS), min_size=1, max_size=6).map("".join)
TOKENS = st.lists(st.tuples(WORDS, st.sampled_from(BINDINGS)), min_size=0, max_size=2).flatmap(
    lambda pairs: WORDS.map(lambda last: "".join(word + binding for word, binding in pairs) + last)
)
SHAPES = [
    [" ", "\u00a0", "\n", "  ", " \u2028", "\u3000"], ["-", "‐", "‑"], ["—", "–", "−", "―"],
    ["'", "’", "‘", "ʼ"], ["“", "”", "„", "»", '"'], ["…", "..."],
]  # fmt: skip
OTHER_SHAPES = {shape: shapes for shapes in SHAPES for shape in shapes}


@dataclass(frozen=True)
class Slice:
    text: str
    start: int
    end: int


@st.composite
def slices(draw: st.DrawFn) -> Slice:
    """A text and a slice of it that begins and ends with a word."""
    tokens = draw(st.lists(TOKENS, min_size=1, max_size=12))
    gaps = [draw(st.sampled_from(PARTINGS)) for _ in tokens]
    first = draw(st.integers(0, len(tokens) - 1))
    last = draw(st.integers(first, len(tokens) - 1))
    before = "".join(token + gap for token, gap in zip(tokens[:first], gaps, strict=False))
    within = "".join(t + g for t, g in zip(tokens[first:last], gaps[first:last], strict=True)) + tokens[last]
    after = "".join(gap + token for gap, token in zip(gaps[last:], tokens[last + 1 :], strict=False))
    return Slice(before + within + after, len(before), len(before + within))


@st.composite
def reshaped(draw: st.DrawFn, quote: str) -> str:
    """The quote in another case, with other marks and white space, its words broken at the ends of lines."""
    pieces = []
    for here, following in pairwise(quote + "\0"):
        pieces.append(draw(st.sampled_from([*OTHER_SHAPES.get(here, [here]), here.upper(), here.lower()])))
        breakable = here.isalpha() and following.isalpha()
        pieces.append(draw(st.sampled_from(["", "", "", "-\n"])) if breakable else "")
    changed = "".join(pieces)
    if draw(st.booleans()):
        changed = unicodedata.normalize(draw(st.sampled_from(["NFC", "NFD"])), changed)
    return draw(st.sampled_from(["", "“", " "])) + changed + draw(st.sampled_from(["", "”", ".”", "\n"]))


@given(slices())
def test_any_run_of_whole_words_is_found_where_it_stands(case: Slice) -> None:
    found = locate(case.text[case.start : case.end], case.text)
    assert isinstance(found, Found)
    assert Interval(case.start, case.end) in found.spans


@given(slices(), st.data())
def test_other_shapes_of_the_same_words_are_found_where_they_stand(case: Slice, data: st.DataObject) -> None:
    quote = data.draw(reshaped(case.text[case.start : case.end]))
    found = locate(quote, case.text)
    assert isinstance(found, Found)
    ends = {case.end, case.end + 1} if case.text[case.end : case.end + 1] == "." else {case.end}
    assert any(span.start == case.start and span.end in ends for span in found.spans)
    for span in found.spans:
        stored = fold(case.text[span.start : span.end]).text
        assert stored.rstrip(".") == fold(quote.strip("“” \n")).text.rstrip(".")


FOLDABLE = "aA1 \n.-—–\u00ad\u200b'“”\"…ﬁßİ\u0301é\u1112\u1161\u11ab\x00（"


@given(st.text(st.sampled_from(FOLDABLE)) | st.text())
@example("e\u200b\u0301-\n\u0301a")
@example("….\u0301")
@example("1-\u1161")
def test_folded_characters_keep_their_place_and_nothing_but_joints_is_lost(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends) == len(folded.joints)
    places = [(0, 0), *zip(folded.starts, folded.ends, strict=True), (len(text), len(text))]
    for number, (before, here) in enumerate(pairwise(places)):
        if before == here:
            continue
        assert before[1] <= here[0]
        between = text[before[1] : here[0]]
        assert fold(between).text.strip("- ") == ""
        if 0 < number < len(folded.text) and fold(between).text:
            assert folded.joints[number] != 1, "a hyphen is gone without a trace"
    for start, end in set(places[1:-1]):
        again = "".join(c for c, place in zip(folded.text, places[1:-1], strict=True) if place == (start, end))
        assert fold(text[start:end]).text.replace('"', "'") == again.replace('"', "'")


PLAIN = st.lists(st.sampled_from(["a", "b", "ab", "ba", "7", "17"]), min_size=1, max_size=30).map(" ".join)


@given(PLAIN, st.data())
def test_a_part_of_a_text_is_found_just_where_whole_words_stand(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote = text[start : data.draw(st.integers(start + 1, len(text)))].strip() or "a"
    padded = f" {text} "
    expected = [i for i in range(len(text)) if padded.startswith(f" {quote} ", i)]
    assert quoted(quote, text) == [quote] * len(expected)
    if expected:
        assert locate(quote, text) == Found(tuple(Interval(i, i + len(quote)) for i in expected))


@given(PLAIN, st.data())
def test_a_quote_with_a_word_lost_or_a_character_changed_is_found_only_if_it_is_there(
    text: str, data: st.DataObject
) -> None:
    words = text.split()
    start = data.draw(st.integers(0, len(words) - 1))
    chosen = words[start : data.draw(st.integers(start + 1, len(words)))]
    at = data.draw(st.integers(0, len(chosen) - 1))
    word = chosen[at]
    place = data.draw(st.integers(0, len(word) - 1))
    changed = word[:place] + data.draw(st.sampled_from("abc78").filter(lambda c: c != word[place])) + word[place + 1 :]
    chosen[at : at + 1] = data.draw(st.sampled_from([[], [changed], [word, word]]))
    altered = " ".join(chosen)
    if altered:
        assert bool(quoted(altered, text)) is (f" {altered} " in f" {text} ")
