import assert from "node:assert/strict";
import { ABSENT } from "../../lib/graph/candidates.ts";
import { featureNeighbours, type FeatureRows } from "../../lib/graph/feature_neighbours.ts";
import { uniformAt } from "../../lib/random/counter_stream.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

/** Rows of `dimensions` uniform values about `centre`, `spread` wide. */
function rowsAbout(seed: number, count: number, dimensions: number, centre: number, spread: number): FeatureRows {
  const values = Float32Array.from(
    { length: count * dimensions },
    (_, i) => centre + spread * (uniformAt(seed, 0, i) - 0.5),
  );
  return { values, dimensions };
}

/** The nearest columns of a row by float64 alone. */
function nearestByHand(rows: FeatureRows, row: number, columns: FeatureRows, width: number, same: boolean): number[] {
  const { dimensions } = columns;
  const square = (column: number) => {
    let sum = 0;
    for (let i = 0; i < dimensions; i++) {
      sum += (rows.values[row * dimensions + i]! - columns.values[column * dimensions + i]!) ** 2;
    }
    return sum;
  };
  return Array.from({ length: columns.values.length / dimensions }, (_, column) => column)
    .filter((column) => !(same && column === row))
    .sort((a, b) => square(a) - square(b) || a - b)
    .slice(0, width);
}

Deno.test(
  "featureNeighbours() finds the nearest of every row, far from zero too, where float32 loses them",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    // Products of rows about 300 are some 10^6, of which float32 keeps tenths: far more than squared distances here.
    for (const [seed, centre] of [[1, 0], [2, 300]] as const) {
      const rows = rowsAbout(seed, 300, 7, centre, 1);
      const { ids, forward } = await featureNeighbours(gpu, rows, rows, 5, true);
      for (let row = 0; row < 300; row++) {
        assert.deepEqual(
          [...ids.subarray(row * 5, row * 5 + 5)],
          nearestByHand(rows, row, rows, 5, true),
          `row ${row}`,
        );
        assert.ok(forward.subarray(row * 5, row * 5 + 4).every((part, i) => part <= forward[row * 5 + i + 1]!));
      }
    }
  },
);

Deno.test(
  "featureNeighbours() tells near rows apart in a heap beside another that is far away",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    const [near, far] = [rowsAbout(3, 60, 3, 0, 0.01), rowsAbout(4, 40, 3, 100, 0.01)];
    const columns = { values: Float32Array.of(...near.values, ...far.values), dimensions: 3 };
    const { ids } = await featureNeighbours(gpu, columns, columns, 6, true);
    for (let row = 0; row < 100; row++) {
      assert.deepEqual([...ids.subarray(row * 6, row * 6 + 6)], nearestByHand(columns, row, columns, 6, true));
    }
  },
);

Deno.test(
  "featureNeighbours() leaves places empty where there are too few, and has rows that are the same",
  SHARED_DEVICE,
  async () => {
    const gpu = await sharedGpu();
    const columns = { values: Float32Array.of(1, 1, 1), dimensions: 1 };
    const { ids, forward } = await featureNeighbours(gpu, columns, columns, 4, true);
    assert.deepEqual([...ids], [1, 2, ABSENT, ABSENT, 0, 2, ABSENT, ABSENT, 0, 1, ABSENT, ABSENT]);
    assert.deepEqual([forward[0], forward[1]], [0, 0]);
    const other = await featureNeighbours(gpu, { values: new Float32Array(), dimensions: 1 }, columns, 4, false);
    assert.equal(other.ids.length, 0);
  },
);

Deno.test("featureNeighbours() says what is wrong with features", SHARED_DEVICE, async () => {
  const gpu = await sharedGpu();
  const good = { values: Float32Array.of(1, 2, 3, 4), dimensions: 2 };
  const wrong: [FeatureRows, FeatureRows, RegExp][] = [
    [good, { values: Float32Array.of(1, 2, 3), dimensions: 2 }, /found 3 values and 2 dimensions, wanted whole rows/],
    [good, { values: Float32Array.of(1, NaN), dimensions: 1 }, /found NaN in row 1, wanted finite values/],
    [{ ...good, dimensions: 1 }, good, /found 1 a row, wanted 2 as of the others/],
    [good, { values: Float32Array.of(1), dimensions: 0 }, /found 1 values and 0 dimensions/],
    [good, { values: Float32Array.of(1, 2), dimensions: 2 }, /found 1 rows, wanted at least 2/],
  ];
  for (const [rows, columns, message] of wrong) {
    await assert.rejects(featureNeighbours(gpu, rows, columns, 3, true), { name: "RangeError", message });
  }
});
