PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.locked
UV_COMPILE := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header

.PHONY: demo test lint prove bench browser screenshots schema lock clean setup

demo: setup  ## the golden case from proposal to institutionalisation, on servers that this machine runs itself
	$(BIN)/jejak demo

test: lint browser
	$(BIN)/python -m pytest --numprocesses 3 --dist loadfile --no-loadscope-reorder

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

browser:  ## Chromium for the tests of the pages, from the distribution's package where that can be installed
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null; } || \
	  { echo "The tests of the pages need Chromium. Install it, on Debian: sudo apt-get install chromium" >&2; exit 1; }

prove: setup  ## the long form of the tamper tests: at least 10,000 generated cases, and 3,000 forgeries
	JEJAK_PROVE=1 $(BIN)/python -m pytest tests/ledger/test_tampering.py tests/bundle/test_random_forgeries.py

bench: $(VENV)/.bench  ## how fast the ledger is, beside a baseline in the same run
	$(BIN)/python -m benchmarks

screenshots: setup browser  ## take the pictures of docs/halaman anew, of every page
	JEJAK_TAKE_PICTURES=1 $(BIN)/python -m pytest -q tests/console/test_pictures.py

schema: setup  ## write ledger/sql/schema.sql anew from the baseline and all migrations
	JEJAK_WRITE_SCHEMA=1 $(BIN)/python -m pytest -q tests/ledger/test_schema.py

lock: setup  ## resolve the locks anew from pyproject.toml, upgrading nothing that need not change
	$(UV_COMPILE) --output-file requirements/production.txt pyproject.toml
	$(UV_COMPILE) --extra stack --extra test --output-file requirements/dev.txt pyproject.toml
	$(UV_COMPILE) --extra stack --extra test --extra bench --output-file requirements/bench.txt pyproject.toml

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup: $(STAMP) $(BIN)/jejak
	@$(BIN)/python -m texts

$(STAMP): requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Jejak needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1 || true). Name another: make PYTHON=python3.12" >&2; \
	  exit 1; }
	rm -rf $(VENV)
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/dev.txt
	@touch $@

$(BIN)/jejak: $(STAMP)  # from any directory: this checkout, with this environment's Python
	@printf '#!/bin/sh\nexec "%s" "%s" "$$@"\n' "$(CURDIR)/$(BIN)/python" "$(CURDIR)/starter.py" >$@
	@chmod +x $@

$(VENV)/.bench: $(STAMP) requirements/bench.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/bench.txt
	@touch $@
