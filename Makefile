# make run        start the web page over data/corpus (or the samples, while that folder is empty)
# make test       run the tests
# make soak       run the tests that take many minutes: a hundred kills, thousands of damaged files
# make check      what a commit must pass: formatting, lint, types, tests
# make format     format the code and mend what the linter can
# make samples    typeset the sample PDFs anew
# make screenshot draw the README's picture from the running app
# make benchmark  speed and quality over the samples
#
# Another Python: make run PYTHON=/path/to/python3.12

PYTHON ?= $(shell python3.11 -c "" 2>/dev/null && echo python3.11 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check install

INSTALLED := $(VENV)/installed.stamp
INSTALLED_DEV := $(VENV)/installed-dev.stamp

OLD_PYTHON = Kutip needs Python 3.11 or newer and "$(PYTHON)" is not. Install one, then: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11
NO_VENV = "$(PYTHON)" cannot make a virtual environment. On Debian and Ubuntu: sudo apt-get install python3-venv

.DEFAULT_GOAL := help
.PHONY: help run test soak check format samples screenshot benchmark

help:
	@sed -n 's/^# \(make \)/\1/p' Makefile

run: $(INSTALLED)
	@$(BIN)/python app.py

test: $(INSTALLED_DEV)
	$(BIN)/python -m pytest

soak: $(INSTALLED_DEV)
	$(BIN)/python -m pytest -m soak -s

check: $(INSTALLED_DEV)
	$(BIN)/python -m ruff format --check .
	$(BIN)/python -m ruff check .
	$(BIN)/python -m mypy
	$(BIN)/python -m pytest

format: $(INSTALLED_DEV)
	$(BIN)/python -m ruff format .
	$(BIN)/python -m ruff check --fix .

samples: $(INSTALLED_DEV)
	$(BIN)/python data/samples/typeset.py

screenshot: $(INSTALLED_DEV)
	$(BIN)/python -m docs.screenshot

benchmark: $(INSTALLED_DEV)
	$(BIN)/python -m evaluation benchmark --corpus data/samples

$(BIN)/python:
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11))" 2>/dev/null || { echo '$(OLD_PYTHON)' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -f $@; echo '$(NO_VENV)' >&2; exit 1; }

$(INSTALLED): requirements.txt | $(BIN)/python
	@echo "Installing what Kutip needs; the first time this takes some minutes."
	@$(PIP) -r requirements.txt
	@touch $@

$(INSTALLED_DEV): requirements-dev.txt requirements.txt | $(BIN)/python
	@echo "Installing what Kutip and its tests need; the first time this takes some minutes."
	@$(PIP) -r requirements-dev.txt
	@touch $@
