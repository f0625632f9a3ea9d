/**
 * The kernels of label propagation and balancing.
 *
 * @module
 */
import {
  decide,
  NO_LABEL,
  PRIOR_SHARE,
  priorFloor,
  PROPAGATION_SETTINGS,
  sharpen,
  takeStep,
} from "../../spread/propagation.ts";
import {
  beliefPlaces,
  decideWgsl,
  partialSumsWgsl,
  PROPAGATION_WORKGROUP,
  sharpenWgsl,
  startWgsl,
  stepWgsl,
  SUM_RUN,
  totalsWgsl,
} from "../../spread/propagation_wgsl.ts";
import type { Summand } from "../../spread/propagation_wgsl.ts";
import { normalisedWeights, symmetricGraph } from "../../graph/sparse_graph.ts";
import { type Agreement, FLOAT_TOLERANCE, type KernelCheck, type KernelGroup } from "../kernel_check.ts";
import { CLASS_COUNTS, ofClasses } from "../class_counts.ts";
import { noise } from "../made_up.ts";
import type { Workbench } from "../workbench.ts";

const DRAWS = 2;
/** More than a run of them is summed at once. */
const IMAGES = 150;
const RUNS = Math.ceil(IMAGES / SUM_RUN);
const NEIGHBOURS = 5;

/** All of them. */
export const propagationChecks: KernelGroup = () =>
  CLASS_COUNTS.flatMap((classes) => {
    const check = (name: string, run: (bench: Workbench, classes: number) => Promise<Agreement[]>): KernelCheck => ({
      name: `propagation, ${name}${ofClasses(classes)}`,
      tolerance: FLOAT_TOLERANCE,
      run: (bench) => run(bench, classes),
    });
    return [
      check("start", start),
      check("step", step),
      check("sharpen", sharpened),
      ...(["plain", "rows to one", "decisions"] as const).map((summand) =>
        check(`sums, ${summand}`, (bench) => partialSums(bench, summand, classes))
      ),
      ...(["factors", "prior"] as const).map((what) =>
        check(`totals, ${what}`, (bench) => totals(bench, what, classes))
      ),
      check("decide", decisions),
    ];
  });

const PER_IMAGE = [Math.ceil(IMAGES / PROPAGATION_WORKGROUP), DRAWS, 1] as const;
const PER_RUN = [Math.ceil(RUNS / PROPAGATION_WORKGROUP), DRAWS, 1] as const;

function sizes(bench: Workbench) {
  return bench.buffer(Uint32Array.of(IMAGES, RUNS, 0, 0));
}

/** f32 [draws, images, classes], above 0. */
function beliefs(classes: number): Float32Array<ArrayBuffer> {
  return noise(DRAWS * IMAGES * classes, 1).map((x) => 0.001 + x * x);
}

/** Classes as they lie in texels and rows of factors: what fills up the last four holds nothing. */
function padded(values: ArrayLike<number>, classes: number, empty = 0): Float32Array<ArrayBuffer> {
  const places = beliefPlaces(classes);
  const result = new Float32Array(values.length / classes * places).fill(empty);
  for (let i = 0; i < values.length; i++) result[Math.floor(i / classes) * places + i % classes] = values[i]!;
  return result;
}

/** One label in four is known. u8 [draws, images] */
function seeds(classes: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: DRAWS * IMAGES }, (_, i) => i % 4 === 0 ? i * 7 % classes : NO_LABEL);
}

function ofDraw<T extends Uint8Array | Float32Array>(values: T, draw: number): T {
  return values.slice(draw * values.length / DRAWS, (draw + 1) * values.length / DRAWS) as T;
}

/** What a kernel wrote into a texture of beliefs, of which the last row is filled up with poison. */
async function readBeliefs(
  texture: { read(): Promise<ArrayLike<number>> },
  classes: number,
): Promise<ArrayLike<number>> {
  return Array.from(await texture.read()).slice(0, DRAWS * IMAGES * beliefPlaces(classes));
}

function beliefsToWrite(bench: Workbench, classes: number) {
  return bench.texels(new Float32Array(DRAWS * IMAGES * beliefPlaces(classes)).fill(NaN));
}

async function start(bench: Workbench, classes: number): Promise<Agreement[]> {
  const found = beliefsToWrite(bench, classes);
  const labels = seeds(classes);
  bench.run(
    await bench.generated(startWgsl, classes),
    [bench.buffer(Uint32Array.from(labels)), found, sizes(bench)],
    PER_IMAGE,
  );
  const wanted = [...labels].flatMap((label) => Array.from({ length: classes }, (_, c) => Number(c === label)));
  return [{ found: await readBeliefs(found, classes), wanted: padded(wanted, classes) }];
}

/** A graph, and how it lies on the GPU: its rows, and its entries, two a texel. */
function sampleGraph() {
  const ids = Uint32Array.from(
    { length: IMAGES * NEIGHBOURS },
    (_, i) => (Math.floor(i / NEIGHBOURS) + 1 + (i % NEIGHBOURS) ** 2) % IMAGES,
  );
  const graph = symmetricGraph({
    count: IMAGES,
    k: NEIGHBOURS,
    ids,
    weights: noise(ids.length, 2).map((x) => 0.1 + x * x),
  });
  const weights = normalisedWeights(graph, "symmetric");
  const rows: number[] = [];
  const entries: number[] = [];
  for (let row = 0; row < IMAGES; row++) {
    const first = entries.length / 4;
    for (let at = graph.offsets[row]!; at < graph.offsets[row + 1]!; at++) {
      entries.push(graph.columns[at]!, bitsOf(weights[at]!));
    }
    if (entries.length % 4 !== 0) entries.push(0, 0);
    rows.push(row, first, entries.length / 4 - first, 0);
  }
  return { graph, weights, rows: Uint32Array.from(rows), entries: Uint32Array.from(entries) };
}

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0]!;
}

