// One AdamW step of every parameter of every member. One invocation is one parameter of one member.
// Source: Loshchilov & Hutter (2019) in the order of operations of torch.optim.AdamW (PyTorch 1.13, single tensor).
// Grid: x = ceil(parameters / workgroup size), y = members.

override PARAMETERS: u32;
override WORKGROUP_SIZE: u32;

@group(0) @binding(0) var<storage, read> control: array<u32>;
// [step][member]: which optimiser step this is for the member, from 1; 0 for a member that rests.
@group(0) @binding(1) var<storage, read> steps: array<u32>;
// Row t: learning rate / (1 - beta1^t), sqrt(1 - beta2^t), both made in float64: a shader's pow is too inaccurate.
@group(0) @binding(2) var<storage, read> corrections: array<vec2f>;
// 1 - learning rate x decay, beta1, beta2, epsilon; then 1 - beta1 and 1 - beta2, rounded from float64.
@group(0) @binding(3) var<storage, read> constants: array<f32>;
@group(0) @binding(4) var<storage, read> gradient: array<f32>;
@group(0) @binding(5) var<storage, read_write> moments: array<vec2f>;
@group(0) @binding(6) var<storage, read_write> parameters: array<f32>;

@compute @workgroup_size(WORKGROUP_SIZE)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
  let parameter = group.x * WORKGROUP_SIZE + local.x;
  let step = steps[control[4] * control[1] + group.y];
  if (parameter >= PARAMETERS || step == 0u) {
    return;
  }
  let at = group.y * PARAMETERS + parameter;
  let g = gradient[at];
  let old = moments[at];
  let mean = old.x * constants[1] + g * constants[4];
  let square = old.y * constants[2] + g * g * constants[5];
  moments[at] = vec2f(mean, square);
  let correction = corrections[step];
  parameters[at] = parameters[at] * constants[0] - correction.x * (mean / (sqrt(square) / correction.y + constants[3]));
}
