"""The imports keep the architecture: which package knows which, and what is imported only where it is used."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parent.parent

ARROWS = ("app", "web", "evaluation", "retrieval", "ingest")
"""A package imports itself and what stands to its right."""

FOR_ALL = {"settings", "prompts", "templates"}
"""What every package may import. ``prompts`` and ``templates`` themselves import none; ``settings`` only the errors in
``ingest``."""

OURS = {*ARROWS, *FOR_ALL, "tests", "data"}

ONLY_IMPORTER = {
    "pypdf": "ingest/pdf_worker.py",
    "pypdfium2": "web/page_worker.py",
    "chromadb": "ingest/vectors.py",
    "psycopg": "ingest/catalogue/postgresql.py",
    "ray": "ingest/ray_workers.py",
    "prometheus_client": "web/metrics.py",
}

HEAVY = {"torch", "sentence_transformers", "transformers", "gradio", "chromadb", "langchain", "pypdfium2", "ray"}
"""Never imported with a module, so that ``--help`` answers at once; nor are LangChain's adapters, ``langchain_*``."""


@dataclass(frozen=True)
class Import:
    """One imported module: its dotted name, and whether importing the file imports it."""

    module: str
    line: int
    with_the_file: bool

    @property
    def top(self) -> str:
        return self.module.partition(".")[0]


def imports_of(source: str, path: str) -> list[Import]:
    """Every import of a file, those in functions and those by ``import_module("…")`` too."""
    return list(_walk(ast.parse(source), Path(path).with_suffix("").parts, True))


def _walk(node: ast.AST, place: tuple[str, ...], with_the_file: bool) -> Iterator[Import]:
    match node:
        case ast.Import(names=names):
            for name in names:
                yield Import(name.name, node.lineno, with_the_file)
        case ast.ImportFrom(module=module, names=names, level=0):
            yield Import(module or "", node.lineno, with_the_file)
        case ast.ImportFrom(module=module, names=names, level=level):
            base = [*place[:-level], *([module] if module else [])]
            for name in names:
                yield Import(".".join(base or [name.name]), node.lineno, with_the_file)
        case ast.Call(
            func=ast.Name(id="import_module" | "__import__") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(module)), *_],
        ):
            yield Import(module, node.lineno, with_the_file)
    if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
        for_types = set(node.body)
    else:
        for_types = set()
    inside = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    for child in ast.iter_child_nodes(node):
        yield from _walk(child, place, with_the_file and not inside and child not in for_types)


def faults_of(source: str, path: str) -> list[str]:
    """What a file of the project does that it must not, one line each; ``path`` is relative to the project."""
    faults = []
    for found in imports_of(source, path):
        where = f"{path}:{found.line}"
        if found.top in OURS and not _may_import(path, found):
            faults.append(f"{where} imports {found.module}, against the arrows")
        if ONLY_IMPORTER.get(found.top, path) != path:
            faults.append(f"{where} imports {found.top}, which is for {ONLY_IMPORTER[found.top]} alone")
        if found.top == "gradio" and _package(path) not in ("app", "web"):
            faults.append(f"{where} imports gradio outside the web")
        if found.with_the_file and _is_heavy(found.top):
            faults.append(f"{where} imports {found.top} with the file; import it where it is used")
    if path != "app.py" and not path.endswith("__main__.py"):
        faults += [f"{path}:{line} prints" for line in _prints(ast.parse(source))]
    return faults


def _may_import(path: str, found: Import) -> bool:
    package = _package(path)
    if package == found.top:
        return True
    if package in ("prompts", "templates"):
        return False
    if package == "settings":
        return found.module == "ingest.errors"
    return found.top in FOR_ALL or (
        found.top in ARROWS and package in ARROWS and ARROWS.index(package) < ARROWS.index(found.top)
    )


