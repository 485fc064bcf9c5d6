#!/usr/bin/env bash
# Renews the lock files: exact versions with hashes, no addresses, the same for every platform.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

compile() {
    .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --no-annotate --custom-compile-command "make lock" "$@"
}

compile pyproject.toml --output-file requirements.txt
compile pyproject.toml --group dev --constraint requirements.txt --output-file requirements-dev.txt
compile --group node --output-file requirements-node.txt
npm install --package-lock-only --ignore-scripts --loglevel=error
