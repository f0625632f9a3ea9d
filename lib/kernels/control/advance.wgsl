// Advances the step counter: word 4 of the control block (see control.ts).
@group(0) @binding(0) var<storage, read_write> control: array<u32>;

@compute @workgroup_size(1)
fn main() {
  control[4] += 1u;
}
