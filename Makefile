# Everything runs in .venv, and what compares with others in .venv-bench, which these rules make from the hashed
# locks; the Python they are made with stays as it was.
VENV := .venv
BENCH := .venv-bench
BIN := $(VENV)/bin
PYTHONS := $(or $(PYTHON),python3 python3.11 python3.12 python3.13 python3.14)
PIP = $(@D)/bin/python -m pip --disable-pip-version-check --quiet
UV ?= uv

MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help site figures test check bench fuzz calibrate lab pdf release lock clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' Makefile

site: $(VENV)/.run ## bring tables, estimates, figures, notebooks and site up to date
	@$(BIN)/hedgerow build

figures: $(VENV)/.run ## list the citable figures
	@$(BIN)/hedgerow figures

# A file of tests stays in one process; files start in their order, so that the longest are not left for the end.
test: $(VENV)/.test ## run the tests, two files at a time; ARGS="-k name" narrows them
	@$(BIN)/python -m pytest --numprocesses 2 --dist loadfile --no-loadscope-reorder $(ARGS)

check: $(VENV)/.test ## lint, types, records, made files, packaging
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/hedgerow check --all
	@$(BIN)/python -m pytest -q tests/test_packaging.py

bench: $(VENV)/.test $(BENCH)/.run ## time what people wait for
	@BENCH_VENV=$(BENCH) $(BIN)/python -m bench

fuzz: $(VENV)/.test ## break the input of every reader for ten minutes; ARGS="--minutes 1 html"
	@$(BIN)/python -m fuzz $(ARGS)

calibrate: $(BENCH)/.run ## measure how honest the bands are, and write data/calibration/ (hours); ARGS="--workers 2"
	@$(BENCH)/bin/hedgerow calibrate --publish $(ARGS)

lab: $(VENV)/.run ## open JupyterLab on the notebooks
	@JUPYTER_PREFER_ENV_PATH=1 $(BIN)/jupyter lab notebooks

pdf: $(VENV)/.run ## typeset the report in each language into build/report
	@$(BIN)/hedgerow build --until notebooks
	@$(BIN)/hedgerow report

release: $(VENV)/.run ## put everything that is published into build/release, described as an RO-Crate
	@$(BIN)/hedgerow build
	@$(BIN)/hedgerow release

lock: ## make the hashed locks anew from requirements*.in (needs uv)
	@command -v $(UV) >/dev/null || { echo "uv was not found; install it, or name it: make lock UV=/path/to/uv" >&2; exit 1; }
	@for name in requirements requirements-dev requirements-bench; do \
	  $(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
	    $$(test $$name = requirements || echo --constraint requirements.lock) \
	    $$name.in -o $$name.lock || exit 1; \
	done

clean: ## remove what was built (build/ and .cache/); the environment and data/ stay
	rm -rf build .cache

$(VENV)/.made $(BENCH)/.made:
	@for python in $(PYTHONS); do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(@D) with $$($$python --version)"; \
	    $$python -m venv --clear $(@D) && touch $@; exit; \
	  fi; \
	done; \
	echo "No Python 3.11 or newer with the venv module was found (tried: $(strip $(PYTHONS)))." >&2; \
	echo "Install one (on Debian: apt install python3 python3-venv), or name it: make site PYTHON=/path/to/python3" >&2; \
	exit 1

$(VENV)/.locked: requirements.lock $(VENV)/.made
	@echo "Installing what the suite runs on (about a minute, once)"
	@$(PIP) install --require-hashes -r $<
	@touch $@

$(BENCH)/.locked: requirements-bench.lock $(BENCH)/.made
	@echo "Installing what comparisons need (some minutes, once)"
	@$(PIP) install --require-hashes -r $<
	@touch $@

$(VENV)/.run $(BENCH)/.run: %/.run: pyproject.toml requirements.in %/.locked
	@$(PIP) install --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

$(VENV)/.test: requirements-dev.lock | $(VENV)/.run
	@echo "Installing what the tests need (once)"
	@$(PIP) install --require-hashes -r $<
	@touch $@
