import assert from "node:assert/strict";
import { runTask } from "./tasks.ts";

Deno.test("doctor names the adapter and finds every kernel within its tolerance", async () => {
  const { code, stdout } = await runTask("doctor", []);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /ok +Data: MNIST/);
  assert.match(stdout, /ok +WebGPU adapter\n +\S+.*(software|hardware)/);
  assert.equal(stdout.match(/^ok +Kernels:/gm)?.length, 5);
  assert.doesNotMatch(stdout, /MISSING/);
});

Deno.test("doctor says what is wrong with a data folder", async () => {
  const { code, stdout } = await runTask("doctor", ["--data-dir", "nowhere"]);
  assert.equal(code, 1);
  assert.match(stdout, /MISSING Data: nowhere/);
});
