import assert from "node:assert/strict";
import { join } from "node:path";
import { SweepLook } from "../../lib/sweep/look.ts";
import { mergeSweep } from "../../lib/sweep/merge.ts";
import { SweepRecord } from "../../lib/sweep/sweep_record.ts";
import { summariseSweep } from "../../lib/sweep/sweep_summary.ts";
import { noteTry } from "../../lib/sweep/tries.ts";
import { sampleLeakFree } from "../report/sample_leak_free.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { leaveRecord, makeFolders, planOf, recordOf } from "./sample_sweep.ts";

const NOW = new Date("2026-01-31T13:00:00.000Z");
const NOBODY = { answers: true, of: () => undefined };

Deno.test("what is there is merged, whole or in part; each seed counts once, and what failed says why", async () => {
  await withTemporaryFolder(async (folder) => {
    await makeFolders(folder);
    const plan = await planOf(
      ...["--protocol=leak-free", "--draws=3", "--draw-seed=2000", "--per-task=1", "--quick"],
      ...["--over=labels-per-class=1,10"],
    );
    const leave = async (task: number, errors: number, adapter = "A") => {
      const record = recordOf(plan, task);
      const leakFree = sampleLeakFree(1);
      Object.assign(leakFree.draws[0]!, { drawSeed: plan.tasks[task]!.seeds[0], testErrors: errors });
      const { published: _, provenance, ...rest } = record;
      const shown = { description: adapter, vendor: "", architecture: "", device: "", software: true };
      await leaveRecord(folder, task, {
        ...rest,
        provenance: { ...provenance, adapter: shown, quick: true },
        leakFree,
      });
    };
    await leave(0, 100);
    await leave(2, 200);
    await leave(3, 50, "B");
    const startedAt = "2026-01-31T12:30:00.000Z";
    const failed = { begun: "new", startedAt, endedAt: startedAt, node: "n2", exitCode: 1, outcome: "failed" } as const;
    await noteTry(folder, 1, failed);
    await Deno.writeTextFile(join(folder, "logs/0001.txt"), "Graph: 10/100\nerror: out of paper\n\n");
    await noteTry(folder, 4, { begun: "new", startedAt });

    const look = new SweepLook(folder, plan);
    const record = mergeSweep(plan, await look.look(NOBODY), NOW);
    assert.deepEqual(SweepRecord.parse(JSON.parse(JSON.stringify(record))), record);
    assert.deepEqual(record.tasks.map(({ state }) => state), ["done", "failed", "done", "done", "stopped", "waiting"]);
    assert.deepEqual([record.tasks[1]!.reason, record.tasks[1]!.lastLine], ["exit code 1", "error: out of paper"]);
    assert.equal(record.tasks[4]!.reason, "killed with its worker");
    const [one, ten] = record.groups;
    assert.deepEqual([one!.setting, one!.found, one!.wanted, one!.quick], [{ "labels-per-class": "1" }, 2, 3, true]);
    assert.deepEqual(one!.measures[0]!.entries, [{ seed: 2000, errors: 100 }, { seed: 2002, errors: 200 }]);
    assert.deepEqual([one!.measures[0]!.key, one!.measures[0]!.summary.mean], ["leakFree", 150]);
    assert.deepEqual([ten!.adapters, ten!.found], [["B"], 1]);
    const text = summariseSweep(record, "reports/s1");
    assert.match(
      text,
      /^3 of 6 tasks done, 1 waiting, 1 stopped, 1 failed\n {2}task 1 failed on n2: exit code 1; error: out of paper\n/,
    );
    assert.match(text, /^labels-per-class=1: 2 of 3\n {2}Leak-free: 150 errors in 10000 = 1\.50 % \(100 to 200\)$/m);

    // A run that ends, but for a part that failed, gives what it has, and is not done.
    const partial = recordOf(plan, 5);
    const { published: _, ...others } = partial;
    await leaveRecord(folder, 5, {
      ...others,
      failures: [{ protocol: "leak-free", reason: "out of ink" }],
    });
    const [, ofTen] = mergeSweep(plan, await look.look(NOBODY), NOW).groups;
    assert.equal(ofTen!.found, 1);
    const sixth = mergeSweep(plan, await look.look(NOBODY), NOW).tasks[5]!;
    assert.equal(sixth.state, "failed");
    await noteTry(folder, 5, failed);
    const told = mergeSweep(plan, await look.look(NOBODY), NOW).tasks[5]!;
    assert.deepEqual([told.state, told.reason], ["failed", "The leak-free protocol failed: out of ink"]);
    await Deno.remove(join(folder, "tasks/0005"), { recursive: true });
    await Deno.remove(join(folder, "tries/0005.json"));

    // Files that change are read again; the engine's word goes before what a try says.
    await leave(1, 300);
    const running = {
      answers: true,
      of: (task: number) => task === 4 ? { state: "running", node: "n1" } as const : undefined,
    };
    const later = mergeSweep(plan, await look.look(running), NOW);
    assert.deepEqual(later.tasks.map(({ state }) => state), ["done", "done", "done", "done", "running", "waiting"]);
    assert.equal(later.groups[0]!.measures[0]!.summary.mean, 200);
    assert.equal(later.tasks[4]!.node, "n1");
    const blind = mergeSweep(plan, await look.look({ answers: false, of: () => undefined }), NOW);
    assert.equal(blind.tasks[4]!.state, "running", "where nobody can be asked, it may well run");
  });
});

Deno.test("a group of the published protocol is summed up as one run over its seeds is", async () => {
  await withTemporaryFolder(async (folder) => {
    await makeFolders(folder);
    const plan = await planOf("--protocol=published", "--seeds=4..5", "--per-task=1");
    for (const task of [1, 0]) {
      const record = recordOf(plan, task);
      const { stage1, stage2, pseudoLabels } = record.published!;
      const inShort = ({ tries, winningLoss, train, test }: typeof stage1) => {
        const errors = ({ images, labelInformedErrors, labelFreeErrors }: typeof test) => ({
          ...{ images, labelInformedErrors, labelFreeErrors: labelFreeErrors + task },
        });
        return { tries, winningLoss, train: errors(train), test: errors(test) };
      };
      const { selected, classifiedCount, wrong, byClass } = pseudoLabels;
      await leaveRecord(folder, task, {
        ...record,
        publishedSeeds: [{
          seed: 4 + task,
          stage1: inShort(stage1),
          stage2: inShort(stage2),
          pseudoLabels: { selected, classifiedCount, wrong, byClass },
          labelInformedAgainstLabelFree: { onlyFirstRight: 1, onlySecondRight: 0, pValue: 1 },
        }],
      });
    }
    const [group] = mergeSweep(plan, await new SweepLook(folder, plan).look(NOBODY), NOW).groups;
    const { stage2 } = recordOf(plan, 0).published!;
    assert.deepEqual(group!.publishedSeedsSummary!.stage2TestLabelFreeErrors.mean, stage2.test.labelFreeErrors + 0.5);
    assert.deepEqual(group!.measures.map(({ key }) => key), ["publishedInformed", "publishedFree"]);
    assert.deepEqual(group!.measures[1]!.entries.map(({ seed }) => seed), [4, 5]);
    assert.deepEqual(group!.adapters, ["none"]);
  });
});
