import assert from "node:assert/strict";
import { parseFlags } from "../../lib/config/flags.ts";
import { chooseProtocol, ReproduceOptions, seedsOfRun } from "../../lib/config/options.ts";
import { UsageError } from "../../lib/config/usage_error.ts";

function seedsFor(...args: string[]): number[] {
  const { options, set } = parseFlags(ReproduceOptions, args);
  return seedsOfRun(ReproduceOptions.parse(options), set);
}

Deno.test("the leak-free protocol's options give the seeds of its draws", () => {
  assert.deepEqual(seedsFor("--protocol", "leak-free"), [0]);
  assert.deepEqual(seedsFor("--protocol=leak-free", "--draws=3", "--draw-seed=1000"), [1000, 1001, 1002]);
});

for (
  const [args, message] of [
    [["--preset", "huge"], /--preset: found "huge"/],
    [["--preset", "graph", "--steps", "9"], /--steps: found the preset graph, wanted one with a network/],
    [["--labels-per-class", "1001"], /--labels-per-class: found "1001", wanted a whole number from 0 to 1000/],
    [["--draws", "0"], /--draws/],
    [["--draws", "2", "--draw-seed", "4294967295"], /--draw-seed: found 4294967295 for 2 draws, wanted seeds up to/],
    [["--labelled-indices", "a.json", "--draws", "2"], /--labelled-indices: found --draws too/],
    [["--labelled-indices", "a.json", "--draw-seed", "2"], /--labelled-indices: found --draw-seed too/],
    [["--labelled-indices", "a.json", "--labels-per-class", "2"], /found --labels-per-class too/],
    [["--backend", "cpu"], /--backend: found cpu, wanted webgpu for the leak-free protocol/],
    [["--seed", "1"], /--seed: found the leak-free protocol/],
    [["--seeds", "0..3"], /--seeds: found the leak-free protocol/],
    [["--cache-dir", "x", "--no-cache"], /--cache-dir: found --no-cache too, wanted one of them/],
    [["--cache-dir", ""], /--cache-dir: found "", wanted DIR/],
    [["--labelled-indices="], /--labelled-indices: found "", wanted FILE\.json/],
    [["--label-vectors", "generated"], /--label-vectors: found the leak-free protocol/],
  ] as const
) {
  Deno.test(`--protocol leak-free ${args.join(" ")} is a usage error`, () => {
    assert.throws(() => seedsFor("--protocol", "leak-free", ...args), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, message);
      return true;
    });
  });
}

Deno.test("the notebook's protocols take none of the leak-free protocol's options", () => {
  for (const args of [["--draws", "2"], ["--no-prior"], ["--baselines"], ["--cache-dir", "x"]]) {
    assert.throws(() => seedsFor("--protocol", "published", ...args), /wanted --protocol leak-free with it/);
  }
});

Deno.test("the cpu backend takes no option that means nothing to it", () => {
  const seedsOn = (...args: string[]) => {
    const { options, set } = parseFlags(ReproduceOptions, ["--backend", "cpu", ...args]);
    return seedsOfRun(chooseProtocol(ReproduceOptions.parse(options), set).options, set);
  };
  assert.throws(
    () => seedsOn("--preset", "laptop"),
    /--preset: found --backend cpu, which leaves the leak-free protocol out, wanted the webgpu backend with it/,
  );
  assert.throws(() => seedsOn("--wave-width", "4"), /--wave-width: found --backend cpu, which trains one try after/);
  assert.deepEqual(seedsOn("--seed", "4"), [4]);
});
