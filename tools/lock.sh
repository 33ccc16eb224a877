#!/usr/bin/env bash
# Renews requirements.lock from pyproject.toml: tools/lock.sh [--upgrade | --upgrade-package NAME]
#
# Without a word only what pyproject.toml no longer allows or newly asks for changes. The settings of this machine's pip
# are left out, so that the lock holds what the public index has: the hashes of every file of every package, for all
# platforms, and no address.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
env -u PIP_FIND_LINKS -u PIP_INDEX_URL -u PIP_EXTRA_INDEX_URL PIP_CONFIG_FILE=/dev/null \
  "${LOCK_WITH:-.venv/bin/pip-compile}" --quiet --extra dev --build-deps-for wheel --generate-hashes --strip-extras \
  --allow-unsafe --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header "$@" \
  --output-file requirements.lock pyproject.toml
