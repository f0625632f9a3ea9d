/**
 * The kernels that find neighbours: candidates by cosine, and distances under the image distortion model.
 *
 * @module
 */
import { candidatesPlan } from "../../graph/candidates.ts";
import { candidatesWgsl } from "../../graph/candidates_wgsl.ts";
import { distortion } from "../../graph/distortion.ts";
import { type DistortionPlan, distortionWgsl } from "../../graph/distortion_wgsl.ts";
import { packGradients } from "../../graph/gradients.ts";
import { COARSE_DISTANCE, FINE_DISTANCE } from "../../graph/distance_plans.ts";
import { COMPONENTS } from "../../graph/principal_components.ts";
import type { Agreement, KernelGroup, Subjects } from "../kernel_check.ts";
import { drawings, noise } from "../made_up.ts";
import { poison } from "../readable.ts";
import type { Workbench } from "../workbench.ts";

/** Candidates and both distances: whole numbers, exact on every adapter. */
export const neighbourChecks: KernelGroup = (subjects) => [
  { name: "candidates", tolerance: 0, run: (bench) => candidates(bench, subjects) },
  { name: "distortion at half size", tolerance: 0, run: (bench) => distances(bench, COARSE_DISTANCE) },
  { name: "distortion at full size", tolerance: 0, run: (bench) => distances(bench, FINE_DISTANCE) },
];

/** A tile of every other column from the second on, of rows from the third on. */
const TILE = { firstColumn: 1, stride: 2, columns: 100, firstRow: 2, rows: 30, capacity: 20 };

async function candidates(bench: Workbench, { invocations }: Subjects): Promise<Agreement[]> {
  const { firstColumn, stride, columns, firstRow, rows, capacity } = TILE;
  const plan = candidatesPlan(invocations);
  const features = Int16Array.from(noise(columns * COMPONENTS, 1, 800));
  const texels = bench.texels(new Uint32Array(features.buffer));
  const cosine = (row: number, column: number) => {
    let sum = 0;
    for (let i = 0; i < COMPONENTS; i++) sum += features[row * COMPONENTS + i]! * features[column * COMPONENTS + i]!;
    return sum;
  };
  const cosines = poison("floats", rows * capacity);
  const found = poison("words", rows * capacity);
  const counts = new Uint32Array(rows);
  const thresholds = new Float32Array(rows);
  for (let place = 0; place < rows; place++) {
    const row = firstRow + place;
    // The first lets everything through, more than there is room for.
    thresholds[place] = place === 0 ? -1e9 : cosine(row, (row + 7) % columns);
    for (let i = 0; i < plan.columns; i++) {
      const column = firstColumn + i * stride;
      if (column >= columns || column === row) continue;
      const value = cosine(row, column);
      if (value <= thresholds[place]!) continue;
      const count = counts[place]!++;
      if (count >= capacity) continue;
      cosines[place * capacity + count] = value;
      found[place * capacity + count] = column;
    }
  }
  const written = {
    counts: bench.buffer(new Uint32Array(rows)),
    cosines: bench.poisoned("floats", rows * capacity),
    found: bench.poisoned("words", rows * capacity),
  };
  bench.run(await bench.generated(candidatesWgsl, plan), [
    texels,
    texels,
    bench.buffer(thresholds),
    written.counts,
    written.cosines,
    written.found,
    // The last says that no row is its own candidate.
    bench.buffer(Uint32Array.of(firstColumn, stride, columns, firstRow, rows, 1, capacity)),
  ], [Math.ceil(rows / plan.rows), 1, 1]);
  return [
    { found: await written.counts.read(), wanted: counts },
    { found: await written.cosines.read(), wanted: cosines },
    { found: await written.found.read(), wanted: found },
  ];
}

/** A fixed image and two moving ones each. */
const PAIRS = [[0, 1, 2], [3, 3, 4], [4, 0, 5], [5, 2, 1]];

async function distances(bench: Workbench, plan: DistortionPlan): Promise<Agreement[]> {
  const { layout, reach } = plan;
  const gradients = packGradients(Float32Array.from(drawings(6), (byte) => byte / 255), layout);
  const image = (i: number) => gradients.subarray(i * layout.imageWords, (i + 1) * layout.imageWords);
  const texels = bench.texels(gradients);
  const found = bench.poisoned("words", 2 * PAIRS.length);
  bench.run(await bench.generated(distortionWgsl, plan), [
    texels,
    texels,
    bench.buffer(Uint32Array.from(PAIRS.flat())),
    found,
    bench.buffer(Uint32Array.of(PAIRS.length)),
  ], [1, 1, 1]);
  const wanted = PAIRS.flatMap(([fixed, ...moving]) =>
    moving.map((other) => distortion(image(fixed!), image(other), layout, reach))
  );
  return [{ found: await found.read(), wanted }];
}
