"""A whole library as one file while others read and write it.

The catalogue is copied as it is at one moment. Its vectors and PDFs are in other stores, which share no transaction with
it: a change meanwhile may delete some that the copy still names. What an id or a digest stands for never changes, so what was
gathered before stays right, and another copy of the catalogue is taken until everything that it names is there.
"""

from __future__ import annotations

import glob
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from ingest.backup.archive import CATALOGUE, VECTORS, pdf_name, writing
from ingest.backup.gathered_vectors import AT_ONCE, GatheredVectors
from ingest.catalogue.copying import CatalogueCopy
from ingest.catalogue.records import LibraryState
from ingest.catalogue.schema import BUSY_SECONDS, is_made, storage_errors
from ingest.catalogue.store import Catalogue
from ingest.errors import IndexDamaged, LibraryChanged, LibraryEmpty, LibraryInUse, PathNotFound, PdfNotKept
from ingest.files import StoredFiles
from ingest.library import FILES_FOLDER, check_arrived
from ingest.places import LibraryPlace
from ingest.vectors import Vectors

ROUNDS = 20
"""Copies of the catalogue that are taken at most: each finds only what changed since the one before."""

PATIENCE = 4
"""Copies of a catalogue that nobody changed before what they name is said to be missing."""

PAUSE_SECONDS = 0.2
"""Between two copies: another process may be about to write what is missing, or to delete what is named no more."""

OnProgress = Callable[[str, int, int], None]


def save(
    where: Path | LibraryPlace, path: Path, on_progress: OnProgress = lambda what, done, total: None
) -> tuple[int, int]:
    """Write the library to a file; the numbers of documents and passages in it. Needs no writer's lock.

    Raises LibraryEmpty, PathNotFound, FileExists, DiskFull; IndexDamaged where vectors are missing for good, PdfNotKept where a PDF is, and
    LibraryChanged where it changes faster than it can be copied.
    """
    place = LibraryPlace.at(where)
    if not is_made(place.catalogue):
        raise LibraryEmpty(place.name)
    if not path.parent.is_dir():
        raise PathNotFound(path.parent)
    with writing(path) as backup, _working_folder(path) as folder:
        gathering = _Gathering(place, folder, on_progress)
        snapshot = folder / CATALOGUE
        gathering.gather_from_live()
        ids = gathering.take(snapshot)
        with snapshot.open("rb") as file:
            backup.add(CATALOGUE, file)
        with gathering.write_vectors(ids).open("rb") as file:
            backup.add(VECTORS, file)
        for at, sha256 in enumerate(sorted(gathering.named), start=1):
            on_progress("PDFs", at, len(gathering.named))
            with (gathering.pdfs / f"{sha256}.pdf").open("rb") as file:
                backup.add(pdf_name(sha256), file)
        return gathering.documents, len(ids)


@contextmanager
def _working_folder(path: Path) -> Iterator[Path]:
    """A folder on the disk that the backup is written to; gone at the end, as is that of an earlier one that was killed."""
    for left in path.parent.glob(f".{glob.escape(path.name)}-*"):
        shutil.rmtree(left)
    with (
        storage_errors(path, writing=True),
        tempfile.TemporaryDirectory(prefix=f".{path.name}-", dir=path.parent) as made,
    ):
        yield Path(made)


