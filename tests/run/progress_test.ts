import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { silentProgress } from "../../lib/run/progress.ts";
import { barProgress } from "../../lib/run/progress_bars.ts";
import { lineProgress } from "../../lib/run/progress_lines.ts";

Deno.test("lineProgress() writes at most one line an interval and one at a stage's end", () => {
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
    "Stage 1: 5/10, digit 4, 6.0 s left",
    "Stage 1: 10/10, digit 9",
    "Stage 1: 10/10, 17 tries, 12 s",
  ]);
});

Deno.test("lineProgress() finishes a stage when the next one starts", () => {
  const lines: string[] = [];
  const progress = lineProgress((line) => lines.push(line), { now: () => 0 });
  progress.stage("Stage 1", 2).update(1);
  progress.stage("Stage 2", 3).finish();
  assert.deepEqual(lines, ["Stage 1: 1/2, 0.0 s", "Stage 2: 3/3, 0.0 s"]);
});

Deno.test("lineProgress() counts the time left from what was done since the stage began", () => {
  let nowMs = 0;
  const lines: string[] = [];
  const progress = lineProgress((line) => lines.push(line), { now: () => nowMs, intervalMs: 1000 });
  const stage = progress.stage("Networks", 1000);
  stage.keptUpTo(600, "a part kept from before");
  nowMs = 10_000;
  stage.update(700);
  nowMs = 11_000;
  stage.keptUpTo(900);
  nowMs = 20_000;
  stage.update(950);
  stage.finish();
  assert.deepEqual(lines, [
    "Networks: 700/1000, 30 s left",
    "Networks: 900/1000, 11 s left",
    "Networks: 950/1000, 6.7 s left",
    "Networks: 1000/1000, 20 s",
  ]);
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

Deno.test("barProgress() draws stage, bar, count and detail, and ends in a line of its own", () => {
  const terminal = fakeTerminal(80);
  const stage = barProgress(terminal.stream).stage("Stage 1", 10);
  stage.update(5, "digit 4, try 23, loss 0.71");
  stage.finish("43 tries");
  stage.finish("again");
  const text = terminal.text();
  assert.ok(text.includes("Stage 1 [--------------------] 0/10"), text);
  assert.match(text, /Stage 1 \[={20}\] 10\/10, 43 tries, \d\.\d s/);
  assert.ok(text.endsWith("\n"));
  assert.ok(!text.includes("again"));
});

Deno.test("barProgress() leaves the cursor and line wrapping of the terminal alone, and keeps within its width", () => {
  const terminal = fakeTerminal(40);
  const stage = barProgress(terminal.stream).stage("Stage 1", 10);
  stage.update(5);
  stage.finish("x".repeat(100));
  // deno-lint-ignore no-control-regex
  const sequences = terminal.text().match(/\x1b(\[\??\d*[A-Za-z]|\d)/g) ?? [];
  assert.deepEqual(new Set(sequences), new Set(["\x1b7", "\x1b[1G", "\x1b[0K", "\x1b8"]));
  // deno-lint-ignore no-control-regex
  for (const part of terminal.text().split(/\x1b(?:\[\??\d*[A-Za-z]|\d)/)) assert.ok(part.length <= 40, part);
});

Deno.test("barProgress() finishes a stage when the next one starts", () => {
  const terminal = fakeTerminal(80);
  const progress = barProgress(terminal.stream);
  progress.stage("Stage 1", 2).update(1);
  progress.stage("Stage 2", 3).finish();
  assert.match(terminal.text(), /Stage 1 .* 1\/2, 0\.\d s[^\n]*\n[^\n]*Stage 2/);
});

Deno.test("silentProgress takes everything and says nothing", () => {
  const stage = silentProgress.stage("Stage 1", 10);
  stage.update(1, "detail");
  stage.finish("summary");
  assert.notEqual(silentProgress.stage("Stage 2", 1), undefined);
});
