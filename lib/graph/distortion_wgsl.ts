/**
 * WGSL of the image distortion model, generated.
 *
 * Two distances share every 32-bit word: one candidate in the low, the other in the high 16 bits. A sum of squared
 * differences of gradients over 3 x 3 pixels is below 2^16 whatever the images are (see {@linkcode BIAS}), so nothing
 * carries from one half into the other and the arithmetic is exact on every adapter.
 *
 * With x the fixed and y the moving image, Σ(x − y)² = Σx² + Σy² − 2Σxy over a 3 x 3 box. Σx² does not depend on the shift,
 * so the kernel takes the least of Σy² − 2Σxy over the shifts and adds the sum of Σx² over all pixels at the end.
 *
 * Images come from textures: software Vulkan gathers texels with vector instructions, and buffer elements one by one.
 *
 * @module
 */
import { CHANNELS, type GradientLayout, TEXTURE_WIDTH } from "./gradient_layout.ts";

/**
 * Added to Σy² − 2Σxy so that it is never negative.
 *
 * The squared gradient is convex in the pixels, so over all images with pixels in 0 to 1 its sum over 3 x 3 pixels is
 * greatest on a binary 5 x 5 image; going through all 2^25 gives 152. Gradients are scaled by 10 and rounded (each of nine
 * vectors by at most 0.71), so Σx², Σy² ≤ (√15200 + 3 · 0.71)² < 15,740, which BIAS exceeds; and
 * Σy² − 2Σxy + BIAS ≤ 3 · 15,740 + 16,000 < 2^16.
 */
export const BIAS = 16_000;

/** Invocations of a workgroup. */
export const DISTORTION_WORKGROUP = 64;

/** How one distortion kernel is generated. */
export interface DistortionPlan {
  /** Size of the gradient images. */
  readonly layout: GradientLayout;
  /** Largest shift in rows and columns, in pixels. */
  readonly reach: number;
  /** Rows of the fixed image that are worked on at once; divides the side. */
  readonly blockRows: number;
}

/** −2 modulo 2^32. */
const MINUS_TWO = "0xfffffffeu";
/** Both halves of a word. */
const both = (value: number) => `${value * 0x10001}u`;
const inside = (column: number, side: number) => column >= 0 && column < side;

/**
 * The kernel: an invocation computes the distances of one fixed image to two moving ones.
 *
 * Bindings: 0 the fixed images' gradients, 1 the moving images' (both `texture_2d<u32>`), 2 three indices an invocation
 * (fixed, moving, moving), 3 two distances an invocation, 4 the number of invocations.
 */
export function distortionWgsl(plan: DistortionPlan): string {
  const { layout: { side, rowWords }, blockRows } = plan;
  const lines = (parts: readonly string[]) => parts.join("\n");
  return `@group(0) @binding(0) var fixed_images: texture_2d<u32>;
@group(0) @binding(1) var moving_images: texture_2d<u32>;
@group(0) @binding(2) var<storage, read> indices: array<u32>;
@group(0) @binding(3) var<storage, read_write> distances: array<u32>;
@group(0) @binding(4) var<storage, read> invocations: array<u32>;

const ROW_VECTORS = ${rowWords / 4}u;

fn fixed_texel(at: u32) -> vec4<u32> {
  return textureLoad(fixed_images, vec2<u32>(at % ${TEXTURE_WIDTH}u, at / ${TEXTURE_WIDTH}u), 0);
}

fn moving_texel(at: u32) -> vec4<u32> {
  return textureLoad(moving_images, vec2<u32>(at % ${TEXTURE_WIDTH}u, at / ${TEXTURE_WIDTH}u), 0);
}

@compute @workgroup_size(${DISTORTION_WORKGROUP})
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= invocations[0]) {
    return;
  }
  let fixed_base = indices[id.x * 3u] * ${side}u;
  let a_base = indices[id.x * 3u + 1u] * ${side}u;
  let b_base = indices[id.x * 3u + 2u] * ${side}u;
  var low_sum = 0u;
  var high_sum = 0u;
  for (var first_row = 0; first_row < ${side}; first_row += ${blockRows}) {
${lines(fixedRows(plan))}
${lines(minima(plan, (name) => `var ${name} = 0xffffffffu;`))}
${lines(declareWindow(plan))}
${lines(rowShifts(plan))}
${lines(minima(plan, (name) => `${name.slice(0, name.indexOf("_"))}_sum += ${name} >> 16u;`))}
  }
  distances[id.x * 2u] = low_sum - ${BIAS * side * side}u;
  distances[id.x * 2u + 1u] = high_sum - ${BIAS * side * side}u;
}
`;
}

/** The least sums over all shifts, shift of rows after shift of rows, without a loop: software Vulkan masks what a loop changes. */
function rowShifts(plan: DistortionPlan): string[] {
  const code: string[] = [];
  for (let dy = -plan.reach; dy <= plan.reach; dy++) {
    code.push("{", ...moveWindow(plan, dy), ...movingSquares(plan), ...columnShifts(plan), "}");
  }
  return code;
}

