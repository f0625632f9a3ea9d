/**
 * WGSL of label propagation and balancing, for many draws at once.
 *
 * Beliefs lie in textures, four classes a texel (ten classes and two zeros are three), draw after draw; an invocation works on one
 * image of one draw, or sums over a run of images. Every sum has a fixed order.
 *
 * @module
 */
import { TEXTURE_WIDTH } from "../graph/gradient_layout.ts";
import { range } from "../kernels/wgsl.ts";
import { LEAST_BELIEF, priorFloor } from "./propagation.ts";

/** Invocations of a workgroup. */
export const PROPAGATION_WORKGROUP = 64;
/** Classes of a texel. */
const TEXEL = 4;
/** Images that one invocation sums over. */
export const SUM_RUN = 64;
/** Texels of a row's entries that a turn of the loop over them adds. Source: so that no row's loop is too long for a driver. */
const TEXELS_A_TURN = 4;

/** Texels of an image's beliefs in so many classes. */
export function beliefTexels(classes: number): number {
  return Math.ceil(classes / TEXEL);
}

/** Places of an image's beliefs, or of a draw's factors: its classes, and what fills up the last texel. */
export function beliefPlaces(classes: number): number {
  return TEXEL * beliefTexels(classes);
}

const AT = (expression: string) =>
  `vec2<u32>((${expression}) % ${TEXTURE_WIDTH}u, (${expression}) / ${TEXTURE_WIDTH}u)`;

/**
 * x ← alpha·W·x + (1 − alpha)·z.
 *
 * Bindings: 0 entries (texels of two: column, weight, column, weight), 1 rows in order of length (row, first entry texel,
 * texels, 0), 2 labels [draws, images] (255: none), 3 beliefs, 4 the next beliefs, 5 (images, 0, 0, 0).
 */
export function stepWgsl(alpha: number, classes: number): string {
  const texels = beliefTexels(classes);
  const each = range(texels);
  return `@group(0) @binding(0) var entries: texture_2d<u32>;
@group(0) @binding(1) var<storage, read> rows: array<vec4<u32>>;
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var beliefs: texture_2d<f32>;
@group(0) @binding(4) var next_beliefs: texture_storage_2d<rgba32float, write>;
@group(0) @binding(5) var<storage, read> sizes: array<u32, 4>;

@compute @workgroup_size(${PROPAGATION_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let images = sizes[0];
  if (id.x >= images) {
    return;
  }
  let base = id.y * images;
  let row = rows[id.x];
${each.map((t) => `  var sum_${t} = vec4<f32>();`).join("\n")}
  // Several texels a turn: an image may be linked to all others.
  let whole = row.y + row.z / ${TEXELS_A_TURN}u * ${TEXELS_A_TURN}u;
  // turns: images / ${2 * TEXELS_A_TURN} + 1
  for (var i = row.y; i < whole; i += ${TEXELS_A_TURN}u) {
${range(TEXELS_A_TURN).map((texel) => addEntries(`i + ${texel}u`, texels)).join("\n")}
  }
  // turns: ${TEXELS_A_TURN}
  for (var i = whole; i < row.y + row.z; i++) {
${addEntries("i", texels)}
  }
  let label = labels[base + row.x];
  let to = (base + row.x) * ${texels}u;
${
    each.map((t) =>
      `  let own_${t} = select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(label) == vec4<u32>(${
        [0, 1, 2, 3].map((c) => `${4 * t + c}u`).join(", ")
      }));\n` +
      `  textureStore(next_beliefs, ${AT(`to + ${t}u`)}, ${alpha} * sum_${t} + ${1 - alpha} * own_${t});`
    ).join("\n")
  }
}
`;
}

/** Statements, in braces, that add what the two entries of a texel bring. */
function addEntries(texel: string, texels: number): string {
  const each = range(texels);
  return `    {
    let entry = textureLoad(entries, ${AT(texel)}, 0);
    let first = (base + entry.x) * ${texels}u;
    let second = (base + entry.z) * ${texels}u;
    let weight = bitcast<f32>(entry.y);
    let other = bitcast<f32>(entry.w);
${each.map((t) => `    sum_${t} += weight * textureLoad(beliefs, ${AT(`first + ${t}u`)}, 0);`).join("\n")}
${each.map((t) => `    sum_${t} += other * textureLoad(beliefs, ${AT(`second + ${t}u`)}, 0);`).join("\n")}
    }`;
}