def _package(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")


def _is_heavy(top: str) -> bool:
    return top in HEAVY or (top.startswith("langchain_") and top != "langchain_core")


def _prints(tree: ast.AST) -> list[int]:
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def project_files() -> list[str]:
    """The files that the rules hold for: all but the tests and the tools under ``data/``."""
    names = [*ARROWS, *FOR_ALL]
    files = [PROJECT / f"{name}.py" for name in names] + [
        file for name in names for file in (PROJECT / name).rglob("*.py")
    ]
    return sorted(file.relative_to(PROJECT).as_posix() for file in files if file.is_file())


def test_every_file_keeps_to_the_arrows_and_imports_what_is_heavy_only_where_it_is_used() -> None:
    files = project_files()
    assert {"settings.py", "ingest/pdf_worker.py", "ingest/catalogue/store.py", "retrieval/quotes.py"} <= set(files)
    assert [fault for file in files for fault in faults_of((PROJECT / file).read_text("utf-8"), file)] == []


@pytest.mark.parametrize(
    ("path", "source", "fault"),
    [
        ("ingest/pdf.py", "from retrieval.quotes import locate", "against the arrows"),
        ("ingest/pdf.py", "def f():\n    import retrieval", "against the arrows"),
        ("ingest/pdf.py", "if TYPE_CHECKING:\n    from evaluation import metrics", "against the arrows"),
        ("ingest/pdf.py", "importlib.import_module('web.page')", "against the arrows"),
        ("ingest/pdf.py", "from .. import retrieval", "against the arrows"),
        ("retrieval/search.py", "from tests.fakes import embedder", "against the arrows"),
        ("prompts/loader.py", "import settings", "against the arrows"),
        ("templates/filling.py", "import retrieval", "against the arrows"),
        ("settings.py", "from ingest.library import Library", "against the arrows"),
        ("web/chat.py", "import app", "against the arrows"),
        ("retrieval/search.py", "def f():\n    import pypdf", "for ingest/pdf_worker.py alone"),
        ("web/page_view.py", "def f():\n    import pypdfium2.raw", "for web/page_worker.py alone"),
        ("ingest/library.py", "def f():\n    from chromadb import Client", "for ingest/vectors.py alone"),
        ("retrieval/answer.py", "def f():\n    import gradio as gr", "outside the web"),
        ("ingest/vectors.py", "import chromadb", "with the file"),
        ("ingest/embedding.py", "try:\n    import torch.nn\nexcept ImportError:\n    pass", "with the file"),
        ("ingest/embedding.py", "if TYPE_CHECKING:\n    pass\nelse:\n    import torch", "with the file"),
        ("ingest/embedding.py", "class A:\n    from sentence_transformers import SentenceTransformer", "with the file"),
        ("evaluation/benchmark.py", "from langchain_chroma import Chroma", "with the file"),
        ("retrieval/search.py", "def f():\n    print('found')", "prints"),
    ],
)
def test_the_check_finds_each_kind_of_fault(path: str, source: str, fault: str) -> None:
    faults = faults_of(source, path)
    assert len(faults) == 1
    assert fault in faults[0]


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("app.py", "import settings, web.page, ingest.errors\nprint(1)"),
        ("retrieval/search.py", "from ingest.library import Library\nfrom .quotes import locate\nimport prompts"),
        ("retrieval/__main__.py", "from settings import Settings\nprint('answer')"),
        ("settings.py", "from ingest.errors import UnknownSetting"),
        ("ingest/vectors.py", "if TYPE_CHECKING:\n    import chromadb\ndef f():\n    import chromadb"),
        ("ingest/embedding.py", "from langchain_core.embeddings import Embeddings\ndef f():\n    import torch"),
        ("evaluation/benchmark.py", "def f():\n    from langchain_chroma import Chroma"),
    ],
)
def test_the_check_lets_pass_what_is_allowed(path: str, source: str) -> None:
    assert faults_of(source, path) == []


@pytest.mark.parametrize("entry", ["ingest.__main__", "retrieval.__main__", "evaluation.__main__", "app"])
def test_starting_a_command_loads_nothing_heavy_not_even_through_other_packages(entry: str) -> None:
    code = f"import sys, {entry}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert entry in loaded
    assert {module for module in loaded if "." not in module and _is_heavy(module)} == set()


def test_what_is_imported_is_a_pinned_requirement() -> None:
    providers = packages_distributions()
    for file in project_files():
        listed = _listed("requirements.txt")
        if file.startswith("evaluation/"):
            listed |= _listed("requirements-dev.txt")
        if file == ONLY_IMPORTER["ray"]:
            listed |= _listed("requirements-scale.txt")
        if file == ONLY_IMPORTER["psycopg"]:
            listed |= _listed("requirements-server.txt")
        for found in imports_of((PROJECT / file).read_text("utf-8"), file):
            if found.top in OURS or found.top in sys.stdlib_module_names:
                continue
            distributions = {canonicalize_name(name) for name in providers.get(found.top, [found.top])}
            assert distributions & listed, f"{file}:{found.line} imports {found.top}, which no requirement names"


def _listed(file: str) -> set[str]:
    lines = (line.partition("#")[0].strip() for line in (PROJECT / file).read_text("utf-8").splitlines())
    return {canonicalize_name(Requirement(line).name) for line in lines if line and not line.startswith("-r")}
