"""``check`` finds whatever differs, in any store, and mends what can be made again from the texts."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import text

from ingest.catalogue.conversations import Conversations, KeptTurn, Owner
from ingest.catalogue.feedback import Feedback
from ingest.catalogue.store import Catalogue
from ingest.checking.command import checked_lines
from ingest.checking.difference import Difference, Kind, Remedy
from ingest.checking.library import check, inspected
from ingest.checking.mending import mend
from ingest.checking.wording import difference_line
from ingest.errors import LibraryEmpty, LibraryInUse, ModelMismatch
from ingest.library import FILES_FOLDER, Library
from ingest.moving import move
from ingest.places import VECTORS_FOLDER, LibraryPlace
from ingest.uploads import UploadsInUse, lost_uploads
from ingest.vectors import VectorRow
from tests.fakes.embedder import HashingEmbedder, TokenlessEmbedder
from tests.ingest.test_feedback import DISLIKED
from tests.library_for_tests import build_samples
from tests.pdfs import write_pdf

Damage = Callable[[LibraryPlace], object]


def answer_of(library: Library) -> dict[str, object]:
    """As a conversation keeps it: a quote with its place, somewhere deep within."""
    document = library.catalogue.whole_document(library.catalogue.entries()[0].document_id).document
    span = {"document_id": document.id, "text_version": document.text_version, "start": 10, "end": 60}
    return {"form": 1, "answer": {"parts": [{"citation": {"span": span, "quote": document.text[10:60]}}]}}


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, a conversation about them and an opinion; one file was replaced, so that an old version is kept."""
    folder = tmp_path_factory.mktemp("original") / "library"
    build_samples(folder, HashingEmbedder())
    place = LibraryPlace.of(folder)
    with Library.read(place) as library:
        answer = answer_of(library)
    owner = Owner.of_token("A" * 43)
    assert owner is not None
    turn = KeptTurn("1" * 32, "Apa itu kota kembar?", answer=answer, answer_id="2" * 32)
    Conversations(place.catalogue).keep(owner, None, turn, "id")
    return folder


@pytest.fixture
def place(original: Path, tmp_path: Path) -> LibraryPlace:
    shutil.copytree(original, tmp_path / "library")
    return LibraryPlace.of(tmp_path / "library")


def differences(place: LibraryPlace) -> list[Difference]:
    with inspected(place) as found:
        return check(found)


def mended(place: LibraryPlace, expected: set[Kind] | None = None) -> list[Difference]:
    """What is left after mending these kinds of differences."""
    with inspected(place) as found:
        before = check(found)
        assert expected in (None, {difference.kind for difference in before})
        mend(found, before, HashingEmbedder)
    return differences(place)


def sql(*statements: str) -> Damage:
    def damage(place: LibraryPlace) -> None:
        catalogue = Catalogue(place.catalogue)
        with catalogue.engine.connect() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
                connection.exec_driver_sql("BEGIN")
            for statement in statements:
                connection.execute(text(statement))
            connection.commit()
        catalogue.close()

    return damage


def vectors(change: Callable[[Library, str, list[int]], object]) -> Damage:
    def damage(place: LibraryPlace) -> None:
        with Library.write(place) as library:
            ids = sorted(library.catalogue.passage_ids())
            change(library, str(library.catalogue.state().collection), ids)

    return damage


def replaced(library: Library, collection: str, id_: int, **values: object) -> None:
    (row,) = library.vectors.rows(collection, [id_])
    library.vectors.delete(collection, id_, id_ + 1)
    library.vectors.add_rows(collection, [row._replace(**values)])  # type: ignore[arg-type]


def file_(change: Callable[[Path], object]) -> Damage:
    return lambda place: change(sorted((place.folder / FILES_FOLDER).iterdir())[0])


def extra_file(place: LibraryPlace) -> None:
    (place.folder / FILES_FOLDER / "x.part").write_text("x")
    (place.folder / "uploads" / "lost").mkdir(parents=True)
    (place.folder / "uploads" / "lost" / "file").write_text("x")


ONE = "(SELECT min(id) FROM passages)"
DOCUMENT = "(SELECT min(id) FROM documents)"

