import assert from "node:assert/strict";
import fc from "fast-check";
import { Gpu } from "../../lib/gpu/gpu.ts";
import { ABSENT, type CandidateSearch, candidatesOfRow, searchCandidates } from "../../lib/graph/candidates.ts";
import { COMPONENTS } from "../../lib/graph/principal_components.ts";
import { selectLeast } from "../../lib/graph/select_least.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";

/** Few different values, so that cosines are often equal. */
function sampleFeatures(count: number, seed: number, levels: number): Int16Array<ArrayBuffer> {
  const features = new Int16Array(count * COMPONENTS);
  for (let i = 0; i < features.length; i++) features[i] = Math.floor(uniformAt(seed, 0, i) * levels) * 90 - levels * 40;
  return features;
}

async function search(input: CandidateSearch): Promise<{ rows: Uint32Array[]; rowsOnHost: number }> {
  const gpu = await Gpu.open();
  try {
    const rows: Uint32Array[] = [];
    const { rowsOnHost } = await searchCandidates(gpu, input, (first, found) => {
      for (let at = 0; at < found.length; at += input.k) {
        rows[first + at / input.k] = found.slice(at, at + input.k).sort();
      }
      return Promise.resolve();
    });
    return { rows, rowsOnHost };
  } finally {
    gpu.close();
  }
}

function check(input: CandidateSearch, rows: readonly Uint32Array[], step: number): void {
  assert.equal(rows.length, input.rows.length / COMPONENTS);
  for (let row = 0; row < rows.length; row += step) {
    const wanted = new Uint32Array(input.k).fill(ABSENT);
    wanted.set(candidatesOfRow(input, row));
    assert.deepEqual(rows[row], wanted.sort(), `row ${row}`);
  }
}

Deno.test("searchCandidates() equals the plain search exactly: rows among themselves, none its own candidate, ties to the lowest index", async () => {
  const features = sampleFeatures(300, 1, 3);
  const input = { rows: features, columns: features, k: 20, excludeSelf: true };
  const { rows } = await search(input);
  check(input, rows, 1);
  rows.forEach((row, i) => assert.ok(!row.includes(i)));
});

Deno.test("searchCandidates() equals the plain search exactly where thresholds come from samples", async () => {
  const input = { rows: sampleFeatures(70, 2, 9), columns: sampleFeatures(5000, 3, 9), k: 50, excludeSelf: false };
  const { rows, rowsOnHost } = await search(input);
  check(input, rows, 3);
  assert.ok(rowsOnHost < 7, `${rowsOnHost} rows went to the host`);
});

Deno.test("as few rows go to the host among 200,000 columns as among few", async () => {
  // A congruential generator, as so many numbers of a better one take seconds.
  let state = 12_345;
  const columns = Int16Array.from({ length: 200_000 * COMPONENTS }, () => {
    state = Math.imul(state, 1_664_525) + 1_013_904_223 | 0;
    return (state >> 22) % 500;
  });
  const input = { rows: columns.slice(0, 64 * COMPONENTS), columns, k: 400, excludeSelf: true };
  const { rows, rowsOnHost } = await search(input);
  check(input, rows, 32);
  assert.ok(rowsOnHost < 5, `${rowsOnHost} rows of 64 went to the host`);
});

Deno.test("searchCandidates() is exact even where thousands of columns are the same image", async () => {
  const columns = sampleFeatures(5000, 4, 9);
  for (let column = 0; column < 3000; column++) {
    columns.copyWithin(column * COMPONENTS, 4000 * COMPONENTS, 4001 * COMPONENTS);
  }
  const input = { rows: columns.slice(3999 * COMPONENTS, 4003 * COMPONENTS), columns, k: 30, excludeSelf: false };
  const { rows } = await search(input);
  check(input, rows, 1);
});

Deno.test("searchCandidates() leaves places empty where there are fewer columns than wanted", async () => {
  const features = sampleFeatures(12, 5, 9);
  const input = { rows: features, columns: features, k: 16, excludeSelf: true };
  const { rows } = await search(input);
  check(input, rows, 1);
  assert.equal(rows[0]!.filter((id) => id === ABSENT).length, 5);
});

Deno.test("selectLeast() puts the least keys first, whatever the keys", () => {
  fc.assert(fc.property(
    fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { maxLength: 60 }),
    fc.nat(),
    (values, choice) => {
      const k = choice % (values.length + 1);
      const keys = Float64Array.from(values);
      selectLeast(keys, keys.length, k);
      const wanted = Float64Array.from(values).sort();
      assert.deepEqual(keys.slice(0, k).sort(), wanted.slice(0, k));
      assert.deepEqual(keys.sort(), wanted);
    },
  ));
});
