#!/usr/bin/env bash
# Run once by Gradescope, as root, while it builds the container: Python, the pinned packages, the students' folder.
set -euo pipefail
umask 022
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
chmod 700 .

find_python() {
    for name in python3.13 python3.12 python3.11; do
        if command -v "$name" >/dev/null && "$name" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
}

export DEBIAN_FRONTEND=noninteractive
apt-get update -q || true
apt-get install -y -q bubblewrap || true  # used where the container allows namespaces
python="$(find_python)"
for version in 3.12 3.11; do
    if [ -z "$python" ]; then
        apt-get install -y -q "python$version" "python$version-venv" || true
        python="$(find_python)"
    fi
done
if [ -z "$python" ]; then
    echo "Python 3.11, 3.12 or 3.13 cannot be had in this image: choose a newer base image (Ubuntu 22.04 or later)." >&2
    exit 1
fi

"$python" -m venv .venv
.venv/bin/python -m pip install --quiet --no-deps --require-hashes -r requirements.lock
if [ -s requirements-further.txt ]; then
    .venv/bin/python -m pip install --quiet --no-deps -r requirements-further.txt
fi
cd engine
exec ../.venv/bin/python -s -E -B -m autograder.gradescope.prepare "$(dirname "$(dirname "$PWD")")"
