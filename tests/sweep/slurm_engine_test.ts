/** Slurm's commands are played by scripts here; tests/sweep/slurm_test.ts has the real ones. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { queuedTasks } from "../../lib/sweep/slurm_cluster.ts";
import { SlurmEngine, viewOfSlurm, writeScripts } from "../../lib/sweep/slurm_engine.ts";
import { noteSubmission, readSubmissions } from "../../lib/sweep/submissions.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";
import { planOf } from "./sample_sweep.ts";

/** Puts programs on PATH while `work` runs. */
async function withPrograms(programs: Record<string, string>, work: (dir: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (dir) => {
    await Deno.mkdir(join(dir, "bin"));
    for (const [name, text] of Object.entries(programs)) {
      await Deno.writeTextFile(join(dir, "bin", name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    }
    const path = Deno.env.get("PATH")!;
    Deno.env.set("PATH", `${dir}/bin:${path}`);
    try {
      await work(dir);
    } finally {
      Deno.env.set("PATH", path);
    }
  });
}

const UP = "echo 'Slurmctld(primary) at here is UP'";

Deno.test("a task is known by its job's name and offset, whatever its id, and what never starts is said", async () => {
  const queue = [
    "tenshot-1f9c02ab-1|3|RUNNING|None|n2|17",
    "tenshot-1f9c02ab-1|4|PENDING|Resources||17",
    "tenshot-1f9c02ab-2|0|PENDING|PartitionTimeLimit||18",
    "tenshot-1f9c02ab-2|1|PENDING|launch failed requeued held||18",
  ];
  await withPrograms({ scontrol: UP, squeue: `cat <<'END'\n${queue.join("\n")}\nEND` }, async (dir) => {
    const at = "2026-01-31T12:00:00.000Z";
    await noteSubmission(dir, { at, name: "tenshot-1f9c02ab-1", offset: 0, tasks: "0-9" });
    await noteSubmission(dir, { at, name: "tenshot-1f9c02ab-2", offset: 1001, tasks: "1001-1002" });
    await Deno.writeTextFile(join(dir, "submissions.jsonl"), '{"at":"2026', { append: true });
    assert.equal((await readSubmissions(dir)).length, 2, "half a line is no submission");
    const { view, empty, stuck, stuckTasks } = await viewOfSlurm(dir);
    assert.deepEqual([view.answers, empty], [true, false]);
    assert.deepEqual(view.of(3), { state: "running", node: "n2" });
    assert.deepEqual(view.of(4), { state: "waiting", reason: "Resources" });
    assert.deepEqual(view.of(1002), { state: "waiting", reason: "launch failed requeued held" });
    assert.deepEqual([...stuckTasks], [[1001, "18_0"], [1002, "18_1"]]);
    assert.deepEqual([view.of(0), view.of(1003)], [undefined, undefined]);
    assert.deepEqual(stuck, [
      "Slurm does not start 1 task of tenshot-1f9c02ab-2: PartitionTimeLimit; cancel them by scancel --name=tenshot-1f9c02ab-2",
      "Slurm does not start 1 task of tenshot-1f9c02ab-2: launch failed requeued held; cancel them by scancel " +
      "--name=tenshot-1f9c02ab-2",
    ]);
  });
});

Deno.test("a sweep of which Slurm has only what never starts is over", async () => {
  const queue = "tenshot-1f9c02ab-1|3|PENDING|launch failed requeued held||17";
  await withPrograms({ scontrol: UP, squeue: `echo '${queue}'` }, async (dir) => {
    await noteSubmission(dir, { at: "2026-01-31T12:00:00.000Z", name: "tenshot-1f9c02ab-1", offset: 0, tasks: "0-9" });
    const engine = new SlurmEngine(dir);
    assert.equal(engine.isOver(), false, "it has not been asked yet");
    await engine.view();
    assert.equal(engine.isOver(), true);
    assert.match(
      engine.notices().join(),
      /^Slurm does not start 1 task of tenshot-1f9c02ab-1: launch failed requeued held/,
    );
    assert.deepEqual(engine.notices(), []);
  });
});

Deno.test("a controller that does not answer is not asked for its queue", async () => {
  const programs = { scontrol: "echo 'Slurmctld(primary) at here is DOWN'", squeue: "exit 0" };
  await withPrograms(programs, async () => assert.equal(await queuedTasks(["a"]), undefined));
  await withPrograms({ scontrol: UP, squeue: "exit 1" }, async () => assert.equal(await queuedTasks(["a"]), undefined));
});

Deno.test("tasks beyond the largest index are several arrays, named on from those that were submitted", async () => {
  await withTemporaryFolder(async (dir) => {
    const plan = await planOf("--protocol=published", "--seeds=0..6", "--engine=slurm");
    await noteSubmission(dir, { at: plan.createdAt, name: `tenshot-${plan.id}-1`, offset: 0, tasks: "0-6" });
    const scripts = await writeScripts(dir, plan, [0, 2, 3, 6], { options: [], throttle: 2, maxArraySize: 3 });
    assert.deepEqual(
      scripts.map(({ file, submission: { name, offset, tasks } }) => [file, name.slice(-2), offset, tasks]),
      [["sweep.sbatch", "-2", 0, "0,2"], ["sweep-2.sbatch", "-3", 3, "3"], ["sweep-3.sbatch", "-4", 6, "6"]],
    );
    assert.match(await Deno.readTextFile(join(dir, "sweep-2.sbatch")), /^#SBATCH --array=0%2$/m);
    assert.deepEqual(namesIn(dir), ["submissions.jsonl", "sweep-2.sbatch", "sweep-3.sbatch", "sweep.sbatch"]);
  });
});
