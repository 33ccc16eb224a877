#!/usr/bin/env bash
# Makes a fresh clone ready: tools/setup.sh [run|test]
#
#   run    .venv/ with the locked Python packages and the command .venv/bin/ogi (what `make run` needs)
#   test   the same, and what pip cannot install: a browser, Chinese fonts, an office converter (`make test`)
#
# Safe to call at any time and quick when nothing has changed. Packages of the system are installed only as root on
# Debian and its relatives; anybody else is told in one line what is missing and what works without it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

say() { printf 'setup: %s\n' "$*" >&2; }
die() { say "$*"; exit 3; }

# The lock holds for CPython 3.11 to 3.13 (2026-11: backports-zstd, which Scrapy needs, stops at 3.13).
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; }

find_python() {
  local candidate
  for candidate in ${PYTHON:+"$PYTHON"} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
    if command -v "$candidate" >/dev/null && fits "$candidate"; then
      command -v "$candidate"
      return
    fi
  done
  return 1
}

is_root() { [ "$(id -u)" = 0 ]; }
has_apt() { command -v apt-get >/dev/null; }

apt_install() {
  local options=(-y -q --no-install-recommends -o DPkg::Lock::Timeout=120)
  export DEBIAN_FRONTEND=noninteractive
  # The lists of a fresh machine are empty and those of an old one name versions that are gone: then, and only then,
  # they are fetched.
  apt-get install "${options[@]}" "$@" >/dev/null 2>&1 ||
    { apt-get update -q >/dev/null && apt-get install "${options[@]}" "$@" >/dev/null; }
}

make_venv() {
  local python=$1
  if [ -x .venv/bin/python ] && fits .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
    return
  fi
  # Debian keeps ensurepip in a package of its own, so that `python3 -m venv` is there and does not work.
  if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    local version
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    { is_root && has_apt; } || die "$python cannot make environments: install $version (Debian: apt-get install $version)"
    say "installing $version"
    apt_install "$version" || die "apt-get could not install $version; nothing was changed"
  fi
  "$python" -m venv --clear .venv
}

install_packages() {
  # The stamp names everything the environment was made from, the place too: an environment does not survive a move.
  local stamp=.venv/.made-from wanted python
  wanted=$( (cat requirements.lock pyproject.toml tools/setup.sh; pwd) | sha256sum)
  if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && .venv/bin/python -c '' 2>/dev/null; then
    return
  fi
  if ! python=$(find_python); then
    if is_root && has_apt && [ -z "${PYTHON:-}" ]; then
      say "installing python3"
      apt_install python3 python3-venv || true
    fi
    python=$(find_python) || die "Python 3.11, 3.12 or 3.13 is needed and not found: install it" \
      "(Debian 12 and later: apt-get install python3-venv) or name one: PYTHON=/path/to/python make setup"
  fi
  make_venv "$python"
  say "installing the locked packages into .venv (a minute or two, once)"
  local pip=(.venv/bin/python -m pip --disable-pip-version-check --no-input install) log=.venv/setup.log
  if ! { "${pip[@]}" --require-hashes -r requirements.lock && "${pip[@]}" --no-deps --no-build-isolation -e .; } \
    >"$log" 2>&1; then
    tail -n 15 "$log" >&2
    die "pip could not install the packages (why is said above); run it again, what is installed already is kept"
  fi
  printf '%s\n' "$wanted" >"$stamp"
}

has_browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
has_fonts() { command -v fc-list && [ -n "$(fc-list :lang=zh-cn file)" ]; }
# The browser's driver, which pip brings, is linked against it (2026-11).
has_atomic() { .venv/bin/python -c 'import ctypes; ctypes.CDLL("libatomic.so.1")' 2>/dev/null; }
has_office() { command -v soffice || command -v libreoffice; }
has_calc() { has_office >/dev/null && [ -e "$(dirname "$(readlink -f "$(has_office)")")/libsclo.so" ]; }

has_postgres() { compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null; }

install_system() {
  local missing=()
  has_browser >/dev/null || missing+=(chromium)
  has_atomic || missing+=(libatomic1)
  has_fonts >/dev/null || missing+=(fontconfig fonts-noto-cjk)
  has_office >/dev/null || missing+=(libreoffice-writer-nogui)
  has_calc || missing+=(libreoffice-calc-nogui)
  has_postgres || missing+=(postgresql)
  [ ${#missing[@]} -gt 0 ] || return 0
  if is_root && has_apt; then
    say "installing ${missing[*]} (a few minutes, once)"
    apt_install "${missing[@]}" && return 0
    say "apt-get could not install ${missing[*]}"
  fi
  say "missing: ${missing[*]}. Everything runs without; the tests that need them are skipped and say so"
}

case "${1:-run}" in
run) install_packages ;;
test)
  install_packages
  install_system
  ;;
*) die "unknown word: $1 (run or test)" ;;
esac
