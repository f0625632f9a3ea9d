import assert from "node:assert/strict";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { buildGraph } from "../../lib/graph/build_graph.ts";
import { deskew } from "../../lib/graph/deskew.ts";
import { distortion } from "../../lib/graph/distortion.ts";
import { FULL, HALF } from "../../lib/graph/gradient_layout.ts";
import { packGradients } from "../../lib/graph/gradients.ts";
import { decodeGraph, encodeGraph, graphKey, type GraphStore } from "../../lib/graph/graph_file.ts";
import { loadOrBuildGraph } from "../../lib/graph/load_or_build.ts";
import { memoryStore, sampleImages } from "./samples.ts";

const TRAIN = 26;
const TEST = 5;
const train = { count: TRAIN, pixels: sampleImages(TRAIN, 11) };
const test = { count: TEST, pixels: sampleImages(TEST, 12) };
/** Every image is a candidate and measured, so the graph is what all pairs say. */
const settings = { candidates: TRAIN, measured: TRAIN, kept: 20, passes: 1, perPass: 8, neighbours: 10 };

/** Steps 3 and 4 of the method on all pairs, as plainly as they can be written. */
function plainGraph(): { training: [number, number][][]; test: [number, number][][] } {
  const gradients = (pixels: Uint8Array) => {
    const words = packGradients(Float32Array.from(deskew(pixels)), FULL);
    return (i: number) => words.subarray(i * FULL.imageWords, (i + 1) * FULL.imageWords);
  };
  const x = gradients(train.pixels);
  const q = gradients(test.pixels);
  const d = (a: Uint32Array, b: Uint32Array) => distortion(a, b, FULL, 2);
  const nearest = (image: Uint32Array, self: number) => {
    const entries = [];
    for (let j = 0; j < TRAIN; j++) if (j !== self) entries.push({ j, there: d(image, x(j)), back: d(x(j), image) });
    return entries.sort((a, b) => a.there - b.there || a.j - b.j).slice(0, settings.kept);
  };
  const scale = (entries: { there: number }[]) => Math.max(1, entries[6]!.there);
  const lists = Array.from({ length: TRAIN }, (_, i) => nearest(x(i), i));
  const scales = lists.map(scale);
  const finish = (entries: { j: number; there: number; back: number }[], own: number) =>
    entries.map(({ j, there, back }) => ({ j, l: there * back / (own * scales[j]!) }))
      .sort((a, b) => a.l - b.l).slice(0, 10).map(({ j, l }): [number, number] => [j, Math.fround(Math.exp(-2 * l))]);
  return {
    training: lists.map((entries, i) => finish(entries, scales[i]!)),
    test: Array.from({ length: TEST }, (_, i) => nearest(q(i), -1)).map((entries) => finish(entries, scale(entries))),
  };
}

Deno.test("buildGraph() equals steps 1 to 4 on all pairs, in order and weight", async () => {
  const gpu = await Gpu.open();
  try {
    const graph = await buildGraph(gpu, train, test, settings);
    const wanted = plainGraph();
    for (const set of ["training", "test"] as const) {
      wanted[set].forEach((entries, i) => {
        entries.forEach(([id, weight], rank) => {
          const at = i * 10 + rank;
          // One gradient may be rounded otherwise in float32 than in float64, which moves a weight a little.
          const found = graph[set].weights[at]!;
          assert.ok(Math.abs(found - weight) < 2e-3, `${set} image ${i}, rank ${rank}: ${found} for ${weight}`);
          const near = entries.filter(([, other]) => Math.abs(other - weight) < 2e-3).map(([other]) => other);
          if (near.length === 1 && rank < 9) assert.equal(graph[set].ids[at], id, `${set} image ${i}, rank ${rank}`);
        });
      });
    }

    const again = await buildGraph(gpu, train, test, settings);
    assert.deepEqual(again, graph, "the same adapter builds the same graph");

    const reversed = new Uint8Array(test.pixels.length);
    for (let i = 0; i < TEST; i++) reversed.set(test.pixels.subarray(i * 784, (i + 1) * 784), (TEST - 1 - i) * 784);
    const turned = await buildGraph(gpu, train, { count: TEST, pixels: reversed }, settings);
    for (let i = 0; i < TEST; i++) {
      const row = (ids: Uint32Array, at: number) => ids.slice(at * 10, at * 10 + 10);
      assert.deepEqual(row(turned.test.ids, TEST - 1 - i), row(graph.test.ids, i), "a test image is found by itself");
    }
  } finally {
    gpu.close();
  }
});

