import assert from "node:assert/strict";
import { join } from "node:path";
import { parseFlags } from "../../lib/config/flags.ts";
import { SweepOptions, sweepPurpose } from "../../lib/config/sweep_options.ts";
import { withSweepFile } from "../../lib/sweep/sweep_file.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";

Deno.test("a sweep from a file is the command line that it stands for", async () => {
  await withTemporaryFolder(async (dir) => {
    const path = join(dir, "sweep.json");
    await Deno.writeTextFile(
      path,
      JSON.stringify({
        protocol: "leak-free",
        draws: 10,
        prior: false,
        wait: false,
        over: { preset: ["graph", "laptop"], "labels-per-class": [1, 5] },
        slurm: { partition: "gpu", exclusive: true },
      }),
    );
    assert.deepEqual(await withSweepFile(["--engine=slurm", "--sweep", path, "--out=a"]), [
      ...["--protocol=leak-free", "--draws=10", "--no-prior", "--no-wait"],
      ...["--over=preset=graph,laptop", "--over=labels-per-class=1,5"],
      ...["--slurm=partition=gpu", "--slurm=exclusive", "--engine=slurm", "--out=a"],
    ]);
    for (
      const [text, message] of [
        ["{", /found no valid JSON/],
        ['{"over": {"preset": "graph"}}', /found a wrong value at over\.preset/],
        ['{"over": {"data-dir": ["a,b"]}}', /found the value "a,b" in an axis/],
      ] as const
    ) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(withSweepFile([`--sweep=${path}`]), { name: "UsageError", message });
    }
    await assert.rejects(withSweepFile(["--sweep", join(dir, "none.json")]), /found no such file/);
  });
});

Deno.test("a command line begins a sweep, goes on with one, tells of one or does one of its tasks, and never two of these", () => {
  const purpose = (...args: string[]) => {
    const { help, options, set } = parseFlags(SweepOptions, args);
    return help ? "help" : sweepPurpose(options, set);
  };
  assert.equal(purpose("--seeds=0..9", "--over=quick=true,false", "--over=plan=software,gpu"), "begin");
  assert.equal(purpose("--resume=a", "--engine=slurm", "--slurm=time=5", "--slurm=mem=4G", "--throttle=3"), "resume");
  assert.equal(purpose("--status=a"), "status");
  assert.equal(purpose("--work=0"), "work");
  assert.throws(() => purpose("--resume=a", "--seeds=0..1"), /found --seeds too, wanted it without, as the tasks stay/);
  assert.throws(() => purpose("--status=a", "--engine=slurm"), /found --engine too/);
  assert.throws(() => purpose("--resume="), /Reading --resume: found "", wanted DIR/);
  assert.throws(() => purpose("--slurm=time=5"), /Reading --slurm: found the engine local, wanted --engine slurm/);
  assert.throws(() => purpose("--no-wait"), /Reading --no-wait: found the engine local/);
});