MENDABLE: dict[str, tuple[Damage, set[Kind]]] = {
    "pages of nobody": (
        sql("INSERT INTO pages SELECT 'nobody', \"index\", label, label_source, start, \"end\" FROM pages WHERE \"index\" = 0 LIMIT 1"),
        {Kind.ROWS_ORPHANED},
    ),
    "turns of nobody": (sql("DELETE FROM conversations"), {Kind.ROWS_ORPHANED}),
    "passages of nobody": (
        sql(f"UPDATE passages SET document_id = 'nobody' WHERE id = {ONE}"),
        {Kind.ROWS_ORPHANED, Kind.VECTORS_EXTRA, Kind.FULL_TEXT_EXTRA},
    ),
    "a thesis said to be removed": (sql("UPDATE theses SET removed_at = '2026-01-01 00:00:00.000000'"), {Kind.THESIS_STATE}),
    "a counter set back": (sql("UPDATE library_state SET next_passage_id = 3"), {Kind.COUNTER_BEHIND}),
    "passages of a version that is over": (
        sql(f"UPDATE documents SET state = 'superseded' WHERE id = {DOCUMENT}"),
        {Kind.PASSAGES_STRAY, Kind.THESIS_STATE, Kind.VECTORS_EXTRA, Kind.FULL_TEXT_EXTRA},
    ),
    "owned vectors noted for deletion": (
        sql("INSERT INTO unsettled_vectors (collection, first, \"end\") SELECT collection, 3, 20 FROM library_state"),
        {Kind.OWNED_UNSETTLED},
    ),
    "a passage outside its text": (sql(f"UPDATE passages SET \"end\" = 9999999 WHERE id = {ONE}"), {Kind.PASSAGES_WRONG, Kind.FULL_TEXT_DIFFERS}),
    "a passage over another": (
        sql(f"UPDATE passages SET start = start + 1 WHERE id = {ONE}"), {Kind.PASSAGES_WRONG, Kind.FULL_TEXT_DIFFERS}
    ),
    "a passage of another kind": (
        sql(f"UPDATE passages SET kind = 'table' WHERE id = {ONE}"), {Kind.PASSAGES_WRONG, Kind.VECTORS_DIFFER}
    ),
    "a passage lost": (sql(f"DELETE FROM passages WHERE id = {ONE}"), {Kind.VECTORS_EXTRA, Kind.FULL_TEXT_EXTRA}),
    "all passages of a document lost": (
        sql(f"DELETE FROM passages WHERE document_id = {DOCUMENT}"),
        {Kind.PASSAGES_LOST, Kind.VECTORS_EXTRA, Kind.FULL_TEXT_EXTRA},
    ),
    "token vectors lost": (sql(f"UPDATE passages SET token_vectors = NULL WHERE id = {ONE}"), {Kind.TOKENS_LOST}),
    "sentence vectors torn": (sql(f"UPDATE passages SET sentence_vectors = substr(sentence_vectors, 1, 11) WHERE id = {ONE}"), {Kind.PASSAGES_WRONG}),
    "a mention lost": (sql("DELETE FROM mentions WHERE position = 0"), {Kind.REFERENCES_WRONG}),
    "an entry lost": (
        sql("DELETE FROM bibliography_entries WHERE position = (SELECT min(entry) FROM mentions WHERE entry IS NOT NULL)"),
        {Kind.REFERENCES_WRONG},
    ),
    "full text lost": (sql("DELETE FROM passage_text WHERE rowid < 4"), {Kind.FULL_TEXT_LOST, Kind.FULL_TEXT_COUNTS}),
    "full text of another text": (
        sql("UPDATE passage_text SET body = 'lain' WHERE rowid = 2"), {Kind.FULL_TEXT_DIFFERS, Kind.FULL_TEXT_COUNTS}
    ),
    "full text of nobody": (
        sql("INSERT INTO passage_text (rowid, heading, body) VALUES (9999, 'a', 'b')"), {Kind.FULL_TEXT_EXTRA, Kind.FULL_TEXT_COUNTS}
    ),
    "words counted wrongly": (sql("UPDATE passage_terms SET doc = doc + 1 WHERE term = 'kota'"), {Kind.FULL_TEXT_COUNTS}),
    "full text without its words": (sql("DELETE FROM passage_text_idx", "DELETE FROM passage_text_data WHERE id > 10"), {Kind.FULL_TEXT_DAMAGED}),
    "full text dropped": (sql("DROP TABLE passage_text"), {Kind.FULL_TEXT_DAMAGED}),
    "unfinished generation": (
        sql(
            "INSERT INTO passages SELECT id + 500, document_id, generation + 1, kind, start, \"end\", sentences, sentence_vectors,"
            " token_vectors FROM passages WHERE id < 9",
            "UPDATE library_state SET next_passage_id = 999",
        ),
        {Kind.PASSAGES_UNFINISHED},
    ),
    "vectors lost": (vectors(lambda library, name, ids: library.vectors.delete(name, ids[0], ids[5])), {Kind.VECTORS_LOST}),
    "a vector of nobody": (
        vectors(lambda library, name, ids: library.vectors.add_rows(name, [VectorRow(9999, "t", "body", np.eye(1024, dtype=np.float32)[0])])),
        {Kind.VECTORS_EXTRA},
    ),
    "a vector under another thesis": (
        vectors(lambda library, name, ids: replaced(library, name, ids[3], thesis_id="other")), {Kind.VECTORS_DIFFER}
    ),
    "a vector under another kind": (
        vectors(lambda library, name, ids: replaced(library, name, ids[3], kind="table")), {Kind.VECTORS_DIFFER}
    ),
    "a collection lost": (vectors(lambda library, name, ids: library.vectors.drop_collection(name)), {Kind.COLLECTION_LOST}),
    "a collection of nobody": (vectors(lambda library, name, ids: library.vectors.make_collection("others")), {Kind.COLLECTIONS_EXTRA}),
    "vectors unreadable": (lambda place: (place.folder / VECTORS_FOLDER / "chroma.sqlite3").write_bytes(bytes(4096)), {Kind.VECTORS_UNREADABLE}),
    "vectors deleted": (lambda place: shutil.rmtree(place.folder / VECTORS_FOLDER), {Kind.COLLECTION_LOST}),
    "files of nobody": (extra_file, {Kind.FILES_EXTRA, Kind.UPLOADS_EXTRA}),
    "a PDF lost": (file_(Path.unlink), {Kind.PDF_LOST}),
    "a PDF altered": (file_(lambda path: path.write_bytes(path.read_bytes() + b"x")), {Kind.PDF_ALTERED}),
}  # fmt: skip

