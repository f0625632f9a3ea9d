/**
 * WGSL of the search for candidates: cosines of rows and columns, and a note of each that exceeds its row's threshold.
 *
 * Source: our choice. One invocation a row keeps its features in registers; a workgroup shares a tile of columns, read at
 * literal indices in straight-line code, which software Vulkan needs to broadcast them.
 *
 * @module
 */
import { TEXTURE_WIDTH } from "./gradient_layout.ts";
import { COMPONENTS } from "./principal_components.ts";

/** Features of an image in a texture: two in a word, four words a texel. */
export const FEATURE_TEXELS: number = COMPONENTS / 8;
/** Columns whose cosines are accumulated side by side. */
const GROUP = 8;

/** How the kernel is generated. */
export interface CandidatesPlan {
  /** Rows of a workgroup. */
  readonly rows: number;
  /** Columns of a tile: a multiple of 8. */
  readonly columns: number;
}

/**
 * The kernel. Bindings: 0 row features, 1 column features (both `texture_2d<u32>`), 2 thresholds f32 [rows], 3 notes a row
 * u32 [rows] (may exceed the capacity; what is beyond is not kept), 4 and 5 their cosines f32 and columns u32
 * [rows, capacity], 6 the tile: first column, stride, number of columns, first row, rows, 1 if a row is not its own candidate,
 * capacity.
 */
export function candidatesWgsl(plan: CandidatesPlan): string {
  const { rows, columns } = plan;
  return `@group(0) @binding(0) var row_features: texture_2d<u32>;
@group(0) @binding(1) var column_features: texture_2d<u32>;
@group(0) @binding(2) var<storage, read> thresholds: array<f32>;
@group(0) @binding(3) var<storage, read_write> counts: array<u32>;
@group(0) @binding(4) var<storage, read_write> cosines: array<f32>;
@group(0) @binding(5) var<storage, read_write> found: array<u32>;
@group(0) @binding(6) var<storage, read> tile: array<u32, 7>;

var<workgroup> shared_features: array<f32, ${columns * COMPONENTS}>;

fn low(word: u32) -> f32 {
  return f32(bitcast<i32>(word << 16u) >> 16u);
}

fn high(word: u32) -> f32 {
  return f32(bitcast<i32>(word) >> 16u);
}

@compute @workgroup_size(${rows})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let first_column = tile[0];
  let stride = tile[1];
  let column_count = tile[2];
  for (var i = lane; i < ${columns * FEATURE_TEXELS}u; i += ${rows}u) {
    let column = min(first_column + i / ${FEATURE_TEXELS}u * stride, column_count - 1u);
    let at = column * ${FEATURE_TEXELS}u + i % ${FEATURE_TEXELS}u;
    let words = textureLoad(column_features, vec2<u32>(at % ${TEXTURE_WIDTH}u, at / ${TEXTURE_WIDTH}u), 0);
${
    [0, 1, 2, 3].map((w) => {
      const word = `words.${"xyzw".charAt(w)}`;
      return `    shared_features[i * 8u + ${2 * w}u] = low(${word});\n    shared_features[i * 8u + ${
        2 * w + 1
      }u] = high(${word});`;
    }).join("\n")
  }
  }
  workgroupBarrier();
  let place = workgroup.x * ${rows}u + lane;
  let row = tile[3] + min(place, tile[4] - 1u);
  let self_column = select(0xffffffffu, row, tile[5] == 1u);
  let threshold = select(1e30, thresholds[place], place < tile[4]);
  var count = counts[place];
  let capacity = tile[6];
${rowFeatures()}
${groups(columns)}
  counts[place] = count;
}
`;
}

function rowFeatures(): string {
  const code: string[] = [];
  for (let texel = 0; texel < FEATURE_TEXELS; texel++) {
    const at = `(row * ${FEATURE_TEXELS}u + ${texel}u)`;
    code.push(
      `let r${texel} = textureLoad(row_features, vec2<u32>(${at} % ${TEXTURE_WIDTH}u, ${at} / ${TEXTURE_WIDTH}u), 0);`,
    );
    for (let half = 0; half < 8; half++) {
      code.push(
        `let q${texel * 8 + half} = ${half % 2 === 0 ? "low" : "high"}(r${texel}.${"xyzw".charAt(half >> 1)});`,
      );
    }
  }
  return code.join("\n");
}

function groups(columns: number): string {
  const code: string[] = [];
  const members = Array.from({ length: GROUP }, (_, i) => i);
  for (let first = 0; first < columns; first += GROUP) {
    const sum = (member: number, k: number) => `s${first + member}_${k}`;
    for (let k = 0; k < COMPONENTS; k++) {
      for (const member of members) {
        const feature = `shared_features[${(first + member) * COMPONENTS + k}]`;
        const product = k === 0 ? `q0 * ${feature}` : `fma(q${k}, ${feature}, ${sum(member, k - 1)})`;
        code.push(`let ${sum(member, k)} = ${product};`);
      }
    }
    const last = (member: number) => sum(member, COMPONENTS - 1);
    const hits = members.map((member) => `select(0u, ${1 << member}u, ${last(member)} > threshold)`).join(" | ");
    const chosen = members.slice(1).reduce((value, m) => `select(${value}, ${last(m)}, member == ${m}u)`, last(0));
    code.push(`var hits${first} = ${hits};
  while (hits${first} != 0u) {
    let member = firstTrailingBit(hits${first});
    hits${first} &= hits${first} - 1u;
    let column = first_column + (${first}u + member) * stride;
    if (column < column_count && column != self_column) {
      if (count < capacity) {
        cosines[place * capacity + count] = ${chosen};
        found[place * capacity + count] = column;
      }
      count++;
    }
  }`);
  }
  return code.join("\n");
}
