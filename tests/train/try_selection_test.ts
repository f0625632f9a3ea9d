import assert from "node:assert/strict";
import fc from "fast-check";
import { type Candidate, neededCandidates } from "../../lib/train/speculation.ts";
import { type CandidateAtWork, TrySelection } from "../../lib/train/try_selection.ts";
import { priorWinChance, winChance } from "../../lib/train/win_chance.ts";

const RULE = { digits: 4, maxTries: 6, targetLoss: 0.35, epochs: 4 };

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

/** Trains by turns of one epoch, candidates coming and going as the selection wants, and says who was begun and who ended. */
function select(loss: (candidate: Candidate) => number, bets: { most: number; leastChance: number }) {
  const selection = new TrySelection<{ finalLoss: number }>(RULE);
  const begun: string[] = [];
  const ended: string[] = [];
  const key = ({ digit, position }: Candidate) => `${digit}:${position}`;
  let atWork: CandidateAtWork[] = [];
  for (let turn = 0; selection.frontier; turn++) {
    assert.ok(turn < 10_000, "the selection does not end");
    const wanted = selection.wanted(atWork, bets);
    assert.ok(wanted.length >= 1 && wanted.length <= bets.most);
    assert.deepEqual(wanted.filter((one) => ended.includes(key(one))), [], "wanted again after its end");
    atWork = wanted.map((candidate) => {
      const before = atWork.find((one) => key(one.candidate) === key(candidate));
      if (!before) begun.push(key(candidate));
      const epochLosses = [
        ...before?.epochLosses ?? [],
        loss(candidate) * (1 + RULE.epochs - (before?.epochLosses.length ?? 0)),
      ];
      return { candidate, epochLosses, share: epochLosses.length / RULE.epochs };
    });
    for (const { candidate, share } of atWork) {
      if (share < 1) continue;
      ended.push(key(candidate));
      selection.report(candidate, { finalLoss: loss(candidate) });
    }
    atWork = atWork.filter(({ share }) => share < 1);
  }
  return { selection, begun, ended };
}

Deno.test("TrySelection comes to the sequential outcome, however many tries are bet on", () => {
  fc.assert(
    fc.property(
      fc.nat(10_000),
      fc.integer({ min: 1, max: 40 }),
      fc.constantFrom(0, 0.3, 0.6, 1),
      (seed, most, leastChance) => {
        const loss = lossOf(seed);
        const { selection } = select(loss, { most, leastChance });
        const wanted = sequential(loss);
        assert.deepEqual(selection.digits.map(({ lossByTry }) => lossByTry), wanted.lossByTry);
        assert.equal(selection.positionsUsed, wanted.positionsUsed);
        selection.digits.forEach(({ lossByTry, winner }) => assert.equal(winner.finalLoss, Math.min(...lossByTry)));
      },
    ),
    { numRuns: 200 },
  );
});

for (const bets of [{ most: 1, leastChance: 0 }, { most: 40, leastChance: 1 }]) {
  Deno.test(`TrySelection with ${JSON.stringify(bets)} begins nothing in vain`, () => {
    const { selection, begun, ended } = select(lossOf(3), bets);
    assert.equal(begun.length, selection.positionsUsed);
    assert.deepEqual(ended, begun);
  });
}

Deno.test("TrySelection gives up what has turned out not to be needed, and bets more as it learns more", () => {
  const selection = new TrySelection<{ finalLoss: number }>({ ...RULE, epochs: 20 });
  const bets = { most: 3, leastChance: 0.64 };
  const first = { digit: 0, position: 0 };
  const next = { digit: 1, position: 1 };
  const again = { digit: 0, position: 1 };
  assert.deepEqual(selection.wanted([], bets), [first, next]);
  const doing = (losses: number[], candidate = first) => ({
    candidate,
    epochLosses: losses,
    share: losses.length / 20,
  });
  // A first try that does badly takes the bet on the next digit with it, and is itself still waited for.
  assert.deepEqual(selection.wanted([doing(Array(8).fill(5)), doing([1], next)], bets), [first, again]);
  // One that does well makes the digit after the next one likely too.
  const well = selection.wanted([doing(Array(8).fill(0.1)), doing(Array(8).fill(0.1), next)], bets);
  assert.deepEqual(well, [first, next, { digit: 2, position: 2 }]);
  // One whose steps are all on their way takes no place.
  const one = { ...bets, most: 1 };
  assert.deepEqual(selection.wanted([doing(Array(8).fill(0.1)), doing([], next)], one), [first]);
  assert.deepEqual(selection.wanted([doing(Array(20).fill(0.1)), doing([], next)], one), [next]);
});

Deno.test("a loss that is not a number names its digit and try", () => {
  assert.throws(
    () => new TrySelection(RULE).report({ digit: 0, position: 0 }, { finalLoss: NaN }),
    /^RangeError: Training digit 0, try 1: the loss is not a number; a lower learning rate or other images are needed$/,
  );
});

Deno.test("a win is the likelier the lower the losses are, and surer the less is left", () => {
  assert.equal(winChance(2, [], 20, 0.55), priorWinChance(2));
  for (const k of [1, 5, 50]) {
    const early = [0.3, 0.6, 1.2, 5].map((loss) => winChance(k, [loss], 20, 0.55));
    const late = [0.3, 0.6, 1.2, 5].map((loss) => winChance(k, Array(18).fill(loss), 20, 0.55));
    for (const chances of [early, late]) assert.deepEqual(chances, chances.toSorted((a, b) => b - a));
    assert.ok(late[0]! > early[0]! && late[3]! < early[3]!);
  }
  assert.equal(winChance(1, [NaN], 20, 0.55), 0);
});

Deno.test("neededCandidates() begins with the frontier and never repeats or exceeds what can be needed", () => {
  const frontier = { digit: 1, start: 4, failed: 2 };
  const candidates = neededCandidates(frontier, 3, 6, (_, k) => priorWinChance(k));
  assert.deepEqual(candidates[0], { digit: 1, position: 6, chance: 1 });
  const keys = candidates.map(({ digit, position }) => `${digit}:${position}`);
  assert.equal(new Set(keys).size, keys.length);
  for (const { digit, position, chance } of candidates) {
    assert.ok(digit >= 1 && digit <= 2);
    assert.ok(position >= 4 + (digit - 1) && position < 4 + 6 * digit);
    assert.ok(chance > 0 && chance <= 1);
  }
});

Deno.test("neededCandidates() knows exactly who is needed where every outcome is known", () => {
  const loss = lossOf(11);
  const { lossByTry } = sequential(loss);
  const wins = (candidate: Candidate) => loss(candidate) < RULE.targetLoss ? 1 : 0;
  const needed = neededCandidates({ digit: 0, start: 0, failed: 0 }, RULE.digits, RULE.maxTries, wins);
  let position = 0;
  const wanted = lossByTry.flatMap((losses, digit) => losses.map(() => ({ digit, position: position++, chance: 1 })));
  assert.deepEqual(needed, wanted);
});
