# Everything is done by the scripts in deploy/, which also work without make.
.DEFAULT_GOAL := help
.PHONY: help run test setup bench format messages lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## sets up, loads Kemi's strategies, serves on http://127.0.0.1:8000 (PORT=8001 for another port)
	@deploy/run.sh

test: ## sets up, runs all checks and tests (ARGS="tests/goals -k progress" for some of the tests)
	@deploy/test.sh $(ARGS)

setup: ## installs what running and testing need
	@deploy/setup.sh test

bench: ## measures speed and cost beside plain peers
	@deploy/setup.sh test
	@.venv/bin/python bench/run.py $(ARGS)

format: ## formats Python and templates
	@deploy/setup.sh test
	@.venv/bin/ruff check --fix-only --quiet .
	@.venv/bin/ruff format .
	@find templates -name '*.html' -print0 | xargs -0 --no-run-if-empty .venv/bin/djade --target-version 5.2

messages: ## collects the words to translate into kemistrategy/locale (needs Debian's gettext)
	@command -v xgettext >/dev/null || { echo "apt-get install --no-install-recommends gettext" >&2; exit 3; }
	@.venv/bin/python manage.py makemessages --locale sv --locale en --no-location --no-wrap \
		--ignore '.venv' --ignore node_modules --ignore build --ignore var --ignore tests --ignore bench

lock: ## renews the lock files from pyproject.toml and package.json
	@deploy/setup.sh test
	@deploy/lock.sh

clean: ## removes what the set-up made; the database in var/ stays
	@rm -rf .venv node_modules build .pytest_cache .ruff_cache .import_linter_cache .hypothesis
