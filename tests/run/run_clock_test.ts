import assert from "node:assert/strict";
import { RunClock } from "../../lib/run/run_clock.ts";

/** A step as it really goes. */
interface Going {
  readonly name: string;
  readonly tookMs: number;
  /** Shares done are told so often; once: only at its end. */
  readonly updates: number;
}

/** What the clock says at each moment that it is told something, of a run that goes so. */
function told(clock: RunClock, now: (ms: number) => void, steps: readonly Going[]) {
  const all = steps.reduce((sum, { tookMs }) => sum + tookMs, 0);
  const said: { over: number; leftMs: number; trueMs: number; share: number }[] = [];
  let atMs = 0;
  for (const { name, tookMs, updates } of steps) {
    const step = clock.begin(name);
    for (let i = 1; i <= updates; i++) {
      now(atMs + tookMs * i / updates);
      step.update(i / updates);
      const over = atMs + tookMs * i / updates;
      if (over < all) {
        said.push({ over: over / all, leftMs: clock.leftMs()!, trueMs: all - over, share: clock.share() });
      }
    }
    step.end();
    atMs += tookMs;
  }
  return said;
}

const PLAN = [
  { name: "Stage 1", costMs: 7_000 },
  { name: "Pseudo-labels", costMs: 11_000 },
  { name: "Stage 2", costMs: 20_000 },
  { name: "Graph", costMs: 100_000 },
  { name: "Networks", costMs: 350_000 },
];

Deno.test("RunClock is within 30 % from a tenth of the run on, on machines of any speed", () => {
  for (const pace of [0.02, 0.5, 1, 6]) {
    let nowMs = 0;
    const clock = new RunClock(() => nowMs);
    clock.plan(PLAN);
    // Steps are off from what was planned by up to a fifth each.
    const off = [1.2, 0.9, 1.1, 0.8, 1.05];
    const steps = PLAN.map(({ name, costMs }, i) => ({ name, tookMs: costMs * pace * off[i]!, updates: 40 }));
    const late = told(clock, (ms) => nowMs = ms, steps).filter(({ over }) => over >= 0.1);
    assert.ok(late.length > 70);
    for (const { leftMs, trueMs } of late) assert.ok(Math.abs(leftMs / trueMs - 1) <= 0.3, `${leftMs} for ${trueMs}`);
  }
});

Deno.test("RunClock passes over planned steps that are not taken, and what was kept from before says nothing of pace", () => {
  let nowMs = 0;
  const clock = new RunClock(() => nowMs);
  clock.plan(PLAN);
  const kept = clock.begin("Stage 2");
  kept.keptUpTo(1);
  nowMs = 3;
  kept.end();
  assert.ok(Math.abs(clock.leftMs()! - 450_000) < 100, String(clock.leftMs()));
  const graph = clock.begin("Graph");
  nowMs = 50_003;
  graph.update(1);
  graph.end();
  // Twice as fast as planned.
  assert.ok(Math.abs(clock.leftMs()! - 175_000) < 1000, String(clock.leftMs()));
});

Deno.test("RunClock tells what is left of a step that says little from the plan, and never that it is nothing", () => {
  let nowMs = 0;
  const clock = new RunClock(() => nowMs);
  clock.plan([{ name: "Groups", costMs: 10_000 }]);
  clock.begin("Groups");
  nowMs = 4_000;
  assert.equal(clock.left(), "6 s left");
  nowMs = 60_000;
  assert.equal(clock.left(), "1 s left");
});

Deno.test("RunClock without a plan knows a step's own pace alone, from what was done since the step began", () => {
  let nowMs = 0;
  const clock = new RunClock(() => nowMs);
  const step = clock.begin("Networks");
  assert.equal(clock.left(), "");
  step.keptUpTo(0.6);
  nowMs = 10_000;
  step.update(0.7);
  assert.equal(clock.left(), "30 s left");
  assert.equal(clock.hasPlan, false);
});

Deno.test("RunClock's share never goes back, and is all only when nothing is left", () => {
  let nowMs = 0;
  const clock = new RunClock(() => nowMs);
  clock.plan(PLAN);
  // Each slower than the one before.
  const steps = PLAN.map(({ name, costMs }, i) => ({ name, tookMs: costMs * (i + 1), updates: 20 }));
  const shares = told(clock, (ms) => nowMs = ms, steps).map(({ share }) => share);
  assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
  assert.ok(shares.at(-1)! < 1);
});
