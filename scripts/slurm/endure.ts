/**
 * What sweeps on Slurm take and endure, by hand, on a cluster of this machine: not part of the tests, as it takes minutes.
 *
 *     deno run --allow-read --allow-write --allow-env --allow-run scripts/slurm/endure.ts overhead FOLDER [TASKS]
 *     deno run --allow-read --allow-write --allow-env --allow-run scripts/slurm/endure.ts kills FOLDER [TASKS] [KILLS] [SEED]
 *
 * `overhead` runs quick tasks, two at a time, and says what each takes beside its run. `kills` kills at random, while a sweep
 * goes on, a task's process, a node's daemon, the controller, or all of them with every task and the sweep that waits, and
 * starts them again; then it holds every record against those of the same sweep on this machine. FOLDER is new, and its path
 * short. Prints its findings as JSON. Exit codes: 0 nothing was lost, different or counted twice, 1 something was.
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandOf, programOf, taskCommand } from "../../lib/sweep/child.ts";
import { taskName } from "../../lib/sweep/folder.ts";
import type { SweepRecord } from "../../lib/sweep/sweep_record.ts";
import { readTries } from "../../lib/sweep/tries.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const RUN = [
  ...["--protocol=leak-free", "--preset=graph", "--quick", `--data-dir=${ROOT}tests/fixtures/fashion`, "--per-task=1"],
  "--no-reports",
];

const [what, folder = "", tasksText, killsText, seedText] = Deno.args;
if (what !== "overhead" && what !== "kills" || folder === "") {
  console.error("Usage: endure.ts overhead|kills FOLDER [TASKS] [KILLS] [SEED]");
  Deno.exit(2);
}
await Deno.mkdir(folder);
const cluster = join(await Deno.realPath(folder), "cluster");
const cache = `${cluster}/../cache`;
await shell(`bash '${ROOT}scripts/slurm/start_cluster.sh' '${cluster}' 2`);
Deno.env.set("SLURM_CONF", `${cluster}/slurm.conf`);
let sound = false;
try {
  // The graph is built once, so that what follows is like.
  await sweep(["--draws=1", `--out=${folder}/first`]);
  const findings = what === "overhead" ? await overhead(Number(tasksText ?? 200)) : await kills(
    Number(tasksText ?? 40),
    Number(killsText ?? 20),
    Number(seedText ?? 1),
  );
  console.log(JSON.stringify(findings, undefined, 2));
  sound = findings.lost + findings.different + findings.countedTwice === 0;
} finally {
  await shell(`bash '${ROOT}scripts/slurm/stop_cluster.sh' '${cluster}'`);
}
Deno.exit(sound ? 0 : 1);

interface Findings {
  readonly lost: number;
  readonly different: number;
  readonly countedTwice: number;
  readonly [more: string]: unknown;
}

async function overhead(tasks: number): Promise<Findings> {
  const out = `${folder}/sweep`;
  const startMs = Date.now();
  await sweep([`--draws=${tasks}`, "--engine=slurm", "--throttle=2", `--out=${out}`]);
  const wallMs = Date.now() - startMs;
  const runsMs: number[] = [];
  for (let task = 0; task < tasks; task++) {
    for (const { startedAt, endedAt } of await readTries(out, task)) {
      if (endedAt !== undefined) runsMs.push(Date.parse(endedAt) - Date.parse(startedAt));
    }
  }
  const sum = runsMs.reduce((total, ms) => total + ms, 0);
  return {
    ...await counted(out, tasks),
    tasks,
    different: 0,
    wallSeconds: seconds(wallMs),
    secondsOfARun: seconds(sum / runsMs.length),
    // Two at a time: what a place is held beyond the run itself.
    overheadSecondsATask: seconds((2 * wallMs - sum) / tasks),
  };
}

async function kills(tasks: number, wanted: number, seed: number): Promise<Findings> {
  const here = `${folder}/here`;
  const out = `${folder}/there`;
  await sweep([`--draws=${tasks}`, "--throttle=2", `--out=${here}`]);
  const random = randomFrom(seed);
  const startMs = Date.now();
  let waiting = startSweep([`--draws=${tasks}`, "--engine=slurm", `--out=${out}`]);
  while (await Deno.stat(`${out}/tries/0000.json`).catch(() => undefined) === undefined) await pause(100);
  const killed: Record<string, number> = { task: 0, slurmd: 0, slurmctld: 0, all: 0 };
  let resumes = 0;
  for (let kill = 0;;) {
    const done = await doneTasks(out, tasks);
    if (done === tasks && kill === wanted) break;
    // Spread over the sweep by what is done, so that the last one still meets a task.
    if (kill < wanted && done >= Math.floor(kill * (tasks - 2) / wanted)) {
      const kind = ["task", "task", "slurmd", "slurmctld", "all"][Math.floor(random() * 5)]!;
      if (await killOne(kind, out, random)) {
        killed[kind]!++;
        kill++;
      }
      await shell(`bash '${ROOT}scripts/slurm/start_cluster.sh' '${cluster}' 2`);
    }
    const ended = await Promise.race([waiting, pause(500).then(() => undefined)]);
    if (ended !== undefined && await doneTasks(out, tasks) < tasks) {
      resumes++;
      waiting = startSweep([`--resume=${out}`, "--engine=slurm"], true);
    }
  }
  await waiting;
  await sweep([`--status=${out}`], true);
  let different = 0;
  for (let task = 0; task < tasks; task++) {
    if (await timeless(out, task) !== await timeless(here, task)) different++;
  }
  return {
    ...await counted(out, tasks),
    different,
    tasks,
    killed,
    resumes,
    wallSeconds: seconds(Date.now() - startMs),
  };
}

/** Kills one thing, if it is there. */
async function killOne(kind: string, out: string, random: () => number): Promise<boolean> {
  const ofTasks = `$(for pid in $(pgrep -f 'tasks/(reproduce|sweep)[.]ts'); do
    [ "$(readlink /proc/$pid/cwd)" != '${await Deno.realPath(out)}' ] || echo $pid; done)`;
  const daemons = (name: string) => `$(cat '${cluster}'/${name}.pid)`;
  switch (kind) {
    case "task": {
      const pids = (await shell(`echo ${ofTasks}`)).trim().split(/\s+/).filter((pid) => pid !== "");
      const pid = pids[Math.floor(random() * pids.length)];
      return pid !== undefined && await shell(`kill -KILL ${pid}`).then(() => true, () => false);
    }
    case "slurmd":
      await shell(`kill -KILL ${daemons(`slurmd.n${1 + Math.floor(random() * 2)}`)}`);
      return true;
    case "slurmctld":
      await shell(`kill -KILL ${daemons("slurmctld")}`);
      return true;
    default: {
      const waiting = `$(pgrep -f -- '(--out|--resume)=${out}( |$)')`;
      const steps =
        `$(grep -lsxz 'SLURM_CONF=${cluster}/slurm.conf' /proc/[0-9]*/environ | cut -d / -f 3 | while read -r pid; do
        case $(readlink /proc/$pid/exe) in */slurmstepd) echo $pid ;; esac; done)`;
      const all = [
        daemons("slurmctld"),
        daemons("slurmd.n1"),
        daemons("slurmd.n2"),
        daemons("munged"),
        waiting,
        ofTasks,
        steps,
      ];
      await shell(`kill -KILL ${all.join(" ")} 2>/dev/null; sleep 0.5`);
      return true;
    }
  }
}

