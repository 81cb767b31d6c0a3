"""``python -m ingest users`` and ``collections``: who may sign in, and which theses only some may read."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import timedelta
from getpass import getpass
from pathlib import Path

from ingest.catalogue.collections import Collections
from ingest.catalogue.connection import CatalogueConnection
from ingest.catalogue.people import People, Role
from ingest.catalogue.sessions import Sessions
from ingest.console import table
from ingest.errors import NotText, PasswordNotGiven, PathNotFound
from ingest.language import Language
from ingest.library import Library
from ingest.opening import library_place
from ingest.pipeline import documents_named, one_thesis
from settings import Settings

Lines = list[str]
OfPeople = Callable[[argparse.Namespace, People, Language], Lines]
OfCollections = Callable[[argparse.Namespace, Collections, Language], Lines]

_WORDS = {
    "en": {
        "prompt": "Password of {name}: ",
        "again": "The same again: ",
        "added": "{name} may sign in as a {role}",
        "changed": "{name} has a new password; whoever was signed in with the old one is not any more",
        "role": "{name} is a {role} now",
        "disabled": "{name} can no longer sign in; conversations and rights are kept",
        "enabled": "{name} can sign in again",
        "removed": "{name} is removed, with conversations and rights",
        "token": "For programs of {name}, {days} days from now; it is shown this once. Send it as: Authorization: Bearer TOKEN",
        "is disabled": "disabled",
        "reader": "reader",
        "librarian": "librarian",
        "made": "{name} is there; assign theses to it, and allow people to read them",
        "opened": "all may read {name} now",
        "closed": "only the people allowed may read {name} now",
        "allowed": "{people} may read {name}",
        "denied": "{people} may no longer read {name}, unless it is open to all",
        "assigned": "{count} theses are in {name} now",
        "released": "{count} theses are in no collection now; all may read them",
        "gone": "{name} is removed",
        "open": "open to all",
        "nobody": "librarians alone",
        "theses": "{count} theses",
    },
    "id": {
        "prompt": "Kata sandi {name}: ",
        "again": "Sekali lagi: ",
        "added": "{name} dapat masuk sebagai {role}",
        "changed": "{name} punya kata sandi baru; yang masuk dengan kata sandi lama dikeluarkan",
        "role": "{name} sekarang {role}",
        "disabled": "{name} tidak dapat masuk lagi; percakapan dan haknya tetap tersimpan",
        "enabled": "{name} dapat masuk lagi",
        "removed": "{name} dihapus, beserta percakapan dan haknya",
        "token": "Untuk program milik {name}, selama {days} hari; hanya ditampilkan sekali ini. Kirim sebagai: Authorization: "
        "Bearer TOKEN",
        "is disabled": "dinonaktifkan",
        "reader": "pembaca",
        "librarian": "pustakawan",
        "made": "{name} sudah ada; masukkan skripsi ke dalamnya, dan izinkan orang membacanya",
        "opened": "semua orang sekarang boleh membaca {name}",
        "closed": "hanya yang diizinkan sekarang boleh membaca {name}",
        "allowed": "{people} boleh membaca {name}",
        "denied": "{people} tidak boleh lagi membaca {name}, kecuali jika terbuka untuk semua",
        "assigned": "{count} skripsi sekarang ada dalam {name}",
        "released": "{count} skripsi sekarang tidak dalam koleksi; semua orang boleh membacanya",
        "gone": "{name} dihapus",
        "open": "terbuka untuk semua",
        "nobody": "pustakawan saja",
        "theses": "{count} skripsi",
    },
}


def add_people_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands ``users`` and ``collections`` of the parser of ``python -m ingest``."""
    users = commands.add_parser(
        "users", help="who may sign in: add, list, password, role, disable, enable, remove, token"
    )
    users.set_defaults(run=_run_users)
    actions = users.add_subparsers(required=True, metavar="ACTION")
    _of_user(actions, "add", "let somebody sign in", _add, role=False, password=True)
    actions.add_parser("list", help="everybody who may sign in").set_defaults(act=_list)
    _of_user(actions, "password", "give somebody a new password", _password, password=True)
    _of_user(actions, "role", "make somebody a reader or a librarian", _role, role=True)
    _of_user(actions, "disable", "let somebody no longer sign in", _disable)
    _of_user(actions, "enable", "let somebody sign in again", _enable)
    _of_user(actions, "remove", "forget somebody, with conversations and rights", _remove)
    token = _of_user(actions, "token", "a token by which a program of somebody's signs in", None)
    token.add_argument("--days", type=int, default=90, metavar="N", help="how long it is good for (default: 90)")
    token.set_defaults(token=True)

    collections = commands.add_parser(
        "collections",
        help="theses that only some may read: add, list, open, close, allow, deny, assign, release, remove",
    )
    collections.set_defaults(run=_run_collections)
    actions = collections.add_subparsers(required=True, metavar="ACTION")
    _of_collection(actions, "add", "a new collection, which only people who are allowed may read", _make)
    actions.add_parser("list", help="all collections, and who may read them").set_defaults(act=_list_collections)
    _of_collection(actions, "open", "let all read it", _open)
    _of_collection(actions, "close", "let only those read it who are allowed", _close)
    _of_collection(actions, "allow", "let people read it", _allow, people=True)
    _of_collection(actions, "deny", "let people no longer read it", _deny, people=True)
    _of_collection(actions, "assign", "put theses into it", _assign, theses=True)
    release = actions.add_parser("release", help="take theses out of their collections, so that all may read them")
    release.add_argument("theses", nargs="+", metavar="THESIS", help="file name, folder, or id from the list")
    release.set_defaults(act=_release)
    _of_collection(actions, "remove", "remove a collection that has no theses", _drop)


