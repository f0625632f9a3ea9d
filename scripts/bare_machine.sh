#!/usr/bin/env bash
# Shows that the README's commands work where nothing was installed by hand: runs them in a clean clone of this checkout's
# commit, on a throw-away copy of this machine (an overlay in memory over its root file system) without Vulkan, browser, Deno,
# packages and caches. Nothing outside the copy changes. Needs root, overlayfs and npm's registry.
#
# usage: scripts/bare_machine.sh [COMMAND]    runs COMMAND there instead of the README's
#
# Its last line begins with "Bare machine:". Exit codes: 0 all passed, 77 cannot be done here, else that of what failed.
set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# The doctor as the first command too. A part of the tests: on the adapter, with processes of their own, in the browser.
readme='./tenshot doctor && take_away &&
./tenshot reproduce --quick &&
./tenshot test tests/gpu/gpu_test.ts tests/config/child_command_test.ts tests/run/task_main_test.ts \
  tests/end_to_end/doctor_test.ts tests/browser/bench_page_test.ts'

cannot() {
  echo "Bare machine: skipped: $*"
  exit 77
}

# Makes the copy and goes on within it. Runs in a mount namespace of its own, with which the copy ends.
make_copy() {
  set -euo pipefail
  local base=$1 root=$1/root name
  mount -t tmpfs -o size=8g tmpfs "$base" 2>/dev/null || return 77
  mkdir "$base/upper" "$base/work" "$root"
  # File systems mounted elsewhere than at / are not in the copy, so that what is taken away there cannot be theirs.
  mount -t overlay overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$root" 2>/dev/null || return 77
  mkdir -p "$root"/{proc,sys,dev,tmp,run,bare/home}
  chmod 1777 "$root/tmp"
  for name in proc sys dev; do mount --rbind "/$name" "$root/$name" 2>/dev/null || return 77; done
  # In a container these are mounted one by one.
  for name in resolv.conf hosts; do
    if [ -e "/etc/$name" ]; then rm -f "$root/etc/$name" && cat "/etc/$name" >"$root/etc/$name"; fi
  done
  if [ -e "$HOME/.npmrc" ]; then cp "$HOME/.npmrc" "$root/bare/home/"; fi
  # The checkout may be another user's.
  git config --file "$base/gitconfig" safe.directory '*'
  GIT_CONFIG_GLOBAL=$base/gitconfig git clone --quiet --no-hardlinks "$2" "$root/bare/tenshot"
  exec env -u XDG_RUNTIME_DIR -u XDG_DATA_HOME -u XDG_CACHE_HOME -u XDG_CONFIG_HOME -u DENO_DIR -u CHROMIUM -u LD_LIBRARY_PATH \
    HOME=/bare/home TMPDIR=/tmp chroot "$root" bash -c 'in_copy "$@"' bash "$3"
}

# Takes away the distribution's packages that ./tenshot is to bring.
take_away() {
  local found
  if type -P apt-get >/dev/null; then
    found=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' mesa-vulkan-drivers libvulkan1 'chromium*' 2>/dev/null | sed -n 's/^installed //p')
    # shellcheck disable=SC2086 # several packages
    [ -z "$found" ] || apt-get purge -y -qq $found >/dev/null 2>&1 || true
  elif type -P dnf >/dev/null; then
    dnf remove -y -q mesa-vulkan-drivers vulkan-loader chromium >/dev/null 2>&1 || true
  elif type -P pacman >/dev/null; then
    pacman -Rdd --noconfirm vulkan-swrast vulkan-icd-loader chromium >/dev/null 2>&1 || true
  fi
  if ldconfig -p | grep 'libvulkan\.so' >/dev/null || type -P chromium >/dev/null; then return 74; fi
}

# Takes away what ./tenshot is to bring, then runs the commands.
in_copy() {
  set -euo pipefail
  local found
  take_away || return 74
  while found=$(hash -r && type -P deno); do rm -rf "$found"; done
  cd /bare/tenshot
  type -P npm >/dev/null || return 75
  npm view deno version >/dev/null 2>&1 || return 76
  exec bash -c "$1"
}

[ "$(uname -s)" = Linux ] || cannot "needs Linux"
[ "$(id -u)" = 0 ] || cannot "needs root"
grep -q overlay /proc/filesystems || modprobe overlay 2>/dev/null || cannot "this kernel has no overlayfs"
unshare --mount true 2>/dev/null || cannot "found no right to make a mount namespace"

base=$(mktemp -d)
trap 'rmdir "$base"' EXIT
export -f make_copy take_away in_copy
status=0
unshare --mount timeout 600 bash -c 'make_copy "$@"' bash "$base" "$project" "${1:-$readme}" || status=$?
case $status in
  0) echo "Bare machine: passed in $SECONDS s" ;;
  74) cannot "could not take away the Vulkan or the browser that is installed" ;;
  75) cannot "found no npm on the root file system" ;;
  76) cannot "npm's registry does not answer" ;;
  77) cannot "found no right to mount an overlay" ;;
  124) echo "Bare machine: failed: not done in 600 s" ;;
  *) echo "Bare machine: failed with exit code $status" ;;
esac
exit "$status"
