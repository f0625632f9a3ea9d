#!/bin/sh
# Makes sure that a cluster of Slurm can be started on this machine: does nothing where its programs are there, else installs
# Debian's; with --check it only looks. Exit codes: 0 they are there, 77 they are not, or cannot be had here.
set -eu

# Daemons lie where an ordinary user's PATH does not look.
PATH=$PATH:/usr/sbin:/sbin
missing=
for program in munged slurmctld slurmd sbatch squeue scontrol; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
[ -n "$missing" ] || exit 0
if [ "${1:-}" = --check ]; then
  echo "found no$missing" >&2
  exit 77
fi

if ! command -v apt-get >/dev/null; then
  echo "Installing Slurm: found no$missing and no apt-get, wanted Debian or Ubuntu" >&2
  exit 77
fi
root=
if [ "$(id -u)" -ne 0 ]; then
  if ! sudo -n true 2>/dev/null; then
    echo "Installing Slurm: found no$missing and neither root rights nor sudo without a password, wanted one of them" >&2
    exit 77
  fi
  root=sudo
fi
echo "Installing Debian's Slurm with apt-get"
install() {
  $root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq -o DPkg::Lock::Timeout=300 --no-install-recommends \
    munge slurmctld slurmd slurm-client >/dev/null
}
# Package lists may be missing, or older than what the archive still has.
install 2>/dev/null || { $root apt-get update -qq && install; } || exit 77