async function step(bench: Workbench, classes: number): Promise<Agreement[]> {
  const { alpha } = PROPAGATION_SETTINGS;
  const { graph, weights, rows, entries } = sampleGraph();
  const [labels, before] = [seeds(classes), beliefs(classes)];
  const found = beliefsToWrite(bench, classes);
  bench.run(await bench.generated(stepWgsl, alpha, classes), [
    bench.texels(entries),
    bench.buffer(rows),
    bench.buffer(Uint32Array.from(labels)),
    bench.texels(padded(before, classes)),
    found,
    sizes(bench),
  ], PER_IMAGE);
  const wanted = Array.from({ length: DRAWS }, (_, draw) => {
    const next = new Float64Array(IMAGES * classes);
    takeStep(graph, weights, ofDraw(labels, draw), classes, alpha, Float64Array.from(ofDraw(before, draw)), next);
    return [...next];
  }).flat();
  return [{ found: await readBeliefs(found, classes), wanted: padded(wanted, classes) }];
}

async function sharpened(bench: Workbench, classes: number): Promise<Agreement[]> {
  const found = beliefsToWrite(bench, classes);
  bench.run(
    await bench.generated(sharpenWgsl, classes),
    [bench.texels(padded(beliefs(classes), classes)), found, sizes(bench)],
    PER_IMAGE,
  );
  return [{
    found: await readBeliefs(found, classes),
    wanted: padded(sharpen(Float64Array.from(beliefs(classes)), classes), classes),
  }];
}

/** f32 [draws, places]: factors of classes, and 1 where there is none. */
function factors(classes: number): Float32Array<ArrayBuffer> {
  return padded(noise(DRAWS * classes, 3).map((x) => 1.5 + x), classes, 1);
}

async function partialSums(bench: Workbench, summand: Summand, classes: number): Promise<Agreement[]> {
  const places = beliefPlaces(classes);
  const found = bench.poisoned("floats", DRAWS * RUNS * places);
  bench.run(await bench.generated(partialSumsWgsl, summand, classes), [
    bench.texels(padded(beliefs(classes), classes)),
    bench.buffer(factors(classes)),
    found,
    sizes(bench),
  ], PER_RUN);
  const wanted = new Float64Array(DRAWS * RUNS * places);
  const [own, scales] = [beliefs(classes), factors(classes)];
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let image = 0; image < IMAGES; image++) {
      const row = own.subarray((draw * IMAGES + image) * classes, (draw * IMAGES + image + 1) * classes);
      const scaled = Array.from(row, (value, c) => value * scales[draw * places + c]!);
      const sum = scaled.reduce((a, b) => a + b);
      const best = scaled.indexOf(Math.max(...scaled));
      row.forEach((value, c) => {
        const added = { "plain": value, "rows to one": value / sum, "decisions": Number(c === best) }[summand];
        const at = (draw * RUNS + image % RUNS) * places + c;
        wanted[at] = wanted[at]! + added;
      });
    }
  }
  return [{ found: await found.read(), wanted }];
}

async function totals(
  bench: Workbench,
  what: "factors" | "prior",
  classes: number,
): Promise<Agreement[]> {
  const places = beliefPlaces(classes);
  // More runs than are added up to one part.
  const [images, runs] = [4_480, 70];
  const sums = padded(noise(DRAWS * runs * classes, 4).map((x) => 3 + x), classes);
  const before = {
    factors: factors(classes),
    prior: padded(noise(DRAWS * classes, 5).map((x) => 0.1 + 0.05 * x), classes),
  };
  const found = { factors: bench.buffer(before.factors), prior: bench.buffer(before.prior) };
  bench.run(await bench.generated(totalsWgsl, what, PRIOR_SHARE, classes), [
    bench.buffer(sums),
    found.prior,
    found.factors,
    bench.buffer(Uint32Array.of(images, runs, 0, 0)),
  ], [1, DRAWS, 1]);
  const wanted = Float64Array.from(before[what], (_, i) => {
    const [draw, c] = [Math.floor(i / places), i % places];
    let total = 0;
    for (let run = 0; run < runs; run++) total += sums[(draw * runs + run) * places + c]!;
    if (what === "prior") return priorFloor(classes) + PRIOR_SHARE * total / images;
    return c < classes ? before.prior[i]! * images / total : 0;
  });
  const other = what === "prior" ? "factors" : "prior";
  return [
    { found: await found[what].read(), wanted },
    { found: await found[other].read(), wanted: before[other] },
  ];
}

async function decisions(bench: Workbench, classes: number): Promise<Agreement[]> {
  const places = beliefPlaces(classes);
  const labels = seeds(classes);
  const found = {
    labels: bench.poisoned("words", labels.length),
    confidences: bench.poisoned("floats", labels.length),
  };
  bench.run(await bench.generated(decideWgsl, classes), [
    bench.texels(padded(beliefs(classes), classes)),
    bench.buffer(factors(classes)),
    bench.buffer(Uint32Array.from(labels)),
    found.labels,
    found.confidences,
    sizes(bench),
  ], PER_IMAGE);
  const [own, scales] = [beliefs(classes), factors(classes)];
  const scaled = Float64Array.from(own, (value, i) => {
    const draw = Math.floor(i / classes / IMAGES);
    return value * scales[draw * places + i % classes]!;
  });
  const wanted = decide(scaled, labels, classes);
  return [
    { found: await found.labels.read(), wanted: wanted.labels },
    { found: await found.confidences.read(), wanted: wanted.confidences },
  ];
}
