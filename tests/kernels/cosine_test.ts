import assert from "node:assert/strict";
import type { Binding } from "../../lib/gpu/dispatch.ts";
import { ABSENT, CONTROL_WORDS, writeControl } from "../../lib/kernels/control/control.ts";
import { cosineLossWgsl } from "../../lib/kernels/cosine/loss_wgsl.ts";
import { cosineScoresWgsl } from "../../lib/kernels/cosine/scores_wgsl.ts";
import golden from "../golden/cosine.json" with { type: "json" };
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

/** Four values: one channel, a row of the plane for each pixel. */
const SHAPE = { channels: 1, side: 2 };
const WORKGROUP = 32;

Deno.test({
  name: "cosine loss and cosine scores give PyTorch's values and gradients where a norm is clamped, and where none is",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    // Each pair of vectors is a member of its own; of two lanes the second is of no image.
    const members = golden.similarities.length;
    const lanes = 2;
    const plane = new Float32Array(members * 4 * lanes * 4);
    golden.similarities.forEach(({ output }, m) =>
      output.forEach((value, row) => {
        for (let lane = 0; lane < lanes; lane++) plane[((m * 4 + row) * lanes + lane) * 4] = value;
      })
    );
    const vectors = Float32Array.from(golden.similarities.flatMap(({ target }) => target));
    const control = gpu.buffer(CONTROL_WORDS * 4, "control");
    writeControl(gpu, control, { lanes, members, indexMemberStride: 0, indexStepStride: 0, backward: true });
    const output = gpu.upload(plane, "output");
    const targets = gpu.upload(vectors, "label vectors");
    const indices = gpu.upload(Uint32Array.of(0, ABSENT), "indices");
    // Poisoned, so that a value that no kernel wrote is seen.
    const poisoned = (floats: number) => gpu.upload(new Float32Array(floats).fill(NaN), "poisoned");
    const gradient = poisoned(plane.length);
    const losses = poisoned(members * lanes);
    const scores = poisoned(lanes * members * members);
    const run = async (label: string, wgsl: string, resources: Binding[]) => {
      const pipeline = await gpu.pipeline(label, wgsl);
      gpu.submit([{ pipeline, bindings: gpu.bind(pipeline, resources), workgroups: [1, 1, members] }]);
    };
    await run("cosine loss", cosineLossWgsl(SHAPE, "buffer", WORKGROUP), [
      control,
      output,
      targets,
      indices,
      gradient,
      losses,
    ]);
    await run("cosine scores", cosineScoresWgsl(SHAPE, members, "buffer", WORKGROUP), [
      control,
      output,
      targets,
      indices,
      scores,
    ]);
    const [foundGradient, foundLosses, foundScores] = [
      await gpu.readFloats(gradient, plane.length),
      await gpu.readFloats(losses, members * lanes),
      await gpu.readFloats(scores, members * members),
    ];
    golden.similarities.forEach(({ output, target, cosine, lossGradient }, m) => {
      const name = `[${output}] and [${target}]`;
      assert.ok(Math.abs(1 - foundLosses[m * lanes]! - cosine) < 1e-5, `${name}: ${foundLosses[m * lanes]}`);
      assert.equal(foundLosses[m * lanes + 1], 0);
      assert.ok(Math.abs(foundScores[m * members + m]! - cosine) < 1e-5, `${name}: ${foundScores[m * members + m]}`);
      const largest = Math.max(1, ...lossGradient.map(Math.abs));
      lossGradient.forEach((value, row) => {
        const at = (m * 4 + row) * lanes * 4;
        assert.ok(Math.abs(foundGradient[at]! - value) < 1e-5 * largest, `${name}: ${foundGradient[at]} for ${value}`);
        assert.ok(foundGradient[at + 4] === 0, "no gradient of no image");
      });
    });
    gpu.release(control, output, targets, indices, gradient, losses, scores);
  },
});
