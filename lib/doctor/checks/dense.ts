/**
 * The networks' last layer, its loss and its predictions.
 *
 * @module
 */
import { networkFor } from "../../ensemble/network.ts";
import { DENSE_ROWS_WORKGROUP } from "../../ensemble/network_pipelines.ts";
import { ABSENT } from "../../kernels/control/control.ts";
import { crossEntropyWgsl, softmaxWgsl } from "../../kernels/cross_entropy/cross_entropy_wgsl.ts";
import { crossEntropy, softmax } from "../../kernels/cross_entropy/reference.ts";
import { denseForwardWgsl, denseInputGradientWgsl, denseWeightGradientWgsl } from "../../kernels/dense/dense_wgsl.ts";
import { denseBackward, denseForward } from "../../kernels/dense/reference.ts";
import { type DensePlace, denseSizes } from "../../kernels/dense/shape.ts";
import { LABEL_SMOOTHING } from "../../train/network_settings.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelGroup, type Subjects } from "../kernel_check.ts";
import { CLASS_COUNTS, ofClasses } from "../class_counts.ts";
import { noise, planeOf } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

const MEMBERS = 2;
const LANES = 5;
/** The step at hand. */
const STEP = 1;
/** A lane without an image. */
const EMPTY = 3;
const VIEWS = 4;

/** The dense kernels and those behind them. */
export const denseChecks: KernelGroup = ({ network: { model, plan }, ...others }) =>
  CLASS_COUNTS.flatMap((classes) => {
    const subjects = { ...others, network: { model: networkFor(model, classes), plan } };
    return ([
      ["dense layer, forward", forward],
      ["dense layer, weight gradient", weightGradient],
      ["dense layer, input gradient", inputGradient],
      ["cross-entropy", loss],
      ["softmax", predictions],
    ] as const).map(([name, run]) => ({
      name: `${name}${ofClasses(classes)}`,
      tolerance: FLOAT_TOLERANCE,
      run: (bench: Workbench) => run(bench, subjects),
    }));
  });

/** Made-up inputs of the layer, and what the reference makes of them. */
function sample({ network: { model: { dense: place }, plan: { storage, workgroupSize } } }: Subjects) {
  const { inputs, parts, scoreRows } = denseSizes(place);
  const { classes, channels, side, parameterStride } = place;
  const images = MEMBERS * LANES;
  const values = noise(images * inputs, 1).map((x) => Math.max(0, x));
  const parameters = noise(MEMBERS * parameterStride, 2, 0.1);
  const gradient = noise(images * classes, 3);
  const partials = noise(images * parts * classes, 4, 2);
  const own = (member: number) =>
    Float64Array.from(parameters.subarray(member * parameterStride, (member + 1) * parameterStride));
  const of = (all: Float32Array, count: number, image: number) =>
    Float64Array.from(all.subarray(image * count, (image + 1) * count));
  return {
    place,
    storage,
    workgroupSize,
    images: Array.from({ length: images }, (_, at) => ({ at, member: Math.floor(at / LANES), lane: at % LANES })),
    parameters,
    own,
    input: (image: number) => of(values, inputs, image),
    gradientOf: (image: number) => of(gradient, classes, image),
    inputPlane: planeOf(values, { members: MEMBERS, lanes: LANES, channels, side }),
    gradientPlane: planeOf(gradient, { members: MEMBERS, lanes: LANES, channels: classes, side: 1 }),
    /** Partial scores, a part after the other, as the rows of one plane. */
    partialsPlane: partsPlane(partials, parts, scoreRows, classes),
    /** Scores, of which the partial scores are parts. */
    scores: (image: number) => {
      const biases = own(Math.floor(image / LANES)).subarray(denseSizes(place).biasOffset);
      return Float64Array.from({ length: classes }, (_, o) => {
        let score = biases[o]!;
        for (let part = 0; part < parts; part++) score += partials[(image * parts + part) * classes + o]!;
        return score;
      });
    },
  };
}

