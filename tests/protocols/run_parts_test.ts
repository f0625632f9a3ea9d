import assert from "node:assert/strict";
import { isFinal, reasonOf, type RunPart, runParts } from "../../lib/protocols/run_parts.ts";
import { failedPart, FailureRecord, failureText } from "../../lib/record/failure_record.ts";
import { UntrainableError } from "../../lib/train/untrainable_error.ts";

const sound = (protocol: "published" | "leak-free"): RunPart<string> => ({
  protocol,
  run: () => Promise.resolve(protocol),
});
const failing = (protocol: "published" | "leak-free", error: unknown): RunPart<string> => ({
  protocol,
  run: () => Promise.reject(error),
});

Deno.test("a part that fails takes no other with it, is said with its hint, and is on record", async () => {
  const notices: string[] = [];
  const notify = (notice: string) => void notices.push(notice);
  const advised: unknown[] = [];
  const note = (error: unknown, protocol: string) => void advised.push(protocol, error);
  const hinted = Object.assign(new Error("Stage 2: no image found"), { hint: "try another seed" });
  const first = await runParts([failing("published", hinted), sound("leak-free")], note, notify, false);
  assert.deepEqual(first, {
    outcomes: ["leak-free"],
    failures: [{ protocol: "published", reason: "Stage 2: no image found" }],
    final: false,
  });
  assert.deepEqual(notices, [
    "The published protocol failed; what else was asked for is done.\n" +
    "error: Stage 2: no image found\n  what to do: try another seed",
  ]);
  const last = await runParts(
    [sound("published"), failing("leak-free", new UntrainableError("a"))],
    note,
    notify,
    false,
  );
  assert.deepEqual([last.outcomes, last.failures.length, last.final], [["published"], 1, true]);
  assert.deepEqual(
    await runParts([sound("published"), sound("leak-free")], note, () => assert.fail("nothing failed"), false),
    { outcomes: ["published", "leak-free"], failures: [], final: true },
  );
  assert.deepEqual(advised.slice(0, 3), ["published", hinted, "leak-free"]);
});

Deno.test("a run none of whose parts ends throws, each failure said once", async () => {
  const notices: string[] = [];
  const parts = [failing("published", new Error("one")), failing("leak-free", new Error("two"))];
  await assert.rejects(runParts(parts, () => {}, (notice) => notices.push(notice), false), /^Error: two$/);
  assert.equal(notices.length, 1);
  assert.match(notices[0]!, /error: one/);
});

Deno.test("what cannot be trained fails again; a reason shows no home folder", () => {
  const untrainable = new UntrainableError("x");
  assert.ok(isFinal(untrainable) && isFinal(new AggregateError([untrainable, untrainable])));
  assert.ok(!isFinal(new RangeError("x")) && !isFinal(new AggregateError([untrainable, new Error("x")])));
  const home = Deno.env.get("HOME") ?? "";
  if (home.length > 1) assert.equal(reasonOf(new Error(`Reading ${home}/a: nothing`)), "Reading ~/a: nothing");
  assert.equal(reasonOf("text"), "text");
  const failure = FailureRecord.parse({ protocol: "published", seed: 3, reason: "Stage 2: none" });
  assert.equal(failureText(failure), "The published protocol on seed 3 failed: Stage 2: none");
  assert.deepEqual([failedPart(failure), failedPart({ protocol: "leak-free", reason: "" })], ["seed 3", "leak-free"]);
});
