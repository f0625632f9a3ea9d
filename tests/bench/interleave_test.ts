import assert from "node:assert/strict";
import { interleave } from "../../lib/bench/interleave.ts";
import { longEnough, nextCount } from "../../lib/bench/long_enough.ts";

Deno.test("interleave() takes each thing once a round, turns every other round round, and leaves warm-ups out", async () => {
  const order: string[] = [];
  let clock = 0;
  const thing = (name: string) => ({
    name,
    sample: () => {
      order.push(name);
      clock++;
      return Promise.resolve({ wallMs: clock, cpuMs: 2 * clock });
    },
  });
  const shares: number[] = [];
  const spreads = await interleave(
    [thing("a"), thing("b")],
    { repeats: 2, warmUps: 1 },
    (share) => shares.push(share),
  );
  assert.equal(order.join(""), "abbaab");
  assert.deepEqual(spreads.get("a")!.wallMs.samples, [4, 5]);
  assert.deepEqual(spreads.get("b")!.cpuMs.samples, [6, 12]);
  assert.deepEqual(shares, [0, 1 / 6, 2 / 6, 3 / 6, 4 / 6, 5 / 6]);
});

Deno.test("interleave() refuses two things of one name", async () => {
  const thing = { name: "a", sample: () => Promise.resolve({ wallMs: 1, cpuMs: 1 }) };
  await assert.rejects(interleave([thing, thing], { repeats: 1, warmUps: 0 }), { name: "TypeError" });
});

/** Work that takes `eachMs` a time, and `firstMs` more the first time, on a clock of its own. */
function fakeWork(eachMs: number, firstMs: number) {
  const counts: number[] = [];
  let now = 0;
  const run = (count: number) => {
    now += count * eachMs + (counts.length === 0 ? firstMs : 0);
    counts.push(count);
    return Promise.resolve();
  };
  return { run, counts, clocks: { wallMs: () => now, cpuMs: () => 2 * now } };
}

Deno.test("longEnough() never returns a time of work shorter than asked for, and leaves the first run out", async () => {
  for (const eachMs of [0.001, 0.7, 40, 999]) {
    const { run, counts, clocks } = fakeWork(eachMs, 5000);
    const sample = longEnough(run, 250, clocks);
    for (let i = 0; i < 3; i++) {
      const { wallMs, cpuMs } = await sample();
      assert.ok(Math.abs(wallMs - eachMs) < 1e-6 * eachMs && Math.abs(cpuMs - 2 * eachMs) < 2e-6 * eachMs);
      assert.ok(counts.at(-1)! * eachMs >= 250);
    }
    // Found once, the number of repetitions stays.
    assert.equal(counts.at(-1), counts.at(-2));
    assert.ok(counts.at(-1)! * eachMs < 1000 + 2 * eachMs);
  }
});

Deno.test("nextCount() stays where the time suffices, and grows by leaps else, but not without end", () => {
  assert.equal(nextCount(3, 250, 250), 3);
  assert.equal(nextCount(10, 100, 250), 30);
  assert.equal(nextCount(1, 0, 250), 64);
  assert.equal(nextCount(1, 249.999, 250), 2);
});
