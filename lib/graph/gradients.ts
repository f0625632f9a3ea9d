import { CHANNELS, type GradientLayout } from "./gradient_layout.ts";

/** Gradients of an image with pixels from 0 to 1 are multiplied by this and rounded. */
export const GRADIENT_SCALE = 10;

/**
 * Packed Sobel gradients of upright images: the reference of {@linkcode gradientsWgsl}.
 *
 * @param upright [N, 28, 28], 0 to 1.
 * @param layout Full size, or half size: then of the means of 2 x 2 pixels.
 * @returns [N, layout.imageWords]: per row four signed bytes a word, horizontal gradients, then vertical ones.
 */
export function packGradients(upright: Float32Array | Float64Array, layout: GradientLayout): Uint32Array<ArrayBuffer> {
  const { side, rowWords, channelWords, imageWords } = layout;
  const scale = 28 / side;
  const count = upright.length / (28 * 28);
  const bytes = new Int8Array(count * imageWords * 4);
  for (let image = 0; image < count; image++) {
    const pixel = (row: number, column: number) => {
      if (row < 0 || row >= side || column < 0 || column >= side) return 0;
      let sum = 0;
      for (let dy = 0; dy < scale; dy++) {
        for (let dx = 0; dx < scale; dx++) sum += upright[(image * 28 + row * scale + dy) * 28 + column * scale + dx]!;
      }
      return sum / (scale * scale);
    };
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        const at = (dy: number, dx: number) => pixel(row + dy, column + dx);
        const across = at(-1, 1) + 2 * at(0, 1) + at(1, 1) - at(-1, -1) - 2 * at(0, -1) - at(1, -1);
        const down = at(1, -1) + 2 * at(1, 0) + at(1, 1) - at(-1, -1) - 2 * at(-1, 0) - at(-1, 1);
        for (const channel of CHANNELS) {
          const value = Math.floor((channel === 0 ? across : down) * GRADIENT_SCALE + 0.5);
          bytes[(image * imageWords + row * rowWords + channel * channelWords) * 4 + column] = value;
        }
      }
    }
  }
  return new Uint32Array(bytes.buffer);
}

/**
 * WGSL of the same; one invocation a word. Bindings: 0 upright images f32 [N, 784], 1 the packed gradients.
 *
 * @param layout As for {@linkcode packGradients}.
 */
export function gradientsWgsl(layout: GradientLayout): string {
  const { side, rowWords, channelWords, imageWords } = layout;
  const scale = 28 / side;
  const terms: string[] = [];
  for (let dy = 0; dy < scale; dy++) {
    for (let dx = 0; dx < scale; dx++) terms.push(`upright[at + ${dy * 28 + dx}u]`);
  }
  return `@group(0) @binding(0) var<storage, read> upright: array<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<u32>;

fn pixel(image: u32, row: i32, column: i32) -> f32 {
  let at = image * 784u + u32(clamp(row, 0, ${side - 1})) * ${28 * scale}u + u32(clamp(column, 0, ${
    side - 1
  })) * ${scale}u;
  let value = (${terms.join(" + ")}) / ${scale * scale}.0;
  return select(0.0, value, row >= 0 && row < ${side} && column >= 0 && column < ${side});
}

@compute @workgroup_size(${imageWords / 4})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup.y;
  let word = workgroup.x * ${imageWords / 4}u + lane;
  let row = i32(word / ${rowWords}u);
  let place = word % ${rowWords}u;
  let down = place >= ${channelWords}u;
  let first_column = i32(place % ${channelWords}u) * 4;
  // A row's words beyond the two channels hold zeros.
  var bytes = 0u;
  if (place < ${2 * channelWords}u) {
    for (var i = 0; i < 4; i++) {
      let column = first_column + i;
      let corner = pixel(image, row + 1, column + 1) - pixel(image, row - 1, column - 1);
      let other = pixel(image, row - 1, column + 1) - pixel(image, row + 1, column - 1);
      let across = corner + other + 2.0 * (pixel(image, row, column + 1) - pixel(image, row, column - 1));
      let along = corner - other + 2.0 * (pixel(image, row + 1, column) - pixel(image, row - 1, column));
      let value = i32(floor(select(across, along, down) * ${GRADIENT_SCALE}.0 + 0.5));
      bytes |= (bitcast<u32>(select(0, value, column < ${side})) & 0xffu) << (8u * u32(i));
    }
  }
  packed[image * ${imageWords}u + word] = bytes;
}
`;
}
