/** Small made-up inputs for the graph's tests. */
import type { GraphStore } from "../../lib/graph/graph_file.ts";
import type { Neighbours } from "../../lib/graph/local_scaling.ts";
import { type SparseGraph, symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";

/** Strokes with random slants, and, if there are enough, one blank and one full image. */
export function sampleImages(count: number, seed: number): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(count * 784);
  for (let image = 0; image < count; image++) {
    const random = (index: number) => uniformAt(seed, image, index);
    for (let stroke = 0; stroke < 3; stroke++) {
      const slant = random(stroke * 4) * 1.6 - 0.8;
      const middle = 8 + random(stroke * 4 + 1) * 12;
      const top = Math.floor(random(stroke * 4 + 2) * 14);
      for (let row = top; row < top + 12; row++) {
        const centre = middle + slant * (row - 14);
        for (let column = 0; column < 28; column++) {
          const ink = Math.max(0, 1 - Math.abs(column - centre) / 2) * 255;
          pixels[image * 784 + row * 28 + column] = Math.max(pixels[image * 784 + row * 28 + column]!, ink);
        }
      }
    }
  }
  if (count > 10) pixels.fill(0, 784, 2 * 784).fill(255, 2 * 784, 3 * 784);
  return pixels;
}

/** Images in ten groups, linked mostly within their group; the last image has no neighbour at all. */
export function sampleNeighbours(count: number, k: number, seed: number): Neighbours {
  const ids = new Uint32Array(count * k).fill(0xffffffff);
  const weights = new Float32Array(count * k);
  for (let image = 0; image < count - 1; image++) {
    const chosen = new Set<number>();
    for (let index = 0; chosen.size < k; index++) {
      const stray = uniformAt(seed, image, 2 * index) < 0.08;
      const other = Math.floor(uniformAt(seed, image, 2 * index + 1) * (count - 1));
      const candidate = stray ? other : other - other % 10 + image % 10;
      if (candidate !== image && candidate < count - 1) chosen.add(candidate);
    }
    [...chosen].forEach((id, rank) => {
      ids[image * k + rank] = id;
      weights[image * k + rank] = Math.fround(0.1 + 0.9 * uniformAt(seed + 1, image, rank));
    });
  }
  return { count, k, ids, weights };
}

/** A store that keeps what it is given in `kept`. */
export function memoryStore(kept: Map<string, Uint8Array<ArrayBuffer>>): GraphStore {
  return {
    read: (key) => Promise.resolve(kept.get(key)),
    write: (key, bytes) => Promise.resolve(void kept.set(key, bytes)),
  };
}

/** A graph of links, each of weight 1 if no other is given. */
export function linkedGraph(count: number, links: readonly (readonly [number, number, number?])[]): SparseGraph {
  const lists = Array.from({ length: count }, (): [number, number][] => []);
  for (const [from, to, weight = 1] of links) lists[from]!.push([to, weight]);
  const k = Math.max(...lists.map((list) => list.length));
  const ids = new Uint32Array(count * k).fill(0xffffffff);
  const weights = new Float32Array(count * k);
  lists.forEach((list, image) =>
    list.forEach(([to, weight], at) => {
      ids[image * k + at] = to;
      weights[image * k + at] = weight;
    })
  );
  return symmetricGraph({ count, k, ids, weights });
}

/** Links between all of some images, which follow each other. */
export function allLinked(first: number, count: number): [number, number][] {
  return Array.from({ length: count }, (_, i) => i)
    .flatMap((i) => Array.from({ length: count - 1 - i }, (_, j): [number, number] => [first + i, first + i + j + 1]));
}
