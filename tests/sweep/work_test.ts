/** What a worker does with what it finds, with a run that is only said to have run. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { runFolder } from "../../lib/sweep/folder.ts";
import type { SweepPlan } from "../../lib/sweep/plan.ts";
import { readTries } from "../../lib/sweep/tries.ts";
import { doTask, type RunEnd, type Workplace } from "../../lib/sweep/work.ts";
import { Checkpoint } from "../../lib/run/checkpoint.ts";
import { CHECKPOINT_VERSION } from "../../lib/run/checkpoint_request.ts";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";
import { leaveRecord, makeFolders, planOf, recordOf } from "./sample_sweep.ts";

const DONE: RunEnd = { code: 0, signal: null };
const FAILED: RunEnd = { code: 1, signal: null };

interface Bench {
  readonly folder: string;
  readonly plan: SweepPlan;
  readonly said: string[];
  readonly runs: string[][];
  requeued: number;
  /** Does task 0; each entry is one process of its run. */
  work(runs: ((stop: AbortSignal) => Promise<RunEnd>)[], stop?: AbortSignal): Promise<number>;
  /** Leaves the record of a run that has ended. */
  finish(): Promise<RunEnd>;
  /** Leaves what a run that is stopped leaves. */
  keep(parts: readonly string[]): Promise<void>;
}

async function withBench(test: (bench: Bench) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (folder) => {
    await makeFolders(folder);
    const plan = await planOf("--protocol=published", "--seeds=0..0");
    const bench: Bench = {
      folder,
      plan,
      said: [],
      runs: [],
      requeued: 0,
      async work(runs, stop = new AbortController().signal) {
        const place: Workplace = {
          node: "n1",
          leastSeconds: 0,
          say: (line) => void bench.said.push(line),
          run(args, stop) {
            bench.runs.push([...args]);
            return runs.shift()!(stop);
          },
          requeue: () => Promise.resolve(void bench.requeued++),
        };
        const code = await doTask(folder, plan, 0, place, stop);
        assert.equal(runs.length, 0, "every process was started");
        return code;
      },
      async finish() {
        await Deno.remove(join(folder, runFolder(0), "checkpoint"), { recursive: true }).catch(() => {});
        await leaveRecord(folder, 0, recordOf(plan, 0));
        return DONE;
      },
      async keep(parts) {
        const run = join(folder, runFolder(0));
        const { endedAt: _, ...provenance } = recordOf(plan, 0).provenance;
        const { version, commit, code, deno } = plan;
        const runtime = { ...provenance.runtime, deno };
        const checkpoint = await Checkpoint.create(run, {
          checkpointVersion: CHECKPOINT_VERSION,
          options: ReproduceOptions.parse(plan.tasks[0]!.options),
          optionsSet: [],
          folder,
          provenance: { ...provenance, version, commit, code, runtime },
        }, () => {});
        for (const part of parts) await checkpoint.write(part, {});
        const aside = `${run}-aside`;
        await Deno.rename(join(run, "checkpoint"), aside);
        await Deno.mkdir(join(run, "checkpoint"));
        await Deno.copyFile(join(aside, "request.json"), join(run, "checkpoint/request.json"));
        for (const part of parts) {
          await Deno.copyFile(`${aside}/${part}.safetensors`, `${run}/checkpoint/${part}.safetensors`);
        }
        await Deno.rename(aside, join(run, "checkpoint-gone"));
        await Deno.remove(join(run, "checkpoint-gone"), { recursive: true });
      },
    };
    await test(bench);
  });
}

const tries = async ({ folder }: Bench) =>
  (await readTries(folder, 0)).map(({ begun, outcome, note = "" }) => [begun, outcome, note]);

Deno.test("a task is begun once, and nothing is done where its record is there", async () => {
  await withBench(async (bench) => {
    assert.equal(await bench.work([bench.finish]), 0);
    assert.deepEqual(bench.runs, [["--protocol=published", "--seeds=0..0", "--out=tasks/0000", "--force"]]);
    assert.equal(await bench.work([]), 0);
    const [only] = await readTries(bench.folder, 0);
    assert.deepEqual([only!.begun, only!.outcome, only!.node, only!.exitCode], ["new", "done", "n1", 0]);
    assert.match(only!.sha256!, /^[0-9a-f]{64}$/);
  });
});

for (
  const [what, damage] of [
    ["cut short", (text: string) => text.slice(0, 500)],
    ["with a figure changed", (text: string) => text.replace('"quick": false', '"quick": true')],
    ["of other options", (text: string) => text.replace('"protocol": "published"', '"protocol": "both"')],
  ] as const
) {
  Deno.test(`a record that is ${what} is kept aside, and the task done again`, async () => {
    await withBench(async (bench) => {
      await bench.work([bench.finish]);
      const path = join(bench.folder, runFolder(0), "run.json");
      const whole = await Deno.readTextFile(path);
      assert.notEqual(damage(whole), whole);
      await Deno.writeTextFile(path, damage(whole));
      assert.equal(await bench.work([bench.finish]), 0);
      assert.equal(await Deno.readTextFile(`${path}.damaged`), damage(whole));
      assert.equal(bench.runs.length, 2);
    });
  });
}

