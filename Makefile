# Everything a person does with the portal. `make help` lists it.
PYTHON ?= python3
PY := .venv/bin/python
# A council that keeps its translations elsewhere names the folder as it does for the portal itself.
TRANSLATIONS := $(or $(PORTAL_TRANSLATIONS_DIR),translations)
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard $(TRANSLATIONS)/*/LC_MESSAGES/*.po))
# node may be the machine's own or, where there is none, the one that comes with the tests' packages.
NODE := PATH="$$PATH:$(CURDIR)/.venv/bin"

.DEFAULT_GOAL := help
.PHONY: help run test check bench assets translations language screenshots requirements clean packages packages-to-test ready ready-to-test
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory

##@ Use
run: ready  ## set up all it needs, then serve the portal with demo data on http://127.0.0.1:8000
	@exec $(PY) -m portal demo

ready: packages $(CATALOGUES)  ## only set up all it needs

##@ Before you send a change
test: ready-to-test  ## every test: on SQLite, on PostgreSQL, in a browser, and in a fresh clone
	@$(PY) -m tests.support.chromium
	@$(PY) -m pytest -n auto --dist worksteal $(ARGS)

check: ready-to-test  ## format, lint, types, imports, catalogues, pages, assets, size of files
	@$(NODE) sh .ci/check

bench: ready-to-test  ## how quick it is: lines of "name value unit"
	@$(PY) -m tests.bench $(ARGS)

screenshots: ready-to-test  ## every page of every journey, phone and desktop, into screenshots/
	@$(PY) -m tests.support.chromium
	@$(PY) -m tests.support.screenshots $(ARGS)

##@ After you changed ...
assets: ready-to-test  ## ... static/src: build static/build again
	@$(NODE) sh .ci/assets build

translations: ready  ## ... words: bring the catalogues up to date
	.venv/bin/pybabel -q extract -F babel.cfg -k _l -k lazy_gettext -k lazy_ngettext:1,2 --sort-by-file --no-wrap --add-location=file -o .venv/messages.pot .
	.venv/bin/pybabel -q update -i .venv/messages.pot -d $(TRANSLATIONS) --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap
	@sed -i -E '/^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By):/d' $(TRANSLATIONS)/*/LC_MESSAGES/messages.po
	@$(MAKE) ready

language: ready  ## ... who reads it: CODE=so begins Somali (docs/translating.md)
	@test -n "$(CODE)" || { echo "Say which language: make language CODE=pa"; exit 1; }
	@$(PY) -m portal translations start $(CODE)
	@$(MAKE) ready

requirements: ready-to-test  ## ... requirements*.in: write the hashed lists again
	UV_SYSTEM_CERTS=1 .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header requirements.in -o requirements.txt
	UV_SYSTEM_CERTS=1 .venv/bin/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header -c requirements.txt requirements-dev.in -o requirements-dev.txt

clean:  ## ... your mind: remove what was built and fetched (the data in var/ stays)
	rm -rf .venv node_modules screenshots bench-results .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .grimp_cache
	find translations -name '*.mo' -delete
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

packages:
	@PYTHON="$(PYTHON)" sh .ci/venv requirements.txt

packages-to-test:
	@PYTHON="$(PYTHON)" sh .ci/venv requirements-dev.txt

ready-to-test: packages-to-test $(CATALOGUES)

%.mo: %.po
	@echo "Languages: compiling $<"
	@.venv/bin/pybabel -q compile -i $< -o $@

help:
	@awk 'BEGIN { FS = ":.*##" } /^##@/ { printf "\n%s\n", substr($$0, 5) } /^[a-z-]+:.*##/ { printf "  make %-14s %s\n", $$1, $$2 }' Makefile
