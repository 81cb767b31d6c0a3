"""A library of the samples with the small deterministic model, and the app over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from settings import Settings
from tests.fakes.embedder import HashingEmbedder
from tests.library_for_tests import build_samples


@pytest.fixture(scope="session")
def samples_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples-library")
    build_samples(folder, HashingEmbedder())
    return folder


@pytest.fixture
def settings(samples_library: Path) -> Settings:
    """Every question that finds anything is answered: hashed words say little about answerability."""
    return Settings(library=samples_library, answer_threshold=0.0)