FOR_A_PERSON: dict[str, tuple[Damage, Kind]] = {
    "a text lost": (sql(f"UPDATE documents SET text = '' WHERE id = {DOCUMENT}"), Kind.TEXT_LOST),
    "a page moved": (sql('UPDATE pages SET start = start + 1 WHERE "index" = 2'), Kind.PAGES_WRONG),
    "a page lost": (sql('DELETE FROM pages WHERE "index" = 2'), Kind.PAGES_WRONG),
    "a section outside": (sql('UPDATE sections SET "end" = 9999999 WHERE position = 0'), Kind.SECTIONS_WRONG),
    "a thesis lost": (sql("DELETE FROM theses WHERE id = (SELECT min(id) FROM theses)"), Kind.DOCUMENT_ORPHANED),
    "nothing answers": (sql("DELETE FROM library_state"), Kind.STATE_LOST),
    "a quoted text lost": (
        sql("UPDATE documents SET id = 'other' WHERE id = " + DOCUMENT, "UPDATE conversation_turns SET answer ="
            " replace(answer, substr(answer, instr(answer, 'document_id') + 15, 8), 'nowhere0')"),
        Kind.CITED_TEXT_LOST,
    ),
    "a quote changed": (
        sql("UPDATE conversation_turns SET answer = replace(answer, '\"start\": 10', '\"start\": 11')"),
        Kind.QUOTE_DIFFERS,
    ),
}  # fmt: skip


def test_a_sound_library_has_no_differences_and_is_left_as_it_is(place: LibraryPlace) -> None:
    before = {file: file.stat().st_mtime_ns for file in place.folder.rglob("*.pdf")}
    assert differences(place) == []
    assert list(checked_lines(place, "en", None)) == [
        ("everything agrees: catalogue, texts, full text, vectors, PDFs, conversations", False)
    ]
    assert {file: file.stat().st_mtime_ns for file in place.folder.rglob("*.pdf")} == before


@pytest.mark.parametrize("name", MENDABLE)
def test_what_can_be_mended_is_found_and_mended(name: str, place: LibraryPlace) -> None:
    damage, kinds = MENDABLE[name]
    damage(place)
    assert mended(place, kinds) == []
    with Library.read(place) as library:
        state = library.catalogue.state()
        assert library.vectors.ids(str(state.collection)) == library.catalogue.passage_ids()
        live = len(library.catalogue.entries())
        assert all(entry.passages > 20 for entry in library.catalogue.entries())
        assert live == (2 if "version that is over" in name else 3)


@pytest.mark.parametrize("name", FOR_A_PERSON)
def test_what_cannot_be_mended_is_said_with_what_to_do(name: str, place: LibraryPlace) -> None:
    damage, kind = FOR_A_PERSON[name]
    damage(place)
    assert kind in {difference.kind for difference in differences(place)}
    assert kind in {difference.kind for difference in mended(place)}
    to_do = {"en": ("add", "restore"), "id": ("tambahkan", "pulihkan")}
    for language, words in to_do.items():
        wrong = [line for line, wrong in checked_lines(place, language, HashingEmbedder) if wrong]  # type: ignore[arg-type]
        assert wrong
        assert all(any(word in line for word in words) for line in wrong)


