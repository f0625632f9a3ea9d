/**
 * The notebook's loss and its scores.
 *
 * @module
 */
import { flattenedOutput, outputRows } from "../../kernels/cosine/output.ts";
import { cosineLossWgsl } from "../../kernels/cosine/loss_wgsl.ts";
import { cosine, cosineLoss } from "../../kernels/cosine/reference.ts";
import { cosineScoresWgsl } from "../../kernels/cosine/scores_wgsl.ts";
import { ABSENT } from "../../kernels/control/control.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../ensemble/notebook_label_vectors.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelGroup, type Subjects } from "../kernel_check.ts";
import { noise, planeOf } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

const MEMBERS = 3;
const LANES = 7;
/** The step at hand. */
const STEP = 1;
/** A lane without an image. */
const EMPTY = 4;
/** A lane whose outputs are so small that norms are clamped. */
const TINY = 2;

/** The cosine kernels. */
export const cosineChecks: KernelGroup = (subjects) => [
  { name: "cosine loss", tolerance: FLOAT_TOLERANCE, run: (bench) => loss(bench, subjects) },
  { name: "cosine scores", tolerance: FLOAT_TOLERANCE, run: (bench) => scores(bench, subjects) },
];

/** The output plane of made-up outputs, and these. */
function outputs(bench: Workbench, { notebook: { model, plan } }: Subjects) {
  const shape = { channels: model.outputChannels, side: model.outputSide };
  const values = noise(MEMBERS * LANES * model.outputSize, 1).map((x, i) =>
    Math.max(0, x) * (Math.floor(i / model.outputSize) % LANES === TINY ? 1e-8 : 1)
  );
  const plane = planeOf(values, { members: MEMBERS, lanes: LANES, ...shape });
  const size = { members: MEMBERS, rows: outputRows(shape), lanes: LANES };
  return {
    shape,
    size,
    plane: bench.plane(plan.storage, "vec4f", size, plane),
    of: (member: number, lane: number) => {
      const first = (member * LANES + lane) * model.outputSize;
      return Float64Array.from(values.subarray(first, first + model.outputSize));
    },
  };
}

async function loss(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const { model, plan: { storage, workgroupSize } } = subjects.notebook;
  const { shape, size, plane, of } = outputs(bench, subjects);
  const targets = Float32Array.from(NOTEBOOK_LABEL_VECTORS.slice(0, MEMBERS).flatMap((target) => [...target]));
  const stepStride = MEMBERS * LANES;
  // In the first step no lane has an image.
  const indices = new Uint32Array(2 * stepStride).fill(ABSENT);
  for (let i = 0; i < stepStride; i++) if (i !== EMPTY) indices[STEP * stepStride + i] = i;
  const gradient = bench.plane(storage, "vec4f", size);
  const losses = bench.poisoned("floats", 2 * stepStride);
  bench.run(await bench.generated(cosineLossWgsl, shape, storage, workgroupSize), [
    bench.control({
      lanes: LANES,
      members: MEMBERS,
      indexMemberStride: LANES,
      indexStepStride: stepStride,
      step: STEP,
    }),
    plane,
    bench.buffer(targets),
    bench.buffer(indices),
    gradient,
    losses,
  ], [Math.ceil(LANES / workgroupSize), 1, MEMBERS]);
  const wantedLosses = new Float64Array(2 * stepStride).fill(NaN);
  const wantedGradient = new Float64Array(stepStride * model.outputSize);
  for (let i = 0; i < stepStride; i++) {
    const member = Math.floor(i / LANES);
    const target = targets.subarray(member * model.outputSize, (member + 1) * model.outputSize);
    const one = cosineLoss(of(member, i % LANES), target);
    wantedLosses[STEP * stepStride + i] = i === EMPTY ? 0 : one.loss;
    if (i !== EMPTY) wantedGradient.set(one.gradient, i * model.outputSize);
  }
  const wantedPlane = planeOf(wantedGradient, { members: MEMBERS, lanes: LANES, ...shape });
  const foundPlane = await gradient.read();
  // Where the norm is clamped the gradient is a million times as large.
  const ofLanes = (tiny: boolean) => {
    const isOne = (_: number, i: number) => (Math.floor(i / 4) % LANES === TINY) === tiny;
    return { found: foundPlane.filter(isOne), wanted: wantedPlane.filter(isOne) };
  };
  return [{ found: await losses.read(), wanted: wantedLosses }, ofLanes(false), ofLanes(true)];
}

async function scores(bench: Workbench, subjects: Subjects): Promise<Agreement[]> {
  const { plan: { storage, workgroupSize } } = subjects.notebook;
  const { shape, plane, of } = outputs(bench, subjects);
  const classes = NOTEBOOK_LABEL_VECTORS.length;
  const vectors = Float32Array.from(NOTEBOOK_LABEL_VECTORS.flatMap((vector) => [...vector]));
  const size = flattenedOutput(shape).length;
  const indices = Uint32Array.from({ length: 2 * LANES }, (_, i) => i === STEP * LANES + EMPTY ? ABSENT : 0);
  const found = bench.poisoned("floats", 2 * LANES * MEMBERS * classes);
  bench.run(await bench.generated(cosineScoresWgsl, shape, classes, storage, workgroupSize), [
    bench.control({ lanes: LANES, members: MEMBERS, indexStepStride: LANES, step: STEP }),
    plane,
    bench.buffer(vectors),
    bench.buffer(indices),
    found,
  ], [Math.ceil(LANES / workgroupSize), 1, MEMBERS]);
  const wanted = new Float64Array(2 * LANES * MEMBERS * classes).fill(NaN);
  for (let lane = 0; lane < LANES; lane++) {
    if (lane === EMPTY) continue;
    for (let member = 0; member < MEMBERS; member++) {
      for (let c = 0; c < classes; c++) {
        const at = ((STEP * LANES + lane) * MEMBERS + member) * classes + c;
        wanted[at] = cosine(of(member, lane), vectors.subarray(c * size, (c + 1) * size));
      }
    }
  }
  return [{ found: await found.read(), wanted }];
}
