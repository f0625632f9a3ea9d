#!/usr/bin/env bash
# Deno 2.9.6: `deno fmt --check` calls every Jupyter notebook unformatted, be it one that `deno fmt` has just been over, unless
# Deno's own cache remembers that it was formatted. So it passes where it was formatted and fails on a new machine.
#
# Guessed before running: check passes on what fmt leaves unchanged, whatever is cached.
# Seen: fmt leaves the bytes as they are; check on an empty cache ends with 1; with the cache of that fmt it ends with 0.
#
# Exits with 0 if that is so still, else with 1. Installs deno from npm into a temporary folder.
set -euo pipefail

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm install --silent --no-audit --no-fund --prefix "$dir" deno@2.9.6
deno=$dir/node_modules/.bin/deno
export DENO_NO_UPDATE_CHECK=1
"$deno" --version | head -n 1

mkdir work && cd work
cat > plain.ipynb <<'NOTEBOOK'
{
 "cells": [
  {
   "cell_type": "code",
   "execution_count": null,
   "id": "one",
   "metadata": {},
   "outputs": [],
   "source": [
    "const one = 1;"
   ]
  }
 ],
 "metadata": {
  "kernelspec": { "display_name": "Deno", "language": "typescript", "name": "deno" },
  "language_info": { "name": "typescript" }
 },
 "nbformat": 4,
 "nbformat_minor": 5
}
NOTEBOOK
printf 'const one = 1;\n' > plain.ts

DENO_DIR=$dir/cache "$deno" fmt --quiet plain.ipynb plain.ts
cp plain.ipynb once.json
DENO_DIR=$dir/again "$deno" fmt --quiet plain.ipynb
cmp -s plain.ipynb once.json && same=yes || same=no
check() { DENO_DIR=$1 "$deno" fmt --check --quiet "$2" >/dev/null 2>&1 && echo 0 || echo 1; }
script=$(check "$dir/empty1" plain.ts)
fresh=$(check "$dir/empty2" plain.ipynb)
known=$(check "$dir/cache" plain.ipynb)
echo "a second fmt leaves the notebook as it is: $same"
echo "fmt --check of a script, empty cache: exit code $script"
echo "fmt --check of the notebook, empty cache: exit code $fresh"
echo "fmt --check of the notebook, cache of the fmt before: exit code $known"
[ "$same $script $fresh $known" = "yes 0 1 0" ]
