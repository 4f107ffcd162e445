# The workshop of the house. `make` alone lists what can be done; README.md tells more.
#
# In the environment: PORT and HOST (where to serve), PORTAL_INSTANCE (the data folder),
# PYTHON (3.11 or newer, to build the venv with), VENV (where the venv goes).

PYTHON ?= python3
VENV   ?= .venv
HOST   ?= 127.0.0.1
PORT   ?= 8000
export HOST PORT
export FLASK_APP = wsgi.py
export PIP_DISABLE_PIP_VERSION_CHECK = 1

PY      := $(VENV)/bin/python
FLASK   := "$(PY)" -m flask
INSTALL := "$(PY)" -m pip install --quiet --constraint constraints.txt --editable

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres lint oracle messages constraints load screenshots demo-reset

help: ## List what can be done (this list)
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-12s %s\n", $$1, $$2}' Makefile

run: $(VENV)/.installed ## Build, load the demo community once, and serve it (PORT, PORTAL_INSTANCE)
	@$(FLASK) demo prepare --port "$(PORT)"
	@trap 'kill $$server' INT TERM; \
	$(FLASK) tick --every 20 & tick=$$!; \
	"$(PY)" -m gunicorn wsgi:app & server=$$!; \
	wait $$server; status=$$?; trap '' INT TERM; \
	kill $$tick 2>/dev/null; wait; exit $$status

test: $(VENV)/.test-installed ## Run every test, on all cores (TESTS=tests/core chooses some)
	@"$(PY)" -m pytest -n auto $(TESTS)

test-postgres: $(VENV)/.postgres-installed ## Run every test on PostgreSQL (TESTS chooses; TEST_DATABASE_URL: your server)
	@TEST_DATABASE=postgresql "$(PY)" -m pytest -n auto $(TESTS)

lint: $(VENV)/.test-installed ## Check style, types and who imports whom
	@"$(PY)" -m ruff check .
	@"$(PY)" -m ruff format --check .
	@"$(PY)" -m mypy
	@"$(VENV)/bin/lint-imports" --no-logo

oracle: $(VENV)/.oracle-installed ## Hold the count against pabutools (brings heavy packages)
	@"$(PY)" -m pytest tests/budget/test_tally_oracle.py

messages: $(VENV)/.test-installed ## Bring the English catalogue up to date with the code
	@"$(PY)" -m tools.messages

constraints: $(VENV)/.test-installed ## Choose the newest allowed version of every package anew
	@"$(PY)" -m pip install --quiet uv
	@"$(PY)" -m uv pip compile --quiet --upgrade --universal --no-header --no-annotate \
		--python-version 3.11 --extra test --output-file constraints.txt pyproject.toml

screenshots: $(VENV)/.test-installed ## Take the pictures of README.md anew
	@"$(PY)" -m tools.screenshots

load: $(VENV)/.test-installed ## Measure requests a second, beside a bare Flask app
	@"$(PY)" -m tests.load.measure

demo-reset: $(VENV)/.installed ## Throw the demo community away and load it afresh
	@$(FLASK) demo reset

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Building $(VENV) ..."
	@"$(PYTHON)" -m venv "$(VENV)"
	@$(INSTALL) .
	@touch "$@"

$(VENV)/.test-installed: $(VENV)/.installed
	@$(INSTALL) '.[test]'
	@touch "$@"

$(VENV)/.postgres-installed: $(VENV)/.test-installed
	@$(INSTALL) '.[postgres,postgres-test]'
	@touch "$@"

$(VENV)/.oracle-installed: $(VENV)/.test-installed
	@$(INSTALL) '.[oracle]'
	@touch "$@"
