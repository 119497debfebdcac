# The portal's commands. `make run` and `make test` need Python 3.11 or newer and make; they install the rest.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
BIN := .venv/bin
export PORT

# Tests, checks and measurements have servers of their own: a running portal is not disturbed.
test lint: export EMBEDDED_ROOT = var/test
test lint: export EMBEDDED_FAST = 1
bench: export EMBEDDED_ROOT = var/bench
lint bench test: export DEBUG ?= on

.DEFAULT_GOAL := help
.PHONY: help run test test-install scale faults lint fmt bench audit requirements clean setup setup-dev

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "make %-14s %s\n", $$1, $$2 }'

run: setup ## start the portal on http://127.0.0.1:PORT (8000)
	@$(PY) scripts/serve.py

test: lint ## every check and every test; ARGS="-k name" for some
	$(BIN)/pytest -n logical --maxprocesses 4 $(ARGS)

test-install: setup ## deploy/debian/install.sh in a clean Debian root (as root, with debootstrap; some minutes)
	deploy/debian/try.sh

scale: setup ## throughput of more web machines and workers, in network namespaces (as root, with pgbouncer)
	$(PY) scripts/scale.py $(ARGS)

faults: setup-dev ## kill every part 50 times under load, and other faults (the better part of an hour)
	@$(PY) scripts/faults.py $(ARGS)

audit: setup-dev ## known holes in the pinned libraries; says so, and goes on, where the service is out of reach
	@$(PY) scripts/audit.py

lint: setup-dev ## the checks alone
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/lint-imports
	$(BIN)/mypy
	$(PY) manage.py makemigrations --check --dry-run
	DEBUG=off ALLOWED_HOSTS=example.invalid DATABASE_URL= REDIS_URL= \
	SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))') \
	FIELD_KEY=$$($(PY) -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())') \
	$(PY) manage.py check --deploy --fail-level WARNING

fmt: setup-dev ## format the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## fill a database of its own and measure; ARGS for the command's options
	$(PY) manage.py migrate --verbosity 0
	$(PY) manage.py bench $(ARGS)

requirements: ## pin the libraries anew (needs uv)
	uv pip compile requirements.in -o requirements.txt --upgrade $(COMPILE)
	uv pip compile requirements-dev.in -o requirements-dev.txt --upgrade $(COMPILE)
COMPILE := --quiet --no-header --no-emit-index-url --no-annotate --python-version 3.11

clean: ## remove what can be made again; the data under var/ stay
	rm -rf .venv var/test var/bench test-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@$(PYTHON) scripts/setup.py

setup-dev:
	@$(PYTHON) scripts/setup.py --dev
