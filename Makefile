# Everything below runs from .venv, which the first target builds from hash-locked requirements.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SOURCES := service training tests
# The wheels of faiss, numpy and implicit each bring thread pools; one thread each is faster and repeatable.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: demo test check format bench proto lock clean

demo: $(VENV)/.run ## set up, build the demo shop, train, serve and tell the story
	@$(BIN)/auslage demo

test: check ## set up and run every check and test
	@$(BIN)/python -m pytest

check: $(VENV)/.dev ## lint, types, architecture, container files
	@$(BIN)/ruff check $(SOURCES)
	@$(BIN)/ruff format --check $(SOURCES)
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/hadolint Dockerfile

format: $(VENV)/.dev ## rewrite the sources as `check` wants them
	@$(BIN)/ruff check --fix $(SOURCES); $(BIN)/ruff format $(SOURCES)

bench: $(VENV)/.dev ## measure latency and cost of a search
	@$(BIN)/auslage bench

proto: $(VENV)/.dev ## generate the stubs beside the protos
	@$(BIN)/python -m grpc_tools.protoc -I proto --python_out=proto --pyi_out=proto --grpc_python_out=proto proto/auslage/v1/*.proto

lock: ## resolve the two lock files anew (needs uv)
	uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --generate-hashes --no-header --quiet --extra train --extra build pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links --generate-hashes --no-header --quiet --extra train --extra build --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Auslage needs Python 3.11 or newer; set PYTHON=python3.x")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Python's venv module is missing: run 'apt-get install python3-venv' and try again"; exit 2; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	@echo "Setting up .venv (a few hundred MB the first time) ..."
	@$(PIP) install --require-hashes --only-binary :all: -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --no-index --editable .
	@$(BIN)/python -c 'from service.candidates.kernels import compile_kernels; compile_kernels()'
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(PIP) install --require-hashes --only-binary :all: -r requirements-dev.lock
	@touch $@

clean: ## remove the environment and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
