# Works with GNU make 3.81 (macOS) and later. `make` alone lists the targets.
.DEFAULT_GOAL := help
SHELL := /bin/sh

VENV := .venv
BIN := $(VENV)/bin
# The first interpreter on the path that is new enough; `make PYTHON=python3.13 install` chooses another.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.14 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip
TORCH_CPU_INDEX := https://download.pytorch.org/whl/cpu
LOCK := requirements.lock
CONSTRAINTS = $(if $(LOCK),-c $(LOCK))
EXTRAS := [test,lint]
CACHES := .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .schemathesis

.PHONY: help install dev run test lint format typecheck no-cuda bench browser chromium sure lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(VENV)/.installed ## Create .venv with all that running needs (CPU-only torch)

dev: $(VENV)/.dev ## Add what tests and lint need

run: install ## Load the demo articles, check three statements, print the answers
	@$(BIN)/onrecord demo

test: dev ## Run the whole test suite
	@$(BIN)/python -m pytest

lint: dev ## Check format, style and the direction of dependencies
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports

format: dev ## Rewrite the code in the house format
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

typecheck: dev ## Check types (mypy, strict)
	@$(BIN)/mypy

no-cuda: install ## Fail if a CUDA package found its way in
	@$(BIN)/python -c 'import importlib.metadata as m, sys; \
	bad = sorted({n for d in m.distributions() if (n := (d.name or "").lower()).startswith(("nvidia-", "cuda-", "triton"))}); \
	sys.exit("CUDA packages are installed: " + ", ".join(bad) + ". Run: make clean install" if bad else 0)'
	@echo "no CUDA package is installed"

bench: dev ## Measure a check and the ingest beside the bare pipeline (benchmarks/, about five minutes)
	@$(BIN)/python -m benchmarks.checks

browser: dev chromium ## Install Chromium where there is none, and run the browser suite
	@BROWSER_TESTS=required $(BIN)/python -m pytest tests/browser

chromium:
	@sh tests/browser/install_chromium.sh

sure: lint typecheck no-cuda test ## All gates, the same as CI

lock: ## Renew requirements.lock from the newest versions that fit setup.cfg
	@rm -rf build/lock
	@$(MAKE) --no-print-directory VENV=build/lock LOCK= EXTRAS='[test,lint,training]' build/lock/.dev
	@{ echo "# Exact versions of the tested set, used with pip's -c. Made by: make lock"; \
	   echo "# torch is left out: it differs by platform, see requirements-torch.txt."; \
	   build/lock/bin/python -m pip freeze --exclude-editable --exclude torch --exclude pip | grep -E '^[A-Za-z0-9._-]+=='; } > requirements.lock
	@echo "requirements.lock: $$(grep -c == requirements.lock) packages"

clean: ## Remove the environment, caches and the demo's data folder
	rm -rf $(VENV) build dist onrecord-demo *.egg-info $(CACHES)
	find index service tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed. Name it: make PYTHON=/path/to/python3.12 install" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "No virtual environment could be made. On Debian and Ubuntu: apt install python3-venv" >&2; rm -rf $(VENV); exit 1; }

# torch first and alone. On Linux its wheel on PyPI would bring 2.2 GB of CUDA libraries, so it comes from PyTorch's own
# CPU index. A folder of wheels that pip knows (PIP_FIND_LINKS) is tried before it, for machines without a network.
$(VENV)/.torch: requirements-torch.txt | $(BIN)/python
	@if [ "$$(uname -s)" = Linux ]; then \
	   $(PIP) install --quiet --no-deps --no-index -r requirements-torch.txt 2>/dev/null || \
	   $(PIP) install --no-deps --index-url $(TORCH_CPU_INDEX) -r requirements-torch.txt; \
	 else $(PIP) install --no-deps -r requirements-torch.txt; fi
	@touch $@

$(VENV)/.installed: setup.cfg pyproject.toml $(LOCK) $(VENV)/.torch
	@$(PIP) install $(CONSTRAINTS) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	@$(PIP) install $(CONSTRAINTS) -e '.$(EXTRAS)'
	@touch $@
