#!/bin/sh
# Writes requirements.lock: every package of pyproject.toml with its development groups, MkDocs, dask and PostgreSQL's driver, pinned with hashes, no addresses.
set -eu
cd "$(dirname "$0")/.."
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
.venv/bin/uv pip compile pyproject.toml --extra cluster --extra docs --extra postgres --group dev --group build --universal --python-version 3.11 \
    --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --quiet \
    --output-file requirements.lock