Deno.test("a task that was stopped goes on; what cannot go on begins anew, once", async () => {
  await withBench(async (bench) => {
    await bench.keep(["a"]);
    assert.equal(await bench.work([() => Promise.resolve(FAILED), bench.finish]), 0);
    assert.deepEqual(bench.runs[0], ["--resume", "tasks/0000"]);
    assert.equal(bench.runs[1]!.at(-1), "--force");
    assert.deepEqual(await tries(bench), [
      ["resumed", "failed", ""],
      ["anew", "done", "begun anew: going on with it failed before anything more was kept"],
    ]);
  });
  await withBench(async (bench) => {
    await bench.keep(["a"]);
    assert.equal(await bench.work([() => Promise.resolve({ code: 137, signal: "SIGKILL" })]), 1);
    assert.equal(bench.runs.length, 1, "one that was killed might have gone on");
  });
  await withBench(async (bench) => {
    await bench.keep(["a"]);
    const request = join(bench.folder, runFolder(0), "checkpoint/request.json");
    await Deno.truncate(request, 100);
    assert.equal(await bench.work([() => Promise.resolve(FAILED)]), 1);
    assert.match((await tries(bench))[0]!.join(), /^anew,failed,begun anew: .*found a damaged request\.json/);
  });
});

Deno.test("near its time limit a task that has kept more is to go on later, and one that has not fails", async () => {
  const stopped = (bench: Bench, parts: readonly string[]) => async (controller: AbortController) => {
    await bench.keep(parts);
    controller.abort("time limit");
    return FAILED;
  };
  await withBench(async (bench) => {
    const first = new AbortController();
    assert.equal(await bench.work([() => stopped(bench, ["a"])(first)], first.signal), 143);
    assert.equal(bench.requeued, 1);
    const second = new AbortController();
    const nothingMore = () => {
      second.abort("time limit");
      return Promise.resolve(FAILED);
    };
    assert.equal(await bench.work([nothingMore], second.signal), 1);
    assert.equal(bench.requeued, 1);
    assert.deepEqual(await tries(bench), [
      ["new", "stopped", "time limit"],
      ["resumed", "failed", "makes no progress within the time limit"],
    ]);
  });
  await withBench(async (bench) => {
    const stop = new AbortController();
    const preempted = () => {
      stop.abort("terminated");
      return Promise.resolve<RunEnd>({ code: 143, signal: "SIGTERM" });
    };
    assert.equal(await bench.work([preempted], stop.signal), 143);
    assert.deepEqual([bench.requeued, await tries(bench)], [0, [["new", "stopped", "terminated"]]]);
    const late = new AbortController();
    const justDone = () => {
      late.abort("time limit");
      return bench.finish();
    };
    assert.equal(await bench.work([justDone], late.signal), 0, "it ended as it was told to stop");
  });
});

Deno.test("where a copy lives on, as after a lost node, its end is waited for, and its record taken", async () => {
  await withBench(async (bench) => {
    await bench.keep(["a"]);
    const lock = await Deno.open(join(bench.folder, runFolder(0), "checkpoint/lock"), { create: true, write: true });
    await lock.lock(true);
    const working = bench.work([]);
    while (bench.said.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.deepEqual(bench.said, ["another process is at work on it; waiting for that"]);
    await bench.finish();
    lock.close();
    assert.equal(await working, 0);
    assert.deepEqual(namesIn(join(bench.folder, "tries")), [], "no try of its own");
  });
});

Deno.test("a run that left a record but for a part that failed is no success, goes on if it kept something, and else is left", async () => {
  await withBench(async (bench) => {
    const failing = async (keeps: boolean) => {
      await leaveRecord(bench.folder, 0, {
        ...recordOf(bench.plan, 0),
        failures: [{ protocol: "published", seed: 3, reason: "no try was good enough" }],
      });
      if (keeps) await bench.keep(["a"]);
      return FAILED;
    };
    assert.equal(await bench.work([() => failing(true)]), 1);
    assert.equal(await bench.work([() => failing(false)]), 1);
    assert.deepEqual(bench.runs[1], ["--resume", "tasks/0000"]);
    await Deno.remove(join(bench.folder, runFolder(0), "checkpoint"), { recursive: true });
    assert.equal(await bench.work([]), 1, "it would fail again");
    assert.match(bench.said.at(-1)!, /^The published protocol on seed 3 failed: no try was good enough$/);
    assert.deepEqual((await tries(bench)).map(([, outcome]) => outcome), ["failed", "failed"]);
  });
});

Deno.test("a run that says it ended well but left no record is a failure, as is one that was killed", async () => {
  await withBench(async (bench) => {
    assert.equal(await bench.work([() => Promise.resolve(DONE)]), 1);
    assert.equal(await bench.work([() => Promise.resolve({ code: 137, signal: "SIGKILL" })]), 1);
    assert.deepEqual((await tries(bench)).map(([, outcome, note]) => [outcome, note]), [
      ["failed", "ended well, but its run.json is missing"],
      ["failed", "killed, perhaps as its memory ran out: --slurm mem=… asks for more"],
    ]);
  });
});
