/** That nothing kept of another way to build graphs is ever taken for a graph of this one. */
import assert from "node:assert/strict";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { sha256Of } from "../../lib/data/sha256.ts";
import type { ImageSet } from "../../lib/data/dataset.ts";
import { buildGraph, type NeighbourSets } from "../../lib/graph/build_graph.ts";
import { graphKey } from "../../lib/graph/graph_file.ts";
import { GRAPH_METHOD, type GraphMethod } from "../../lib/graph/method.ts";
import { graphKernels, methodDigest } from "../../lib/graph/method_digest.ts";
import { indexKey } from "../../lib/graph/search_index.ts";
import { GRAPH_SETTINGS } from "../../lib/graph/settings.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { sampleImages } from "./samples.ts";

const train = { count: 12, pixels: sampleImages(12, 31) };
const test = { count: 3, pixels: sampleImages(3, 32) };

/** Every way to change one number of some values. */
function changed<T extends object>(values: T): { readonly path: string; readonly values: T }[] {
  return Object.entries(values).flatMap(([key, value]): { path: string; values: T }[] => {
    if (typeof value === "number") return [{ path: key, values: { ...values, [key]: value + 1 } }];
    return changed(value as object).map((inner) => ({
      path: `${key}.${inner.path}`,
      values: { ...values, [key]: inner.values },
    }));
  });
}

function keys(method?: string, settings = GRAPH_SETTINGS): [string, string] {
  return [graphKey(train, test, settings, "adapter", method), indexKey(train, settings, "adapter", method)];
}

Deno.test("changing any constant, kernel or setting that shapes a graph changes the keys of graph and index", () => {
  const known = new Map<string, string>();
  const add = (path: string, found: [string, string]) => {
    for (const key of found) {
      assert.equal(known.get(key), undefined, path);
      known.set(key, path);
    }
  };
  add("nothing", keys());
  assert.deepEqual(keys(methodDigest({ ...GRAPH_METHOD })), keys());
  const kernels = graphKernels();
  const constants = changed<GraphMethod>(GRAPH_METHOD);
  for (const path of ["scaling.rank", "scaling.sharpness", "components.kept", "reach.full", "reach.half"]) {
    assert.ok(constants.some((one) => one.path === path), path);
  }
  for (const { path, values } of constants) add(path, keys(methodDigest(values, kernels)));
  for (const { path, values } of changed(GRAPH_SETTINGS)) add(path, keys(undefined, values));
  assert.equal(kernels.length, 7);
  for (const i of kernels.keys()) {
    add(`kernel ${i}`, keys(methodDigest(GRAPH_METHOD, kernels.with(i, `${kernels[i]} `))));
  }
});

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** Numbers that a graph is the same without, or that are part of a kernel's text, and so of the key. */
const NOT_IN_THE_METHOD = new Set([
  // Marks, lengths and sort keys.
  ...["ABSENT", "BELOW_ALL", "KEY_BASE", "HEADER_BYTES", "CHECKSUM_BYTES"],
  // How much is worked on at once.
  ...["TILE_COLUMNS", "CHUNK_ROWS", "CHUNK", "DESKEW_CHUNK"],
  // In the text of kernels.
  ...["GROUP", "BIAS", "DISTORTION_WORKGROUP", "TEXTURE_WIDTH"],
  // Invocations that the key's kernel is generated for.
  "INVOCATIONS",
  // How long somebody else's graph is waited for.
  ...["ASK_EVERY_MS", "MOST_MS"],
]);

Deno.test("no code that builds graphs has a constant of its own beside the method's", () => {
  const seen = new Set<string>();
  const found: string[] = [];
  const look = (path: string) => {
    if (seen.has(path) || !path.startsWith("lib/graph/") || path.endsWith(".wgsl")) return;
    seen.add(path);
    const text = Deno.readTextFileSync(join(ROOT, path));
    for (const [, name] of text.matchAll(/^(?:export )?const (\w+)(?:: \w+)? = -?(?:0x)?[\d.][^"'`({[]*;$/gm)) {
      if (!NOT_IN_THE_METHOD.has(name!)) found.push(`${path}: ${name}`);
    }
    for (
      const [, specifier] of text.matchAll(/^(?:import|export|\}) (?!type\b).*?from "(\.[^"]+)"|^\} from "(\.[^"]+)"/gm)
    ) {
      if (specifier) look(relative(ROOT, join(ROOT, dirname(path), specifier)).replaceAll("\\", "/"));
    }
  };
  look("lib/graph/load_or_build.ts");
  look("lib/graph/find_neighbours.ts");
  for (const file of ["local_scaling", "principal_components", "nearest_lists", "pixel_lists", "candidates"]) {
    assert.ok(seen.has(`lib/graph/${file}.ts`), file);
  }
  assert.deepEqual(found, []);
});

/**
 * Images that every adapter deskews alike: as they are the same left to right and top to bottom, they do not lean, and lie
 * whole pixels off the middle. Their bytes are even, so that no gradient lies half-way between two whole numbers, where a last
 * digit would decide. So gradients, and with them distances, are the same everywhere.
 */
function evenImages(count: number, seed: number): ImageSet {
  const pixels = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++) {
    const random = (index: number) => uniformAt(seed, image, index);
    const [right, down] = [Math.floor(7 * random(0)) - 3, Math.floor(7 * random(1)) - 3];
    for (let y = 0; y < 9; y++) {
      for (let x = 0; x < 9; x++) {
        if (random(2 + 9 * y + x) < 0.35 + 0.03 * (x + y)) continue;
        const ink = 40 + 2 * Math.floor(107 * random(90 + 9 * y + x));
        for (const row of [13 - y, 14 + y]) {
          for (const column of [13 - x, 14 + x]) pixels[image * 784 + (row + down) * 28 + column + right] = ink;
        }
      }
    }
  }
  return { count, pixels };
}

function digestOf({ training, test }: NeighbourSets): string {
  const parts = [training, test].flatMap(({ ids, weights }) => [ids, weights]);
  return sha256Of(new TextEncoder().encode(JSON.stringify(parts.map((part) => [...part]))));
}

Deno.test(
  "a small graph is what it was: where it is not, GRAPH_METHOD's revision must be raised",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    const settings = { candidates: 30, measured: 18, kept: 12, passes: 1, perPass: 8, neighbours: 6 };
    const graph = await buildGraph(gpu, evenImages(30, 1), evenImages(6, 2), settings);
    const { nearest, scales } = graph.index;
    const index = sha256Of(new TextEncoder().encode(JSON.stringify([[...nearest.ids], [...scales]])));
    // All images are candidates, so that what is here follows from distances alone.
    const found = { revision: GRAPH_METHOD.revision, graph: digestOf(graph), index };
    assert.deepEqual(found, {
      revision: 4,
      graph: "ae2c9f14c8756e1576759a4a6c5f0db568af0f96bd39e9c91408357c21e05aae",
      index: "750dfccf216491db8f2e35ad5f3afc043f8a111e50017e365463089d42268622",
    });
    // Features are rounded from sums of pixels, whose last digit another adapter's division by 255 may change.
    if (gpu.traits.software) {
      assert.equal(digestOf(graph.pixels), "e61023f9f6b9efc0b6a4ced357674dcceb8c9307f68267e834e4536650a20a58");
    }
  },
);
