// The cosine tensor S[n, k, c] = cos(output of member k for image n, label vector c). One invocation is one lane of one
// member. Grid: x = ceil(lanes / workgroup size), y = 1, z = members.

override OUT_CHANNELS: u32;
override PIXELS: u32;
override CLASSES: u32;
override WORKGROUP_SIZE: u32;

const ABSENT = 0xffffffffu;
const EPSILON_SQUARED = 1e-12;

@group(0) @binding(0) var<storage, read> control: array<u32>;
// [member][pixel][channel group][lane]
@group(0) @binding(1) var<storage, read> output: array<vec4f>;
// [class][channel][pixel]
@group(0) @binding(2) var<storage, read> label_vectors: array<f32>;
@group(0) @binding(3) var<storage, read> indices: array<u32>;
// [position in the index table][member][class]
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let lanes = control[0];
  let members = control[1];
  let member = group.z;
  let lane = group.x * WORKGROUP_SIZE + local.x;
  if (lane >= lanes) {
    return;
  }
  let position = control[4] * control[3] + lane;
  if (indices[position] == ABSENT) {
    return;
  }
  let groups = (OUT_CHANNELS + 3u) / 4u;
  for (var class_index = 0u; class_index < CLASSES; class_index++) {
    var dot_product = 0.0;
    var output_squared = 0.0;
    var label_squared = 0.0;
    for (var pixel = 0u; pixel < PIXELS; pixel++) {
      for (var channel = 0u; channel < OUT_CHANNELS; channel++) {
        let x = output[((member * PIXELS + pixel) * groups + channel / 4u) * lanes + lane][channel % 4u];
        let y = label_vectors[(class_index * OUT_CHANNELS + channel) * PIXELS + pixel];
        dot_product += x * y;
        output_squared += x * x;
        label_squared += y * y;
      }
    }
    scores[(position * members + member) * CLASSES + class_index] =
      dot_product / sqrt(max(output_squared * label_squared, EPSILON_SQUARED));
  }
}
