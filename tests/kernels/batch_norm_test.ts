import assert from "node:assert/strict";
import { architecture } from "../../lib/ensemble/architecture.ts";
import {
  batchNormGradientWgsl,
  type BatchNormPlan,
  batchNormWgsl,
} from "../../lib/kernels/batch_norm/batch_norm_wgsl.ts";
import { batchNormPlaces, STATISTICS, statisticsFloats } from "../../lib/kernels/batch_norm/place.ts";
import {
  batchNormBackward,
  batchNormForward,
  batchStatistics,
  deviation,
} from "../../lib/kernels/batch_norm/reference.ts";
import { CONTROL_WORDS, writeControl } from "../../lib/kernels/control/control.ts";
import { convPoolSizes } from "../../lib/kernels/conv_pool/shape.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { noise, worst } from "./layer_runner.ts";

/** Two layers, so that the second one's statistics and parameters lie behind the first one's, and the first has a border. */
const { layers, parameterCount } = architecture([
  { inChannels: 1, outChannels: 12, inSide: 11, padding: 1 },
  { inChannels: 12, outChannels: 8, inSide: 5, padding: 2 },
]);
const PLACES = batchNormPlaces(layers);
const STATISTICS_FLOATS = statisticsFloats(PLACES);
const MEMBERS = 2;
const STEP = 1;
/** Weight of what is new in the running average, of each step. */
const FRESH = [0.9, 0.25];

for (
  const [lanes, plan] of [
    // More invocations than images, and fewer.
    [5, { lanesAtOnce: 8, rowsAtOnce: 1 }],
    [9, { lanesAtOnce: 4, rowsAtOnce: 3 }],
  ] as const satisfies readonly (readonly [number, BatchNormPlan])[]
) {
  for (const [index, place] of PLACES.entries()) {
    const { pooledSide, weightCount } = convPoolSizes(place.layer.shape);
    const { outPadding, parameterOffset, shape: { outChannels: channels } } = place.layer;
    const groups = channels / 4;
    const outer = pooledSide + 2 * outPadding;
    const pixels = pooledSide ** 2;
    /** Position of a value in the plane with the border, and without. */
    const outerAt = (m: number, n: number, c: number, p: number) => {
      const pixel = (Math.floor(p / pooledSide) + outPadding) * outer + p % pooledSide + outPadding;
      return (((m * outer ** 2 + pixel) * groups + (c >> 2)) * lanes + n) * 4 + c % 4;
    };
    const innerAt = (m: number, n: number, c: number, p: number) =>
      (((m * pixels + p) * groups + (c >> 2)) * lanes + n) * 4 + c % 4;
    const image = (plane: Float32Array, at: typeof outerAt, m: number, n: number) =>
      Float64Array.from({ length: channels * pixels }, (_, i) => {
        return plane[at(m, n, Math.floor(i / pixels), i % pixels)]!;
      });

    Deno.test({
      name: `batch norm of layer ${index + 1} matches the float64 reference, ${lanes} images`,
      ...SHARED_DEVICE,
      async fn() {
        const gpu = await sharedGpu();
        const outerFloats = MEMBERS * outer ** 2 * groups * lanes * 4;
        const innerFloats = MEMBERS * pixels * groups * lanes * 4;
        // Far from zero, so that a variance made of a difference of large numbers would show.
        const pooled = noise(outerFloats, 1).map((value) => value + 20);
        const ofOutput = noise(innerFloats, 2);
        const parameters = noise(MEMBERS * parameterCount, 3, 0.5);
        const before = noise(MEMBERS * STATISTICS_FLOATS, 4);
        const control = gpu.buffer(CONTROL_WORDS * 4, "control");
        const values = {
          lanes,
          members: MEMBERS,
          indexMemberStride: 0,
          indexStepStride: 0,
          backward: true,
          step: STEP,
        };
        writeControl(gpu, control, values);
        const poisoned = (floats: number) => gpu.upload(new Float32Array(floats).fill(NaN), "poisoned");
        const buffers = {
          source: gpu.upload(pooled, "pooled"),
          gradient: gpu.upload(ofOutput, "gradient"),
          parameters: gpu.upload(parameters, "parameters"),
          schedule: gpu.upload(Float32Array.from(FRESH.flatMap((fresh) => [NaN, NaN, NaN, fresh])), "schedule"),
          statistics: gpu.upload(before, "statistics"),
          output: poisoned(outerFloats),
          ofParameters: poisoned(MEMBERS * parameterCount),
          flowing: poisoned(innerFloats),
        };
        const run = async (label: string, wgsl: string, resources: GPUBuffer[]) => {
          const pipeline = await gpu.pipeline(label, wgsl);
          const bindings = gpu.bind(pipeline, [control, ...resources]);
          gpu.submit([{ pipeline, bindings, workgroups: [1, groups, MEMBERS] }]);
        };
        const { source, gradient, schedule, statistics, output, ofParameters, flowing } = buffers;
        await run("batch norm", batchNormWgsl(place, plan, "buffer"), [
          source,
          buffers.parameters,
          schedule,
          statistics,
          output,
        ]);
        await run("batch norm gradient", batchNormGradientWgsl(place, plan, "buffer"), [
          source,
          gradient,
          buffers.parameters,
          statistics,
          ofParameters,
          flowing,
        ]);
        const found = {
          output: await gpu.readFloats(output, outerFloats),
          statistics: await gpu.readFloats(statistics, before.length),
          ofParameters: await gpu.readFloats(ofParameters, MEMBERS * parameterCount),
          flowing: await gpu.readFloats(flowing, innerFloats),
        };
        const near = (what: string, got: Float64Array, wanted: Float64Array) =>
          assert.ok(worst(got, wanted) < 2e-5, `${what} differs by ${worst(got, wanted)}`);
        let written = 0;
        for (let m = 0; m < MEMBERS; m++) {
          const biasAt = m * parameterCount + parameterOffset + weightCount;
          const biases = Float64Array.from(parameters.subarray(biasAt, biasAt + channels));
          const batch = Array.from({ length: lanes }, (_, n) => image(pooled, outerAt, m, n));
          const wanted = batchStatistics(batch, channels);
          const forward = batchNormForward(batch, wanted, biases);
          const back = batchNormBackward(
            batch,
            wanted,
            biases,
            batch.map((_, n) => image(ofOutput, innerAt, m, n)),
          );
          for (let n = 0; n < lanes; n++) {
            near(`output of image ${n} of member ${m}`, image(found.output, outerAt, m, n), forward[n]!);
            near(`gradient of image ${n} of member ${m}`, image(found.flowing, innerAt, m, n), back.input[n]!);
          }
          const ofBiases = Float64Array.from(found.ofParameters.subarray(biasAt, biasAt + channels));
          near(`gradient of the biases of member ${m}`, ofBiases, back.biases);
          for (let c = 0; c < channels; c++) {
            const group = m * place.statisticsStride + place.statisticsOffset + (c >> 2);
            const at = (which: number) => (group * 4 + which) * 4 + c % 4;
            const [mean, variance] = [wanted.means[c]!, wanted.variances[c]!];
            const average = (which: number, value: number) =>
              before[at(which)]! * (1 - FRESH[STEP]!) + value * FRESH[STEP]!;
            for (
              const [which, value] of [
                [STATISTICS.mean, mean],
                [STATISTICS.inverse, 1 / deviation(variance)],
                [STATISTICS.runningMean, average(STATISTICS.runningMean, mean)],
                [STATISTICS.runningVariance, average(STATISTICS.runningVariance, variance)],
              ] as const
            ) {
              near(
                `statistic ${which} of channel ${c}`,
                Float64Array.of(found.statistics[at(which)]!),
                Float64Array.of(value),
              );
              written++;
            }
          }
        }
        assert.equal(
          found.output.filter((value) => !Number.isNaN(value)).length,
          MEMBERS * lanes * channels * pixels,
          "the border is left alone",
        );
        assert.equal(found.ofParameters.filter((value) => !Number.isNaN(value)).length, MEMBERS * channels);
        assert.equal(found.statistics.filter((value, i) => value !== before[i]).length, written);
        gpu.release(control, ...Object.values(buffers));
      },
    });
  }
}

