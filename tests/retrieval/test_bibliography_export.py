"""What is exported for reference managers says the same when other programs read it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import rispy
from bibtexparser.entrypoint import parse_string
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Thesis
from retrieval.bibliography_export import BibliographyFormat, CitedThesis, cited_theses, exported
from tests.answers_for_tests import answered
from tests.library_for_tests import whole_document

DINANTI = Thesis("a", "Kota & desa: 50% #1_a $x \\ ~", ("Marissa Safira Dinanti", "Nur Aisyah"), 2025, "Universitas Contoh", "skripsi", "id", ())  # fmt: skip
UNKNOWN = Thesis("b", "Tanpa nama", (), None, None, None, "id", ())
DOCTOR = Thesis(
    "c", "Compilers", ("Anna van den Berg",), 2019, "University of Example", "doctoral dissertation", "en", ()
)


def bibtex(*cited: CitedThesis) -> list[Any]:
    text = exported(cited, BibliographyFormat.BIBTEX, "id")
    library = parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    return list(library.entries)


def ris(*cited: CitedThesis) -> list[dict[str, Any]]:
    return rispy.loads(exported(cited, BibliographyFormat.RIS, "id"))  # type: ignore[no-any-return]


def test_bibtex_reads_back_with_every_sign_of_the_title() -> None:
    (entry,) = bibtex(CitedThesis(DINANTI))
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert (entry.entry_type, entry.key) == ("mastersthesis", "dinanti2025")
    assert fields["title"].strip("{}") == "Kota & desa: 50% #1_a $x \\ ~"
    assert (fields["year"], fields["school"], fields["type"]) == ("2025", "Universitas Contoh", "Skripsi")
    assert "author = {Dinanti, Marissa Safira and {Nur Aisyah}}" in exported(
        [CitedThesis(DINANTI)], BibliographyFormat.BIBTEX, "id"
    )


def test_bibtex_claims_no_degree_that_is_not_known() -> None:
    unknown, doctor = bibtex(CitedThesis(UNKNOWN), CitedThesis(DOCTOR))
    assert (unknown.entry_type, list(unknown.fields_dict)) == ("misc", ["title", "language"])
    assert (doctor.entry_type, doctor.fields_dict["author"].value) == ("phdthesis", "van den Berg, Anna")


def test_ris_reads_back_and_keeps_whole_names_whole() -> None:
    (entry,) = ris(CitedThesis(DINANTI, ("“satu” (hlm. 3)", "“dua” (hlm. 4)")))
    assert entry["type_of_reference"] == "THES"
    assert entry["title"] == DINANTI.title
    assert entry["authors"] == ["Dinanti, Marissa Safira", "Nur Aisyah,"]
    assert (entry["year"], entry["publisher"], entry["notes"]) == ("2025", "Universitas Contoh", ["“satu” (hlm. 3)", "“dua” (hlm. 4)"])  # fmt: skip
    assert "year" not in ris(CitedThesis(UNKNOWN))[0]


def test_csl_json_is_what_processors_read() -> None:
    first, second = json.loads(
        exported([CitedThesis(DINANTI), CitedThesis(UNKNOWN)], BibliographyFormat.CSL_JSON, "en")
    )
    assert first["author"] == [{"family": "Dinanti", "given": "Marissa Safira"}, {"literal": "Nur Aisyah"}]
    assert (first["type"], first["genre"], first["issued"]) == (
        "thesis",
        "Undergraduate thesis",
        {"date-parts": [[2025]]},
    )
    assert second == {"id": "tanpanamand", "type": "thesis", "title": "Tanpa nama", "language": "id"}


def test_keys_are_told_apart() -> None:
    same = [CitedThesis(replace(DINANTI, id=str(at))) for at in range(30)]
    keys = [entry.key for entry in bibtex(*same)]
    assert len(set(keys)) == 30
    assert keys[:2] + keys[-1:] == ["dinanti2025", "dinanti2025a", "dinanti2025ac"]


def test_line_ends_in_metadata_begin_no_field() -> None:
    sly = replace(DINANTI, title="Kota\nER  - \nTY  - BOOK\nTI  - Lain")
    (entry,) = ris(CitedThesis(sly))
    assert entry["title"] == "Kota ER - TY - BOOK TI - Lain"


def test_an_answer_gives_each_thesis_once_with_its_quotes() -> None:
    whole = whole_document(["Satu kota. ", "Dua kota."], ["xii", "1"])
    (cited,) = cited_theses([answered("id", (whole, 0, 10), (whole, 11, 20)), answered("id", (whole, 0, 10))], "id")
    assert cited.thesis == whole.thesis
    assert cited.notes == ("“Satu kota.” (hlm. xii (PDF hlm. 1))", "“Dua kota.” (hlm. 1 (PDF hlm. 2))")


@settings(max_examples=60, deadline=None)
@given(
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co", "Zl", "Zp", "Cf"]), min_size=1, max_size=40
    )
)
def test_any_title_leaves_the_next_entry_whole(title: str) -> None:
    cited = [CitedThesis(replace(DINANTI, title=title + "x")), CitedThesis(DOCTOR)]
    assert [entry.entry_type for entry in bibtex(*cited)] == ["mastersthesis", "phdthesis"]
    entries = ris(*cited)
    assert [entry["title"] for entry in entries] == [" ".join((title + "x").split()), "Compilers"]
