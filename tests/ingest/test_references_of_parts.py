"""In a thesis of several files a mention finds its entry in any of them: in its own first, and only where one fits."""

from __future__ import annotations

from ingest.cited_works import cited_work
from ingest.document import Section, SectionKind
from ingest.references import Part, find_references, find_references_of_parts

APA = "Hadi, P. (2016). Kota dan\ndunia. Gramedia.\nSari, N. (2018). Pelabuhan. Jurnal Kota, 3(2), 1–10."
NUMBERED = "[1] A. Author, “Quays,” 2018.\n[2] B. Writer, “Ports,” 2019.\n[3] C. Coder, “Piers,” 2020."
OTHER_NUMBERS = "[1] D. Docker, “Cranes,” 2015.\n[2] E. Ester, “Ships,” 2016.\n[3] F. Ferry, “Boats,” 2017."


def chapter(name: str, text: str, listed: str = "") -> Part:
    """A part with its running text and, if it has one, its list."""
    start = len(text) + 1 if text else 0
    whole = f"{text}\n{listed}" if text and listed else text or listed
    kind, title = SectionKind.BIBLIOGRAPHY, "DAFTAR PUSTAKA"
    return Part(name, f"{name}.pdf", whole, [Section(name, 1, kind, title, start, len(whole))] if listed else [])


def meant(*parts: Part) -> list[list[str]]:
    """For each mention of each part: the file and the beginning of its entry, or why there is none."""
    ends: list[list[str]] = []
    for part, found in zip(parts, find_references_of_parts(parts), strict=True):
        ends.append([])
        for at, mention in enumerate(found.mentions):
            work = cited_work(found, at, part.text)
            if work.entry is None:
                ends[-1].append(str(mention.reason))
                continue
            where = work.entry.elsewhere.document_id if work.entry.elsewhere else "own"
            ends[-1].append(f"{where}: {work.entry_text[:14]}")
    return ends


def test_a_chapter_finds_its_entry_in_the_list_of_another_file() -> None:
    listed = chapter("dapus", "", APA)
    one = chapter("bab1", "Kota itu besar (Hadi, 2016).")
    two = chapter(
        "bab2", "Menurut Sari (2018), pelabuhan ramai (Wendt, 1999 dalam Hadi, 2016; Sari, 2020; Tidakada, 2011)."
    )
    assert meant(one, two, listed) == [
        ["dapus: Hadi, P. (2016"],
        ["dapus: Sari, N. (2018", "second hand", "dapus: Hadi, P. (2016", "another year", "no such entry"],
        [],
    ]


def test_the_words_of_an_entry_elsewhere_are_those_of_its_own_text() -> None:
    one, listed = chapter("bab1", "Kota itu besar (Hadi, 2016)."), chapter("dapus", "", APA)
    found, _ = find_references_of_parts([one, listed])
    work = cited_work(found, 0, one.text)
    assert work.entry is not None
    assert " ".join(listed.text[work.entry.start : work.entry.end].split()) == work.entry_text
    assert work.entry_text == "Hadi, P. (2016). Kota dan dunia. Gramedia."
    assert found.listed == ()
    assert len(found.entries) == 1  # only what this part mentions


def test_the_own_list_of_a_part_comes_first() -> None:
    own = "Hadi, P. (2016). Desa. Gramedia."
    one, two = chapter("bab1", "Begitu (Hadi, 2016), juga Sari (2018).", own), chapter("dapus", "", APA)
    assert meant(one, two) == [["own: Hadi, P. (2016", "dapus: Sari, N. (2018"], []]


def test_of_different_works_in_several_other_lists_none_is_taken() -> None:
    one = chapter("bab1", "Begitu (Hadi, 2016).")
    two, three = chapter("bab2", "", APA), chapter("bab3", "", "Hadi, P. (2016). Desa. Gramedia.")
    assert meant(one, two, three)[0] == ["ambiguous"]


def test_the_same_work_in_several_other_lists_is_one() -> None:
    one = chapter("bab1", "Begitu (Hadi, 2016).")
    assert meant(one, chapter("bab2", "", APA), chapter("bab3", "", APA))[0] == ["bab2: Hadi, P. (2016"]


def test_numbers_mean_the_list_of_the_thesis() -> None:
    one, listed = chapter("ch1", "Quays are long [1, 3]. An interval [0, 1]."), chapter("refs", "", NUMBERED)
    assert meant(one, listed)[0] == ["refs: [1] A. Author,", "refs: [3] C. Coder, "]


def test_numbers_mean_the_own_list_where_there_is_one() -> None:
    one, two = chapter("ch1", "Quays are long [2].", NUMBERED), chapter("ch2", "Cranes are high [1].", OTHER_NUMBERS)
    assert meant(one, two) == [["own: [2] B. Writer,"], ["own: [1] D. Docker,"]]


def test_a_number_that_several_other_lists_bear_means_none() -> None:
    last = chapter("ch3", "Cranes are high [1].")
    assert meant(chapter("ch1", "", NUMBERED), chapter("ch2", "", OTHER_NUMBERS), last)[2] == ["ambiguous"]


def test_a_thesis_in_one_file_is_read_as_ever() -> None:
    part = chapter("a", "Kota itu besar (Hadi, 2016). Tidak (Tidakada, 2011).", APA)
    assert find_references_of_parts([part]) == (find_references(part.text, part.sections),)
