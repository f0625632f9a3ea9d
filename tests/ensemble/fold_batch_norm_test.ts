import assert from "node:assert/strict";
import { foldBatchNorm } from "../../lib/ensemble/fold_batch_norm.ts";
import { network } from "../../lib/ensemble/network.ts";
import { networkBackward, networkScores } from "../../lib/ensemble/reference_network.ts";
import { STATISTICS, STATISTICS_OF_GROUP, statisticsFloats } from "../../lib/kernels/batch_norm/place.ts";
import { batchNormForward } from "../../lib/kernels/batch_norm/reference.ts";
import { convPoolForward } from "../../lib/kernels/conv_pool/reference.ts";
import { convPoolSizes } from "../../lib/kernels/conv_pool/shape.ts";
import { denseForward } from "../../lib/kernels/dense/reference.ts";
import { noise, worst } from "../kernels/layer_runner.ts";

const MODEL = network([
  { inChannels: 1, outChannels: 4, inSide: 28, padding: 1 },
  { inChannels: 4, outChannels: 8, inSide: 14, padding: 2 },
]);
const image = (stream: number) => Float64Array.from(noise(784, stream), (value) => Math.max(0, value));

Deno.test("foldBatchNorm() gives a network without batch norm that computes the same", () => {
  const parameters = noise(MODEL.parameterCount, 1, 0.5);
  const statistics = noise(statisticsFloats(MODEL.norms), 2).map((value, i) =>
    Math.floor(i / 4) % STATISTICS_OF_GROUP === STATISTICS.runningVariance ? value + 1.5 : value
  );
  const folded = foldBatchNorm(MODEL, parameters, statistics);
  const row = Float64Array.from(parameters);
  const pixels = image(3);
  const output = MODEL.norms.reduce<Float64Array>((input, { layer: { shape, parameterOffset }, statisticsOffset }) => {
    const weights = row.subarray(parameterOffset);
    const { weightCount } = convPoolSizes(shape);
    const of = (which: number) =>
      Float64Array.from({ length: shape.outChannels }, (_, c) => {
        return statistics[((statisticsOffset + (c >> 2)) * STATISTICS_OF_GROUP + which) * 4 + c % 4]!;
      });
    const running = { means: of(STATISTICS.runningMean), variances: of(STATISTICS.runningVariance) };
    const biases = weights.subarray(weightCount, weightCount + shape.outChannels);
    return batchNormForward([convPoolForward(shape, weights, input, true).output], running, biases)[0]!;
  }, pixels);
  const wanted = denseForward(MODEL.dense, row, output);
  assert.ok(worst(networkScores(MODEL, Float64Array.from(folded), pixels), wanted) < 1e-5);
  assert.ok(worst(networkScores(MODEL, row, pixels), wanted) > 0.1, "without it another comes out");
});

Deno.test("networkBackward() gives the slope of a batch's loss, whose images batch norm couples", () => {
  const parameters = Float64Array.from(noise(MODEL.parameterCount, 4, 0.3));
  const batch = [5, 6, 7].map((stream, i) => ({ pixels: image(stream), label: 3 * i }));
  const lossOf = (moved: Float64Array) => networkBackward(MODEL, moved, batch, 0.03).loss;
  const { gradient } = networkBackward(MODEL, parameters, batch, 0.03);
  const { layers: [first, second], dense } = MODEL;
  // Of each layer a weight and a bias.
  const [biases, moreBiases] = [first!, second!].map(({ shape, parameterOffset }) =>
    parameterOffset + convPoolSizes(shape).weightCount
  );
  const some = [2, biases! + 1, second!.parameterOffset + 17, moreBiases! + 5, dense.parameterOffset + 40];
  const step = 1e-6;
  const wanted = some.map((at) => {
    const by = (amount: number) => parameters.map((value, i) => i === at ? value + amount : value);
    return (lossOf(by(step)) - lossOf(by(-step))) / (2 * step);
  });
  const found = Float64Array.from(some, (at) => gradient[at]!);
  assert.ok(worst(found, Float64Array.from(wanted)) < 1e-5, `${found} for ${wanted}`);
});
