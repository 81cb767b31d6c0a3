"""What ``deploy/`` holds is what its programs take: unit, proxies and container, checked by the programs themselves where they are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from settings import PREFIX, PROJECT, Settings

DEPLOY = PROJECT / "deploy"
FILES = sorted(DEPLOY.iterdir())


def program(name: str) -> str:
    found = shutil.which(name, path="/usr/sbin:/sbin:/usr/bin:/bin:/usr/local/bin") or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed here")
    return found


def output(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_setting_that_is_named_is_one(file: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert set(re.findall(rf"\b{PREFIX}[A-Z][A-Z_]*\b", file.read_text("utf-8"))) <= known


def test_every_file_is_spoken_of_in_the_guide() -> None:
    guide = (PROJECT / "docs" / "deploy.md").read_text("utf-8")
    assert [file.name for file in FILES if file.name not in guide] == []


def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = (DEPLOY / "kutip.service").read_text("utf-8")
    assert "/opt/kutip/.venv/bin/python" in text
    unit = tmp_path / "kutip.service"
    unit.write_text(text.replace("/opt/kutip/.venv/bin/python", sys.executable), "utf-8")
    said = output(program("systemd-analyze"), "verify", "--man=no", unit)
    assert "kutip.service" not in said, said


def test_nginx_takes_its_file(tmp_path: Path) -> None:
    nginx, openssl = program("nginx"), program("openssl")
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=kutip.example.ac.id"]
    output(openssl, *request, "-keyout", key, "-out", certificate)
    server = (DEPLOY / "nginx.conf").read_text("utf-8").replace("/etc/ssl/kutip", str(tmp_path))
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {_places(tmp_path)} {server} }}"
    (tmp_path / "whole.conf").write_text(whole, "utf-8")
    output(nginx, "-t", "-p", tmp_path, "-c", tmp_path / "whole.conf")


def _places(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder / kind};" for kind in kinds)


def test_caddy_takes_its_file() -> None:
    output(program("caddy"), "validate", "--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile")


@pytest.mark.model
def test_the_steps_of_the_container_lead_to_an_app_that_lives_and_ends() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "docs.try_container", "--installed"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert '"ready":true' in said.stdout
    assert said.stdout.rstrip().endswith("stopped with status 0")
