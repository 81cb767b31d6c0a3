"""The documentation says what is there: settings, commands, files and pinned requirements."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from settings import PREFIX, Settings

PROJECT = Path(__file__).resolve().parent.parent
README = PROJECT / "README.md"
ENV_EXAMPLE = PROJECT / ".env.example"
ARCHITECTURE = PROJECT / "docs" / "architecture.md"


def named_settings(text: str) -> set[str]:
    """The settings that a text names.

    >>> sorted(named_settings("Set `KUTIP_LIBRARY` (not KUTIP_) or\\n# KUTIP_MODELS=data/models"))
    ['KUTIP_LIBRARY', 'KUTIP_MODELS']
    """
    return set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*\b", text))


def commands_in(help_text: str) -> list[str]:
    """The commands that argparse's help names: one a line under the heading of the subparsers, or in quotation marks.

    >>> commands_in('positional arguments:\\n  COMMAND\\n    add       add PDFs\\n    list      list\\n\\noptions:\\n  -h')
    ['add', 'list']
    >>> commands_in('  QUESTION    the question, or "chat" to ask one after another')
    ['chat']
    """
    return re.findall(r"^    ([a-z][a-z-]*)(?: |$)", help_text, re.MULTILINE) + re.findall(r'"([a-z-]+)"', help_text)


def options_in(help_text: str) -> set[str]:
    """The long options of argparse's help.

    >>> options_in("  -h, --help   show this\\n  --json       as JSON")
    {'--json'}
    """
    return set(re.findall(r"--[a-z][a-z-]*", help_text)) - {"--help"}


def help_of(*command: str) -> str:
    environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
    words = [sys.executable, "-m", *command, "--help"]
    return subprocess.run(words, cwd=PROJECT, env=environment, capture_output=True, text=True, check=True).stdout


def table_files(markdown: str) -> list[str]:
    """The files in the first cells of a Markdown table.

    >>> table_files("| place | what |\\n|---|---|\\n| `ingest/pdf.py`, `settings.py` | reads `a.pdf` |")
    ['ingest/pdf.py', 'settings.py']
    """
    cells = re.findall(r"^\|([^|]*)\|", markdown, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def requirements(file: str) -> list[Requirement]:
    lines = (line.partition("#")[0].strip() for line in (PROJECT / file).read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-r")]


@pytest.mark.parametrize("document", [README, ENV_EXAMPLE], ids=lambda path: path.name)
def test_every_setting_is_documented_and_no_other(document: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert named_settings(document.read_text("utf-8")) == known


@pytest.mark.parametrize(
    ("document", "line"),
    [(README, r"^\| `KUTIP_([A-Z_]+)` \| `([^`]*)` \|"), (ENV_EXAMPLE, r"^# KUTIP_([A-Z_]+)=(.*)$")],
    ids=["README.md", ".env.example"],
)
def test_the_documented_defaults_are_the_real_ones(document: Path, line: str) -> None:
    given = dict(re.findall(line, document.read_text("utf-8"), re.MULTILINE))
    for name, field in Settings.model_fields.items():
        default = field.default.relative_to(PROJECT) if isinstance(field.default, Path) else field.default
        assert given[name.upper()].removesuffix(".0") == str(default).removesuffix(".0"), name


def test_the_env_example_changes_nothing_when_it_is_copied() -> None:
    assert all(line.startswith("#") or not line for line in ENV_EXAMPLE.read_text("utf-8").splitlines())


@pytest.mark.parametrize("package", ["ingest", "retrieval", "evaluation"])
def test_every_command_and_its_options_are_in_the_readme(package: str) -> None:
    readme = README.read_text("utf-8")
    help_text = help_of(package)
    commands = commands_in(help_text)
    assert commands
    assert [name for name in commands if f"python -m {package} {name}" not in readme] == []
    options = options_in(help_text) | {option for name in commands for option in options_in(help_of(package, name))}
    assert {option for option in options if option not in readme} == set()


def test_the_options_of_the_app_are_in_the_readme() -> None:
    words = [sys.executable, "app.py", "--help"]
    help_text = subprocess.run(words, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    assert "python app.py" in README.read_text("utf-8")
    assert options_in(help_text) == {"--host", "--port", "--library"}
    assert [option for option in options_in(help_text) if option not in README.read_text("utf-8")] == []


def test_every_make_target_in_the_documents_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (PROJECT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for document in (README, PROJECT / "CONTRIBUTING.md", PROJECT / "data" / "corpus" / "README.md"):
        named = set(re.findall(r"(?:`|^ {4})make ([a-z]+)", document.read_text("utf-8"), re.MULTILINE))
        assert named, f"{document.name} names no make target"
        assert named <= targets


def test_the_files_of_the_architecture_exist() -> None:
    files = table_files(ARCHITECTURE.read_text("utf-8"))
    assert len(files) > 20
    assert [name for name in files if not (PROJECT / name).exists()] == []


def test_the_files_that_the_readme_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README.read_text("utf-8"))
    assert "docs/architecture.md" in links
    assert [link for link in links if not (PROJECT / link).exists()] == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-server.txt", "requirements-dev.txt"])
def test_requirements_are_pinned_to_what_is_installed(file: str) -> None:
    for requirement in requirements(file):
        assert re.fullmatch(r"==[0-9][0-9.]*", str(requirement.specifier)), requirement
        if requirement.marker is None or requirement.marker.evaluate():
            installed = version(requirement.name).partition("+")[0]
            assert str(requirement.specifier) == f"=={installed}", requirement.name


def test_torch_is_the_version_that_was_measured() -> None:
    assert [str(each.specifier) for each in requirements("requirements.txt") if each.name == "torch"] == ["==2.13.0"]