/** [members, lanes, parts, classes] to [members, parts x score rows, lanes, 4]. */
function partsPlane(
  values: Float32Array,
  parts: number,
  scoreRows: number,
  classes: number,
): Float32Array<ArrayBuffer> {
  const plane = new Float32Array(MEMBERS * parts * scoreRows * LANES * 4);
  values.forEach((value, i) => {
    const [o, part] = [i % classes, Math.floor(i / classes) % parts];
    const image = Math.floor(i / classes / parts);
    const [member, lane] = [Math.floor(image / LANES), image % LANES];
    const row = (member * parts + part) * scoreRows + Math.floor(o / 4);
    plane[(row * LANES + lane) * 4 + o % 4] = value;
  });
  return plane;
}

function size(rows: number) {
  return { members: MEMBERS, rows, lanes: LANES };
}

function control(bench: Workbench) {
  return bench.control({ lanes: LANES, members: MEMBERS, indexMemberStride: 0, indexStepStride: LANES, step: STEP });
}

async function forward(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const { place, storage, workgroupSize, images, parameters, own, input, inputPlane } = sample(subjects);
  const { rows, parts, scoreRows, biasOffset } = denseSizes(place);
  const found = bench.plane(storage, "vec4f", size(parts * scoreRows));
  bench.run(await bench.generated(denseForwardWgsl, place, storage, workgroupSize), [
    control(bench),
    bench.plane(storage, "vec4f", size(rows), inputPlane),
    bench.buffer(parameters),
    found,
  ], [Math.ceil(LANES / workgroupSize), parts, MEMBERS]);
  const partials = await found.read();
  const scores = images.flatMap(({ member, lane }) =>
    Array.from({ length: scoreRows * 4 }, (_, o) => {
      let score = 0;
      for (let part = 0; part < parts; part++) {
        const row = (member * parts + part) * scoreRows + Math.floor(o / 4);
        score += partials[(row * LANES + lane) * 4 + o % 4]!;
      }
      return score;
    })
  );
  const wanted = images.flatMap(({ at, member }) => {
    const biases = own(member).subarray(biasOffset);
    const one = [...denseForward(place, own(member), input(at))].map((score, o) => score - biases[o]!);
    return [...one, ...new Array<number>(scoreRows * 4 - place.classes).fill(0)];
  });
  return [{ found: scores, wanted }];
}

/** What the reference gives on the way back: NaN where the layer has no parameter. */
function backward({ images, own, input, gradientOf, parameters, place }: ReturnType<typeof sample>) {
  const { parameterOffset, parameterStride } = place;
  const { parameterCount } = denseSizes(place);
  const weights = new Float64Array(parameters.length).fill(NaN);
  for (let member = 0; member < MEMBERS; member++) {
    const first = member * parameterStride + parameterOffset;
    weights.fill(0, first, first + parameterCount);
  }
  const flowing = images.flatMap(({ at, member }) => [
    ...denseBackward(
      place,
      own(member),
      input(at),
      gradientOf(at),
      weights.subarray(member * parameterStride, (member + 1) * parameterStride),
    ),
  ]);
  return { weights, flowing };
}

async function weightGradient(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const drawn = sample(subjects);
  const { place, storage } = drawn;
  const { rows, scoreRows } = denseSizes(place);
  const found = bench.poisoned("floats", drawn.parameters.length);
  bench.run(await bench.generated(denseWeightGradientWgsl, place, storage, DENSE_ROWS_WORKGROUP), [
    control(bench),
    bench.plane(storage, "vec4f", size(rows), drawn.inputPlane),
    bench.plane(storage, "vec4f", size(scoreRows), drawn.gradientPlane),
    found,
  ], [Math.ceil((rows + 1) / DENSE_ROWS_WORKGROUP), 1, MEMBERS]);
  return [{ found: await found.read(), wanted: backward(drawn).weights }];
}