/** Starts x as z. Bindings: 0 labels [draws, images], 1 beliefs, 2 (images, 0, 0, 0). */
export function startWgsl(classes: number): string {
  const texels = beliefTexels(classes);
  return `@group(0) @binding(0) var<storage, read> labels: array<u32>;
@group(0) @binding(1) var beliefs: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<storage, read> sizes: array<u32, 4>;

@compute @workgroup_size(${PROPAGATION_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= sizes[0]) {
    return;
  }
  let image = id.y * sizes[0] + id.x;
  for (var t = 0u; t < ${texels}u; t++) {
    let classes = vec4<u32>(0u, 1u, 2u, 3u) + 4u * t;
    let at = image * ${texels}u + t;
    textureStore(beliefs, ${AT("at")}, select(vec4<f32>(), vec4<f32>(1.0), classes == vec4<u32>(labels[image])));
  }
}
`;
}

/** Of the last texel, if classes do not fill it, what keeps its other components zero. */
function masked(texel: number, classes: number): string {
  const real = classes - TEXEL * texel;
  return real >= TEXEL ? "" : ` * vec4<f32>(${range(TEXEL).map((k) => k < real ? "1.0" : "0.0").join(", ")})`;
}

/** Rows to sum 1, then squared. Bindings: 0 beliefs, 1 the sharpened beliefs, 2 (images, 0, 0, 0). */
export function sharpenWgsl(classes: number): string {
  const texels = beliefTexels(classes);
  const each = range(texels);
  return `@group(0) @binding(0) var beliefs: texture_2d<f32>;
@group(0) @binding(1) var sharpened: texture_storage_2d<rgba32float, write>;
@group(0) @binding(2) var<storage, read> sizes: array<u32, 4>;

@compute @workgroup_size(${PROPAGATION_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= sizes[0]) {
    return;
  }
  let at = (id.y * sizes[0] + id.x) * ${texels}u;
${
    each.map((t) =>
      `  let b_${t} = textureLoad(beliefs, ${AT(`at + ${t}u`)}, 0) + ${LEAST_BELIEF}${masked(t, classes)};`
    ).join("\n")
  }
  let sum = dot(${each.map((t) => `b_${t}`).join(" + ")}, vec4<f32>(1.0));
${each.map((t) => `  textureStore(sharpened, ${AT(`at + ${t}u`)}, (b_${t} / sum) * (b_${t} / sum));`).join("\n")}
}
`;
}

/** What a summing kernel adds up for every image. */
export type Summand = "plain" | "rows to one" | "decisions";

/**
 * Sums over runs of images. Bindings: 0 beliefs, 1 factors f32 [draws, places], 2 partial sums f32 [draws, runs, places],
 * 3 (images, runs, 0, 0).
 */
export function partialSumsWgsl(summand: Summand, classes: number): string {
  const texels = beliefTexels(classes);
  const each = range(texels);
  const scaled = `
${each.map((t) => `    let s_${t} = b_${t} * factor_${t};`).join("\n")}`;
  const body = {
    "plain": each.map((t) => `    sum_${t} += b_${t};`).join("\n"),
    "rows to one": `${scaled}
    let scale = 1.0 / dot(${each.map((t) => `s_${t}`).join(" + ")}, vec4<f32>(1.0));
${each.map((t) => `    sum_${t} += b_${t} * scale;`).join("\n")}`,
    "decisions": `${scaled}
${bestClass("s", classes)}
${
      each.map((t) =>
        `    sum_${t} += select(vec4<f32>(), vec4<f32>(1.0), vec4<u32>(best) == vec4<u32>(${
          [0, 1, 2, 3].map((c) => `${4 * t + c}u`).join(", ")
        }));`
      ).join("\n")
    }`,
  }[summand];
  return `@group(0) @binding(0) var beliefs: texture_2d<f32>;
@group(0) @binding(1) var<storage, read> factors: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> sums: array<vec4<f32>>;
@group(0) @binding(3) var<storage, read> sizes: array<u32, 4>;

@compute @workgroup_size(${PROPAGATION_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let images = sizes[0];
  let runs = sizes[1];
  if (id.x >= runs) {
    return;
  }
${
    each.map((t) => `  let factor_${t} = factors[id.y * ${texels}u + ${t}u];\n  var sum_${t} = vec4<f32>();`)
      .join("\n")
  }
  // Neighbouring invocations read neighbouring images.
  // turns: ${SUM_RUN}
  for (var image = id.x; image < images; image += runs) {
    let at = (id.y * images + image) * ${texels}u;
${each.map((t) => `    let b_${t} = textureLoad(beliefs, ${AT(`at + ${t}u`)}, 0);`).join("\n")}
${body}
  }
${
    each.map((t) => `  sums[(id.y * runs + id.x) * ${texels}u + ${t}u] = sum_${t} + 0.0 * factor_${t};`).join(
      "\n",
    )
  }
}
`;
}