/** How many tasks have no result, and how many results are there more than once. */
async function counted(out: string, tasks: number): Promise<Pick<Findings, "lost" | "countedTwice">> {
  const record: SweepRecord = JSON.parse(await Deno.readTextFile(`${out}/results.json`));
  const seeds = record.groups.flatMap(({ measures }) => measures.find(({ key }) => key === "leakFree")!.entries)
    .map(({ seed }) => seed);
  return { lost: tasks - new Set(seeds).size, countedTwice: seeds.length - new Set(seeds).size };
}

async function doneTasks(out: string, tasks: number): Promise<number> {
  let done = 0;
  for (let task = 0; task < tasks; task++) {
    if (await Deno.stat(`${out}/tasks/${taskName(task)}/run.json`).then(() => true, () => false)) done++;
  }
  return done;
}

/** All that a task leaves, but for times. */
async function timeless(out: string, task: number): Promise<string> {
  const run = `${out}/tasks/${taskName(task)}`;
  const text = (await Deno.readTextFile(`${run}/run.json`)).replace(/"resumedAt": \[[^\]]*\],\n/g, "");
  const lines = text.split("\n").filter((line) => !/^\s*"(\w+Ms|startedAt|endedAt)": /.test(line));
  const sums = await shell(`cd '${run}' && sha256sum predictions.json weights.safetensors pictures.json`);
  return lines.join("\n") + sums;
}

async function sweep(args: readonly string[], mayFail: boolean = false): Promise<void> {
  const code = await startSweep(args, args[0]!.startsWith("--status"));
  if (code !== 0 && !mayFail) throw new Error(`Running sweep ${args.join(" ")}: found exit code ${code}, wanted 0`);
}

/** The exit code, once it has ended. */
async function startSweep(args: readonly string[], planned: boolean = false): Promise<number> {
  const words = planned ? args : [...RUN, `--cache-dir=${cache}`, ...args];
  const [command, ...rest] = taskCommand("sweep", words);
  const child = commandOf(programOf(command!, rest), {
    stdin: "null",
    stdout: "null",
    stderr: "null",
  });
  return (await child.spawn().status).code;
}

async function shell(line: string): Promise<string> {
  const { code, stdout, stderr } = await commandOf(programOf("bash", ["-c", line]), { stdin: "null" }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`Running ${line}: ${decoder.decode(stderr)}`);
  return decoder.decode(stdout);
}

/** Numbers from 0 to below 1, the same for the same seed. Source: Tommy Ettinger's mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function seconds(ms: number): number {
  return Number((ms / 1000).toFixed(2));
}
