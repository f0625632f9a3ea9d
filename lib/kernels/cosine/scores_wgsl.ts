import { ABSENT } from "../control/control.ts";
import { loadPlane, type PlaneStorage, readPlane } from "../planes.ts";
import { bindings, component, range, sum } from "../wgsl.ts";
import { flattenedOutput, outputRows, type OutputShape, VECTOR_EPSILON_SQUARED } from "./output.ts";

/**
 * The cosine tensor S[n, k, c] = cos(output of member k for image n, label vector c). One invocation is one lane of one member.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, output, label vectors [classes, size], index table, scores [positions of the table, members, classes].
 */
export function cosineScoresWgsl(
  shape: OutputShape,
  classes: number,
  storage: PlaneStorage,
  workgroupSize: number,
): string {
  const rows = outputRows(shape);
  const values = flattenedOutput(shape);
  const x = values.map((value) => `x${value.row}.${component(value.component)}`);
  // The label vectors are read at literal indices outside all control flow: one broadcast each on llvmpipe.
  const cosines = range(classes).map((c) => {
    const y = range(values.length).map((i) => `y${c}_${i}`);
    return `${y.map((name, i) => `let ${name} = labelVectors[${c * values.length + i}];`).join(" ")}
let product${c} = ${sum(x.map((name, i) => `${name} * ${y[i]}`))};
let squared${c} = ${sum(y.map((name) => `${name} * ${name}`))};
let cosine${c} = product${c} / sqrt(outputClamped * max(squared${c}, ${VECTOR_EPSILON_SQUARED}));`;
  });
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "output"),
      "<storage, read> labelVectors: array<f32>",
      "<storage, read> indices: array<u32>",
      "<storage, read_write> scores: array<f32>",
    ])
  }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let members = control[1]; let member = group.z;
let lane = min(group.x * ${workgroupSize}u + local.x, lanes - 1u);
${range(rows).map((row) => `let x${row} = ${loadPlane(storage, "vec4f", "output", rows, `${row}u`)};`).join("\n")}
let outputClamped = max(${sum(x.map((name) => `${name} * ${name}`))}, ${VECTOR_EPSILON_SQUARED});
${cosines.join("\n")}
let position = control[4] * control[3] + lane;
if (indices[position] != ${ABSENT}u) {
let at = (position * members + member) * ${classes}u;
${range(classes).map((c) => `scores[at + ${c}u] = cosine${c};`).join("\n")}
}
}`;
}
