#!/usr/bin/env bash
# Stops the cluster that start_cluster.sh started in a folder: its jobs, then its daemons, each by its own process id.
#
#   stop_cluster.sh FOLDER
set -euo pipefail

[ $# = 1 ] || {
  echo "error: Stopping a cluster: found $# arguments, wanted FOLDER" >&2
  exit 2
}
cd "$1"
folder=$(pwd -P)
export SLURM_CONF=$folder/slurm.conf
PATH=$PATH:/usr/sbin:/sbin
[ -e slurm.conf ] || exit 0

# The process that a file names, if it is the program meant.
process_of() { # FILE PROGRAM
  local pid
  pid=$(cat "$1" 2>/dev/null) || return 0
  [[ $(readlink "/proc/${pid:-none}/exe" || true) != */$2* ]] || echo "$pid"
}

# One that has ended, but that nobody has asked after, has ended.
lives() { [ -e "/proc/$1" ] && ! grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

end_all() { # PID...
  local pid turn
  for pid in "$@"; do kill "$pid" 2>/dev/null || true; done
  for pid in "$@"; do
    for ((turn = 0; turn < 100; turn++)); do
      lives "$pid" || continue 2
      sleep 0.05
    done
    kill -KILL "$pid" 2>/dev/null || true
  done
}

# Processes of this cluster's jobs: their environment names both this configuration and a job. They may outlive their node.
of_jobs() {
  { grep -lsxz "SLURM_CONF=$folder/slurm.conf" /proc/[0-9]*/environ || true; } |
    xargs -r grep -lsxzE 'SLURM_JOB_ID=[0-9]+' | cut -d / -f 3 || true
}

if [ -n "$(process_of slurmctld.pid slurmctld)" ]; then
  scancel --quiet --me 2>/dev/null || true
  scancel --quiet --full --signal=KILL --me 2>/dev/null || true
  for ((turn = 0; turn < 60; turn++)); do
    [ -n "$(squeue --noheader 2>/dev/null)" ] || break
    sleep 0.05
  done
fi
daemons=()
for file in slurmd.*.pid; do mapfile -t -O "${#daemons[@]}" daemons < <(process_of "$file" slurmd); done
mapfile -t -O "${#daemons[@]}" daemons < <(process_of slurmctld.pid slurmctld)
end_all "${daemons[@]}"
mapfile -t left < <(of_jobs)
end_all "${left[@]}"
mapfile -t last < <(process_of munged.pid munged)
end_all "${last[@]}"
