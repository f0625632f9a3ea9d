/**
 * What suggested labels give against as many labels of pictures drawn by chance, on MNIST's training images. Labels are looked
 * up for those pictures alone; what they make of all others is counted in the end.
 *
 * Usage: deno run -P=run scripts/suggestion_study.ts OUT.json [CACHE_DIR]
 */
import { loadMnistPackage } from "../lib/data/mnist_package.ts";
import { Gpu } from "../lib/gpu/gpu.ts";
import { findCommunities } from "../lib/spread/communities.ts";
import type { Groups } from "../lib/spread/groups.ts";
import { loadOrBuildGraph } from "../lib/graph/load_or_build.ts";
import { NO_LABEL, PROPAGATION_SETTINGS } from "../lib/spread/propagation.ts";
import { GRAPH_SETTINGS } from "../lib/graph/settings.ts";
import { symmetricGraph } from "../lib/graph/sparse_graph.ts";
import { suggestPictures } from "../lib/spread/suggest.ts";
import { CACHE_FOLDER, graphCache } from "../lib/protocols/graph_cache.ts";
import { drawPseudoLabels } from "../lib/protocols/leak_free/pseudo_labels.ts";
import { TorchGenerator } from "../lib/random/torch_generator.ts";
import { formatRecordJson } from "../lib/record/record_json.ts";
import { stderrProgress } from "../lib/run/stderr_progress.ts";

const LABELS = [10, 20, 40];
const RANDOM_DRAWS = 20;

const [out, cache = CACHE_FOLDER] = Deno.args;
if (out === undefined) throw new Error("Reading the arguments: found none, wanted OUT.json");
const { images, labels: truth } = (await loadMnistPackage()).train;
const progress = stderrProgress();
const gpu = await Gpu.open();
const store = graphCache(cache, console.error);
const none = { count: 0, pixels: new Uint8Array() };
const { graph } = await loadOrBuildGraph(gpu, images, none, GRAPH_SETTINGS, store);
const links = symmetricGraph(graph.training);

// From no label at all.
let groups: Groups | undefined;
const settings = { spreading: PROPAGATION_SETTINGS, onGroups: (_: number, found: Groups) => groups ??= found };
const [first] = await drawPseudoLabels(links, [{ indices: [], labels: [] }], settings, gpu, progress);
const ground = {
  graph: links,
  groups: groups!.walked.labels,
  communities: findCommunities(links, 1, 0, 1)[0]!,
  given: new Uint8Array(images.count).fill(NO_LABEL),
  confidences: first!.second.confidences,
};
const chosen = suggestPictures(ground, Math.max(...LABELS)).map(({ index }) => index);
const known = (indices: readonly number[]) => ({ indices, labels: indices.map((index) => truth[index]!) });
const sets = LABELS.flatMap((labels) => [
  { seed: null, ...known(chosen.slice(0, labels)) },
  ...Array.from({ length: RANDOM_DRAWS }, (_, seed) => {
    const order = new TorchGenerator(seed).randperm(images.count);
    return { seed, ...known(Array.from(order.subarray(0, labels))) };
  }),
]);
const decided = await drawPseudoLabels(
  links,
  sets.map(({ indices, labels }) => ({ indices, labels })),
  settings,
  gpu,
  progress,
);
gpu.close();

const results = sets.map(({ labels, seed, indices }, i) => {
  const { way, second } = decided[i]!;
  const given = new Set(indices);
  return {
    labels: indices.length,
    seed,
    way,
    classes: new Set(labels).size,
    wrong: second.labels.reduce((sum, label, image) => sum + Number(!given.has(image) && label !== truth[image]), 0),
  };
});
await Deno.writeTextFile(
  out,
  formatRecordJson({
    images: images.count,
    suggested: results.filter(({ seed }) => seed === null).map(({ seed: _, ...result }) => result),
    random: results.filter(({ seed }) => seed !== null),
  }),
);
