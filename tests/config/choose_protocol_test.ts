import assert from "node:assert/strict";
import { chooseProtocol, type ChosenOptions, ReproduceOptions, seedsOfRun } from "../../lib/config/options.ts";
import { parseFlags } from "../../lib/config/flags.ts";

function chosen(...args: string[]): ChosenOptions & { set: readonly string[] } {
  const { options, set } = parseFlags(ReproduceOptions, args);
  return { ...chooseProtocol(ReproduceOptions.parse(options), set), set };
}

Deno.test("a run that names no protocol runs both, with the options of both", () => {
  for (const args of [[], ["--seed", "3", "--draws", "2", "--draw-seed", "1000"], ["--quick", "--wave-width", "2"]]) {
    const { options, notices, set } = chosen(...args);
    assert.equal(options.protocol, "both");
    assert.deepEqual(notices, []);
    assert.deepEqual(seedsOfRun(options, set), [options.seed]);
  }
});

Deno.test("many seeds, or a backend that the leak-free protocol has no kernels for, leave it out; the latter is said", () => {
  assert.deepEqual([chosen("--seeds", "0..1").options.protocol, chosen("--seeds", "0..1").notices], ["published", []]);
  const { options, notices } = chosen("--backend", "cpu");
  assert.equal(options.protocol, "published");
  assert.match(notices.join(), /leak-free protocol was left out: it needs WebGPU/);
  const named = chosen("--backend", "cpu", "--protocol", "published");
  assert.deepEqual([named.options.protocol, named.notices], ["published", []]);
});

Deno.test("a kernel plan is refused where no kernel runs", () => {
  const { options, set } = chosen("--plan", "gpu", "--backend", "cpu");
  assert.throws(() => seedsOfRun(options, set), /--plan: found gpu with --backend cpu, wanted the webgpu backend/);
  assert.equal(chosen("--plan", "gpu").options.plan, "gpu");
});

Deno.test("both protocols, asked for by name, are refused where one cannot run", () => {
  const { options, set } = chosen("--protocol", "both", "--backend", "cpu");
  assert.throws(() => seedsOfRun(options, set), /--backend: found cpu, wanted webgpu for the leak-free protocol/);
});