/**
 * Adds partial sums up and makes of them what comes next: `factors` = prior · images / sum, or `prior` = floor + share · sum / images.
 *
 * One invocation a class (x) and draw (y). Bindings: 0 partial sums, 1 prior f32 [draws, places], 2 factors f32 [draws, places],
 * 3 (images, runs, 0, 0).
 */
export function totalsWgsl(what: "factors" | "prior", share: number, classes: number): string {
  const places = beliefPlaces(classes);
  const floor = priorFloor(classes);
  const finish = what === "factors"
    ? `factors[at] = select(0.0, prior[at] * f32(sizes[0]) / total, id.x < ${classes}u);`
    : `prior[at] = ${floor} + ${share} * total / f32(sizes[0]) + 0.0 * factors[at];`;
  return `@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> prior: array<f32>;
@group(0) @binding(2) var<storage, read_write> factors: array<f32>;
@group(0) @binding(3) var<storage, read> sizes: array<u32, 4>;

@compute @workgroup_size(${places})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  let at = id.y * ${places}u + id.x;
  // Sums of sums: f32 holds sixty thousand terms better so.
  var total = 0.0;
  // turns: images / ${32 * SUM_RUN} + 1
  for (var first = 0u; first < sizes[1]; first += 32u) {
    var part = 0.0;
    // turns: 32
    for (var run = first; run < min(first + 32u, sizes[1]); run++) {
      part += sums[(id.y * sizes[1] + run) * ${places}u + id.x];
    }
    total += part;
  }
  ${finish}
}
`;
}

/**
 * Decides on a class. Bindings: 0 beliefs, 1 factors f32 [draws, places], 2 known labels [draws, images] (255: none),
 * 3 labels decided, 4 confidences f32, 5 (images, 0, 0, 0).
 */
export function decideWgsl(classes: number): string {
  const texels = beliefTexels(classes);
  const each = range(texels);
  return `@group(0) @binding(0) var beliefs: texture_2d<f32>;
@group(0) @binding(1) var<storage, read> factors: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read> known: array<u32>;
@group(0) @binding(3) var<storage, read_write> decided: array<u32>;
@group(0) @binding(4) var<storage, read_write> confidences: array<f32>;
@group(0) @binding(5) var<storage, read> sizes: array<u32, 4>;

@compute @workgroup_size(${PROPAGATION_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= sizes[0]) {
    return;
  }
  let image = id.y * sizes[0] + id.x;
  let at = image * ${texels}u;
${
    each.map((t) => `  let s_${t} = textureLoad(beliefs, ${AT(`at + ${t}u`)}, 0) * factors[id.y * ${texels}u + ${t}u];`)
      .join("\n")
  }
${bestClass("s", classes)}
  let sum = dot(${each.map((t) => `s_${t}`).join(" + ")}, vec4<f32>(1.0));
  let label = known[image];
  decided[image] = select(label, best, label == 255u);
  confidences[image] = select(1.0, select(${1 / classes}, most / sum, sum > 0.0), label == 255u);
}
`;
}

/** The first of the classes of most belief: `best`, and its belief, `most`. */
function bestClass(name: string, classes: number): string {
  const code = [`var best = 0u;`, `var most = ${name}_0.x;`];
  for (let c = 1; c < classes; c++) {
    const value = `${name}_${Math.floor(c / 4)}.${"xyzw".charAt(c % 4)}`;
    code.push(`best = select(best, ${c}u, ${value} > most);`, `most = max(most, ${value});`);
  }
  return code.join("\n");
}
