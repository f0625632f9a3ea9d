// One AdamW step whose step size follows a schedule, and the running average of the parameters that is used in the end.
// One invocation is one parameter of one member.
// Source: Loshchilov & Hutter (2019) in the order of operations of torch.optim.AdamW.
// Grid: x = ceil(parameters / workgroup size), y = members.

override PARAMETERS: u32;
override WORKGROUP_SIZE: u32;

@group(0) @binding(0) var<storage, read> control: array<u32>;
// Row of a step: learning rate / (1 - beta1^t), sqrt(1 - beta2^t), 1 - learning rate x decay, weight of the new in the average.
@group(0) @binding(1) var<storage, read> schedule: array<vec4f>;
// beta1, beta2, epsilon, 1 - beta1, 1 - beta2, rounded from float64.
@group(0) @binding(2) var<storage, read> constants: array<f32>;
@group(0) @binding(3) var<storage, read> gradient: array<f32>;
@group(0) @binding(4) var<storage, read_write> moments: array<vec2f>;
@group(0) @binding(5) var<storage, read_write> parameters: array<f32>;
@group(0) @binding(6) var<storage, read_write> averages: array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  // All loads stand before the branch: llvmpipe loads a literal index with one broadcast only there.
  let beta1 = constants[0];
  let beta2 = constants[1];
  let epsilon = constants[2];
  let keep1 = constants[3];
  let keep2 = constants[4];
  let row = schedule[control[4]];
  let parameter = group.x * WORKGROUP_SIZE + local.x;
  let at = group.y * PARAMETERS + min(parameter, PARAMETERS - 1u);
  let g = gradient[at];
  let old = moments[at];
  let average = averages[at];
  let mean = old.x * beta1 + g * keep1;
  let square = old.y * beta2 + g * g * keep2;
  let next = parameters[at] * row.z - row.x * (mean / (sqrt(square) / row.y + epsilon));
  if (parameter < PARAMETERS) {
    moments[at] = vec2f(mean, square);
    parameters[at] = next;
    averages[at] = average + (next - average) * row.w;
  }
}
