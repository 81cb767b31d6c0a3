"""The samples in the repository are what their sources say, and are paged as they print."""

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pypdf import PdfReader

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
STEMS = ("sampel-1-mekanisme-kota-kembar", "sampel-2-hambatan-paradiplomasi", "sample-3-sister-cities")
THESIS_PAGES = {"xii", "xiii", "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx", *map(str, range(1, 40))}
NAME = r"[A-Z][a-z]+(?: (?!al\b)[A-Z][a-z]+)?(?: & [A-Z][a-z]+| et al\.)?"
NO_CITATIONS = {("Tahun", "1999"), ("Tahun", "2014"), ("Since", "2009")}  # years after a capital that are no author's


def _load_typeset() -> ModuleType:
    """`data/samples/typeset.py`, which is a script and not in a package."""
    spec = importlib.util.spec_from_file_location("kutip_sample_typeset", SAMPLES / "typeset.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


typeset = _load_typeset()


class Sample:
    """One sample: its source, and its PDF in the repository as pypdf reads it."""

    def __init__(self, stem: str) -> None:
        self.text = (SAMPLES / "sources" / f"{stem}.md").read_text(encoding="utf-8")
        self.source = typeset.parse(self.text)
        reader = PdfReader(SAMPLES / f"{stem}.pdf")
        self.labels = reader.page_labels
        self.pages = [page.extract_text() for page in reader.pages]
        self.reader = reader

    def page(self, label: str) -> str:
        """The text of the page with this label, on one line."""
        return " ".join(self.pages[self.labels.index(label)].split())

    def listed(self) -> Iterator[tuple[str, str]]:
        """(text, page number) of each line of the contents and of the list of tables, as printed."""
        lines = re.findall(r"^(.+?) ?\.{3,} ?([ivx]+|\d+)$", self.page_with_contents(), re.MULTILINE)
        yield from ((text.strip(), number) for text, number in lines)

    def page_with_contents(self) -> str:
        """The text of the page that holds the contents, line by line."""
        return next(text for text in self.pages if re.search(r"^ ?(DAFTAR ISI|CONTENTS)$", text, re.MULTILINE))

    def references(self) -> list[str]:
        """The entries of the bibliography."""
        part = re.split(r"^# (?:DAFTAR PUSTAKA|REFERENCES)$", self.text, flags=re.MULTILINE)[1].split("\n# ")[0]
        return re.findall(r"^- (.+)$", part, re.MULTILINE)

    def cited(self) -> set[tuple[str, str]]:
        """(author, year) of every in-text citation outside the bibliography."""
        body = re.sub(r"^- .+$", "", self.text, flags=re.MULTILINE)
        return set(re.findall(rf"({NAME}),? \(?((?:19|20)\d\d)\b", body)) - NO_CITATIONS


@pytest.fixture(scope="module", params=STEMS)
def sample(request: pytest.FixtureRequest) -> Sample:
    """Each sample in turn."""
    return Sample(request.param)


def test_every_source_has_its_pdf_and_every_pdf_its_source() -> None:
    assert tuple(path.stem for path in typeset.source_paths()) == STEMS
    assert tuple(sorted(path.stem for path in SAMPLES.glob("*.pdf"))) == STEMS


def test_the_pdf_in_the_repository_is_what_the_source_typesets_to(sample: Sample, tmp_path: Path) -> None:
    made = tmp_path / "made.pdf"
    made.write_bytes(typeset.typeset(sample.source))
    assert [page.extract_text() for page in PdfReader(made).pages] == sample.pages


def test_typesetting_twice_gives_the_same_bytes() -> None:
    source = typeset.parse((SAMPLES / "sources" / f"{STEMS[0]}.md").read_text(encoding="utf-8"))
    assert typeset.typeset(source) == typeset.typeset(source)


def test_there_are_six_to_ten_pages(sample: Sample) -> None:
    assert 6 <= len(sample.pages) <= 10


def test_page_labels_are_the_printed_numbers_and_the_cover_prints_none(sample: Sample) -> None:
    front = sample.labels.index("1")
    assert sample.labels == ["i", "ii", "iii", "iv", "v", "vi"][:front] + [
        str(number) for number in range(1, len(sample.pages) - front + 1)
    ]
    assert "i" not in sample.pages[0].splitlines()
    for label, text in zip(sample.labels[1:], sample.pages[1:], strict=True):
        assert label in [line.strip() for line in text.splitlines()]


def test_the_running_header_is_on_body_pages_only(sample: Sample) -> None:
    front = sample.labels.index("1")
    assert not any(sample.source.short in text.splitlines() for text in sample.pages[:front])
    assert all(sample.source.short in text.splitlines() for text in sample.pages[front:])


def test_the_cover_and_the_title_say_that_this_is_a_sample(sample: Sample) -> None:
    cover = " ".join(sample.pages[0].split())
    assert sample.source.notice in cover
    assert sample.source.title in cover
    assert re.match(r"Contoh dokumen Kutip: |Kutip sample document: ", sample.source.title)


def test_document_information_names_the_project(sample: Sample) -> None:
    information = sample.reader.metadata
    assert information is not None
    assert information.title == sample.source.title
    assert information.author in {"Proyek Kutip", "The Kutip project"}
    assert sample.reader.root_object["/Lang"] == sample.source.language


def test_each_line_of_the_contents_gives_the_page_its_heading_stands_on(sample: Sample) -> None:
    listed = dict(sample.listed())
    marked = [block.text for block in sample.source.blocks if isinstance(block, typeset.Heading)]
    marked += [block.caption for block in sample.source.blocks if isinstance(block, typeset.Grid)]
    assert sorted(listed) == sorted(marked)
    for text, number in listed.items():
        assert text in sample.page(number)


def test_the_outline_holds_the_headings_in_order(sample: Sample) -> None:
    def titles(entries: list[object]) -> Iterator[str]:
        for entry in entries:
            if isinstance(entry, list):
                yield from titles(entry)
            else:
                yield str(entry["/Title"])  # type: ignore[index]

    headings = [block.text for block in sample.source.blocks if isinstance(block, typeset.Heading)]
    assert list(titles(list(sample.reader.outline))) == headings


def test_the_first_table_spans_two_pages_under_a_repeated_header(sample: Sample) -> None:
    table = next(block for block in sample.source.blocks if isinstance(block, typeset.Grid))
    header = " ".join(table.rows[0])
    holding = [label for label in sample.labels[sample.labels.index("1") :] if header in sample.page(label)]
    assert holding[0] == dict(sample.listed())[table.caption]
    assert int(holding[1]) == int(holding[0]) + 1


def test_words_are_broken_at_line_ends_on_most_body_pages(sample: Sample) -> None:
    body = sample.pages[sample.labels.index("1") :]
    broken = [text for text in body if re.search(r"[a-z]-$", text, re.MULTILINE)]
    assert len(broken) > len(body) / 2


def test_every_citation_has_a_reference_and_every_reference_a_citation(sample: Sample) -> None:
    found = (re.match(rf"({NAME})(?:, (?:[A-Z]\. ?)+)?\.? \((\d{{4}})\)", entry) for entry in sample.references())
    listed = {(match[1], match[2]) for match in found if match}
    assert sample.cited() == listed


def test_every_entry_but_the_study_says_it_is_cited_through_it(sample: Sample) -> None:
    second_hand = [entry for entry in sample.references() if not entry.startswith("Dinanti, M. S. (2025)")]
    assert len(second_hand) == len(sample.references()) - 1
    assert all(
        entry.endswith(("Dikutip melalui Dinanti (2025).", "Cited through Dinanti (2025).")) for entry in second_hand
    )


def test_every_page_cited_is_one_of_the_pages_read(sample: Sample) -> None:
    cited = re.findall(r"Dinanti, 2025, (?:hlm\.|pp?\.) ([ivx\d]+(?:(?:, |\u2013)[ivx\d]+)*)", sample.text)
    assert len(cited) > 30
    assert {page for pages in cited for page in re.findall(r"[ivx]+|\d+", pages)} <= THESIS_PAGES


def test_a_source_without_front_matter_is_refused() -> None:
    with pytest.raises(typeset.SourceError, match="front matter"):
        typeset.parse("# BAB I PENDAHULUAN\n")
