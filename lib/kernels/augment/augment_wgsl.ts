/**
 * WGSL of augmentation, generated: a kernel that draws a transform for each image of a batch, and one that samples the
 * image through it.
 *
 * @module
 */
import { CHOOSE_IMAGES, chooseImage, loadImageWord, readImages } from "../images/store.ts";
import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, range } from "../wgsl.ts";
import { PACKED_ROW_WORDS, PACKED_WORDS } from "./pack.ts";
import { AUGMENT_STREAM, BLOCKS, NODES, TRANSFORM_ROWS } from "./settings.ts";

const SIDE = 28;
/** Border of the plane that is written: the first layer's padding. */
const PADDING = 1;
/** Rows of the plane that is written, one for each pixel. */
export const AUGMENTED_ROWS: number = (SIDE + 2 * PADDING) ** 2;

/** Philox4x32-10; WGSL has no wide product, so its upper half is made of 16-bit halves. */
const PHILOX = `fn high(a: u32, b: u32) -> u32 {
let al = a & 0xffffu; let ah = a >> 16u; let bl = b & 0xffffu; let bh = b >> 16u;
let middle = ah * bl + (al * bl >> 16u);
let carry = al * bh + (middle & 0xffffu);
return ah * bh + (middle >> 16u) + (carry >> 16u);
}
fn philox(counter: vec4u, seed: vec2u) -> vec4u {
var c = counter; var key = seed;
for (var round = 0u; round < 10u; round++) {
c = vec4u(high(0xcd9e8d57u, c.z) ^ c.y ^ key.x, 0xcd9e8d57u * c.z, high(0xd2511f53u, c.x) ^ c.w ^ key.y, 0xd2511f53u * c.x);
key += vec2u(0x9e3779b9u, 0xbb67ae85u);
}
return c;
}`;

/**
 * Draws the transforms of a batch, `[member][row][lane] vec4f`: the matrix; its shift and the cutout's upper left corner;
 * then for each node of the displacement field but the lowest row's, its displacement and that of the node below it.
 *
 * The numbers are a pure function of (member's seed, step, lane): key = seed; counter = block, step, lane, stream.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, settings (see `augmentWords`), seeds [members] of two words, transforms.
 */
export function drawTransformsWgsl(storage: PlaneStorage, workgroupSize: number): string {
  const drawn = (i: number) => `u${Math.floor(i / 4)}.${"xyzw".charAt(i % 4)}`;
  const displacement = (row: number, column: number, axis: number) =>
    `${drawn(8 + 2 * (row * NODES + column) + axis)} * settings[4]`;
  const store = (row: number, value: string) =>
    storePlane(storage, "vec4f", "transforms", TRANSFORM_ROWS, `${row}u`, value);
  const nodes = range(NODES - 1).flatMap((i) =>
    range(NODES).map((j) => {
      const values = [i, i + 1].flatMap((row) => [displacement(row, j, 0), displacement(row, j, 1)]);
      return store(2 + i * NODES + j, `vec4f(${values.join(", ")})`);
    })
  );
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      "<storage, read> settings: array<f32>",
      "<storage, read> seeds: array<vec2u>",
      writePlane(storage, "vec4f", "transforms"),
    ])
  }
${PHILOX}
// Evenly from -1 to 1, exact in 24 bits.
fn even(words: vec4u) -> vec4f { return vec4f(words >> vec4u(8u)) * ${2 ** -23} - 1.0; }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z; let step = control[4]; let seed = seeds[member];
let lane = min(group.x * ${workgroupSize}u + local.x, lanes - 1u);
${range(BLOCKS).map((b) => `let u${b} = even(philox(vec4u(${b}u, step, lane, ${AUGMENT_STREAM}u), seed));`).join("\n")}
let angle = ${drawn(0)} * settings[0];
let c = cos(angle); let s = sin(angle);
let middle = floor((${drawn(6)} + 1.0) * ${SIDE / 2}.0); let centre = floor((${drawn(7)} + 1.0) * ${SIDE / 2}.0);
${
    store(
      0,
      `vec4f(c * (1.0 + ${drawn(1)} * settings[1]), ${drawn(3)} * settings[2] - s, s, c * (1.0 + ${
        drawn(2)
      } * settings[1]))`,
    )
  }
