"""The options by which the commands narrow a search, and the scope that they mean."""

from __future__ import annotations

import argparse

from ingest.document import SectionKind
from ingest.library import Library
from ingest.pipeline import documents_named
from retrieval.scope import Filters, Scope, filtered

_KINDS = [kind for kind in SectionKind if kind.is_evidence]


def add_filter_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--thesis``, ``--year``, ``--institution`` and ``--section``."""
    parser.add_argument("--thesis", action="append", metavar="FILE", help="only this document (may be given again)")
    parser.add_argument("--year", type=_years, metavar="YEAR[-YEAR]", help="only theses of this year or these years")
    parser.add_argument("--institution", default="", metavar="NAME", help="only theses of an institution so named")
    parser.add_argument(
        "--section",
        action="append",
        type=SectionKind,
        choices=_KINDS,
        metavar="KIND",
        help=f"only such sections: {', '.join(_KINDS)} (may be given again)",
    )


def scope_of(library: Library, options: argparse.Namespace) -> Scope:
    """The scope of the filters given. Raises NotInLibrary for an unknown document, FilterMatchesNothing."""
    first, last = options.year or (None, None)
    filters = Filters(
        frozenset(entry.thesis.id for name in options.thesis or () for entry in documents_named(library, name)),
        first,
        last,
        options.institution,
        frozenset(options.section or ()),
    )
    return filtered((entry.thesis for entry in library.catalogue.entries()), filters)


def _years(text: str) -> tuple[int, int]:
    """ "2019" or "2019-2024". Raises ValueError for anything else."""
    first, _, last = text.partition("-")
    return int(first), int(last or first)
