#!/usr/bin/env bash
# Sets up and runs every check and test; stops at the first that fails, with its exit code.
# Arguments go to pytest: deploy/test.sh tests/goals -k progress
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

pytest_arguments=("$@")
durations=()
scratch=$(mktemp -d "${TMPDIR:-/tmp}/kemi-test.XXXXXX")
postgres_home=$scratch/postgresql
trap 'stop_postgresql; rm -rf "$scratch"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

main() {
    use_settings_of_our_own
    step "Asennus / set-up" deploy/setup.sh test
    export PATH=$PWD/.venv/bin:$PATH
    step "Ruff: lint" ruff check .
    step "Ruff: format" ruff format --check .
    step "Djade: templates" check_templates
    step "Imports" lint-imports --no-logo
    step "Migrations" python manage.py makemigrations --check --dry-run
    step "Production settings" check_production_settings
    step "PostgreSQL: start" start_postgresql
    step "Tests on PostgreSQL" test_on "$postgres_url" -n 2 -m "not browser and not once"
    stop_postgresql
    step "Tests on SQLite" test_on "$sqlite_url" -n 2 -m "not browser"
    printf '%s\n' "" "${durations[@]}"
    step "Tests in the browser" test_on "$sqlite_url" -n 2 -m browser
}

sqlite_url=sqlite:///$scratch/kemi.sqlite3
postgres_url="postgres://kemi@/kemi?host=$postgres_home"

# A developer's environment must not decide what the tests find.
use_settings_of_our_own() {
    unset DEBUG SECRET_KEY ALLOWED_HOSTS SITE_URL EMAIL_URL DEFAULT_FROM_EMAIL CONTACT_ADDRESS TRUSTED_PROXY_COUNT PYTHONWARNINGS
    export APP_ENV=development TODAY=2023-08-10 DATABASE_URL=$sqlite_url MEDIA_ROOT=$scratch/media
}

step() {
    local name=$1 started=$SECONDS status=0
    shift
    printf '\n\033[1m=== %s\033[0m\n' "$name"
    "$@" || status=$?
    [ $status -eq 0 ] || { printf '\n\033[1m=== %s: epäonnistui / failed (%s)\033[0m\n' "$name" "$status" >&2; exit $status; }
    durations+=("$(printf '%4d s  %s' $((SECONDS - started)) "$name")")
}

# --- checks -------------------------------------------------------------------------------------------------------
check_templates() {
    find templates -name '*.html' -print0 | xargs -0 --no-run-if-empty djade --target-version 5.2 --check
}

check_production_settings() {
    env -u TODAY APP_ENV=production SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(60))')" \
        ALLOWED_HOSTS=strategia.example SITE_URL=https://strategia.example EMAIL_URL=smtp://localhost:25 \
        python manage.py check --deploy --fail-level WARNING
}

# --- databases ----------------------------------------------------------------------------------------------------
# A cluster of its own on a socket in the scratch folder: no port, nothing left behind, quick because it need not survive.
start_postgresql() {
    local binaries
    binaries=$(find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' | sort --version-sort | tail -1)
    [ -n "$binaries" ] || { echo "No initdb below /usr/lib/postgresql." >&2 && return 1; }
    pg_ctl=$binaries/pg_ctl
    mkdir -m 700 "$postgres_home"
    if is_root; then chmod 711 "$scratch" && chown postgres: "$postgres_home"; fi
    as_postgres "$binaries/initdb" --pgdata="$postgres_home/data" --username=kemi --auth=trust --encoding=UTF8 \
        --locale=C.UTF-8 --no-sync >/dev/null &&
        as_postgres "$pg_ctl" start --wait --silent --pgdata="$postgres_home/data" --log="$postgres_home/log" --options="-k $postgres_home \
            -c listen_addresses= -c jit=off -c autovacuum=off -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
}

stop_postgresql() {
    [ -e "$postgres_home/data/postmaster.pid" ] || return 0
    as_postgres "$pg_ctl" stop --mode=immediate --silent --pgdata="$postgres_home/data"
}

is_root() { [ "$(id -u)" -eq 0 ]; }
as_postgres() { if is_root; then (cd "$postgres_home" && runuser -u postgres -- "$@"); else "$@"; fi; }  # it refuses root

# With arguments a run may have nothing to do (pytest's 5): somebody looks for a few tests among all.
test_on() {
    local status=0
    DATABASE_URL=$1 python -m pytest "${@:2}" "${pytest_arguments[@]}" || status=$?
    [ $status -eq 5 ] && [ ${#pytest_arguments[@]} -gt 0 ] && return 0
    return $status
}

main
