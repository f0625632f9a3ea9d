import assert from "node:assert/strict";
import { type Architecture, NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { compileAhead } from "../../lib/ensemble/compile_ahead.ts";
import { requestAdapter } from "../../lib/gpu/adapter.ts";

Deno.test("compileAhead() runs the backward pass on software Vulkan, and nothing on a GPU", async () => {
  const { traits } = await requestAdapter();
  // Three weight gradients, and the input gradients of all layers but the first.
  assert.equal(await compileAhead(NOTEBOOK_ARCHITECTURE, 10).done, traits.software ? 5 : 0);
});

Deno.test("compileAhead() that fails or is stopped ends quietly", async () => {
  const broken: Architecture = { ...NOTEBOOK_ARCHITECTURE, parameterCount: -1, layers: [] };
  assert.equal(await compileAhead(broken, 10).done, 0);
  const stopped = compileAhead(NOTEBOOK_ARCHITECTURE, 10);
  stopped.stop();
  assert.equal(await stopped.done, 0);
});
