#!/bin/sh
# Makes sure that the example notebook can be run without a window: does nothing where jupyter-nbconvert is there, else installs
# Debian's; with --check it only looks. Exit codes: 0 it is there, 77 it is not, or cannot be had here.
set -eu

! command -v jupyter-nbconvert >/dev/null || exit 0
if [ "${1:-}" = --check ]; then
  echo "found no jupyter-nbconvert" >&2
  exit 77
fi
if ! command -v apt-get >/dev/null; then
  echo "Installing Jupyter: found no jupyter-nbconvert and no apt-get, wanted Debian or Ubuntu" >&2
  exit 77
fi
root=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Installing Jupyter: found no jupyter-nbconvert and neither root rights nor sudo without a password" >&2
    exit 77
  fi
  root=sudo
fi
echo "Installing Debian's jupyter-nbconvert with apt-get"
install() {
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends \
    jupyter-nbconvert python3-ipykernel >/dev/null
}
# Package lists may be missing, or older than what the archive still has.
install 2>/dev/null || { $root apt-get update -qq && install; } || exit 77
