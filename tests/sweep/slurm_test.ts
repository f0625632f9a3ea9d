/** A sweep on a real cluster of Slurm, with what goes wrong on one, against the same sweep on this machine. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { graphCache } from "../../lib/protocols/graph_cache.ts";
import { taskName } from "../../lib/sweep/folder.ts";
import type { SweepRecord } from "../../lib/sweep/sweep_record.ts";
import { readTries } from "../../lib/sweep/tries.ts";
import { exists, ROOT, runTask, startTask, type TaskResult } from "../end_to_end/tasks.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";
import { shell, until, whyNoSlurm, withCluster } from "./cluster.ts";

const missing = await whyNoSlurm();
if (missing !== "") {
  console.log(`Sweeps on Slurm are not tested: ${missing} (scripts/slurm/install_slurm.sh installs it)`);
}

/** Without git: a commit in between is another version. */
const ENV = { PATH: `${ROOT}tests/fixtures/no_git:${Deno.env.get("PATH")}` };
const RUN = ["--protocol", "leak-free", "--preset", "graph", "--quick", "--data-dir", "tests/fixtures/fashion"];
const AXES = ["--draws", "2", "--per-task", "1", "--over", "labels-per-class=1,5"];
const TASKS = [0, 1, 2, 3];

/** The lines of a task's record without times. */
async function timeless(folder: string, task: number): Promise<string[]> {
  const text = (await Deno.readTextFile(join(folder, "tasks", taskName(task), "run.json")))
    .replace(/"resumedAt": \[[^\]]*\],\n/g, "");
  return text.split("\n").filter((line) => !/^\s*"(\w+Ms|startedAt|endedAt)": /.test(line));
}

async function assertSameRuns(found: string, wanted: string): Promise<void> {
  for (const task of TASKS) {
    for (const name of ["predictions.json", "weights.safetensors", "pictures.json"]) {
      const bytes = (folder: string) => Deno.readFile(join(folder, "tasks", taskName(task), name));
      assert.deepEqual(await bytes(found), await bytes(wanted), `${task} ${name}`);
    }
    assert.deepEqual(await timeless(found, task), await timeless(wanted, task), `task ${task}`);
    assert.equal(await exists(join(found, "tasks", taskName(task), "checkpoint")), false);
  }
  const groups = async (folder: string) => (await readResults(folder)).groups;
  assert.deepEqual(await groups(found), await groups(wanted));
}

async function readResults(folder: string): Promise<SweepRecord> {
  return JSON.parse(await Deno.readTextFile(join(folder, "results.json")));
}

/** Puts graphs aside and claims their folder, so that all who want one wait; gives both back. */
async function holdGraphs(cache: string): Promise<() => Promise<void>> {
  const release = await graphCache(cache, assert.fail).claim!("any");
  assert.ok(release);
  await Deno.mkdir(`${cache}-aside`);
  const names = namesIn(cache);
  for (const name of names) await Deno.rename(join(cache, name), join(`${cache}-aside`, name));
  return async () => {
    for (const name of names) await Deno.rename(join(`${cache}-aside`, name), join(cache, name));
    await Deno.remove(`${cache}-aside`);
    await release();
  };
}

const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

