#!/bin/sh
# Makes .venv from the lock, and sees to bubblewrap. Called by make; safe to call again.
# `bootstrap.sh browser` sees to Chromium alone: the tests drive JupyterLab in it; `bootstrap.sh postgres` to PostgreSQL.
set -eu
cd "$(dirname "$0")/.."
python=${PYTHON:-python3}

say() { printf '%s\n' "$*" >&2; }

command -v "$python" >/dev/null 2>&1 || { say "Python is missing: install Python 3.11 or newer (Debian, Ubuntu: apt install python3 python3-venv)."; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "$("$python" --version) is too old: install Python 3.11 or newer, or name one: make PYTHON=python3.12 ..."; exit 1; }

# As root, or with sudo that asks nothing, packages are installed; else one sentence says what to do.
install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    if [ "$(id -u)" = 0 ]; then as_root=""; elif sudo -n true 2>/dev/null; then as_root="sudo -n"; else return 1; fi
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1 && return 0
    $as_root apt-get update -qq >/dev/null 2>&1 || true
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1
}

if [ "${1:-}" = browser ]; then
    for browser in chromium chromium-browser google-chrome google-chrome-stable; do
        command -v $browser >/dev/null 2>&1 && exit 0
    done
    say "installing Chromium, in which the tests drive JupyterLab"
    install chromium || say "Chromium is missing, so the tests in a browser are skipped: apt install chromium."
    exit 0
fi

if [ "${1:-}" = postgres ]; then
    command -v postgres >/dev/null 2>&1 && exit 0
    for server in /usr/lib/postgresql/*/bin/postgres; do [ -x "$server" ] && exit 0; done
    say "installing PostgreSQL, of which the tests start a server of their own"
    install postgresql || say "PostgreSQL is missing, so the tests with it are skipped: apt install postgresql."
    exit 0
fi

if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    install python3-venv || { say "Python's venv module is missing: apt install python3-venv, then run make again."; exit 1; }
fi
if [ "$(uname)" = Linux ] && ! command -v bwrap >/dev/null 2>&1; then
    say "installing bubblewrap, the sandbox for students' code"
    install bubblewrap || say "bubblewrap is missing, so students' code cannot be graded yet: apt install bubblewrap."
fi

if [ ! -x .venv/bin/python ] || ! .venv/bin/python -c '' 2>/dev/null; then
    say "making .venv"
    rm -rf .venv
    "$python" -m venv .venv
fi
say "installing the packages of requirements.lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
touch .venv/.ready
