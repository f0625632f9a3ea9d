import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { silentProgress } from "../../lib/run/progress.ts";
import { barProgress } from "../../lib/run/progress_bars.ts";
import { lineProgress } from "../../lib/run/progress_lines.ts";

Deno.test("lineProgress() writes at most one line an interval and one at a step's end", () => {
  let nowMs = 0;
  const lines: string[] = [];
  const progress = lineProgress((line) => lines.push(line), { now: () => nowMs, intervalMs: 5000 });
  const stage = progress.stage("Stage 1", 10);
  for (let done = 1; done <= 10; done++) {
    nowMs += 1200;
    stage.update(done, `digit ${done - 1}`);
  }
  stage.finish("17 tries");
  stage.finish("again");
  stage.update(10, "late");
  assert.deepEqual(lines, [
    "Stage 1: 5/10, digit 4; 6 s left",
    "Stage 1: 10/10, digit 9",
    "Stage 1: 100 %, 17 tries, 12 s",
  ]);
});

Deno.test("lineProgress() finishes a step when the next one starts, and says how far it was", () => {
  const lines: string[] = [];
  const progress = lineProgress((line) => lines.push(line), { now: () => 0 });
  progress.stage("Stage 1", 2).update(1);
  progress.stage("Stage 2", 3).finish();
  assert.deepEqual(lines, ["Stage 1: 50 %, 0 ms", "Stage 2: 100 %, 0 ms"]);
});

Deno.test("lineProgress() tells the time left of the whole run once it knows what is ahead", () => {
  let nowMs = 0;
  const lines: string[] = [];
  const progress = lineProgress((line) => lines.push(line), { now: () => nowMs, intervalMs: 1000 });
  progress.plan?.([{ name: "Stage 1", costMs: 1000 }, { name: "Stage 2", costMs: 9000 }]);
  // Half as fast as planned.
  const stage = progress.stage("Stage 1", 4);
  nowMs = 1000;
  stage.update(2, "digit 1");
  nowMs = 2000;
  stage.finish();
  assert.deepEqual(lines, ["Stage 1: 2/4, digit 1; 5 % of all, 16 s left", "Stage 1: 100 %, 2.0 s"]);
});

/** Stands for a terminal of a given width; keeps what is written. */
function fakeTerminal(columns: number) {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY: true, columns }), text: () => chunks.join("") };
}

/** What a terminal shows in the end: of every line what was written last. */
function linesOf(text: string): string[] {
  // deno-lint-ignore no-control-regex
  const moves = /\x1b(?:\[\??\d*[A-Za-z]|\d)/;
  return text.split("\n").map((line) => line.split(moves).findLast((part) => part !== "") ?? "");
}

Deno.test("barProgress() shows one bar for the whole run, and leaves a line for each step that is over", () => {
  let nowMs = 0;
  const terminal = fakeTerminal(80);
  const progress = barProgress(terminal.stream, () => nowMs);
  progress.plan?.([{ name: "Stage 1", costMs: 4000 }, { name: "Pseudo-labels", costMs: 4000 }]);
  const stage = progress.stage("Stage 1", 10);
  nowMs = 4000;
  stage.update(10, "digit 9, try 23");
  stage.finish("43 tries");
  stage.finish("again");
  const next = progress.stage("Pseudo-labels", 100);
  nowMs = 6000;
  next.update(50, "half of them");
  const text = terminal.text();
  assert.ok(text.includes("[--------------------] 0 %, 8 s left, Stage 1"), text);
  next.finish();
  assert.deepEqual(linesOf(terminal.text()), ["Stage 1: 100 %, 43 tries, 4.0 s", "Pseudo-labels: 100 %, 2.0 s", ""]);
  assert.ok(!terminal.text().includes("again"));
});

Deno.test("barProgress() leaves the cursor and line wrapping of the terminal alone, and can be read in 40 columns", () => {
  const terminal = fakeTerminal(40);
  const progress = barProgress(terminal.stream, () => 0);
  progress.plan?.([{ name: "Networks", costMs: 800_000 }]);
  const stage = progress.stage("Networks", 1000);
  assert.ok(terminal.text().includes("[--------] 0 %, 13 min left, Networks"), terminal.text());
  stage.finish("x".repeat(100));
  // deno-lint-ignore no-control-regex
  const sequences = terminal.text().match(/\x1b(\[\??\d*[A-Za-z]|\d)/g) ?? [];
  assert.deepEqual(new Set(sequences), new Set(["\x1b7", "\x1b[1G", "\x1b[0K", "\x1b8"]));
  // deno-lint-ignore no-control-regex
  for (const part of terminal.text().split(/\x1b(?:\[\??\d*[A-Za-z]|\d)/)) assert.ok(part.length <= 40, part);
});

Deno.test("barProgress() finishes a step when the next one starts", () => {
  const terminal = fakeTerminal(80);
  const progress = barProgress(terminal.stream);
  progress.stage("Stage 1", 2).update(1);
  progress.stage("Stage 2", 3).finish();
  assert.match(terminal.text(), /Stage 1: 50 %, \d+ ms[^\n]*\n[^\n]*Stage 2/);
});

Deno.test("silentProgress takes everything and says nothing", () => {
  const stage = silentProgress.stage("Stage 1", 10);
  stage.update(1, "detail");
  stage.finish("summary");
  assert.notEqual(silentProgress.stage("Stage 2", 1), undefined);
});