Deno.test("the gradient of the batch norm reference is that of differences", () => {
  const channels = 3, pixels = 4;
  const draw = (stream: number) => Float64Array.from(noise(channels * pixels, stream));
  const batch = [draw(1), draw(2), draw(3)];
  const biases = Float64Array.of(0.3, -0.2, 0.1);
  const weights = batch.map((_, n) => draw(10 + n));
  /** A weighted sum of the output: its gradient is that of the output, weighted. */
  const total = (images: readonly Float64Array[], ofBiases: Float64Array) =>
    batchNormForward(images, batchStatistics(images, channels), ofBiases)
      .reduce((sum, image, n) => image.reduce((more, value, i) => more + value * weights[n]![i]!, sum), 0);
  const found = batchNormBackward(batch, batchStatistics(batch, channels), biases, weights);
  const step = 1e-6;
  const moved = (values: Float64Array, i: number, by: number) => values.map((value, j) => j === i ? value + by : value);
  const slope = (of: (by: number) => number) => (of(step) - of(-step)) / (2 * step);
  for (let n = 0; n < batch.length; n++) {
    const wanted = batch[n]!.map((_, i) =>
      slope((by) => total(batch.map((image, m) => m === n ? moved(image, i, by) : image), biases))
    );
    assert.ok(worst(found.input[n]!, wanted) < 1e-6, `image ${n}: ${found.input[n]} for ${wanted}`);
  }
  const wanted = biases.map((_, c) => slope((by) => total(batch, moved(biases, c, by))));
  assert.ok(worst(found.biases, wanted) < 1e-6);
});

Deno.test("batchNormPlaces() refuses channels that fill no whole vectors", () => {
  const { layers } = architecture([{ inChannels: 1, outChannels: 6, inSide: 8, padding: 1 }]);
  assert.throws(() => batchNormPlaces(layers), RangeError);
});
