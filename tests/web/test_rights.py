"""Rights: who nobody knows sees nothing, where people sign in; where they don't, nothing is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextvars import copy_context
from pathlib import Path

import pytest

from ingest.catalogue.people import Person, Role
from ingest.errors import NobodyToSignIn, NoLongerKept, NotAllowed, NotSignedIn, OpenToStrangers
from retrieval.scope import EVERYTHING
from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from web.evaluation_runs import EvaluationRuns
from web.kept import Kept
from web.open_library import OpenLibrary
from web.rights import Rights, asking, on_behalf_of
from web.serving import check_access

ANI, BUDI = Person("a", "Ani", Role.LIBRARIAN), Person("b", "Budi", Role.READER)


@pytest.fixture
def signed(settings: Settings) -> Settings:
    return settings.model_copy(update={"sign_in": True})


def test_a_way_to_a_text_that_forgets_who_asks_gives_nothing(signed: Settings) -> None:
    library, document = OpenLibrary(signed, HashingEmbedder()), "0" * 32
    ways: list[Callable[[], object]] = [
        lambda: library.answer("kota?"),
        lambda: list(library.write("kota?")),
        lambda: library.search("kota", EVERYTHING, 3),
        library.checker,
        library.entries,
        lambda: library.document(document),
        lambda: library.pdf(document),
        lambda: library.latest_documents(3),
        lambda: library.metadata("t"),
        library.disliked_set,
    ]
    for way in ways:
        with pytest.raises(NotSignedIn):
            way()
    library.close()


def test_a_thread_acts_for_nobody_unless_it_runs_in_the_context_of_its_request(signed: Settings) -> None:
    seen: list[Person | None] = []

    def look() -> None:
        seen.append(asking())

    with on_behalf_of(BUDI):
        context = copy_context()
        for thread in (threading.Thread(target=look), threading.Thread(target=context.run, args=(look,))):
            thread.start()
            thread.join()
    assert seen == [None, BUDI]
    assert asking() is None


def test_without_sign_in_everything_may_be_seen_and_changed(settings: Settings) -> None:
    rights = Rights(settings)
    assert (rights.person, rights.may_manage, rights.hidden()) == (None, True, frozenset())
    assert rights.seen(EVERYTHING) is EVERYTHING


def test_evaluations_are_for_librarians(signed: Settings, tmp_path: Path) -> None:
    runs = EvaluationRuns(signed.model_copy(update={"runs": tmp_path}))
    with on_behalf_of(ANI):
        assert runs.names() == []
    with on_behalf_of(BUDI):
        for way in (runs.names, lambda: runs.state, lambda: runs.finished("a"), lambda: runs.file("a", "report.md")):
            with pytest.raises(NotAllowed):
                way()


def test_a_result_is_kept_for_who_made_it(signed: Settings) -> None:
    kept = Kept[str](rights=Rights(signed))
    with on_behalf_of(ANI):
        key = kept.keep("a")
        assert kept.get(key) == "a"
    with on_behalf_of(BUDI), pytest.raises(NoLongerKept):
        kept.get(key)
    with pytest.raises(NotSignedIn):
        kept.get(key)


@pytest.mark.parametrize(
    ("host", "others", "is_refused"),
    [
        ("127.0.0.1", {}, False),
        ("::1", {}, False),
        ("0.0.0.0", {}, True),
        ("192.0.2.7", {}, True),
        ("kutip.example", {}, True),
        ("0.0.0.0", {"open_to_all": True}, False),
    ],
)
def test_an_address_that_others_reach_is_refused_without_sign_in(
    settings: Settings, host: str, others: dict[str, bool], is_refused: bool
) -> None:
    asked = settings.model_copy(update={"host": host} | others)
    if is_refused:
        with pytest.raises(OpenToStrangers):
            check_access(asked)
    else:
        check_access(asked)


def test_sign_in_without_anybody_who_could_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NobodyToSignIn):
        check_access(Settings(library=tmp_path / "new", sign_in=True, host="0.0.0.0"))