Deno.test({
  name: "a sweep on Slurm comes to what it comes to here, through time limits, kills, a lost node and damage",
  ignore: missing !== "",
  fn: () =>
    withTemporaryFolder((dir) =>
      // Indices of an array end at 2 here, so that four tasks are two arrays.
      withCluster(["MaxArraySize=3"], async ({ env, folder: cluster }) => {
        const cache = join(dir, "cache");
        const sweep = (args: readonly string[], more: Record<string, string> = {}): Promise<TaskResult> =>
          runTask("sweep", args, { ...ENV, ...env, ...more });
        const slurm = (line: string) => shell(line, env);
        const reference = await runTask("reproduce", [...RUN, "--cache-dir", cache, "--out", join(dir, "first")], ENV);
        assert.equal(reference.code, 0, reference.stderr);
        const here = join(dir, "here");
        const local = await sweep([...RUN, ...AXES, "--cache-dir", cache, "--out", here]);
        assert.equal(local.code, 0, local.stderr);
        assert.match(local.stdout, /^4 of 4 tasks done\n[\s\S]*^labels-per-class=1: 2 of 2\n {2}Leak-free: /m);

        const out = join(dir, "there");
        const giveBack = await holdGraphs(cache);
        const child = startTask("sweep", [...RUN, ...AXES, "--cache-dir", cache, "--engine", "slurm", "--out", out], {
          ...ENV,
          ...env,
        });
        const ended = child.output();
        const begun = (task: number) =>
          exists(join(out, "tasks", taskName(task), "checkpoint/leak-free.labelled-images.safetensors"));
        await until("all tasks to begin", async () => (await Promise.all(TASKS.map(begun))).every(Boolean));
        assert.match(await Deno.readTextFile(join(out, "sweep.sbatch")), /^#SBATCH --array=0-2\n/m);
        assert.match(
          await Deno.readTextFile(join(out, "sweep-2.sbatch")),
          /^task=\$\(\(SLURM_ARRAY_TASK_ID \+ 3\)\)\n/m,
        );
        const tries = (task: number) => readTries(out, task);
        const jobOf = async (task: number) => (await tries(task)).at(-1)!.job!;

        // A node is lost under tasks; they go on where there is one, perhaps the same, which comes back by itself.
        const nodes = await Promise.all(TASKS.map(async (task) => (await tries(task))[0]!.node!));
        const lost = nodes.findIndex((node) => node !== nodes[3]);
        await slurm(`scontrol update nodename=${nodes[lost]} state=down reason=test`);
        const victims = TASKS.filter((task) => nodes[task] === nodes[lost]);
        await until(
          "its tasks to be begun again",
          async () => (await Promise.all(victims.map(tries))).every(({ length }) => length === 2),
        );

        // Its time limit is near: it has kept its draw, so it goes on later; then it has kept nothing more.
        await slurm(`scancel --batch --signal=USR2 ${await jobOf(3)}`);
        await until("task 3 to go on", async () => (await tries(3)).length === 2);
        assert.deepEqual((await tries(3)).map(({ begun, outcome }) => [begun, outcome]), [["new", "stopped"], [
          "resumed",
          undefined,
        ]]);
        await slurm(`scancel --batch --signal=USR2 ${await jobOf(3)}`);
        await until("task 3 to give up", async () => (await tries(3)).at(-1)!.outcome === "failed");

        // A process of the run is killed.
        await until("task 0 to fail", async () => {
          await slurm(`for pid in $(pgrep -f -- '(--out=|--resume )tasks/0000'); do
            [ "$(readlink /proc/$pid/cwd)" != '${out}' ] || kill -KILL $pid; done`);
          return (await tries(0)).at(-1)!.outcome === "failed";
        });
        assert.equal((await tries(0)).at(-1)!.signal, "SIGKILL");

        await giveBack();

        const first = await ended;
        assert.equal(first.code, 1, decode(first.stderr));
        assert.match(decode(first.stdout), /^2 of 4 tasks done, 2 failed\n/);
        assert.match(decode(first.stdout), /^ {2}task 0 failed on n[12]: killed, perhaps as its memory ran out/m);
        assert.match(decode(first.stdout), /^ {2}task 3 failed on n[12]: makes no progress within the time limit/m);
        assert.match(
          decode(first.stderr),
          /^To go on with what is not done:\n {2}\.\/tenshot sweep --resume \S+there$/m,
        );

        const resumed = await sweep(["--resume", out, "--engine", "slurm", "--throttle", "1"]);
        assert.equal(resumed.code, 0, resumed.stderr);
        assert.match(await Deno.readTextFile(join(out, "sweep.sbatch")), /^#SBATCH --array=0%1\n/m);
        await assertSameRuns(out, here);
        assert.equal((await tries(2)).length <= 2, true, "what was done is left alone");
        assert.match(
          await Deno.readTextFile(join(out, "logs/0002.txt")),
          /^Graph: 0\/100, another task is building it/m,
        );
        assert.deepEqual(namesIn(cache).filter((name) => !name.endsWith(".bin")), []);

        // One record is cut short; another has a figure changed.
        const record = (task: number) => join(out, "tasks", taskName(task), "run.json");
        await Deno.truncate(record(1), 1000);
        const changed = (await Deno.readTextFile(record(2))).replace(
          /"testErrors": (\d+)/,
          (_, errors) => `"testErrors": ${Number(errors) + 1}`,
        );
        await Deno.writeTextFile(record(2), changed);
        const damaged = await sweep(["--status", out]);
        assert.equal(damaged.code, 1, damaged.stderr);
        assert.match(damaged.stdout, /^2 of 4 tasks done, 2 failed\n/);
        const mended = await sweep(["--resume", out, "--engine", "slurm", "--no-wait"]);
        assert.equal(mended.code, 0, mended.stderr);
        assert.match(mended.stdout, /^to watch them: \.\/tenshot sweep --status /);
        await until("the page after the last task", async () => /^4 of 4 tasks done/m.test(await logOfPage(out)));
        assert.equal(await exists(`${record(1)}.damaged`), true);
        await assertSameRuns(out, here);

        // Slurm's own words, and nothing left that would look like a sweep at work.
        const partition = await sweep([
          ...RUN,
          "--engine",
          "slurm",
          "--slurm",
          "partition=none",
          "--out",
          join(dir, "p"),
        ]);
        assert.equal(partition.code, 1);
        assert.match(partition.stderr, /^error: Starting a sweep on Slurm: .*invalid partition specified: none/m);

        await slurm(`kill $(cat '${cluster}/slurmctld.pid') && sleep 1`);
        const down = await sweep([...RUN, "--engine", "slurm", "--out", join(dir, "down")]);
        assert.equal(down.code, 1);
        assert.match(down.stderr, /^error: Starting a sweep on Slurm: found a controller that does not answer/m);
        assert.equal(await exists(join(dir, "down")), false);
        const status = await sweep(["--status", out]);
        assert.equal(status.code, 0, status.stderr);
        assert.match(status.stdout, /^4 of 4 tasks done\n/);
      })
    ),
});

async function logOfPage(folder: string): Promise<string> {
  return await Deno.readTextFile(join(folder, "logs", "page.txt")).catch(() => "");
}
