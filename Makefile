# Rectoverso: each of these sets up what it needs. PORT=8100 make run picks another port.
.PHONY: help run test test-peers bench lint format catalogs golden screens lock
.DEFAULT_GOAL := help

help: ## say what can be made
	@sed -n 's/^\([a-z-]*\): ## /\1	/p' Makefile | while IFS='	' read -r name words; do printf '  make %-11s %s\n' "$$name" "$$words"; done

run: ## start the desk with its demo: the first time sets everything up, later ones touch no data
	@scripts/run

test: ## run all tests, on SQLite and on PostgreSQL and in a real browser
	@scripts/test

test-peers: ## run our files through other programs: gettext, OmegaT, LibreOffice
	@scripts/test-peers

bench: ## measure how long the desk takes, as ratios to a bare page
	@scripts/in-env benchmarks

lint: ## check style and habits, change nothing
	@scripts/in-env ruff check .
	@scripts/in-env ruff format --check .

format: ## put the code into the house's form
	@scripts/in-env ruff check --fix-only --quiet .
	@scripts/in-env ruff format .

catalogs: ## collect the interface's strings and bring translations/ up to date
	@scripts/in-env scripts.catalogs

golden: ## rebuild the expected exports that the tests compare with; read the diff
	@scripts/in-env tests.formats.golden_files

screens: ## photograph every page in English and Spanish into docs/screens
	@scripts/in-env scripts.screens

lock: ## lock the dependencies anew after a change to a requirements .in file
	@scripts/in-env scripts.lock
