# make run    sets up and runs the pipeline on the sample corpus; tables go to outputs/
# make test   sets up and runs every check: ruff, mypy --strict, pytest with warnings as errors,
#             and the floors below which no figure of quality may fall
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
INPUT ?=
OUT ?= outputs

.PHONY: run test setup setup-dev lint types tests floors clean

run: setup
	$(BIN)/mine run $(INPUT) --out $(OUT)

test: setup-dev lint types tests floors

setup: $(VENV)/.installed
setup-dev: $(VENV)/.installed-dev

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip

$(VENV)/.installed: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@ $(VENV)/.installed

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

tests:
	$(BIN)/python -m pytest

floors:
	$(BIN)/mine floors check

clean:
	rm -rf $(VENV) outputs/* build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
