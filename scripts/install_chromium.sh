#!/bin/sh
# Makes sure that the browser tests find a Chromium: does nothing where one is there, else installs Debian's.
set -eu

fail() {
  echo "error: Installing Chromium: $1" >&2
  echo "  what to do: $2" >&2
  exit 1
}

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && path=$(command -v "$name"); then
    echo "Chromium is there: $path"
    exit 0
  fi
done

by_hand="install Chromium or Google Chrome by hand, or set CHROMIUM to its executable"
command -v apt-get >/dev/null || fail "found no apt-get, wanted Debian or Ubuntu" "$by_hand"

root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || fail "found neither root rights nor sudo, wanted one of them for apt-get" \
    "as root, run apt-get install chromium"
  root=sudo
  echo "Installing packages needs root rights: sudo may ask for your password"
fi

echo "Installing Debian's chromium with apt-get"
# Lists of before may do where some of the new ones cannot be had.
$root apt-get update -qq || echo "apt-get update failed with exit code $?; going on with the lists that are there" >&2
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null ||
  fail "apt-get install chromium failed with exit code $?" "see what apt-get says above; $by_hand"
path=$(command -v chromium) || fail "found no chromium after apt-get installed it" "$by_hand"
echo "Installed: $path"
