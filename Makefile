# Every command of the project; `make help` lists them. A machine needs git, make and Python 3.11 or newer, nothing else:
# all packages come pinned and hashed into .venv, Node among them.

VENV := .venv
BIN := $(VENV)/bin
NODE := $(CURDIR)/$(VENV)/nodejs/bin
PWA := web/pwa
PWA_SOURCES := $(shell find $(PWA) schema/schema.graphql -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)
NPM := cd $(PWA) && PATH="$(NODE):$$PATH" npm
# Processes of the test run: two suit the smallest machine this is built on.
WORKERS ?= 2
# Arguments handed on: make demo ARGS=--fresh, make test-python ARGS='tests/models -x'.
ARGS ?=

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: bench-letters help install demo serve test test-python test-browser test-pwa crash chaos attack fuzz life bench-push bench-smoke bench-plans bench-login check format static layers containers browsers \
        lock schema migrations pictures clean

help: ## List every command
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- what a machine needs
$(VENV)/.installed: requirements-dev.lock pyproject.toml
	@.ci/venv $(VENV)
	@touch $@

# Not `npm ci`: it fails where a registry does not offer an optional package of some other platform. This installs what the lock says,
# checks the hashes and leaves the lock alone; tests/rules compares package.json with the lock.
$(PWA)/node_modules/.installed: $(PWA)/package.json $(PWA)/package-lock.json $(VENV)/.installed
	$(NPM) install --no-save --no-progress
	@touch $@

$(PWA)/dist/index.html: $(PWA)/node_modules/.installed $(PWA_SOURCES)
	$(NPM) run --silent build
	@touch $@

install: $(PWA)/dist/index.html ## Install everything into .venv and build the app of tenants and staff

browsers: ## Find Chromium for the browser tests, or install it (as root on Debian or Ubuntu)
	@.ci/browsers

# ---------------------------------------------------------------- running it
demo: install ## Start the portal with demo data on http://localhost:8000 (ARGS=--fresh starts over)
	@exec $(BIN)/mieterportal demo $(ARGS)

serve: install ## Start the portal with the settings of the environment (docs/operations.md)
	@exec $(BIN)/mieterportal serve $(ARGS)

pictures: install browsers ## Take the pictures of the README anew, from a demo of its own
	$(BIN)/python docs/pictures/take.py

# ---------------------------------------------------------------- testing it
test: test-python test-browser test-pwa ## Run every test

test-python: $(VENV)/.installed $(PWA)/node_modules/.installed ## Run the tests of the server on SQLite and PostgreSQL
	$(BIN)/pytest -n $(WORKERS) -m 'not browser and (not crash or quick)' $(ARGS)

test-browser: install browsers ## Run the stories in a real Chromium against the built app
	$(BIN)/pytest -m browser $(ARGS)

test-pwa: $(PWA)/node_modules/.installed ## Run the tests of the app of tenants and staff
	$(NPM) run --silent test

chaos: $(VENV)/.installed ## Three minutes of kills, hangs and database restarts under four workers (ARGS="--seed 7 --seconds 60"; tests/chaos)
	@$(BIN)/python -m tests.chaos $(ARGS)

bench-push: $(VENV)/.installed ## Measure delivery against its peers (ARGS="--figure webpush_vs_floor --runs 3"; docs/performance.md)
	@.ci/nginx
	@$(BIN)/python -m bench $(ARGS)

bench-smoke: $(VENV)/.installed ## Run every figure once with a handful of messages, to see that none of them is broken
	@.ci/nginx
	@$(BIN)/python -m bench.smoke

bench-login: $(VENV)/.installed ## Let an alert go out while 200 people log in at once (docs/performance.md)
	@.ci/nginx
	@$(BIN)/python -m bench.login

life: $(VENV)/.installed ## Drive notices at random against a model, on both databases, for some minutes (tests/traps/test_life.py)
	LIFE_EXAMPLES=$${LIFE_EXAMPLES:-150} $(BIN)/pytest tests/traps/test_life.py -n $(WORKERS) -q $(ARGS)
crash: $(VENV)/.installed ## Kill real processes at every named point, on both databases, and print what held (tests/crash)
	$(BIN)/pytest tests/crash -n $(WORKERS) -q -m crash $(ARGS)

attack: $(VENV)/.installed ## Attack the portal as a stranger, a tenant and a foreign page would, a line for each attack (tests/attack)
	$(BIN)/pytest tests/attack -q $(ARGS)

fuzz: $(VENV)/.installed ## Ask the endpoint thousands of documents nobody thought of (ARGS="--hypothesis-seed=7"; tests/fuzz)
	FUZZ_EXAMPLES=1000 $(BIN)/pytest tests/fuzz -q -s $(ARGS)

bench-letters: $(VENV)/.installed ## Measure 2,000 welcome letters from the order to the PDF (ARGS="--letters 500 --database sqlite")
	@$(BIN)/python -m bench.letters $(ARGS)

bench-plans: $(VENV)/.installed ## Show how statements find their rows among five million (ARGS="--rows 200000"; docs/decisions/0007)
	@$(BIN)/python -m bench.plans $(ARGS)

check: install static layers containers ## Run exactly what CI runs
	$(NPM) run --silent check:static
	@$(MAKE) --no-print-directory test
	@echo "make check: everything is in order"

static: $(VENV)/.installed ## Check format, lint and types, and that what is installed is what the lock says
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/pyright
	$(BIN)/python -m pip check

layers: $(VENV)/.installed ## Check that imports point one way
	$(BIN)/lint-imports

containers: $(VENV)/.installed ## Check compose.yaml and the Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec compose.yaml
	$(BIN)/hadolint Dockerfile

# ---------------------------------------------------------------- changing it
format: $(PWA)/node_modules/.installed ## Format everything
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(NPM) run --silent format

lock: $(VENV)/.installed ## Write the locks anew after a change of pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-header --all-extras pyproject.toml -o requirements-dev.lock

schema: $(VENV)/.installed ## Write schema/schema.graphql anew from the code
	$(BIN)/mieterportal export-schema --output schema/schema.graphql

migrations: $(VENV)/.installed ## Write the migration for a change of the models
	$(BIN)/tortoise makemigrations

clean: ## Remove what was installed and built; data in var/ stays
	rm -rf $(VENV) $(PWA)/node_modules $(PWA)/dist build *.egg-info .ruff_cache .hypothesis .import_linter_cache
