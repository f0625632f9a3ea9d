/**
 * WGSL of softmax and of cross-entropy with smoothed labels, generated. One invocation is one image of one member.
 *
 * @module
 */
import { GROUP } from "../conv_pool/shape.ts";
import { ABSENT } from "../control/control.ts";
import { type DensePlace, denseSizes } from "../dense/shape.ts";
import { loadPlane, type PlaneStorage, readPlane, storePlane, writePlane } from "../planes.ts";
import { bindings, component, range, sum } from "../wgsl.ts";

/**
 * The loss of each image and its gradient with respect to the scores, divided by the batch: a batch's loss is the mean.
 *
 * Source: `torch.nn.functional.cross_entropy(label_smoothing)`: the target is `1 - smoothing` on the label's class, and
 * `smoothing / classes` more on every class.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, partial scores, parameters, labels [steps, members, lanes], gradient of the scores, losses likewise.
 */
export function crossEntropyWgsl(
  place: DensePlace,
  storage: PlaneStorage,
  workgroupSize: number,
  smoothing: number,
): string {
  const { scoreRows } = denseSizes(place);
  const classes = range(place.classes);
  const off = smoothing / place.classes;
  const target = (o: number) => `select(${off}, ${1 - smoothing + off}, label == ${o}u)`;
  const stores = range(scoreRows).map((g) => {
    const values = range(GROUP).map((k) => {
      const o = g * GROUP + k;
      return o < place.classes ? `select(0.0, (p${o} - t${o}) / f32(lanes), present)` : "0.0";
    });
    return storePlane(storage, "vec4f", "gradient", scoreRows, `${g}u`, `vec4f(${values.join(", ")})`);
  });
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "partials"),
      "<storage, read> parameters: array<f32>",
      "<storage, read> labels: array<u32>",
      writePlane(storage, "vec4f", "gradient"),
      "<storage, read_write> losses: array<f32>",
    ])
  }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z;
let lane = min(group.x * ${workgroupSize}u + local.x, lanes - 1u);
let at = (control[4] * control[1] + member) * lanes + lane;
let label = labels[at]; let present = label != ${ABSENT}u;
${softmax(place, storage)}
${classes.map((o) => `let t${o} = ${target(o)};`).join("\n")}
${stores.join("\n")}
losses[at] = select(0.0, log(total) - (${sum(classes.map((o) => `t${o} * z${o}`))}), present);
}`;
}

/**
 * Adds each image's softmax, divided by the number of views, to its row of the predictions.
 *
 * Grid: x = ceil(lanes / workgroupSize), y = 1, z = members.
 * Bindings: control, partial scores, parameters, index table, predictions [members, images, classes], and two words: images
 * and views.
 */
export function softmaxWgsl(place: DensePlace, storage: PlaneStorage, workgroupSize: number): string {
  const classes = range(place.classes);
  return `${
    bindings([
      "<storage, read> control: array<u32>",
      readPlane(storage, "vec4f", "partials"),
      "<storage, read> parameters: array<f32>",
      "<storage, read> indices: array<u32>",
      "<storage, read_write> predictions: array<f32>",
      "<storage, read> extent: array<u32>",
    ])
  }
@compute @workgroup_size(${workgroupSize})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_id) local: vec3u) {
let lanes = control[0]; let member = group.z; let images = extent[0]; let views = f32(extent[1]);
let item = group.x * ${workgroupSize}u + local.x; let lane = min(item, lanes - 1u);
let index = indices[control[4] * control[3] + member * control[2] + lane];
${softmax(place, storage)}
if (item < lanes && index != ${ABSENT}u) {
let at = (member * images + index) * ${place.classes}u;
${classes.map((o) => `predictions[at + ${o}u] += p${o} / views;`).join("\n")}
}
}`;
}

/** Statements that add up scores `y`, lowered by the greatest `z`, their exponentials' sum `total`, and shares `p`. */
function softmax(place: DensePlace, storage: PlaneStorage): string {
  const { parts, scoreRows, biasOffset } = denseSizes(place);
  const classes = range(place.classes);
  const rows = range(scoreRows).map((g) => {
    const loads = range(parts).map((part) =>
      loadPlane(storage, "vec4f", "partials", parts * scoreRows, `${part * scoreRows + g}u`)
    );
    return `let s${g} = ${sum(loads)};`;
  });
  const bias = (o: number) => `parameters[member * ${place.parameterStride}u + ${biasOffset + o}u]`;
  return `${rows.join("\n")}
${classes.map((o) => `let y${o} = s${Math.floor(o / GROUP)}.${component(o)} + ${bias(o)};`).join("\n")}
let top = ${classes.slice(1).reduce((most, o) => `max(${most}, y${o})`, "y0")};
${classes.map((o) => `let z${o} = y${o} - top; let e${o} = exp(z${o});`).join("\n")}
let total = ${sum(classes.map((o) => `e${o}`))};
${classes.map((o) => `let p${o} = e${o} / total;`).join("\n")}`;
}
