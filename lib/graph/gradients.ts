import { CHANNELS, type GradientLayout, TEXTURE_WIDTH } from "./gradient_layout.ts";
import { GRAPH_METHOD } from "./method.ts";

/** Gradients of an image with pixels from 0 to 1 are multiplied by this and rounded. */
export const GRADIENT_SCALE: number = GRAPH_METHOD.gradients.scale;

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
 * WGSL of the same; one invocation a word. Bindings: 0 upright images, four pixels a texel (`texture_2d<f32>`), 1 the packed
 * gradients.
 *
 * @param layout As for {@linkcode packGradients}.
 */
export function gradientsWgsl(layout: GradientLayout): string {
  const { side, rowWords, channelWords, imageWords } = layout;
  const scale = 28 / side;
  // Four pixels and one more on either side, in texels of four of the upright image's pixels.
  const texels = scale + 2;
  const names = (row: number) => Array.from({ length: texels }, (_, i) => `t${row}_${i}`);
  const code: string[] = [];
  for (let row = 0; row < 3; row++) {
    for (let part = 0; part < scale; part++) {
      code.push(`let at_${row}_${part} = (row + ${row - 1}) * ${scale} + ${part};`);
    }
    names(row).forEach((name, i) => {
      const parts = Array.from({ length: scale }, (_, p) => `texel(image, at_${row}_${p}, first + ${i - 1})`);
      code.push(`let ${name} = ${parts.join(" + ")};`);
    });
    for (let column = -1; column <= 4; column++) {
      const parts = Array.from({ length: scale }, (_, p) => {
        const at = column * scale + p + 4;
        return `t${row}_${Math.floor(at / 4)}.${"xyzw".charAt(at % 4)}`;
      });
      code.push(`let p${row}_${column + 1} = (${parts.join(" + ")}) / ${scale * scale}.0;`);
    }
  }
  for (let i = 0; i < 4; i++) {
    code.push(
      `let across_${i} = p0_${i + 2} + 2.0 * p1_${i + 2} + p2_${i + 2} - p0_${i} - 2.0 * p1_${i} - p2_${i};`,
      `let along_${i} = p2_${i} + 2.0 * p2_${i + 1} + p2_${i + 2} - p0_${i} - 2.0 * p0_${i + 1} - p0_${i + 2};`,
      `let value_${i} = i32(floor(select(across_${i}, along_${i}, down) * ${GRADIENT_SCALE}.0 + 0.5));`,
      `let byte_${i} = select(0u, (bitcast<u32>(value_${i}) & 0xffu) << ${8 * i}u, column + ${i} < ${side});`,
    );
  }
  return `@group(0) @binding(0) var upright: texture_2d<f32>;
@group(0) @binding(1) var<storage, read_write> packed: array<u32>;

fn texel(image: u32, row: i32, place: i32) -> vec4<f32> {
  let at = image * 196u + u32(clamp(row, 0, 27) * 7 + clamp(place, 0, 6));
  let value = textureLoad(upright, vec2<u32>(at % ${TEXTURE_WIDTH}u, at / ${TEXTURE_WIDTH}u), 0);
  return select(vec4<f32>(), value, row >= 0 && row < 28 && place >= 0 && place < 7);
}

@compute @workgroup_size(${imageWords / 4})
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup.y;
  let word = workgroup.x * ${imageWords / 4}u + lane;
  let row = i32(word / ${rowWords}u);
  let place = word % ${rowWords}u;
  let down = place >= ${channelWords}u;
  let column = i32(place % ${channelWords}u) * 4;
  let first = i32(place % ${channelWords}u) * ${scale};
  ${code.join("\n  ")}
  // A row's words beyond the two channels hold zeros.
  packed[image * ${imageWords}u + word] = select(0u, byte_0 | byte_1 | byte_2 | byte_3, place < ${2 * channelWords}u);
}
`;
}
