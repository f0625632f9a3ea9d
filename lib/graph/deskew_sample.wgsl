// Straightens and centres images by bilinear sampling, zeros outside; one invocation a pixel.
// Shapes: pixels [images, 196] words of four pixels; moments [images] (mean x, mean y, shear, 0), about pixel 14;
// upright [images, 784], 0 to 1.
@group(0) @binding(0) var<storage, read> pixels: array<u32>;
@group(0) @binding(1) var<storage, read> moments: array<vec4<f32>>;
@group(0) @binding(2) var<storage, read_write> upright: array<f32>;

fn pixel(image: u32, row: i32, column: i32) -> f32 {
  let at = u32(clamp(row, 0, 27) * 28 + clamp(column, 0, 27));
  let value = (pixels[image * 196u + at / 4u] >> (8u * (at % 4u))) & 0xffu;
  return select(0.0, f32(value), row >= 0 && row < 28 && column >= 0 && column < 28);
}

@compute @workgroup_size(112)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let image = workgroup.y;
  let at = workgroup.x * 112u + lane;
  let across = f32(at % 28u) - 13.5;
  let down = f32(at / 28u) - 13.5;
  let moment = moments[image];
  let x = across + moment.z * down + moment.x + 14.0;
  let y = down + moment.y + 14.0;
  let column = floor(x);
  let row = floor(y);
  let right = x - column;
  let lower = y - row;
  let c = i32(column);
  let r = i32(row);
  let top = pixel(image, r, c) * (1.0 - right) + pixel(image, r, c + 1) * right;
  let bottom = pixel(image, r + 1, c) * (1.0 - right) + pixel(image, r + 1, c + 1) * right;
  upright[image * 784u + at] = (top * (1.0 - lower) + bottom * lower) / 255.0;
}
