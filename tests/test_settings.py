"""Settings: read from the environment, unknown and impossible ones refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.errors import InvalidSetting, UnknownSetting
from settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in list(os.environ):
        if name.startswith("KUTIP_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_a_mistyped_name_is_refused_with_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUTIP_LIBRAY", "x")
    with pytest.raises(UnknownSetting) as caught:
        load_settings()
    assert (caught.value.name, caught.value.nearest) == ("KUTIP_LIBRAY", "KUTIP_LIBRARY")


def test_a_mistyped_name_in_dotenv_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("KUTIP_LANGUGE=id\nOTHER_PROGRAM=1\n")
    with pytest.raises(UnknownSetting):
        load_settings()


def test_other_programs_keys_in_dotenv_are_let_be(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("OTHER_PROGRAM=1\nKUTIP_LANGUAGE=id\n")
    assert load_settings().language == "id"


@pytest.mark.parametrize(
    ("name", "value"), [("KUTIP_DENSE_WEIGHT", "7"), ("KUTIP_LANGUAGE", "fr"), ("KUTIP_PDF_MEMORY_MB", "x")]
)
def test_an_impossible_value_is_refused_by_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(InvalidSetting) as caught:
        load_settings()
    assert (caught.value.name, caught.value.value) == (name, value)


def test_what_is_given_goes_before_the_environment_and_is_checked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUTIP_PORT", "8001")
    assert load_settings(port=None, host="::1").port == 8001
    assert load_settings(port=8002).port == 8002
    with pytest.raises(InvalidSetting) as caught:
        load_settings(port=70000)
    assert (caught.value.name, caught.value.value) == ("KUTIP_PORT", "70000")


def test_a_given_name_that_no_setting_has_is_refused_too() -> None:
    with pytest.raises(UnknownSetting) as caught:
        load_settings(dense_wait="0.5")
    assert caught.value.nearest == "KUTIP_DENSE_WEIGHT"


def test_every_setting_is_described() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_importing_and_loading_makes_no_folder(tmp_path: Path) -> None:
    load_settings()
    assert list(tmp_path.iterdir()) == []
