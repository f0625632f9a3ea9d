/**
 * The optimisers, and the kernel that counts their steps.
 *
 * @module
 */
import adamwSource from "../../kernels/adamw/adamw.wgsl" with { type: "text" };
import { adamWCorrections, type AdamWMoments, adamWStep, NOTEBOOK_ADAMW } from "../../kernels/adamw/reference.ts";
import { scheduleConstants, scheduledStep, scheduleTable } from "../../kernels/adamw/schedule.ts";
import scheduledSource from "../../kernels/adamw/scheduled.wgsl" with { type: "text" };
import advanceSource from "../../kernels/control/advance.wgsl" with { type: "text" };
import { CONTROL } from "../../kernels/control/control.ts";
import { networkSettings } from "../../train/network_settings.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelGroup, type Subjects } from "../kernel_check.ts";
import { noise } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

const MEMBERS = 3;
/** The row of AdamW's table that is the step at hand. */
const ROW = 1;
/** The scheduled step at hand, well after the warm-up, counted from 0. */
const SCHEDULED_ROW = 200;
/** The optimiser's step of each member; the second rests. */
const STEPS = [2, 0, 5];

/** The kernels of optimisers. */
export const adamwChecks: KernelGroup = (subjects) => [
  { name: "AdamW", tolerance: FLOAT_TOLERANCE, run: (bench) => adamw(bench, subjects) },
  { name: "scheduled AdamW", tolerance: FLOAT_TOLERANCE, run: (bench) => scheduled(bench, subjects) },
  { name: "advance step", tolerance: 0, run: advance },
];

/** Made-up parameters, gradients and moments of all members. */
function state(parameters: number) {
  const count = MEMBERS * parameters;
  const squares = noise(count, 3).map((x) => x * x + 0.01);
  const means = noise(count, 2, 0.1);
  return {
    count,
    // Small, so that a step is a good part of them.
    parameters: noise(count, 1, 0.05),
    gradient: noise(count, 4),
    moments: Float32Array.from({ length: 2 * count }, (_, i) => i % 2 === 0 ? means[i >> 1]! : squares[i >> 1]!),
    /** The same in float64, of one member. */
    ofMember: (values: Float32Array, member: number) =>
      Float64Array.from(values.subarray(member * parameters, (member + 1) * parameters)),
    means,
    squares,
  };
}

async function adamw(bench: Workbench, { notebook: { model, plan } }: Subjects): Promise<Agreement[]> {
  const { parameterCount } = model;
  const { workgroupSize, parametersEach } = plan;
  const { count, gradient, moments, means, squares, ofMember, ...start } = state(parameterCount);
  const { learningRate, weightDecay, beta1, beta2, epsilon } = NOTEBOOK_ADAMW;
  const steps = new Uint32Array((ROW + 1) * MEMBERS).fill(1);
  steps.set(STEPS, ROW * MEMBERS);
  const corrections = new Float32Array(2 * (Math.max(...STEPS) + 1));
  for (let t = 1; t <= Math.max(...STEPS); t++) corrections.set(adamWCorrections(NOTEBOOK_ADAMW, t), 2 * t);
  const constants = Float32Array.of(1 - learningRate * weightDecay, beta1, beta2, epsilon, 1 - beta1, 1 - beta2);
  const written = { moments: bench.buffer(moments), parameters: bench.buffer(start.parameters) };
  bench.run(
    await bench.written(adamwSource, {
      PARAMETERS: parameterCount,
      WORKGROUP_SIZE: workgroupSize,
      EACH: parametersEach,
    }),
    [
      bench.control({ lanes: 1, members: MEMBERS, step: ROW }),
      bench.buffer(steps),
      bench.buffer(corrections),
      bench.buffer(constants),
      bench.buffer(gradient),
      written.moments,
      written.parameters,
    ],
    [Math.ceil(parameterCount / workgroupSize / parametersEach), MEMBERS, 1],
  );
  const wanted = { parameters: new Float64Array(count), moments: new Float64Array(2 * count) };
  STEPS.forEach((t, member) => {
    const own = ofMember(start.parameters, member);
    const memory = { mean: ofMember(means, member), square: ofMember(squares, member) };
    if (t > 0) adamWStep(NOTEBOOK_ADAMW, t, own, ofMember(gradient, member), memory);
    wanted.parameters.set(own, member * parameterCount);
    setPairs(wanted.moments, member * parameterCount, memory);
  });
  return [
    { found: await written.parameters.read(), wanted: wanted.parameters },
    { found: await written.moments.read(), wanted: wanted.moments },
  ];
}

async function scheduled(bench: Workbench, { network: { model, plan } }: Subjects): Promise<Agreement[]> {
  const { parameterCount } = model;
  const { workgroupSize } = plan;
  const { schedule } = networkSettings(2 * SCHEDULED_ROW);
  const { count, gradient, moments, means, squares, ofMember, ...start } = state(parameterCount);
  const averages = noise(count, 5, 0.05);
  const written = {
    moments: bench.buffer(moments),
    parameters: bench.buffer(start.parameters),
    averages: bench.buffer(averages),
  };
  bench.run(
    await bench.written(scheduledSource, { PARAMETERS: parameterCount, WORKGROUP_SIZE: workgroupSize }),
    [
      bench.control({ lanes: 1, members: MEMBERS, step: SCHEDULED_ROW }),
      bench.buffer(scheduleTable(schedule)),
      bench.buffer(scheduleConstants(schedule.optimiser)),
      bench.buffer(gradient),
      written.moments,
      written.parameters,
      written.averages,
    ],
    [Math.ceil(parameterCount / workgroupSize), MEMBERS, 1],
  );
  const wanted = {
    parameters: new Float64Array(count),
    averages: new Float64Array(count),
    moments: new Float64Array(2 * count),
  };
  for (let member = 0; member < MEMBERS; member++) {
    const own = ofMember(start.parameters, member);
    const average = ofMember(averages, member);
    const memory = { mean: ofMember(means, member), square: ofMember(squares, member) };
    scheduledStep(schedule, SCHEDULED_ROW + 1, own, ofMember(gradient, member), memory, average);
    wanted.parameters.set(own, member * parameterCount);
    wanted.averages.set(average, member * parameterCount);
    setPairs(wanted.moments, member * parameterCount, memory);
  }
  return [
    { found: await written.parameters.read(), wanted: wanted.parameters },
    { found: await written.moments.read(), wanted: wanted.moments },
    { found: await written.averages.read(), wanted: wanted.averages },
  ];
}

async function advance(bench: Workbench): Promise<Agreement[]> {
  const control = bench.control({ lanes: 5, members: 2, step: 6 });
  const wanted = (await control.read()).slice();
  wanted[CONTROL.step] = 7;
  bench.run(await bench.written(advanceSource), [control], [1, 1, 1]);
  return [{ found: await control.read(), wanted }];
}

/** Writes moments as the kernels hold them, mean beside square. */
function setPairs(pairs: Float64Array, first: number, { mean, square }: AdamWMoments): void {
  mean.forEach((value, i) => pairs.set([value, square[i]!], 2 * (first + i)));
}
