"""People sign in by their passwords and by nothing else; what ends a session ends it; collections hide what they should."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection, now
from ingest.catalogue.conversations import Conversations, KeptTurn
from ingest.catalogue.people import People, Person, Role
from ingest.catalogue.sessions import MOST_OF_A_NAME, MOST_OF_AN_ADDRESS, WINDOW, Sessions
from ingest.catalogue.tables import collection_readers, people, sessions, sign_in_attempts, theses
from ingest.errors import (
    CollectionExists,
    CollectionNotEmpty,
    InvalidName,
    NoSuchCollection,
    NoSuchConversation,
    NoSuchPerson,
    PasswordTooShort,
    PersonExists,
    TooManyAttempts,
    WrongNameOrPassword,
)
from ingest.places import LibraryPlace

PASSWORD, OTHER = "empat kata yang panjang", "empat kata yang lain"
DAY = timedelta(days=1)


@pytest.fixture
def connection(tmp_path: Path, stores: str) -> Iterator[CatalogueConnection]:
    with CatalogueConnection.open(LibraryPlace.of(tmp_path / "library")) as opened:
        yield opened


@pytest.fixture
def ani(connection: CatalogueConnection) -> Person:
    return People(connection).add("Ani", PASSWORD, Role.LIBRARIAN)


def sign_in(connection: CatalogueConnection, name: str = "ani", password: str = PASSWORD, address: str = "::1") -> str:
    return Sessions(connection, DAY).sign_in(name, password, address)


def test_somebody_signs_in_by_the_password_alone(connection: CatalogueConnection, ani: Person) -> None:
    token = sign_in(connection, " ANI ")
    assert Sessions(connection, DAY).person(token) == ani
    for name, password in (("ani", OTHER), ("budi", PASSWORD), ("ani", ""), ("", "")):
        with pytest.raises(WrongNameOrPassword):
            sign_in(connection, name, password)
    assert Sessions(connection, DAY).person("x" * 43) is None


def test_neither_password_nor_token_is_stored(connection: CatalogueConnection, ani: Person) -> None:
    token = sign_in(connection)
    with connection.reading() as reading:
        stored = [*reading.execute(select(people)).one(), *reading.execute(select(sessions)).one()]
    assert not any(secret in str(value) for value in stored for secret in (PASSWORD, token))
    assert any(str(value).startswith("$argon2id$") for value in stored)


def test_the_same_password_typed_on_another_keyboard_is_the_same(connection: CatalogueConnection) -> None:
    People(connection).add("José", "caf\u00e9 caf\u00e9 caf\u00e9")
    assert sign_in(connection, "Jose\u0301", "cafe\u0301 cafe\u0301 cafe\u0301")


def test_names_are_taken_once_and_must_be_printable(connection: CatalogueConnection, ani: Person) -> None:
    with pytest.raises(PersonExists):
        People(connection).add("aNI", PASSWORD)
    for name in ("", "  ", "x" * 61, "a\x00b", "…"):
        with pytest.raises(InvalidName):
            People(connection).add(name, PASSWORD)


@pytest.mark.parametrize("password", ["", "pendek", "123456789", "Ani Wulandari", "ani wulandari "])
def test_a_short_password_and_the_name_itself_are_refused(connection: CatalogueConnection, password: str) -> None:
    with pytest.raises(PasswordTooShort):
        People(connection).add("Ani Wulandari", password)


def test_a_session_ends_when_its_time_is_over(connection: CatalogueConnection, ani: Person) -> None:
    token = sign_in(connection)
    with connection.writing() as writing:
        writing.execute(update(sessions).values(ends_at=now() - timedelta(seconds=1)))
    assert Sessions(connection, DAY).person(token) is None
    sign_in(connection)
    with connection.reading() as reading:
        assert len(reading.execute(select(sessions)).all()) == 1  # the one that has ended is gone


def test_signing_out_ends_one_session_and_no_other(connection: CatalogueConnection, ani: Person) -> None:
    first, second = sign_in(connection), sign_in(connection)
    Sessions(connection, DAY).sign_out(first)
    Sessions(connection, DAY).sign_out(first)
    assert [Sessions(connection, DAY).person(token) for token in (first, second)] == [None, ani]


def test_a_new_password_ends_all_sessions_and_the_old_one(connection: CatalogueConnection, ani: Person) -> None:
    token = sign_in(connection)
    People(connection).set_password("ani", OTHER)
    assert Sessions(connection, DAY).person(token) is None
    with pytest.raises(WrongNameOrPassword):
        sign_in(connection)
    assert sign_in(connection, password=OTHER)


def test_who_is_disabled_is_signed_out_until_enabled(connection: CatalogueConnection, ani: Person) -> None:
    token = sign_in(connection)
    People(connection).set_disabled("ani", True)
    assert Sessions(connection, DAY).person(token) is None
    assert not People(connection).anybody()
    with pytest.raises(WrongNameOrPassword):
        sign_in(connection)
    People(connection).set_disabled("ani", False)
    assert Sessions(connection, DAY).person(sign_in(connection)) == ani


def test_another_role_counts_at_once(connection: CatalogueConnection, ani: Person) -> None:
    token = sign_in(connection)
    People(connection).set_role("ani", Role.READER)
    found = Sessions(connection, DAY).person(token)
    assert found is not None
    assert not found.is_librarian


def test_who_is_removed_leaves_nothing_to_the_next_of_the_name(
    connection: CatalogueConnection, ani: Person, tmp_path: Path
) -> None:
    kept = Conversations(LibraryPlace.of(tmp_path / "library").catalogue)
    conversation = kept.keep(ani.owner, None, KeptTurn("1" * 32, "Apa hambatannya?"), "id")
    token = sign_in(connection)
    collections = Collections(connection)
    collections.add("Disertasi")
    collections.allow("disertasi", ("ani",))
    People(connection).remove("ANI")
    assert Sessions(connection, DAY).person(token) is None
    later = People(connection).add("Ani", OTHER)
    assert kept.listed(ani.owner) == kept.listed(later.owner) == []
    with pytest.raises(NoSuchConversation):
        kept.conversation(later.owner, conversation)
    assert collections.listed()[0].readers == ()
    with pytest.raises(NoSuchPerson):
        People(connection).remove("budi")


def test_many_failures_lock_a_name_even_for_the_right_password(connection: CatalogueConnection, ani: Person) -> None:
    for at in range(MOST_OF_A_NAME):
        with pytest.raises(WrongNameOrPassword):
            sign_in(connection, password=OTHER, address=f"10.0.0.{at}")
    with pytest.raises(TooManyAttempts) as caught:
        sign_in(connection)
    assert 1 <= caught.value.minutes <= 15
    with connection.writing() as writing:
        writing.execute(update(sign_in_attempts).values(tried_at=now() - WINDOW))
    assert sign_in(connection)


def test_a_name_that_nobody_has_is_locked_alike(connection: CatalogueConnection, ani: Person) -> None:
    for _ in range(MOST_OF_A_NAME):
        with pytest.raises(WrongNameOrPassword):
            sign_in(connection, "budi")
    with pytest.raises(TooManyAttempts):
        sign_in(connection, "budi")
    assert sign_in(connection)


def test_many_failures_lock_an_address_and_no_other(connection: CatalogueConnection, ani: Person) -> None:
    rows = [{"who": "address:2001:db8::/64", "tried_at": now()}] * MOST_OF_AN_ADDRESS
    with connection.writing() as writing:
        writing.execute(insert(sign_in_attempts), rows)
    with pytest.raises(TooManyAttempts):
        sign_in(connection, address="2001:db8::7")
    assert sign_in(connection, address="2001:db8:1::7")


def test_whoever_signs_in_has_failed_no_more(connection: CatalogueConnection, ani: Person) -> None:
    for _ in range(3):
        for _ in range(MOST_OF_A_NAME - 1):
            with pytest.raises(WrongNameOrPassword):
                sign_in(connection, password=OTHER)
        assert sign_in(connection)


def test_a_token_for_a_program_is_a_session_of_its_person(connection: CatalogueConnection, ani: Person) -> None:
    token = Sessions(connection, DAY).begin("ani", timedelta(days=90))
    assert Sessions(connection, DAY).person(token) == ani
    People(connection).set_password("ani", OTHER)
    assert Sessions(connection, DAY).person(token) is None


@pytest.fixture
def library_of_three(connection: CatalogueConnection) -> Collections:
    with connection.writing() as writing:
        for id_ in ("a", "b", "c"):
            writing.execute(insert(theses).values(id=id_, title=id_, authors=[], language="id"))
    return Collections(connection)


def test_a_collection_hides_its_theses_from_all_but_its_readers(
    connection: CatalogueConnection, library_of_three: Collections
) -> None:
    budi, citra = (People(connection).add(name, PASSWORD) for name in ("Budi", "Citra"))
    library_of_three.add("Disertasi")
    library_of_three.assign("disertasi", ["a", "b"])
    library_of_three.allow("DISERTASI", ("budi", "Budi"))
    library_of_three.allow("disertasi", ("Budi",))
    assert library_of_three.hidden_from(budi.id) == frozenset()
    assert library_of_three.hidden_from(citra.id) == {"a", "b"}
    assert library_of_three.hidden_from("") == {"a", "b"}
    assert library_of_three.visible_to(budi.id) is None
    assert library_of_three.visible_to(citra.id) == frozenset({"c"})
    library_of_three.deny("disertasi", ("budi",))
    assert library_of_three.hidden_from(budi.id) == {"a", "b"}
    library_of_three.set_open("disertasi", True)
    assert library_of_three.hidden_from(citra.id) == frozenset()
    assert library_of_three.visible_to(citra.id) is None


def test_a_thesis_is_in_one_collection_at_most(library_of_three: Collections) -> None:
    library_of_three.add("Satu")
    library_of_three.add("Dua", is_open=True)
    library_of_three.assign("satu", ["a", "b"])
    library_of_three.assign("dua", ["b", "b", "c"])
    assert library_of_three.of_theses() == {"a": "Satu", "b": "Dua", "c": "Dua"}
    assert [(each.name, each.theses, each.is_open) for each in library_of_three.listed()] == [
        ("Dua", 2, True),
        ("Satu", 1, False),
    ]
    library_of_three.release(["b", "c"])
    assert library_of_three.of_theses() == {"a": "Satu"}


def test_a_collection_with_theses_is_not_removed(
    connection: CatalogueConnection, library_of_three: Collections
) -> None:
    People(connection).add("Budi", PASSWORD)
    library_of_three.add("Satu")
    library_of_three.allow("satu", ("budi",))
    library_of_three.assign("satu", ["a"])
    with pytest.raises(CollectionNotEmpty):
        library_of_three.remove("satu")
    library_of_three.release(["a"])
    library_of_three.remove("satu")
    assert library_of_three.listed() == []
    with connection.reading() as reading:
        assert reading.execute(select(collection_readers)).all() == []


def test_unknown_collections_and_people_are_told(
    connection: CatalogueConnection, library_of_three: Collections
) -> None:
    library_of_three.add("Satu")
    with pytest.raises(CollectionExists):
        library_of_three.add("SATU")
    with pytest.raises(NoSuchCollection):
        library_of_three.assign("dua", ["a"])
    with pytest.raises(NoSuchPerson):
        library_of_three.allow("satu", ("budi",))
