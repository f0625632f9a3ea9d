#!/usr/bin/env bash
# Everything that is worth measuring on a machine with a GPU, in one go, most worthy first. Each step has a time limit of its
# own and stops no other; a step that the time left has no room for is left out, and said to be.
#
# usage: scripts/gpu_visit.sh OUT [SECONDS]    OUT: an empty folder for all that is found; SECONDS: for all of it (720)
#   REHEARSE=1   small settings and whatever adapter there is, to try the script itself
#   PEERS=DIR    holds notebook_torch.py (with ../seed beside it) and MNIST's four .gz files in mnist/: the notebook under
#                PyTorch with CUDA, on the same card
#
# OUT/steps.tsv has a line a step: name, exit code (124: its limit, "left out": no time), seconds. OUT/NAME.txt holds what a
# step printed, OUT/NAME its files. Exit code: 0 if all steps ended well.
set -uo pipefail
[ "$#" -ge 1 ] || { sed -n '2,12s/^# \{0,1\}//p' "$0"; exit 2; }
mkdir -p "$1" || exit 1
out=$(cd "$1" && pwd -P)
most=${2:-720}
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
rehearse=${REHEARSE:-}
peers=${PEERS:+$(cd "$PEERS" && pwd -P)}
export NO_COLOR=1 DENO_NO_UPDATE_CHECK=1
worst=0
printf 'step\texit code\tseconds\n' >"$out/steps.tsv"

# A rehearsal has a CPU alone.
slowness=1
[ -z "$rehearse" ] || slowness=4

# step NAME LIMIT COMMAND…: runs it for LIMIT seconds at most, if at least half of that is left.
step() {
  local name=$1 limit=$(($2 * slowness)) left=$((most - SECONDS)) from=$SECONDS status=0
  shift 2
  if [ "$left" -lt $((limit / 2)) ]; then
    printf '%s\tleft out\t0\n' "$name" | tee -a "$out/steps.tsv"
    worst=1
    return
  fi
  timeout -k 5 "$((left < limit ? left : limit))" "$@" >"$out/$name.txt" 2>&1 </dev/null || status=$?
  [ "$status" = 0 ] || worst=1
  printf '%s\t%s\t%s\n' "$name" "$status" "$((SECONDS - from))" | tee -a "$out/steps.tsv"
}

# What a user runs, without what "deno task" installs.
task() {
  local name=$1 set
  shift
  set=$(sed -n "s/.*-P=\([a-z]*\) tasks\/$name\.ts.*/\1/p" deno.json | head -n 1)
  deno run -q --no-prompt --cached-only "-P=$set" "tasks/$name.ts" "$@"
}
export -f task
run() { step "$1" "$2" bash -c 'task "$@"' bash "${@:3}"; }
test_in() { step "$1" "$2" deno test -q --no-prompt --no-check --cached-only -A "${@:3}"; }

if [ -n "$rehearse" ]; then
  preset=quick draws=2 quick=(--quick) part=(--quick --part kernels)
else
  preset=gpu draws=10 quick=() part=()
fi
if type -P nvidia-smi >/dev/null; then step card 20 nvidia-smi; fi
run doctor 60 doctor --json
# A whole process with nothing compiled yet, then one that finds what the first left.
run reproduce-cold 150 reproduce --protocol both --preset "$preset" "${quick[@]}" --no-cache --out "$out/reproduce-cold" --json
run published-warm 60 reproduce --protocol published "${quick[@]}" --out "$out/published-warm" --json
run leak-free-warm 90 reproduce --protocol leak-free --preset "$preset" "${quick[@]}" --no-cache --out "$out/leak-free-warm" --json
if [ -n "$peers" ]; then
  step peer-cuda 120 python3 "$peers/notebook_torch.py" "$peers/mnist" --device cuda
  step peer-cuda-batched 60 python3 scripts/notebook_cuda.py "$peers/mnist" "$out/published-warm/run.json" --device cuda
fi
run leak-free-draws 120 reproduce --protocol leak-free --preset "$preset" --draws "$draws" --draw-seed 9000 "${quick[@]}" \
  --no-cache --out "$out/leak-free-draws" --json
run bench 150 bench "${part[@]}" --out "$out/bench" --json
run doctor-software 60 doctor --plan software --json
if [ -n "$rehearse" ]; then
  test_in tests 120 tests/gpu
else
  test_in tests-kernels 90 tests/kernels tests/train tests/gpu
  test_in tests-rest 150 --ignore=tests/browser,tests/sweep,tests/tenshot_test.ts,tests/kernels,tests/train,tests/gpu tests
fi

# What must come back is small and lies in one place.
for name in reproduce-cold published-warm leak-free-warm leak-free-draws bench; do
  for file in run.json bench.json index.html; do
    if [ -f "$out/$name/$file" ]; then cp "$out/$name/$file" "$out/$name-$file"; fi
  done
done
tar -czf "$out/visit.tar.gz" -C "$out" --exclude=visit.tar.gz $(cd "$out" && find . -maxdepth 1 -type f ! -name visit.tar.gz -printf '%f ')
echo "Wrote $out/visit.tar.gz"
exit "$worst"
