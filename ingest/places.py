"""Where a library's stores are: files in its folder, or servers that several processes share.

A password in a server's address is a secret: ``str`` and ``repr`` leave it out, and errors name servers by ``str``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

CATALOGUE_FILE = "catalogue.sqlite3"
VECTORS_FOLDER = "vectors"


@dataclass(frozen=True, slots=True)
class Server:
    """The address of a store's server.

    >>> str(Server("postgresql+psycopg://kutip:rahasia@db:5432/kutip"))
    'postgresql+psycopg://kutip@db:5432/kutip'
    """

    url: str = field(repr=False)

    def __str__(self) -> str:
        return re.sub(r"password=[^&]*", "password=…", re.sub(r"(//[^/@:]*):[^/]*@", r"\1@", self.url))


Store = Path | Server
"""A store's file or folder, or its server."""


@dataclass(frozen=True, slots=True)
class LibraryPlace:
    """A library's folder, which holds the copies of its PDFs, and its two stores."""

    folder: Path
    catalogue: Store
    vectors: Store

    @property
    def name(self) -> Path | Server:
        """What errors call the library: its server where the catalogue has one, else its folder."""
        return self.folder if isinstance(self.catalogue, Path) else self.catalogue

    @classmethod
    def at(cls, where: Path | LibraryPlace) -> LibraryPlace:
        """The place itself, or that of a library with all of it in one folder."""
        return cls.of(where) if isinstance(where, Path) else where

    @classmethod
    def of(cls, folder: Path, catalogue: str = "", vectors: str = "") -> LibraryPlace:
        """The place of a library; a store without an address lies in its folder.

        >>> LibraryPlace.of(Path("data")).catalogue.name
        'catalogue.sqlite3'
        """
        return cls(
            folder,
            Server(catalogue) if catalogue else folder / CATALOGUE_FILE,
            Server(vectors) if vectors else folder / VECTORS_FOLDER,
        )
