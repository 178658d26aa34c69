# `make run` and `make test` do all the set-up themselves. `make help` lists the rest.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -euo pipefail -c
.PHONY: help setup setup-dev extras run test check drills bench lock

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

setup:
	@scripts/set_up run

setup-dev:
	@scripts/set_up dev

extras: ## Chromium, Java with veraPDF, fonts, poppler: what starting does not need
	@scripts/set_up extras

run: setup ## start everything; PORT and LIGGAREN_DATA choose port and data folder
	@exec .venv/bin/liggaren run

test: setup-dev ## all tests; ARGS="-k word" for some
	@exec scripts/test $(ARGS)

check: setup-dev ## style, types, floors, templates, migrations, translations
	@exec scripts/check

drills: setup-dev ## long fault and load runs
	@exec scripts/drills $(ARGS)

bench: setup-dev ## benchmarks: ratios within one run
	@exec scripts/bench $(ARGS)

lock: setup-dev ## lock the requirements anew (needs uv, which it installs in .venv)
	@exec scripts/lock
