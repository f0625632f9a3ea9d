import assert from "node:assert/strict";
import type { Binding } from "../../lib/gpu/dispatch.ts";
import { ABSENT, CONTROL_WORDS, writeControl } from "../../lib/kernels/control/control.ts";
import { crossEntropyWgsl, softmaxWgsl } from "../../lib/kernels/cross_entropy/cross_entropy_wgsl.ts";
import { crossEntropy, softmax } from "../../lib/kernels/cross_entropy/reference.ts";
import {
  denseForwardWgsl,
  denseInputGradientWgsl,
  denseWeightGradientWgsl,
} from "../../lib/kernels/dense/dense_wgsl.ts";
import { denseBackward, denseForward } from "../../lib/kernels/dense/reference.ts";
import { type DensePlace, denseSizes } from "../../lib/kernels/dense/shape.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise, worst } from "./layer_runner.ts";

const SMOOTHING = 0.03;
const WORKGROUP = 32;

Deno.test({
  name: "dense layer, cross-entropy and softmax match the float64 reference within 1e-5, absent images left out",
  ...SHARED_DEVICE,
  async fn() {
    const gpu = await sharedGpu();
    const members = 2, lanes = 9;
    const place: DensePlace = { channels: 12, side: 4, classes: 10, parameterOffset: 7, parameterStride: 2000 };
    const { inputs, rows, parts, scoreRows } = denseSizes(place);
    assert.equal(parts, 2);
    const parameters = noise(members * place.parameterStride, 1, 0.3);
    const plane = noise(members * rows * lanes * 4, 2);
    const labels = Uint32Array.from({ length: members * lanes }, (_, i) => i === 4 ? ABSENT : i * 7 % 10);
    const input = (m: number, n: number) =>
      Float64Array.from({ length: inputs }, (_, i) => {
        const [channel, pixel] = [Math.floor(i / 16), i % 16];
        return plane[((m * rows + pixel * 3 + (channel >> 2)) * lanes + n) * 4 + channel % 4]!;
      });

    const control = gpu.buffer(CONTROL_WORDS * 4, "control");
    writeControl(gpu, control, { lanes, members, indexMemberStride: 0, indexStepStride: 0, backward: true });
    const poisoned = (floats: number) => gpu.upload(new Float32Array(floats).fill(NaN), "poisoned");
    const source = gpu.upload(plane, "plane");
    const weights = gpu.upload(parameters, "parameters");
    const partials = poisoned(members * parts * scoreRows * lanes * 4);
    const gradient = poisoned(members * scoreRows * lanes * 4);
    const losses = poisoned(members * lanes);
    const flowing = poisoned(members * rows * lanes * 4);
    const result = poisoned(members * place.parameterStride);
    const indices = gpu.upload(
      Uint32Array.from({ length: lanes }, (_, n) => n === 4 ? ABSENT : lanes - 1 - n),
      "indices",
    );
    const predictions = gpu.buffer(members * lanes * 40, "predictions");
    const run = async (label: string, wgsl: string, resources: Binding[], x: number, y = 1) => {
      const pipeline = await gpu.pipeline(label, wgsl);
      gpu.submit([{ pipeline, bindings: gpu.bind(pipeline, resources), workgroups: [x, y, members] }]);
    };
    await run("dense", denseForwardWgsl(place, "buffer", WORKGROUP), [control, source, weights, partials], 1, parts);
    await run("loss", crossEntropyWgsl(place, "buffer", WORKGROUP, SMOOTHING), [
      control,
      partials,
      weights,
      gpu.upload(labels, "labels"),
      gradient,
      losses,
    ], 1);
    const inputGradient = denseInputGradientWgsl(place, "buffer", WORKGROUP);
    await run("dense input gradient", inputGradient, [control, gradient, weights, flowing], 1, parts);
    const weightGradient = denseWeightGradientWgsl(place, "buffer", 8);
    await run("dense weight gradient", weightGradient, [control, source, gradient, result], Math.ceil((rows + 1) / 8));
    const softmaxKernel = softmaxWgsl(place, "buffer", WORKGROUP);
    const extent = gpu.upload(Uint32Array.of(lanes, 2), "extent");
    await run("softmax", softmaxKernel, [control, partials, weights, indices, predictions, extent], 1);

    const found = {
      losses: Float64Array.from(await gpu.readFloats(losses, members * lanes)),
      flowing: await gpu.readFloats(flowing, members * rows * lanes * 4),
      result: await gpu.readFloats(result, members * place.parameterStride),
      predictions: Float64Array.from(await gpu.readFloats(predictions, members * lanes * 10)),
    };
    const wanted = {
      losses: new Float64Array(members * lanes),
      predictions: new Float64Array(members * lanes * 10),
    };
    for (let m = 0; m < members; m++) {
      const row = Float64Array.from(parameters.subarray(m * 2000, (m + 1) * 2000));
      const parameterGradient = new Float64Array(2000);
      for (let n = 0; n < lanes; n++) {
        const scores = denseForward(place, row, input(m, n));
        if (n !== 4) wanted.predictions.set(softmax(scores).map((p) => p / 2), (m * lanes + lanes - 1 - n) * 10);
        const label = labels[m * lanes + n]!;
        const one = crossEntropy(scores, label, SMOOTHING);
        wanted.losses[m * lanes + n] = label === ABSENT ? 0 : one.loss;
        const gradient = one.gradient.map((g) => label === ABSENT ? 0 : g / lanes);
        const wantedFlowing = denseBackward(place, row, input(m, n), gradient, parameterGradient);
        const foundFlowing = Float64Array.from({ length: inputs }, (_, i) => {
          const [channel, pixel] = [Math.floor(i / 16), i % 16];
          return found.flowing[((m * rows + pixel * 3 + (channel >> 2)) * lanes + n) * 4 + channel % 4]!;
        });
        assert.ok(worst(foundFlowing, wantedFlowing) < 1e-5, `input gradient of image ${n} of member ${m}`);
      }
      const end = 7 + 10 * (inputs + 1);
      const foundGradient = Float64Array.from(found.result.subarray(m * 2000 + 7, m * 2000 + end));
      assert.ok(worst(foundGradient, parameterGradient.subarray(7, end)) < 1e-5, `weight gradient of member ${m}`);
      assert.ok(Number.isNaN(found.result[m * 2000 + 6]) && Number.isNaN(found.result[m * 2000 + end]));
    }
    assert.ok(worst(found.losses, wanted.losses) < 1e-5);
    assert.ok(worst(found.predictions, wanted.predictions) < 1e-5);
  },
});

Deno.test("denseSizes() refuses channels that fill no whole vectors", () => {
  const place = { channels: 6, side: 4, classes: 10, parameterOffset: 0, parameterStride: 1 };
  assert.throws(() => denseSizes(place), RangeError);
});

Deno.test("crossEntropy() is least where the scores are the smoothed label's logarithms, and its gradient is zero there", () => {
  const scores = Float64Array.from({ length: 10 }, (_, o) => Math.log(o === 3 ? 0.973 : 0.003));
  const { loss, gradient } = crossEntropy(scores, 3, SMOOTHING);
  assert.ok(Math.max(...gradient.map(Math.abs)) < 1e-12);
  const entropy = -(0.973 * Math.log(0.973) + 9 * 0.003 * Math.log(0.003));
  assert.ok(Math.abs(loss - entropy) < 1e-12);
});