/** Texels of one row of one image, zero outside the image: `name_0`, `name_1`, … */
function rowTexels(plan: DistortionPlan, image: "fixed" | "a" | "b", name: string, row: string): string[] {
  const { layout: { side, rowWords } } = plan;
  const texel = image === "fixed" ? "fixed_texel" : "moving_texel";
  const at = `(${image}_base + u32(clamp(${row}, 0, ${side - 1}))) * ROW_VECTORS`;
  return Array.from(
    { length: rowWords / 4 },
    (_, i) => `let ${name}_${i} = select(vec4<u32>(), ${texel}(${at} + ${i}u), ${row} >= 0 && ${row} < ${side});`,
  );
}

/** The word of a row that holds a pixel of a channel, and the pixel's byte in it. */
function pixelWord(
  plan: DistortionPlan,
  name: string,
  channel: number,
  column: number,
): { word: string; byte: number } {
  const word = channel * plan.layout.channelWords + Math.floor(column / 4);
  return { word: `${name}_${Math.floor(word / 4)}.${"xyzw".charAt(word % 4)}`, byte: column % 4 };
}

/** A signed byte of a word, as u32 modulo 2^32. */
function signedByte(word: string, byte: number): string {
  return `bitcast<u32>(bitcast<i32>(${byte === 3 ? word : `${word} << ${24 - 8 * byte}u`}) >> 24u)`;
}

/** The fixed image's gradients times −2, `f<channel>_<row>_<column>`, and its own squares added to both sums. */
function fixedRows(plan: DistortionPlan): string[] {
  const { layout: { side }, blockRows } = plan;
  const code: string[] = [];
  for (let row = 0; row < blockRows + 2; row++) {
    const at = `fixed_row_${row}`;
    code.push(`let ${at} = first_row + ${row - 1};`, ...rowTexels(plan, "fixed", `x${row}`, at));
    const squares: string[] = [];
    for (let column = 0; column < side; column++) {
      for (const channel of CHANNELS) {
        const { word, byte } = pixelWord(plan, `x${row}`, channel, column);
        const name = `f${channel}_${row}_${column}`;
        code.push(`let ${name} = ${signedByte(word, byte)} * ${MINUS_TWO};`);
        // A pixel is in the boxes of its neighbours: three columns of them, two at the edge. (−2x)² / 4 = x².
        squares.push(`${name} * ${name}${column === 0 || column === side - 1 ? " * 2u" : " * 3u"}`);
      }
    }
    if (row > 0 && row <= blockRows) {
      code.push(
        `let own_${row} = (${squares.join(" + ")}) / 4u * select(3u, 2u, ${at} == 0 || ${at} == ${side - 1});`,
        `low_sum += own_${row};`,
        `high_sum += own_${row};`,
      );
    }
  }
  return code;
}

/** One line for each of the block's pixels and halves, given the name of its least sum. */
function minima(plan: DistortionPlan, line: (name: string) => string): string[] {
  const code: string[] = [];
  for (let row = 0; row < plan.blockRows; row++) {
    for (let column = 0; column < plan.layout.side; column++) {
      code.push(line(`high_${row}_${column}`), line(`low_${row}_${column}`));
    }
  }
  return code;
}

/** Variables of the window's rows that outlive one shift: gradients `m…` and squares `s…`. */
function rowVariables(plan: DistortionPlan): string[] {
  const { layout: { side }, reach } = plan;
  const names: string[] = [];
  for (let column = 0; column < side; column++) names.push(`m0_ROW_${column}`, `m1_ROW_${column}`);
  // Squares are summed over three columns, for every column that a shift reaches.
  for (let column = 0; column < side + 2 * reach; column++) names.push(`s_ROW_${column}`);
  return names;
}

/** Declares the window of moving rows and fills all but its first row with what precedes the first shift. */
function declareWindow(plan: DistortionPlan): string[] {
  const { reach, blockRows } = plan;
  const code: string[] = [];
  for (let row = 0; row < blockRows + 2; row++) {
    for (const name of rowVariables(plan)) code.push(`var ${name.replace("ROW", `${row}`)} = 0u;`);
    if (row > 0) code.push(...loadMovingRow(plan, row, `first_row + ${row - 2 - reach}`, `w${row}`));
  }
  return code;
}

/** Moves the window down by one row. */
function moveWindow(plan: DistortionPlan, dy: number): string[] {
  const { blockRows } = plan;
  const code: string[] = [];
  for (let row = 0; row <= blockRows; row++) {
    for (const name of rowVariables(plan)) {
      code.push(`${name.replace("ROW", `${row}`)} = ${name.replace("ROW", `${row + 1}`)};`);
    }
  }
  code.push(...loadMovingRow(plan, blockRows + 1, `first_row + ${blockRows + dy}`, "n"));
  return code;
}

