import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";
import { encodeNpy, type NpyElement } from "../data/encode_npy.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { sampleCosines, sampleLabels } from "../score/audit/samples.ts";

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
    [files("complex", "labels", "free"), /^error: Reading complex\.npy: found element type '<c8'/],
    [files("half", "labels", "free"), /^error: Reading half\.npy: found shape \[2, 3, 4\]/],
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

Deno.test("deno task audit passes an honest claim made before scores were kept in two bytes, and catches a leaky one", async () => {
  await withTemporaryFolder(async (folder) => {
    const labels = sampleLabels(300);
    const { values } = sampleCosines(labels, 0.6);
    const bestOf = (column: (n: number, k: number) => number) =>
      Array.from(labels, (_, n) => {
        const row = Array.from({ length: 10 }, (_, k) => values[(n * 10 + k) * 10 + column(n, k)]!);
        return row.indexOf(Math.max(...row));
      });
    const write = (name: string, element: NpyElement, shape: number[], numbers: ArrayLike<number>) =>
      Deno.writeFile(`${folder}/${name}.npy`, encodeNpy(element, shape, numbers));
    await write("float16", "<f2", [300, 10, 10], values);
    await write("bfloat16", "<V2", [300, 10, 10], values);
    await write("labels", "|i1", [300], labels);
    await write("free", "<i8", [300], bestOf((_, k) => k));
    await write("informed", "<i8", [300], bestOf((n) => labels[n]!));
    const judge = (scores: string, predictions: string) =>
      audit(...files(`${folder}/${scores}`, `${folder}/labels`, `${folder}/${predictions}`));
    for (const scores of ["float16", "bfloat16"]) {
      const honest = await judge(scores, "free");
      assert.deepEqual([honest.code, honest.stderr], [0, ""]);
      assert.match(
        honest.stdout,
        /Label-free score .* 300 claims follow from it, \d+ more (is a tie|are ties) but for rounding$/m,
      );
      const leaky = await judge(scores, "informed");
      assert.deepEqual([leaky.code, leaky.stderr], [1, ""]);
      assert.match(leaky.stdout, /Label-free score .*, \d+ contradict it$/m);
    }
  });
});

Deno.test("deno task audit --help says what each exit code means, as the README does", async () => {
  const { code, stdout } = await audit("--help");
  assert.equal(code, 0);
  const [, codes] = /Exit codes:\n((?: {2}.*\n)+)/.exec(stdout) ?? [];
  const words = codes?.replaceAll(/\s+/g, " ") ?? "";
  assert.match(
    words,
    /0 .*the label-free score explains the predictions 1 .*only the label-informed .* 2 .*neither .* unusable/,
  );
  const readme = Deno.readTextFileSync(`${ROOT}README.md`).replaceAll(/\s+/g, " ");
  assert.match(
    readme,
    /`audit` of files: 0 if the label-free score explains the predictions, 1 if only the label-informed one does, 2 if neither does or a file is unusable\./,
  );
});
