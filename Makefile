# `make` alone lists what there is. Everything happens in .venv and .jejak; nothing is installed elsewhere.

PYTHON ?= $(shell command -v python3.11 || command -v python3 || echo python3)
ARGS ?=
MUTANTS ?=

VENV := .venv
RUN := $(VENV)/bin
AUDITOR = $(abspath $(VENV)/conformance/auditor)
CONFORMANCE := $(addprefix tests/conformance/,tampered.py refused.py malformed.py canonical.py live.py)
INSTALLED := $(VENV)/.installed
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 $(RUN)/python -m pip install --quiet
COMPILE := pip-compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-trusted-host --no-emit-find-links

.DEFAULT_GOAL := help
.PHONY: help install dev demo test check conformance mutation faults drill bench lock clean

help: ## List the targets
	@echo "Jejak: the complaint record that can prove itself"
	@echo
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | \
		while IFS='|' read -r target what; do printf '%-19s %s\n' "$$target" "$$what"; done

install: $(INSTALLED) ## Install into .venv what the others need
	@:

dev: $(INSTALLED) ## Start everything at http://127.0.0.1:8000/graphql and keep running
	@$(RUN)/jejak dev $(ARGS)

demo: $(INSTALLED) ## Three complaints from submission to proof, told step by step
	@$(RUN)/jejak demo $(ARGS)

test: $(INSTALLED) ## Run every test on a PostgreSQL of its own
	@$(RUN)/pytest $(ARGS)

check: $(INSTALLED) ## Format, lint, types, arrows between packages, printed schema, regulation
	@echo "Format" && $(RUN)/ruff format --check --quiet .
	@echo "Lint" && $(RUN)/ruff check --quiet .
	@echo "Types" && $(RUN)/mypy --no-error-summary
	@echo "Arrows" && $(RUN)/lint-imports --no-logo > $(VENV)/arrows.txt || { cat $(VENV)/arrows.txt; exit 1; }
	@echo "Printed schema" && $(RUN)/jejak print-schema --check
	@echo "Rows of the regulation" && $(RUN)/jejak regulation --check
	@echo "All checks passed."

conformance: $(INSTALLED) ## Judge the log by foreign code, and bring about every fault (needs Go, strace, faketime)
	@conformance/build $(AUDITOR)
	@CONFORMANCE_AUDITOR=$(AUDITOR) $(RUN)/pytest $(CONFORMANCE) $(ARGS)
	@CONFORMANCE_AUDITOR=$(AUDITOR) $(RUN)/python -m drills

mutation: $(INSTALLED) ## Change the rules one by one and see a test fail (hours; MUTANTS="domain.holding*" for some)
	@$(RUN)/mutmut run --max-children 2 $(MUTANTS) > $(VENV)/mutation.txt 2>&1 || { tail -c 2000 $(VENV)/mutation.txt; exit 1; }
	@$(RUN)/python -m tests.support.survivors

faults: $(INSTALLED) ## Bring about some faults in short loops, as make conformance does (ARGS="--only F2,F12")
	@conformance/build $(AUDITOR)
	@CONFORMANCE_AUDITOR=$(AUDITOR) $(RUN)/python -m drills $(ARGS)

drill: $(INSTALLED) ## Bring about every fault in long loops, and write docs/faults.md (some hours)
	@conformance/build $(AUDITOR)
	@CONFORMANCE_AUDITOR=$(AUDITOR) $(RUN)/python -m drills --long --write docs/faults.md $(ARGS)

bench: $(INSTALLED) ## Measure the log and the read side against peers (most of an hour; BENCH_SCALE=0.05 for a look)
	@$(RUN)/python -m bench.log
	@$(RUN)/python -m bench.sweep
	@$(RUN)/python -m bench.read_side

lock: ## Pin every dependency again, with the digests of its files
	@set -e; tools=$$(mktemp -d); trap 'rm -rf "$$tools"' EXIT; \
	$(PYTHON) -m venv "$$tools"; \
	"$$tools/bin/python" -m pip install --quiet --disable-pip-version-check pip-tools; \
	"$$tools/bin/"$(COMPILE) --output-file requirements.lock pyproject.toml; \
	"$$tools/bin/"$(COMPILE) --extra dev --constraint requirements.lock --output-file requirements-dev.lock pyproject.toml

clean: ## Remove what make installed and cached; the data in .jejak stay
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist api/static
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(INSTALLED): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Jejak needs Python 3.11 or newer and $(PYTHON) is older or missing: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Installing into $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(PIP) --require-hashes --requirement requirements-dev.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@$(RUN)/python -m api.devtools.graphiql
	@touch $@
