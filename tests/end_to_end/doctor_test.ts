import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { checkKernels, subjectsOf } from "../../lib/doctor/check_kernels.ts";
import { KERNEL_GROUPS } from "../../lib/doctor/checks/all.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { withPipelines } from "../doctor/with_pipelines.ts";
import { ROOT, runTask, withNewFolder } from "./tasks.ts";

Deno.test(
  "doctor names the adapter and finds every kernel within its tolerance, one line each",
  SHARED_DEVICE,
  async () => {
    const { code, stdout } = await runTask("doctor", []);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /ok +Data: MNIST/);
    assert.match(stdout, /ok +WebGPU adapter\n +\S+.*(software|hardware)/);
    assert.doesNotMatch(stdout, /MISSING|WRONG/);
    const subjects = subjectsOf(await sharedGpu());
    const names = KERNEL_GROUPS.flatMap((group) => group(subjects).map(({ name }) => name));
    const lines = [
      ...stdout.matchAll(/^ok {6}Kernels: (.+): (?:exactly as the reference|.* off the reference, .* allowed)$/gm),
    ];
    assert.deepEqual(lines.map(([, name]) => name), names);
    assert.ok(names.length > 40, `${names.length} kernels`);
  },
);

Deno.test("every kernel of the other plan is within its tolerance too", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const plan = subjectsOf(gpu).network.plan.kind === "software" ? "gpu" : "software";
  const outcomes = await checkKernels(withPipelines(gpu, undefined, { plan }));
  assert.deepEqual(outcomes.filter(({ ok }) => !ok), []);
  assert.ok(outcomes.length > 40, `${outcomes.length} kernels`);
});

Deno.test("doctor says what is wrong with a data folder, to programs too", async () => {
  const { code, stdout, stderr } = await runTask("doctor", ["--data-dir", "nowhere", "--json"]);
  assert.equal(code, 1);
  assert.match(stderr, /MISSING Data: nowhere/);
  const { task, ok, checks } = JSON.parse(stdout);
  assert.deepEqual([task, ok], ["doctor", false]);
  const missing = checks.filter((check: { ok: boolean }) => !check.ok).map(({ name }: { name: string }) => name);
  assert.deepEqual(missing, ["Data: nowhere"]);
});

Deno.test("doctor of a copy with one kernel that is wrong names it, and ends with 1", async () => {
  await withNewFolder(async (copy) => {
    for (const part of ["lib", "tasks", "deno.json", "deno.lock"]) {
      await cp(join(ROOT, part), join(copy, part), { recursive: true });
    }
    await Deno.symlink(join(ROOT, "node_modules"), join(copy, "node_modules"), { type: "dir" });
    const kernel = join(copy, "lib/graph/deskew_sample.wgsl");
    const text = await Deno.readTextFile(kernel);
    await Deno.writeTextFile(kernel, text.replace("- 13.5", "- 13.499"));
    const { code, stdout } = await runTask("doctor", [], {}, copy);
    assert.equal(code, 1, stdout);
    assert.deepEqual(stdout.match(/^(MISSING|WRONG) .*/gm)?.map((line) => line.split(": ")[1]), ["deskew, sampling"]);
  });
});
