import assert from "node:assert/strict";
import { DIGITS } from "../../lib/report/digits.ts";
import { groupWarnings } from "../../lib/report/group_warnings.ts";
import type { GroupsRecord, LeakFreeRecord } from "../../lib/record/record.ts";
import { sampleLeakFree } from "./sample_leak_free.ts";

/** Groups 0 to 9 by name, each with ten labelled images of its class. */
const sound = (): GroupsRecord => ({
  way: "groups",
  agreement: 0.995,
  groups: DIGITS.map((name) => ({ name, images: 5000 + name, labelled: DIGITS.map((c) => c === name ? 10 : 0) })),
  contradicting: 0,
});
function withGroups(...found: GroupsRecord[]): LeakFreeRecord {
  const record = sampleLeakFree(found.length);
  found.forEach((groups, i) => record.draws[i]!.groups = groups);
  return { ...record, groups: { leastAgreement: 0.98 } };
}

Deno.test("groupWarnings() has nothing to say of sound groups, nor of records without any", () => {
  assert.deepEqual(groupWarnings(withGroups(sound(), sound())), []);
  assert.deepEqual(groupWarnings(sampleLeakFree(2)), []);
});

Deno.test("groupWarnings() tells a group without a labelled image, and two classes that share one, with their draw", () => {
  const strayed = sound();
  strayed.groups[9]!.labelled = DIGITS.map(() => 0);
  strayed.groups[4]!.labelled = DIGITS.map((c) => c === 4 || c === 9 ? 10 : 0);
  assert.deepEqual(groupWarnings(withGroups(sound(), strayed)), [
    "Seed 2001: No labelled image lies in a group of 5,009 images; it is taken for class 9, which is left",
    "Seed 2001: Classes 4 and 9 share a group of 5,004 images",
  ]);
});

Deno.test("groupWarnings() says why labels were spread, and that groups without labels are not clear", () => {
  const unclear: GroupsRecord = { ...sound(), way: "spreading", agreement: 0.9239, contradicting: 32 };
  assert.match(groupWarnings(withGroups(unclear))[0]!, /^The images.*92\.39\s%.*32 of 100 labelled images/);
  assert.doesNotMatch(groupWarnings(withGroups(unclear))[0]!, /equally frequent/);
  assert.match(groupWarnings(withGroups({ ...unclear, uneven: true }))[0]!, /; classes are far from equally frequent,/);
  const record = withGroups({ ...unclear, way: "groups" });
  record.draws[0]!.labelledTrainIndices = DIGITS.map(() => []);
  assert.match(groupWarnings(record)[0]!, /^The images do not fall into ten clear groups: .*92\.39\s%/);
  record.draws[0]!.groups = sound();
  assert.deepEqual(groupWarnings(record), []);
});

Deno.test("groupWarnings() counts those that are too many to write out", () => {
  const unclear: GroupsRecord = { ...sound(), way: "spreading" };
  const warnings = groupWarnings(withGroups(...Array.from({ length: 20 }, () => unclear)));
  assert.deepEqual([warnings.length, warnings.at(-1)], [13, "8 warnings more"]);
});
