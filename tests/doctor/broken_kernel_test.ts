/** That the doctor finds a kernel that is wrong, whichever it is. */
import assert from "node:assert/strict";
import { describeCheck } from "../../lib/doctor/check.ts";
import { checkKernels, subjectsOf } from "../../lib/doctor/check_kernels.ts";
import { KERNEL_GROUPS } from "../../lib/doctor/checks/all.ts";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { withPipelines } from "./with_pipelines.ts";

/** The same device, its kernels changed before they are compiled. */
function breaking(gpu: Gpu, change: (wgsl: string) => string): Gpu {
  return withPipelines(gpu, (label, wgsl, constants) => {
    const changed = change(wgsl);
    assert.notEqual(changed, wgsl, `${label} is as it was`);
    return gpu.pipeline(label, changed, constants);
  });
}

Deno.test("doctor finds every kernel that does nothing, and says so by its name", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const idle = breaking(gpu, (wgsl) => wgsl.replace(/\bfn main\([^{]*\{/, "$&\nif (true) { return; }"));
  const told: string[] = [];
  const outcomes = await checkKernels(idle, ({ name }) => told.push(name));
  const names = KERNEL_GROUPS.flatMap((group) => group(subjectsOf(gpu)).map(({ name }) => `Kernels: ${name}`));
  assert.deepEqual(told, names);
  for (const [i, outcome] of outcomes.entries()) {
    assert.equal(outcome.ok, false, outcome.name);
    const [line = "", advice = ""] = describeCheck(outcome).split("\n");
    assert.ok(line.startsWith(`WRONG   ${names[i]}: `), line);
    assert.match(line, /(off the reference found, (none|[\d.e-]+) allowed|never written.*; the reference's wanted)$/);
    assert.match(advice, /^ +what to do: /);
  }
});

/** One mistake for each group of kernels, such as a slip of the hand makes. */
const SLIPS: Record<string, readonly [from: string | RegExp, to: string]> = {
  "image patches, weight gradient": ["& 255u", "& 127u"],
  "notebook's layer 2, forward": ["select(4u,", "select(3u,"],
  "notebook's layer 3, weight gradient": [/ == 3u\);/, " == 2u);"],
  "notebook's layer 3, input gradient": ["min(row0, column0) >= 0", "min(row0, column0) >= 1"],
  "network's layer 1, forward": ["0.5 * (", "0.5001 * ("],
  "notebook's layers 1 and 2, filters": ["1.0 / 255.0", "1.0 / 256.0"],
  "cosine loss": ["1.0 - cosine", "1.0001 - cosine"],
  "cosine scores": ["1e-12", "1e-1"],
  "AdamW": ["* decay", "* (2.0 * decay - 1.0)"],
  "scheduled AdamW": ["* row.w", "* row.z"],
  "advance step": ["control[4]", "control[3]"],
  "transforms of images": ["round < 10u", "round < 9u"],
  "sampling of images": [/shift\.z/g, "shift.w"],
  "network's layer 2, batch norm": ["squares += off * off", "squares += off"],
  "network's layer 3, batch norm, gradient": ["evenly - centred", "evenly + centred"],
  "dense layer, weight gradient": ["lane = 0u", "lane = 1u"],
  "cross-entropy": [/0\.003\b/, "0.0031"],
  "softmax": ["y0 - top", "y0"],
  "deskew, moments": ["0.001", "100.0"],
  "deskew, sampling": ["13.5", "13.49"],
  "gradients at half size": ["+ 0.5", "+ 0.4"],
  "candidates": [/> threshold\)/g, ">= threshold)"],
  "distortion at full size": ["* 2u", "* 3u"],
  "propagation, step": ["0.99 *", "0.9899 *"],
  "propagation, sums, rows to one": ["1.0 / dot(", "1.0001 / dot("],
  "propagation, decide": ["> most", ">= most + 0.1"],
};

Deno.test("doctor finds a kernel with one slip in it, whatever it works on", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const missed: string[] = [];
  for (const [name, [from, to]] of Object.entries(SLIPS)) {
    const groups = KERNEL_GROUPS.map((group) => (subjects: Parameters<typeof group>[0]) =>
      group(subjects).filter((check) => check.name === name)
    );
    const outcomes = await checkKernels(breaking(gpu, (wgsl) => wgsl.replace(from, to)), undefined, groups);
    assert.equal(outcomes.length, 1, name);
    const lines = describeCheck(outcomes[0]!);
    if (!/^WRONG .*: (\d.*off the reference found, .*|values that were never written.*)\n/.test(lines)) {
      missed.push(lines);
    }
  }
  assert.deepEqual(missed, []);
});
