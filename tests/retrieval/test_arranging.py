"""Found passages become lists, sides, sayings or quotes; every part is a citation, and what is long is folded."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from ingest.catalogue.records import WholeDocument
from ingest.sentences import sentences
from retrieval.arrangement import Arrangement, Kind, Role
from retrieval.arranging import READ_IN_A_MINUTE, arranged
from retrieval.citation import Citation
from retrieval.evidence import Candidate
from retrieval.question import understand
from tests.library_for_tests import whole_document

ENDED = "Perjanjian kota kembar Palu berhenti pada upacara tahun 2009."


def ask(question: str, *pages: Sequence[str], scores: float = 0.9) -> tuple[tuple[Citation, ...], Arrangement]:
    """The answer from one passage a document, whose pages are given; all sentences are equally good."""
    wholes: dict[str, WholeDocument] = {}
    candidates = []
    for name, texts in zip("abcdef", pages, strict=False):
        wholes[name] = whole_document(list(texts), name=name, title=f"Kota {name.upper()}")
        text = wholes[name].document.text
        cut = tuple((each.start, each.end) for each in sentences(text, 0, len(text)))
        candidates.append(Candidate(name, text, cut, (scores,) * len(cut), 3.0))
    citations, arrangement = arranged(understand(question), candidates, wholes, by_interaction=False)
    assert arrangement is not None
    assert [number for part in arrangement.parts for number in part.numbers] == [each.number for each in citations]
    for citation in citations:
        assert (
            wholes[citation.span.document_id].document.text[citation.span.start : citation.span.end] == citation.quote
        )
    return citations, arrangement


def test_a_list_is_quoted_item_by_item_each_with_its_page() -> None:
    pages = ["Hambatan kota Palu ada dua, yaitu:\na. dana kota yang kurang;\n", "b. tenaga kota yang sedikit sekali."]
    citations, arrangement = ask("Apa saja hambatan kota Palu?", pages)
    assert arrangement.kind is Kind.LIST
    assert arrangement.introduction == "Proyek Kutip (2026) menyebut dua hambatan, kata demi kata:"
    assert [part.role for part in arrangement.parts] == [Role.LEAD_IN, Role.ITEM, Role.ITEM]
    assert [[page.label for page in citation.pages] for citation in citations] == [["1"], ["1"], ["2"]]


def test_things_compared_stand_side_by_side() -> None:
    text = "Kota Palu lebih tua daripada Manado itu. Kota Palu tumbuh amat lambat. Kota Manado tumbuh amat cepat."
    citations, arrangement = ask("Bandingkan Palu dengan Manado", [text])
    assert arrangement.kind is Kind.COMPARISON
    assert [group.heading for group in arrangement.groups] == ["Keduanya", "Palu", "Manado"]
    assert [group.side for group in arrangement.groups] == [False, True, True]
    assert [citation.quote for citation in citations][1:] == [
        "Kota Palu tumbuh amat lambat.",
        "Kota Manado tumbuh amat cepat.",
    ]


def test_one_side_alone_is_no_comparison() -> None:
    _, arrangement = ask("Bandingkan Palu dengan Manado", ["Kota Palu tumbuh amat lambat sekali."])
    assert arrangement.kind is Kind.QUOTES


def test_a_near_repeat_is_folded_into_the_first_with_a_citation_of_its_own() -> None:
    citations, arrangement = ask(
        "Kapan perjanjian Palu berhenti?", [ENDED], [ENDED.replace("kembar Palu", "kembar Palu itu")]
    )
    assert [part.numbers for part in arrangement.parts] == [(1, 2)]
    assert [citation.file_name for citation in citations] == ["a.pdf", "b.pdf"]


def test_another_year_is_no_repeat() -> None:
    citations, arrangement = ask("Kapan perjanjian Palu berhenti?", [ENDED], [ENDED.replace("2009", "2012")])
    assert [part.numbers for part in arrangement.parts] == [(1,), (2,)]
    marked = [(citations[part.number - 1].quote, part.answering) for part in arrangement.parts]
    assert [quote[slice(*place)] for quote, place in marked if place] == ["2009", "2012"]


def test_who_says_it_is_asked() -> None:
    _, arrangement = ask("Menurut siapa perjanjian Palu berhenti?", [ENDED])
    assert arrangement.kind is Kind.SAYINGS


@given(st.lists(st.integers(5, 150), min_size=1, max_size=5))
def test_no_more_is_shown_at_once_than_a_minute_holds_but_always_something(lengths: list[int]) -> None:
    texts = [[" ".join(f"kata{at}x{word}" for word in range(length)) + "."] for at, length in enumerate(lengths)]
    citations, arrangement = ask("Bagaimana kata itu?", *texts)
    shown = [len(citations[part.number - 1].quote.split()) for part in arrangement.parts if not part.folded]
    assert shown
    assert sum(shown) <= READ_IN_A_MINUTE
