/**
 * WGSL of a dense layer, generated.
 *
 * Forward and input gradient: lanes are images, weights are copied to workgroup memory and used at literal indices, which
 * software Vulkan loads with one broadcast. Weight gradient: an invocation is a row of the input plane and walks over all
 * images, so nothing is reduced across invocations.
 *
 * @module
 */
import { GROUP } from "../conv_pool/shape.ts";
import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, component, range, sum } from "../wgsl.ts";
import { type DensePlace, denseSizes } from "./shape.ts";

/**
 * Partial scores of each image, one for each part of the input, without biases: `[member][part x score row][lane] vec4f`.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = parts, z = members.
 * Bindings: control, input plane, parameters, partial scores.
 */
export function denseForwardWgsl(place: DensePlace, storage: PlaneStorage, workgroupSize: number): string {
  const { rows, rowsPerPart, parts, scoreRows } = denseSizes(place);
  const classes = range(place.classes);
  const products = range(rowsPerPart).map((r) => {
    const load = loadPlane(storage, "vec4f", "source", rows, `part * ${rowsPerPart}u + ${r}u`);
    const adds = classes.map((o) => {
      const terms = range(GROUP).map((k) => `x${r}.${component(k)} * weights[${(o * rowsPerPart + r) * GROUP + k}]`);
      return `let y${o}_${r} = ${r === 0 ? "" : `y${o}_${r - 1} + `}${sum(terms)};`;
    });
    return [`let x${r} = ${load};`, ...adds].join("\n");
  });
  const stores = range(scoreRows).map((g) => {
    const values = range(GROUP).map((k) =>
      g * GROUP + k < place.classes ? `y${g * GROUP + k}_${rowsPerPart - 1}` : "0.0"
    );
    const at = `part * ${scoreRows}u + ${g}u`;
    return storePlane(storage, "vec4f", "result", parts * scoreRows, at, `vec4f(${values.join(", ")})`);
  });
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "source"),
      "<storage, read> parameters: array<f32>",
      writePlane(storage, "vec4f", "result"),
    ])
  }
${head(place, workgroupSize)}
${products.join("\n")}
${stores.join("\n")}
}`;
}

/**
 * The gradient with respect to the input plane, `[member][row][lane] vec4f`.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = parts, z = members.
 * Bindings: control, gradient of the scores, parameters, gradient of the input plane.
 */
export function denseInputGradientWgsl(place: DensePlace, storage: PlaneStorage, workgroupSize: number): string {
  const { rows, rowsPerPart, scoreRows } = denseSizes(place);
  const results = range(rowsPerPart).map((r) => {
    const values = range(GROUP).map((k) =>
      sum(
        range(place.classes).map((o) =>
          `g${Math.floor(o / GROUP)}.${component(o)} * weights[${(o * rowsPerPart + r) * GROUP + k}]`
        ),
      )
    );
    const at = `part * ${rowsPerPart}u + ${r}u`;
    return storePlane(storage, "vec4f", "result", rows, at, `vec4f(${values.join(",\n")})`);
  });
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "gradient"),
      "<storage, read> parameters: array<f32>",
      writePlane(storage, "vec4f", "result"),
    ])
  }
${head(place, workgroupSize)}
${loadScores(storage, "gradient", scoreRows)}
${results.join("\n")}
}`;
}

/**
 * The gradient with respect to weights and biases, summed over the batch.
 *
 * Grid: x = ceil((rows + 1) / workgroupSize), y = 1, z = members: the row beyond the last is the biases'.
 * Bindings: control, input plane, gradient of the scores, result [members, parameters].
 */
export function denseWeightGradientWgsl(place: DensePlace, storage: PlaneStorage, workgroupSize: number): string {
  const { inputs, rows, scoreRows, biasOffset } = denseSizes(place);
  const classes = range(place.classes);
  const channels = range(GROUP);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "source"),
      readPlane(storage, "vec4f", "gradient"),
      "<storage, read_write> result: array<f32>",
    ])
  }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z;
let item = group.x * ${workgroupSize}u + local.x; let row = min(item, ${rows - 1}u);
${classes.flatMap((o) => channels.map((k) => `var a${o}_${k} = 0.0;`)).join(" ")}
for (var lane = 0u; lane < lanes; lane++) {
let loaded = ${loadPlane(storage, "vec4f", "source", rows, "row")};
let x = select(vec4f(1.0, 0.0, 0.0, 0.0), loaded, item < ${rows}u);
${loadScores(storage, "gradient", scoreRows)}
${
    classes.flatMap((o) =>
      channels.map((k) => `a${o}_${k} += g${Math.floor(o / GROUP)}.${component(o)} * x.${component(k)};`)
    ).join("\n")
  }
}
let start = member * ${place.parameterStride}u;
if (item < ${rows}u) {
let at = start + ${place.parameterOffset}u + ${inputOfRow(place, "row", "0u")};
${
    classes.flatMap((o) => channels.map((k) => `result[at + ${o * inputs + k * place.side ** 2}u] = a${o}_${k};`)).join(
      "\n",
    )
  }
}
if (item == ${rows}u) {
${classes.map((o) => `result[start + ${biasOffset + o}u] = a${o}_0;`).join("\n")}
}
}`;
}

/** Statements that load a plane of scores of `member` and `lane` as `g0`, `g1`, … */
export function loadScores(storage: PlaneStorage, name: string, scoreRows: number): string {
  return range(scoreRows).map((g) => `let g${g} = ${loadPlane(storage, "vec4f", name, scoreRows, `${g}u`)};`).join(
    "\n",
  );
}

/** Which input, in PyTorch's order [channel, row, column], a component of a plane's row is. */
function inputOfRow({ channels, side }: DensePlace, row: string, channel: string): string {
  const groups = channels / GROUP;
  return `(${row} % ${groups}u * ${GROUP}u + ${channel}) * ${side ** 2}u + ${row} / ${groups}u`;
}

/** The entry point's head: lane, member and part, and the part's weights in workgroup memory. */
function head(place: DensePlace, workgroupSize: number): string {
  const { inputs, rowsPerPart } = denseSizes(place);
  const count = place.classes * rowsPerPart * GROUP;
  return `var<workgroup> weights: array<f32, ${count}>;
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let part = group.y; let member = group.z;
for (var i = local.x; i < ${count}u; i += ${workgroupSize}u) {
let row = part * ${rowsPerPart}u + i / ${GROUP}u % ${rowsPerPart}u;
let input = ${inputOfRow(place, "row", `i % ${GROUP}u`)};
weights[i] = parameters[member * ${place.parameterStride}u + ${place.parameterOffset}u + i / ${
    rowsPerPart * GROUP
  }u * ${inputs}u + input];
}
workgroupBarrier();
let lane = min(group.x * ${workgroupSize}u + local.x, lanes - 1u);`;
}
