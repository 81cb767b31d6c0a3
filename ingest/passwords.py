"""Passwords of PDFs: those that the user gives with the command, and those asked for. Kept in memory only, never logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MAX_ASKED = 3
"""How often a file's password is asked for."""


@dataclass
class Passwords:
    """``given`` as on the command line: a password for every file, or ``FILE=PASSWORD``.

    ``ask`` prompts for the password of a file, or returns None where nobody can be asked or nobody answers.
    """

    given: tuple[str, ...] = field(default=(), repr=False)
    ask: Callable[[Path], str | None] = field(default=lambda path: None, repr=False)

    def candidates(self, path: Path, others: Sequence[Path] = ()) -> Iterator[str]:
        """The passwords to try, those for this file by name first.

        A "=" belongs to the password unless a file's name stands in front of it.

        >>> both = Passwords(("a.pdf=one", "b.pdf=two", "x=y"))
        >>> list(both.candidates(Path("a.pdf"), [Path("b.pdf")]))
        ['one', 'x=y']
        """
        names = {each.name for each in (path, *others)} | {str(each) for each in (path, *others)}
        divided = [(given, *given.partition("=")) for given in self.given]
        yield from (password for _, name, mark, password in divided if mark and name in (path.name, str(path)))
        yield from (given for given, name, mark, _ in divided if not (mark and name in names))
        for _ in range(MAX_ASKED):
            asked = self.ask(path)
            if not asked:
                return
            yield asked
