"""The sentences of an answer can stand alone: whole, no questions, with what they lean on, said once."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.evidence import BY_COSINE, MAX_PASSAGES, MAX_QUOTES, Candidate, choose

WEAK = "Hambatan utama ialah koordinasi antarlembaga yang lemah."
MONEY = "Anggaran kota kecil jarang cukup untuk program luar negeri."
ENDED = "Perjanjian kota kembar berhenti pada upacara dan tanda tangan."


def passage(*scored: tuple[str, float], score: float = 3.0, document: str = "d", title: str = "") -> Candidate:
    """A candidate whose text is the sentences, a blank between them."""
    sentences: list[tuple[int, int]] = []
    at = 0
    for sentence, _ in scored:
        sentences.append((at, at + len(sentence)))
        at += len(sentence) + 1
    text = " ".join(sentence for sentence, _ in scored)
    return Candidate(document, text, tuple(sentences), tuple(score for _, score in scored), score, title)


def quotes(*candidates: Candidate) -> list[str]:
    texts = {candidate.document_id: candidate.text for candidate in candidates}
    return [texts[found.document_id][found.start : found.end] for found in choose(candidates, BY_COSINE)]


def test_the_best_sentence_is_quoted() -> None:
    found = choose([passage((ENDED, 0.80), (WEAK, 0.90), (MONEY, 0.85))], BY_COSINE)
    assert [(evidence.start, evidence.end, evidence.score) for evidence in found] == [
        (len(ENDED) + 1, len(ENDED) + 1 + len(WEAK), 0.90)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Hambatan apa yang menahan pelaksanaan kerja sama kota?", id="a question"),
        pytest.param("“Hambatan apa yang menahan pelaksanaan kerja sama kota?”", id="a quoted question"),
        pytest.param("Tabel 1. Hambatan kerja sama empat kota di Indonesia", id="a caption"),
        pytest.param("yang menahan pelaksanaan kerja sama kota dan", id="a fragment"),
        pytest.param("Hambatan Kerja Sama Kota.", id="four words"),
        pytest.param("1. 2. 3. 4. 5. 6.", id="no words"),
    ],
)
def test_what_does_not_answer_is_never_chosen(sentence: str) -> None:
    assert quotes(passage((sentence, 0.99), (WEAK, 0.80))) == [WEAK]
    assert quotes(passage((sentence, 0.99))) == []


def test_a_title_is_never_chosen() -> None:
    title = "Hambatan Paradiplomasi Kota: Studi Kasus Baubau"
    shouted = "HAMBATAN PARADIPLOMASI KOTA: STUDI KASUS BAUBAU."
    assert quotes(passage((shouted, 0.99), (WEAK, 0.80), title=title)) == [WEAK]


def test_neighbours_among_the_best_are_one_quote() -> None:
    assert quotes(passage((ENDED, 0.90), (WEAK, 0.895), (MONEY, 0.5))) == [f"{ENDED} {WEAK}"]


def test_sentences_apart_are_two_quotes() -> None:
    assert quotes(passage((ENDED, 0.90), (WEAK, 0.5), (MONEY, 0.895))) == [ENDED, MONEY]


def test_near_the_best_ends_where_it_says() -> None:
    near, far = 0.90 - BY_COSINE.sentence + 0.001, 0.90 - BY_COSINE.sentence - 0.001
    assert quotes(passage((ENDED, 0.90), (WEAK, 0.5), (MONEY, near))) == [ENDED, MONEY]
    assert quotes(passage((ENDED, 0.90), (WEAK, 0.5), (MONEY, far))) == [ENDED]


@pytest.mark.parametrize(
    "leaning",
    [
        "Hal ini terjadi karena tidak ada lembaga pelaksana.",
        "Namun, lembaga pelaksana di kota itu belum dibentuk.",
        "They were never carried out by the city itself.",
        "It depends on the officials who happen to serve.",
    ],
)
def test_a_leaning_sentence_brings_the_one_before_it(leaning: str) -> None:
    assert quotes(passage((MONEY, 0.4), (ENDED, 0.5), (leaning, 0.9))) == [f"{ENDED} {leaning}"]


def test_a_leaning_sentence_does_not_bring_a_question() -> None:
    leaning = "Hal ini terjadi karena tidak ada lembaga pelaksana."
    assert quotes(passage(("Mengapa perjanjian kota kembar itu berhenti?", 0.5), (leaning, 0.9))) == [leaning]


def test_a_word_that_only_begins_alike_does_not_lean() -> None:
    upright = "Inisiatif kota menentukan nasib perjanjian kota kembar."
    assert quotes(passage((ENDED, 0.5), (upright, 0.9))) == [upright]


def test_a_title_of_another_work_does_not_answer() -> None:
    title = "Analysis of the City's Partnership Strategy in Carrying out Sister City Agreements."
    assert quotes(passage((ENDED, 0.8), (title, 0.9))) == [ENDED]
    named = "Kota Semarang, Kota Baubau, dan Distrik Jung-Gu menandatangani perjanjian pada tahun yang sama."
    assert quotes(passage((ENDED, 0.8), (named, 0.9))) == [named]


def test_a_colon_brings_its_items() -> None:
    found = quotes(
        passage(
            ("Kerja sama itu tertahan oleh dua hal:", 0.9),
            ("1. Dana.", 0.2),
            ("Jumlahnya kecil.", 0.2),
            ("2. Komunikasi.", 0.2),
            (MONEY, 0.2),
        )
    )
    assert found == ["Kerja sama itu tertahan oleh dua hal: 1. Dana. Jumlahnya kecil. 2. Komunikasi."]


def test_an_item_brings_its_introduction_and_the_other_items() -> None:
    items = ("1. dana yang kecil dan tidak tetap;", "2. komunikasi yang kurang dan tidak teratur.")
    lead = "Kerja sama itu tertahan oleh dua hal:"
    found = quotes(passage((ENDED, 0.2), (lead, 0.2), (items[0], 0.2), (items[1], 0.9), (MONEY, 0.2)))
    assert found == [f"{lead} {items[0]} {items[1]}"]


def test_an_introduction_of_questions_is_never_chosen() -> None:
    lead = "Tiga pertanyaan memandu naskah ini, yakni:"
    question = "1. Hambatan apa yang menahan pelaksanaan kerja sama?"
    assert quotes(passage((lead, 0.99), (question, 0.95), (WEAK, 0.8))) == [WEAK]


def test_a_colon_without_items_brings_the_next_sentence() -> None:
    lead = "Kesimpulan Hartati tentang Semarang berbunyi begini:"
    assert quotes(passage((lead, 0.9), (ENDED, 0.3), (MONEY, 0.3))) == [f"{lead} {ENDED}"]


def test_a_colon_at_the_end_of_a_passage_stands_alone() -> None:
    lead = "Kesimpulan Hartati tentang Semarang berbunyi begini:"
    assert quotes(passage((ENDED, 0.3), (lead, 0.9))) == [lead]


def test_what_was_said_is_not_said_twice() -> None:
    again = WEAK.replace("Hambatan utama ialah", "HAMBATAN UTAMA IALAH")
    assert quotes(passage((WEAK, 0.9), document="a"), passage((again, 0.9), document="b")) == [WEAK]


def test_a_repeat_shares_four_words_of_five() -> None:
    first = "satu dua tiga empat lima enam tujuh delapan sembilan."
    repeated = first.replace("sembilan", "sepuluh")  # 8 of 10 words
    new = repeated.replace("delapan", "sebelas")  # 7 of 11
    assert quotes(passage((first, 0.9), document="a"), passage((repeated, 0.9), document="b")) == [first]
    assert quotes(passage((first, 0.9), document="a"), passage((new, 0.9), document="b")) == [first, new]


def test_a_passage_far_below_the_best_is_not_quoted() -> None:
    best = passage((WEAK, 0.9), score=3.0, document="a")
    near = passage((MONEY, 0.9), score=3.0 - BY_COSINE.passage + 0.01, document="b")
    far = passage((MONEY, 0.9), score=3.0 - BY_COSINE.passage - 0.01, document="b")
    assert quotes(best, near) == [WEAK, MONEY]
    assert quotes(best, far) == [WEAK]


def test_only_the_first_passages_are_quoted() -> None:
    names = ["alfa", "beta", "gama", "delta", "epsilon", "zeta"]
    candidates = [
        passage((f"{name} " * 3 + f"{name}1 {name}2 kata akhir {name}x.", 0.9), document=name) for name in names
    ]
    assert [found.document_id for found in choose(candidates, BY_COSINE)] == names[:MAX_PASSAGES]


def test_an_answer_has_no_more_quotes_than_can_be_read() -> None:
    def sentence(at: int) -> str:
        return " ".join(f"{word}{chr(97 + at)}" for word in ("kata", "lain", "lagi", "baru", "akhir")) + "."

    candidates = [
        passage((sentence(2 * at), 0.9), (ENDED, 0.1), (sentence(2 * at + 1), 0.9), document=str(at)) for at in range(4)
    ]
    assert quotes(*candidates) == [sentence(at) for at in range(MAX_QUOTES)]


def test_no_passages_no_evidence() -> None:
    assert choose([], BY_COSINE) == ()


SENTENCE = st.sampled_from(
    [
        WEAK,
        MONEY,
        ENDED,
        "Hal ini terjadi karena tidak ada lembaga pelaksana.",
        "They were never carried out by the city itself.",
        "Kerja sama itu tertahan oleh dua hal:",
        "1. Dana.",
        "(a) komunikasi yang kurang dan tidak teratur;",
        "Mengapa perjanjian kota kembar itu berhenti?",
        "Tabel 1",
        "Kota Kembar",
    ]
)


@given(st.lists(st.lists(st.tuples(SENTENCE, st.floats(0, 1)), min_size=1, max_size=8), max_size=7), st.data())
def test_intervals_keep_to_sentences_of_the_passages_and_never_overlap(
    parts: list[list[tuple[str, float]]], data: st.DataObject
) -> None:
    text = " ".join(sentence for part in parts for sentence, _ in part)
    candidates: list[Candidate] = []
    at = 0
    scores = sorted((data.draw(st.floats(-1, 5)) for _ in parts), reverse=True)
    for part, score in zip(parts, scores, strict=True):
        sentences = []
        for sentence, _ in part:
            sentences.append((at, at + len(sentence)))
            at += len(sentence) + 1
        candidates.append(Candidate("d", text, tuple(sentences), tuple(s for _, s in part), score, "Kota Kembar"))
    found = choose(candidates, BY_COSINE)
    assert len(found) <= MAX_QUOTES
    for evidence in found:
        holders = [c for c in candidates[:MAX_PASSAGES] if c.sentences[0][0] <= evidence.start < c.sentences[-1][1]]
        (holder,) = holders
        assert evidence.start in {start for start, _ in holder.sentences}
        assert evidence.end in {end for _, end in holder.sentences}
        assert evidence.start < evidence.end
    for one, other in combinations(found, 2):
        assert one.end <= other.start or other.end <= one.start
    for candidate in candidates:
        own = [e for e in found if candidate.sentences[0][0] <= e.start < candidate.sentences[-1][1]]
        assert all(one.end < other.start for one, other in pairwise(own))
