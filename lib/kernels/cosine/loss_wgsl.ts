import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { ABSENT } from "../control/control.ts";
import { bindings, component, range, sum } from "../wgsl.ts";
import { flattenedOutput, outputRows, type OutputShape, VECTOR_EPSILON_SQUARED } from "./output.ts";

/**
 * The loss of each image, 1 - cos(output, target), and its gradient with respect to the output. One invocation is one lane
 * of one member.
 *
 * Source: `torch.nn.CosineSimilarity(eps = 1e-6)` of PyTorch 1.13, which clamps each norm at eps, and whose gradient goes
 * through the clamp as if the clamped norm were the norm.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, output, targets [members, size], index table, gradient of the output, losses [steps, members, lanes].
 */
export function cosineLossWgsl(shape: OutputShape, storage: PlaneStorage, workgroupSize: number): string {
  const rows = outputRows(shape);
  const values = flattenedOutput(shape);
  const gradients = range(rows).map((row) => {
    const parts = range(4).map((k) => {
      const i = values.findIndex((value) => value.row === row && value.component === k);
      return i < 0 ? "0.0" : `select(0.0, pull * x${row}.${component(k)} - y${i} * inverse, present)`;
    });
    return storePlane(storage, "vec4f", "gradient", rows, `${row}u`, `vec4f(${parts.join(", ")})`);
  });
  const x = values.map((value) => `x${value.row}.${component(value.component)}`);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "output"),
      "<storage, read> targets: array<f32>",
      "<storage, read> indices: array<u32>",
      writePlane(storage, "vec4f", "gradient"),
      "<storage, read_write> losses: array<f32>",
    ])
  }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let members = control[1]; let member = group.z;
let lane = min(group.x * ${workgroupSize}u + local.x, lanes - 1u);
${range(rows).map((row) => `let x${row} = ${loadPlane(storage, "vec4f", "output", rows, `${row}u`)};`).join("\n")}
${range(values.length).map((i) => `let y${i} = targets[member * ${values.length}u + ${i}u];`).join("\n")}
let product = ${sum(x.map((name, i) => `${name} * y${i}`))};
let outputSquared = ${sum(x.map((name) => `${name} * ${name}`))};
let targetSquared = ${sum(x.map((_, i) => `y${i} * y${i}`))};
let outputClamped = max(outputSquared, ${VECTOR_EPSILON_SQUARED});
let inverse = 1.0 / sqrt(outputClamped * max(targetSquared, ${VECTOR_EPSILON_SQUARED}));
let cosine = product * inverse;
let pull = cosine / outputClamped;
let present = indices[control[4] * control[3] + member * control[2] + lane] != ${ABSENT}u;
${gradients.join("\n")}
losses[(control[4] * members + member) * lanes + lane] = select(0.0, 1.0 - cosine, present);
}`;
}
