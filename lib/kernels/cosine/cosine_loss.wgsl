// Loss of each image, 1 - cos(output, target), and its gradient with respect to the output.
// One invocation is one lane of one member. Source: torch.nn.CosineSimilarity(eps = 1e-6) of PyTorch 1.13, which clamps
// the product of the squared norms at eps^2.
// Grid: x = ceil(lanes / workgroup size), y = 1, z = members.

override OUT_CHANNELS: u32;
override PIXELS: u32;
override WORKGROUP_SIZE: u32;

const ABSENT = 0xffffffffu;
const EPSILON_SQUARED = 1e-12;

@group(0) @binding(0) var<storage, read> control: array<u32>;
// [member][pixel][channel group][lane]
@group(0) @binding(1) var<storage, read> output: array<vec4f>;
// [member][channel][pixel], the order in which PyTorch flattens an output.
@group(0) @binding(2) var<storage, read> targets: array<f32>;
@group(0) @binding(3) var<storage, read> indices: array<u32>;
@group(0) @binding(4) var<storage, read_write> gradient: array<vec4f>;
// [step][member][lane]
@group(0) @binding(5) var<storage, read_write> losses: array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let lanes = control[0];
  let members = control[1];
  let member = group.z;
  let lane = group.x * WORKGROUP_SIZE + local.x;
  if (lane >= lanes) {
    return;
  }
  let groups = (OUT_CHANNELS + 3u) / 4u;
  let target_row = member * OUT_CHANNELS * PIXELS;
  var dot_product = 0.0;
  var output_squared = 0.0;
  var target_squared = 0.0;
  for (var pixel = 0u; pixel < PIXELS; pixel++) {
    for (var channel = 0u; channel < OUT_CHANNELS; channel++) {
      let x = output[((member * PIXELS + pixel) * groups + channel / 4u) * lanes + lane][channel % 4u];
      let y = targets[target_row + channel * PIXELS + pixel];
      dot_product += x * y;
      output_squared += x * x;
      target_squared += y * y;
    }
  }
  let squares = output_squared * target_squared;
  let inverse = 1.0 / sqrt(max(squares, EPSILON_SQUARED));
  let cosine = dot_product * inverse;
  // Where the clamp holds, the denominator is a constant.
  let pull = select(0.0, cosine / output_squared, squares > EPSILON_SQUARED);
  let present = indices[control[4] * control[3] + member * control[2] + lane] != ABSENT;
  for (var pixel = 0u; pixel < PIXELS; pixel++) {
    for (var group4 = 0u; group4 < groups; group4++) {
      let at = ((member * PIXELS + pixel) * groups + group4) * lanes + lane;
      let x = output[at];
      var result = vec4f(0.0);
      for (var k = 0u; k < min(4u, OUT_CHANNELS - group4 * 4u); k++) {
        let y = targets[target_row + (group4 * 4u + k) * PIXELS + pixel];
        result[k] = select(0.0, pull * x[k] - y * inverse, present);
      }
      gradient[at] = result;
    }
  }
  losses[(control[4] * members + member) * lanes + lane] = select(0.0, 1.0 - cosine, present);
}
