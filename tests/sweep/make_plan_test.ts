import assert from "node:assert/strict";
import { resolve } from "node:path";
import { planOf } from "./sample_sweep.ts";

Deno.test("axes are multiplied, the last one first, and seeds and draws are split into tasks that are one group", async () => {
  const plan = await planOf(
    ...["--protocol=leak-free", "--draws=5", "--per-task=2", "--draw-seed=10"],
    ...["--over=labels-per-class=1,10", "--over=preset=graph,laptop"],
  );
  assert.deepEqual(plan.groups, [
    { "labels-per-class": "1", preset: "graph" },
    { "labels-per-class": "1", preset: "laptop" },
    { "labels-per-class": "10", preset: "graph" },
    { "labels-per-class": "10", preset: "laptop" },
  ]);
  assert.equal(plan.tasks.length, 12);
  assert.deepEqual(plan.tasks.slice(0, 3).map(({ group, seeds }) => [group, seeds]), [
    [0, [10, 11]],
    [0, [12, 13]],
    [0, [14]],
  ]);
  assert.deepEqual(plan.tasks[2]!.args, [
    "--protocol=leak-free",
    "--labels-per-class=1",
    "--preset=graph",
    "--draws=1",
    "--draw-seed=14",
    "--cache-dir=cache",
  ]);
  assert.equal(plan.tasks[2]!.options.drawSeed, 14);
  assert.match(plan.id, /^[0-9a-f]{8}$/);
});

Deno.test("on a cluster a task has one seed; on this machine all", async () => {
  const args = ["--protocol=published", "--seeds=3..6"];
  assert.deepEqual((await planOf(...args)).tasks.map(({ args }) => args), [["--protocol=published", "--seeds=3..6"]]);
  assert.deepEqual((await planOf(...args, "--engine=slurm")).tasks.map(({ args }) => args.at(-1)), [
    "--seeds=3..3",
    "--seeds=4..4",
    "--seeds=5..5",
    "--seeds=6..6",
  ]);
  const perTask = await planOf(...args, "--engine=slurm", "--per-task=3");
  assert.deepEqual(perTask.tasks.map(({ seeds }) => seeds), [[3, 4, 5], [6]]);
});

Deno.test("an axis of seeds makes no groups, one of a switch turns it on and off, and one of folders is the caller's", async () => {
  const seeds = await planOf("--protocol=published", "--over=seed=0,7", "--over=quick=true,false");
  assert.deepEqual(seeds.groups, [{ quick: "true" }, { quick: "false" }]);
  assert.deepEqual(seeds.tasks.map(({ args }) => args.join(" ")), [
    "--protocol=published --quick --seeds=0..0",
    "--protocol=published --no-quick --seeds=0..0",
    "--protocol=published --quick --seeds=7..7",
    "--protocol=published --no-quick --seeds=7..7",
  ]);
  assert.deepEqual(seeds.tasks.map(({ group }) => group), [0, 1, 0, 1]);
  const folders = await planOf("--over=data-dir=a,b");
  assert.deepEqual(folders.tasks.map(({ args }) => args[0]), [
    `--data-dir=${resolve("a")}`,
    `--data-dir=${resolve("b")}`,
  ]);
  const both = await planOf("--over=draw-seed=0,100", "--draws=2");
  assert.deepEqual(both.groups, [{ "draw-seed": "0" }, { "draw-seed": "100" }]);
  assert.deepEqual(both.tasks.map(({ seeds }) => seeds), [[0], [0]]);
  assert.equal((await planOf("--backend=cpu")).tasks[0]!.args.includes("--cache-dir=cache"), false);
});

for (
  const [args, message] of [
    [
      ["--over=label-per-class=1"],
      /found "label-per-class", wanted a flag of reproduce; did you mean labels-per-class\?/,
    ],
    [["--over=out=a,b"], /found "out", wanted a flag of reproduce/],
    [["--over=preset=graph,,laptop"], /Reading --over preset: found a value that is empty/],
    [["--over=preset=graph,graph"], /found "graph" twice/],
    [["--over=quick=yes"], /found "yes", wanted true or false of a switch/],
    [["--over=preset=graph", "--preset=laptop"], /found --preset too, wanted one of them/],
    [["--over=preset=graph", "--over=preset=laptop"], /found it twice/],
    [["--over=preset=graph,grph"], /Reading --preset: found "grph".*did you mean graph\?/],
    [["--protocol=published", "--over=preset=graph"], /found the published protocol, wanted --protocol leak-free/],
    [["--protocol=published", "--over=seeds=0..3,3..5"], /found seed 3 in two tasks that are alike/],
    [["--protocol=corrected", "--seeds=0..3"], /Reading --seeds: found the corrected protocol/],
  ] as const
) {
  Deno.test(`a plan is refused before anything is written: ${args.join(" ")}`, async () => {
    await assert.rejects(planOf(...args), message);
    await assert.rejects(planOf(...args), { name: "UsageError" });
  });
}
