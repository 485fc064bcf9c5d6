# Everything is done by the scripts in deploy/, which also work without make.
.DEFAULT_GOAL := help
.PHONY: help run test setup bench crawl lighthouse screenshots format messages lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## sets up, loads Kemi's strategies, serves on http://127.0.0.1:8000 (PORT=8001 for another port)
	@deploy/run.sh

test: ## sets up, runs all checks and tests (ARGS="tests/goals -k progress" for some of the tests)
	@deploy/test.sh $(ARGS)

setup: ## installs what running and testing need
	@deploy/setup.sh test

bench: ## measures speed and cost beside plain peers
	@deploy/setup.sh test
	@.venv/bin/python bench/run.py $(ARGS)

crawl: ## every public page in a browser: axe, console, requests, layout shift (ARGS="--most 20" to try it)
	@deploy/setup.sh test
	@.venv/bin/python bench/crawl.py $(ARGS)

lighthouse: ## Lighthouse's scores of the main public pages, desktop preset (ARGS="/mittarit/" for some)
	@deploy/setup.sh test
	@PATH="$$PATH:$$PWD/.venv/bin" npm ci --prefix bench/lighthouse --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@PATH="$$PATH:$$PWD/.venv/bin" .venv/bin/python bench/lighthouse.py $(ARGS)

screenshots: ## pictures of the main pages at 1280 and 320 px in build/screenshots/
	@deploy/setup.sh test
	@.venv/bin/python bench/screenshots.py $(ARGS)

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
