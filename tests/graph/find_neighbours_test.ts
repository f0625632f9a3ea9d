import assert from "node:assert/strict";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { findNeighbours } from "../../lib/graph/find_neighbours.ts";
import type { GraphStore } from "../../lib/graph/graph_file.ts";
import { loadOrBuildGraph } from "../../lib/graph/load_or_build.ts";
import { decodeIndex, encodeIndex, indexKey, searchIndex } from "../../lib/graph/search_index.ts";
import { memoryStore, sampleImages } from "./samples.ts";

const TRAIN = 40;
const TEST = 5;
const train = { count: TRAIN, pixels: sampleImages(TRAIN, 21) };
const test = { count: TEST, pixels: sampleImages(TEST, 22) };
const settings = { candidates: 30, measured: 25, kept: 15, passes: 1, perPass: 8, neighbours: 6 };

Deno.test("findNeighbours() finds for further images what a graph with them as test images has, kept index or not", async () => {
  const gpu = await Gpu.open();
  try {
    const kept = new Map<string, Uint8Array<ArrayBuffer>>();
    const store = memoryStore(kept);
    const { graph } = await loadOrBuildGraph(gpu, train, test, settings, store);
    const read = await findNeighbours(gpu, test, train, settings, store);
    assert.deepEqual([read.neighbours, read.indexFromStore], [graph.test, true]);
    assert.ok(
      read.farness.length === test.count && read.farness.every((far) => far > 0.3 && far < 3),
      `${read.farness}`,
    );

    // One image alone, its index built: the other images had no part in it.
    const third = { count: 1, pixels: test.pixels.slice(2 * 784, 3 * 784) };
    const alone = await findNeighbours(gpu, third, train, settings);
    assert.equal(alone.indexFromStore, false);
    const row = <T extends Uint32Array | Float32Array>(values: T) => values.slice(2 * 6, 3 * 6);
    assert.deepEqual([alone.neighbours.ids, alone.neighbours.weights], [row(graph.test.ids), row(graph.test.weights)]);

    const key = indexKey(train, settings, gpu.traits.description);
    const bytes = kept.get(key)!;
    kept.set(key, bytes.slice(0, 99));
    const rebuilt = await findNeighbours(gpu, test, train, settings, store);
    assert.deepEqual(rebuilt, { ...read, indexFromStore: false });
    assert.deepEqual(kept.get(key), bytes, "the damaged index was replaced");
    const failing: GraphStore = { read: () => Promise.reject(new Error()), write: () => Promise.reject(new Error()) };
    assert.deepEqual((await findNeighbours(gpu, test, train, settings, failing)).neighbours, graph.test);
  } finally {
    gpu.close();
  }
});

Deno.test("decodeIndex() gives back what was written, and nothing of damaged or other bytes", () => {
  const lists = {
    width: 3,
    ids: Uint32Array.of(1, 2, 0xffffffff, 0, 2, 0xffffffff),
    forward: Uint32Array.of(5, 7, 0xffffffff, 0, 0, 0xffffffff),
    backward: new Uint32Array(6),
  };
  const index = searchIndex(lists, 2);
  assert.deepEqual([...index.nearest.ids], [1, 2, 0, 2]);
  assert.deepEqual([...index.scales], [7, 1]);
  const sound = { nearest: { ...index.nearest, ids: Uint32Array.of(1, 0, 0, 0xffffffff) }, scales: index.scales };
  const bytes = encodeIndex(sound);
  assert.deepEqual(decodeIndex(bytes, { count: 2, width: 2 }), sound);
  assert.equal(decodeIndex(encodeIndex(index), { count: 2, width: 2 }), undefined, "an id beyond the images");
  assert.equal(decodeIndex(bytes, { count: 4, width: 1 }), undefined);
  assert.equal(decodeIndex(bytes.slice(0, -1), { count: 2, width: 2 }), undefined);
  for (const at of [0, 8, 17, bytes.length - 1]) {
    const damaged = bytes.slice();
    damaged[at]! ^= 1;
    assert.equal(decodeIndex(damaged, { count: 2, width: 2 }), undefined, `byte ${at}`);
  }
});

Deno.test("indexKey() tells images, settings and adapters apart", () => {
  const keys = [
    indexKey(train, settings, "a"),
    indexKey(test, settings, "a"),
    indexKey(train, { ...settings, kept: 14 }, "a"),
    indexKey(train, settings, "b"),
  ];
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(keys[0], indexKey(train, { ...settings }, "a"));
});
