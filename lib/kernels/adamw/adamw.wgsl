// One AdamW step of every parameter of every member. One invocation is EACH parameters of one member.
// Source: Loshchilov & Hutter (2019) in the order of operations of torch.optim.AdamW (PyTorch 1.13, single tensor).
// Grid: x = ceil(parameters / (workgroup size x EACH)), y = members.

override PARAMETERS: u32;
override WORKGROUP_SIZE: u32;
override EACH: u32;

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
  // What is the same for all parameters is loaded before any loop or branch: there llvmpipe loads a literal index with one
  // broadcast, and any other, lane by lane, no more than once.
  let decay = constants[0];
  let beta1 = constants[1];
  let beta2 = constants[2];
  let epsilon = constants[3];
  let keep1 = constants[4];
  let keep2 = constants[5];
  let step = steps[control[4] * control[1] + group.y];
  let correction = corrections[step];
  for (var i = 0u; i < EACH; i++) {
    let parameter = (group.x * EACH + i) * WORKGROUP_SIZE + local.x;
    let at = group.y * PARAMETERS + min(parameter, PARAMETERS - 1u);
    let g = gradient[at];
    let old = moments[at];
    let mean = old.x * beta1 + g * keep1;
    let square = old.y * beta2 + g * g * keep2;
    let next = parameters[at] * decay - correction.x * (mean / (sqrt(square) / correction.y + epsilon));
    if (parameter < PARAMETERS && step != 0u) {
      moments[at] = vec2f(mean, square);
      parameters[at] = next;
    }
  }
}