def _of_user(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
    act: OfPeople | None,
    *,
    role: bool | None = None,
    password: bool = False,
) -> argparse.ArgumentParser:
    parser = actions.add_parser(name, help=words)
    parser.add_argument("name", help="the person's name")
    roles = [each.value for each in Role]
    if role is not None:
        if role:
            parser.add_argument("role", choices=roles)
        else:
            parser.add_argument("--role", choices=roles, default=Role.READER.value, help="default: reader")
    if password:
        parser.add_argument(
            "--password-file",
            metavar="FILE",
            help='read the password from the first line of a file, "-" for standard input, instead of asking for it',
        )
    parser.set_defaults(act=act, token=False)
    return parser


def _of_collection(
    actions: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    words: str,
    act: OfCollections,
    *,
    people: bool = False,
    theses: bool = False,
) -> None:
    parser = actions.add_parser(name, help=words)
    parser.add_argument("name", help="the collection's name")
    if people:
        parser.add_argument("people", nargs="+", metavar="PERSON")
    if theses:
        parser.add_argument("theses", nargs="+", metavar="THESIS", help="file name, folder, or id from the list")
    parser.set_defaults(act=act)


def _run_users(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    with CatalogueConnection.open(library_place(settings)) as connection:
        if getattr(options, "token", False):
            days = max(1, options.days)
            token = Sessions(connection, timedelta()).begin(options.name, timedelta(days=days))
            return _say([_WORDS[language]["token"].format(name=options.name, days=days), token])
        act: OfPeople = options.act
        return _say(act(options, People(connection), language))


def _run_collections(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    if hasattr(options, "theses"):
        with Library.read(library_place(settings)) as library:
            named = (one_thesis(documents_named(library, name), name)[0] for name in options.theses)
            options.thesis_ids = {entry.thesis.id for entry in named}
    with CatalogueConnection.open(library_place(settings)) as connection:
        act: OfCollections = options.act
        return _say(act(options, Collections(connection), language))


def _say(lines: Lines) -> int:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def _add(options: argparse.Namespace, people: People, language: Language) -> Lines:
    added = people.add(options.name, _given_password(options, language), Role(options.role))
    return [_WORDS[language]["added"].format(name=added.name, role=_WORDS[language][added.role.value])]


def _list(options: argparse.Namespace, people: People, language: Language) -> Lines:
    words = _WORDS[language]
    rows = (
        (each.name, words[each.role.value], words["is disabled"] if each.disabled else "") for each in people.listed()
    )
    return list(table(rows, (40, 12, 0)))


def _password(options: argparse.Namespace, people: People, language: Language) -> Lines:
    people.set_password(options.name, _given_password(options, language))
    return [_WORDS[language]["changed"].format(name=options.name)]


def _role(options: argparse.Namespace, people: People, language: Language) -> Lines:
    people.set_role(options.name, Role(options.role))
    return [_WORDS[language]["role"].format(name=options.name, role=_WORDS[language][options.role])]


def _disable(options: argparse.Namespace, people: People, language: Language) -> Lines:
    people.set_disabled(options.name, True)
    return [_WORDS[language]["disabled"].format(name=options.name)]


def _enable(options: argparse.Namespace, people: People, language: Language) -> Lines:
    people.set_disabled(options.name, False)
    return [_WORDS[language]["enabled"].format(name=options.name)]


def _remove(options: argparse.Namespace, people: People, language: Language) -> Lines:
    people.remove(options.name)
    return [_WORDS[language]["removed"].format(name=options.name)]


def _given_password(options: argparse.Namespace, language: Language) -> str:
    """From the file that was named, or typed twice without being shown. Raises PasswordNotGiven, PathNotFound, NotText."""
    if options.password_file is not None:
        return _first_line(options.password_file)
    if not sys.stdin.isatty():
        raise PasswordNotGiven
    words = _WORDS[language]
    try:
        password = getpass(words["prompt"].format(name=options.name), stream=sys.stderr)
        again = getpass(words["again"], stream=sys.stderr)
    except EOFError as error:
        raise PasswordNotGiven from error
    if not password or password != again:
        raise PasswordNotGiven
    return password


def _first_line(name: str) -> str:
    try:
        text = sys.stdin.readline() if name == "-" else Path(name).read_text("utf-8")
    except OSError as error:
        raise PathNotFound(Path(name)) from error
    except UnicodeDecodeError as error:
        raise NotText(Path(name)) from error
    password = text.partition("\n")[0].removesuffix("\r")
    if not password:
        raise PasswordNotGiven
    return password


def _make(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.add(options.name)
    return [_WORDS[language]["made"].format(name=options.name)]


def _list_collections(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    words = _WORDS[language]
    rows = (
        (
            each.name,
            words["theses"].format(count=each.theses),
            words["open"] if each.is_open else ", ".join(each.readers) or words["nobody"],
        )
        for each in collections.listed()
    )
    return list(table(rows, (40, 14, 0)))


def _open(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.set_open(options.name, True)
    return [_WORDS[language]["opened"].format(name=options.name)]


def _close(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.set_open(options.name, False)
    return [_WORDS[language]["closed"].format(name=options.name)]


def _allow(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.allow(options.name, tuple(options.people))
    return [_WORDS[language]["allowed"].format(people=", ".join(options.people), name=options.name)]


def _deny(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.deny(options.name, tuple(options.people))
    return [_WORDS[language]["denied"].format(people=", ".join(options.people), name=options.name)]


def _assign(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.assign(options.name, options.thesis_ids)
    return [_WORDS[language]["assigned"].format(count=len(options.thesis_ids), name=options.name)]


def _release(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.release(options.thesis_ids)
    return [_WORDS[language]["released"].format(count=len(options.thesis_ids))]


def _drop(options: argparse.Namespace, collections: Collections, language: Language) -> Lines:
    collections.remove(options.name)
    return [_WORDS[language]["gone"].format(name=options.name)]
