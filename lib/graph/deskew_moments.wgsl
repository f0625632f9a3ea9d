// Where an image's ink lies and how it leans; one invocation an image. The sums are whole numbers and exact.
// Shapes: pixels [images, 196] words of four pixels; moments [images] (mean x, mean y, shear, 0), about pixel 14.
@group(0) @binding(0) var<storage, read> pixels: array<u32>;
@group(0) @binding(1) var<storage, read_write> moments: array<vec4<f32>>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= arrayLength(&moments)) {
    return;
  }
  var ink = 0;
  var x = 0;
  var y = 0;
  var yy = 0;
  var xy = 0;
  for (var word = 0u; word < 196u; word++) {
    let four = pixels[id.x * 196u + word];
    let row = i32(word / 7u) - 14;
    let column = i32(word % 7u) * 4 - 14;
    for (var place = 0u; place < 4u; place++) {
      let value = i32((four >> (8u * place)) & 0xffu);
      let across = column + i32(place);
      ink += value;
      x += value * across;
      y += value * row;
      yy += value * row * row;
      xy += value * row * across;
    }
  }
  if (ink == 0) {
    moments[id.x] = vec4<f32>(-0.5, -0.5, 0.0, 0.0);
    return;
  }
  let mean_x = f32(x) / f32(ink);
  let mean_y = f32(y) / f32(ink);
  let variance = f32(yy) / f32(ink) - mean_y * mean_y;
  let covariance = f32(xy) / f32(ink) - mean_x * mean_y;
  moments[id.x] = vec4<f32>(mean_x, mean_y, covariance / max(variance, 0.001), 0.0);
}
