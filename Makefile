# Tollgate. `make run` and `make test` do all their own set-up; `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help env assets run test model browser-test bench coverage check format lock draw_cycle proofs race crash tamper restore screenshots
MAKEFLAGS += --no-print-directory
PYTHON ?= python3
PORT ?= 8000
OUT ?= var/screenshots
export PYTHON PORT

help: ## list what there is to do
	@sed -nE 's/^([a-z_-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

env: var/stamps/env ## the Python environment in .venv, exactly as pinned

assets: var/stamps/assets ## the stylesheet and script in static_build

run: env assets ## the demonstration council on 127.0.0.1:$PORT, with one worker
	@bin/run

test: env assets ## the whole suite on SQLite, what asks a database on PostgreSQL too (ARGS=... goes to pytest)
	@bin/test $(ARGS)

browser-test: env assets ## only the journeys in Chromium, on SQLite (ARGS=... goes to pytest)
	@.venv/bin/pytest -n "$${PROCESSES:-2}" --dist loadfile -m browser tests/journeys $(ARGS)

bench: env assets ## what it costs, against the goals of benchmarks/goals.toml (ARGS="--full decision" and so on)
	@.venv/bin/python -m benchmarks.run_all $(ARGS)

coverage: env assets ## the suite on SQLite with branch coverage
	@.venv/bin/pytest -n 2 --dist worksteal --cov --cov-report= $(ARGS)
	@.venv/bin/coverage report --fail-under=95
	@.venv/bin/coverage report --fail-under=100 --include='audit/*,accounts/authority.py,accounts/reach.py,*/decisions.py,*/rules.py'

check: env assets ## formatting, lint, types, rooms, templates, migrations, security
	@bin/check

format: env ## put the code and the templates into shape
	@.venv/bin/ruff check --fix-only .
	@.venv/bin/ruff format .
	@git ls-files -z --cached --others --exclude-standard -- '*.html' | xargs -0r .venv/bin/djade --target-version 5.2

lock: env ## pin requirements/*.in and package.json anew (ARGS=--upgrade for the newest)
	@bin/lock $(ARGS)
	@bin/npm install --package-lock-only --ignore-scripts

proofs: env assets ## the four proofs below, on both databases (ARGS=--quick for their short forms)
	@failed=0; for proof in race crash tamper restore; do \
	    .venv/bin/python benchmarks/$$proof.py $(ARGS) || failed=1; \
	done; exit $$failed

race: env assets ## sixteen signers at one gate over HTTP, again and again (ARGS=--quick, --gates N, --db sqlite)
	@.venv/bin/python benchmarks/race.py $(ARGS)

crash: env assets ## web, worker and database killed while people sign (ARGS as above)
	@.venv/bin/python benchmarks/crash.py $(ARGS)

tamper: env ## an insider at every column of every row of a ledger (ARGS=--quick, --db sqlite)
	@.venv/bin/python benchmarks/tamper.py $(ARGS)

model: env ## the gate against a model of it, on both databases (RUNS=300 STEPS=40 SEED=1)
	@bin/model

restore: env ## the restore drill: dump, load, verify, go on (ARGS=--quick, --db sqlite)
	@.venv/bin/python benchmarks/restore.py $(ARGS)

screenshots: env assets ## every main page as a picture, desktop and phone, for each role (OUT=folder)
	@SCREENSHOTS="$(abspath $(OUT))" CI=true .venv/bin/pytest -q -p no:randomly tests/journeys/take_screenshots.py

draw_cycle: env ## docs/cycle.md and its pictures from the flows
	@.venv/bin/python manage.py draw_cycle

var/stamps/env: requirements/dev.txt requirements/uv.txt bin/environment
	bin/environment
	@mkdir -p $(@D) && touch $@

var/stamps/node: package.json package-lock.json | var/stamps/env
	bin/npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@mkdir -p $(@D) && touch $@

var/stamps/assets: var/stamps/node $(shell find assets -type f)
	bin/npm run --silent build
	@mkdir -p $(@D) && touch $@