${
    store(
      1,
      `vec4f(${drawn(4)} * settings[3] - settings[6], ${
        drawn(5)
      } * settings[3] - settings[7], centre - 0.5 * settings[5], middle - 0.5 * settings[5])`,
    )
  }
${nodes.join("\n")}
}`;
}

/**
 * Samples a batch through its transforms: `[member][pixel][lane] vec4f` of one channel in 0..1, the next layer's border
 * around it. One invocation is one row of one image.
 *
 * A pixel (column, row) about the middle 13.5 takes the value at matrix · (column, row) + shift + displacement, bilinear,
 * zero outside; the displacement is smooth between the nodes (weights t²(3 - 2t)).
 *
 * Grid: x = ceil(28 x lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, settings, transforms, packed images (see `packForSampling`), index table, plane of pixels.
 */
export function sampleWgsl(storage: PlaneStorage, workgroupSize: number): string {
  const transform = (row: string) => loadPlane(storage, "vec4f", "transforms", TRANSFORM_ROWS, row);
  const pixels = range(SIDE).map((c) => {
    const at = c * (NODES - 1) / (SIDE - 1);
    const node = Math.min(Math.floor(at), NODES - 2);
    const share = smooth(at - node);
    const x = `${c - 13.5}`;
    const place = `(row + ${PADDING}u) * ${SIDE + 2 * PADDING}u + ${c + PADDING}u`;
    return `{
let d = d${node} * ${1 - share} + d${node + 1} * ${share};
let p = clamp(vec2f(m.x * (${x}) + m.y * y, m.z * (${x}) + m.w * y) + 13.5 + shift.xy + d, vec2f(-1.0), vec2f(28.0));
let whole = floor(p); let f = p - whole; let at = vec2u(vec2i(whole) + 1);
let top = pixel(at.x, at.y, imageStart, imageRow) * (1.0 - f.x) + pixel(at.x + 1u, at.y, imageStart, imageRow) * f.x;
let low = pixel(at.x, at.y + 1u, imageStart, imageRow) * (1.0 - f.x) + pixel(at.x + 1u, at.y + 1u, imageStart, imageRow) * f.x;
let value = (top * (1.0 - f.y) + low * f.y) * (1.0 / 255.0);
let shown = select(value, 0.0, cutRow && ${c}.0 >= shift.z && ${c}.0 < shift.z + cutout);
${storePlane(storage, "vec4f", "pixels", AUGMENTED_ROWS, place, "vec4f(shown, 0.0, 0.0, 0.0)")}
}`;
  });
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      "<storage, read> settings: array<f32>",
      readPlane(storage, "vec4f", "transforms"),
      readImages(storage, "source"),
      "<storage, read> indices: array<u32>",
      writePlane(storage, "vec4f", "pixels"),
    ])
  }
fn pixel(column: u32, row: u32, imageStart: u32, imageRow: u32) -> f32 {
return f32((${
    loadImageWord(storage, "source", `row * ${PACKED_ROW_WORDS}u + column / 4u`)
  } >> (8u * (column % 4u))) & 255u);
}
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z; let cutout = settings[5];
let item = group.x * ${workgroupSize}u + local.x;
let row = min(item / lanes, ${SIDE - 1}u); let lane = item % lanes;
${CHOOSE_IMAGES}
${chooseImage(storage, PACKED_WORDS)}${storage === "buffer" ? "\nlet imageRow = 0u;" : ""}
let m = ${transform("0u")}; let shift = ${transform("1u")};
let y = f32(row) - 13.5; let cutRow = f32(row) >= shift.w && f32(row) < shift.w + cutout;
let down = f32(row) * ${(NODES - 1) / (SIDE - 1)};
let nodeRow = min(u32(down), ${NODES - 2}u); let t = down - f32(nodeRow); let lower = t * t * (3.0 - 2.0 * t);
${
    range(NODES).map((j) =>
      `let n${j} = ${transform(`2u + nodeRow * ${NODES}u + ${j}u`)};
let d${j} = n${j}.xy * (1.0 - lower) + n${j}.zw * lower;`
    ).join("\n")
  }
${pixels.join("\n")}
}`;
}

/** Weight of the farther node. */
function smooth(t: number): number {
  return t * t * (3 - 2 * t);
}