def test_looking_changes_nothing(place: LibraryPlace) -> None:
    for name in ("passages of nobody", "vectors lost", "a collection of nobody", "files of nobody", "a PDF altered"):
        MENDABLE[name][0](place)
    assert differences(place) == differences(place) != []


def test_a_pdf_whose_original_is_gone_too_is_to_be_added_again(tmp_path: Path) -> None:
    from tests.ingest.test_pipeline import PAGES, add

    file = write_pdf(tmp_path / "skripsi.pdf", PAGES)
    content = file.read_bytes()
    place = LibraryPlace.of(tmp_path / "library")
    add(place.folder, file)
    file.unlink()
    file_(Path.unlink)(place)
    (left,) = mended(place)
    assert left == Difference(Kind.PDF_LOST, "skripsi.pdf", 1, left.document_ids)
    file.write_bytes(content)
    add(place.folder, file)
    assert differences(place) == []


def test_the_command_says_what_it_mended_and_what_is_left(place: LibraryPlace) -> None:
    MENDABLE["vectors lost"][0](place)
    FOR_A_PERSON["a page moved"][0](place)
    said = list(checked_lines(place, "en", None))
    assert said[-1] == ('to mend what can be mended: "python -m ingest check --mend"', True)
    assert sum("without a vector" in line for line, _ in said) == 1
    mending = list(checked_lines(place, "en", HashingEmbedder))
    assert [line.split(":")[0] for line, _ in mending] == ["mended", *["still wrong"] * 3]
    assert [wrong for _, wrong in mending] == [False, True, True, True]


def test_nothing_is_mended_with_another_model_or_while_another_process_writes(place: LibraryPlace) -> None:
    MENDABLE["vectors lost"][0](place)
    with inspected(place) as found, pytest.raises(ModelMismatch):
        mend(found, check(found), TokenlessEmbedder)
    with Library.write(place), pytest.raises(LibraryInUse):
        differences(place)
    assert mended(place) == []


def test_where_there_is_no_library_none_is_made(tmp_path: Path) -> None:
    with pytest.raises(LibraryEmpty):
        differences(LibraryPlace.of(tmp_path / "none"))
    assert not (tmp_path / "none").exists()
    Catalogue.open(tmp_path / "catalogue.sqlite3").close()
    assert differences(LibraryPlace.of(tmp_path)) == []


def test_an_upload_is_left_over_only_once_its_process_is_gone(tmp_path: Path) -> None:
    """A second process of the same library sweeps nothing of the first one's."""
    first = UploadsInUse(tmp_path)
    file = tmp_path / "uploads" / "x" / "file"
    file.parent.mkdir(parents=True)
    file.write_text("x")
    second = UploadsInUse(tmp_path)
    assert second.sweep(tmp_path) == 0
    assert lost_uploads(tmp_path) == []
    first.release()
    assert second.sweep(tmp_path) == 1
    assert not file.exists()
    second.release()
    assert not list((tmp_path / "apps").iterdir())


def test_every_difference_has_a_line_in_both_languages_and_only_what_nobody_can_make_again_is_by_hand() -> None:
    for kind in Kind:
        lines = {difference_line(Difference(kind, "a.pdf", 3), language) for language in ("en", "id")}
        assert len(lines) == 2
        if Difference(kind).remedy is Remedy.BY_HAND:
            assert all(";" in line for line in lines)


SERVED: dict[str, tuple[Damage, set[Kind]]] = {
    "vectors lost": MENDABLE["vectors lost"],
    "a collection lost": MENDABLE["a collection lost"],
    "full text lost": (
        sql("DELETE FROM passage_text WHERE passage_id = (SELECT min(id) FROM passages)"),
        {Kind.FULL_TEXT_LOST, Kind.FULL_TEXT_COUNTS},
    ),
    "a count": (sql("UPDATE passage_terms SET doc = doc + 1 WHERE term = 'kota'"), {Kind.FULL_TEXT_COUNTS}),
}


def test_served_stores_are_checked_and_mended_alike(place: LibraryPlace, served: LibraryPlace) -> None:
    Feedback(place.catalogue).keep(DISLIKED)
    sql("DELETE FROM feedback")(place)
    move(place, served).close()
    assert differences(served) == []
    for damage, kinds in SERVED.values():
        damage(served)
        assert mended(served, kinds) == []
