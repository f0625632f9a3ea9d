/**
 * That the doctor runs every kernel there is: nothing is compiled here. A new kernel without a check in
 * `lib/doctor/checks/` fails the first test.
 */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkKernels, subjectsOf } from "../../lib/doctor/check_kernels.ts";
import { KERNEL_GROUPS } from "../../lib/doctor/checks/all.ts";
import { cosineChecks } from "../../lib/doctor/checks/cosine.ts";
import { uprightChecks } from "../../lib/doctor/checks/upright.ts";
import type { KernelGroup } from "../../lib/doctor/kernel_check.ts";
import type { KernelSource } from "../../lib/doctor/workbench.ts";
import { WIDE_NETWORK } from "../../lib/ensemble/network.ts";
import { compileNetwork } from "../../lib/ensemble/network_pipelines.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../lib/ensemble/notebook_label_vectors.ts";
import { compileEnsemble } from "../../lib/ensemble/pipelines.ts";
import type { Gpu } from "../../lib/gpu/gpu.ts";
import { loopTurns, MOST_TURNS } from "../../lib/gpu/loop_turns.ts";
import { searchCandidates } from "../../lib/graph/candidates.ts";
import { DeskewPass } from "../../lib/graph/deskew_pass.ts";
import { distanceKernels } from "../../lib/graph/neighbour_search.ts";
import { COMPONENTS } from "../../lib/graph/principal_components.ts";
import { PROPAGATION_SETTINGS } from "../../lib/spread/propagation.ts";
import { Propagation } from "../../lib/spread/propagation_gpu.ts";
import { symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { chooseWidePlan } from "../../lib/kernels/wide_plan.ts";
import { LABEL_SMOOTHING } from "../../lib/train/network_settings.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { sampleNeighbours } from "../graph/samples.ts";
import { withPipelines } from "./with_pipelines.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** What measures an adapter, and what tries kernels: no run needs either. */
const NO_KERNELS = ["lib/bench/", "lib/doctor/"];

interface SourceFile {
  readonly path: string;
  readonly text: string;
}

function sourceFiles(folder: string): SourceFile[] {
  return [...Deno.readDirSync(join(ROOT, folder))].flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory) return NO_KERNELS.includes(`${path}/`) ? [] : sourceFiles(path);
    return /\.(tsx?|wgsl)$/.test(entry.name) ? [{ path, text: Deno.readTextFileSync(join(ROOT, path)) }] : [];
  });
}

const files = sourceFiles("lib");

/** Kernels of a file of WGSL, or of a module that generates some: each holds an entry point. */
function entryPoints({ text }: SourceFile): number {
  return text.match(/@compute\b/g)?.length ?? 0;
}

/** What is wrong with a file whose kernels are not all among those that were tried; nothing if they are. */
async function untried(file: SourceFile, tried: ReadonlySet<KernelSource>): Promise<string[]> {
  if (entryPoints(file) === 0) return [];
  if (file.path.endsWith(".wgsl")) return tried.has(file.text) ? [] : [file.path];
  const module: Record<string, unknown> = await import(pathToFileURL(join(ROOT, file.path)).href);
  const generators = Object.entries(module).filter(([name, value]) =>
    typeof value === "function" && (name.endsWith("Wgsl") || tried.has(value as KernelSource))
  );
  const missing = generators.filter(([, value]) => !tried.has(value as KernelSource)).map(([name]) =>
    `${file.path}: ${name}`
  );
  // One that has another name, or is not exported, is missed by its entry point.
  return generators.length < entryPoints(file)
    ? [...missing, `${file.path}: ${entryPoints(file)} entry points, ${generators.length} generators named …Wgsl`]
    : missing;
}

/** What the doctor compiles, kernel by kernel, without running any. */
async function doctorsKernels(plan: "software" | "gpu", groups: readonly KernelGroup[] = KERNEL_GROUPS) {
  const gpu = await sharedGpu();
  const tried = new Set<KernelSource>();
  const texts = new Map<string, string>();
  const turns = new Map<string, number>();
  const recorder = withPipelines(gpu, (label, wgsl, constants) => {
    texts.set(label, wgsl);
    turns.set(label, loopTurns(wgsl, constants));
    return Promise.reject(new Error("not compiled"));
  }, { plan });
  const outcomes = await checkKernels(recorder, undefined, groups, tried);
  assert.ok(outcomes.every(({ ok }) => !ok), "what does not compile is not well");
  return { tried, texts, turns };
}

