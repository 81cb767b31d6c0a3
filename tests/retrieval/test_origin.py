"""A label says whose words a quote has, in both languages, and no more than is known."""

from __future__ import annotations

from dataclasses import replace

from ingest.document import Section, SectionKind
from ingest.references import Part, find_references, find_references_of_parts
from retrieval.citation import Citation, cite
from retrieval.origin import author_name, entries_quoted, origin_json, origin_label, origin_text
from retrieval.wording import terminal_lines
from tests.answers_for_tests import answered
from tests.library_for_tests import whole_document

BODY = "Anarki dibuat negara (Wendt, 1999 dalam Hadi, 2016). Ia juga menulis. Penelitian ini melihat kota.\n"
LISTED = "Hadi, P. (2016). Kota dan\ndunia. Gramedia."
SECTIONS = [
    Section("d", 1, SectionKind.BODY, "BAB I", 0, len(BODY)),
    Section("d", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", len(BODY), len(BODY + LISTED)),
]
PLAIN = whole_document([BODY, LISTED], ["11", "12"], SECTIONS)
DINANTI = replace(PLAIN.thesis, authors=("MARISSA SAFIRA DINANTI",))
WHOLE = replace(PLAIN, thesis=DINANTI, references=find_references(BODY + LISTED, SECTIONS))


def quoted(words: str) -> Citation:
    return cite(1, WHOLE, BODY.index(words), BODY.index(words) + len(words))


def test_a_report_names_the_work_the_way_it_came_and_the_thesis_with_its_page() -> None:
    citation = quoted("Anarki dibuat negara (Wendt, 1999 dalam Hadi, 2016).")
    assert origin_text(citation, "id") == "Wendt (1999) lewat Hadi (2016), dikutip dalam Dinanti, hlm. 11"
    assert origin_text(citation, "en") == "Wendt (1999) through Hadi (2016), as cited in Dinanti, p. 11"
    assert entries_quoted(citation) == ("Hadi, P. (2016). Kota dan dunia. Gramedia.",)


def test_what_is_uncertain_is_called_so() -> None:
    assert origin_text(quoted("Ia juga menulis."), "en").startswith("perhaps still from Wendt (1999)")


def test_an_own_statement_and_one_without_a_source() -> None:
    own = cite(1, replace(WHOLE, references=find_references("", [])), BODY.index("Penelitian"), len(BODY) - 1)
    assert origin_label(own, "id") == "pernyataan karya ini sendiri"
    unmarked = cite(1, PLAIN, BODY.index("Ia juga"), BODY.index("Penelitian") - 1)
    assert (origin_label(unmarked, "en"), origin_text(unmarked, "en")) == ("", "no other source named")


def test_a_thesis_without_authors_is_this_thesis() -> None:
    citation = replace(quoted("Ia juga menulis."), thesis=replace(DINANTI, authors=()), text=BODY + LISTED)
    assert author_name(citation, "id") == "karya ini"


def test_the_json_has_the_works_and_their_chain() -> None:
    shown = origin_json(quoted("Anarki dibuat negara (Wendt, 1999 dalam Hadi, 2016)."), "en")
    (work,) = shown["works"]
    assert (shown["origin"], work["name"], work["entry"], work["unresolved"]) == ("reported", "Wendt (1999)", None, "second hand")  # fmt: skip
    assert work["through"]["entry"] == "Hadi, P. (2016). Kota dan dunia. Gramedia."


def test_an_entry_of_another_part_of_the_thesis_is_shown_with_its_file() -> None:
    heading = Section("b", 1, SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA", 0, len(LISTED))
    parts = [Part("d", "BAB I.pdf", BODY, SECTIONS[:1]), Part("b", "Daftar Pustaka.pdf", LISTED, [heading])]
    chapter = whole_document([BODY], ["11"], SECTIONS[:1])
    whole = replace(chapter, thesis=DINANTI, references=find_references_of_parts(parts)[0])
    citation = cite(1, whole, 0, 52)
    assert entries_quoted(citation) == ("Hadi, P. (2016). Kota dan dunia. Gramedia. · Daftar Pustaka.pdf",)
    (work,) = origin_json(citation, "en")["works"]
    assert work["entry_place"] is None  # Wendt is cited through Hadi
    assert work["through"]["entry_place"] == {"doc": "Daftar Pustaka.pdf", "start": 0, "end": len(LISTED)}
    assert terminal_lines(answered("id", (whole, 0, 52)))[-1].endswith("Gramedia. · Daftar Pustaka.pdf")


def test_the_terminal_shows_the_label_and_the_entry() -> None:
    lines = terminal_lines(answered("id", (WHOLE, 0, 52)))
    assert lines[3].endswith("[1] (Wendt (1999) lewat Hadi (2016), dikutip dalam Dinanti, hlm. 11)")
    assert lines[-1] == "      Hadi, P. (2016). Kota dan dunia. Gramedia."
