#!/bin/sh
# Makes sure that the browser tests find a Chromium: does nothing where one is there, else installs Debian's.
set -eu

for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
  if [ -n "$name" ] && path=$(command -v "$name"); then
    echo "Chromium is there: $path"
    exit 0
  fi
done

if ! command -v apt-get >/dev/null; then
  echo "error: Installing Chromium: found no apt-get, wanted Debian or Ubuntu" >&2
  echo "  what to do: install Chromium or Google Chrome by hand, or set CHROMIUM to its executable" >&2
  exit 1
fi

root=""
if [ "$(id -u)" -ne 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "error: Installing Chromium: found neither root rights nor sudo, wanted one of them for apt-get" >&2
    echo "  what to do: as root, run apt-get install chromium" >&2
    exit 1
  fi
  root=sudo
  echo "Installing packages needs root rights: sudo may ask for your password"
fi

echo "Installing Debian's chromium with apt-get"
$root apt-get update -qq
$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null
echo "Installed: $(command -v chromium)"