Deno.test("a stored graph is read back, and built again if it is damaged, of other images or unreadable", async () => {
  const gpu = await Gpu.open();
  try {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>();
    const store = memoryStore(kept);
    const load = (images = train, from: GraphStore = store) => loadOrBuildGraph(gpu, images, test, settings, from);
    const built = await load();
    assert.equal(built.fromStore, false);
    const read = await load();
    assert.deepEqual([read.fromStore, read.graph], [true, built.graph]);

    const [[key, bytes]] = [...kept] as [[string, Uint8Array<ArrayBuffer>]];
    const sizes = { training: TRAIN, test: TEST, k: 10 };
    for (const at of [0, 9, 40, bytes.length - 1]) {
      const damaged = bytes.slice();
      damaged[at]! ^= 1;
      assert.equal(decodeGraph(damaged, sizes), undefined, `byte ${at}`);
    }
    assert.equal(decodeGraph(bytes.slice(0, -1), sizes), undefined);
    assert.equal(decodeGraph(bytes, { ...sizes, test: 8 }), undefined);
    const stray = { ...built.graph, test: { ...built.graph.test, ids: built.graph.test.ids.map(() => TRAIN) } };
    assert.equal(decodeGraph(encodeGraph(stray), sizes), undefined, "an index beyond the training images");

    kept.set(key, bytes.slice(0, 100));
    const rebuilt = await load();
    assert.deepEqual([rebuilt.fromStore, rebuilt.graph], [false, built.graph]);
    assert.deepEqual(kept.get(key), bytes, "the damaged file was replaced");

    const failing: GraphStore = {
      read: () => Promise.reject(new Error("unreadable")),
      write: () => Promise.reject(new Error("unwritable")),
    };
    assert.deepEqual(await load(train, failing), built);
  } finally {
    gpu.close();
  }
});

Deno.test("of those who share a store one builds a graph, and the others wait, but not for ever", async () => {
  const gpu = await Gpu.open();
  try {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>();
    let claimed = false;
    const store: GraphStore = {
      ...memoryStore(kept),
      claim() {
        if (claimed) return Promise.resolve(undefined);
        claimed = true;
        return Promise.resolve(() => Promise.resolve(void (claimed = false)));
      },
    };
    let waits = 0;
    const wait = { onWait: () => waits++, askEveryMs: 5 };
    const load = (more = {}) => loadOrBuildGraph(gpu, train, test, settings, store, undefined, { ...wait, ...more });
    const [first, second] = await Promise.all([load(), load()]);
    // Which of them comes first is left to how long their checksums take.
    assert.deepEqual([first, second].map(({ fromStore }) => fromStore).sort(), [false, true]);
    assert.equal(claimed, false, "the claim is given back");
    assert.ok(waits > 0);
    assert.deepEqual(second.graph, first.graph);

    kept.clear();
    claimed = true;
    const before = waits;
    const impatient = await load({ mostMs: 20 });
    assert.ok(waits > before, "it waits at first");
    assert.deepEqual([impatient.fromStore, claimed], [false, true], "it builds for itself, and claims nothing");

    kept.clear();
    const failing: GraphStore = { ...store, claim: () => Promise.reject(new Error("no locks here")) };
    assert.equal((await loadOrBuildGraph(gpu, train, test, settings, failing)).fromStore, false);
  } finally {
    gpu.close();
  }
});

Deno.test("graphKey() tells images, settings and adapters apart", async () => {
  const keys = await Promise.all([
    graphKey(train, test, settings, "a"),
    graphKey(test, train, settings, "a"),
    graphKey(train, test, { ...settings, kept: 19 }, "a"),
    graphKey(train, test, settings, "b"),
  ]);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keys[0], graphKey(train, test, { ...settings }, "a"));
});

Deno.test("packGradients() takes the means of 2 x 2 pixels at half size", () => {
  const upright = Float32Array.from({ length: 784 }, (_, at) => at % 28 >= 14 ? 1 : 0);
  const bytes = new Int8Array(packGradients(upright, HALF).buffer);
  const row = [...bytes.subarray(5 * HALF.rowWords * 4, 5 * HALF.rowWords * 4 + 14)];
  assert.deepEqual(row, [0, 0, 0, 0, 0, 0, 40, 40, 0, 0, 0, 0, 0, -40]);
});
