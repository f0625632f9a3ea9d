import assert from "node:assert/strict";
import { agreeOnGroups } from "../../lib/spread/consensus.ts";

const IMAGES = 200;
const truth = Uint8Array.from({ length: IMAGES }, (_, image) => image % 10);
const renamed = (groups: Uint8Array, by: number) => groups.map((group) => (group * 3 + by) % 10);
/** Whether two groupings are the same but for the groups' numbers. */
function same(one: Uint8Array, other: Uint8Array): boolean {
  const pairs = new Set(one.keys().map((image) => `${one[image]} ${other[image]}`));
  return pairs.size === new Set(one).size && pairs.size === new Set(other).size;
}

Deno.test("agreeOnGroups() finds the same groups under any numbers, and says that all agree", () => {
  const { groups, agreements } = agreeOnGroups([0, 1, 2].map((by) => renamed(truth, by)), 10);
  assert.ok(same(groups, truth));
  assert.deepEqual(new Set(agreements), new Set([1]));
});

Deno.test("agreeOnGroups() outvotes groupings that failed, wherever they stand, and those that err at places", () => {
  // Two classes in one group, and a third in two.
  const failed = truth.map((label, image) => label === 4 ? 9 : label === 7 && image > 100 ? 4 : label);
  const erring = [3, 5, 8].map((image) => truth.map((label, i) => i === image ? (label + 1) % 10 : label));
  const { groups, agreements } = agreeOnGroups([renamed(failed, 4), ...erring.map(renamed), failed], 10);
  assert.ok(same(groups, truth));
  assert.deepEqual([agreements[3], agreements[13]].map((share) => Number(share!.toFixed(3))), [0.8, 1]);
  // The failed ones' joint group is matched with one of the two.
  assert.ok(Math.min(agreements[14]!, agreements[19]!) < 0.7);
});

Deno.test("agreeOnGroups() takes one grouping as it is", () => {
  assert.deepEqual(agreeOnGroups([truth], 10).groups, truth);
});
