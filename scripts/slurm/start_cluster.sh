#!/usr/bin/env bash
# Starts a cluster of Slurm on this machine, for tests: munge, a controller and some nodes, all on loopback, as whoever calls,
# with everything in one folder. A second call starts again what has stopped.
#
#   start_cluster.sh FOLDER [NODES [LINE...]]
#
# Lines are put at the end of a new slurm.conf, where the last one counts, such as MaxArraySize=4.
# Waits are short: a lost node is given up after 10 s, and a task that is to run again waits 5 s. Prints the line that sets
# SLURM_CONF, for eval. Exit codes: 0 every node has run a job, 1 something did not start, 2 wrong usage.
set -euo pipefail

fail() {
  printf 'error: Starting a cluster: %s\n' "$1" >&2
  exit "${2:-1}"
}

[ $# -ge 1 ] || fail "found no argument, wanted FOLDER [NODES [LINE...]]" 2
nodes=${2:-2}
lines=("${@:3}")
[[ $nodes =~ ^[1-9]$ ]] || fail "found $nodes nodes, wanted 1 to 9" 2
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$1"
cd "$1"
folder=$(pwd -P)
# A socket's path has at most 107 bytes, and slurm.conf knows no quotes.
[[ ${#folder} -le 80 && $folder != *[[:space:]#]* ]] || fail "found the folder $folder, wanted 80 plain characters at most"
export SLURM_CONF=$folder/slurm.conf

# Whether the process that a file names is there, and is the program meant: numbers are given again after a restart.
lives() { # FILE PROGRAM
  local pid
  pid=$(cat "$1" 2>/dev/null) && [ -n "$pid" ] && [[ $(readlink "/proc/$pid/exe") == */$2* ]]
}

# Repeats a command until it succeeds.
until_true() { # SECONDS WHAT COMMAND...
  local deadline=$((SECONDS + $1)) what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    [ $SECONDS -lt $deadline ] || fail "waited too long for $what; its log lies in $folder"
    sleep 0.05
  done
}

free_ports() { # COUNT: the first of so many ports in a row that nobody listens on
  local first port
  for ((first = 21000 + RANDOM % 20000; ; first += $1)); do
    for ((port = first; port < first + $1; port++)); do
      ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || continue 2
    done
    echo "$first"
    return
  done
}

write_conf() {
  local port host memory
  port=$(free_ports $((nodes + 1)))
  host=$(hostname -s)
  memory=$(awk '/^MemTotal/ { print int($2 / 2048) }' /proc/meminfo)
  cat >slurm.conf.new <<CONF
ClusterName=tenshot
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$port
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
# How long a credential holds is also how long a task waits that is to run again.
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
# What wants cgroups, as the defaults do, calls a job COMPLETED that it never ran.
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
JobCompType=jobcomp/none
MpiDefault=none
MailProg=$(command -v true)
# Tasks share a node; by default each has one for itself.
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
# A node may say that it has more than the machine, and is taken back once it answers again.
SlurmdParameters=config_overrides
ReturnToService=2
SlurmdTimeout=10
KillWait=5
MinJobAge=60
SchedulerParameters=batch_sched_delay=0,sched_interval=1,sched_min_interval=10000,bf_interval=1
CONF
  local node
  for ((node = 1; node <= nodes; node++)); do
    echo "NodeName=n$node NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + node)) CPUs=2 RealMemory=$memory State=UNKNOWN"
  done >>slurm.conf.new
  echo "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP" >>slurm.conf.new
  printf '%s\n' "${lines[@]}" >>slurm.conf.new
  mv slurm.conf.new slurm.conf
}

[ -e slurm.conf ] || write_conf
mkdir -p state
# Whoever has the key is root on this cluster.
chmod 700 state
[ -e state/munge.key ] || (umask 077 && head -c 128 /dev/urandom >state/munge.key)

# Forced, as munge wants its socket where everybody may reach it, and this folder may be nobody else's.
lives munged.pid munged || munged --force --num-threads=2 --key-file="$folder/state/munge.key" \
  --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" --log-file="$folder/munged.log" \
  --seed-file="$folder/state/munge.seed" 2>/dev/null || fail "munged does not start; see $folder/munged.log"
until_true 10 munged munge --no-input --socket="$folder/munge.socket"

lives slurmctld.pid slurmctld || slurmctld || fail "slurmctld does not start; see $folder/slurmctld.log"
controller_answers() { scontrol ping | grep -q 'is UP'; }
until_true 20 "the controller" controller_answers

for ((node = 1; node <= nodes; node++)); do
  mkdir -p "spool.n$node"
  lives "slurmd.n$node.pid" slurmd || slurmd -N "n$node" ||
    fail "slurmd of n$node does not start; see $folder/slurmd.n$node.log"
done
nodes_answer() {
  # After a crash of the controller a node may be found with a job of which it knows nothing, and be kept from new ones.
  local node
  for node in $(sinfo --noheader --Node --states=drain --format=%N | sort -u); do
    scontrol update nodename="$node" state=resume || true
  done
  [ "$(sinfo --noheader --Node --format=%t | grep -cE '^(idle|mix|alloc|comp)$')" = "$nodes" ]
}
until_true 30 "$nodes nodes" nodes_answer

# That a node looks idle proves nothing; that a job of it wrote a file does. Once is enough: later it may be full of tasks.
for ((node = 1; node <= nodes; node++)); do
  [ -e "proof.n$node" ] || sbatch --quiet --nodelist="n$node" --job-name=proof --output=/dev/null --wrap "touch proof.n$node" ||
    fail "n$node takes no job"
done
for ((node = 1; node <= nodes; node++)); do until_true 30 "the first job of n$node" test -e "proof.n$node"; done
echo "export SLURM_CONF=$SLURM_CONF"