/** Loads a row of both moving images, packs it and sums its squares over three columns. */
function loadMovingRow(plan: DistortionPlan, row: number, at: string, prefix: string): string[] {
  const { layout: { side }, reach } = plan;
  const code = [`let ${prefix}_row = ${at};`];
  for (const image of ["a", "b"] as const) code.push(...rowTexels(plan, image, `${prefix}${image}`, `${prefix}_row`));
  for (let column = 0; column < side; column++) {
    const squares = { a: [] as string[], b: [] as string[] };
    for (const channel of CHANNELS) {
      for (const image of ["a", "b"] as const) {
        const { word, byte } = pixelWord(plan, `${prefix}${image}`, channel, column);
        const name = `${prefix}${image}${channel}_${column}`;
        code.push(`let ${name} = ${signedByte(word, byte)};`);
        squares[image].push(`${name} * ${name}`);
      }
      code.push(
        `m${channel}_${row}_${column} = ${prefix}a${channel}_${column} + (${prefix}b${channel}_${column} << 16u);`,
      );
    }
    code.push(`let ${prefix}q_${column} = ${squares.a.join(" + ")} + ((${squares.b.join(" + ")}) << 16u);`);
  }
  for (let place = 0; place < side + 2 * reach; place++) {
    const column = place - reach;
    const terms = [column - 1, column, column + 1].filter((c) => inside(c, side)).map((c) => `${prefix}q_${c}`);
    code.push(`s_${row}_${place} = ${terms.length === 0 ? "0u" : terms.join(" + ")};`);
  }
  return code;
}

/** Σy² over 3 x 3 pixels, with the bias: `y_<row>_<place>`. */
function movingSquares(plan: DistortionPlan): string[] {
  const { layout: { side }, reach, blockRows } = plan;
  const code: string[] = [];
  for (let row = 0; row < blockRows; row++) {
    for (let place = 0; place < side + 2 * reach; place++) {
      code.push(
        `let y_${row}_${place} = s_${row}_${place} + s_${row + 1}_${place} + s_${row + 2}_${place} + ${both(BIAS)};`,
      );
    }
  }
  return code;
}

/**
 * For every shift of columns: Σy² − 2Σxy of every pixel, and the least so far.
 *
 * Column after column, all shifts of one before the next, so that a column's values and minima stay in registers.
 */
function columnShifts(plan: DistortionPlan): string[] {
  const { layout: { side }, reach, blockRows } = plan;
  const shifts = Array.from({ length: 2 * reach + 1 }, (_, tag) => ({ tag, dx: tag - reach }));
  const overlaps = (column: number, dx: number) => inside(column, side) && inside(column + dx, side);
  const code: string[] = [];
  const finish = (column: number) => {
    for (let row = 0; row < blockRows; row++) {
      const pixel = `${row}_${column}`;
      for (const { tag, dx } of shifts) {
        const terms = [column - 1, column, column + 1].filter((c) => overlaps(c, dx)).map((c) => `v${tag}_${row}_${c}`);
        code.push(`let d${tag}_${pixel} = ${[...terms, `y_${row}_${column + dx + reach}`].join(" + ")};`);
      }
      const least = (value: (tag: number) => string, so: string) =>
        shifts.reduce((expression, { tag }) => `min(${expression}, ${value(tag)})`, so);
      code.push(
        `high_${pixel} = ${least((tag) => `d${tag}_${pixel}`, `high_${pixel}`)};`,
        `low_${pixel} = ${least((tag) => `d${tag}_${pixel} << 16u`, `low_${pixel}`)};`,
      );
    }
  };
  for (let column = 0; column < side; column++) {
    for (const { tag, dx } of shifts) {
      if (overlaps(column, dx)) code.push(...columnProducts(plan, tag, column, column + dx));
    }
    if (column > 0) finish(column - 1);
  }
  finish(side - 1);
  return code;
}

/** −2xy of one column, summed over three rows: `v<tag>_<row>_<column>`. */
function columnProducts(plan: DistortionPlan, tag: number, column: number, movingColumn: number): string[] {
  const { blockRows } = plan;
  const p = (row: number) => `p${tag}_${row}_${column}`;
  const v = (row: number) => `v${tag}_${row}_${column}`;
  const code: string[] = [];
  for (let row = 0; row < blockRows + 2; row++) {
    const products = CHANNELS.map((channel) => `f${channel}_${row}_${column} * m${channel}_${row}_${movingColumn}`);
    code.push(`let ${p(row)} = ${products.join(" + ")};`);
  }
  for (let row = 0; row < blockRows; row++) {
    // Sums of neighbouring rows share the pair between them.
    const pair = `${p(row - row % 2 + 1)} + ${p(row - row % 2 + 2)}`;
    code.push(
      row % 2 === 0 ? `let ${v(row)} = ${p(row)} + (${pair});` : `let ${v(row)} = (${pair}) + ${p(row + 2)};`,
    );
  }
  return code;
}