@dataclass
class _Gathering:
    """What was copied so far into the folder: vectors by id, and PDFs by digest as links or copies."""

    place: LibraryPlace
    folder: Path
    on_progress: OnProgress
    vectors: GatheredVectors = field(init=False)
    named: set[str] = field(default_factory=set)
    documents: int = 0

    def __post_init__(self) -> None:
        self.vectors = GatheredVectors(self.folder / "vectors")

    @property
    def pdfs(self) -> Path:
        return self.folder / "pdfs"

    def gather_from_live(self) -> None:
        """Most of it, before the first copy of the catalogue: so little is left that could change meanwhile."""
        catalogue = Catalogue.open(self.place.catalogue)
        try:
            state = catalogue.state()
            check_arrived(self.place, catalogue, state)
            if state.collection is None:
                raise LibraryEmpty(self.place.name)
            self._gather(catalogue, state)
        finally:
            catalogue.close()

    def take(self, snapshot: Path) -> list[int]:
        """Take a copy of the catalogue of which everything is gathered; the ids of its passages."""
        before, times = None, 0
        for _ in range(ROUNDS):
            _copy_catalogue(self.place, snapshot)
            catalogue = Catalogue.open(snapshot)
            try:
                state = catalogue.state()
                missing = self._gather(catalogue, state)
                ids = sorted(catalogue.passage_ids())
                self.documents = len(catalogue.entries())
            finally:
                catalogue.close()
            if missing is None:
                return ids
            times = times + 1 if before == (state.revision, str(missing)) else 1
            before = (state.revision, str(missing))
            if times == PATIENCE:  # nothing was changed meanwhile: it is not there
                raise missing
            time.sleep(PAUSE_SECONDS)
        raise LibraryChanged(self.place.name)

    def write_vectors(self, ids: list[int]) -> Path:
        """The vectors of the ids, in this order, as NumPy writes them."""
        file = self.folder / VECTORS
        with storage_errors(self.folder, writing=True):
            self.vectors.write(ids, file)
        return file

    def _gather(self, catalogue: Catalogue, state: LibraryState) -> IndexDamaged | PdfNotKept | None:
        """Gather what the catalogue names; an error for what is not there."""
        return self._gather_vectors(catalogue, state) or self._gather_files(catalogue)

    def _gather_vectors(self, catalogue: Catalogue, state: LibraryState) -> IndexDamaged | None:
        missing = sorted(catalogue.passage_ids() - self.vectors.ids)
        if not missing:
            return None
        try:
            with closing(Vectors(self.place.vectors, state.identity)) as vectors:
                for at in range(0, len(missing), AT_ONCE):
                    fetched = vectors.fetch(str(state.collection), missing[at : at + AT_ONCE])
                    with storage_errors(self.folder, writing=True):
                        self.vectors.add(fetched)
                    self.on_progress("vectors", at, len(missing))
        except (IndexDamaged, LibraryChanged, LibraryInUse) as error:  # gone or being written: for now, or for good
            return IndexDamaged(self.place.vectors, str(error.args[-1]))
        if lacking := len(set(missing) - self.vectors.ids):
            return IndexDamaged(self.place.vectors, f"{lacking} vectors are missing")
        return None

    def _gather_files(self, catalogue: Catalogue) -> PdfNotKept | None:
        files = StoredFiles(self.place.folder / FILES_FOLDER)
        self.named = set()
        with storage_errors(self.folder, writing=True):
            self.pdfs.mkdir(exist_ok=True)
            for sha256 in catalogue.digests():
                copy = self.pdfs / f"{sha256}.pdf"
                if not copy.exists():
                    try:
                        _link(files.path(sha256), copy)
                    except FileNotFoundError:
                        return PdfNotKept(f"{sha256}.pdf")
                self.named.add(sha256)
        return None


def _link(file: Path, copy: Path) -> None:
    """Hold on to the file: by a second name on the same disk, else by a copy. What lies under a name never changes."""
    try:
        copy.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:  # another disk, or one without links
        part = copy.with_suffix(".part")
        shutil.copyfile(file, part)
        part.replace(copy)


def _copy_catalogue(place: LibraryPlace, snapshot: Path) -> None:
    """The catalogue as it is at one moment, in a SQLite file of this version's tables."""
    for old in snapshot.parent.glob(f"{snapshot.name}*"):
        old.unlink()
    if isinstance(place.catalogue, Path):
        with storage_errors(snapshot, writing=True):
            source = sqlite3.connect(place.catalogue, timeout=BUSY_SECONDS)
            target = sqlite3.connect(snapshot)
            with closing(source), closing(target):
                source.backup(target)
        return
    with (
        closing(Catalogue.open(place.catalogue)) as live,
        closing(Catalogue.open(snapshot)) as copy,
        storage_errors(place.catalogue),
    ):
        CatalogueCopy(live.engine, copy.engine).copy_moment()
