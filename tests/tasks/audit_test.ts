import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

async function audit(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const { code, stdout, stderr } = await childCommand(Deno.execPath(), {
    args: ["task", "--quiet", "audit", ...args],
    cwd: ROOT,
    // Paths on the command line are the caller's.
    env: { NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", INIT_CWD: `${ROOT}tests/fixtures/npy` },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

const files = (scores: string, labels: string, predictions: string) => [
  ...["--scores", `${scores}.npy`],
  ...["--labels", `${labels}.npy`],
  ...["--predictions", `${predictions}.npy`],
];

Deno.test("deno task audit catches a leaky scorer by its files, exit code 1", async () => {
  const { code, stdout, stderr } = await audit(...files("scores_be_f8_fortran", "labels", "informed"));
  assert.deepEqual([code, stderr], [1, ""]);
  assert.match(stdout, /Only the label-informed score explains the claim/);
  assert.match(stdout, /Without the label the same scores are worth \d+\.\d\d %\./);
});

Deno.test("deno task audit passes an honest scorer by its files, exit code 0", async () => {
  const { code, stdout, stderr } = await audit(...files("scores_be_f4", "labels_u1", "free_be_i4"));
  assert.deepEqual([code, stderr], [0, ""]);
  assert.match(stdout, /The label-free score explains the claim/);
});

Deno.test("deno task audit ends with 2 if neither score explains the claim", async () => {
  const { code, stdout } = await audit(...files("scores_le_f4", "labels", "neither"));
  assert.equal(code, 2);
  assert.match(stdout, /Neither score explains the claim/);
});

Deno.test("deno task audit ends with 2 and one message for files that are unusable", async () => {
  const wrong: [string[], RegExp][] = [
    [files("no-such", "labels", "free"), /^error: Reading no-such\.npy: found no such file/],
    [files("half", "labels", "free"), /^error: Reading half\.npy: found element type '<f2'/],
    [files("scores_le_f4", "whole_i1", "free"), /^error: Reading whole_i1\.npy: found shape \[4\], wanted \[40\]/],
    [files("scores_le_f4", "labels", "free").slice(2), /^error: Auditing files: found no --scores/],
    [[...files("scores_le_f4", "labels", "free"), "--seed", "1"], /^error: Auditing files: found --seed/],
  ];
  for (const [args, message] of wrong) {
    const { code, stdout, stderr } = await audit(...args);
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, message);
    assert.ok(!/^\s+at /m.test(stderr), "no stack trace without --debug");
  }
});
