# Tollgate. `make run` and `make test` do all their own set-up; `make help` lists the rest.
.DEFAULT_GOAL := help
.PHONY: help env
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory
PORT ?= 8000
export PYTHON ?= python3

help: ## what there is to do
	@grep -hE '^[a-z_-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z_-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

env: var/stamps/env ## the Python environment in .venv, exactly as pinned

var/stamps/env: requirements/dev.txt requirements/uv.txt bin/environment
	bin/environment
	@mkdir -p $(@D) && touch $@
