# One Story. `make help` lists what can be done here. Everything that is made lands in build/, but
# for the pictures of README and handbooks: they are seen before anything can be made.
PYTHON ?= python3
REGION ?= halton
PORT ?= 8000
SUITE ?= bookworm
export REGION PORT

VENV := build/venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run preview portal words test fresh check prove bench pictures lock clean

help: ## what each command does
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/make \1|\2/' | column -t -s '|'

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev.stamp: requirements-dev.lock $(VENV)/run.stamp
	$(PIP) install --require-hashes -r requirements-dev.lock
	touch $@

run: $(VENV)/run.stamp ## the whole product for one region on http://127.0.0.1:8000/ (REGION, PORT)
	$(BIN)/python -m portal.machine
	$(BIN)/python -m portal build --demo
	exec $(BIN)/intake demo --port $(PORT)

preview: $(VENV)/run.stamp ## the pages of REGION while you write them, on http://127.0.0.1:8000/ (REGION, PORT)
	exec env NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve --dev-addr 127.0.0.1:$(PORT)

portal: $(VENV)/run.stamp ## the portal of REGION, built aside and swapped into build/portal
	$(BIN)/python -m portal build

words: $(VENV)/run.stamp ## what follows from content/words/: docs/words*.md, and the words that the code asks for
	$(BIN)/python -m portal words
	$(BIN)/python -m portal known-words

test: $(VENV)/dev.stamp ## every test but the long proofs, browser and database included
	$(BIN)/python tests/support/machine.py
	$(MAKE) --no-print-directory check
	$(BIN)/python -m pytest -n auto --dist loadfile --no-loadscope-reorder --durations=40 --durations-min=10

fresh: ## both commands as a newcomer, on a bare Debian (SUITE: bookworm, trixie); as root
	$(PYTHON) -m tests.ground --suite $(SUITE)

check: $(VENV)/dev.stamp ## format, lint, types, who may import whom
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

prove: $(VENV)/dev.stamp ## the long proofs
	$(BIN)/python tests/support/machine.py --prove
	$(BIN)/python -m pytest -m prove --timeout=14400
	$(BIN)/python -m coverage run -m pytest -q tests/unit --hypothesis-profile=default
	$(BIN)/python -m coverage report

bench: $(VENV)/dev.stamp ## the benchmark: a table, and build/bench.json
	$(BIN)/python -m bench

pictures: $(VENV)/dev.stamp ## the pictures of README and handbooks, of the running product
	$(BIN)/python -m tests.support.pictures

lock: $(VENV)/dev.stamp ## both lock files from pyproject.toml (set AGE=YYYY-MM-DD: a week ago)
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-strip-extras --python-version 3.11.2 \
	  --exclude-newer $(AGE) --extra build --extra portal --extra demo pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --no-header --no-strip-extras --python-version 3.11.2 \
	  --exclude-newer $(AGE) --all-extras pyproject.toml -o requirements-dev.lock

clean: ## removes everything that was made
	rm -rf build