Deno.test("doctor runs every kernel of lib, and one without a check is found", SHARED_DEVICE, async () => {
  const { tried } = await doctorsKernels("software");
  const missing = async (tried: ReadonlySet<KernelSource>) =>
    (await Promise.all(files.map((file) => untried(file, tried)))).flat().sort();
  assert.deepEqual(await missing(tried), []);

  const some = KERNEL_GROUPS.filter((group) => group !== cosineChecks && group !== uprightChecks);
  assert.deepEqual(await missing((await doctorsKernels("software", some)).tried), [
    "lib/graph/deskew_moments.wgsl",
    "lib/graph/deskew_sample.wgsl",
    "lib/graph/gradients.ts: gradientsWgsl",
    "lib/kernels/cosine/loss_wgsl.ts: cosineLossWgsl",
    "lib/kernels/cosine/scores_wgsl.ts: cosineScoresWgsl",
  ]);
  const hidden = { path: "lib/kernels/control/control.ts", text: "const hidden = `@compute @workgroup_size(1)`" };
  assert.deepEqual(await untried(hidden, tried), [
    "lib/kernels/control/control.ts: 1 entry points, 0 generators named …Wgsl",
  ]);
});

Deno.test("every part of WGSL without an entry point of its own belongs to a kernel", () => {
  const imports = ({ path, text }: SourceFile) =>
    [...text.matchAll(/\bfrom "(\.[^"]+)"/g)].map(([, specifier]) =>
      relative(ROOT, join(ROOT, dirname(path), specifier!)).replaceAll("\\", "/")
    );
  const reached = new Set<string>();
  const reach = (path: string) => {
    const file = files.find((one) => one.path === path);
    if (file === undefined || reached.has(path)) return;
    reached.add(path);
    imports(file).forEach(reach);
  };
  files.filter((file) => entryPoints(file) > 0).forEach(({ path }) => reach(path));
  assert.ok(reached.has("lib/kernels/images/patch_wgsl.ts"));
  assert.deepEqual(files.map(({ path }) => path).filter((path) => /wgsl/.test(path) && !reached.has(path)), []);
});

/** The kernels that runs compile, by what the driver is told. */
async function runsKernels(gpu: Gpu): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const recorder = withPipelines(gpu, (label, wgsl) => {
    texts.set(label, wgsl);
    return Promise.resolve({ label } as GPUComputePipeline);
  });
  const { notebook, network } = subjectsOf(gpu);
  const features = new Int16Array(COMPONENTS);
  const ending = (error: unknown) => assert.ok(error instanceof TypeError, "what was not compiled cannot be bound");
  await compileEnsemble(recorder, notebook.model, notebook.plan, NOTEBOOK_LABEL_VECTORS.length);
  await compileNetwork(recorder, network.model, network.plan, LABEL_SMOOTHING);
  await distanceKernels(recorder);
  const search = { rows: features, columns: features, k: 1, excludeSelf: false };
  await searchCandidates(recorder, search, () => Promise.resolve()).catch(ending);
  await DeskewPass.open(recorder).catch(ending);
  const graph = symmetricGraph(sampleNeighbours(20, 3, 1));
  (await Propagation.create(recorder, graph, 10, PROPAGATION_SETTINGS)).dispose();
  return texts;
}

for (const plan of ["software", "gpu"] as const) {
  Deno.test(`what runs compile is what doctor compiles, letter for letter (${plan} plan)`, SHARED_DEVICE, async () => {
    const gpu = withPipelines(await sharedGpu(), undefined, { plan });
    const { texts, turns } = await doctorsKernels(plan);
    const checked = new Set(texts.values());
    const compiled = await runsKernels(gpu);
    assert.ok(compiled.size > 30, `${compiled.size} kernels`);
    assert.ok(["deskew sample", "candidates", "propagation decide"].every((label) => compiled.has(label)));
    assert.deepEqual([...compiled].filter(([, wgsl]) => !checked.has(wgsl)).map(([label]) => label), []);
    // One line each: no two checks have the same name.
    const names = KERNEL_GROUPS.flatMap((group) => group(subjectsOf(gpu)).map(({ name }) => name));
    assert.equal(new Set(names).size, names.length);
    assert.equal(texts.size, names.length);
    // So no run's kernel is among those that a driver could end too early, whatever set of images is accepted.
    assert.equal(turns.size, names.length);
    assert.deepEqual([...turns].filter(([, most]) => !(most <= MOST_TURNS)), []);
    const wide = new Map<string, number>();
    const recorder = withPipelines(gpu, (label, wgsl, constants) => {
      wide.set(label, loopTurns(wgsl, constants));
      return Promise.resolve({ label } as GPUComputePipeline);
    });
    const widePlan = chooseWidePlan(gpu.traits, WIDE_NETWORK.layers.map(({ shape }) => shape), plan);
    await compileNetwork(recorder, WIDE_NETWORK, widePlan, LABEL_SMOOTHING);
    assert.ok(wide.size > 15, `${wide.size} kernels`);
    assert.deepEqual([...wide].filter(([, most]) => !(most <= MOST_TURNS)), []);
  });
}
