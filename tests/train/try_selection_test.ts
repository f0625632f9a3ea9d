import assert from "node:assert/strict";
import fc from "fast-check";
import { type Candidate, likeliestCandidates } from "../../lib/train/speculation.ts";
import { selectTries } from "../../lib/train/try_selection.ts";

const RULE = { digits: 4, maxTries: 6, targetLoss: 0.35 };

/** A loss for every digit and position, from a seed: about one in three wins. */
function lossOf(seed: number): (candidate: Candidate) => number {
  return ({ digit, position }) => {
    const hash = Math.sin(seed * 78.233 + digit * 12.9898 + position * 37.719) * 43758.5453;
    return hash - Math.floor(hash);
  };
}

/** The notebook's procedure, one try after the other. */
function sequential(loss: (candidate: Candidate) => number): { lossByTry: number[][]; positionsUsed: number } {
  let position = 0;
  const lossByTry = Array.from({ length: RULE.digits }, (_, digit) => {
    const losses: number[] = [];
    do losses.push(loss({ digit, position: position++ })); while (
      losses.at(-1)! >= RULE.targetLoss && losses.length < RULE.maxTries
    );
    return losses;
  });
  return { lossByTry, positionsUsed: position };
}

Deno.test("selectTries() comes to the sequential outcome, however many tries are bet on", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(10_000),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 0.3, 0.6, 1),
      async (...given) => {
        const [seed, width, leastChance] = given;
        const loss = lossOf(seed);
        const trained = new Set<string>();
        const selection = await selectTries(RULE, () => ({ width, leastChance }), (candidates) => {
          assert.ok(candidates.length >= 1 && candidates.length <= width);
          return Promise.resolve(candidates.map((candidate) => {
            const key = `${candidate.digit}:${candidate.position}`;
            assert.ok(!trained.has(key), `${key} was trained twice`);
            trained.add(key);
            return { finalLoss: loss(candidate) };
          }));
        });
        const wanted = sequential(loss);
        assert.deepEqual(selection.digits.map(({ lossByTry }) => lossByTry), wanted.lossByTry);
        assert.equal(selection.positionsUsed, wanted.positionsUsed);
        selection.digits.forEach(({ lossByTry, winner }) => assert.equal(winner.finalLoss, Math.min(...lossByTry)));
      },
    ),
    { numRuns: 200 },
  );
});

for (const wave of [{ width: 1, leastChance: 0 }, { width: 40, leastChance: 1 }]) {
  Deno.test(`selectTries() with ${JSON.stringify(wave)} trains nothing in vain`, async () => {
    const loss = lossOf(3);
    let trained = 0;
    const { positionsUsed } = await selectTries(RULE, () => wave, (candidates) => {
      trained += candidates.length;
      return Promise.resolve(candidates.map((candidate) => ({ finalLoss: loss(candidate) })));
    });
    assert.equal(trained, positionsUsed);
  });
}

Deno.test("a loss that is not a number names its digit and try", async () => {
  await assert.rejects(
    selectTries(
      RULE,
      () => ({ width: 4, leastChance: 0 }),
      (candidates) => Promise.resolve(candidates.map(() => ({ finalLoss: NaN }))),
    ),
    /^RangeError: Training digit 0, try 1: the loss is not a number; a lower learning rate or other images are needed$/,
  );
});

Deno.test("likeliestCandidates() begins with the frontier and never repeats or exceeds what can be needed", () => {
  const candidates = likeliestCandidates({ digit: 1, start: 4, failed: 2 }, () => false, 3, 6, 100, 0);
  assert.deepEqual(candidates[0], { digit: 1, position: 6 });
  const keys = candidates.map(({ digit, position }) => `${digit}:${position}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { digit, position } of candidates) {
    assert.ok(digit >= 1 && digit <= 2);
    assert.ok(position >= 4 + (digit - 1) && position < 4 + 6 * digit);
  }
});

Deno.test("likeliestCandidates() leaves out what is not worth its time, never the frontier", () => {
  const frontier = { digit: 0, start: 0, failed: 0 };
  const all = likeliestCandidates(frontier, () => false, 3, 6, 100, 0);
  const likely = likeliestCandidates(frontier, () => false, 3, 6, 100, 0.3);
  assert.deepEqual(likely, all.slice(0, likely.length));
  assert.ok(likely.length > 1 && likely.length < all.length);
  assert.deepEqual(likeliestCandidates(frontier, () => false, 3, 6, 100, 1), [{ digit: 0, position: 0 }]);
});