async function inputGradient(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const drawn = sample(subjects);
  const { place, storage, workgroupSize } = drawn;
  const { rows, parts, scoreRows } = denseSizes(place);
  const found = bench.plane(storage, "vec4f", size(rows));
  bench.run(await bench.generated(denseInputGradientWgsl, place, storage, workgroupSize), [
    control(bench),
    bench.plane(storage, "vec4f", size(scoreRows), drawn.gradientPlane),
    bench.buffer(drawn.parameters),
    found,
  ], [Math.ceil(LANES / workgroupSize), parts, MEMBERS]);
  const { channels, side } = place;
  const wanted = planeOf(backward(drawn).flowing, { members: MEMBERS, lanes: LANES, channels, side });
  return [{ found: await found.read(), wanted }];
}

/** The label of an image, of the step at hand. */
function labelOf(image: number, { classes }: DensePlace): number {
  return image % LANES === EMPTY ? ABSENT : image * 7 % classes;
}

async function loss(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const { place, storage, workgroupSize, images, parameters, partialsPlane, scores } = sample(subjects);
  const { parts, scoreRows } = denseSizes(place);
  const labels = new Uint32Array(2 * images.length).fill(ABSENT);
  labels.set(images.map(({ at }) => labelOf(at, place)), STEP * images.length);
  const gradient = bench.plane(storage, "vec4f", size(scoreRows));
  const losses = bench.poisoned("floats", 2 * images.length);
  bench.run(await bench.generated(crossEntropyWgsl, place, storage, workgroupSize, LABEL_SMOOTHING), [
    control(bench),
    bench.plane(storage, "vec4f", size(parts * scoreRows), partialsPlane),
    bench.buffer(parameters),
    bench.buffer(labels),
    gradient,
    losses,
  ], [Math.ceil(LANES / workgroupSize), 1, MEMBERS]);
  const wanted = images.map(({ at }) => {
    const label = labelOf(at, place);
    const { loss, gradient } = crossEntropy(scores(at), label, LABEL_SMOOTHING);
    return label === ABSENT
      ? { loss: 0, gradient: [...gradient].map(() => 0) }
      : { loss, gradient: [...gradient].map((g) => g / LANES) };
  });
  const gradients = wanted.flatMap((one) => one.gradient);
  return [
    {
      found: await losses.read(),
      wanted: [...new Array<number>(images.length).fill(NaN), ...wanted.map((one) => one.loss)],
    },
    {
      found: await gradient.read(),
      wanted: planeOf(gradients, { members: MEMBERS, lanes: LANES, channels: place.classes, side: 1 }),
    },
  ];
}

async function predictions(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const { place, storage, workgroupSize, images, parameters, partialsPlane, scores } = sample(subjects);
  const { parts, scoreRows } = denseSizes(place);
  const { classes } = place;
  // The last image first.
  const indices = Uint32Array.from(
    { length: 2 * LANES },
    (_, n) => n === STEP * LANES + EMPTY ? ABSENT : LANES - 1 - n % LANES,
  );
  // It adds to what is there.
  const before = noise(images.length * classes, 5);
  const found = bench.buffer(before);
  bench.run(await bench.generated(softmaxWgsl, place, storage, workgroupSize), [
    control(bench),
    bench.plane(storage, "vec4f", size(parts * scoreRows), partialsPlane),
    bench.buffer(parameters),
    bench.buffer(indices),
    found,
    bench.buffer(Uint32Array.of(LANES, VIEWS)),
  ], [Math.ceil(LANES / workgroupSize), 1, MEMBERS]);
  const wanted = Float64Array.from(before);
  for (const { at, member, lane } of images) {
    if (lane === EMPTY) continue;
    const first = (member * LANES + LANES - 1 - lane) * classes;
    softmax(scores(at)).forEach((share, o) => wanted[first + o] = wanted[first + o]! + share / VIEWS);
  }
  return [{ found: await found.read(), wanted }];
}
